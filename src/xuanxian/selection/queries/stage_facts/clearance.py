"""Letters and the review of the archive of one person."""

from collections import defaultdict
from typing import Any

from xuanxian.facts.definitions import PostReading
from xuanxian.facts.organisations import of_post
from xuanxian.selection import models
from xuanxian.selection.instruments import Clearance
from xuanxian.selection.instruments.clearance import (
    CONSULTED_ON,
    ClearanceFacts,
    Letter,
    Reply,
)
from xuanxian.selection.instruments.file_review import FileReviewFacts, ItemFinding
from xuanxian.selection.queries.round_rows import RoundRows, unit_of


def clearance_facts(
    rows: RoundRows, candidacy: models.Candidacy, vacancy: models.Vacancy
) -> dict[str, ClearanceFacts]:
    """Clearance instrument id → its letters and replies, and what kind of case it is."""
    letters: dict[str, list[Letter]] = defaultdict(list)
    for row in candidacy.letters.all():
        if row.withdrawn_on:
            continue
        reply = None
        if row.answer and row.replied_on:
            reply = Reply(
                answer=row.answer,
                replied_on=row.replied_on,
                text=row.reply_text,
                sealed=row.sealed,
                signed_by=tuple(row.signed_by),
            )
        letters[row.instrument].append(
            Letter(item=row.item, sent_on=row.sent_on, due_on=row.due_on, reply=reply)
        )
    conditional = any(item.when for one in rows.rules.all(Clearance) for item in one.items)
    values = consulted_on(rows, candidacy, vacancy) if conditional else {}
    names = dict.fromkeys((*(one.id for one in rows.rules.all(Clearance)), *letters))
    return {
        name: ClearanceFacts(as_of=rows.as_of, letters=tuple(letters[name]), values=values)
        for name in names
    }


def consulted_on(
    rows: RoundRows, candidacy: models.Candidacy, vacancy: models.Vacancy
) -> dict[str, Any]:
    """What is known of the post and the person by which policies say whom they ask."""
    post = vacancy.post
    reading = PostReading(
        as_of=rows.as_of,
        title=post.title,
        kind=post.get_kind_display(),
        rank=post.rank,
        management=post.get_management_display(),
        unit_kind=unit_of(post.organisation).get_kind_display(),
        is_chief=post.is_chief,
        is_team_member=post.is_team_member,
    )
    values = {name: fact.value for name, fact in of_post(reading).items() if name in CONSULTED_ON}
    return values | {"是否党外人士": rows.outside_party.get(candidacy.person_id)}


def file_review_facts(rows: RoundRows, candidacy: models.Candidacy) -> dict[str, FileReviewFacts]:
    """File review instrument id → that review of the archive."""
    return {
        row.instrument: FileReviewFacts(
            as_of=rows.as_of,
            findings={
                name: ItemFinding.model_validate(found) for name, found in row.findings.items()
            },
            reviewers=tuple(row.reviewers.get("", ())),
            by_step={step: tuple(names) for step, names in row.reviewers.items() if step},
            conclusion=row.conclusion,
            reviewed_on=row.reviewed_on,
            person_signed_on=row.person_signed_on,
        )
        for row in candidacy.file_reviews.all()
    }
