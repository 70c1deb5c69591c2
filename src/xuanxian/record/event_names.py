"""Chinese names of what the record tells: event kinds, kinds of stream, fields of a body.

Rooms register theirs when their app is ready; a name nobody registered shows as it is, so that
nothing on the record is hidden.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from xuanxian.access.models import Account

Within = Callable[[Account, str], QuerySet[Any]]
"""Asked with an account and a permission; answers the rows over whose units the account holds it.
The id of a row is what stands behind the colon of its stream."""


@dataclass(frozen=True, slots=True)
class StreamKind:
    """A kind of stream, told by what stands before the colon of its name.

    Attributes:
        prefix: `case` in `case:5b1e…`.
        name: its Chinese name.
        view: the permission to see that such streams exist and what happened in them.
        content: the permission to read the content of their entries.
        within: the rows such streams belong to, narrowed to an account's scope; None where they
            belong to no unit, so that a grant of any reach suffices.
        about: the rows that concern an account itself; it never reads the content of their streams.
    """

    prefix: str
    name: str
    view: str = "record.view_stream"
    content: str = "record.view_stream"
    within: Within | None = None
    about: Callable[[Account], QuerySet[Any]] | None = None


_events: dict[str, str] = {}
_streams: dict[str, StreamKind] = {}
_fields: dict[str, str] = {}


def register(kind: str, name: str) -> None:
    """Name an event kind: `register("vacancy.added", "提出空缺职位")`."""
    _events[kind] = name


def register_stream(
    prefix: str,
    name: str,
    *,
    view: str = "record.view_stream",
    content: str = "record.view_stream",
    within: Within | None = None,
    about: Callable[[Account], QuerySet[Any]] | None = None,
) -> None:
    """Name a kind of stream: `register_stream("case", "选任")`; see `StreamKind`."""
    _streams[prefix] = StreamKind(prefix, name, view, content, within, about)


def register_fields(names: dict[str, str]) -> None:
    """Name keys of bodies: `register_fields({"post": "职位"})`."""
    _fields.update(names)


def name_of(kind: str) -> str:
    """The Chinese name of an event kind."""
    return _events.get(kind, kind)


def kind_of_stream(stream: str) -> StreamKind:
    """The kind that the name of a stream begins with; an unregistered one is named as it is."""
    prefix = stream.partition(":")[0]
    return _streams.get(prefix, StreamKind(prefix, prefix))


def stream_kinds() -> list[StreamKind]:
    """Every registered kind of stream."""
    return list(_streams.values())


def field_name(key: str) -> str:
    """The Chinese name of a key of a body."""
    return _fields.get(key, key)
