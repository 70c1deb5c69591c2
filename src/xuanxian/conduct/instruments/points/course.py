"""The course of a points account over time: what happens on which day. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from xuanxian.conduct.instruments.occurrence import Occurrence
from xuanxian.conduct.instruments.points.book import Book
from xuanxian.policy.expressions import show


def course(book: Book, entries: Sequence[Occurrence], last: date | None) -> list[tuple[date, str]]:
    """Every day on which the account changes, with what happens on it, in order.

    Args:
        last: the last day looked at; None looks on until nothing dated changes any more.
    """
    dated = [entry for entry in entries if entry.on is not None]
    if not dated:
        return []
    first = min(entry.on for entry in dated if entry.on)
    happened: dict[date, list[str]] = {}
    for entry in dated:
        for line in book.state([entry], entry.on).lines:
            amount = line.amount
            booked = f"计{'＋' if amount > 0 else '－'}{show(abs(amount))}分"
            told = f"{line.why_not}，不计分" if line.why_not else booked
            _add(happened, entry.on, f"“{entry.event}”{told}")
            if line.expires and not line.why_not:
                _add(happened, line.expires, f"“{entry.event}”所计的分过了有效期")
    if book.period is not None:
        end = last or max(happened)
        day = book.period.around(first, book.parameters)[1] + timedelta(days=1)
        # Without a last day the period in which the last change falls is the last to end.
        until = end if last else book.period.around(end, book.parameters)[1] + timedelta(days=1)
        while day <= until:
            _add(happened, day, "计分周期期满，清零重新起算")
            day = book.period.around(day, book.parameters)[1] + timedelta(days=1)
    return [
        (day, "；".join(said) + "；")
        for day, said in sorted(happened.items())
        if last is None or day <= last
    ]


def _add(happened: dict[date, list[str]], day: date | None, said: str) -> None:
    if day is not None:
        happened.setdefault(day, []).append(said)
