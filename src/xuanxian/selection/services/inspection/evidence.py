"""考察依据: what the team holds to be so of the person, each with where it comes from."""

import uuid
from uuid import UUID

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models
from xuanxian.selection.instruments import Stage
from xuanxian.selection.models.inspection import ClaimSide, ClaimSource
from xuanxian.selection.models.talks import TalkPurpose
from xuanxian.selection.services.entering import enter_case, wanted
from xuanxian.selection.services.inspection.standing import inspection_of, record_of


@transaction.atomic
def add_claim(
    candidacy: models.Candidacy,
    section: str,
    text: str,
    *,
    source_kind: str,
    actor: Actor,
    source: str = "",
    source_said: str = "",
    side: str = ClaimSide.NEUTRAL,
) -> models.Claim:
    """Put a claim on the board.

    Args:
        section: id of the section of the report it belongs to.
        source_kind: one of `ClaimSource`.
        source: id of the talk, letter or material, id in the policy of the form or list.
        source_said: where it comes from in words; needed where nothing is named by id.
        side: one of `ClaimSide`.

    Raises:
        Refusal: an unknown section, no words, a source that does not stand in this case or has
            said nothing yet, a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.INSPECTION)
    entered.allow("add_claim", Stage.INSPECTION)
    inspection = inspection_of(entered.rules)
    if section not in {one.id for one in inspection.report_sections}:
        raise Refusal(Problem("考察依据", "考察材料部分", section, "没有这一部分。", "请核对。"))
    if side not in ClaimSide.values or source_kind not in ClaimSource.values:
        raise Refusal(
            Problem("考察依据", "性质或来源", f"{side} {source_kind}", "不可用。", "请选择。")
        )
    known = _source(candidacy, ClaimSource(source_kind), source)
    claim = uuid.uuid4()
    entered.take(
        "claim.added",
        {
            "claim": str(claim),
            "candidacy": str(candidacy.pk),
            "section": section,
            "side": side,
            "text": wanted(text, "内容"),
            "source_kind": source_kind,
            "source": source if known else "",
            "source_said": known or wanted(source_said, "来源说明", "请写明从哪里了解到的。")[:200],
            "on": clock.today().isoformat(),
        },
    )
    return models.Claim.objects.get(pk=claim)


@transaction.atomic
def withdraw_claim(claim: models.Claim, reason: str, *, actor: Actor) -> models.Claim:
    """Take a claim off the board; it stays on the record.

    Raises:
        Refusal: withdrawn already, no reason, a role that may not.
    """
    entered, _ = enter_case(claim.candidacy, actor, Stage.INSPECTION)
    entered.allow("add_claim", Stage.INSPECTION)
    fresh = models.Claim.objects.get(pk=claim.pk)
    if fresh.withdrawn_on:
        raise Refusal("这条依据已经撤回。")
    entered.take(
        "claim.withdrawn",
        {
            "claim": str(fresh.pk),
            "candidacy": str(fresh.candidacy_id),
            "reason": wanted(reason, "撤回理由")[:200],
            "on": clock.today().isoformat(),
        },
    )
    return models.Claim.objects.get(pk=claim.pk)


def _source(candidacy: models.Candidacy, kind: ClaimSource, source: str) -> str:
    """What the source is called, "" where the claim has to say it in words.

    Raises:
        Refusal: it is named by an id that says nothing in this case.
    """
    row = record_of(candidacy)
    match kind:
        case ClaimSource.TALK:
            talk = candidacy.talks.filter(
                pk=_id(source), purpose=TalkPurpose.INSPECTION.value
            ).first()
            found = f"{talk.on:%Y.%m.%d}与{talk.interviewee}谈话" if talk else ""
        case ClaimSource.LETTER:
            letter = candidacy.letters.filter(pk=_id(source)).exclude(answer="").first()
            found = f"{letter.asks}对{letter.title}的回复" if letter else ""
        case ClaimSource.MATERIAL:
            material = candidacy.materials.filter(pk=_id(source)).first()
            found = material.title if material else ""
        case ClaimSource.RATING:
            found = "考察民主测评结果" if row.rating_poll else ""
        case ClaimSource.FORM:
            found = "专项测评结果" if source in row.form_polls else ""
        case ClaimSource.LIST:
            found = "填写的清单" if source in row.lists else ""
        case _:
            return ""
    if not found:
        raise Refusal(
            Problem(
                "考察依据", kind.label, "", "本次考察中没有这一来源。", "请先办理，或改选来源。"
            )
        )
    return found


def _id(text: str) -> UUID:
    """The id written in `text`; one that nothing has where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
