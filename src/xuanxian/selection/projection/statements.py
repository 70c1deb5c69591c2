"""What the statements and appeals of people on their own case do to the tables."""

from xuanxian.selection import models
from xuanxian.selection.projection.event import Event, projects


@projects("own_statement.made", "本人说明或申诉")
def _made(event: Event) -> None:
    body = event.body
    models.OwnStatement.objects.create(
        id=body["own_statement"],
        candidacy_id=body["candidacy"],
        is_appeal=body["is_appeal"],
        about=body["about"],
        text=body["text"],
        made_on=event.day("on"),
        due_on=event.day_if_any("due_on"),
        place=event.number,
    )


@projects("appeal.settled", "处理申诉")
def _settled(event: Event) -> None:
    body = event.body
    models.OwnStatement.objects.filter(pk=body["own_statement"]).update(
        result=body["appeal_result"],
        result_text=body["text"],
        settled_on=event.day("on"),
        settled_by=event.by,
    )
