"""What the events of the inspection do to the tables."""

from typing import Any

from xuanxian.selection import models
from xuanxian.selection.projection.event import Event, projects


def _inspect(candidacy: str, **values: Any) -> None:
    models.InspectionRecord.objects.update_or_create(candidacy_id=candidacy, defaults=values)


@projects("inspection_notice.published", "发布考察预告")
def _inspection_notice_published(event: Event) -> None:
    for candidacy in event.body["candidacies"]:
        _inspect(
            candidacy,
            notice_on=event.day("on"),
            notice_until=event.day_if_any("until"),
            notice_scope=event.body["scope"],
        )


@projects("inspection_plan.written", "写出考察方案")
def _plan_written(event: Event) -> None:
    body = event.body
    for candidacy in body["candidacies"]:
        _inspect(
            candidacy,
            plan=body["plan"],
            planned_on=event.day("on"),
            planned_from=event.day("from"),
            planned_until=event.day("until"),
        )


@projects("team.appointed", "组成考察组")
def _team_appointed(event: Event) -> None:
    for candidacy, team in event.body["teams"].items():
        row = models.InspectionRecord.objects.filter(pk=candidacy).first()
        stays = {member["name"] for member in team}
        pledged = [name for name in row.pledged if name in stays] if row else []
        _inspect(candidacy, team=team, pledged=pledged)


@projects("pledge.signed", "签订考察承诺书")
def _pledge_signed(event: Event) -> None:
    row = models.InspectionRecord.objects.get(pk=event.body["candidacy"])
    row.pledged = [*row.pledged, *event.body["names"]]
    row.save()


@projects("talks.scheduled", "安排考察谈话")
def _talks_scheduled(event: Event) -> None:
    candidacy = event.body["candidacy"]
    models.ScheduledTalk.objects.filter(candidacy=candidacy).delete()
    models.ScheduledTalk.objects.bulk_create(
        models.ScheduledTalk(
            id=one["id"],
            candidacy_id=candidacy,
            of_class=one["of_class"],
            name=one["name"],
            post=one["post"],
            place=place,
        )
        for place, one in enumerate(event.body["interviewees"])
    )


@projects("talk_notes.written", "写谈话记录")
def _talk_notes_written(event: Event) -> None:
    models.Talk.objects.filter(pk=event.body["talk"]).update(
        notes=event.body["notes"], signed_by=[]
    )


@projects("talk_notes.signed", "谈话记录签字")
def _talk_notes_signed(event: Event) -> None:
    row = models.Talk.objects.get(pk=event.body["talk"])
    row.signed_by = [*row.signed_by, event.body["name"]]
    row.save()


@projects("rating_poll.prepared", "准备民主测评")
def _rating_poll_prepared(event: Event) -> None:
    for candidacy in event.body["candidacies"]:
        _inspect(candidacy, rating_poll=event.body["poll"])


@projects("form_poll.prepared", "准备专项测评")
def _form_poll_prepared(event: Event) -> None:
    row, _ = models.InspectionRecord.objects.get_or_create(pk=event.body["candidacy"])
    row.form_polls = {**row.form_polls, event.body["form"]: event.body["poll"]}
    row.save()


@projects("list.filled", "填写清单")
def _list_filled(event: Event) -> None:
    body = event.body
    row, _ = models.InspectionRecord.objects.get_or_create(pk=body["candidacy"])
    filled = {
        "ticked": body["ticked"],
        "unknown": body["unknown"],
        "by": event.by,
        "on": body["on"],
    }
    row.lists = {**row.lists, body["list"]: filled}
    row.save()


@projects("claim.added", "记入考察依据")
def _claim_added(event: Event) -> None:
    body = event.body
    models.Claim.objects.create(
        id=body["claim"],
        candidacy_id=body["candidacy"],
        section=body["section"],
        side=body["side"],
        text=body["text"],
        source_kind=body["source_kind"],
        source=body["source"],
        source_said=body["source_said"],
        by=event.by,
        on=event.day("on"),
        place=event.number,
    )


@projects("claim.withdrawn", "撤回考察依据")
def _claim_withdrawn(event: Event) -> None:
    models.Claim.objects.filter(pk=event.body["claim"]).update(
        withdrawn_on=event.day("on"), withdrawn_because=event.body["reason"]
    )


@projects("appraisal.recorded", "登记鉴定")
def _appraisal_recorded(event: Event) -> None:
    body = event.body
    row, _ = models.InspectionRecord.objects.get_or_create(pk=body["candidacy"])
    made = {"text": body["text"], "signed": body["signed"], "on": body["on"]}
    row.appraisals = {**row.appraisals, body["appraisal"]: made}
    row.save()


@projects("former_unit.asked", "延伸考察")
def _former_unit_asked(event: Event) -> None:
    _inspect(event.body["candidacy"], former_unit_asked=True, former_unit=event.body["former_unit"])


@projects("report.submitted", "提交考察材料")
def _report_submitted(event: Event) -> None:
    body = event.body
    _inspect(
        body["candidacy"],
        sections=body["sections"],
        shortcomings=body["shortcomings"],
        submitted_on=event.day("on"),
        signed_by=[],
    )


@projects("report.signed", "考察材料签名")
def _report_signed(event: Event) -> None:
    row = models.InspectionRecord.objects.get(pk=event.body["candidacy"])
    row.signed_by = [*row.signed_by, event.body["name"]]
    row.save()
