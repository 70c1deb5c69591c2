"""任前测试: marks, the talk about a poor one, the make-up."""

import uuid
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.outcome import Outcome
from xuanxian.policy.parts import whole
from xuanxian.selection import models
from xuanxian.selection.course import gate, stage_gated_by
from xuanxian.selection.instruments import AppointmentTest, Stage
from xuanxian.selection.queries.case_facts import case_facts
from xuanxian.selection.services.entering import (
    Entered,
    day_or_today,
    enter_case,
    refuse_blocking,
    wanted,
)

_STAGES = (Stage.NOTICE, Stage.APPOINTMENT)


def refuse_untested(entered: Entered, candidacy: models.Candidacy) -> None:
    """Hold the formal appointment back while a test before it is not passed.

    Raises:
        Refusal: a test gates a stage of the procedure, was not passed, and nobody released it.
    """
    for test in entered.rules.all(AppointmentTest):
        stage = stage_gated_by(entered.rules, test.id)
        if stage is None:
            continue
        found = gate(entered.rules, case_facts(candidacy), stage)
        refuse_blocking(
            Outcome.of(one for one in found.reasons if one.rule.startswith(f"{test.id}.")),
            candidacy.person.name,
            "暂缓正式任职。",
        )


@transaction.atomic
def record_appointment_test(
    candidacy: models.Candidacy,
    mark: Decimal,
    *,
    actor: Actor,
    rank: int | None = None,
    of: int | None = None,
    on: date | None = None,
) -> models.AppointmentTestSitting:
    """Record the mark of a test taken before the appointment, or of its make-up.

    Args:
        rank: place among those who sat it.
        of: how many sat it.

    Raises:
        Refusal: the policy has no such test, passed already, no try left, not talked with yet, a
            mark or place that cannot be, or a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor, *_STAGES)
    entered.allow("record_appointment_test", Stage.APPOINTMENT)
    test = entered.rules.first(AppointmentTest)
    if test is None:
        raise Refusal("本批次依据的制度没有任前测试。")
    name, parameters = candidacy.person.name, entered.rules.parameters
    full = whole(test.full_mark, parameters, of="任前测试满分")
    if not 0 <= mark <= full or mark != round(mark, 2):
        raise Refusal(
            Problem(name, "成绩", str(mark), f"应在0到{full}分之间，最多两位小数。", "请核对成绩。")
        )
    if rank is not None and (rank < 1 or of is None or rank > of):
        raise Refusal(Problem(name, "名次", str(rank), "与参加人数不符。", "请核对名次和人数。"))
    earlier = list(candidacy.appointment_tests.filter(instrument=test.id))
    last = earlier[-1] if earlier else None
    if last is not None:
        if test.passes(Fraction(last.mark), parameters):
            raise Refusal(f"{name}的任前测试已经合格。")
        if test.tries_left(len(earlier), parameters) <= 0:
            raise Refusal(f"{name}补考仍不合格，已不能再补考。", mend="暂缓正式任职，由人研究。")
        if test.talk_by and last.talked_on is None:
            raise Refusal(f"{test.talk_by}还没有约谈{name}。", mend="请先约谈，再组织补考。")
    day = day_or_today(on, "测试日期", not_before=last.taken_on if last else None)
    sitting = uuid.uuid4()
    entered.take(
        "appointment_test.recorded",
        {
            "sitting": str(sitting),
            "candidacy": str(candidacy.pk),
            "name": name,
            "instrument": test.id,
            "mark": str(mark),
            "rank": rank,
            "of": of,
            "on": day.isoformat(),
        },
    )
    return models.AppointmentTestSitting.objects.get(pk=sitting)


@transaction.atomic
def record_test_talk(
    candidacy: models.Candidacy, interviewer: str, *, actor: Actor, on: date | None = None
) -> models.AppointmentTestSitting:
    """Record the talk with somebody whose mark was poor.

    Raises:
        Refusal: no poor mark to talk about, talked with already, or a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor, *_STAGES)
    entered.allow("record_test_talk", Stage.APPOINTMENT)
    test = entered.rules.first(AppointmentTest)
    last = candidacy.appointment_tests.last()
    name = candidacy.person.name
    if test is None or last is None or test.passes(Fraction(last.mark), entered.rules.parameters):
        raise Refusal(f"{name}没有需要约谈的测试成绩。")
    if last.talked_on:
        raise Refusal(f"已于{last.talked_on.isoformat()}约谈{name}。")
    entered.take(
        "appointment_test.talked",
        {
            "sitting": str(last.pk),
            "candidacy": str(candidacy.pk),
            "interviewer": wanted(interviewer, "约谈人"),
            "on": day_or_today(on, "约谈日期", not_before=last.taken_on).isoformat(),
        },
    )
    return models.AppointmentTestSitting.objects.get(pk=last.pk)
