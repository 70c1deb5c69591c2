"""What events do to the state of a candidacy: by the table of moves, and by nothing else."""

from uuid import UUID, uuid5

from xuanxian.selection import models
from xuanxian.selection.projection.event import Event, projects
from xuanxian.selection.states import ENDED, Move, State, after


def advance(candidacy_id: UUID | str, move: Move, event: Event) -> None:
    """Make `move` on a candidacy.

    Raises:
        ImpossibleMoveError: it cannot be made from the present state; a defect of the verb.
    """
    body = event.body
    candidacy = models.Candidacy.objects.get(pk=candidacy_id)
    before = State(candidacy.state)
    state = after(before, move)
    on = event.day_if_any("on") or event.on
    if move is Move.COMPLETE:
        candidacy.ended_on = on
    if state is not before:
        candidacy.state = state
        candidacy.state_since = on
        candidacy.state_reason = body.get("reason", "") or body.get("remark", "")
        candidacy.state_until = event.day_if_any("until") if state in _DATED else None
        candidacy.ended_on = on if state in ENDED else None
    candidacy.save()
    if state is before and move not in _KEPT:
        return
    models.StateChange.objects.create(
        # The same whenever the record is replayed.
        id=uuid5(candidacy.pk, f"{event.number} {move}"),
        candidacy=candidacy,
        move=move,
        before=before,
        state=state,
        on=on,
        by=event.by,
        reason=body.get("reason", "") or body.get("remark", ""),
        owner=body.get("owner", ""),
        condition=body.get("condition", ""),
        until=event.day_if_any("until"),
        citation=body.get("citation", ""),
        placed_in=body.get("placed_in", ""),
        place=event.number,
    )


_DATED = frozenset({State.HELD, State.BARRED})

_KEPT = frozenset({Move.EXTEND, Move.COMPLETE})
"""Moves that change no state and are still told beside those that do."""


@projects("candidate.held", "暂缓人选")
def _candidate_held(event: Event) -> None:
    advance(event.body["candidacy"], Move.HOLD, event)


@projects("candidate.resumed", "恢复人选")
def _candidate_resumed(event: Event) -> None:
    advance(event.body["candidacy"], Move.RESUME, event)


@projects("candidate.barred", "人选列为不得")
def _candidate_barred(event: Event) -> None:
    advance(event.body["candidacy"], Move.BAR, event)


@projects("candidate.dropped", "终止人选")
def _candidate_dropped(event: Event) -> None:
    advance(event.body["candidacy"], Move.DROP, event)


@projects("candidate.withdrawn", "人选退出")
def _candidate_withdrawn(event: Event) -> None:
    advance(event.body["candidacy"], Move.WITHDRAW, event)


@projects("candidate.voided", "宣布作废")
def _candidate_voided(event: Event) -> None:
    advance(event.body["candidacy"], Move.VOID, event)


@projects("candidate.returned", "免去试任职务")
def _candidate_returned(event: Event) -> None:
    advance(event.body["candidacy"], Move.RETURN, event)
