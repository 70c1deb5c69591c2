"""What the events of the deliberation do to the tables."""

from typing import Any

from xuanxian.selection import models
from xuanxian.selection.projection.event import Event, projects
from xuanxian.selection.projection.states import advance
from xuanxian.selection.states import Move


@projects("agenda.issued", "印发会议议题")
def _agenda_issued(event: Event) -> None:
    body = event.body
    models.Agenda.objects.create(
        id=body["agenda"],
        round_id=body["round"],
        instrument=body["instrument"],
        body=body["body"],
        meets_on=event.day("meets_on"),
        candidacies=body["candidacies"],
        issued_on=event.day("on"),
        issued_by=event.by,
        place=event.number,
    )


@projects("sitting.convened", "召开讨论决定会议")
def _sitting_convened(event: Event) -> None:
    body = event.body
    models.Sitting.objects.create(
        id=body["sitting"],
        round_id=body["round"],
        instrument=body["instrument"],
        body=body["body"],
        held_on=event.day("on"),
        members=body["members"],
        present=body["present"],
        chief=body["chief"],
        place=event.number,
    )
    for place, item in enumerate(body["items"]):
        models.SittingItem.objects.create(
            id=item["item"],
            sitting_id=body["sitting"],
            candidacy_id=item["candidacy"],
            recused=item["recused"],
            listed=item["listed"],
            consents_to_reconsider=item["consents_to_reconsider"],
            place=place,
        )
        advance(item["candidacy"], Move.CONVENE, event)


@projects("decision_poll.prepared", "准备表决")
def _decision_poll_prepared(event: Event) -> None:
    models.SittingItem.objects.filter(pk__in=event.body["items"]).update(poll=event.body["poll"])


@projects("decision.recorded", "登记会议决定")
def _decision_recorded(event: Event) -> None:
    body = event.body
    item = models.SittingItem.objects.select_related("sitting").get(pk=body["item"])
    item.decision = body["decision"]
    item.hands = body["hands"]
    item.decided_on = event.day("on")
    item.decided_by = event.by
    item.remark = body["remark"]
    item.save()
    if body["spoken_last"]:
        item.sitting.spoken_last = body["spoken_last"]
        item.sitting.save()
    advance(item.candidacy_id, _MOVE_OF_DECISION[body["decision"]], event)


@projects("minutes.written", "登记会议记录")
def _minutes_written(event: Event) -> None:
    body = event.body
    models.Sitting.objects.filter(pk=body["sitting"]).update(
        speakers=body["speakers"],
        minutes=body["text_digest"],
        minutes_on=event.day("on"),
        minutes_by=event.by,
        minutes_signed={},
    )


@projects("minutes.signed", "会议记录签字")
def _minutes_signed(event: Event) -> None:
    body = event.body
    row = models.Sitting.objects.get(pk=body["sitting"])
    signed: dict[str, Any] = {"name": body["signed_by"], "on": body["on"], "by": event.by}
    row.minutes_signed = {**row.minutes_signed, body["signer"]: signed}
    row.save()


_MOVE_OF_DECISION = {
    "approved": Move.APPROVE,
    "deferred": Move.DEFER,
    "rejected": Move.REJECT,
}
