"""Duties kept apart by GB/T 22239-2019, 8.1.5: nobody holds two, and none is held in part."""

import pytest

from xuanxian.access import services
from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role
from xuanxian.kernel.errors import Refusal

pytestmark = pytest.mark.django_db
ADMINISTRATOR = Actor.command_line()


@pytest.fixture
def account() -> Account:
    return Account.objects.create(username="someone", full_name="周某某")


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR])
def test_a_duty_over_the_whole_system_is_not_granted_over_one_unit(
    account: Account, role: Role
) -> None:
    # Its permissions ask for no unit: the grant would reach further than it says.
    with pytest.raises(Refusal, match="不能只授予一个单位的范围"):
        services.grant_role(account, role, unit_code="3701", actor=ADMINISTRATOR)
    assert not account.grants.exists()
    services.grant_role(account, role, actor=ADMINISTRATOR)


@pytest.mark.parametrize("other", [Role.SYSTEM_ADMINISTRATOR, Role.ORGANISATION_STAFF])
def test_nobody_holds_two_duties(account: Account, other: Role) -> None:
    services.grant_role(account, Role.AUDITOR, actor=ADMINISTRATOR)
    with pytest.raises(Refusal, match="须由不同的人承担"):
        services.grant_role(account, other, actor=ADMINISTRATOR)
