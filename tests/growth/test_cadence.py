"""What is due every month, quarter, half-year or year."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuanxian.growth.instruments.cadence import (
    MONTHS,
    Cadence,
    Entry,
    period_of,
    periods,
    shortfalls,
)

Every = Literal["month", "quarter", "half_year", "year"]
EVERY: list[Every] = ["month", "quarter", "half_year", "year"]
days = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@given(every=st.sampled_from(EVERY), since=days, until=days)
def test_whole_periods_follow_one_another_within_the_time(
    every: Every, since: date, until: date
) -> None:
    found = list(periods(every, since, until))
    for first, last in found:
        assert since <= first
        assert last <= until
        assert first.day == 1
        assert (first.month - 1) % MONTHS[every] == 0
    for (_, last), (first, _) in pairwise(found):
        assert first == last + timedelta(days=1)
    if found:
        # What is left at either end is less than a period.
        assert period_of(every, found[0][0] - timedelta(days=1))[0] < since
        assert period_of(every, found[-1][1] + timedelta(days=1))[1] > until


@given(every=st.sampled_from(EVERY), on=days)
def test_a_day_lies_in_its_period(every: Every, on: date) -> None:
    first, last = period_of(every, on)
    assert first <= on <= last
    assert period_of(every, first) == period_of(every, last) == (first, last)


@given(
    done=st.lists(st.tuples(st.integers(1, 12), st.integers(0, 30)), max_size=20),
    least=st.integers(1, 24),
)
def test_a_month_falls_short_when_its_sum_is_below(done: list[tuple[int, int]], least: int) -> None:
    cadence = Cadence(id="c", title="驻村", every="month", least=least, unit="天")
    entries = [Entry(of="c", on=date(2025, month, 15), amount=amount) for month, amount in done]
    entries.append(Entry(of="other", on=date(2025, 6, 1), amount=99))
    short = shortfalls(cadence, entries, date(2025, 1, 1), date(2025, 12, 31), {})
    sums = {at: sum(amount for month, amount in done if month == at) for at in range(1, 13)}
    assert {each.first.month: each.done for each in short} == {
        month: total for month, total in sums.items() if total < least
    }


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (date(2025, 1, 1), date(2025, 1, 31), [1]),
        (date(2025, 1, 2), date(2025, 1, 31), []),
        (date(2025, 1, 1), date(2025, 1, 30), []),
        (date(2025, 1, 15), date(2025, 3, 30), [2]),
    ],
)
def test_a_period_cut_short_is_not_due(since: date, until: date, months: list[int]) -> None:
    cadence = Cadence(id="c", title="报告", every="month")
    assert [each.first.month for each in shortfalls(cadence, (), since, until, {})] == months
