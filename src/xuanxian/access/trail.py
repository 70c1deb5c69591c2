"""How this room leaves entries on the record, which stands below it and lends it the verb."""

from typing import Any, Protocol

from xuanxian.access.actor import Actor

STREAM = "access"
TITLE = "账号与权限"


class Append(Protocol):
    """The verb of the record: `record.services.append`."""

    def __call__(
        self, stream: str, kind: str, body: dict[str, Any], *, actor: Actor, title: str = ""
    ) -> object: ...


_lent: list[Append] = []


def lend(append: Append) -> None:
    """Called once by the room `record` when it is ready."""
    _lent[:] = [append]


def leave_entry(kind: str, body: dict[str, Any], *, actor: Actor) -> None:
    """Append one entry to the stream `access`, inside the caller's transaction.

    Raises:
        RuntimeError: the record did not lend its verb, a defect of the installation.
    """
    if not _lent:
        raise RuntimeError("no record is installed; changes of access must leave an entry")
    _lent[0](STREAM, kind, body, actor=actor, title=TITLE)
