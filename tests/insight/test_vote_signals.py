"""The policy kind `vote_signals`: its chances are worked out by hand and by counting all cases."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.insight.instruments.vote_signals import Chosen, PastVote, VoteFacts, VoteSignals
from xuanxian.insight.instruments.vote_signals.chance import Tosses, Urn, is_rare, tail
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.formulas import exact
from xuanxian.policy.outcome import Verdict


def kind(**parts: Any) -> VoteSignals:
    return VoteSignals.model_validate({"id": "signals", "false_alarm": "$alarm", **parts})


CLASSES = {"concentration": {"least_difference": "20%"}}
BLOCKS = {"block": {"least_ballots": "$fewest"}}
YEARS = {"jump": {"look_back_years": "$years", "least_difference": "20%"}}


def alarm(value: str | Fraction, **more: Any) -> dict[str, Any]:
    return {"alarm": exact(value, {}) if isinstance(value, str) else value, **more}


def test_the_chances_of_blind_draws_are_those_worked_out_by_hand() -> None:
    # Three of ten with four marked: (C(4,2)·C(6,1) + C(4,3)) / C(10,3) = 40/120.
    assert tail([Urn(10, 4, 3)], 2) == Fraction(1, 3)
    # Twice two of four with two marked (1, 4, 1 of 6): three or four in 4 + 4 + 1 of 36 ways.
    assert tail([Urn(4, 2, 2), Urn(4, 2, 2)], 3) == Fraction(9, 36)
    assert tail([Urn(10, 4, 3)], 0) == 1
    assert tail([Urn(10, 4, 3)], 4) == 0
    # Three ballots by a third each and one by a half: two or more of four.
    # None 8/27·1/2; one 12/27·1/2 + 8/27·1/2; the rest 1 - 28/54.
    assert tail([Tosses(3, Fraction(1, 3)), Tosses(1, Fraction(1, 2))], 2) == Fraction(26, 54)


urns = st.integers(1, 7).flatmap(
    lambda whole: st.builds(Urn, st.just(whole), st.integers(0, whole), st.integers(0, whole))
)


@given(drawn=st.lists(urns, min_size=1, max_size=3), at_least=st.integers(0, 8))
@settings(max_examples=60)
def test_the_chance_is_the_share_of_all_ways_to_draw(drawn: list[Urn], at_least: int) -> None:
    ways: Counter[int] = Counter({0: 1})
    for urn in drawn:
        each = Counter(
            sum(ballot < urn.marked for ballot in taken)
            for taken in combinations(range(urn.whole), urn.drawn)
        )
        both: Counter[int] = Counter()
        for number, count in ways.items():
            for more, others in each.items():
                both[number + more] += count * others
        ways = both
    expected = Fraction(
        sum(count for number, count in ways.items() if number >= at_least), ways.total()
    )
    assert tail(drawn, at_least) == expected
    for line in (Fraction(1, 100), Fraction(1, 3), expected):
        assert is_rare(drawn, at_least, line) is (expected <= line)


def gathered() -> VoteFacts:
    """Eight votes of twenty, all from the eight of 甲类: 1 in C(20,8) = 125970 ways."""
    return VoteFacts(
        valid=20,
        classes={"甲类": 8, "乙类": 12},
        votes={"王": 8},
        by_class={"王": {"甲类": 8, "乙类": 0}},
    )


def test_votes_from_one_class_are_a_signal_exactly_from_the_line_on() -> None:
    # One person and two classes are two comparisons, which share the rate.
    (signal,) = kind(**CLASSES).signals(gathered(), alarm("2/125970"))
    assert (signal.kind, signal.people, signal.class_name) == ("concentration", ("王",), "甲类")
    assert signal.figures["本类占比"] == "100.00%"
    assert "每125970次投票里不超过一次" in signal.explanation
    assert kind(**CLASSES).signals(gathered(), alarm("2/125971")) == ()


def test_a_class_little_above_the_others_is_no_signal_however_rare() -> None:
    many = VoteFacts(
        valid=20_000,
        classes={"甲类": 10_000, "乙类": 10_000},
        votes={"王": 11_000},
        by_class={"王": {"甲类": 6_400, "乙类": 4_600}},
    )
    assert kind(**CLASSES).signals(many, alarm("1%")) == ()  # 18 points, fewer than 20
    assert kind(concentration={"least_difference": "15%"}).signals(many, alarm("1%")) != ()


def test_a_class_withheld_is_compared_with_nobody() -> None:
    # Only 乙类 may be shown; all that is known of the rest is the sum.
    facts = VoteFacts(valid=20, classes={"乙类": 12}, votes={"王": 8}, by_class={"王": {"乙类": 0}})
    assert kind(**CLASSES).signals(facts, alarm("1/2")) == ()


def blocks() -> VoteFacts:
    """Twenty ballots of two names: five times each of four couples."""
    couples = ("甲乙", "丙丁", "戊己", "庚辛")
    return VoteFacts(
        valid=20,
        votes=dict.fromkeys("甲乙丙丁戊己庚辛", 5),
        chosen=tuple(Chosen(names=tuple(each), ballots=5) for each in couples),
    )


def test_names_always_together_are_a_block_exactly_from_the_line_on() -> None:
    # Each has 5 of 40 places, so 2·5/40 = 1/4 on a ballot of two. Eight such chances give a spread
    # of 8·1/4·3/4 = 3/2, and both stand on it by 1/16·(1 - (3/4)²/(3/2)) = 5/128. Five of twenty
    # ballots or more: the sum of C(20,k)·5^k·123^(20-k) over 128^20. Eight people make 28 pairs.
    chance = Fraction(sum(comb(20, k) * 5**k * 123 ** (20 - k) for k in range(5, 21)), 128**20)
    found = kind(**BLOCKS).signals(blocks(), alarm(28 * chance, fewest=5))
    assert {frozenset(each.people) for each in found} == {
        frozenset("甲乙"), frozenset("丙丁"), frozenset("戊己"), frozenset("庚辛"),
    }  # fmt: skip
    less = 28 * chance - Fraction(1, 10**9)
    assert kind(**BLOCKS).signals(blocks(), alarm(less, fewest=5)) == ()
    assert kind(**BLOCKS).signals(blocks(), alarm(28 * chance, fewest=6)) == ()


def test_of_a_secret_vote_a_block_is_told_no_finer_than_the_smallest_group() -> None:
    chosen = (
        Chosen(names=("甲", "乙", "丙"), ballots=13),
        Chosen(names=("丁", "戊", "己"), ballots=27),
        *(Chosen(names=(each,), ballots=6) for each in "庚辛壬癸子丑寅卯辰巳"),
    )
    facts = VoteFacts(
        valid=100,
        votes={**dict.fromkeys("甲乙丙", 13), **dict.fromkeys("丁戊己", 27)},
        chosen=chosen,
        smallest_group=5,
    )
    found = kind(**BLOCKS).signals(facts, alarm("1%", fewest=8))
    # 13 is told as ten at least, 27 as twenty-five; three of whom every two belong together.
    assert {(len(each.people), each.figures["同时推荐的票"]) for each in found} == {
        (3, "不少于10张"), (3, "不少于25张"),
    }  # fmt: skip
    told = " ".join(f"{each.explanation} {each.figures} {each.line}" for each in found)
    assert "13" not in told
    assert "27" not in told


def test_people_liked_by_those_who_name_many_are_no_block() -> None:
    # Thirty ballots name all six and thirty name one each: only the number of names binds them.
    people = "甲乙丙丁戊己"
    chosen = (
        Chosen(names=tuple(people), ballots=30),
        *(Chosen(names=(each,), ballots=5) for each in people),
    )
    facts = VoteFacts(valid=60, votes=dict.fromkeys(people, 35), chosen=chosen)
    assert kind(**BLOCKS).signals(facts, alarm("1/2", fewest=5)) == ()


def risen(on: date = date(2025, 6, 1)) -> VoteFacts:
    """Nine of ten now, three of ten then."""
    return VoteFacts(
        as_of=date(2026, 6, 1),
        valid=10,
        votes={"王": 9, "李": 2},
        past={"王": (PastVote(on=on, votes=3, valid=10),)},
    )


def test_a_jump_against_past_years_is_a_signal_exactly_from_the_line_on() -> None:
    # Ten of twenty with twelve marked: (C(12,9)·8 + C(12,10)) / C(20,10) = 1826/184756.
    line = Fraction(1826, 184756)
    (signal,) = kind(**YEARS).signals(risen(), alarm(line, years=3))
    assert (signal.people, signal.figures["此前占比"]) == (("王",), "30.00%")
    less = line - Fraction(1, 10**9)
    assert kind(**YEARS).signals(risen(), alarm(less, years=3)) == ()


def test_a_vote_further_back_than_the_policy_looks_is_not_compared() -> None:
    assert kind(**YEARS).signals(risen(date(2023, 6, 1)), alarm("1/2", years=3)) != ()
    assert kind(**YEARS).signals(risen(date(2023, 5, 31)), alarm("1/2", years=3)) == ()


def drawn(chances: Sequence[float], ballots: int, dice: random.Random) -> VoteFacts:
    """A vote in which everybody names each by a chance of its own, whatever the others do."""
    halves = {"甲类": ballots // 3, "乙类": ballots - ballots // 3}
    chosen: Counter[tuple[str, ...]] = Counter()
    votes: Counter[str] = Counter()
    by_class: dict[str, Counter[str]] = {}
    for name, number in halves.items():
        for _ in range(number):
            named = tuple(f"{at}" for at, chance in enumerate(chances) if dice.random() < chance)
            chosen[named] += 1
            votes.update(named)
            for each in named:
                by_class.setdefault(each, Counter())[name] += 1
    past = {
        f"{at}": (
            PastVote(
                on=date(2025, 6, 1),
                votes=sum(dice.random() < chance for _ in range(ballots)),
                valid=ballots,
            ),
        )
        for at, chance in enumerate(chances)
    }
    return VoteFacts(
        as_of=date(2026, 6, 1),
        valid=ballots,
        classes=halves,
        votes=votes,
        by_class=by_class,
        chosen=tuple(Chosen(names=names, ballots=count) for names, count in chosen.items()),
        past=past,
    )


def test_independent_ballots_give_signals_no_more_often_than_the_declared_rate() -> None:
    dice = random.Random(20261121)
    every = kind(
        concentration={"least_difference": "0"},
        block={"least_ballots": 1},
        jump={"look_back_years": 3, "least_difference": "0"},
    )
    chances = (0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
    votes = 250
    alarms = sum(bool(every.signals(drawn(chances, 45, dice), alarm("1/5"))) for _ in range(votes))
    assert 0 < alarms <= votes / 5  # and the looks are not blind either


def test_a_planted_block_is_found_among_independent_ballots() -> None:
    dice = random.Random(7)
    ballots = [tuple(dice.sample(range(30), dice.randint(0, 4))) for _ in range(120)]
    chosen = Counter(tuple(f"{each:02}" for each in ballot) for ballot in ballots)
    chosen[("01", "04", "06")] += 25
    facts = VoteFacts(
        valid=145,
        chosen=tuple(Chosen(names=names, ballots=count) for names, count in chosen.items()),
    )
    found = kind(**BLOCKS).signals(facts, alarm("1%", fewest=10))
    assert [each.people for each in found] == [("01", "04", "06")]


@given(data=st.data())
@settings(max_examples=25)
def test_the_order_of_ballots_changes_nothing(data: st.DataObject) -> None:
    ballots = data.draw(
        st.lists(st.sets(st.sampled_from("甲乙丙丁")).map(tuple), min_size=4, max_size=20)
    )
    votes = Counter(name for ballot in ballots for name in ballot)
    mixed = data.draw(st.permutations(ballots))

    def found(order: Sequence[tuple[str, ...]]) -> Any:
        chosen = tuple(
            Chosen(names=data.draw(st.permutations(names)), ballots=1) for names in order
        )
        facts = VoteFacts(valid=len(ballots), votes=votes, chosen=chosen)
        return kind(**BLOCKS).signals(facts, alarm("9/10", fewest=1))

    assert found(mixed) == found(ballots)


def test_a_signal_only_flags_and_none_is_no_clearance() -> None:
    outcome = kind(**CLASSES).decide(gathered(), alarm("1%"))
    assert outcome.verdict is Verdict.FLAG
    assert outcome.reasons[0].explanation.endswith("这是迹象，须核实。")
    quiet = kind(**CLASSES).decide(gathered(), alarm("2/125971"))
    assert (quiet.verdict, quiet.reasons[0].explanation) == (
        Verdict.PASS, "所看的各项中没有迹象；没有迹象不等于没有拉票。",
    )  # fmt: skip


def test_it_says_plainly_that_times_are_not_looked_at() -> None:
    told = "".join(kind(**CLASSES, **BLOCKS, **YEARS).explain())
    assert "不保存投票的先后和时间" in told
    assert "迹象不是结论" in told


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ({"valid": 5, "votes": {"王": 6}}, "多于有效票"),
        ({"valid": 5, "classes": {"甲": 6}}, "各类有效票之和"),
        (
            {"valid": 5, "classes": {"甲": 3}, "votes": {"王": 4}, "by_class": {"王": {"甲": 4}}},
            "多于该类有效票",
        ),
        ({"valid": 5, "chosen": [{"names": ["王", "王"], "ballots": 1}]}, "有重复"),
        ({"valid": 5, "chosen": [{"names": ["王"], "ballots": 6}]}, "多于有效票"),
    ],
)
def test_figures_that_cannot_be_are_refused(figures: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        VoteFacts.model_validate(figures)


def test_a_policy_without_a_look_or_with_an_open_parameter_is_refused() -> None:
    with pytest.raises(ValidationError, match="至少写一项"):
        kind()
    with pytest.raises(Refusal):
        kind(**CLASSES).signals(gathered(), {})
