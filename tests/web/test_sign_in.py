"""Signing in and out, and one's own password."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from tests.web.conftest import PASSWORD
from xuanxian.access.models import Account, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(account_with: Callable[..., Account]) -> Account:
    return account_with(Role.ORGANISATION_STAFF)


def _try(client: Client, password: str = PASSWORD, username: str = "someone", **more: str):
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def test_the_right_password_opens_the_desk(account: Account, client: Client) -> None:
    assert _try(client).headers["Location"] == "/"
    assert account.full_name in client.get("/").content.decode()


def test_signing_in_leads_on_to_the_page_asked_for(account: Account, client: Client) -> None:
    asked = client.get("/people/").headers["Location"]
    assert asked == "/sign-in/?next=/people/"
    assert _try(client, next="/people/").headers["Location"] == "/people/"


def test_signing_in_leads_to_no_other_site(account: Account, client: Client) -> None:
    assert _try(client, next="https://example.org/").headers["Location"] == "/"


@pytest.mark.parametrize("username", ["someone", "nobody-of-this-name"])
def test_a_wrong_password_tells_nothing_of_whether_the_account_exists(
    account: Account, client: Client, username: str
) -> None:
    answer = _try(client, "错的口令", username)
    assert answer.status_code == 200
    assert "登录名或密码不对" in answer.content.decode()
    assert client.get("/").status_code == 302


def test_a_stopped_account_cannot_sign_in(account: Account, client: Client) -> None:
    account.is_active = False
    account.save()
    assert _try(client).status_code == 200
    assert client.get("/").status_code == 302


def test_five_wrong_passwords_lock_the_account_also_for_the_right_one(
    account: Account, client: Client
) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        last = _try(client, "错的口令")
    assert last.status_code == 429  # RFC 6585, Too Many Requests
    assert "账号已锁定" in last.content.decode()
    answer = _try(Client(REMOTE_ADDR="192.0.2.7"))  # from elsewhere, too
    assert "锁定一小时" in answer.content.decode()
    assert answer.status_code == 429


def test_signing_in_begins_a_new_session(account: Account, client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "chosen-by-somebody-else"
    _try(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "chosen-by-somebody-else"


def test_signing_out_ends_the_session(account: Account, client: Client) -> None:
    _try(client)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    assert client.get("/").status_code == 302


def test_a_link_signs_nobody_out(account: Account, client: Client) -> None:
    _try(client)
    assert client.get("/sign-out/").status_code == 405
    assert client.get("/").status_code == 200


def _change(client: Client, present: str, new: str, again: str):
    return client.post("/password/", {"present": present, "new": new, "again": again})


def test_a_new_password_works_at_once_and_keeps_the_session(
    account: Account, client: Client
) -> None:
    _try(client)
    assert _change(client, PASSWORD, "另一个够长的口令", "另一个够长的口令").status_code == 302
    assert client.get("/").status_code == 200
    assert _try(Client(), PASSWORD).status_code == 200  # the old one opens no more
    assert _try(Client(), "另一个够长的口令").status_code == 302


@pytest.mark.parametrize(
    ("present", "new", "again", "told"),
    [
        ("错的口令", "另一个够长的口令", "另一个够长的口令", "与现在的密码不一致"),
        (PASSWORD, "另一个够长的口令", "又一个不同的口令", "两次输入的新密码不一样"),
        (PASSWORD, "short", "short", "太短，至少要8位"),
        (PASSWORD, "password123", "password123", "太常见"),
    ],
)
def test_a_bad_new_password_changes_nothing(
    account: Account, client: Client, present: str, new: str, again: str, told: str
) -> None:
    _try(client)
    answer = _change(client, present, new, again)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_a_first_password_has_to_be_changed_before_anything_else(
    account: Account, client: Client
) -> None:
    account.must_change_password = True
    account.save()
    _try(client)
    assert client.get("/people/").headers["Location"] == "/password/"
    _change(client, PASSWORD, "另一个够长的口令", "另一个够长的口令")
    assert client.get("/people/").status_code == 200
