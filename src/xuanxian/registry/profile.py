"""The tabs of a person's page. Rooms further down add theirs, so that this one need not know them.

In a room's `AppConfig.ready`:
`profile.register_tab(profile.ProfileTab("facts", "事实", "facts:person", "registry.view_person"))`.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from xuanxian.access.models import Account
from xuanxian.access.permissions import may
from xuanxian.registry.models import Person


@dataclass(frozen=True, slots=True)
class ProfileTab:
    """One view of a person.

    Attributes:
        key: what the page passes as `here`.
        url_name: an address that takes the person's id as its only argument.
        permission: key of `ROLES_OF_PERMISSION`.
        place: order among the tabs; those of the registry itself stand at 10, 20, ….
    """

    key: str
    title: str
    url_name: str
    permission: str = "registry.view_person"
    place: int = 100


_tabs: dict[str, ProfileTab] = {}


def register_tab(tab: ProfileTab) -> None:
    """Let `tab` stand on every person's page; the same key again replaces it."""
    _tabs[tab.key] = tab


def tabs_for(account: Account, person: Person, here: str) -> list[dict[str, Any]]:
    """The tabs that `account` may open for `person`; `here` is marked."""
    shown = []
    for tab in sorted(_tabs.values(), key=lambda tab: tab.place):
        if not may(account, tab.permission):
            continue
        try:
            url = reverse(tab.url_name, args=[person.pk])
        except NoReverseMatch:
            continue  # the room that owns the page is not installed
        shown.append({"title": tab.title, "url": url, "here": tab.key == here})
    return shown


for _place, (_key, _title) in enumerate(
    (
        ("file", "档案"),
        ("timeline", "履历图"),
        ("family", "家庭成员"),
        ("conduct", "奖惩考核"),
        ("history", "更正历史"),
    ),
    start=1,
):
    _name = "people:person" if _key == "file" else f"people:{_key}"
    register_tab(ProfileTab(_key, _title, _name, place=_place * 10 if _key != "history" else 900))
