"""What was asked beforehand for one person."""

from collections import defaultdict

from xuanxian.selection import models
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
