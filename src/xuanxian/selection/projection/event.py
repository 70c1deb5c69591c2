"""An event of a round as projections read it, and the table of what each kind does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from xuanxian.kernel import clock
from xuanxian.record import event_names
from xuanxian.record import services as record
from xuanxian.record.models import Entry


@dataclass(frozen=True)
class Event:
    """One entry of a round's record.

    Attributes:
        number: its number in the record, which also keeps rows in order.
        kind: what happened.
        body: its content.
        by: name of who did it.
        role: code of the role.
        on: the civil date of the record.
    """

    number: int
    kind: str
    body: dict[str, Any]
    by: str
    role: str
    on: date

    @classmethod
    def of(cls, entry: Entry) -> "Event":
        """Read an entry.

        Raises:
            ValueError: its content was erased, so that it can no longer be projected.
        """
        body = record.body_of(entry)
        if body is None:
            raise ValueError(f"entry {entry.number} of {entry.stream_id} was erased")
        return cls(
            number=entry.number,
            kind=entry.kind,
            body=body,
            by=entry.actor_name,
            role=entry.actor_role,
            on=entry.recorded_at.astimezone(clock.CIVIL_TIME).date(),
        )

    def day(self, key: str) -> date:
        """The date under `key`, which this kind of event always has."""
        return date.fromisoformat(self.body[key])

    def day_if_any(self, key: str) -> date | None:
        """The date under `key`, None when there is none."""
        text = self.body.get(key)
        return date.fromisoformat(text) if text else None


Handler = Callable[[Event], None]

_handlers: dict[str, Handler] = {}


def projects(kind: str, name: str) -> Callable[[Handler], Handler]:
    """Declare what an event kind does to the tables, and its Chinese name."""

    def declare(handler: Handler) -> Handler:
        if kind in _handlers:
            raise RuntimeError(f"{kind} is projected twice")
        _handlers[kind] = handler
        event_names.register(kind, name)
        return handler

    return declare


def project(event: Event) -> None:
    """Apply `event` to the tables.

    Raises:
        KeyError: no room projects this kind; a defect.
    """
    _handlers[event.kind](event)


def projected_kinds() -> tuple[str, ...]:
    """Every event kind of a round."""
    return tuple(sorted(_handlers))
