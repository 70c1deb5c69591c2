"""递补: the next of the reserve list takes a place that fell free."""

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Outcome, Reason, Verdict
from xuanxian.selection import models
from xuanxian.selection.services.contest.entering import EnteredContest
from xuanxian.selection.services.entering import wanted


@transaction.atomic
def call_reserve(
    application: models.Application, reason: str, *, actor: Actor
) -> models.Application:
    """Let the first of a reserve list who is still in go on, where a place fell free.

    Raises:
        Refusal: the policy knows no reserve, no place of the field is free, somebody stands before,
            no reason, or the role may not.
    """
    inside = EnteredContest(application.contest, actor, ended_too=True)
    inside.allow("decide_going_on")
    if inside.instrument.reserve != "ordered":
        raise Refusal("制度没有规定递补。")
    last = inside.instrument.rounds[-1]
    field = [
        one
        for one in inside.applications
        if one.stands.get("last") and one.stands["field"] == application.stands.get("field")
    ]
    fresh = next((one for one in field if one.pk == application.pk), None)
    if fresh is None or fresh.stands["reserve"] is None or fresh.going_on:
        raise Refusal(f"{application.label}不在递补名单上。")
    there = [one for one in field if one.going_on]
    gone = [one for one in there if one.candidacy.ended_on is not None]
    called = [one for one in there if one.stands["reserve"] is not None]
    if len(called) >= len(gone):
        raise Refusal("没有空出的名额。", mend="进入的人选退出或终止以后，才能递补。")
    waiting = sorted(
        (
            one
            for one in field
            if not one.going_on
            and one.stands["reserve"] is not None
            and one.candidacy.ended_on is None
        ),
        key=lambda one: one.stands["reserve"],
    )
    if not waiting or waiting[0].pk != fresh.pk:
        first = f"{waiting[0].label}在前" if waiting else "递补人选已经退出"
        raise Refusal(f"{first}，应按次序递补。")
    why = wanted(reason, "递补理由")
    kept = Outcome.model_validate(fresh.stands["outcome"])
    rule = f"{inside.instrument.id}.{last.id}.go_on"
    outcome = Outcome.of(
        [
            *(one for one in kept.reasons if one.rule != rule),
            Reason(
                rule=rule,
                label="递补",
                verdict=Verdict.PASS,
                explanation=f"按次序递补（第{fresh.stands['reserve']}）：{why}。",
            ),
        ]
    )
    inside.take(
        "reserve.called",
        {
            "application": str(fresh.pk),
            "candidacy": str(fresh.candidacy_id),
            "outcome": outcome.model_dump(mode="json"),
            "reason": why,
            "on": clock.today().isoformat(),
        },
    )
    return models.Application.objects.get(pk=application.pk)
