"""What was asked beforehand for one person, and how he was heard himself."""

from collections import defaultdict
from datetime import date

from xuanxian.selection import models
from xuanxian.selection.instruments.own_case import OwnCaseFacts
from xuanxian.selection.instruments.prior_approval import ApprovalRequest


def approval_requests(candidacy: models.Candidacy) -> dict[str, tuple[ApprovalRequest, ...]]:
    """Prior_approval instrument id → its requests, in the order they were sent."""
    found: dict[str, list[ApprovalRequest]] = defaultdict(list)
    for row in candidacy.approval_requests.all():
        found[row.instrument].append(
            ApprovalRequest(
                item=row.item,
                sent_on=row.sent_on,
                due_on=row.due_on,
                reply=row.reply or None,
                replied_on=row.replied_on,
                document_number=row.reply_document,
            )
        )
    return {name: tuple(rows) for name, rows in found.items()}


def own_case_facts(as_of: date, candidacy: models.Candidacy) -> OwnCaseFacts | None:
    """The last appeal of the person, None where there was none."""
    appeals = [one for one in candidacy.own_statements.all() if one.is_appeal]
    if not appeals:
        return None
    return OwnCaseFacts(
        as_of=as_of, appealed_on=appeals[-1].made_on, settled_on=appeals[-1].settled_on
    )
