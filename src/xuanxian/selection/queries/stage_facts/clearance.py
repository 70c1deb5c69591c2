"""Letters and the review of the archive of one person."""

from collections import defaultdict

from xuanxian.selection import models
from xuanxian.selection.instruments.clearance import ClearanceFacts, Letter, Reply
from xuanxian.selection.instruments.file_review import FileReviewFacts, ItemFinding
from xuanxian.selection.queries.round_rows import RoundRows


def clearance_facts(rows: RoundRows, candidacy: models.Candidacy) -> dict[str, ClearanceFacts]:
    """Clearance instrument id → its letters and replies."""
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
    return {
        name: ClearanceFacts(as_of=rows.as_of, letters=tuple(own)) for name, own in letters.items()
    }


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
