"""Key figures of the desk. Each room registers a provider, as it does for to-dos."""

from collections.abc import Callable
from dataclasses import dataclass

from xuanxian.access.models import Account


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: what is counted, how many, and where they are listed ("" for nowhere)."""

    label: str
    value: int
    url: str = ""


Provider = Callable[[Account], list[Figure]]

_providers: list[Provider] = []


def register_provider(provider: Provider) -> None:
    """Let `provider` be asked for figures; it checks permissions itself."""
    if provider not in _providers:
        _providers.append(provider)


def figures_for(account: Account) -> list[Figure]:
    """All figures the account may see, in the order in which rooms registered."""
    return [figure for provider in _providers for figure in provider(account)]
