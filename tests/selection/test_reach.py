"""A role held over one unit is not acted in for the rounds of another."""

import pytest
from django.test import Client

from tests.selection import whole_case
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.kernel import clock
from xuanxian.selection import queries, services
from xuanxian.selection.instruments import Checklist, Stage
from xuanxian.selection.models import Candidacy, Sitting

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
    assert two_hats.post(address, {"reason": "越权"}).status_code == 403
    assert Candidacy.objects.get(pk=case.candidacy.pk).is_under_way


def test_staff_of_another_county_does_not_see_people_before_the_committees_work_begins(
    two_hats: Client,
) -> None:
    case = whole_case.opened()
    page = two_hats.get(f"/selection/{case.round.pk}/")
    assert page.status_code == 200
    assert case.candidacy.person.name not in page.content.decode()
    assert two_hats.get(f"/selection/person/{case.candidacy.pk}/").status_code == 404


SHORTCOMING = "抓队伍建设的办法不多"
"""What the inspection report of the case says against the person."""


def signed_in(role: Role) -> Client:
    account = Account.objects.create(username=role.value, full_name="郑某某")
    RoleGrant.objects.create(account=account, role=role)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_persons_own_unit_sees_the_letter_it_answers_and_nothing_else_of_the_case() -> None:
    case = whole_case.noticing()
    with clock.set_to(whole_case.NOTICE):
        services.start_notice([case.candidacy], text="拟任", actor=whole_case.STAFF)
        report = services.receive_complaint(
            case.candidacy, "反映内容", channel="来信", actor=whole_case.STAFF
        )
    unit = signed_in(Role.UNIT_PARTY_GROUP)
    for stage in ("", "?stage=nomination", "?stage=inspection", "?stage=deliberation"):
        page = read(unit, f"/selection/person/{case.candidacy.pk}/{stage}")
        assert "廉洁自律结论性意见" in page
        for hidden in ("纪检监察机关意见", "得票", "某镇镇长", SHORTCOMING, "收到反映", "资格核验"):
            assert hidden not in page, (stage, hidden)
    vacancy = read(unit, f"/selection/vacancy/{case.vacancy.pk}/")
    assert "谈话推荐记录" not in vacancy
    sitting = Sitting.objects.get()
    for address in (f"/selection/sitting/{sitting.pk}/", f"/selection/complaint/{report.pk}/"):
        assert unit.get(address).status_code in {403, 404}
    address = f"/selection/do/report/{report.pk}/handle_complaint/"
    assert unit.get(address).status_code == 403


def test_the_deciding_body_reads_the_findings_but_not_who_talked_with_the_team() -> None:
    case = whole_case.deliberating()
    page = read(signed_in(Role.COMMITTEE_MEMBER), f"/selection/person/{case.candidacy.pk}/")
    assert SHORTCOMING in page
    assert "纪检监察机关意见" in page
    assert "某镇镇长" not in page


def test_the_inspection_team_does_not_see_how_the_body_decided() -> None:
    case = whole_case.noticing()
    team = signed_in(Role.INSPECTION_TEAM)
    page = read(team, f"/selection/person/{case.candidacy.pk}/?stage=deliberation")
    assert SHORTCOMING in page
    assert "某镇镇长" in page
    assert f"/selection/sitting/{Sitting.objects.get().pk}/" not in page
    assert team.get(f"/selection/sitting/{Sitting.objects.get().pk}/").status_code == 404


def test_a_material_opens_for_those_who_work_at_its_link_only() -> None:
    case = whole_case.deliberating()
    rules = queries.rules_of(case.round)
    checklist = rules.first(Checklist)
    assert checklist is not None
    item = next(
        one
        for link in checklist.links
        if link.stage is Stage.INSPECTION
        for one in link.items
        if one.of == "person"
    )
    material = services.attach_material(
        case.round,
        item.id,
        file_name="谈话记录.pdf",
        content=b"who said what",
        candidacy=case.candidacy,
        actor=whole_case.STAFF,
    )
    address = f"/selection/material/{material.pk}/"
    assert signed_in(Role.INSPECTION_TEAM).get(address).status_code == 200
    assert signed_in(Role.ORGANISATION_STAFF).get(address).status_code == 200
    for role in (Role.UNIT_PARTY_GROUP, Role.COMMITTEE_MEMBER):
        client = signed_in(role)
        assert client.get(address).status_code == 403
        assert item.title not in read(client, f"/selection/{case.round.pk}/papers/")
