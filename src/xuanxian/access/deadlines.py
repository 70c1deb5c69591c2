"""Deadlines of all rooms for one calendar. Each room registers a provider; the calendar knows none.

In a room's `AppConfig.ready`: `deadlines.register_provider(queries.deadlines_for)`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from xuanxian.access.models import Account


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day on which something ends, and which rule made it so.

    Attributes:
        on: the last day.
        kind: what kind of day it is, in a few Chinese words, as 公示期.
        title: whom or what it is about.
        rule: which rule made the day: policy, article, and what it says.
        url: the page it belongs to.
        is_mine: whether a role of the account has something to do about it.
        waits: whether the day only has to come; then it is never overdue.
        after: what holds once it has passed; "" where nothing follows by itself.
        key: stays the same from one export to the next.
    """

    on: date
    kind: str
    title: str
    rule: str
    url: str
    key: str
    is_mine: bool = False
    waits: bool = False
    after: str = ""


Provider = Callable[[Account, date, date], Iterable[Deadline]]

_providers: list[Provider] = []


def register_provider(provider: Provider) -> None:
    """Let `provider` be asked for deadlines from one day to another, both included."""
    if provider not in _providers:
        _providers.append(provider)


def deadlines_for(account: Account, first: date, last: date) -> list[Deadline]:
    """Every deadline the account may know of from `first` to `last`, by day."""
    found = [one for provider in _providers for one in provider(account, first, last)]
    return sorted(found, key=lambda one: (one.on, one.kind, one.title, one.key))
