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


@projects("team.appointed", "组成考察组")
def _team_appointed(event: Event) -> None:
    for candidacy, team in event.body["teams"].items():
        _inspect(candidacy, team=team)


@projects("rating_poll.prepared", "准备民主测评")
def _rating_poll_prepared(event: Event) -> None:
    for candidacy in event.body["candidacies"]:
        _inspect(candidacy, rating_poll=event.body["poll"])


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
