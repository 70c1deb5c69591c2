"""Voiding slips by two: who counts as the second, and what a failed sign-in may leave behind."""

import pytest
from axes.models import AccessAttempt
from django.test import Client

from tests.ballots.conftest import prepared
from tests.ballots.meetings import signed_in
from xuanxian.access.models import Account, Role
from xuanxian.ballots.models import Slip

pytestmark = pytest.mark.django_db
PASSWORD = "一个够长的口令"


def void(staff: Client, **second: str) -> tuple[str, str]:
    """The first code and what the page answers to voiding it with `second`."""
    meeting = prepared(14)
    code = meeting.slips[0].code
    form = {"codes": code, **{f"second_{name}": value for name, value in second.items()}}
    return code, staff.post(f"/ballots/{meeting.poll.pk}/void/", form).content.decode()


def test_a_failed_second_sign_in_leaves_neither_codes_nor_password_in_the_store() -> None:
    staff = signed_in(Role.ORGANISATION_STAFF)
    signed_in(Role.DISCIPLINE_OFFICER, name="jiwei")
    code, _ = void(staff, username="jiwei", password="打错的口令")
    attempt = AccessAttempt.objects.get()
    # Still counted towards the lock-out of the second person's account.
    assert attempt.username == "jiwei"
    kept = " ".join(str(value) for value in attempt.__dict__.values())
    assert code not in kept
    assert "打错的口令" not in kept


def test_somebody_without_a_part_in_the_poll_is_no_second_person() -> None:
    staff = signed_in(Role.ORGANISATION_STAFF)
    signed_in(Role.PERSON, name="ganbu")
    _, page = void(staff, username="ganbu", password=PASSWORD)
    assert "与本次投票无关" in page
    assert not Slip.objects.filter(state=Slip.State.VOID).exists()


def test_a_first_password_that_somebody_else_made_signs_nobody_in_as_second() -> None:
    staff = signed_in(Role.ORGANISATION_STAFF)
    signed_in(Role.DISCIPLINE_OFFICER, name="jiwei")
    Account.objects.filter(username="jiwei").update(must_change_password=True)
    _, page = void(staff, username="jiwei", password=PASSWORD)
    assert "登录名或密码不对" in page
    assert not Slip.objects.filter(state=Slip.State.VOID).exists()
