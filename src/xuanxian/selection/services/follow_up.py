"""任职回访: visits to people newly appointed, what was found, telling them."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models
from xuanxian.selection.instruments import FollowUp, Stage
from xuanxian.selection.services.entering import (
    day_or_today,
    distinct_names,
    enter_case,
    wanted,
)


@transaction.atomic
def record_visit(
    candidacy: models.Candidacy,
    visit: str,
    findings: str,
    *,
    visitors: Sequence[str],
    actor: Actor,
    conclusion: str = "",
    wish: str = "",
    on: date | None = None,
) -> models.FollowUpVisit:
    """Record a visit and what was found. Late ones are taken in and stay visible as late.

    Args:
        visit: id of the visit in the policy.
        conclusion: id of one of the policy's conclusions, where it has some.
        wish: what the person wishes, where the policy asks.

    Raises:
        Refusal: an unknown visit, before its time, held already, a conclusion or wish the policy
            does not have, nobody who visited, or a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.APPOINTMENT, Stage.PROBATION)
    entered.allow("record_visit", Stage.PROBATION)
    name = candidacy.person.name
    instrument, found = next(
        (
            (one, each)
            for one in entered.rules.all(FollowUp)
            if (each := one.visit(visit)) is not None
        ),
        (None, None),
    )
    if instrument is None or found is None:
        raise Refusal(Problem(name, "回访", visit, "制度没有这一次回访。", "请核对制度。"))
    appointment = models.Appointment.objects.filter(pk=candidacy.pk).first()
    if appointment is None:
        raise Refusal(f"{name}还没有任职。")
    opens = instrument.opens_on(found, appointment.effective_on, entered.rules.parameters)
    day = day_or_today(on, "回访日期")
    if day < opens:
        raise Refusal(
            Problem(
                name,
                found.title,
                day.isoformat(),
                f"{opens.isoformat()}起才能开展。",
                "请到时间再开展。",
            )
        )
    if candidacy.follow_up_visits.filter(instrument=instrument.id, visit=visit).exists():
        raise Refusal(f"{name}的{found.title}已经登记。")
    conclusions = {one.id: one.title for one in instrument.conclusions}
    if conclusions and conclusion not in conclusions:
        raise Refusal(
            Problem(
                name,
                "结论",
                conclusion,
                "不是有效结论。",
                f"请选{'、'.join(conclusions.values())}。",
            )
        )
    if wish and wish not in instrument.wishes:
        raise Refusal(Problem(name, "本人意愿", wish, "制度没有这一项。", "请核对制度。"))
    people = distinct_names(visitors)
    if not people:
        raise Refusal(Problem(name, "回访人", "", "没有填写。", "请填写回访人。"))
    row = uuid.uuid4()
    entered.take(
        "visit.recorded",
        {
            "visit": str(row),
            "candidacy": str(candidacy.pk),
            "name": name,
            "instrument": instrument.id,
            "item": found.id,
            "title": found.title,
            "visitors": people,
            "findings": wanted(findings, "回访情况"),
            "conclusion": conclusion if conclusions else "",
            "conclusion_title": conclusions.get(conclusion, ""),
            "wish": wish,
            "on": day.isoformat(),
        },
    )
    return models.FollowUpVisit.objects.get(pk=row)


@transaction.atomic
def tell_of_visit(
    visit: models.FollowUpVisit, *, actor: Actor, on: date | None = None
) -> models.FollowUpVisit:
    """Record that the person was told what a visit found.

    Raises:
        Refusal: told already, before the visit, or a role that may not.
    """
    entered, candidacy = enter_case(visit.candidacy, actor, Stage.APPOINTMENT, Stage.PROBATION)
    entered.allow("record_visit", Stage.PROBATION)
    fresh = models.FollowUpVisit.objects.get(pk=visit.pk)
    if fresh.told_on:
        raise Refusal(f"已于{fresh.told_on.isoformat()}向{candidacy.person.name}反馈。")
    entered.take(
        "visit.told",
        {
            "visit": str(fresh.pk),
            "candidacy": str(candidacy.pk),
            "on": day_or_today(on, "反馈日期", not_before=fresh.held_on).isoformat(),
        },
    )
    return models.FollowUpVisit.objects.get(pk=visit.pk)
