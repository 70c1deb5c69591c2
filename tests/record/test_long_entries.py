"""An entry about thousands of people does not fill the page with all of them."""

import pytest
from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.record import services
from xuanxian.record.queries import entries_of

pytestmark = pytest.mark.django_db


def test_a_long_list_is_cut_with_how_many_are_left() -> None:
    account = Account.objects.create(username="a", full_name="周某某")
    RoleGrant.objects.create(account=account, role=Role.SYSTEM_ADMINISTRATOR)
    people = [{"name": f"某{number}"} for number in range(2500)]
    with transaction.atomic():
        services.append("access", "account.created", {"people": people}, actor=Actor.command_line())
    (entry,) = entries_of("access", account)
    (listed,) = entry.lines
    assert len(listed.lines) == 101
    assert listed.lines[0].lines[0].text == "某0"
    assert listed.lines[-1].text == "另有2400项，导出纪实可以看到全部"
