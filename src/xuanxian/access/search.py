"""The one search. Each room registers a provider; the search page knows no room.

In a room's `AppConfig.ready`: `search.register_provider("干部", queries.found_people)`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from xuanxian.access.models import Account


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found.

    Attributes:
        title: the name as lists show it.
        url: its page.
        note: what tells it from others of the same name: post, unit, state.
    """

    title: str
    url: str
    note: str = ""


Provider = Callable[[Account, str, int], list[Hit]]
"""Asked with the account, the trimmed text and how many hits are wanted at most.

A provider checks the account's permissions itself and answers nothing where they lack.
"""

_providers: dict[str, Provider] = {}


def register_provider(group: str, provider: Provider) -> None:
    """Let `provider` fill the group of hits named `group` (干部, 机构, 选任, 制度)."""
    _providers[group] = provider


def find(account: Account, text: str, limit: int = 10) -> dict[str, list[Hit]]:
    """Hits by group for `text`, groups without hits left out; nothing for an empty text."""
    text = text.strip()
    if not text:
        return {}
    found = {group: provider(account, text, limit) for group, provider in _providers.items()}
    return {group: hits for group, hits in found.items() if hits}
