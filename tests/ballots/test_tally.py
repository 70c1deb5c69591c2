"""The count, against figures worked out by hand.

Rules of decision: a proposal passes with more than half of those entitled (应到), a meeting needs
two thirds of them present (《党政领导干部选拔任用工作条例》 on 讨论决定).
"""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuanxian.ballots.answers import Answers, Subject
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.tally import Turnout, classes_to_withhold, tally
from xuanxian.ballots.write_ins import WriteIn
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Verdict

WANG = Subject(id="1", name="王某甲")
LI = Subject(id="2", name="李某乙")


def decision(**changes: Any) -> Ballot:
    given_parts: dict[str, Any] = {
        "id": "committee_vote",
        "purpose": "decision",
        "secrecy": "secret",
        "question": {"form": "marks", "options": ["同意", "反对", "弃权"], "blank": "弃权"},
        "electorate": [{"class": "委员"}],
        "smallest_group": 5,
        "turnout": "实到 >= 应到 * 2/3",
        "measures": {"同意率": "同意 / 应到"},
        "passes": "同意 > 应到 / 2",
        "effect": "gates",
    }
    return Ballot.model_validate(given_parts | changes)


def votes(**counts: int) -> list[tuple[str, Answers]]:
    """Ballots of class 委员 on WANG alone: option → number; 空白 leaves the line unmarked."""
    return [
        ("委员", Answers(marks={} if option == "空白" else {"1": option}))
        for option, number in counts.items()
        for _ in range(number)
    ]


def committee(entitled: int, collected: int) -> dict[str, Turnout]:
    return {"委员": Turnout(entitled=entitled, present=collected, issued=collected)}


@pytest.mark.parametrize(
    ("agree", "passes"),
    [(8, True), (7, False)],
)
def test_a_proposal_passes_with_more_than_half_of_those_entitled_not_of_those_present(
    agree: int, passes: bool
) -> None:
    # 14 entitled, 10 present: 7 are more than half of those present, but only half of 14.
    result = tally(decision(), [WANG], votes(同意=agree, 反对=10 - agree), committee(14, 10), {})
    of_wang = result.of("1")
    assert of_wang is not None
    assert of_wang.passed is passes
    assert of_wang.outcome.verdict is (Verdict.PASS if passes else Verdict.BAR)


def test_an_unmarked_line_counts_as_abstention_where_the_source_says_so() -> None:
    result = tally(decision(), [WANG], votes(同意=9, 反对=1, 空白=4), committee(14, 14), {})
    of_wang = result.of("1")
    assert of_wang is not None
    assert of_wang.counts == {"同意": 9, "反对": 1, "弃权": 4, "未填": 4}
    assert result.denominators == {
        "应到": 14, "实到": 14, "发出": 14, "收回": 14, "有效": 14, "无效": 0,
    }  # fmt: skip


def test_it_counts_a_ballot_with_an_unmarked_line_invalid_where_the_source_says_so() -> None:
    ballot = decision(question={"form": "marks", "options": ["同意", "反对"], "blank": "无效"})
    result = tally(ballot, [WANG], votes(同意=9, 空白=4), committee(14, 13), {})
    assert result.invalid == {"有未填的项": 4}
    assert result.denominators["有效"] == 9


def test_exactly_two_thirds_is_not_more_than_two_thirds() -> None:
    # 6 of 9 is exactly 2/3; binary fractions would put 6/9 above or below by rounding.
    at_least = decision(passes="同意率 >= 2/3", measures={"同意率": "同意 / 收回"})
    more_than = decision(passes="同意率 > 2/3", measures={"同意率": "同意 / 收回"})
    ballots = votes(同意=6, 反对=3)
    reached = tally(at_least, [WANG], ballots, committee(9, 9), {}).of("1")
    exceeded = tally(more_than, [WANG], ballots, committee(9, 9), {}).of("1")
    assert reached is not None
    assert exceeded is not None
    assert (reached.passed, exceeded.passed) == (True, False)
    figure = reached.measures["同意率"]
    assert figure is not None
    assert (figure.exact, figure.percent) == ("2/3", "66.67%")


