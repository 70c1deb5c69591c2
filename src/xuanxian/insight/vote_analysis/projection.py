"""From the record of a vote's analysis to its tables: the only code that writes them."""

from typing import Any
from uuid import UUID

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.insight.models import VoteAnalysis, VoteSignal
from xuanxian.kernel import clock
from xuanxian.record import services as record
from xuanxian.record.models import Entry

MADE, CLOSED = "vote_analysis.made", "vote_signal.closed"


def stream_of(poll: UUID) -> str:
    """The record stream of a poll's analyses: apart from the case, for fewer readers."""
    return f"vote_analysis:{poll}"


def take(poll: UUID, kind: str, body: dict[str, Any], *, actor: Actor, title: str = "") -> Entry:
    """Append a step to the record and apply it to the tables, in the caller's transaction."""
    entry = record.append(stream_of(poll), kind, body, actor=actor, title=title)
    _apply(poll, entry)
    return entry


@transaction.atomic
def replay(poll: UUID) -> int:
    """Throw the rows of a poll's analyses away and rebuild them; answers how many steps.

    Raises:
        ValueError: an entry was erased.
    """
    VoteAnalysis.objects.filter(poll=poll).delete()
    entries = list(Entry.objects.filter(stream=stream_of(poll)).order_by("number"))
    for entry in entries:
        _apply(poll, entry)
    return len(entries)


def _apply(poll: UUID, entry: Entry) -> None:
    body = record.body_of(entry)
    if body is None:
        raise ValueError(f"entry {entry.number} of {entry.stream_id} was erased")
    on = entry.recorded_at.astimezone(clock.CIVIL_TIME).date()
    if entry.kind == MADE:
        analysis = VoteAnalysis.objects.create(
            pk=body["analysis"],
            poll_id=poll,
            policy=body["policy"],
            policy_title=body["policy_title"],
            policy_digest=body["policy_digest"],
            looked_at=body["looked_at"],
            made_on=on,
            made_by=entry.actor_name,
            number=entry.number,
        )
        VoteSignal.objects.bulk_create(
            VoteSignal(
                pk=each["signal"],
                analysis=analysis,
                poll_id=poll,
                kind=each["signal_kind"],
                key=each["key"],
                subjects=each["subjects"],
                people=each["people"],
                names=each["names"],
                class_name=each["class_name"],
                explanation=each["explanation"],
                figures=each["figures"],
                place=place,
            )
            for place, each in enumerate(body["signals"])
        )
    elif entry.kind == CLOSED:
        VoteSignal.objects.filter(pk=body["signal"]).update(
            conclusion=body["conclusion"],
            reason=body["reason"],
            closed_on=on,
            closed_by=entry.actor_name,
        )
