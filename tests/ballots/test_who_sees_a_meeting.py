"""What the screen, members, the supervisor and each role see of a meeting, and what they do not."""

import pytest

from tests.ballots.conftest import (
    STAFF,
)
from tests.ballots.meetings import Held, discussed, page, signed_in
from xuanxian.access.models import Account, Role
from xuanxian.ballots import meeting_queries, services
from xuanxian.ballots.models import AgendaItem, Incident, Poll
from xuanxian.ballots.services import agenda
from xuanxian.record.models import Entry

pytestmark = pytest.mark.django_db


def test_neither_screen_nor_members_see_a_figure_before_it_is_announced() -> None:
    held = Held().ready()
    staff, member = signed_in(Role.ORGANISATION_STAFF), signed_in(Role.COMMITTEE_MEMBER)
    services.open_poll(held.polls[0], actor=STAFF)
    held.cast(0, "反对", 9)
    voting = page(staff, f"{held.address}screen/?now")
    assert "正在投票" in voting
    assert "<b>9</b><span>已投</span>" in voting
    assert "反对" not in voting
    services.close_poll(held.polls[0], actor=STAFF)
    services.open_box(held.polls[0], held.keys[:2], actor=STAFF)
    for reader, address in ((staff, f"{held.address}screen/?now"), (member, held.address)):
        assert "反对" not in page(reader, address)
    assert "正在计票" in page(staff, f"{held.address}screen/")
    poll_page = member.get(f"/ballots/{held.polls[0].pk}/")
    assert poll_page.headers["Location"] == held.address
    agenda.announce(held.polls[0], AgendaItem.Announced.TURNOUT, actor=STAFF)
    assert "反对" not in page(staff, f"{held.address}screen/?now")
    assert "收回 9 票" in page(member, held.address)
    agenda.announce(held.polls[0], AgendaItem.Announced.FIGURES, actor=STAFF)
    for reader, address in ((staff, f"{held.address}screen/?now"), (member, held.address)):
        shown = page(reader, address)
        assert "反对" in shown
        assert "未通过" in shown


def test_the_supervisor_sees_counts_seals_and_steps_but_no_votes() -> None:
    held = Held().ready()
    held.count(0, "反对", 9)
    supervisor = signed_in(Role.DISCIPLINE_OFFICER)
    shown = page(supervisor, f"{held.address}supervision/")
    assert "反对" not in shown
    assert "未通过" not in shown
    poll = Poll.objects.get(pk=held.polls[0].pk)
    assert poll.box_digest in shown
    assert poll.opened_digest in shown
    for said in ("开箱", "试开会议空票箱", "相符", "王某某"):
        assert said in shown


def test_incidents_are_on_the_record_and_never_hold_a_code() -> None:
    held = Held().ready()
    supervisor = signed_in(Role.DISCIPLINE_OFFICER)
    new = f"{held.address}incidents/new/"
    code = held.slips[0].code
    for told in (f"编号 {code} 已被使用", "票号" + "-".join(code), f"x{code.lower()}y"):
        refused = supervisor.post(new, {"kind": "already_used", "text": told})
        assert refused.status_code == 422, told
    assert not Incident.objects.exists()
    form = {"kind": "already_used", "text": "一名委员称票已被使用。", "poll": str(held.polls[0].pk)}
    assert supervisor.post(new, form).status_code == 302
    incident = Incident.objects.get()
    settle = f"{held.address}incidents/{incident.pk}/"
    assert supervisor.post(settle, {"text": "核实为本人重复扫码。"}).status_code == 302
    assert supervisor.post(settle, {"text": "改一改"}).status_code == 422
    shown = page(supervisor, f"{held.address}supervision/")
    assert "一名委员称票已被使用。" in shown
    assert "核实为本人重复扫码。" in shown
    kinds = set(Entry.objects.filter(stream=held.meeting.case).values_list("kind", flat=True))
    assert {"meeting.incident_noted", "meeting.incident_settled"} <= kinds


PAGES = {
    "": {Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER, Role.DISCIPLINE_OFFICER,
         Role.COMMITTEE_MEMBER},
    "chair/": {Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER},
    "screen/": {Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER, Role.DISCIPLINE_OFFICER},
    "supervision/": {Role.ORGANISATION_STAFF, Role.DISCIPLINE_OFFICER},
    "add/": {Role.ORGANISATION_STAFF},
}  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_own_pages_of_a_meeting(role: Role) -> None:
    held = Held()
    client = signed_in(role)
    for part, roles in PAGES.items():
        status = client.get(held.address + part).status_code
        assert status == (200 if role in roles else 403), (role, part)


@pytest.mark.parametrize(("unit_code", "status"), [("B01", 403), ("B02", 200)])
def test_a_meeting_of_another_unit_is_out_of_reach(unit_code: str, status: int) -> None:
    held = Held(unit_code="B02")
    client = signed_in(Role.ORGANISATION_STAFF, unit_code=unit_code)
    for part in ("", "chair/", "add/", "screen/", "supervision/"):
        assert client.get(held.address + part).status_code == status
    listed = held.meeting.title in page(client, "/ballots/meetings/")
    account = Account.objects.get(username=f"organisation_staff_{unit_code}")
    assert listed == (status == 200)
    assert bool(meeting_queries.todos_of(account)) == (status == 200)


def test_an_item_of_another_meeting_is_not_found_under_this_one() -> None:
    held, other = Held(), Held()
    staff = signed_in(Role.ORGANISATION_STAFF)
    strange = f"{held.address}items/{other.polls[0].pk}/"
    for part in ("recuse/", "announce/", "turnout/"):
        assert staff.get(strange + part).status_code == 404
    assert staff.post(f"{strange}open/").status_code == 404
    (discussion,) = discussed(other)[:1]
    begin = f"{held.address}discussions/{discussion.pk}/begin/"
    assert staff.post(begin).status_code == 404
