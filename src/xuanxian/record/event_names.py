"""Chinese names of what the record tells: event kinds, kinds of stream, fields of a body.

Rooms register theirs when their app is ready; a name nobody registered shows as it is, so that
nothing on the record is hidden.
"""

_events: dict[str, str] = {}
_streams: dict[str, str] = {}
_fields: dict[str, str] = {}


def register(kind: str, name: str) -> None:
    """Name an event kind: `register("vacancy.added", "提出空缺职位")`."""
    _events[kind] = name


def register_stream(prefix: str, name: str) -> None:
    """Name a kind of stream by what stands before its colon: `register_stream("case", "选任")`."""
    _streams[prefix] = name


def register_fields(names: dict[str, str]) -> None:
    """Name keys of bodies: `register_fields({"post": "职位"})`."""
    _fields.update(names)


def name_of(kind: str) -> str:
    """The Chinese name of an event kind."""
    return _events.get(kind, kind)


def stream_kind_name(stream: str) -> str:
    """The Chinese name of the kind that the stream's name begins with."""
    prefix = stream.partition(":")[0]
    return _streams.get(prefix, prefix)


def stream_kinds() -> dict[str, str]:
    """Every registered kind of stream, prefix → name."""
    return dict(_streams)


def field_name(key: str) -> str:
    """The Chinese name of a key of a body."""
    return _fields.get(key, key)
