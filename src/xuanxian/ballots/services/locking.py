"""Who waits for whom while a poll moves from one state to the next.

On PostgreSQL a cast holds a shared advisory lock to the end of its transaction and closing takes
the exclusive one, so no ballot commits after the box was counted. SQLite begins every writing
transaction IMMEDIATE: one writer at a time needs no further lock.
"""

from uuid import UUID

from django.db import connection

from xuanxian.ballots.models import Poll
from xuanxian.kernel.errors import Problem, Refusal


def poll_in(poll: Poll | UUID | str, *states: Poll.State) -> Poll:
    """The poll, locked for a change of state, which must be in one of `states`.

    Raises:
        Refusal: it is in another.
    """
    key = poll.pk if isinstance(poll, Poll) else poll
    _lock(key, "pg_advisory_xact_lock")
    locked = Poll.objects.select_for_update().get(pk=key)
    if locked.state not in states:
        wanted = "、".join(state.label for state in states)
        raise Refusal(
            Problem(
                locked.title,
                "状态",
                locked.get_state_display(),
                f"这一步只能在“{wanted}”时办理。",
                "请刷新页面，按页面所示的下一步办理。",
            )
        )
    return locked


def _lock(key: UUID | str, function: str) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [lock_number(key)])


def lock_number(key: UUID | str) -> int:
    """The number under which a poll is locked on PostgreSQL."""
    return int.from_bytes(UUID(str(key)).bytes[:8], signed=True)