def test_weights_multiply_ballots_or_rates_as_the_instrument_says() -> None:
    electorate = [{"class": "领导", "weight": "60%"}, {"class": "职工", "weight": "40%"}]
    ballots = [
        *[("领导", Answers(marks={"1": "同意"}))] * 5,
        *[("领导", Answers(marks={"1": "反对"}))] * 5,
        *[("职工", Answers(marks={"1": "同意"}))] * 30,
        *[("职工", Answers(marks={"1": "反对"}))] * 10,
    ]
    turnout = {"领导": Turnout(10, 10, 10), "职工": Turnout(40, 40, 40)}
    parts = {"electorate": electorate, "measures": {"同意率": "同意 / 有效"}, "effect": "advises"}
    rates = tally(decision(weighting="rates", **parts), [WANG], ballots, turnout, {}).of("1")
    weighed = tally(decision(weighting="ballots", **parts), [WANG], ballots, turnout, {}).of("1")
    assert rates is not None
    assert weighed is not None
    # 0.6 × 5/10 + 0.4 × 30/40 = 0.6; (0.6×5 + 0.4×30) / (0.6×10 + 0.4×40) = 15/22.
    assert rates.measures["同意率"] is not None
    assert rates.measures["同意率"].value == Fraction(3, 5)
    assert weighed.measures["同意率"] is not None
    assert weighed.measures["同意率"].value == Fraction(15, 22)


def test_it_states_a_tie_and_leaves_the_order_to_people() -> None:
    ballot = Ballot.model_validate(
        {
            "id": "nomination",
            "purpose": "nomination",
            "secrecy": "secret",
            "question": {"form": "names", "most": "$posts", "write_in": True},
            "electorate": [{"class": "干部"}],
            "smallest_group": 5,
            "measures": {"得票率": "得票 / 收回"},
            "rank_by": "得票率",
        }
    )
    ballots = [
        *[("干部", Answers(names=("1", "2")))] * 5,
        *[("干部", Answers(names=("3",), written=("赵　某",)))] * 2,
        ("干部", Answers(names=("1", "2", "3"))),
    ]
    result = tally(
        ballot,
        [WANG, LI, Subject(id="3", name="孙某丙")],
        ballots,
        {"干部": Turnout(8, 8, 8)},
        {"posts": 2},
    )
    assert result.invalid == {"所选人数超过 2 名": 1}
    assert [(one.name, one.counts["得票"], one.rank) for one in result.ranking] == [
        ("王某甲", 5, 1), ("李某乙", 5, 1), ("孙某丙", 2, 3), ("赵某", 2, 3),
    ]  # fmt: skip
    assert result.subjects[0].tied_with == ("李某乙",)
    assert result.subjects[0].outcome.verdict is Verdict.FLAG


def test_more_ballots_in_the_box_than_slips_issued_never_stand() -> None:
    result = tally(decision(), [WANG], votes(同意=9), {"委员": Turnout(14, 9, 8)}, {})
    assert result.stands is False
    assert result.subjects[0].passed is None
    assert result.subjects[0].outcome.verdict is Verdict.HOLD


def test_it_refuses_to_count_with_an_open_parameter() -> None:
    with pytest.raises(Refusal, match="line"):
        tally(
            decision(passes="同意率 > $line"),
            [WANG],
            votes(同意=9),
            committee(9, 9),
            {"line": None},
        )


def test_a_rate_over_nobody_is_unknown_and_put_before_people() -> None:
    ballot = decision(measures={"同意率": "同意 / 有效"}, passes="同意率 > 1/2")
    result = tally(ballot, [WANG], [("委员", Answers(names=("1",)))] * 6, committee(9, 6), {})
    assert result.subjects[0].measures == {"同意率": None}
    assert result.subjects[0].outcome.verdict is Verdict.HOLD


