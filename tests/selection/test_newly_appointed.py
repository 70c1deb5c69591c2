"""Tests before an appointment, and the visits after it."""

from datetime import date
from decimal import Decimal

import pytest

from tests.selection import county as made_up
from tests.selection import whole_case
from tests.selection.county import LEADER, STAFF
from tests.selection.test_letters import office_account
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.outcome import Verdict
from xuanxian.selection import models, queries, services
from xuanxian.selection.instruments import AppointmentTest, FollowUp, Stage
from xuanxian.selection.projection import replay
from xuanxian.selection.rules import Rules

pytestmark = pytest.mark.django_db

# 莱西: poor marks are talked about and made up once; the marks themselves are asked for here.
TEST = AppointmentTest.model_validate(
    {
        "id": "test",
        "kind": "appointment_test",
        "title": "任前测试",
        "subjects": ["应知应会", "法律知识"],
        "full_mark": 100,
        "pass_mark": 60,
        "make_ups": 1,
        "talk_by": "分管副部长",
    }
)
# 莱州 (3, 6 and 12 months, told to the person) with 滨城's visit within 2 months and its wishes.
VISITS = FollowUp.model_validate(
    {
        "id": "visits",
        "kind": "follow_up",
        "visits": [
            {"id": "soon", "title": "新任职回访", "within_months": 2},
            {"id": "three", "title": "满三个月考察", "after_months": 3},
            {"id": "six", "title": "满半年考察", "after_months": 6},
        ],
        "conclusions": [
            {"id": "fit", "title": "适应"},
            {"id": "unfit", "title": "不适应", "verdict": "flag"},
        ],
        "wishes": ["提拔重用", "留任", "原单位调整", "跨单位交流"],
        "tells_person": True,
    }
)


def rules(instrument: Instrument, stage: Stage) -> Rules:
    """The national rules with one instrument more, which gates `stage`."""
    national = made_up.national_rules()
    procedure = national.procedure
    stages = []
    for step in procedure.stages:
        if step.stage is stage:
            gate = step.gates[0].model_copy(
                update={"check": instrument.id, "release": ("organisation_leader",)}
            )
            step = step.model_copy(update={"gates": (*step.gates, gate)})
        stages.append(step)
    changed = procedure.model_copy(update={"stages": tuple(stages)})
    kept = [changed if one is procedure else one for one in national.instruments.values()]
    return Rules.of(
        [*kept, instrument], national.parameters, policy=national.policy, title=national.title
    )


@pytest.fixture
def pinned(monkeypatch: pytest.MonkeyPatch) -> list[Rules]:
    """The rules that the case of a test runs under, once put in."""
    chosen: list[Rules] = []
    deliberating = whole_case.deliberating
    monkeypatch.setattr(whole_case, "deliberating", lambda: deliberating(chosen[0]))
    return chosen


def appoint(case: whole_case.Case) -> models.Appointment:
    return services.appoint(
        case.candidacy,
        document_number="某组干〔2026〕8号",
        effective_on=whole_case.NOTICE_OVER,
        actor=LEADER,
    )


def test_a_poor_mark_holds_the_appointment_back_until_it_is_made_up(pinned: list[Rules]) -> None:
    pinned.append(rules(TEST, Stage.APPOINTMENT))
    case = whole_case.appointing()
    with clock.set_to(whole_case.NOTICE_OVER):
        with pytest.raises(Refusal, match="还没有参加任前测试"):
            appoint(case)
        services.record_appointment_test(case.candidacy, Decimal("59.5"), rank=8, of=9, actor=STAFF)
        with pytest.raises(Refusal, match="还可以补考1次"):
            appoint(case)
        with pytest.raises(Refusal, match="分管副部长还没有约谈"):
            services.record_appointment_test(case.candidacy, Decimal(60), actor=STAFF)
        services.record_test_talk(case.candidacy, "副部长某", actor=STAFF)
        services.record_appointment_test(case.candidacy, Decimal(60), actor=STAFF)
        with pytest.raises(Refusal, match="已经合格"):
            services.record_appointment_test(case.candidacy, Decimal(90), actor=STAFF)
        assert appoint(case).document_number == "某组干〔2026〕8号"
    before = list(models.AppointmentTestSitting.objects.order_by("place").values())
    assert [row["mark"] for row in before] == [Decimal("59.50"), Decimal("60.00")]
    replay(case.round.pk)
    assert list(models.AppointmentTestSitting.objects.order_by("place").values()) == before


