"""Working days (工作日) over the public holidays that the State Council publishes each year."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import chinese_calendar

KeptDays = Mapping[date, tuple[bool, str]]
"""Day → whether it is worked, and the holiday or what is said of it."""

_kept_days: Callable[[], KeptDays] = dict


def keep_days(source: Callable[[], KeptDays]) -> None:
    """Let `source` say what people have entered for years whose calendar is not installed yet."""
    global _kept_days
    _kept_days = source


def is_working_day(day: date) -> bool:
    """Whether `day` is worked: weekdays that are no public holiday, and weekends worked in lieu.

    Years whose calendar is not installed count as people have entered them, and Monday to Friday
    where nobody has; `is_published` tells.
    """
    if is_published(day.year):
        return bool(chinese_calendar.is_workday(day))
    kept = _kept_days().get(day)
    return kept[0] if kept else day.weekday() < 5


def is_published(year: int) -> bool:
    """Whether the holiday calendar of `year` is known to the installed calendar package."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def holiday_on(day: date) -> str:
    """The public holiday by which `day` is free, as 清明节; "" when there is none, or not known."""
    if not is_published(day.year):
        is_worked, name = _kept_days().get(day, (True, ""))
        return "" if is_worked else name
    is_free, name = chinese_calendar.get_holiday_detail(day)
    if not is_free or not name:
        return ""
    chinese = str(chinese_calendar.Holiday(name).chinese)
    return chinese if chinese.endswith(("节", "旦")) else f"{chinese}节"


def add_working_days(start: date, days: int) -> date:
    """The `days`-th working day after `start`; `start` itself is not counted."""
    if days < 0:
        raise ValueError(f"days must not be negative, got {days}")
    day = start
    while days:
        day += timedelta(days=1)
        if is_working_day(day):
            days -= 1
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days lie in the closed span from `first` to `last`."""
    span = (last - first).days + 1
    return sum(is_working_day(first + timedelta(days=offset)) for offset in range(max(span, 0)))
