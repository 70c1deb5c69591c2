"""Every address of the interface: who may open it, with nothing left to chance.

What is expected comes from `ROLES_OF_PERMISSION`, the one table of who may do what, and from the
rule that stands above it: denied by default.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from xuanxian.access import services
from xuanxian.access.actor import Actor
from xuanxian.access.middleware import is_undeclared
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.access.permissions import (
    OPEN_TO_EVERY_ACCOUNT,
    ROLES_OF_PERMISSION,
    permissions_needed_by,
)

ADMINISTRATOR = Actor.command_line()
DENIED, NOT_FOUND, WRONG_METHOD = 403, 404, 405
ANSWERS = {200, 302, 400, NOT_FOUND, WRONG_METHOD, 422}
"""What an address may answer to those who may open it; 500 never."""

SAMPLES = {
    "uuid": str(UUID(int=0)),
    "slug": "basics",
    "path": "nowhere/at-all",
    "int": "1",
    "str": "anything",
}
_BOX = f"/ballots/box/{UUID(int=0)}"
OPEN_TO_STRANGERS = {
    "/sign-in/",
    # Tellers may have no account: a code on paper, the key file or its token shows who they are.
    "/ballots/teller/",
    f"{_BOX}/hand-in/",
    f"{_BOX}/hand-in/state/",
    f"{_BOX}/registrar/",
    f"{_BOX}/registrar/lots/",
    f"{_BOX}/registrar/noted/",
}
TOKEN_IN_HEADER = {f"{_BOX}/registrar/lots/", f"{_BOX}/registrar/noted/"}
"""A program asks here with the token of a key file, in a header no other site's page can send."""


class Address(NamedTuple):
    """An address with made-up arguments, and what opens it."""

    path: str
    view: Callable[..., HttpResponseBase]
    has_arguments: bool

    @property
    def roles(self) -> set[Role]:
        """The roles that may open it."""
        needed = permissions_needed_by(self.view) or ()
        return {role for permission in needed for role in ROLES_OF_PERMISSION[permission]}


def _addresses(patterns: list[Any], start: str = "/", arguments: bool = False) -> Iterator[Address]:
    for pattern in patterns:
        route = str(pattern.pattern)
        named = pattern.pattern.converters
        for name, converter in named.items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            kind = {"string": "str"}.get(kind, kind)
            route = route.replace(f"<{kind}:{name}>", SAMPLES[kind]).replace(f"<{name}>", "x")
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, start + route, arguments or bool(named))
        else:
            assert isinstance(pattern, URLPattern)
            yield Address(start + route, pattern.callback, arguments or bool(named))


ADDRESSES = list(_addresses(get_resolver().url_patterns))
GUARDED = [address for address in ADDRESSES if address.path not in OPEN_TO_STRANGERS]


def _account(*roles: Role, username: str = "someone") -> Account:
    account = Account.objects.create(username=username, full_name="周某某")
    for role in roles:
        # Past the separation of duties: here one account may hold everything.
        RoleGrant.objects.create(account=account, role=role)
    return account


def _signed_in(account: Account, *, checks_tokens: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checks_tokens)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_view_says_who_may_open_it() -> None:
    assert len(ADDRESSES) > 80  # the walk found the rooms
    assert [one.path for one in ADDRESSES if is_undeclared(one.view)] == []


def test_only_the_sign_in_and_the_tellers_pages_open_to_strangers() -> None:
    unmarked = {one.path for one in ADDRESSES if permissions_needed_by(one.view) is None}
    assert unmarked == OPEN_TO_STRANGERS


def test_every_needed_permission_is_held_by_somebody() -> None:
    assert [one.path for one in GUARDED if not one.roles] == []


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_the_sign_in(method: str) -> None:
    client = Client()
    wrong = {}
    for one in GUARDED:
        answer = getattr(client, method)(one.path)
        if answer.status_code != 302 or not answer.headers["Location"].startswith("/sign-in/?"):
            wrong[one.path] = answer.status_code
    assert wrong == {}


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_the_table_gives_it_and_nothing_else(role: Role) -> None:
    account = _account(role)
    wrong = []
    for one in GUARDED:
        client = _signed_in(account)  # anew, as signing out is among the addresses
        client.raise_request_exception = False
        answers = {client.get(one.path).status_code, client.post(one.path).status_code}
        if role in one.roles:
            allowed = ANSWERS | ({DENIED} if one.has_arguments else set())
        elif one.has_arguments:
            # Whose unit it is may have to be looked up first, and then there is nothing.
            allowed = {DENIED, NOT_FOUND, WRONG_METHOD}
        else:
            allowed = {DENIED, WRONG_METHOD}
            if DENIED not in answers:
                wrong.append((one.path, "never denied"))
        if not answers <= allowed:
            wrong.append((one.path, answers - allowed))
    assert wrong == []


@pytest.mark.django_db
def test_an_account_without_role_opens_only_what_is_open_to_every_account() -> None:
    account = _account()
    opened = set()
    for one in GUARDED:
        client = _signed_in(account)
        for answer in (client.get(one.path), client.post(one.path)):
            if answer.status_code in {200, 302, 422}:
                opened |= set(permissions_needed_by(one.view) or ())
    assert opened
    assert opened <= OPEN_TO_EVERY_ACCOUNT


@pytest.mark.django_db
def test_no_address_takes_a_form_without_its_token() -> None:
    account = _account(*Role)
    wrong = {}
    for one in ADDRESSES:
        if one.path in TOKEN_IN_HEADER:
            continue
        answer = _signed_in(account, checks_tokens=True).post(one.path)
        if answer.status_code != DENIED or "页面已过期" not in answer.content.decode():
            wrong[one.path] = answer.status_code
    assert wrong == {}


@pytest.mark.django_db
def test_with_a_first_password_nothing_opens_but_the_page_to_change_it() -> None:
    account = _account(*Role)
    account.must_change_password = True
    account.save()
    opened = []
    for one in GUARDED:
        answer = _signed_in(account).get(one.path)
        if answer.status_code != 302 or answer.headers["Location"] != "/password/":
            opened.append(one.path)
    assert sorted(opened) == ["/password/", "/sign-out/"]


@pytest.mark.django_db
def test_a_stopped_account_loses_its_running_session() -> None:
    account = _account(Role.ORGANISATION_STAFF)
    client = _signed_in(account)
    assert client.get("/people/").status_code == 200
    services.set_active(account, False, actor=ADMINISTRATOR)
    answer = client.get("/people/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in/?next=/people/"


@pytest.mark.django_db
def test_a_revoked_role_is_lost_in_the_running_session() -> None:
    account = _account(Role.ORGANISATION_STAFF)
    client = _signed_in(account)
    assert client.get("/people/").status_code == 200
    services.revoke_role(account.grants.get(), actor=ADMINISTRATOR)
    assert client.get("/people/").status_code == DENIED


@pytest.mark.django_db
def test_a_reset_password_ends_the_running_session() -> None:
    account = _account(Role.ORGANISATION_STAFF)
    client = _signed_in(account)
    assert client.get("/").status_code == 200
    services.reset_password(account, actor=ADMINISTRATOR)
    assert client.get("/").headers["Location"].startswith("/sign-in/")


def test_the_superuser_flag_opens_nothing(db: None) -> None:
    account = _account()
    account.is_superuser = account.is_staff = True
    account.save()
    assert _signed_in(account).get("/people/").status_code == DENIED
