"""Sent back after the decision: what was decided and shown before does not carry a second time."""

from datetime import date

import pytest

from tests.selection import whole_case
from tests.selection.county import LEADER, STAFF
from tests.selection.whole_case import Case
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Verdict
from xuanxian.selection import models, queries, services
from xuanxian.selection.instruments import Stage

pytestmark = pytest.mark.django_db

BACK = whole_case.NOTICE
AGAIN = date(2026, 4, 15)


def held(case: Case, stage: Stage) -> set[str]:
    """The rules that hold the person in `stage`."""
    outcome = queries.gate(case.candidacy, stage)
    return {one.rule for one in outcome.reasons if one.verdict is Verdict.HOLD}


def sent_back(to: Stage) -> Case:
    case = whole_case.noticing()
    with clock.set_to(BACK):
        services.send_back(case.candidacy, to, "公示前收到新的反映，须重新研究", actor=LEADER)
    return case.refresh()


@pytest.mark.parametrize("to", [Stage.DELIBERATION, Stage.CLEARANCE, Stage.INSPECTION])
def test_who_was_sent_back_is_decided_on_anew(to: Stage) -> None:
    case = sent_back(to)
    with clock.set_to(BACK):
        assert "meeting.held" in held(case, Stage.DELIBERATION)


def test_a_decision_stands_while_nobody_is_sent_back() -> None:
    case = whole_case.noticing()
    with clock.set_to(BACK):
        assert not held(case, Stage.DELIBERATION)


def test_a_second_sitting_carries_the_case_on_and_the_first_stays_on_the_record() -> None:
    case = sent_back(Stage.DELIBERATION)
    with clock.set_to(AGAIN):
        with pytest.raises(Refusal):
            services.move_stage(case.candidacy, actor=LEADER)
        whole_case.approve(case)
        services.move_stage(case.candidacy, actor=LEADER)
    assert case.refresh().candidacy.stage == Stage.NOTICE
    assert models.SittingItem.objects.filter(candidacy=case.candidacy).count() == 2


def test_a_notice_from_before_is_put_up_again() -> None:
    case = whole_case.appointing()
    with clock.set_to(whole_case.NOTICE_OVER):
        assert not held(case, Stage.NOTICE)
        services.send_back(case.candidacy, Stage.DELIBERATION, "职位有变动", actor=LEADER)
        assert held(case, Stage.NOTICE)
        whole_case.approve(case)
        services.move_stage(case.candidacy, actor=LEADER)
        services.start_notice([case.candidacy], text="拟任某县财政局副局长", actor=STAFF)
        assert "notice.period" in held(case, Stage.NOTICE)


def test_who_is_sent_back_from_the_appointment_to_the_notice_keeps_the_decision() -> None:
    case = whole_case.appointing()
    with clock.set_to(whole_case.NOTICE_OVER):
        services.send_back(case.candidacy, Stage.NOTICE, "公示内容有误", actor=LEADER)
        assert not held(case, Stage.DELIBERATION)
        assert held(case, Stage.NOTICE)
