"""What the events of the clearance do to the tables."""

from typing import Any

from xuanxian.selection import models
from xuanxian.selection.projection.event import Event, projects


@projects("letter.sent", "发函征求意见")
def _letter_sent(event: Event) -> None:
    body = event.body
    models.Letter.objects.create(
        id=body["letter"],
        candidacy_id=body["candidacy"],
        instrument=body["instrument"],
        item=body["item"],
        title=body["title"],
        asks=body["asks"],
        about=body["about"],
        unit_code=body["answering_unit"],
        document_number=body["document_number"],
        sent_on=event.day("on"),
        due_on=event.day_if_any("due_on"),
        place=event.number,
    )


@projects("letter.reminded", "催办复函")
def _letter_reminded(event: Event) -> None:
    row = models.Letter.objects.get(pk=event.body["letter"])
    told: dict[str, Any] = {
        "on": event.body["on"],
        "by": event.by,
        "manner": event.body["manner"],
    }
    row.reminders = [*row.reminders, told]
    row.save()


@projects("letter.extended", "同意延期复函")
def _letter_extended(event: Event) -> None:
    row = models.Letter.objects.get(pk=event.body["letter"])
    given: dict[str, Any] = {
        "on": event.on.isoformat(),
        "by": event.by,
        "until": event.body["until"],
        "reason": event.body["reason"],
    }
    row.extensions = [*row.extensions, given]
    row.due_on = event.day("until")
    row.save()


@projects("letter.withdrawn", "撤回征求意见函")
def _letter_withdrawn(event: Event) -> None:
    models.Letter.objects.filter(pk=event.body["letter"]).update(
        withdrawn_on=event.day("on"), withdrawn_because=event.body["reason"]
    )


@projects("letter.answered", "登记回复意见")
def _letter_answered(event: Event) -> None:
    body = event.body
    models.Letter.objects.filter(pk=body["letter"]).update(
        answer=body["answer"],
        reply_text=body["text"],
        replied_on=event.day("on"),
        replied_by=event.by,
        sealed=body["sealed"],
        signed_by=body["signed_by"],
        reply_file=body["file"],
        reply_file_name=body["file_name"],
    )


@projects("file.reviewed", "审核干部人事档案")
def _file_reviewed(event: Event) -> None:
    body = event.body
    models.FileReviewRecord.objects.update_or_create(
        candidacy_id=body["candidacy"],
        instrument=body["instrument"],
        create_defaults={"id": body["review"], "place": event.number, **_reviewed(event)},
        defaults=_reviewed(event),
    )


def _reviewed(event: Event) -> dict[str, Any]:
    body = event.body
    return {
        "title": body["title"],
        "findings": body["findings"],
        "reviewers": body["reviewers"],
        "conclusion": body["conclusion"],
        "reviewed_on": event.day("on"),
        "person_signed_on": None,
    }


@projects("file_review.confirmed", "本人确认档案审核结果")
def _file_review_confirmed(event: Event) -> None:
    models.FileReviewRecord.objects.filter(pk=event.body["review"]).update(
        person_signed_on=event.day("on")
    )
