"""任职与试用期: writing the post back to the registry, the talk, the assessment."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.parts import whole
from xuanxian.registry import services as registry
from xuanxian.registry.models import PostHolding
from xuanxian.selection import models
from xuanxian.selection.instruments import Probation, Stage
from xuanxian.selection.models.talks import TalkPurpose
from xuanxian.selection.services.appointment_test import refuse_untested
from xuanxian.selection.services.before_appointment import (
    locked_person,
    posts_left,
    refuse_days_before_the_case,
    refuse_open_reports,
    refuse_over_establishment,
)
from xuanxian.selection.services.entering import day_or_today, enter_case, wanted
from xuanxian.selection.services.nomination import take_talk
from xuanxian.selection.states import Move


@transaction.atomic
def appoint(
    candidacy: models.Candidacy,
    *,
    document_number: str,
    effective_on: date,
    actor: Actor,
    manner: str = "",
    leaves: Sequence[PostHolding] = (),
) -> models.Appointment:
    """Appoint: leave the old post where one is to be left, take up the new, begin the probation.

    Args:
        document_number: 任职文号.
        effective_on: day the appointment counts from; not before the body decided.
        manner: 选拔任用方式 for the post timeline; the manner of the vacancy when empty.
        leaves: holdings that end with the appointment besides the one proposed to end (拟免职务).

    Raises:
        Refusal: appointed already, before the decision, no document, no free seat, a role that
            may not; a test not passed; or, as `before_appointment` finds: not in service any more,
            something reported and not cleared, a main post kept beside, beyond the establishment.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.APPOINTMENT, moves=[Move.APPOINT])
    entered.allow("appoint", Stage.APPOINTMENT)
    person, vacancy = locked_person(candidacy), candidacy.vacancy
    number = wanted(document_number, "任职文号")
    refuse_days_before_the_case(candidacy, effective_on)
    refuse_untested(entered, candidacy)
    decided = (
        candidacy.sitting_items.filter(decision="approved").order_by("-sitting__place").first()
    )
    if decided and decided.decided_on and effective_on < decided.decided_on:
        raise Refusal(
            Problem(
                person.name,
                "任职时间",
                effective_on.isoformat(),
                f"早于决定日期{decided.decided_on.isoformat()}。",
                "任职时间自决定之日起计算。",
            )
        )
    if effective_on > clock.today():
        raise Refusal(
            Problem(
                person.name, "任职时间", effective_on.isoformat(), "是将来的日期。", "请核对日期。"
            )
        )
    probation = entered.rules.first(Probation)
    until = None
    if probation and probation.applies(vacancy.manner):
        until = probation.last_day(effective_on, entered.rules.parameters)
    refuse_open_reports(entered, candidacy)
    leaving = posts_left(entered, candidacy, leaves)
    refuse_over_establishment(entered, candidacy, leaving)
    for holding in leaving:
        registry.remove_from_post(
            holding, on=effective_on, document_number=number, reason="任新职", actor=actor
        )
    person.refresh_from_db()
    taken = registry.appoint_to_post(
        person,
        vacancy.post,
        on=effective_on,
        document_number=number,
        actor=actor,
        probation_until=until,
        manner=manner.strip() or vacancy.manner,
        case=entered.round.stream,
    )
    entered.take(
        "person.appointed",
        {
            "candidacy": str(candidacy.pk),
            "name": person.name,
            "post": str(vacancy.post_id),
            "post_title": taken.title,
            "holding": str(taken.pk),
            "left": [{"holding": str(holding.pk), "title": holding.title} for holding in leaving],
            "document_number": number,
            "on": effective_on.isoformat(),
            "probation_until": until.isoformat() if until else None,
        },
    )
    return models.Appointment.objects.get(pk=candidacy.pk)


@transaction.atomic
def record_appointment_talk(
    candidacy: models.Candidacy,
    *,
    interviewers: Sequence[str],
    actor: Actor,
    on: date | None = None,
    notes: str = "",
) -> models.Talk:
    """Record the 任职谈话 with the person.

    Raises:
        Refusal: too few interviewers, or the policy has no such talk.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.APPOINTMENT)
    entered.allow("record_appointment_talk", Stage.APPOINTMENT)
    instrument = entered.rules.appointment_talk
    if instrument is None:
        raise Refusal("本批次依据的制度没有规定任职谈话。")
    return take_talk(
        entered,
        instrument,
        purpose=TalkPurpose.APPOINTMENT,
        interviewee=candidacy.person.name,
        interviewee_post=str(candidacy.vacancy.post),
        interviewers=interviewers,
        on=on,
        candidacy=candidacy,
        notes=notes,
    )


@transaction.atomic
def assess_probation(
    candidacy: models.Candidacy, outcome: str, remark: str, *, actor: Actor
) -> models.ProbationAssessment:
    """Record the assessment of a probation: confirm, extend or relieve.

    Relieving also ends the holding in the registry and the case; where the person goes then is
    decided apart, and entered in the registry.

    Args:
        outcome: id of one of the policy's outcomes.

    Raises:
        Refusal: an unknown outcome, confirmation before the last day has passed, more extensions
            than the policy allows, no remark, or a role that may not.
    """
    entered, candidacy = enter_case(
        candidacy, actor, Stage.PROBATION, moves=[Move.CONFIRM, Move.EXTEND, Move.RETURN]
    )
    entered.allow("assess_probation", Stage.PROBATION)
    probation = entered.rules.first(Probation)
    chosen = probation.outcome(outcome) if probation else None
    name = candidacy.person.name
    if probation is None or chosen is None:
        raise Refusal(Problem(name, "试用期考核结论", outcome, "不是有效结论。", "请核对制度。"))
    appointment = models.Appointment.objects.get(pk=candidacy.pk)
    ended = appointment.probation_until
    if ended is None:
        raise Refusal(f"{name}没有试用期。")
    earlier = candidacy.probation_assessments.all()
    if chosen.effect == "confirm" and clock.today() <= ended:
        raise Refusal(f"{name}的试用期到{ended.isoformat()}才届满。", mend="届满后再考核转正。")
    until = None
    if chosen.effect == "extend":
        most = whole(probation.extensions_maximum, entered.rules.parameters, of="延长试用期次数")
        if sum(one.effect == "extend" for one in earlier) >= most:
            raise Refusal(f"{name}的试用期已不能再延长，制度只许{most}次。")
        until = probation.extended_until(ended, chosen, entered.rules.parameters)
    if chosen.effect == "relieve":
        registry.remove_from_post(
            PostHolding.objects.select_for_update().get(pk=appointment.holding),
            on=clock.today(),
            document_number="",
            reason=chosen.title,
            actor=actor,
        )
    assessment = uuid.uuid4()
    entered.take(
        "probation.assessed",
        {
            "assessment": str(assessment),
            "candidacy": str(candidacy.pk),
            "name": name,
            "outcome": chosen.id,
            "title": chosen.title,
            "effect": chosen.effect,
            "until": until.isoformat() if until else None,
            "remark": wanted(remark, "考核意见"),
            "on": day_or_today(None, "考核日期").isoformat(),
        },
    )
    return models.ProbationAssessment.objects.get(pk=assessment)
