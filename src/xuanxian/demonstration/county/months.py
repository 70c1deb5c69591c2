"""Months as whole numbers, so that careers can be reckoned in them."""

from datetime import date

from xuanxian.kernel.partial_date import PartialDate


def month_number(year: int, month: int) -> int:
    """Months since the year 0; January of year y is 12·y."""
    return year * 12 + month - 1


def month_of(day: date) -> int:
    """The month that `day` lies in."""
    return month_number(day.year, day.month)


def to_partial_date(month: int) -> PartialDate:
    """The month as files write it."""
    return PartialDate(month // 12, month % 12 + 1)


def first_day(month: int) -> date:
    """The first day of the month."""
    return date(month // 12, month % 12 + 1, 1)
