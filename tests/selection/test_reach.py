"""A role held over one unit is not acted in for the rounds of another."""

import pytest
from django.test import Client

from tests.selection import whole_case
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.selection.models import Candidacy

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_hats() -> Client:
    """A committee member everywhere who is staff of another county only."""
    account = Account.objects.create(username="member", full_name="吴某某")
    RoleGrant.objects.create(account=account, role=Role.COMMITTEE_MEMBER)
    RoleGrant.objects.create(account=account, role=Role.ORGANISATION_STAFF, unit_code="99")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_staff_of_another_county_drops_nobody_from_a_round_they_may_see_otherwise(
    two_hats: Client,
) -> None:
    case = whole_case.deliberating()
    address = f"/selection/do/candidacy/{case.candidacy.pk}/drop_candidate/"
    assert two_hats.post(address, {"reason": "越权"}).status_code == 422
    assert Candidacy.objects.get(pk=case.candidacy.pk).is_active


def test_staff_of_another_county_does_not_see_people_before_the_committees_work_begins(
    two_hats: Client,
) -> None:
    case = whole_case.opened()
    page = two_hats.get(f"/selection/{case.round.pk}/")
    assert page.status_code == 200
    assert case.candidacy.person.name not in page.content.decode()
    assert two_hats.get(f"/selection/person/{case.candidacy.pk}/").status_code == 404
