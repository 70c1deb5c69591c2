"""异议: to a finding of 资格审查 or to a published result, and the answer."""

import uuid
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.access.models import Role
from xuanxian.kernel import clock
from xuanxian.kernel.deadlines import last_working_day
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.parts import whole
from xuanxian.selection import models
from xuanxian.selection.services.contest.applications import QUALIFICATION, refuse_stranger
from xuanxian.selection.services.contest.entering import EnteredContest
from xuanxian.selection.services.entering import day_or_today, wanted


@transaction.atomic
def raise_objection(
    application: models.Application,
    against: str,
    text: str,
    *,
    actor: Actor,
    on: date | None = None,
) -> models.Objection:
    """Raise an objection to the finding of 资格审查 or to a published result.

    Args:
        against: `QUALIFICATION` or the id of a round of the contest.

    Raises:
        Refusal: nothing was found or published yet, the time for it is over, or the role may not.
    """
    inside = EnteredContest(application.contest, actor)
    own = actor.role == Role.PERSON
    if own:
        refuse_stranger(application.person, actor)
    else:
        inside.allow("answer_objection")
    fresh = inside.named([application.pk])[str(application.pk)]
    began = _told_on(inside, fresh, against)
    day = day_or_today(on, "提出日期", not_before=began)
    if inside.instrument.objection_working_days is not None:
        days = whole(inside.instrument.objection_working_days, inside.parameters, of="异议期限")
        last = last_working_day(began, days, count_first_day=False)
        if day > last:
            raise Refusal(
                f"对{began.isoformat()}的结果有异议，应在{last.isoformat()}前提出。",
                mend=f"制度规定{days}个工作日。",
            )
    objection = uuid.uuid4()
    inside.take(
        "objection.raised",
        {
            "objection": str(objection),
            "application": str(fresh.pk),
            "against": against,
            "text": wanted(text, "异议"),
            "by_person": own,
            "on": day.isoformat(),
        },
    )
    return models.Objection.objects.get(pk=objection)


def _told_on(inside: EnteredContest, application: models.Application, against: str) -> date:
    if against == QUALIFICATION:
        if application.reviewed_on is None:
            raise Refusal(f"{application.label}的资格还没有审查。")
        return application.reviewed_on
    title = inside.step(against).title
    row = inside.row_of(against)
    if row is None or row.published_on is None:
        raise Refusal(f"“{title}”的成绩还没有公布。")
    return row.published_on


@transaction.atomic
def answer_objection(
    objection: models.Objection, upheld: bool, answer: str, *, actor: Actor
) -> models.Objection:
    """Answer an objection. Upheld, it lets what it is against be corrected; nothing changes by it.

    Raises:
        Refusal: answered already, no answer, or the role may not.
    """
    inside = EnteredContest(objection.application.contest, actor)
    inside.allow("answer_objection")
    fresh = models.Objection.objects.get(pk=objection.pk)
    if fresh.answered_on:
        raise Refusal(f"这件异议已于{fresh.answered_on.isoformat()}答复。")
    inside.take(
        "objection.answered",
        {
            "objection": str(fresh.pk),
            "application": str(fresh.application_id),
            "upheld": upheld,
            "answer": wanted(answer, "答复"),
            "on": clock.today().isoformat(),
        },
    )
    return models.Objection.objects.get(pk=objection.pk)
