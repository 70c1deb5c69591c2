"""To-dos of the desk. Each room registers a provider; the desk knows no room.

In a room's `AppConfig.ready`: `todo.register_provider(queries.todos_of)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from xuanxian.access.models import Account


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that waits for an account.

    Attributes:
        title: what to do, as a short Chinese imperative with the name of the thing.
        url: where it is done.
        due: the last day; None when no rule sets one.
        why: why it waits or which rule made the deadline, one Chinese sentence; "" for none.
        role: code of the role in which the account does it.
    """

    title: str
    url: str
    due: date | None = None
    why: str = ""
    role: str = ""


Provider = Callable[[Account], list[Todo]]

_providers: list[Provider] = []


def register_provider(provider: Provider) -> None:
    """Let `provider` be asked for to-dos; registering twice changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def todos_of(account: Account) -> list[Todo]:
    """All that waits for `account`, the earliest deadline first, those without deadline last."""
    found = [todo for provider in _providers for todo in provider(account)]
    return sorted(found, key=lambda todo: (todo.due is None, todo.due or date.max, todo.title))
