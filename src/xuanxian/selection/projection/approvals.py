"""What requests for exceptions and their replies do to the tables."""

from xuanxian.selection import models
from xuanxian.selection.projection.event import Event, projects


@projects("approval.requested", "事前报批")
def _approval_requested(event: Event) -> None:
    body = event.body
    models.PriorApprovalRequest.objects.create(
        id=body["request"],
        candidacy_id=body["candidacy"],
        instrument=body["instrument"],
        item=body["item"],
        title=body["title"],
        approver=body["approver"],
        ground=body["ground"],
        reason=body["reason"],
        broken=body["broken"],
        document_number=body["document_number"],
        sent_on=event.day("on"),
        due_on=event.day_if_any("due_on"),
        sent_by=event.by,
        place=event.number,
    )


@projects("approval.replied", "登记事前报批的批复")
def _approval_replied(event: Event) -> None:
    body = event.body
    models.PriorApprovalRequest.objects.filter(pk=body["request"]).update(
        reply=body["reply"],
        reply_document=body["document_number"],
        reply_text=body["text"],
        replied_on=event.day("on"),
        recorded_by=event.by,
    )
