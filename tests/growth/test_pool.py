"""The policy kind `pool`: entry, classes, exits, review, sizes, places, elimination."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.growth.instruments import Pool
from xuanxian.growth.instruments.pool_parts import PoolFacts
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Outcome, Verdict

RESERVE: dict[str, Any] = {
    "id": "p",
    "kind": "pool",
    "values": {"群众公认": {"type": "boolean"}},
    "tiers": [
        {
            "id": "chief",
            "title": "正职后备",
            "size": "$size",
            "entry": [
                {"id": "age", "label": "年龄", "rule": "年龄 <= $age"},
                {"id": "trust", "label": "群众公认", "rule": "群众公认", "else": "hold"},
            ],
        }
    ],
    "dimensions": [{"id": "field", "title": "领域", "classes": ["党建", "经济"]}],
    "exits": [
        {"id": "over_age", "label": "超龄", "when": "年龄 > $out", "verdict": "bar"},
        {"id": "sick", "label": "健康原因"},
    ],
    "review": {"every_months": 6, "eliminate": "$share", "round": "up"},
    "unit_values": {"人数": {"type": "number"}},
    "places": [
        {"id": "large", "when": "人数 > 100", "count": 2},
        {"id": "small", "when": "人数 < 100", "count": 1},
    ],
}
PARAMETERS: dict[str, Any] = {"size": 3, "age": 40, "out": 45, "share": Fraction(1, 10)}


def pool(**changes: Any) -> Pool:
    return Pool.model_validate({**RESERVE, **changes})


def verdicts(outcome: Outcome) -> dict[str, str]:
    return {one.rule.split(".", 1)[1]: one.verdict.value for one in outcome.reasons}


@given(age=st.integers(18, 70), trust=st.sampled_from([True, False, None]))
def test_entry_needs_every_condition_and_what_is_unknown_holds(
    age: int, trust: bool | None
) -> None:
    facts = PoolFacts(
        tier="chief", values={"年龄": age, "群众公认": trust}, classes={"field": "党建"}
    )
    outcome = pool().decide(facts, PARAMETERS)
    assert verdicts(outcome) == {
        "field": "pass",
        "chief.age": "pass" if age <= 40 else "bar",
        "chief.trust": "pass" if trust else "hold",
    }


def test_a_member_has_to_be_classed_in_every_dimension() -> None:
    for classes, expected in (
        ({}, "hold"),
        ({"field": "农业"}, "hold"),
        ({"field": "经济"}, "pass"),
    ):
        facts = PoolFacts(tier="chief", values={}, classes=classes)
        assert verdicts(pool().decide(facts, PARAMETERS))["field"] == expected


@pytest.mark.parametrize(("age", "expected"), [(45, "pass"), (46, "bar"), (None, "hold")])
def test_a_member_leaves_beyond_the_age_and_is_looked_at_where_it_is_unknown(
    age: int | None, expected: str
) -> None:
    facts = PoolFacts(tier="chief", member=True, values={"年龄": age})
    assert verdicts(pool().decide(facts, PARAMETERS))["over_age"] == expected


def test_a_ground_that_people_establish_is_put_before_people() -> None:
    facts = PoolFacts(tier="chief", member=True, values={"年龄": 30}, grounds=("sick",))
    assert pool().decide(facts, PARAMETERS).verdict is Verdict.HOLD
    with pytest.raises(Refusal, match="没有这种出库情形"):
        pool().decide(facts.model_copy(update={"grounds": ("poor",)}), PARAMETERS)


def test_a_review_is_due_once_its_months_are_over() -> None:
    # Reviewed on 31 August, due on the last day of February.
    for as_of, expected in ((date(2026, 2, 28), "pass"), (date(2026, 3, 1), "flag")):
        facts = PoolFacts(
            as_of=as_of,
            tier="chief",
            member=True,
            values={"年龄": 30},
            reviewed_on=date(2025, 8, 31),
        )
        assert verdicts(pool().decide(facts, PARAMETERS))["review"] == expected
    never = PoolFacts(as_of=date(2026, 3, 1), tier="chief", member=True, values={"年龄": 30})
    assert verdicts(pool().decide(never, PARAMETERS))["review"] == "hold"


@pytest.mark.parametrize(("bound", "flagged"), [("about", {2, 4}), ("least", {2}), ("most", {4})])
def test_a_tier_says_when_it_is_too_large_or_too_small(bound: str, flagged: set[int]) -> None:
    sized = pool(tiers=[{**RESERVE["tiers"][0], "bound": bound}])
    for count in (2, 3, 4):
        outcome = sized.judge_sizes({"chief": count}, PARAMETERS)
        expected = Verdict.FLAG if count in flagged else Verdict.PASS
        assert outcome.verdict is expected


@pytest.mark.parametrize(("people", "places"), [(101, 2), (99, 1), (100, None), (None, None)])
def test_a_unit_names_as_many_as_its_size_allows(people: int | None, places: int | None) -> None:
    assert pool().places_for({"人数": people}, PARAMETERS) == places


@given(
    scores=st.lists(st.integers(0, 20), min_size=1, max_size=40),
    share=st.fractions(0, 1, max_denominator=100),
    how=st.sampled_from(["up", "down", "half_up"]),
)
def test_elimination_takes_the_lowest_and_leaves_equals_to_people(
    scores: list[int], share: Fraction, how: str
) -> None:
    named = {f"人{at}": Fraction(score) for at, score in enumerate(scores)}
    reviewed = pool(review={"eliminate": "$share", "round": how})
    found = reviewed.eliminate(named, {**PARAMETERS, "share": share})
    exact = share * len(scores)
    assert abs(found.number - exact) < 1
    assert found.number <= exact or how != "down"
    assert found.number >= exact or how != "up"
    certain, open_to_people = set(found.leaving), set(found.tied)
    assert len(certain) <= found.number <= len(certain) + len(open_to_people)
    if open_to_people:
        assert len(certain) < found.number < len(certain) + len(open_to_people)
        assert len({named[name] for name in open_to_people}) == 1
    stay = set(named) - certain - open_to_people
    worst_staying = min((named[name] for name in stay), default=Fraction(99))
    for name in certain | open_to_people:
        assert named[name] < worst_staying


def test_nobody_leaves_while_a_score_is_missing() -> None:
    found = pool().eliminate({"甲": Fraction(1), "乙": None, "丙": Fraction(3)}, PARAMETERS)
    assert (found.number, found.leaving, found.unknown) == (1, (), ("乙",))


def test_half_a_person_is_rounded_as_the_policy_says() -> None:
    # Ten percent of fifteen is one and a half.
    scores = {f"人{at}": Fraction(at) for at in range(15)}
    for how, expected in (("up", 2), ("down", 1), ("half_up", 2)):
        reviewed = pool(review={"eliminate": "$share", "round": how})
        assert reviewed.eliminate(scores, PARAMETERS).number == expected


def test_a_share_beyond_everybody_is_refused() -> None:
    with pytest.raises(Refusal, match="100%"):
        pool().eliminate({"甲": Fraction(1)}, {**PARAMETERS, "share": Fraction(11, 10)})


def test_contradictory_pools_are_refused() -> None:
    with pytest.raises(ValidationError, match="取整"):
        pool(review={"eliminate": "10%"})
    with pytest.raises(ValidationError, match="相同的 id"):
        pool(exits=[{"id": "sick", "label": "甲"}, {"id": "sick", "label": "乙"}])
    with pytest.raises(ValidationError, match="最后一条"):
        pool(places=[{"id": "all", "count": 1}, {"id": "more", "when": "人数 > 1", "count": 2}])
    with pytest.raises(Refusal, match="没有这一层"):
        pool().decide(PoolFacts(tier="deputy"), PARAMETERS)
