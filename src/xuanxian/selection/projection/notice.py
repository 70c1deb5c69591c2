"""What the events of the notice before an appointment do to the tables."""

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
        place=event.number,
    )


@projects("complaint.handled", "核查公示期反映")
def _complaint_handled(event: Event) -> None:
    body = event.body
    models.ReceivedReport.objects.filter(pk=body["report"]).update(
        verdict=body["verdict"],
        handling=body["handling"],
        handled_on=event.day("on"),
        handled_by=event.by,
    )
