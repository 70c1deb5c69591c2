"""事前报批: asking the body the policy names for an exception, and registering its reply."""

import uuid
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.outcome import Outcome
from xuanxian.selection import models
from xuanxian.selection.instruments import PriorApproval, Stage
from xuanxian.selection.instruments.prior_approval import (
    REPLIES,
    ApprovalItem,
    broken_for_certain,
)
from xuanxian.selection.rules import Rules
from xuanxian.selection.services.entering import day_or_today, enter_case, wanted


@transaction.atomic
def request_approval(
    candidacy: models.Candidacy,
    item: str,
    reason: str,
    *,
    actor: Actor,
    ground: str = "",
    document_number: str = "",
    on: date | None = None,
) -> models.PriorApprovalRequest:
    """Ask for an exception; the clauses it breaks go on the record with it.

    Args:
        item: id of the exception in the policy.
        reason: why this person, in words.
        ground: id of one of the policy's grounds, where it lists them.

    Raises:
        Refusal: an unknown exception or ground, nothing broken that it is about, forbidden, asked
            already, no reason, or a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor)
    entered.allow("request_approval", Stage(candidacy.stage))
    instrument, found = _item(entered.rules, item)
    name = candidacy.person.name
    broken: dict[str, str] = {}
    citations: dict[str, str] = {}
    for dumped in candidacy.judgements.values():
        outcome = Outcome.model_validate(dumped)
        broken |= broken_for_certain(outcome.reasons)
        citations |= {one.rule: one.citation for one in outcome.reasons}
    if forbidden := [text for rule, text in broken.items() if rule in found.forbidden_by]:
        raise Refusal(
            Problem(name, found.title, "", f"{forbidden[0].rstrip('。')}，不得{found.title}。", "")
        )
    own = {rule: text for rule, text in broken.items() if found.is_broken_by(rule)}
    if not own and not found.on_request:
        raise Refusal(
            Problem(name, found.title, "", "没有突破这一项所指的条款。", "请核对资格核验的结论。")
        )
    if candidacy.approval_requests.filter(item=item).exclude(reply="refused").exists():
        raise Refusal(f"{name}的{found.title}已经报批。", mend="请等待或登记批复。")
    grounds = {one.id: one.title for one in found.grounds}
    if grounds and ground not in grounds:
        raise Refusal(
            Problem(
                name,
                "理由类别",
                ground,
                "制度没有这一类理由。",
                f"请选{'、'.join(grounds.values())}。",
            )
        )
    day = day_or_today(on, "报批日期", not_before=entered.round.opened_on)
    due = instrument.due_on(found, day, entered.rules.parameters)
    request = uuid.uuid4()
    entered.take(
        "approval.requested",
        {
            "request": str(request),
            "candidacy": str(candidacy.pk),
            "name": name,
            "instrument": instrument.id,
            "item": item,
            "title": found.title,
            "approver": found.approver,
            "ground": grounds.get(ground, ""),
            "reason": wanted(reason, "报批理由"),
            "broken": [
                {"rule": rule, "text": text, "citation": citations.get(rule, "")}
                for rule, text in own.items()
            ],
            "document_number": document_number.strip(),
            "on": day.isoformat(),
            "due_on": due.isoformat() if due else None,
        },
    )
    return models.PriorApprovalRequest.objects.get(pk=request)


@transaction.atomic
def record_approval_reply(
    request: models.PriorApprovalRequest,
    reply: str,
    *,
    actor: Actor,
    document_number: str,
    text: str = "",
    on: date | None = None,
) -> models.PriorApprovalRequest:
    """Register the reply (批复) of the body asked.

    Args:
        reply: `approved` or `refused`.
        document_number: 文号 of the reply: an approval by word of mouth is none.

    Raises:
        Refusal: replied already, an unknown reply, no document, before the request, or a role that
            may not.
    """
    entered, candidacy = enter_case(request.candidacy, actor, receiving=True)
    entered.allow("record_approval_reply", Stage(candidacy.stage))
    fresh = models.PriorApprovalRequest.objects.get(pk=request.pk)
    if fresh.reply:
        raise Refusal(f"{candidacy.person.name}的{fresh.title}已有批复。")
    if reply not in REPLIES:
        raise Refusal(
            Problem(candidacy.person.name, "批复", reply, "不是有效批复。", "请选同意或不同意。")
        )
    entered.take(
        "approval.replied",
        {
            "request": str(fresh.pk),
            "candidacy": str(candidacy.pk),
            "name": candidacy.person.name,
            "title": fresh.title,
            "reply": reply,
            "document_number": wanted(document_number, "批复文号"),
            "text": text.strip(),
            "on": day_or_today(on, "批复日期", not_before=fresh.sent_on).isoformat(),
        },
    )
    return models.PriorApprovalRequest.objects.get(pk=request.pk)


def _item(rules: Rules, item: str) -> tuple[PriorApproval, ApprovalItem]:
    for instrument in rules.all(PriorApproval):
        if found := instrument.item(item):
            return instrument, found
    raise Refusal(Problem(rules.title, "报批事项", item, "制度没有这一项。", "请核对制度。"))
