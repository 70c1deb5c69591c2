"""From the record of a round to its tables, and back: the only code that writes them."""

from typing import Any
from uuid import UUID

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.record import services as record
from xuanxian.record.models import Entry
from xuanxian.selection import models

# Each module declares its event kinds when it is imported.
from xuanxian.selection.projection import appointment as _appointment  # noqa: F401
from xuanxian.selection.projection import approvals as _approvals  # noqa: F401
from xuanxian.selection.projection import clearance as _clearance  # noqa: F401
from xuanxian.selection.projection import contest as _contest  # noqa: F401
from xuanxian.selection.projection import contest_exam as _contest_exam  # noqa: F401
from xuanxian.selection.projection import deliberation as _deliberation  # noqa: F401
from xuanxian.selection.projection import inspection as _inspection  # noqa: F401
from xuanxian.selection.projection import nomination as _nomination  # noqa: F401
from xuanxian.selection.projection import nomination_forms as _nomination_forms  # noqa: F401
from xuanxian.selection.projection import notice as _notice  # noqa: F401
from xuanxian.selection.projection import round as _round  # noqa: F401
from xuanxian.selection.projection import statements as _statements  # noqa: F401
from xuanxian.selection.projection import states as _states  # noqa: F401
from xuanxian.selection.projection.event import Event, project, projected_kinds

__all__ = ["projected_kinds", "replay", "take"]


def take(stream: str, kind: str, body: dict[str, Any], *, actor: Actor, title: str = "") -> Entry:
    """Append a step to the record of a round and apply it to the tables, in one transaction.

    Args:
        stream: `Round.stream`.
    """
    entry = record.append(stream, kind, body, actor=actor, title=title)
    project(Event.of(entry))
    return entry


@transaction.atomic
def replay(round_id: UUID | str) -> int:
    """Throw the rows of a round away and rebuild them from its record; answers how many steps.

    Raises:
        ValueError: an entry was erased.
    """
    # Polls leave their entries on the same stream; their tables are another room's.
    entries = Entry.objects.filter(stream=f"case:{round_id}", kind__in=projected_kinds())
    events = [Event.of(entry) for entry in entries.order_by("number")]
    models.Round.objects.filter(pk=round_id).delete()
    for event in events:
        project(event)
    return len(events)
