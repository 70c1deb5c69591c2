"""审核把关: the review of the archive."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models
from xuanxian.selection.instruments import FileReview, Stage
from xuanxian.selection.instruments.file_review import ItemFinding
from xuanxian.selection.services.entering import day_or_today, distinct_names, enter_case

# Archives may be reviewed while people are still inspected, and again before the decision.
_STAGES = (Stage.INSPECTION, Stage.CLEARANCE, Stage.DELIBERATION)


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
