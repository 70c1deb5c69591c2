"""日历: the deadlines of all rooms by month and as a list, and as a file for other calendars."""

import calendar as months
from datetime import date, datetime, timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanxian.access.deadlines import Deadline, deadlines_for
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.kernel import clock, working_days

ON_A_PAGE = 50
SHOWN_A_DAY = 4
DAYS_OF_EXPORT = 400
DAYS_BACK = 90


@needs("web.view_calendar")
@require_safe
def calendar(request: SignedInRequest) -> HttpResponse:
    """One month as a grid, and what stands in it as a list."""
    today = clock.today()
    year, month = _month(request.GET.get("month", ""), today)
    weeks = months.Calendar().monthdatescalendar(year, month)
    first, last = date(year, month, 1), date(year, month, months.monthrange(year, month)[1])
    found = _narrowed(request, deadlines_for(request.user, first, last))
    kinds = sorted({one.kind for one in found})
    by_day: dict[date, list[Deadline]] = {}
    for one in found:
        by_day.setdefault(one.on, []).append(one)
    return render(
        request,
        "web/calendar.html",
        {
            "first": first,
            "before": (first - timedelta(days=1)).strftime("%Y-%m"),
            "after": (last + timedelta(days=1)).strftime("%Y-%m"),
            "weeks": [
                [
                    {
                        "day": day,
                        "inside": day.month == month,
                        "is_today": day == today,
                        "is_worked": working_days.is_working_day(day),
                        "holiday": working_days.holiday_on(day),
                        "shown": by_day.get(day, [])[:SHOWN_A_DAY],
                        "more": max(len(by_day.get(day, [])) - SHOWN_A_DAY, 0),
                    }
                    for day in week
                ]
                for week in weeks
            ],
            "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
            "mine": request.GET.get("mine", ""),
            "kind": request.GET.get("kind", ""),
            "kinds": kinds,
            "today": today,
            "is_published": working_days.is_published(year),
        },
    )


@needs("web.view_calendar")
@require_safe
def calendar_file(request: SignedInRequest) -> HttpResponse:
    """The deadlines from three months ago to a year ahead as an iCalendar file (RFC 5545)."""
    today = clock.today()
    found = _narrowed(
        request,
        deadlines_for(
            request.user, today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_OF_EXPORT)
        ),
    )
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Xuanxian//deadlines//ZH",
        "CALSCALE:GREGORIAN",
    ]
    for one in found:
        lines += _event(one, clock.now(), request.build_absolute_uri(one.url))
    lines.append("END:VCALENDAR")
    answer = HttpResponse(
        "".join(f"{_folded(line)}\r\n" for line in lines),
        content_type="text/calendar; charset=utf-8",
    )
    answer["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    return answer


def _narrowed(request: SignedInRequest, found: list[Deadline]) -> list[Deadline]:
    kind = request.GET.get("kind", "")
    return [
        one
        for one in found
        if (one.is_mine or not request.GET.get("mine")) and kind in {"", one.kind}
    ]


def _month(text: str, today: date) -> tuple[int, int]:
    """The month in an address as 2026-11; the present one for anything else."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.year, today.month
    # The grid shows days of the months beside it, which must exist.
    return (found.year, found.month) if 1900 <= found.year <= 2200 else (today.year, today.month)


def _event(one: Deadline, now: datetime, url: str) -> list[str]:
    said = "\n".join(part for part in (one.rule, one.after) if part)
    return [
        "BEGIN:VEVENT",
        f"UID:{one.key}@xuanxian",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{one.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{one.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(f'{one.kind}：{one.title}')}",
        f"DESCRIPTION:{_escaped(said)}",
        f"URL:{url}",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    """RFC 5545, 3.3.11: backslash, semicolon, comma and line breaks."""
    for char in ("\\", ";", ","):
        text = text.replace(char, f"\\{char}")
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """RFC 5545, 3.1: no line longer than 75 octets; no character is cut in two."""
    parts, present = [], b""
    for char in line:
        encoded = char.encode()
        if len(present) + len(encoded) > 74:
            parts.append(present.decode())
            present = b""
        present += encoded
    parts.append(present.decode())
    return "\r\n ".join(parts)
