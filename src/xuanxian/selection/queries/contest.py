"""From the tables of a contest to what its instrument is told, and what it answers."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from xuanxian.policy.formulas import Parameters
from xuanxian.selection import models
from xuanxian.selection.instruments import contest as instruments
from xuanxian.selection.instruments.contest import (
    CandidateFacts,
    ContestFacts,
    ContestResult,
    PostFacts,
)
from xuanxian.selection.instruments.contest.schema import scored_in
from xuanxian.selection.models.contest import PostWay

REFUSED = "资格审查不合格"


def competes_for(application: models.Application) -> models.ContestPost:
    """The post it competes for: that into which its own was merged, where it was."""
    return application.post.into or application.post


def applications_of(contest: models.Contest) -> QuerySet[models.Application]:
    """Everybody who applied, with what deciding needs, in the order of their numbers."""
    return (
        contest.applications.select_related("person", "post", "post__into", "candidacy")
        .defer("candidacy__judgements", "candidacy__stated", "candidacy__reason")
        .order_by("number")
    )


def out_because(application: models.Application) -> str:
    """Why somebody is out, whatever the marks; "" while in. Ending the contest puts nobody out."""
    if application.left:
        return application.left
    if application.qualified is False:
        # People may have refused somebody even where the instrument names no conditions.
        return REFUSED
    candidacy = application.candidacy
    if candidacy.ended_on is not None and application.contest.ended_on is None:
        return candidacy.state_reason or candidacy.get_state_display()
    return ""


def may_compete(contest: instruments.Contest, application: models.Application) -> bool:
    """Whether an application is still in, whatever its marks."""
    if out_because(application) or competes_for(application).way == PostWay.CALLED_OFF:
        return False
    return application.qualified is True or not contest.qualification


def contest_facts(
    contest: models.Contest,
    applications: Iterable[models.Application],
    *,
    posts: Collection[UUID] | None = None,
    as_of: date | None = None,
) -> ContestFacts:
    """What the instrument is told.

    Args:
        applications: from `applications_of`.
        posts: only these posts; None for all.
    """
    open_posts = contest.posts.filter(way__in=(PostWay.OPEN, PostWay.CUT)).order_by("place")
    told = [
        PostFacts(id=post.title, seats=post.seats_left)
        for post in open_posts
        if posts is None or post.pk in posts
    ]
    known = {post.id for post in told}
    return ContestFacts(
        posts=tuple(told),
        candidates=tuple(
            _candidate(one) for one in applications if competes_for(one).title in known
        ),
        values=contest.values,
        as_of=as_of,
    )


def _candidate(application: models.Application) -> CandidateFacts:
    return CandidateFacts(
        id=application.label,
        post=competes_for(application).title,
        qualified=application.qualified,
        left=out_because(application),
        absent=tuple(application.absent),
        marks=application.given,
        values=application.values,
        decided=application.decided,
        choices=tuple(application.choices),
    )


def result_of(
    contest: models.Contest,
    instrument: instruments.Contest,
    parameters: Parameters,
    step: str,
    *,
    posts: Collection[UUID] | None = None,
    as_of: date | None = None,
) -> ContestResult:
    """What the instrument says after a round, on what stands in the tables.

    Args:
        step: id of the round; later ones are left out of account.
        posts: only these posts, where each post is a field of its own; None for all.

    Raises:
        Refusal: as the instrument.
    """
    apart = posts if instrument.field == "post" else None
    facts = contest_facts(contest, applications_of(contest), posts=apart, as_of=as_of)
    known = {one.id for each in instrument.up_to(step).rounds for one in each.scores}
    ids = [each.id for each in instrument.up_to(step).rounds]
    facts = facts.model_copy(
        update={
            "candidates": tuple(
                one.model_copy(
                    update={
                        "marks": {name: each for name, each in one.marks.items() if name in known},
                        "decided": {k: v for k, v in one.decided.items() if k in ids},
                    }
                )
                for one in facts.candidates
            )
        }
    )
    return instruments.decide(instrument.up_to(step), facts, parameters)


def marks_in_order(contest: instruments.Contest, marks: Mapping[str, str]) -> list[tuple[str, str]]:
    """Name and mark of each score and total, in the order of the policy."""
    names = [name for each in contest.rounds for name in scored_in(each)]
    return [(name, marks[name]) for name in names if name in marks]


def digest_of_marks(step: Any, applications: Iterable[models.Application]) -> str:
    """What a signature is bound to: everything given for the scores of a round."""
    names = [one.id for one in step.scores]
    listed: list[list[Any]] = [
        [one.number, {name: one.given[name] for name in names if name in one.given},
         sorted(name for name in one.absent if name in names)]
        for one in sorted(applications, key=lambda row: row.number)
    ]  # fmt: skip
    text = json.dumps(listed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def missing_marks(
    instrument: instruments.Contest, step: str, applications: Iterable[models.Application]
) -> list[models.Application]:
    """Who takes part, is not registered absent and has no mark yet for some score."""
    round_ = instrument.round(step)
    names = [one.id for one in (round_.scores if round_ else ()) if one.form != "formula"]
    return [
        one
        for one in applications
        if not set(one.absent) & set(names) and any(_open(one.given, name) for name in names)
    ]


def _open(given: Mapping[str, Any], name: str) -> bool:
    value = given.get(name)
    if isinstance(value, dict):
        return any(None in each for each in value.values() if isinstance(each, list))
    return value is None or (isinstance(value, list) and None in value)
