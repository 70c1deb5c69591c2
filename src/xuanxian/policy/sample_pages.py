"""Pages of other rooms that show what an instrument of a policy looks like in use: 票样.

A room registers the address of its page for a kind of its own; the policy's page links it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from xuanxian.policy.schema import Policy

Address = Callable[[str, Mapping[str, str]], str]
"""Id of an instrument, and which policy it is of as a query → address of its page."""

_PAGES: dict[str, tuple[str, Address]] = {}


@dataclass(frozen=True)
class SamplePage:
    """A page that shows an instrument in use: what it shows, and its address."""

    title: str
    url: str


def register(kind: str, word: str, address: Address) -> None:
    """Register the page of a kind.

    Args:
        kind: of instruments.
        word: what the page shows, in Chinese, as 票样.
        address: see `Address`.
    """
    _PAGES[kind] = (word, address)


def pages_of(policy: Policy, adoption: UUID | None) -> list[SamplePage]:
    """The pages of the instruments of `policy`, as it was adopted where `adoption` says so."""
    which = {"version": str(adoption)} if adoption else {"policy": policy.id}
    return [
        SamplePage(f"{each.title or each.TITLE}（{word}）", address(each.id, which))
        for each in policy.instruments
        if each.kind in _PAGES
        for word, address in [_PAGES[each.kind]]
    ]
