"""Who sees which streams: by role, by the reach of the grant, and never of one's own case."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.selection import whole_case
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.record.models import Stream

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Client]
BUREAU = "3701.A01"


@pytest.fixture
def signed_in() -> SignIn:
    def sign_in(*grants: tuple[Role, str]) -> Client:
        account = Account.objects.create(username="someone", full_name="周某某")
        for role, unit_code in grants:
            RoleGrant.objects.create(account=account, role=role, unit_code=unit_code)
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def titles_opened_by(client: Client) -> set[str]:
    """Titles of the streams that open for the client; the list has to show the same."""
    opened = {
        stream.title
        for stream in Stream.objects.all()
        if client.get(f"/record/stream/{stream.name}/").status_code == 200
    }
    page = client.get("/record/").content.decode()
    assert opened == {
        stream.title for stream in Stream.objects.all() if f"/stream/{stream.name}/" in page
    }
    return opened


def test_a_grant_over_another_unit_opens_no_stream_and_shows_none_on_the_desk(
    signed_in: SignIn,
) -> None:
    case = whole_case.opened()
    client = signed_in((Role.ORGANISATION_STAFF, "99"))
    assert titles_opened_by(client) == set()
    assert "陈某甲" not in client.get("/").content.decode()
    assert client.post(f"/record/export/{case.round.stream}/").status_code == 404
    assert client.post(f"/record/verify/{case.round.stream}/").status_code == 404


def test_a_grant_over_one_unit_opens_the_streams_of_that_unit_only(signed_in: SignIn) -> None:
    whole_case.opened()
    assert titles_opened_by(signed_in((Role.ORGANISATION_STAFF, BUREAU))) == {"机构 某县财政局"}


def test_staff_of_the_county_opens_everything_of_it(signed_in: SignIn) -> None:
    whole_case.opened()
    assert titles_opened_by(signed_in((Role.ORGANISATION_STAFF, "3701"))) == set(
        Stream.objects.values_list("title", flat=True)
    )


def test_the_auditor_sees_that_a_case_moved_and_checks_it_but_reads_no_content(
    signed_in: SignIn,
) -> None:
    case = whole_case.opened()
    client = signed_in((Role.AUDITOR, ""))
    page = client.get(f"/record/stream/{case.round.stream}/").content.decode()
    assert "不能查看具体内容" in page
    assert "陈某甲" not in page
    assert client.post(f"/record/verify/{case.round.stream}/").status_code == 200
    assert client.post(f"/record/export/{case.round.stream}/").status_code == 404


def test_a_candidate_who_works_in_the_office_cannot_read_the_record_of_the_own_case(
    signed_in: SignIn,
) -> None:
    case = whole_case.opened()
    client = signed_in((Role.ORGANISATION_STAFF, ""))
    assert "陈某甲" in client.get(f"/selection/{case.round.pk}/entries/").content.decode()
    person = case.candidacy.person
    person.account = Account.objects.get(username="someone")
    person.save()
    for address in (f"/selection/{case.round.pk}/entries/", f"/record/stream/{case.round.stream}/"):
        page = client.get(address).content.decode()
        assert "不能查看具体内容" in page
        assert "陈某甲" not in page
    assert client.post(f"/record/export/{case.round.stream}/").status_code == 404


def test_a_withdrawn_file_leaves_a_record_that_staff_of_everywhere_still_read(
    signed_in: SignIn,
) -> None:
    from xuanxian.access.actor import Actor
    from xuanxian.registry import services

    made = whole_case.made_up.county()
    person = made.people[1]
    name = f"person:{person.pk}"
    services.withdraw_person(person, actor=Actor.command_line(), reason="录重了")
    page = signed_in((Role.ORGANISATION_STAFF, "")).get(f"/record/stream/{name}/").content.decode()
    assert "录重了" in page
