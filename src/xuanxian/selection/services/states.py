"""The verbs that decide the state of a person: hold, bar, resume, end, void, return."""

from datetime import date
from typing import Any

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.registry import services as registry
from xuanxian.registry.codes import table
from xuanxian.registry.models import Post, PostHolding
from xuanxian.selection import models
from xuanxian.selection.instruments import Stage
from xuanxian.selection.services.entering import (
    Entered,
    day_or_today,
    enter_case,
    wanted,
)
from xuanxian.selection.states import Move, State


@transaction.atomic
def hold_candidate(
    candidacy: models.Candidacy,
    reason: str,
    *,
    owner: str,
    condition: str,
    until: date,
    actor: Actor,
) -> models.Candidacy:
    """Put a person on hold (暂缓): nothing of the stage is done until people resume.

    Args:
        owner: 责任人, who looks after it.
        condition: what has to be so before the work goes on.
        until: day on which it is looked at again at the latest; nothing happens on it by itself.

    Raises:
        Refusal: something is not said, a day gone by, a state that cannot be held, or a role that
            may not.
    """
    entered, candidacy = _enter(candidacy, Move.HOLD, actor)
    _refuse_past(candidacy, "复查日期", until)
    return _take(
        entered,
        candidacy,
        "candidate.held",
        reason=wanted(reason, "暂缓的理由"),
        owner=wanted(owner, "责任人"),
        condition=wanted(condition, "恢复条件"),
        until=until.isoformat(),
    )


@transaction.atomic
def bar_candidate(
    candidacy: models.Candidacy,
    reason: str,
    *,
    actor: Actor,
    until: date | None = None,
    event: str = "",
    citation: str = "",
) -> models.Candidacy:
    """Bar a person (不得) until a day, or until something has happened.

    Args:
        until: last day on which the person may not go on; None where only `event` ends it.
        event: what has to happen first, as 审计结束; "" where only the day counts.
        citation: the rule, as 《…》第二十四条第六项.

    Raises:
        Refusal: neither day nor event, a day gone by, or as `hold_candidate`.
    """
    entered, candidacy = _enter(candidacy, Move.BAR, actor)
    if until is None and not event.strip():
        raise Refusal(
            Problem(
                candidacy.person.name,
                "不得的期限",
                "",
                "没有写明到哪一天或哪件事为止。",
                "请填写日期，或写明什么情况出现后才可以恢复。",
            )
        )
    if until is not None:
        _refuse_past(candidacy, "不得的期限", until)
    return _take(
        entered,
        candidacy,
        "candidate.barred",
        reason=wanted(reason, "不得的理由"),
        condition=event.strip(),
        until=until.isoformat() if until else "",
        citation=citation.strip(),
    )


@transaction.atomic
def resume_candidate(candidacy: models.Candidacy, reason: str, *, actor: Actor) -> models.Candidacy:
    """Let a person on hold or barred go on in the stage where it stood.

    Args:
        reason: how the condition was met or what happened.

    Raises:
        Refusal: barred and the day has not passed, or as `hold_candidate`.
    """
    entered, candidacy = _enter(candidacy, Move.RESUME, actor)
    until = candidacy.state_until
    if candidacy.state == State.BARRED and until and clock.today() <= until:
        raise Refusal(
            Problem(
                candidacy.person.name,
                "恢复",
                clock.today().isoformat(),
                f"{until.isoformat()}以前（含当日）不得恢复。",
                "请到期以后再办理；认为不应列为不得的，请退出后重新提出，或按程序报批。",
            )
        )
    return _take(entered, candidacy, "candidate.resumed", reason=wanted(reason, "恢复的理由"))


@transaction.atomic
def drop_candidate(candidacy: models.Candidacy, reason: str, *, actor: Actor) -> models.Candidacy:
    """End a candidacy (终止), with a reason, in whatever stage before the appointment.

    Raises:
        Refusal: no reason, ended or appointed already, or a role that may not.
    """
    entered, candidacy = _enter(candidacy, Move.DROP, actor)
    return _take(entered, candidacy, "candidate.dropped", reason=wanted(reason, "终止原因"))


@transaction.atomic
def withdraw_candidate(
    candidacy: models.Candidacy, reason: str, *, actor: Actor
) -> models.Candidacy:
    """Register that the person withdraws (本人退出).

    Raises:
        Refusal: as `drop_candidate`.
    """
    entered, candidacy = _enter(candidacy, Move.WITHDRAW, actor)
    return _take(entered, candidacy, "candidate.withdrawn", reason=wanted(reason, "退出原因"))


