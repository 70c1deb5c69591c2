"""The policy kind `target`: counting, progress, pace and forecast, all exact."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.growth.instruments import Target
from xuanxian.growth.instruments.target import TargetFacts
from xuanxian.policy.expressions import Quantity
from xuanxian.policy.outcome import Verdict

PLAIN: dict[str, Any] = {
    "id": "t",
    "kind": "target",
    "start": "2024-01-01",
    "until": "$until",
    "unit_values": {"副职职位数": {"type": "number"}},
    "goals": [{"id": "young", "title": "年轻干部", "who": "年龄 <= $age", "count": "$count"}],
}
PARAMETERS: dict[str, Any] = {"until": date(2026, 1, 1), "age": 35, "count": 30}


def target(**changes: Any) -> Target:
    return Target.model_validate({**PLAIN, **changes})


def goal(**changes: Any) -> Target:
    return target(goals=[{**PLAIN["goals"][0], **changes}])


ages = st.lists(st.one_of(st.none(), st.integers(22, 60)), min_size=1, max_size=40)


@given(crowd=ages, needed=st.integers(1, 40))
def test_those_unknown_count_neither_way_and_hold_where_they_decide(
    crowd: list[int | None], needed: int
) -> None:
    facts = TargetFacts(as_of=date(2026, 1, 1), people=tuple({"年龄": age} for age in crowd))
    outcome = target().decide(facts, {**PARAMETERS, "count": needed})
    known = sum(age is not None and age <= 35 for age in crowd)
    possible = known + sum(age is None for age in crowd)
    if known >= needed:
        expected = Verdict.PASS
    elif possible >= needed:
        expected = Verdict.HOLD
    else:
        expected = Verdict.FLAG
    assert outcome.verdict is expected


@given(known=st.integers(0, 40), days=st.integers(0, 800), needed=st.integers(1, 40))
def test_before_the_end_what_is_behind_the_even_pace_flags(
    known: int, days: int, needed: int
) -> None:
    as_of = date.fromordinal(date(2024, 1, 1).toordinal() + days)
    facts = TargetFacts(as_of=as_of, counts={"young": known})
    parameters = {**PARAMETERS, "count": needed}
    (progress,) = target().progress(facts, parameters)
    # From 1 January 2024 to 1 January 2026 are 731 days.
    assert progress.paced == needed * Fraction(min(days, 731), 731)
    assert progress.share == Fraction(known, needed)
    verdict = target().decide(facts, parameters).verdict
    assert (verdict is Verdict.FLAG) == (known < needed and known < progress.paced)


def test_a_forecast_goes_on_as_since_the_first_count() -> None:
    # Ten in a hundred days; two hundred days are left: twenty more.
    facts = TargetFacts.model_validate(
        {
            "as_of": "2025-06-15",
            "counts": {"young": 15},
            "earlier": [
                {"on": "2025-05-01", "counts": {"young": 14}},
                {"on": "2025-03-07", "counts": {"young": 5}},
            ],
        }
    )
    (progress,) = target().progress(facts, PARAMETERS)
    assert progress.forecast == 15 + Fraction(10, 100) * 200
    expected = facts.model_copy(update={"expected": {"young": -3}})
    assert target().progress(expected, PARAMETERS)[0].forecast == 12


def test_nobody_counted_is_not_nobody_there() -> None:
    outcome = target().decide(TargetFacts(as_of=date(2026, 1, 1)), PARAMETERS)
    assert outcome.verdict is Verdict.HOLD
    none = TargetFacts(as_of=date(2026, 1, 1), counts={"young": 0})
    assert target().decide(none, PARAMETERS).verdict is Verdict.FLAG


@pytest.mark.parametrize(
    ("bound", "tolerance", "passing"),
    [
        ("least", "", {30, 31}),
        ("about", "10%", {27, 30, 31}),
        ("about", "", {30, 31}),
        ("most", "", {26, 27, 30}),
    ],
)
def test_bounds_at_the_end(bound: str, tolerance: str, passing: set[int]) -> None:
    bounded = goal(bound=bound, tolerance=tolerance)
    for number in (26, 27, 30, 31):
        facts = TargetFacts(as_of=date(2026, 1, 1), counts={"young": number})
        expected = Verdict.PASS if number in passing else Verdict.FLAG
        assert bounded.decide(facts, PARAMETERS).verdict is expected


@given(posts=st.integers(0, 30), known=st.integers(0, 12))
def test_a_share_of_the_posts_is_compared_exactly(posts: int, known: int) -> None:
    third = goal(count="1/3 * 副职职位数")
    facts = TargetFacts(as_of=date(2026, 1, 1), counts={"young": known}, unit={"副职职位数": posts})
    verdict = third.decide(facts, PARAMETERS).verdict
    assert (verdict is Verdict.PASS) == (known * 3 >= posts)
    unknown = facts.model_copy(update={"unit": {}})
    assert third.decide(unknown, PARAMETERS).verdict is Verdict.HOLD


def test_equal_ids_and_strange_dates_are_refused() -> None:
    with pytest.raises(ValidationError, match="相同的 id"):
        target(goals=[PLAIN["goals"][0], PLAIN["goals"][0]])
    with pytest.raises(Exception, match="日期"):
        target(until="2026").decide(
            TargetFacts(as_of=date(2026, 1, 1), counts={"young": 1}), PARAMETERS
        )


def test_contradictory_parameters_are_named_before_adoption() -> None:
    quantities = {
        name: Quantity.of(value)
        for name, value in {**PARAMETERS, "until": date(2024, 1, 1), "slack": Fraction(2)}.items()
    }
    bounded = goal(bound="about", tolerance="$slack")
    assert [fault.path for fault in bounded.faults(quantities)] == [
        ("until",),
        ("goals", "young", "tolerance"),
    ]
    kept = {**quantities, "until": Quantity(None), "slack": Quantity(None)}
    assert list(bounded.faults(kept)) == []
