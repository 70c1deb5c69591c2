"""Deadlines of rounds on the calendar: each on its day, with the rule that made it, for whom."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.selection import whole_case
from tests.selection.county import DISCIPLINE, LEADER, NATIONAL, OPEN_PARAMETERS, STAFF
from tests.selection.test_board import account, with_people
from xuanxian.access import deadlines
from xuanxian.access.actor import Actor
from xuanxian.access.deadlines import Deadline
from xuanxian.access.models import Account, Role
from xuanxian.kernel import clock
from xuanxian.policy import services as services_of_policy
from xuanxian.selection import queries, services
from xuanxian.selection.queries.tenure import tenure_deadlines

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 1, 1), date(2028, 1, 1)


def found(who: Account) -> dict[str, Deadline]:
    return {one.kind: one for one in queries.deadlines_for(who, FIRST, LAST)}


def test_a_letter_is_due_by_its_rule_and_told_to_who_answers_it() -> None:
    case = whole_case.clearing()
    staff, discipline = account(Role.ORGANISATION_STAFF), account(Role.DISCIPLINE_OFFICER)
    with clock.set_to(whole_case.CLEARED):
        (letter,) = services.send_letter([case.candidacy], "discipline", actor=STAFF)
        due = found(staff)["回复期限"]
        # Five working days after Wednesday 18 March 2026.
        assert due.on == letter.due_on == date(2026, 3, 25)
        assert "回复5个工作日" in due.rule
        assert "不视为同意" in due.after
        assert found(discipline)["回复期限"].is_mine
        services.record_reply(letter, "favourable", sealed=True, actor=DISCIPLINE)
        assert "回复期限" not in found(staff)


def test_the_result_of_a_recommendation_ends_a_year_after_it_was_accepted() -> None:
    whole_case.inspecting()
    with clock.set_to(whole_case.INSPECTED):
        end = found(account(Role.ORGANISATION_STAFF))["推荐结果有效期"]
    # Accepted on 4 March 2026; the last of twelve months is 3 March 2027.
    assert end.on == date(2027, 3, 3)
    assert "12个月内有效，只用于这一职位" in end.rule
    assert end.after == "应重新推荐"


def test_notice_and_probation_end_on_their_last_days_and_are_only_waited_for() -> None:
    case = whole_case.noticing()
    staff = account(Role.ORGANISATION_STAFF)
    with clock.set_to(whole_case.NOTICE):
        services.start_notice([case.candidacy], text="拟任", actor=STAFF)
        notice = found(staff)["公示期满"]
    assert (notice.on, notice.waits) == (date(2026, 4, 8), True)
    assert "《党政领导干部选拔任用工作条例》" in notice.rule


def test_a_probation_ends_on_its_last_day() -> None:
    whole_case.on_probation()
    end = found(account(Role.ORGANISATION_STAFF))["试用期满"]
    assert (end.on, end.after) == (date(2027, 4, 8), "应当考核")
    assert "试用期12个月" in end.rule


def test_a_hold_stands_on_the_day_it_is_looked_at_again() -> None:
    case = whole_case.opened()
    with clock.set_to(whole_case.OPENED):
        services.hold_candidate(
            case.candidacy, "核实反映", owner="甲", condition="查清",
            until=whole_case.OPENED + timedelta(days=30), actor=LEADER,
        )  # fmt: skip
    leader = found(account(Role.ORGANISATION_LEADER))["暂缓复查"]
    assert leader.is_mine
    assert "核实反映" in leader.rule
    assert not found(account(Role.ORGANISATION_STAFF))["暂缓复查"].is_mine


@pytest.mark.parametrize("role", Role)
def test_nobody_learns_from_the_calendar_of_whom_he_need_not_know(role: Role) -> None:
    case = whole_case.opened()
    with clock.set_to(whole_case.OPENED):
        services.hold_candidate(
            case.candidacy, "核实反映", owner="甲", condition="查清",
            until=whole_case.OPENED, actor=LEADER,
        )  # fmt: skip
    who = account(role)
    knows = queries.need_to_know(who, queries.rules_of(case.round), case.candidacy)
    may_see = case.round in queries.rounds_in_scope(who)
    assert ("暂缓复查" in found(who)) == (knows and may_see)


def test_the_calendar_costs_the_same_queries_for_many_people() -> None:
    case = whole_case.opened()
    staff = account(Role.ORGANISATION_STAFF)
    with clock.set_to(whole_case.OPENED):
        queries.deadlines_for(staff, FIRST, LAST)
        with CaptureQueriesContext(connection) as few:
            queries.deadlines_for(staff, FIRST, LAST)
        with_people(case, 20)
        with CaptureQueriesContext(connection) as many:
            queries.deadlines_for(staff, FIRST, LAST)
    assert len(many) == len(few)


def test_the_page_shows_a_month_and_the_file_can_be_read_by_other_calendars() -> None:
    case = whole_case.noticing()
    who = account(Role.ORGANISATION_STAFF)
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    with clock.set_to(whole_case.NOTICE):
        services.start_notice([case.candidacy], text="拟任", actor=STAFF)
        april = client.get("/calendar/", {"month": "2026-04"}).content.decode()
        assert "公示期满" in april
        assert "清明节" in april
        assert "公示期满" not in client.get("/calendar/", {"month": "2026-06"}).content.decode()
        assert client.get("/calendar/", {"month": "9999-99"}).status_code == 200
        narrowed = client.get("/calendar/", {"month": "2026-04", "kind": "试用期满"})
        assert "本月没有期限" in narrowed.content.decode()
        answer = client.get("/calendar/deadlines.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    lines = answer.content.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2] == "END:VCALENDAR"
    assert "DTSTART;VALUE=DATE:20260408" in lines
    # RFC 5545, 3.1: lines are at most 75 octets without the line break.
    assert max(len(line.encode()) for line in lines) <= 75
    whole = answer.content.decode().replace("\r\n ", "")
    assert "SUMMARY:公示期满：陈某甲" in whole


def test_deadlines_come_by_day_whatever_room_they_come_from() -> None:
    who = account(Role.ORGANISATION_STAFF)

    def of_another_room(account: Account, first: date, last: date) -> list[Deadline]:
        return [
            Deadline(last, "乙", "后", "某规则", "/", "b"),
            Deadline(first, "甲", "先", "某规则", "/", "a"),
        ]

    deadlines.register_provider(of_another_room)
    try:
        told = deadlines.deadlines_for(who, FIRST, LAST)
    finally:
        deadlines._providers.remove(of_another_room)
    assert [one.title for one in told] == ["先", "后"]


def test_ten_years_in_a_leading_post_stand_on_the_calendar_of_the_office() -> None:
    case = whole_case.opened()
    made = account(Role.ORGANISATION_STAFF)
    # The head of the finance office of the town took up his post on 10 May 2016.
    services_of_policy.adopt(
        NATIONAL, scope="3701", valid_from=date(2026, 1, 1), given=OPEN_PARAMETERS,
        actor=Actor.command_line(),
    )  # fmt: skip
    with clock.set_to(whole_case.OPENED):
        told = list(tenure_deadlines(made, date(2026, 5, 1), date(2026, 5, 31)))
        assert {(one.on, one.after) for one in told} == {
            (date(2026, 5, 10), "应当交流"),
            (date(2026, 5, 10), "不再推荐、提名或者任命担任同一职务"),
        }
        assert all("陈某甲" in one.title for one in told)
        assert list(tenure_deadlines(made, date(2026, 6, 1), date(2026, 6, 30))) == []
        others = account(Role.COMMITTEE_MEMBER)
        assert list(tenure_deadlines(others, date(2026, 5, 1), date(2026, 5, 31))) == []
    assert case.round.pk
