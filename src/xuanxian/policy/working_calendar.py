"""工作日历: the days off and worked in lieu of a year that the program does not know yet.

The State Council publishes next year's calendar late in the year; until the program brings it
along, people enter it from the notice. Deadlines already recorded stay as they are.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import working_days
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.models import CalendarDay
from xuanxian.record import services as record

STREAM = "calendar:working-days"

_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_kept: dict[date, tuple[bool, str]] = {}


def load() -> None:
    """Read every day entered; done when the program starts, and after each change."""
    _kept.clear()
    _kept.update((one.day, (one.is_worked, one.name)) for one in CalendarDay.objects.all())


def kept_days() -> working_days.KeptDays:
    """Every day entered, as last read."""
    return _kept


@transaction.atomic
def keep_year(
    year: int, days_off: str, days_worked: str, *, source: str, actor: Actor
) -> Mapping[date, tuple[bool, str]]:
    """Enter the calendar of a year as the notice words it; replaces what was entered for it.

    Args:
        days_off: one holiday a line: name, first day, last day where it is not the same.
        days_worked: Saturdays and Sundays worked, divided by spaces, 、 or lines.
        source: the notice it comes from.

    Raises:
        Refusal: a year the program brings along, a line that cannot be read, a day of another
            year, off and worked at once, worked on a weekday, or no source.
    """
    if working_days.is_published(year):
        raise Refusal(
            Problem(
                "工作日历",
                "年份",
                str(year),
                "程序已带有这一年公布的放假安排。",
                "不需要手工登记。",
            )
        )
    if not source.strip():
        raise Refusal(Problem("工作日历", "依据", "", "没有填写。", "请填写通知的名称或文号。"))
    found: dict[date, tuple[bool, str]] = {}
    for line in filter(None, map(str.strip, days_off.splitlines())):
        name, first, last = _holiday(line)
        while first <= last:
            found[_of_year(first, year, line)] = (False, name)
            first += timedelta(days=1)
    for text in filter(None, re.split(r"[、，,；;\s]+", days_worked)):
        day = _of_year(_read(text), year, text)
        if day in found:
            raise Refusal(Problem("工作日历", "调休上班", text, "同时列在放假中。", "请核对通知。"))
        if day.weekday() < 5:
            raise Refusal(Problem("工作日历", "调休上班", text, "不是周六或周日。", "请核对日期。"))
        found[day] = (True, "调休上班")
    if not found:
        raise Refusal("没有登记任何日期。", mend="请按通知逐行填写。")
    record.append(
        STREAM,
        "calendar.kept",
        {
            "year": year,
            "days_off": {
                day.isoformat(): name for day, (worked, name) in sorted(found.items()) if not worked
            },
            "days_worked": sorted(day.isoformat() for day, one in found.items() if one[0]),
            "source": source.strip(),
        },
        actor=actor,
        title="工作日历",
    )
    CalendarDay.objects.filter(day__year=year).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, is_worked=worked, name=name, source=source.strip())
        for day, (worked, name) in found.items()
    )
    transaction.on_commit(load)
    return found


def _holiday(line: str) -> tuple[str, date, date]:
    days = [_date(match, line) for match in _DAY.finditer(line)]
    name = _DAY.split(line)[0].strip(" ：:\t　")
    if not name or not 1 <= len(days) <= 2 or days[0] > days[-1]:
        raise Refusal(
            Problem(
                "工作日历",
                "放假",
                line,
                "这一行读不懂。",
                "请写成“元旦 2027-01-01 至 2027-01-03”。",
            )
        )
    return name, days[0], days[-1]


def _read(text: str) -> date:
    match = _DAY.fullmatch(text)
    if match is None:
        raise Refusal(
            Problem("工作日历", "调休上班", text, "不是有效日期。", "请写成 2027-02-06。")
        )
    return _date(match, text)


def _date(match: re.Match[str], text: str) -> date:
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise Refusal(Problem("工作日历", "日期", text, "没有这一天。", "请核对日期。")) from None


def _of_year(day: date, year: int, text: str) -> date:
    if day.year != year:
        raise Refusal(Problem("工作日历", "日期", text, f"不在{year}年。", "跨年的请分年登记。"))
    return day
