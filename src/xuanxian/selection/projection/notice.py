"""What the events of the notice before an appointment do to the tables."""

from typing import Any

from xuanxian.selection import models
from xuanxian.selection.projection.event import Event, projects


@projects("notice.started", "开始公示")
def _notice_started(event: Event) -> None:
    for candidacy in event.body["candidacies"]:
        models.PublicNotice.objects.update_or_create(
            candidacy_id=candidacy,
            defaults={
                "started_on": event.day("on"),
                "last_day": event.day("last_day"),
                "sites": event.body["sites"],
                "text": event.body["text"],
                "exempt_because": "",
                "ended_on": None,
            },
        )


@projects("notice.exempted", "登记不公示的情形")
def _notice_exempted(event: Event) -> None:
    models.PublicNotice.objects.update_or_create(
        candidacy_id=event.body["candidacy"],
        defaults={"exempt_because": event.body["because"]},
    )


@projects("notice.ended", "登记公示结果")
def _notice_ended(event: Event) -> None:
    models.PublicNotice.objects.filter(pk=event.body["candidacy"]).update(ended_on=event.day("on"))


@projects("complaint.received", "收到公示期反映")
def _complaint_received(event: Event) -> None:
    body = event.body
    models.ReceivedReport.objects.create(
        id=body["report"],
        candidacy_id=body["candidacy"],
        received_on=event.day("on"),
        channel=body["channel"],
        text_digest=body["text_digest"],
        verdict="pending",
        due_on=event.day_if_any("due_on") if "due_on" in body else None,
        place=event.number,
    )


@projects("complaint.advanced", "办理公示期反映")
def _complaint_advanced(event: Event) -> None:
    body = event.body
    row = models.ReceivedReport.objects.get(pk=body["report"])
    taken: dict[str, Any] = {
        "step": body["step"],
        "title": body["title"],
        "on": body["on"],
        "by": event.by,
        "remark": body["remark"],
    }
    row.steps = [*row.steps, taken]
    row.due_on = event.day_if_any("due_on")
    row.save()


@projects("complaint.cleared", "澄清正名")
def _complaint_cleared(event: Event) -> None:
    models.ReceivedReport.objects.filter(pk=event.body["report"]).update(
        cleared_on=event.day("on"), cleared_how=event.body["manner"]
    )


@projects("complaint.accuser_referred", "移送诬告陷害线索")
def _accuser_referred(event: Event) -> None:
    body = event.body
    models.ReceivedReport.objects.filter(pk=body["report"]).update(
        accuser_referred_to=body["body"],
        accuser_referred_on=event.day("on"),
        accuser_document=body["document_number"],
    )


@projects("complaint.handled", "核查公示期反映")
def _complaint_handled(event: Event) -> None:
    body = event.body
    models.ReceivedReport.objects.filter(pk=body["report"]).update(
        verdict=body["verdict"],
        handling=body["handling"],
        handled_on=event.day("on"),
        handled_by=event.by,
        due_on=event.day_if_any("due_on") if "due_on" in body else None,
    )


@projects("achievements.written", "填写实绩材料")
def _achievements_written(event: Event) -> None:
    body = event.body
    # Whatever was signed was signed as it stood: a change asks for all signatures anew.
    models.AchievementsStatement.objects.update_or_create(
        candidacy_id=body["candidacy"],
        defaults={
            "sections": body["sections"],
            "earliest_on": event.day("earliest_on"),
            "written_on": event.day("on"),
            "written_by": event.by,
            "confirmed": {},
            "filed_on": None,
            "filed_number": "",
        },
    )


@projects("achievements.confirmed", "确认实绩材料")
def _achievements_confirmed(event: Event) -> None:
    body = event.body
    row = models.AchievementsStatement.objects.get(pk=body["candidacy"])
    signed: dict[str, Any] = {"name": body["signed_by"], "on": body["on"], "by": event.by}
    row.confirmed = {**row.confirmed, body["confirmer"]: signed}
    row.save()


@projects("achievements.filed", "报备实绩材料")
def _achievements_filed(event: Event) -> None:
    models.AchievementsStatement.objects.filter(pk=event.body["candidacy"]).update(
        filed_on=event.day("on"), filed_number=event.body["document_number"]
    )
