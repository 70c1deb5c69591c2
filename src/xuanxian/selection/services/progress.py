"""Moving people from stage to stage; releasing holds and overriding bars; closing a round."""

import uuid

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.instruments import Criteria
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.outcome import Reason, Verdict
from xuanxian.selection import course, models
from xuanxian.selection.instruments import Motion, Probation, Stage
from xuanxian.selection.queries.case_facts import case_facts
from xuanxian.selection.services.entering import (
    Entered,
    enter,
    enter_case,
    judge_again,
    refuse_blocking,
    wanted,
)
from xuanxian.selection.services.establishment import check_again
from xuanxian.selection.states import Move, State, allows


@transaction.atomic
def move_stage(candidacy: models.Candidacy, *, actor: Actor, remark: str = "") -> models.Candidacy:
    """Move a person on to the next stage; after the last the case is completed.

    Where criteria gate the stage and were judged on an earlier day, they are judged again first:
    a sanction or an assessment may have come since. Out of the motion, the establishment is asked
    for again.

    Raises:
        Refusal: the gate holds or bars (one problem a reason), or the role does not move people.
    """
    entered, candidacy = enter_case(
        candidacy, actor, moves=[Move.MOVE_ON, Move.BEGIN_PROBATION, Move.COMPLETE]
    )
    stage = Stage(candidacy.stage)
    entered.allow_roles(entered.rules.step(stage).moves, f"{stage.label}提交")
    if _judged_on_old_facts(entered, candidacy):
        judge_again(entered, candidacy, {})
        candidacy.refresh_from_db()
    if _gated_by(entered, stage, Motion):
        check_again(entered, candidacy.vacancy)
    outcome = course.gate(entered.rules, case_facts(candidacy), stage)
    refuse_blocking(outcome, candidacy.person.name)
    after = entered.rules.procedure.after(stage)
    to = after.stage if after else None
    probation = entered.rules.first(Probation)
    if to is Stage.PROBATION and probation and not probation.applies(candidacy.vacancy.manner):
        to = None
    _refuse_impossible(candidacy, to)
    entered.take(
        "stage.moved",
        {
            "candidacy": str(candidacy.pk),
            "passage": str(uuid.uuid4()),
            "stage": stage.value,
            "to": to.value if to else "",
            "outcome": outcome.model_dump(mode="json"),
            "reason": remark.strip(),
            "on": clock.today().isoformat(),
        },
    )
    return models.Candidacy.objects.get(pk=candidacy.pk)


def _refuse_impossible(candidacy: models.Candidacy, to: Stage | None) -> None:
    """Nobody leaves for the probation, or is done with, without an appointment."""
    move = Move.MOVE_ON
    if to is None:
        move = Move.COMPLETE
    elif to is Stage.PROBATION:
        move = Move.BEGIN_PROBATION
    if not allows(candidacy.state, move):
        raise Refusal(
            f"{candidacy.person.name}现在是“{State(candidacy.state).label}”，不能{move.label}。",
            mend="请核对任职是否已经办理。",
        )


def _judged_on_old_facts(entered: Entered, candidacy: models.Candidacy) -> bool:
    is_gated = _gated_by(entered, Stage(candidacy.stage), Criteria)
    return is_gated and candidacy.judged_on != clock.today()


def _gated_by(entered: Entered, stage: Stage, kind: type[Instrument]) -> bool:
    gates = entered.rules.step(stage).gates
    return any(isinstance(entered.rules.instruments.get(gate.check), kind) for gate in gates)