def test_a_small_class_is_withheld_together_with_the_one_that_would_give_it_away() -> None:
    # A alone would follow from the total minus B and C, so the next smallest goes with it.
    assert classes_to_withhold({"A": 3, "B": 20, "C": 40}, 5) == ("A", "B")
    # Two of 1 and 2 are known together as 3, still under 5.
    assert classes_to_withhold({"A": 1, "B": 2, "C": 20, "D": 40}, 5) == ("A", "B", "C")
    assert classes_to_withhold({"A": 3, "B": 4, "C": 20}, 5) == ("A", "B")
    assert classes_to_withhold({"A": 5, "B": 20}, 5) == ()
    # A class that returned nothing hides nothing.
    assert classes_to_withhold({"A": 3, "B": 0, "C": 40}, 5) == ("A", "C")


def test_a_weighted_result_never_lets_a_withheld_class_be_solved_for() -> None:
    electorate = [{"class": "领导", "weight": 3}, {"class": "职工", "weight": 1}]
    ballots = [
        *[("领导", Answers(marks={"1": "反对"}))] * 3,
        *[("职工", Answers(marks={"1": "同意"}))] * 20,
    ]
    turnout = {"领导": Turnout(3, 3, 3), "职工": Turnout(20, 20, 20)}
    result = tally(decision(electorate=electorate, effect="advises"), [WANG], ballots, turnout, {})
    assert result.withheld == ("领导", "职工")
    assert result.measures_withheld
    of_wang = result.subjects[0]
    assert (of_wang.by_class, of_wang.measures, of_wang.measures_by_class) == ({}, {}, {})
    # Without weights 20 of 23 agree, which the totals say anyhow; weighted it would be 20 of 29.
    plain = of_wang.unweighted["同意率"]
    assert plain is not None
    assert plain.exact == "20/23"
    assert "20/29" not in result.model_dump_json()
    assert not any("3/" in each for each in of_wang.outcome.reasons[0].figures.values())


def test_rates_of_one_weight_give_no_withheld_class_away_either() -> None:
    # (a/3 + b/20) / 2 and a + b, both shown, would leave one a: 3 of 3 are not 2 of 3 and one more.
    electorate = [{"class": "领导", "weight": "1/2"}, {"class": "职工", "weight": "1/2"}]
    ballots = [
        *[("领导", Answers(marks={"1": "同意"}))] * 3,
        *[("职工", Answers(marks={"1": "反对"}))] * 20,
    ]
    turnout = {"领导": Turnout(3, 3, 3), "职工": Turnout(20, 20, 20)}
    ballot = decision(
        electorate=electorate, weighting="rates", effect="advises",
        measures={"同意率": "同意 / 有效"}, passes="",
    )  # fmt: skip
    result = tally(ballot, [WANG], ballots, turnout, {})
    assert result.measures_withheld
    assert result.subjects[0].measures == {}
    assert "1/2" not in result.model_dump_json()


marks = st.sampled_from(["同意", "反对", "弃权", "", "未列"])
boxes = st.lists(
    st.tuples(st.sampled_from(["领导", "职工", "代表"]), st.tuples(marks, marks)), max_size=40
)


def box_of(drawn: list[tuple[str, tuple[str, str]]]) -> list[tuple[str, Answers]]:
    return [
        (
            voters,
            Answers(marks={str(at + 1): mark for at, mark in enumerate(each) if mark}),
        )
        for voters, each in drawn
    ]


THREE_CLASSES = [{"class": "领导"}, {"class": "职工"}, {"class": "代表"}]
FORTY_EACH = {name: Turnout(40, 40, 40) for name in ("领导", "职工", "代表")}