@transaction.atomic
def void_candidate(
    candidacy: models.Candidacy,
    reason: str,
    *,
    actor: Actor,
    citation: str = "",
    document_number: str = "",
) -> models.Candidacy:
    """Declare what was done for a person void (作废), as an irregular appointment.

    An appointment declared void is ended in the registry as of today; where the person goes then
    is decided apart.

    Args:
        reason: what was irregular, or which result has expired.
        citation: the rule it broke.
        document_number: 文号 of the removal, where somebody was appointed.

    Raises:
        Refusal: no reason, no document for the removal, ended already, or a role that may not.
    """
    entered, candidacy = _enter(candidacy, Move.VOID, actor)
    said = wanted(reason, "作废的理由")
    if models.Appointment.objects.filter(pk=candidacy.pk).exists():
        _end_holding(
            candidacy,
            wanted(document_number, "免职文号"),
            f"任职作废：{said}",
            clock.today(),
            actor,
        )
    return _take(
        entered,
        candidacy,
        "candidate.voided",
        reason=said,
        citation=citation.strip(),
        document_number=document_number.strip(),
    )


@transaction.atomic
def return_candidate(
    candidacy: models.Candidacy,
    reason: str,
    *,
    actor: Actor,
    rank: str,
    document_number: str,
    post: Post | None = None,
    on: date | None = None,
) -> models.Candidacy:
    """Relieve a person on probation of the post (免去试任职务) and place him by the former level.

    Args:
        rank: code of the 职务层次 the person returns to.
        document_number: 文号 of the removal.
        post: the post taken up again; None where that is arranged later.

    Raises:
        Refusal: not on probation, a rank that is none or is not below the post's, no free seat in
            `post`, a day to come, or a role that may not.
    """
    entered, candidacy = _enter(candidacy, Move.RETURN, actor, Stage.PROBATION)
    name, ranks = candidacy.person.name, table("rank")
    tried = candidacy.vacancy.post.rank
    if rank not in ranks.codes:
        raise Refusal(Problem(name, "回到的职务层次", rank, "不是有效的职务层次。", "请核对。"))
    # The table begins with the highest.
    if tried in ranks.codes and ranks.codes[rank].order <= ranks.codes[tried].order:
        raise Refusal(
            Problem(
                name,
                "回到的职务层次",
                ranks.label(rank),
                f"不低于试任的{ranks.label(tried)}。",
                "请填写试任前的职务层次。",
            )
        )
    number = wanted(document_number, "免职文号")
    appointment = models.Appointment.objects.get(pk=candidacy.pk)
    day = day_or_today(on, "免职日期", not_before=appointment.effective_on)
    said = wanted(reason, "免去试任职务的理由")
    _end_holding(candidacy, number, "免去试任职务", day, actor)
    if post is not None:
        registry.appoint_to_post(
            candidacy.person,
            post,
            on=day,
            document_number=number,
            actor=actor,
            manner="免去试任职务后安排",
            case=entered.round.stream,
        )
    return _take(
        entered,
        candidacy,
        "candidate.returned",
        reason=said,
        document_number=number,
        rank=rank,
        placed_in=f"{post}（{ranks.label(rank)}）" if post else ranks.label(rank),
        on=day.isoformat(),
    )


def _enter(
    candidacy: models.Candidacy, move: Move, actor: Actor, *stages: Stage
) -> tuple[Entered, models.Candidacy]:
    entered, fresh = enter_case(candidacy, actor, *stages, moves=[move])
    step = entered.rules.step(Stage(fresh.stage))
    entered.allow_roles(step.roles_for(move.verb), f"{step.label}{move.label}")
    return entered, fresh


def _take(
    entered: Entered, candidacy: models.Candidacy, kind: str, **body: Any
) -> models.Candidacy:
    entered.take(
        kind,
        {
            "candidacy": str(candidacy.pk),
            "name": candidacy.person.name,
            "on": clock.today().isoformat(),
            **body,
        },
    )
    return models.Candidacy.objects.get(pk=candidacy.pk)


def _refuse_past(candidacy: models.Candidacy, field: str, day: date) -> None:
    if day < clock.today():
        raise Refusal(
            Problem(
                candidacy.person.name,
                field,
                day.isoformat(),
                "已经过去。",
                "请填写今天或以后的日期。",
            )
        )


def _end_holding(
    candidacy: models.Candidacy, document_number: str, reason: str, on: date, actor: Actor
) -> None:
    appointment = models.Appointment.objects.get(pk=candidacy.pk)
    holding = PostHolding.objects.select_for_update().filter(pk=appointment.holding).first()
    if holding is None or holding.held_until is not None:
        return
    registry.remove_from_post(
        holding, on=on, document_number=document_number, reason=reason, actor=actor
    )
