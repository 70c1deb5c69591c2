"""审核把关: letters and their replies, the review of the archive."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models
from xuanxian.selection.instruments import Clearance, FileReview, Stage
from xuanxian.selection.instruments.clearance import ANSWERS, ClearanceItem
from xuanxian.selection.instruments.file_review import ItemFinding
from xuanxian.selection.rules import Rules
from xuanxian.selection.services.entering import (
    day_or_today,
    distinct_names,
    enter_case,
    enter_cases,
    wanted,
)

# Clearance may begin while people are still inspected; a policy that forbids it has no duty there.
_STAGES = (Stage.INSPECTION, Stage.CLEARANCE, Stage.DELIBERATION)


@transaction.atomic
def send_letter(
    candidacies: Sequence[models.Candidacy],
    item: str,
    *,
    actor: Actor,
    document_number: str = "",
    on: date | None = None,
) -> list[models.Letter]:
    """Send the letter of one item about one or several people; the due date follows the policy.

    Args:
        item: id of the item in the policy.

    Raises:
        Refusal: an unknown item, a letter of it under way for somebody, a role that may not.
    """
    entered, people = enter_cases(candidacies, actor, *_STAGES)
    entered.allow("send_letter", Stage.CLEARANCE)
    clearance, found = _item(entered.rules, item)
    for candidacy in people:
        if candidacy.letters.filter(item=item, answer="").exists():
            raise Refusal(
                f"就{candidacy.person.name}征求{found.asks}意见的函还没有回复。",
                mend="请催办，不要重复发函。",
            )
    letters = []
    for candidacy in people:
        day = day_or_today(on, "发函日期", not_before=candidacy.entered_on)
        due = clearance.due_on(found, day, entered.rules.parameters)
        letter = uuid.uuid4()
        entered.take(
            "letter.sent",
            {
                "letter": str(letter),
                "candidacy": str(candidacy.pk),
                "instrument": clearance.id,
                "item": item,
                "title": found.title,
                "asks": found.asks,
                "document_number": document_number.strip(),
                "on": day.isoformat(),
                "due_on": due.isoformat() if due else None,
            },
        )
        letters.append(letter)
    return list(models.Letter.objects.filter(pk__in=letters).order_by("place"))


@transaction.atomic
def record_reply(
    letter: models.Letter,
    answer: str,
    *,
    actor: Actor,
    text: str = "",
    sealed: bool = False,
    signed_by: Sequence[str] = (),
    on: date | None = None,
) -> models.Letter:
    """Record the reply to a letter, late or not, with seal and signatures as they are.

    Args:
        answer: `favourable`, `partial` or `unfavourable`.
        text: what it says; asked for unless it is favourable.
        signed_by: titles of those who signed.

    Raises:
        Refusal: answered already, an unknown answer, a reason missing, before the letter, or a
            role that does not answer for the item.
    """
    entered, candidacy = enter_case(letter.candidacy, actor, *_STAGES, receiving=True)
    fresh = models.Letter.objects.get(pk=letter.pk)
    _, item = _item(entered.rules, fresh.item)
    step = entered.rules.step(Stage.CLEARANCE)
    entered.allow_roles(item.answered_by or step.roles_for("record_reply"), f"{item.title}回复")
    if fresh.answer:
        raise Refusal(f"{fresh.asks}的回复已经登记。", mend="情况有变化的，请重新发函。")
    if answer not in ANSWERS:
        raise Refusal(
            Problem(
                fresh.title,
                "结论",
                answer,
                "不是有效结论。",
                f"请选{'、'.join(ANSWERS.values())}。",
            )
        )
    if answer != "favourable":
        wanted(text, "回复内容", "请写明有关情况。")
    day = day_or_today(on, "回复日期", not_before=fresh.sent_on)
    entered.take(
        "letter.answered",
        {
            "letter": str(fresh.pk),
            "candidacy": str(candidacy.pk),
            "title": fresh.title,
            "asks": fresh.asks,
            "answer": answer,
            "text": text.strip(),
            "sealed": sealed,
            "signed_by": distinct_names(signed_by),
            "on": day.isoformat(),
        },
    )
    return models.Letter.objects.get(pk=letter.pk)


@transaction.atomic
def review_file(
    candidacy: models.Candidacy,
    findings: Mapping[str, ItemFinding],
    *,
    reviewers: Sequence[str],
    conclusion: str,
    actor: Actor,
    on: date | None = None,
) -> models.FileReviewRecord:
    """Record the review of the archive item by item, with its conclusion.

    Args:
        findings: item id → what was found.
        conclusion: id of one of the policy's conclusions.

    Raises:
        Refusal: items left out or unknown, too few reviewers, an unknown conclusion.
    """
    entered, candidacy = enter_case(candidacy, actor, *_STAGES)
    entered.allow("review_file", Stage.CLEARANCE)
    review = entered.rules.first(FileReview)
    if review is None:
        raise Refusal("本批次依据的制度没有档案审核。")
    titles = {item.id: item.title for item in review.items}
    problems = [
        Problem("档案审核", title, "", "还没有审核。", "请逐项审核。")
        for name, title in titles.items()
        if name not in findings
    ]
    problems += [
        Problem("档案审核", name, "", "制度没有这一项。", "请核对。")
        for name in findings
        if name not in titles
    ]
    names = distinct_names(reviewers)
    least = review.reviewers_needed(entered.rules.parameters)
    if len(names) < least:
        problems.append(
            Problem("档案审核", "审核人", "、".join(names), f"应由{least}人以上审核。", "请补齐。")
        )
    if conclusion not in {one.id for one in review.conclusions}:
        listed = "、".join(one.title for one in review.conclusions)
        problems.append(
            Problem("档案审核", "结论", conclusion, "不是有效结论。", f"请选{listed}。")
        )
    if problems:
        raise Refusal(problems)
    entered.take(
        "file.reviewed",
        {
            "candidacy": str(candidacy.pk),
            "findings": {name: found.model_dump() for name, found in findings.items()},
            "reviewers": names,
            "conclusion": conclusion,
            "on": day_or_today(on, "审核日期").isoformat(),
        },
    )
    return models.FileReviewRecord.objects.get(pk=candidacy.pk)


@transaction.atomic
def confirm_file_review(
    candidacy: models.Candidacy, *, actor: Actor, on: date | None = None
) -> models.FileReviewRecord:
    """Register that the person signed for the result of the review.

    Raises:
        Refusal: not reviewed yet, or signed already.
    """
    entered, candidacy = enter_case(candidacy, actor, *_STAGES)
    entered.allow("confirm_file_review", Stage.CLEARANCE)
    row = models.FileReviewRecord.objects.filter(pk=candidacy.pk).first()
    if row is None or row.reviewed_on is None:
        raise Refusal(f"{candidacy.person.name}的档案还没有审核。")
    if row.person_signed_on:
        raise Refusal(f"{candidacy.person.name}已经签字确认。")
    day = day_or_today(on, "签字日期", not_before=row.reviewed_on)
    entered.take("file_review.confirmed", {"candidacy": str(candidacy.pk), "on": day.isoformat()})
    return models.FileReviewRecord.objects.get(pk=candidacy.pk)


def _item(rules: Rules, item_id: str) -> tuple[Clearance, ClearanceItem]:
    for clearance in rules.all(Clearance):
        item = clearance.item(item_id)
        if item:
            return clearance, item
    raise Refusal(Problem("审核把关", "事项", item_id, "制度没有这一项。", "请核对。"))