def test_who_fails_the_make_up_too_is_held_back_and_only_people_let_him_on(
    pinned: list[Rules],
) -> None:
    pinned.append(rules(TEST, Stage.APPOINTMENT))
    case = whole_case.appointing()
    with clock.set_to(whole_case.NOTICE_OVER):
        services.record_appointment_test(case.candidacy, Decimal(50), actor=STAFF)
        services.record_test_talk(case.candidacy, "副部长某", actor=STAFF)
        services.record_appointment_test(case.candidacy, Decimal(55), actor=STAFF)
        with pytest.raises(Refusal, match="暂缓正式任职"):
            appoint(case)
        with pytest.raises(Refusal, match="已不能再补考"):
            services.record_appointment_test(case.candidacy, Decimal(90), actor=STAFF)
        with pytest.raises(Refusal, match="应在0到100分之间"):
            services.record_appointment_test(case.candidacy, Decimal(101), actor=STAFF)
        services.release_hold(
            case.candidacy, "test.held_back", "试用期内补课，部务会研究同意", actor=LEADER
        )
        appoint(case)
    assert models.Appointment.objects.count() == 1


def visits(case: whole_case.Case, on: date) -> dict[str, Verdict]:
    with clock.set_to(on):
        outcome = queries.gate(case.candidacy, Stage.PROBATION)
    return {
        one.rule.removeprefix("visits."): one.verdict
        for one in outcome.reasons
        if one.rule.startswith("visits.")
    }


def test_visits_fall_due_by_the_months_served(pinned: list[Rules]) -> None:
    pinned.append(rules(VISITS, Stage.PROBATION))
    case = whole_case.on_probation()
    # Appointed on 9 April 2026: within two months is 9 June, three months are 9 July.
    assert visits(case, date(2026, 6, 9)) == {
        "soon": Verdict.HOLD,
        "three": Verdict.PASS,
        "six": Verdict.PASS,
    }
    with clock.set_to(date(2026, 6, 9)):
        with pytest.raises(Refusal, match="2026-07-09起才能开展"):
            services.record_visit(
                case.candidacy, "three", "适应", visitors=["回访甲"], conclusion="fit", actor=STAFF
            )
        with pytest.raises(Refusal, match="不是有效结论"):
            services.record_visit(case.candidacy, "soon", "适应", visitors=["回访甲"], actor=STAFF)
        row = services.record_visit(
            case.candidacy,
            "soon",
            "很快进入角色",
            visitors=["回访甲", "回访乙"],
            conclusion="fit",
            wish="留任",
            actor=STAFF,
        )
    assert visits(case, date(2026, 6, 10))["soon"] is Verdict.PASS
    assert visits(case, date(2026, 6, 10))["soon.told"] is Verdict.FLAG
    with clock.set_to(date(2026, 7, 9)):
        services.tell_of_visit(row, actor=STAFF)
        with pytest.raises(Refusal, match="已经登记"):
            services.record_visit(
                case.candidacy, "soon", "再次", visitors=["回访甲"], conclusion="fit", actor=STAFF
            )
        services.record_visit(
            case.candidacy, "three", "不熟悉", visitors=["回访甲"], conclusion="unfit", actor=STAFF
        )
    told = visits(case, date(2026, 7, 9))
    assert (told["three"], told["six"]) == (Verdict.FLAG, Verdict.PASS)
    assert "soon.told" not in told
    before = list(models.FollowUpVisit.objects.order_by("place").values())
    replay(case.round.pk)
    assert list(models.FollowUpVisit.objects.order_by("place").values()) == before


def test_a_visit_made_late_is_taken_in_and_stays_visible_as_late(pinned: list[Rules]) -> None:
    pinned.append(rules(VISITS, Stage.PROBATION))
    case = whole_case.on_probation()
    assert visits(case, date(2026, 6, 10))["soon"] is Verdict.HOLD
    with clock.set_to(date(2026, 6, 10)):
        services.record_visit(
            case.candidacy, "soon", "情况正常", visitors=["回访甲"], conclusion="fit", actor=STAFF
        )
        page = office_account().get(f"/selection/person/{case.candidacy.pk}/").content.decode()
    assert visits(case, date(2026, 6, 10))["soon"] is Verdict.FLAG
    assert "情况正常" in page
    assert "登记已反馈" in page
