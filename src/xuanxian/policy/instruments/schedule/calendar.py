"""When something that comes again is due: from the last time, or by periods of the year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from xuanxian.kernel.deadlines import add_months
from xuanxian.policy.instruments.schedule.standing import State


@dataclass(frozen=True, slots=True)
class Calendar:
    """The schedule with its parameters set.

    Attributes:
        every: months from one time to the next; None where it goes by periods.
        times, length: how often in each period, and the months of one.
        within, ahead: days in which it may be made up for, and from which it is called due.
    """

    every: int | None
    times: int
    length: int
    within: timedelta
    ahead: timedelta

    def standing(
        self, done: Sequence[date], since: date | None, as_of: date
    ) -> tuple[State, bool, date | None]:
        """How dates stand: the state, whether it is covered, and the last day in time."""
        if self.every is not None:
            return self._from_last(done, since, as_of)
        return self._by_period(done, since, as_of)

    def _from_last(
        self, done: Sequence[date], since: date | None, as_of: date
    ) -> tuple[State, bool, date | None]:
        began = done[-1] if done else since
        if began is None:
            return State.UNKNOWN, False, None
        due = add_months(began, self.every or 0)
        deadline = due + self.within
        if as_of > deadline:
            return State.OVERDUE, False, deadline
        usual = State.DONE if done else State.OPEN
        return (
            (State.DUE if as_of >= due - self.ahead and self._is_near(as_of, due) else usual),
            (bool(done)),
            deadline,
        )

    def _is_near(self, as_of: date, due: date) -> bool:
        """Without days of notice it is called due only once the day has passed."""
        return bool(self.ahead) or as_of > due

    def _by_period(
        self, done: Sequence[date], since: date | None, as_of: date
    ) -> tuple[State, bool, date | None]:
        first = _first_day(as_of, self.length)
        last = _last_day(first, self.length)
        before = _first_day(first - timedelta(1), self.length)
        # What is done in the days of grace makes up for the period before while that is short.
        in_before = sum(before <= day < first for day in done)
        grace = [day for day in done if first <= day <= first - timedelta(1) + self.within]
        began = since or (done[0] if done else None)
        if began is None:
            return State.UNKNOWN, False, None
        # Only a period of which the subject saw the whole counts against it.
        short = max(0, self.times - in_before) if began <= before else 0
        made_up = min(short, len(grace))
        missing_before = short - made_up
        here = sum(first <= day <= last for day in done) - made_up
        if missing_before:
            deadline = first - timedelta(1) + self.within
            return (State.OVERDUE if as_of > deadline else State.DUE), False, deadline
        deadline = last + self.within
        if here >= self.times:
            return State.DONE, True, deadline
        is_near = bool(self.ahead) and as_of >= last - self.ahead
        return (State.DUE if is_near else State.OPEN), False, deadline


def _first_day(day: date, length: int) -> date:
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def _last_day(first: date, length: int) -> date:
    return add_months(first, length) - timedelta(1)
