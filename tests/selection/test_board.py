"""The board of a round: whom it shows, how it narrows, what is done to many at once."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.selection import whole_case
from tests.selection.county import ENTRY, LEADER, STAFF, dossier
from tests.selection.snapshots import rows_of
from tests.selection.whole_case import OPENED, Case
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.kernel import clock
from xuanxian.record.models import Entry
from xuanxian.registry import services as registry
from xuanxian.selection import models, queries, services
from xuanxian.selection.queries import board_pages as boards
from xuanxian.selection.queries.board_pages import BoardChoice

pytestmark = pytest.mark.django_db


def account(role: Role, unit_code: str = "3701") -> Account:
    made = Account.objects.create_user(username=f"{role}-{unit_code}", full_name="某人")
    RoleGrant.objects.create(account=made, role=role, unit_code=unit_code)
    return made


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(account(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def with_people(case: Case, number: int) -> None:
    """So many more people for the same post."""
    for each in range(number):
        person = registry.enter_dossier(dossier(f"孙某{each:03}"), actor=ENTRY, source="测试")
        services.propose_candidate(case.vacancy, person, actor=STAFF, reason="经历合适")


def names(case: Case, who: Account, **choice: str) -> set[str]:
    page = boards.board_page(who, case.round, BoardChoice(**choice), None)
    return {row.candidacy.person.name for row in page.board.rows}


def test_the_board_narrows_by_what_tables_say_and_by_what_gates_say() -> None:
    case = whole_case.clearing()
    leader, staff = account(Role.ORGANISATION_LEADER), account(Role.ORGANISATION_STAFF)
    with clock.set_to(whole_case.CLEARED):
        assert names(case, staff) == {"陈某甲", "赵某乙"}
        assert names(case, staff, state="dropped") == {"赵某乙"}
        assert names(case, staff, stage="clearance") == {"陈某甲"}
        assert names(case, staff, text="赵某") == {"赵某乙"}
        assert names(case, staff, text="财政局") == {"陈某甲", "赵某乙"}
        assert names(case, staff, unit="3701.A01") == {"陈某甲", "赵某乙"}
        assert names(case, staff, unit="3701.B01") == set()
        assert names(case, staff, verdict="hold", state="active") == {"陈某甲"}
        # The letters are the staff's to send; nothing waits for the leader.
        assert names(case, staff, role="me") == {"陈某甲"}
        assert names(case, leader, role="me") == set()
        assert names(case, leader, role="organisation_staff") == {"陈某甲"}
        services.send_letter([case.candidacy], "archive", actor=STAFF)
        assert names(case, staff, overdue="1") == set()
    with clock.set_to(whole_case.CONFIRMED):
        assert names(case, staff, overdue="1") == {"陈某甲"}


@pytest.mark.parametrize("role", Role)
def test_the_board_knows_whom_need_to_know_lets_an_account_know(role: Role) -> None:
    case = whole_case.inspecting()
    who = account(role)
    rules = queries.rules_of(case.round)
    assert set(boards.people_known_to(who, case.round)) == {
        one for one in (case.candidacy, case.other) if queries.need_to_know(who, rules, one)
    }


def test_nobody_finds_himself_on_the_board() -> None:
    case = whole_case.opened()
    staff = account(Role.ORGANISATION_STAFF)
    person = case.county.people[0]
    person.account = staff
    person.save()
    assert names(case, staff) == {"赵某乙"}


def test_a_row_says_what_holds_it_and_since_when() -> None:
    case = whole_case.clearing()
    with clock.set_to(whole_case.CLEARED):
        services.send_letter([case.candidacy], "archive", actor=STAFF)
        (row,) = queries.board(case.round, only=[case.candidacy.pk]).rows
    assert row.blocked_by is not None
    assert row.since == whole_case.CLEARED
    assert row.cells[3].reason == row.blocked_by.label


def test_a_page_costs_the_same_queries_for_many_people() -> None:
    case = whole_case.opened()
    staff = signed_in(Role.ORGANISATION_STAFF)
    with clock.set_to(OPENED):
        address = f"/selection/{case.round.pk}/"
        staff.get(address)
        with CaptureQueriesContext(
            connection,
        ) as few:
            staff.get(address)
        with_people(case, 60)
        staff.get(address)
        with CaptureQueriesContext(connection) as many:
            page = text_of(staff.get(address))
        assert "第 1–50 人" in page
        assert "孙某000" in page
        assert "孙某059" not in page
        assert "孙某059" in text_of(staff.get(address, {"page": 2}))
        assert "孙某059" in text_of(staff.get(f"{address}sheet/"))
    # Fifty people more bring no query of their own.
    assert len(many) <= len(few) + 3


def test_a_preview_tells_who_passes_and_changes_nothing_then_only_those_are_done() -> None:
    case = whole_case.opened()
    leader = signed_in(Role.ORGANISATION_LEADER)
    address = f"/selection/{case.round.pk}/bulk/move_stage/"
    with clock.set_to(OPENED):
        services.write_plan(case.round, whole_case.PLAN, actor=STAFF)
        services.approve_motion(case.round, "leader", actor=LEADER)
        services.hold_candidate(
            case.other, "核实反映", owner="甲", condition="查清", until=OPENED, actor=LEADER
        )
        chosen = {"person": [str(case.candidacy.pk), str(case.other.pk)], "remark": ""}
        rows, entries = rows_of(case.round.pk), Entry.objects.count()
        page = text_of(leader.post(address, chosen | {"step": "try"}))
        assert "人可以办理" in page
        assert "赵某乙已经暂缓" in page
        assert (rows_of(case.round.pk), Entry.objects.count()) == (rows, entries)
        leader.post(address, chosen | {"step": "do"})
    case.refresh()
    assert (case.candidacy.stage, case.other.stage) == ("nomination", "motion")


def test_letters_and_notices_go_to_many_and_one_refusal_stops_nobody_else() -> None:
    case = whole_case.clearing()
    staff = signed_in(Role.ORGANISATION_STAFF)
    with clock.set_to(whole_case.CLEARED):
        services.send_letter([case.candidacy], "archive", actor=STAFF)
        address = f"/selection/{case.round.pk}/bulk/send_letter/"
        form = {
            "person": [str(case.candidacy.pk)],
            "items": ["discipline", "archive"],
            "on": whole_case.CLEARED.isoformat(),
        }
        # One of the two is under way already, so none of them is sent to this person.
        page = text_of(staff.post(address, form | {"step": "try"}))
        assert "还没有回复" in page
        staff.post(address, form | {"items": ["discipline"], "step": "do"})
    assert set(case.candidacy.letters.values_list("item", flat=True)) == {"archive", "discipline"}


def test_a_notice_for_many_names_each_person() -> None:
    case = whole_case.noticing()
    staff = signed_in(Role.ORGANISATION_STAFF)
    with clock.set_to(whole_case.NOTICE):
        staff.post(
            f"/selection/{case.round.pk}/bulk/start_notice/",
            {
                "person": [str(case.candidacy.pk)],
                "text": "〔姓名〕，现任〔现任职务〕，拟任〔拟任职务〕。",
                "on": whole_case.NOTICE.isoformat(),
                "step": "do",
            },
        )
    notice = models.PublicNotice.objects.get(pk=case.candidacy.pk)
    assert "陈某甲" in notice.text
    assert "某县财政局副局长" in notice.text


def test_who_may_not_do_it_finds_no_bulk_page_and_nobody_chosen_is_told_so() -> None:
    case = whole_case.opened()
    address = f"/selection/{case.round.pk}/bulk/move_stage/"
    assert signed_in(Role.ORGANISATION_STAFF).post(address, {}).status_code == 404
    leader = signed_in(Role.ORGANISATION_LEADER)
    assert "没有选择人选" in text_of(leader.post(address, {}))
    assert leader.post(address, {"person": "x"}).status_code == 404
    assert leader.get(address).status_code == 302


def test_all_posts_stand_on_a_page_of_their_own() -> None:
    case = whole_case.opened()
    staff = signed_in(Role.ORGANISATION_STAFF)
    address = f"/selection/{case.round.pk}/posts/"
    assert "副局长" in text_of(staff.get(address))
    assert "没有符合条件的职位" in text_of(staff.get(address, {"text": "没有"}))