@given(box=boxes, random=st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_ballots_never_matters(box: Any, random: Any) -> None:
    ballot = decision(electorate=THREE_CLASSES, rank_by="同意率")
    mixed = list(box)
    random.shuffle(mixed)
    straight = tally(ballot, [WANG, LI], box_of(box), FORTY_EACH, {})
    shuffled = tally(ballot, [WANG, LI], box_of(mixed), FORTY_EACH, {})
    assert straight == shuffled


@given(box=boxes)
@settings(max_examples=60, deadline=None)
def test_denominators_and_counts_add_up(box: Any) -> None:
    result = tally(decision(electorate=THREE_CLASSES), [WANG, LI], box_of(box), FORTY_EACH, {})
    totals = result.denominators
    assert totals["收回"] == len(box) == totals["有效"] + totals["无效"]
    assert sum(result.invalid.values()) == totals["无效"]
    assert totals["收回"] == sum(one["收回"] for one in result.by_class.values())
    for one in result.subjects:
        assert one.counts["同意"] + one.counts["反对"] + one.counts["弃权"] == totals["有效"]


@given(box=boxes)
@settings(max_examples=60, deadline=None)
def test_what_is_shown_never_leaves_a_small_class_alone(box: Any) -> None:
    result = tally(decision(electorate=THREE_CLASSES), [WANG, LI], box_of(box), FORTY_EACH, {})
    collected = {name: one["收回"] for name, one in result.by_class.items()}
    shown = set(result.subjects[0].by_class)
    assert not {name for name in shown if 0 < collected[name] < 5}
    hidden = sum(number for name, number in collected.items() if name not in shown)
    # What the total minus the classes shown gives away must be many, or everything there is.
    assert hidden == 0 or hidden >= 5 or hidden == sum(collected.values())


def test_a_policy_may_rehearse_its_ballot_by_figures_alone() -> None:
    answer = decision().rehearse({"应到": 14, "实到": 10, "票": {"同意": 7, "未填": 3}}, {})
    # 7 of 14 is half, not more; 10 of 14 is over two thirds.
    assert answer == {
        "stands": None, "passed": False, "verdict": "bar", "withheld": [],
        "同意率": "1/2", "turnout": True,
    }  # fmt: skip
    with pytest.raises(ValueError, match="赞成"):
        decision().rehearse({"应到": 14, "票": {"赞成": 7}}, {})


def test_it_explains_itself_in_chinese_sentences() -> None:
    said = "".join(decision(smallest_group="$smallest").explain())
    assert "无记名投票，用于表决。对每一对象选择同意、反对、弃权之一，未填的计为弃权。" in said
    assert "收回不足〔smallest〕票的，不开箱" in said


# ---- against a count by hand: one loop over the ballots for every figure


names_on_ballots = st.lists(
    st.tuples(
        st.sampled_from(["领导", "职工", "代表"]),
        st.sets(st.sampled_from(["1", "2", "3"])),
        st.lists(st.sampled_from(["赵某", "赵　某", "王某（科长）", "看不清"]), max_size=2),
        st.booleans(),
    ),
    max_size=40,
)
MATCHING = {
    "王某(科长)": WriteIn("1", "王某甲"),
    "看不清": WriteIn("", ""),
}
SUN = Subject(id="3", name="孙某丙")


def choosing(**changes: Any) -> Ballot:
    return decision(
        question={"form": "names", "most": 3, "least": 1, "write_in": True},
        electorate=[{"class": "领导", "weight": "1/2"}, {"class": "职工"}, {"class": "代表"}],
        measures={"得票率": "得票 / 有效"},
        rank_by="得票率",
        passes="得票率 > 1/3",
        **changes,
    )


@given(drawn=names_on_ballots)
@settings(max_examples=80)
def test_the_tally_equals_a_count_by_hand(drawn: Any) -> None:
    box = [
        (voters, Answers(names=tuple(sorted(names)), written=tuple(written), spoilt=spoilt))
        for voters, names, written, spoilt in drawn
    ]
    result = tally(choosing(), [WANG, LI, SUN], box, FORTY_EACH, {}, MATCHING)
    weight = {"领导": Fraction(1, 2), "职工": Fraction(1), "代表": Fraction(1)}
    votes_for: dict[str, Fraction] = {}
    plain: dict[str, int] = {}
    valid, heavy, lost = 0, Fraction(0), 0
    for voters, names, written, spoilt in drawn:
        meant = [{"王某（科长）": "1", "看不清": ""}.get(name, "written:赵某") for name in written]
        everybody = [*names, *(who for who in meant if who)]
        twice = len(set(everybody)) < len(everybody) or written.count("看不清") > 1
        number = len(names) + len(written)
        if spoilt or twice or not 1 <= number <= 3:
            continue
        valid += 1
        heavy += weight[voters]
        lost += meant.count("")
        for who in everybody:
            plain[who] = plain.get(who, 0) + 1
            votes_for[who] = votes_for.get(who, Fraction(0)) + weight[voters]
    assert (result.denominators["有效"], result.unidentified) == (valid, lost)
    shares: dict[str, Fraction] = {}
    for one in result.subjects:
        assert one.counts["得票"] == plain.get(one.subject, 0)
        if heavy:
            shares[one.subject] = votes_for.get(one.subject, Fraction(0)) / heavy
        if not result.measures_withheld:
            found = one.measures["得票率"]
            assert (found.value if found else None) == shares.get(one.subject)
        assert one.passed is (None if not heavy else shares[one.subject] > Fraction(1, 3))
    for one in result.subjects:
        ahead = sum(other > shares[one.subject] for other in shares.values()) if heavy else None
        assert one.rank == (None if ahead is None else 1 + ahead)


@given(box=boxes, order=st.permutations(["领导", "职工", "代表"]))
@settings(max_examples=60)
def test_the_order_in_which_classes_are_listed_never_matters(box: Any, order: Any) -> None:
    weights = {"领导": "3", "职工": "1", "代表": "1/2"}

    def counted(names: list[str]) -> Any:
        electorate = [{"class": name, "weight": weights[name]} for name in names]
        ballot = decision(electorate=electorate, rank_by="同意率")
        return tally(ballot, [WANG, LI], box_of(box), FORTY_EACH, {})

    straight, permuted = counted(list(weights)), counted(order)
    assert straight.subjects == permuted.subjects
    assert straight.denominators == permuted.denominators
    assert straight.by_class == permuted.by_class
    assert set(straight.withheld) == set(permuted.withheld)


@given(box=boxes, relabelled=st.permutations(["领导", "职工", "代表"]))
@settings(max_examples=60)
def test_classes_of_one_weight_may_change_their_names(box: Any, relabelled: Any) -> None:
    new = dict(zip(("领导", "职工", "代表"), relabelled, strict=True))
    ballot = decision(electorate=THREE_CLASSES, rank_by="同意率")
    before = tally(ballot, [WANG, LI], box_of(box), FORTY_EACH, {})
    renamed = [(new[voters], marks) for voters, marks in box]
    after = tally(ballot, [WANG, LI], box_of(renamed), FORTY_EACH, {})
    for one, other in zip(before.subjects, after.subjects, strict=True):
        assert (one.counts, one.measures, one.rank) == (other.counts, other.measures, other.rank)
    # Of two classes equally small either may be the one that hides the other.
    assert len(before.withheld) == len(after.withheld)


def test_those_who_leave_count_in_no_denominator_the_policy_takes_them_off() -> None:
    # 14 due, two leave: taken off, 7 of 12 are more than half; counted in, 7 of 14 are half.
    without = tally(decision(), [WANG], votes(同意=7, 反对=5), committee(12, 12), {})
    counted_in = {"委员": Turnout(entitled=14, present=14, issued=12)}
    within = tally(decision(), [WANG], votes(同意=7, 反对=5), counted_in, {})
    assert (without.subjects[0].passed, within.subjects[0].passed) == (True, False)
    # Either way 13 ballots are more than the 12 who had one.
    assert tally(decision(), [WANG], votes(同意=13), counted_in, {}).stands is False
