"""Who has to do what by when, the board, the links of the record, the to-dos of the desk."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.selection import whole_case
from tests.selection.county import (
    COMMITTEE,
    DISCIPLINE,
    ENTRY,
    LEADER,
    MEMBER,
    STAFF,
    dossier,
    everybody,
    vote,
)
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.kernel import clock
from xuanxian.policy.outcome import Verdict
from xuanxian.registry import services as registry
from xuanxian.selection import models, queries, services
from xuanxian.selection.course import NextStep
from xuanxian.selection.instruments import Stage
from xuanxian.selection.queries import Progress
from xuanxian.selection.services import AgendaItem

pytestmark = pytest.mark.django_db


def step_of(candidacy: models.Candidacy) -> NextStep:
    found = queries.next_step(models.Candidacy.objects.get(pk=candidacy.pk))
    assert found is not None
    return found


def test_the_next_step_of_a_motion_goes_from_plan_to_approval_to_moving_on() -> None:
    case = whole_case.opened()
    with clock.set_to(whole_case.OPENED):
        assert step_of(case.candidacy).verb == "write_plan"
        assert step_of(case.candidacy).roles == ("organisation_staff",)
        services.write_plan(case.round, whole_case.PLAN, actor=STAFF)
        assert step_of(case.candidacy).verb == "approve_motion"
        assert step_of(case.candidacy).roles == ("organisation_leader",)
        services.approve_motion(case.round, "leader", actor=LEADER)
        ready = step_of(case.candidacy)
    assert (ready.verb, ready.what, ready.roles) == (
        "move_stage",
        "提交民主推荐",
        ("organisation_leader",),
    )


def test_a_letter_waits_for_the_body_asked_until_its_working_days_are_over() -> None:
    case = whole_case.clearing()
    with clock.set_to(whole_case.CLEARED):
        assert step_of(case.candidacy).verb == "send_letter"
        for item in ("archive", "personal_matters"):
            (letter,) = services.send_letter([case.candidacy], item, actor=STAFF)
            services.record_reply(letter, "favourable", sealed=True, actor=STAFF)
        (letter,) = services.send_letter([case.candidacy], "discipline", actor=STAFF)
        waiting = step_of(case.candidacy)
        assert waiting.verb == "record_reply"
        assert waiting.roles == ("discipline_officer",)
        # Five working days after 18 March 2026.
        assert waiting.due == date(2026, 3, 25)
        assert waiting.rule == "纪检监察机关意见凡提必听回复期限"
        services.record_reply(letter, "favourable", sealed=False, actor=DISCIPLINE)
    # What a reply lacks is asked for in a new letter.
    view = queries.stage_view(case.candidacy, as_of=whole_case.CLEARED)
    seal = next(one for one in view.missing if one.reason.rule == "clearance.discipline.seal")
    assert seal.roles == ("organisation_leader",)
    assert not seal.overrides


def test_a_notice_under_way_is_only_waited_for() -> None:
    case = whole_case.noticing()
    with clock.set_to(whole_case.NOTICE):
        services.start_notice([case.candidacy], text="拟任副局长", actor=STAFF)
        waiting = step_of(case.candidacy)
        assert waiting.waits
        assert waiting.due == date(2026, 4, 8)
    with clock.set_to(whole_case.NOTICE_OVER):
        over = step_of(case.candidacy)
        assert (over.verb, over.waits) == ("end_notice", False)


def test_a_probation_is_due_on_its_last_day() -> None:
    case = whole_case.on_probation()
    with clock.set_to(whole_case.NOTICE_OVER):
        step = step_of(case.candidacy)
    assert (step.verb, step.due, step.waits) == ("assess_probation", date(2027, 4, 8), True)


def test_the_board_shows_each_person_at_each_stage() -> None:
    case = whole_case.inspecting()
    board = queries.board(case.round, as_of=whole_case.INSPECTED)
    stages = [stage.label for stage in Stage if stage is not Stage.CONTEST]
    assert [label for _, label in board.stages] == stages
    rows = {row.candidacy.person.name: row for row in board.rows}
    assert [cell.progress for cell in rows["陈某甲"].cells[:4]] == [
        Progress.DONE,
        Progress.DONE,
        Progress.BLOCKED,
        Progress.AHEAD,
    ]
    assert rows["陈某甲"].cells[0].on == whole_case.OPENED
    assert [cell.progress for cell in rows["赵某乙"].cells[:3]] == [
        Progress.DONE,
        Progress.ENDED,
        Progress.AHEAD,
    ]
    assert rows["赵某乙"].next is None
    assert rows["陈某甲"].next is not None


def test_a_stage_that_was_left_shows_what_its_gate_said_then() -> None:
    case = whole_case.noticing()
    view = queries.stage_view(case.candidacy, "deliberation", as_of=whole_case.NOTICE)
    assert view.progress is Progress.DONE
    assert view.passage is not None
    assert view.passage.left_on == whole_case.DECIDED
    assert {one.rule for one in view.done} >= {"meeting.quorum", "meeting.decision"}
    assert view.next is None


def test_a_board_costs_as_many_queries_for_many_people_as_for_few() -> None:
    case = whole_case.opened()

    def asked_with_more(*names: str) -> int:
        # What a round is worth is kept until its record grows: proposing somebody lets it grow.
        for name in names:
            person = registry.enter_dossier(dossier(name), actor=ENTRY, source="测试")
            services.propose_candidate(case.vacancy, person, actor=STAFF, reason="基层经历丰富")
        with CaptureQueriesContext(connection) as said:
            queries.board(case.round)
        return len(said)

    with clock.set_to(whole_case.OPENED):
        few = asked_with_more("钱某甲")
        assert asked_with_more("钱某乙", "钱某丙", "钱某丁", "钱某戊", "钱某己") == few


def test_the_links_of_the_record_fill_as_steps_are_taken() -> None:
    case = whole_case.opened()
    with clock.set_to(whole_case.OPENED):
        before = {link.stage: link for link in queries.completeness(case.round)}
        services.write_plan(case.round, whole_case.PLAN, actor=STAFF)
        services.approve_motion(case.round, "leader", actor=LEADER)
        after = {link.stage: link for link in queries.completeness(case.round)}
    assert (before[Stage.MOTION].complete, before[Stage.MOTION].due) == (0, 2)
    assert (after[Stage.MOTION].complete, after[Stage.MOTION].due) == (2, 2)
    # Nobody has reached the nomination yet.
    assert after[Stage.NOMINATION].due == 0


def test_the_votes_of_a_decision_stand_on_the_stage() -> None:
    case = whole_case.deliberating()
    with clock.set_to(whole_case.DECIDED):
        item = services.convene(
            [AgendaItem(case.candidacy)],
            members=COMMITTEE,
            present=COMMITTEE[:7],
            chief=COMMITTEE[0],
            actor=STAFF,
        ).items.get()
        poll = services.prepare_decision_poll([item], actor=STAFF)
        # 应到 stays nine with seven in the room.
        assert [each.entitled for each in poll.classes.all()] == [9]
        vote(poll, everybody([case.candidacy.pk], "同意"), {"委员": 7})
        gate = queries.gate(case.candidacy)
        (carried,) = [one for one in gate.reasons if one.rule == "meeting.vote"]
        assert carried.verdict is Verdict.PASS
        assert step_of(case.candidacy).verb == "record_decision"
        assert step_of(case.candidacy).roles == ("committee_member",)
        services.record_decision(item, "approved", actor=MEMBER)
        assert step_of(case.candidacy).verb == "move_stage"


def account(role: Role, unit_code: str = "") -> Account:
    made = Account.objects.create_user(username=f"{role}-{unit_code}", full_name="某人")
    RoleGrant.objects.create(account=made, role=role, unit_code=unit_code)
    return made


def test_the_desk_shows_each_role_its_own_next_steps() -> None:
    case = whole_case.opened()
    with clock.set_to(whole_case.OPENED):
        services.write_plan(case.round, whole_case.PLAN, actor=STAFF)
        leader = queries.todos_of(account(Role.ORGANISATION_LEADER, "3701"))
        staff = queries.todos_of(account(Role.ORGANISATION_STAFF, "3701"))
        elsewhere = queries.todos_of(account(Role.ORGANISATION_LEADER, "3702"))
        auditor = queries.todos_of(account(Role.AUDITOR))
    assert sorted(todo.title for todo in leader) == [
        "赵某乙（拟任某县财政局副局长）：登记动议方案的审批意见",
        "陈某甲（拟任某县财政局副局长）：登记动议方案的审批意见",
    ]
    assert (staff, elsewhere, auditor) == ([], [], [])


def test_a_letter_waits_on_the_desk_of_whoever_answers_it() -> None:
    case = whole_case.clearing()
    discipline = account(Role.DISCIPLINE_OFFICER, "3701")
    inspector = account(Role.INSPECTION_TEAM, "3701")
    with clock.set_to(whole_case.CLEARED):
        assert queries.todos_of(discipline) == []
        (letter,) = services.send_letter([case.candidacy], "discipline", actor=STAFF)
        (waiting,) = queries.todos_of(discipline)
        assert waiting.title == "陈某甲：回复纪检监察机关意见凡提必听"
        assert waiting.due == letter.due_on
        assert queries.todos_of(inspector) == []
        services.record_reply(letter, "favourable", sealed=True, actor=DISCIPLINE)
        assert queries.todos_of(discipline) == []


def test_a_role_held_over_another_unit_brings_no_to_do_here() -> None:
    case = whole_case.opened()
    both = account(Role.ORGANISATION_STAFF, "3701")
    RoleGrant.objects.create(account=both, role=Role.ORGANISATION_LEADER, unit_code="3702")
    with clock.set_to(whole_case.OPENED):
        services.write_plan(case.round, whole_case.PLAN, actor=STAFF)
        assert queries.todos_of(both) == []


def test_a_round_is_seen_only_from_within_its_scope() -> None:
    case = whole_case.opened()
    inside = account(Role.ORGANISATION_STAFF, "3701")
    outside = account(Role.ORGANISATION_STAFF, "3702")
    assert queries.round_in_scope(inside, case.round.pk) == case.round
    assert queries.round_in_scope(outside, case.round.pk) is None
    assert not queries.candidacies_in_scope(outside).exists()
