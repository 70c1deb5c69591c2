"""From the record of what does not agree in a round to its table: the only code that writes it."""

from typing import Any
from uuid import UUID

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.insight.models import Discrepancy
from xuanxian.kernel import clock
from xuanxian.record import services as record
from xuanxian.record.models import Entry

LOOKED = "discrepancies.looked_for"
ASSIGNED = "discrepancy.assigned"
CLOSED = "discrepancy.closed"


def stream_of(round_: UUID) -> str:
    """The record of what does not agree in a round: apart from the case, for fewer readers."""
    return f"discrepancies:{round_}"


def take(round_: UUID, kind: str, body: dict[str, Any], *, actor: Actor, title: str = "") -> Entry:
    """Append a step to the record and apply it to the table, in the caller's transaction."""
    entry = record.append(stream_of(round_), kind, body, actor=actor, title=title)
    _apply(round_, entry)
    return entry


@transaction.atomic
def replay(round_: UUID) -> int:
    """Throw the rows of a round away and rebuild them; answers how many steps.

    Raises:
        ValueError: an entry was erased.
    """
    Discrepancy.objects.filter(round=round_).delete()
    entries = list(Entry.objects.filter(stream=stream_of(round_)).order_by("number"))
    for entry in entries:
        _apply(round_, entry)
    return len(entries)


def _apply(round_: UUID, entry: Entry) -> None:
    body = record.body_of(entry)
    if body is None:
        raise ValueError(f"entry {entry.number} of {entry.stream_id} was erased")
    on = entry.recorded_at.astimezone(clock.CIVIL_TIME).date()
    if entry.kind == LOOKED:
        Discrepancy.objects.bulk_create(
            Discrepancy(
                pk=each["discrepancy"],
                round_id=round_,
                person_id=each["person"],
                kind=each["discrepancy_kind"],
                key=each["key"],
                explanation=each["explanation"],
                found_on=on,
                found_by=entry.actor_name,
                place=entry.number * 1000 + place,
            )
            for place, each in enumerate(body["discrepancies"])
        )
    elif entry.kind == ASSIGNED:
        Discrepancy.objects.filter(pk=body["discrepancy"]).update(
            owner=body["owner_account"], owner_name=body["owner"]
        )
    elif entry.kind == CLOSED:
        Discrepancy.objects.filter(pk=body["discrepancy"]).update(
            conclusion=body["conclusion"],
            reason=body["reason"],
            closed_on=on,
            closed_by=entry.actor_name,
        )
