"""The review of the archive, in the stages that the policy has it reviewed in."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.outcome import Outcome
from xuanxian.selection import models
from xuanxian.selection.course import file_review_at, stage_gated_by
from xuanxian.selection.instruments import FileReview, Stage
from xuanxian.selection.instruments.file_review import FileReviewFacts, ItemFinding
from xuanxian.selection.rules import Rules
from xuanxian.selection.services.entering import (
    day_or_today,
    distinct_names,
    enter_case,
    refuse_blocking,
)

# A policy may have archives reviewed when somebody is proposed, and again before the decision.
_STAGES = (
    Stage.MOTION,
    Stage.NOMINATION,
    Stage.CONTEST,
    Stage.INSPECTION,
    Stage.CLEARANCE,
    Stage.DELIBERATION,
)


@transaction.atomic
def review_file(
    candidacy: models.Candidacy,
    findings: Mapping[str, ItemFinding],
    *,
    conclusion: str,
    actor: Actor,
    reviewers: Sequence[str] = (),
    by_step: Mapping[str, Sequence[str]] | None = None,
    on: date | None = None,
) -> models.FileReviewRecord:
    """Record the review of the archive item by item, with its conclusion; done again it replaces
    what was found before.

    Args:
        findings: item id → what was found.
        conclusion: id of one of the policy's conclusions.
        reviewers: who reviewed, where the policy knows no steps.
        by_step: title of the step → who did it.

    Raises:
        Refusal: items left out or unknown, too few reviewers, somebody in two steps, an unknown
            conclusion, or a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor, *_STAGES)
    review = _review(entered.rules, candidacy)
    entered.allow("review_file", _stage(entered.rules, candidacy))
    titles = {item.id: item.title for item in review.items}
    problems = [
        Problem(review.title, title, "", "还没有审核。", "请逐项审核。")
        for name, title in titles.items()
        if name not in findings
    ]
    problems += [
        Problem(review.title, name, "", "制度没有这一项。", "请核对。")
        for name in findings
        if name not in titles
    ]
    if conclusion not in {one.id for one in review.conclusions}:
        listed = "、".join(one.title for one in review.conclusions)
        problems.append(
            Problem(review.title, "结论", conclusion, "不是有效结论。", f"请选{listed}。")
        )
    steps = {step: distinct_names(names) for step, names in (by_step or {}).items()}
    known = {step.title for step in review.steps}
    problems += [
        Problem(review.title, step, "", "制度没有这一步。", "请核对。")
        for step in steps
        if step not in known
    ]
    if problems:
        raise Refusal(problems)
    names = distinct_names(reviewers)
    day = day_or_today(on, "审核日期")
    outcome = review.decide(
        FileReviewFacts(
            as_of=day,
            findings=dict(findings),
            reviewers=tuple(names),
            by_step={step: tuple(people) for step, people in steps.items()},
            conclusion=conclusion,
            reviewed_on=day,
        ),
        entered.rules.parameters,
    )
    refuse_blocking(
        Outcome.of(
            reason
            for reason in outcome.reasons
            if reason.rule == f"{review.id}.reviewers"
            or reason.rule.startswith(f"{review.id}.step.")
        ),
        review.title,
        "请补齐审核人。",
    )
    before = candidacy.file_reviews.filter(instrument=review.id).first()
    entered.take(
        "file.reviewed",
        {
            "review": str(before.pk if before else uuid.uuid4()),
            "candidacy": str(candidacy.pk),
            "instrument": review.id,
            "title": review.title,
            "findings": {name: found.model_dump() for name, found in findings.items()},
            "reviewers": {**({"": names} if names else {}), **steps},
            "conclusion": conclusion,
            "on": day.isoformat(),
        },
    )
    return models.FileReviewRecord.objects.get(candidacy=candidacy, instrument=review.id)


@transaction.atomic
def confirm_file_review(
    candidacy: models.Candidacy, *, actor: Actor, on: date | None = None
) -> models.FileReviewRecord:
    """Register that the person signed for the result of the review.

    Raises:
        Refusal: not reviewed yet, signed already, or a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor, *_STAGES)
    review = _review(entered.rules, candidacy)
    entered.allow("confirm_file_review", _stage(entered.rules, candidacy))
    row = candidacy.file_reviews.filter(instrument=review.id).first()
    if row is None or row.reviewed_on is None:
        raise Refusal(f"{candidacy.person.name}的档案还没有审核。")
    if row.person_signed_on:
        raise Refusal(f"{candidacy.person.name}已经签字确认。")
    day = day_or_today(on, "签字日期", not_before=row.reviewed_on)
    entered.take(
        "file_review.confirmed",
        {"review": str(row.pk), "candidacy": str(candidacy.pk), "on": day.isoformat()},
    )
    return models.FileReviewRecord.objects.get(pk=row.pk)


def _review(rules: Rules, candidacy: models.Candidacy) -> FileReview:
    found = file_review_at(rules, Stage(candidacy.stage))
    if found is None:
        raise Refusal("本批次依据的制度没有档案审核。")
    return found


def _stage(rules: Rules, candidacy: models.Candidacy) -> Stage:
    """Where the review belongs: the stage it gates, else where the person is."""
    return stage_gated_by(rules, _review(rules, candidacy).id) or Stage(candidacy.stage)
