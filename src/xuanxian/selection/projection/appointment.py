"""What the events of the appointment and its probation do to the tables."""

from decimal import Decimal

from xuanxian.selection import models
from xuanxian.selection.projection.event import Event, projects
from xuanxian.selection.projection.states import advance
from xuanxian.selection.states import Move


@projects("person.appointed", "任职")
def _person_appointed(event: Event) -> None:
    body = event.body
    models.Appointment.objects.create(
        candidacy_id=body["candidacy"],
        document_number=body["document_number"],
        effective_on=event.day("on"),
        probation_until=event.day_if_any("probation_until"),
        holding=body["holding"],
        former_posts_left=body["left"],
        appointed_by=event.by,
    )
    advance(body["candidacy"], Move.APPOINT, event)


@projects("probation.assessed", "试用期考核")
def _probation_assessed(event: Event) -> None:
    body = event.body
    models.ProbationAssessment.objects.create(
        id=body["assessment"],
        candidacy_id=body["candidacy"],
        outcome=body["outcome"],
        title=body["title"],
        effect=body["effect"],
        assessed_on=event.day("on"),
        until=event.day_if_any("until"),
        remark=body["remark"],
        assessed_by=event.by,
        place=event.number,
    )
    if body["until"]:
        models.Appointment.objects.filter(pk=body["candidacy"]).update(
            probation_until=event.day_if_any("until")
        )
    advance(body["candidacy"], _MOVE_OF_EFFECT[body["effect"]], event)


_MOVE_OF_EFFECT = {"confirm": Move.CONFIRM, "extend": Move.EXTEND, "relieve": Move.RETURN}


@projects("appointment_test.recorded", "登记任前测试成绩")
def _appointment_test_recorded(event: Event) -> None:
    body = event.body
    models.AppointmentTestSitting.objects.create(
        id=body["sitting"],
        candidacy_id=body["candidacy"],
        instrument=body["instrument"],
        taken_on=event.day("on"),
        mark=Decimal(body["mark"]),
        rank=body["rank"],
        of=body["of"],
        recorded_by=event.by,
        place=event.number,
    )


@projects("appointment_test.talked", "任前测试约谈")
def _appointment_test_talked(event: Event) -> None:
    models.AppointmentTestSitting.objects.filter(pk=event.body["sitting"]).update(
        talked_on=event.day("on"), talked_by=event.body["interviewer"]
    )


@projects("visit.recorded", "登记任职回访")
def _visit_recorded(event: Event) -> None:
    body = event.body
    models.FollowUpVisit.objects.create(
        id=body["visit"],
        candidacy_id=body["candidacy"],
        instrument=body["instrument"],
        visit=body["item"],
        title=body["title"],
        held_on=event.day("on"),
        visitors=body["visitors"],
        findings=body["findings"],
        conclusion=body["conclusion"],
        conclusion_title=body["conclusion_title"],
        wish=body["wish"],
        recorded_by=event.by,
        place=event.number,
    )


@projects("visit.told", "向本人反馈回访情况")
def _visit_told(event: Event) -> None:
    models.FollowUpVisit.objects.filter(pk=event.body["visit"]).update(told_on=event.day("on"))
