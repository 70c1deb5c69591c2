"""系统 › 账号 and 敏感信息查阅: what the administrator does and the auditor sees."""

import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role, RoleGrant, SensitiveReading
from xuanxian.record.models import Entry
from xuanxian.registry import services as registry
from xuanxian.registry.dossier import Dossier

pytestmark = pytest.mark.django_db
IDENTITY_NUMBER = "370102198005030021"


def _entries(kind: str) -> list[dict[str, str]]:
    found = Entry.objects.filter(stream="access", kind=kind).order_by("number")
    return [json.loads(bytes(entry.body or b"")) for entry in found]


@pytest.fixture
def administrator(client_of: Callable[..., Client]) -> Client:
    return client_of(Role.SYSTEM_ADMINISTRATOR, username="administrator")


@pytest.fixture
def other(account_with: Callable[..., Account]) -> Account:
    return account_with(username="other", full_name="吴某某")


def test_a_new_account_gets_a_first_password_that_is_shown_once(administrator: Client) -> None:
    answer = administrator.post(
        "/system/accounts/new/", {"full_name": "郑某某", "username": "zheng"}
    )
    made = Account.objects.get(username="zheng")
    words = re.findall(r"[a-z2-9]{12}", answer.content.decode())
    (password,) = {word for word in words if made.check_password(word)}
    assert made.must_change_password
    assert "no-store" in answer.headers["Cache-Control"]
    (entry,) = _entries("account.created")
    assert entry["username"] == "zheng"
    assert password not in str(entry)
    assert password not in administrator.get(f"/system/accounts/{made.pk}/").content.decode()


def test_a_sign_in_name_is_given_once(administrator: Client, other: Account) -> None:
    answer = administrator.post(
        "/system/accounts/new/", {"full_name": "郑某某", "username": "other"}
    )
    assert "已有人使用" in answer.content.decode()
    assert Account.objects.count() == 2
    assert _entries("account.created") == []


def test_a_role_is_granted_and_revoked_on_the_record(administrator: Client, other: Account) -> None:
    page = f"/system/accounts/{other.pk}/"
    administrator.post(f"{page}grant/", {"role": Role.COMMITTEE_MEMBER})
    grant = RoleGrant.objects.get(account=other)
    assert (grant.role, grant.unit_code) == ("committee_member", "")
    assert "常委会委员" in administrator.get(page).content.decode()
    administrator.post(f"{page}revoke/{grant.pk}/")
    assert not RoleGrant.objects.filter(account=other).exists()
    for kind in ("role.granted", "role.revoked"):
        (entry,) = _entries(kind)
        assert (entry["username"], entry["role"]) == ("other", "committee_member")
    assert {entry.actor_role for entry in Entry.objects.filter(stream="access")} == {
        "system_administrator"
    }


def test_roles_of_two_duties_are_refused_on_the_page(administrator: Client, other: Account) -> None:
    # GB/T 22239-2019, 8.1.5: system management, audit and the work itself are kept apart.
    RoleGrant.objects.create(account=other, role=Role.AUDITOR)
    answer = administrator.post(
        f"/system/accounts/{other.pk}/grant/", {"role": Role.ORGANISATION_STAFF}
    )
    assert answer.status_code == 422
    assert "须由不同的人承担" in answer.content.decode()
    assert other.grants.count() == 1
    assert _entries("role.granted") == []


def test_nobody_changes_his_own_roles(administrator: Client) -> None:
    own = Account.objects.get(username="administrator")
    page = f"/system/accounts/{own.pk}/"
    attempts = {
        f"{page}grant/": {"role": Role.SYSTEM_ADMINISTRATOR},
        f"{page}revoke/{own.grants.get().pk}/": {},
        f"{page}switch/": {},
    }
    for address, values in attempts.items():
        answer = administrator.post(address, values)
        assert answer.status_code == 422
        assert "不能改动自己" in answer.content.decode()
    own.refresh_from_db()
    assert own.is_active
    assert own.grants.count() == 1


def test_an_account_is_stopped_and_resumed_on_the_record(
    administrator: Client, other: Account
) -> None:
    for active, kind in ((False, "account.stopped"), (True, "account.resumed")):
        administrator.post(f"/system/accounts/{other.pk}/switch/")
        other.refresh_from_db()
        assert other.is_active is active
        assert len(_entries(kind)) == 1


def test_the_list_is_filtered_by_name_and_role(administrator: Client, other: Account) -> None:
    def shown(**query: str) -> bool:
        return "吴某某" in administrator.get("/system/accounts/", query).content.decode()

    assert shown()
    assert shown(q="吴")
    assert not shown(q="钱")
    assert not shown(role=Role.AUDITOR)


def test_the_auditor_sees_accounts_and_can_change_none(
    client_of: Callable[..., Client], other: Account
) -> None:
    auditor = client_of(Role.AUDITOR)
    page = auditor.get(f"/system/accounts/{other.pk}/")
    assert page.status_code == 200
    assert f"/system/accounts/{other.pk}/grant/" not in page.content.decode()
    assert auditor.post(f"/system/accounts/{other.pk}/switch/").status_code == 403


@pytest.fixture
def person(db: None) -> str:
    actor = Actor.command_line()
    registry.enter_organisation(
        code="01", name="某县", kind="government", actor=actor, source="测试"
    )
    dossier = Dossier(name="陈一", unit_code="01", id_number=IDENTITY_NUMBER)
    return str(registry.enter_dossier(dossier, actor=actor, source="测试").pk)


def _reveal(client: Client, person: str, purpose: str):
    return client.post(
        "/reveal/",
        {"subject_kind": "person", "subject": person, "field": "身份证号", "purpose": purpose},
    )


def test_a_masked_field_is_shown_for_a_purpose_and_the_auditor_sees_who_read_it(
    person: str, client_of: Callable[..., Client]
) -> None:
    staff = client_of(Role.ORGANISATION_STAFF)
    assert IDENTITY_NUMBER not in staff.get(f"/people/{person}/").content.decode()
    assert IDENTITY_NUMBER in _reveal(staff, person, "核对干部档案").content.decode()
    (entry,) = _entries("sensitive.revealed")
    assert (entry["subject"], entry["purpose"]) == (person, "核对干部档案")
    assert IDENTITY_NUMBER not in str(entry)
    page = client_of(Role.AUDITOR, username="auditor").get("/system/readings/").content.decode()
    assert "周某某" in page
    assert "核对干部档案" in page
    assert IDENTITY_NUMBER not in page


@pytest.mark.parametrize("purpose", ["", "   ", "因" * 201])
def test_without_a_proper_purpose_nothing_is_shown(
    person: str, client_of: Callable[..., Client], purpose: str
) -> None:
    answer = _reveal(client_of(Role.ORGANISATION_STAFF), person, purpose)
    assert answer.status_code == 422
    assert IDENTITY_NUMBER not in answer.content.decode()
    assert not SensitiveReading.objects.exists()


def test_who_may_not_reveal_gets_nothing_and_leaves_no_reading(
    person: str, client_of: Callable[..., Client]
) -> None:
    answer = _reveal(client_of(Role.COMMITTEE_MEMBER), person, "想看看")
    assert answer.status_code == 422
    assert IDENTITY_NUMBER not in answer.content.decode()
    assert not SensitiveReading.objects.exists()
    assert _entries("sensitive.revealed") == []
