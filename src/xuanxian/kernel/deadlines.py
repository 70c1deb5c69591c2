"""Months and working days as deadlines count them."""

import calendar
from datetime import date

from xuanxian.kernel.working_days import add_working_days, is_working_day


def add_months(day: date, months: int) -> date:
    """The same day `months` later; the last day of a shorter month where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_working_day(first: date, days: int, *, count_first_day: bool) -> date:
    """The day that completes `days` working days from `first`.

    Args:
        first: the day it begins.
        days: working days needed; 0 answers `first`.
        count_first_day: whether `first` counts, when it is a working day.
    """
    if days and count_first_day and is_working_day(first):
        days -= 1
    return add_working_days(first, days)
