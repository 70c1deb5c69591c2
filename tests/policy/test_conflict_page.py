"""The pages of conflicts and trials say what is wrong with an odd request, and do not fail."""

import pytest
from django.test import Client

from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.policy import catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader() -> Client:
    account = Account.objects.create(username="leader", full_name="郑某某")
    RoleGrant.objects.create(account=account, role=Role.ORGANISATION_LEADER)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_decision_for_neither_policy_is_asked_for_again(leader: Client) -> None:
    page = leader.post("/policies/conflicts/decide/", {"reason": "全县统一"})
    assert page.status_code == 200
    assert "没有选择执行哪个" in page.content.decode()


def test_a_decision_about_adoptions_that_are_not_there_is_not_found(leader: Client) -> None:
    assert leader.post("/policies/conflicts/decide/", {"prevails": "a:b"}).status_code == 404


@pytest.mark.parametrize("version", ["abc", "00000000-0000-0000-0000-000000000000"])
def test_a_version_that_is_none_is_not_found(leader: Client, version: str) -> None:
    policy_id = catalogue.policy_ids()[0]
    page = leader.get(f"/policies/rehearse/{policy_id}/", {"version": version})
    assert page.status_code == 404
