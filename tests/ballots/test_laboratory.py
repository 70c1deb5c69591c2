"""The weight laboratory: what it says is exact, and what it says of withheld classes is nothing."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuanxian.ballots.answers import Answers, Subject
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.laboratory import Trial, blocks_of, run
from xuanxian.ballots.results import TallyResult
from xuanxian.ballots.tally import Turnout, tally
from xuanxian.kernel.errors import Refusal

WANG = Subject(id="1", name="王某甲")
LI = Subject(id="2", name="李某乙")


def rating(*classes: tuple[str, str], **changes: Any) -> Ballot:
    parts: dict[str, Any] = {
        "id": "rating",
        "purpose": "rating",
        "secrecy": "secret",
        "question": {"form": "marks", "options": ["同意", "反对"], "blank": "弃权"},
        "electorate": [{"class": name, "weight": weight} for name, weight in classes],
        "smallest_group": 5,
        "measures": {"同意率": "同意 / 有效"},
        "rank_by": "同意率",
        "passes": "同意率 > 1/2",
    }
    return Ballot.model_validate(parts | changes)


def box(**agreeing: tuple[int, int, int]) -> tuple[list[tuple[str, Answers]], dict[str, Turnout]]:
    """Class → number of ballots, how many of them for WANG and how many for LI."""
    ballots = [
        (
            name,
            Answers(
                marks={"1": "同意" if at < wang else "反对", "2": "同意" if at < li else "反对"}
            ),
        )
        for name, (number, wang, li) in agreeing.items()
        for at in range(number)
    ]
    return ballots, {name: Turnout(each[0], each[0], each[0]) for name, each in agreeing.items()}


def counted(ballot: Ballot, **agreeing: tuple[int, int, int]) -> TallyResult:
    return tally(ballot, [WANG, LI], *box(**agreeing), {})


def test_other_weights_may_turn_the_order_round() -> None:
    ballot = rating(("领导", "1"), ("职工", "1"))
    result = counted(ballot, 领导=(10, 9, 2), 职工=(40, 20, 25))
    # Plain 29 and 27 of 50. With 职工 weighing four times: 9+80=89 and 2+100=102 of 170.
    same = run(ballot, result, {}, Trial())
    assert (same.order_changes, same.passing_changes) == (False, ())
    tried = run(ballot, result, {}, Trial(weights={"职工": "4"}))
    assert tried.order_changes is True
    assert [(row.name, row.before, row.after) for row in tried.rows] == [
        ("李某乙", 2, 1), ("王某甲", 1, 2),
    ]  # fmt: skip
    first = tried.rows[0].measures["同意率"]
    assert first is not None
    assert first.value == Fraction(102, 170)
    # 58 % and 54 % both pass a half; a threshold of 55 % parts them.
    assert run(ballot, result, {}, Trial(passes="同意率 > 55%")).passing_changes == ("李某乙",)


def test_it_refuses_what_it_cannot_try() -> None:
    ballot = rating(("领导", "1"), ("职工", "1"))
    result = counted(ballot, 领导=(10, 9, 2), 职工=(40, 20, 25))
    for trial, message in (
        (Trial(weights={"群众": "1"}), "不是本次投票的类别"),
        (Trial(weights={"领导": "-1"}), "小于零"),
        (Trial(weights={"领导": "0", "职工": "0"}), "全部为零"),
        (Trial(passes="满意率 > 1/2"), "满意率"),
    ):
        with pytest.raises(Refusal, match=message):
            run(ballot, result, {}, trial)


weights = st.sampled_from(["0", "1", "2", "1/3", "60%", "7"])
numbers = st.tuples(st.integers(5, 12), st.integers(0, 12), st.integers(0, 12)).map(
    lambda drawn: (drawn[0], min(drawn[0], drawn[1]), min(drawn[0], drawn[2]))
)


@given(
    one=numbers,
    other=numbers,
    heavy=weights,
    light=weights,
    way=st.sampled_from(["ballots", "rates"]),
)
@settings(max_examples=40)
def test_a_trial_is_the_count_under_the_other_weights(
    one: Any, other: Any, heavy: str, light: str, way: str
) -> None:
    if heavy == light == "0":
        return
    declared = ("1/2", "1/2") if way == "rates" else ("1", "1")
    official = rating(("领导", declared[0]), ("职工", declared[1]), weighting=way)
    result = counted(official, 领导=one, 职工=other)
    tried = run(official, result, {}, Trial(weights={"领导": heavy, "职工": light}))
    if way == "rates":  # shares of their sum
        whole = exactly(heavy) + exactly(light)
        heavy, light = str(exactly(heavy) / whole), str(exactly(light) / whole)
    expected = counted(
        rating(("领导", heavy), ("职工", light), weighting=way), 领导=one, 职工=other
    )
    for row in tried.rows:
        counted_anew = expected.of(row.subject)
        assert counted_anew is not None
        assert (row.measures, row.after, row.passed_after) == (
            counted_anew.measures, counted_anew.rank, counted_anew.passed,
        )  # fmt: skip


SMALL = {"班子": (3, "3"), "代表": (4, "2"), "职工": (30, "1")}
"""Class → ballots and weight; the first two are withheld, together 7 ballots."""


def world(team: int, delegates: int) -> TallyResult:
    """A box in which `team` of 3 班子 and `delegates` of 4 代表 agree, and 12 of 30 职工."""
    ballot = rating(*((name, weight) for name, (_, weight) in SMALL.items()))
    return counted(ballot, 班子=(3, team, 1), 代表=(4, delegates, 2), 职工=(30, 12, 15))


def test_withheld_classes_weigh_together_or_not_at_all() -> None:
    ballot = rating(*((name, weight) for name, (_, weight) in SMALL.items()))
    result = world(2, 2)
    assert result.withheld == ("班子", "代表")
    assert blocks_of(result) == (("职工",), ("班子", "代表"))
    for trial in (
        Trial(),  # as declared, 3 and 2
        Trial(weights={"班子": "1", "代表": "0"}),
        Trial(weights={"班子": "1"}),
    ):
        with pytest.raises(Refusal, match="反复试算就能推出其中一类的票"):
            run(ballot, result, {}, trial)


def test_any_number_of_trials_leaves_a_withheld_class_as_unknown_as_the_result_does() -> None:
    """An attack: halve thresholds and turn weights until only one split of the 7 is left.

    Three splits of three agreeing among 班子 and 代表 have one and the same published result
    except for its rank and verdict, which the tally keeps; with those equal, no trial tells one
    split from another.
    """
    ballot = rating(*((name, weight) for name, (_, weight) in SMALL.items()))
    splits = [(a, 3 - a) for a in range(4)]

    def published(result: TallyResult) -> str:
        return result.model_dump_json()

    worlds: dict[str, list[tuple[int, int]]] = {}
    for split in splits:
        worlds.setdefault(published(world(*split)), []).append(split)
    # What the result sheet itself leaves open is more than one split.
    alike = max(worlds.values(), key=len)
    assert len(alike) > 1
    trials = [
        Trial(
            weights={"班子": block, "代表": block, "职工": staff},
            passes=f"同意率 > {threshold}/64",
        )
        for block, staff in product(("0", "1", "5", "1/7"), ("0", "1", "3"))
        if (block, staff) != ("0", "0")
        for threshold in range(0, 64, 3)
    ]
    answers = {
        split: [run(ballot, world(*split), {}, trial) for trial in trials] for split in alike
    }
    first = answers[alike[0]]
    assert all(found == first for found in answers.values())


@given(
    people=st.tuples(st.integers(1, 4), st.integers(1, 9), st.integers(5, 20)),
    moved=st.integers(1, 3),
    block=weights,
    staff=weights,
    threshold=st.fractions(0, 1, max_denominator=50),
)
@settings(max_examples=60)
def test_worlds_with_one_result_sheet_give_one_trial(
    people: Any, moved: int, block: str, staff: str, threshold: Fraction
) -> None:
    """Move agreement from one withheld class to another: totals stay, trials must stay too."""
    small, other, large = people
    moved = min(moved, small, other)
    ballot = rating(("班子", "1"), ("代表", "1"), ("职工", "1"))
    here = counted(ballot, 班子=(small, moved, 0), 代表=(other, 0, 0), 职工=(large, 3, 1))
    there = counted(ballot, 班子=(small, 0, 0), 代表=(other, moved, 0), 职工=(large, 3, 1))
    if not {"班子", "代表"} <= set(here.withheld):
        return
    together = dict.fromkeys(here.withheld, block)
    mine = {"职工": staff} | together
    if not any(Fraction(exactly(each)) for each in mine.values()):
        return
    trial = Trial(weights=mine, passes=f"同意率 > {threshold}")
    assert run(ballot, here, {}, trial) == run(ballot, there, {}, trial)


def exactly(text: str) -> Fraction:
    """`60%` and `1/3` as numbers."""
    return Fraction(text.rstrip("%")) / (100 if text.endswith("%") else 1)