@transaction.atomic
def send_back(
    candidacy: models.Candidacy, to: Stage | str, reason: str, *, actor: Actor
) -> models.Candidacy:
    """Send a person back to an earlier stage, with a reason.

    Raises:
        Refusal: not an earlier stage, appointed already, no reason, or a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor, moves=[Move.SEND_BACK])
    stage, target = Stage(candidacy.stage), Stage(to)
    entered.allow_roles(entered.rules.step(stage).moves, f"{stage.label}退回")
    order = [step.stage for step in entered.rules.procedure.stages]
    if target not in order or order.index(target) >= order.index(stage):
        raise Refusal(
            Problem(candidacy.person.name, "退回环节", target.label, "不是前面的环节。", "")
        )
    outcome = course.gate(entered.rules, case_facts(candidacy), stage)
    entered.take(
        "stage.sent_back",
        {
            "candidacy": str(candidacy.pk),
            "passage": str(uuid.uuid4()),
            "stage": stage.value,
            "to": target.value,
            "outcome": outcome.model_dump(mode="json"),
            "reason": wanted(reason, "退回理由"),
            "on": clock.today().isoformat(),
        },
    )
    return models.Candidacy.objects.get(pk=candidacy.pk)


@transaction.atomic
def release_hold(
    candidacy: models.Candidacy, rule: str, reason: str, *, actor: Actor
) -> models.Exemption:
    """Let one hold (暂缓) of the present stage pass, with a reason.

    Args:
        rule: `Reason.rule` of the hold.

    Raises:
        Refusal: no such hold, no reason, or not a role the policy lets release it.
    """
    entered, candidacy = enter_case(candidacy, actor)
    held = _blocking(entered, candidacy, rule, Verdict.HOLD)
    return _exempt(entered, candidacy, held, reason, "hold.released")


@transaction.atomic
def override_verdict(
    candidacy: models.Candidacy, rule: str, reason: str, *, actor: Actor
) -> models.Exemption:
    """Set one bar (不得) of the present stage aside (破例), with a reason.

    Args:
        rule: `Reason.rule` of the bar.

    Raises:
        Refusal: no such bar, no reason, or not a role the policy lets override it.
    """
    entered, candidacy = enter_case(candidacy, actor)
    barred = _blocking(entered, candidacy, rule, Verdict.BAR)
    return _exempt(entered, candidacy, barred, reason, "verdict.overridden")


def _blocking(entered: Entered, candidacy: models.Candidacy, rule: str, verdict: Verdict) -> Reason:
    stage = Stage(candidacy.stage)
    outcome = course.gate(entered.rules, case_facts(candidacy), stage)
    for reason in outcome.reasons:
        if reason.rule == rule and reason.verdict is verdict:
            return reason
    raise Refusal(
        Problem(
            where=candidacy.person.name,
            field=stage.label,
            value=rule,
            message=f"现在没有这一条“{verdict.label}”。",
            mend="请刷新后再试。",
        )
    )


def _exempt(
    entered: Entered, candidacy: models.Candidacy, set_aside: Reason, reason: str, kind: str
) -> models.Exemption:
    stage = Stage(candidacy.stage)
    gate = course.gate_of(entered.rules, stage, set_aside.rule)
    overrides = set_aside.verdict is Verdict.BAR
    roles = (gate.override if overrides else gate.release) if gate else ()
    entered.allow_roles(roles, f"{set_aside.label}{'破例' if overrides else '放行'}")
    exemption = uuid.uuid4()
    entered.take(
        kind,
        {
            "exemption": str(exemption),
            "candidacy": str(candidacy.pk),
            "stage": stage.value,
            "check": gate.check if gate else "",
            "rule": set_aside.rule,
            "set_aside": set_aside.explanation,
            "citation": set_aside.citation,
            "expires": set_aside.expires.isoformat() if set_aside.expires else "",
            "reason": wanted(reason, "理由"),
            "on": clock.today().isoformat(),
        },
    )
    return models.Exemption.objects.get(pk=exemption)


@transaction.atomic
def close_round(round_: models.Round, *, actor: Actor) -> models.Round:
    """Close a round in which nobody is under way any more.

    Raises:
        Refusal: somebody is.
    """
    entered = enter(round_, actor)
    entered.allow_roles(entered.rules.procedure.stages[0].moves, "批次办结")
    under_way = models.Candidacy.objects.filter(
        vacancy__round=round_, ended_on__isnull=True
    ).select_related("person")
    if under_way:
        names = "、".join(candidacy.person.name for candidacy in under_way)
        raise Refusal(f"{names}的选任还没有办结。", mend="请先办结或终止。")
    entered.take("round.closed", {"round": str(round_.pk), "on": clock.today().isoformat()})
    return models.Round.objects.get(pk=round_.pk)
