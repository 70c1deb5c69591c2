"""The reads on the record that pages share: streams, and entries made readable."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Replace, Substr

from xuanxian.access.models import Account, Role
from xuanxian.access.permissions import may, scope_of
from xuanxian.record import event_names, services
from xuanxian.record.models import Entry, Stream

_IDENTITY_NUMBER = re.compile(r"(?<![0-9])([0-9]{4})[0-9]{10}([0-9]{3}[0-9Xx])(?![0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_TEXT = 600
_MOST_LINES = 100
"""Lines shown of one list."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field of an entry's content: its name with a text, or with lines below it."""

    name: str
    text: str = ""
    lines: list["Line"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReadableEntry:
    """An entry as people read it.

    Attributes:
        number: place in its stream, from 1.
        what: Chinese name of the event.
        recorded_at: when it was recorded.
        who: name of the actor.
        role: Chinese name of the role in which the actor acted.
        lines: the content; empty when there is none or it is not for this reader.
        withheld: why the content is not shown, "" when it is.
        digest: the digest that the next entry names.
        stream: name of the stream.
        stream_title: Chinese name of the stream.
    """

    number: int
    what: str
    recorded_at: datetime
    who: str
    role: str
    lines: list[Line]
    withheld: str
    digest: str
    stream: str
    stream_title: str


def streams_for(account: Account, kind: str = "", text: str = "") -> QuerySet[Stream]:
    """Streams the account may see, the latest entry first, each with `last_at`.

    Args:
        kind: what stands before the colon of their names; "" for all.
        text: what title or name has to hold; "" for all.
    """
    last = Entry.objects.filter(stream=OuterRef("pk")).order_by("-number")
    found = Stream.objects.filter(length__gt=0) & _visible_streams(account)
    if kind:
        found = found.filter(Q(name=kind) | Q(name__startswith=f"{kind}:"))
    if text := text.strip():
        found = found.filter(Q(title__icontains=text) | Q(name__icontains=text))
    return found.annotate(last_at=Subquery(last.values("recorded_at")[:1])).order_by(
        "-last_at", "name"
    )


def stream_for(account: Account, name: str) -> Stream | None:
    """The stream of this name; None when there is none or the account may not see it."""
    return _visible_streams(account).filter(name=name).first()


def visible_kinds(account: Account) -> list[event_names.StreamKind]:
    """The registered kinds of stream that the account may see."""
    return [kind for kind in event_names.stream_kinds() if may(account, kind.view)]


def entries_of(stream: str, account: Account) -> list[ReadableEntry]:
    """All entries of a stream in order, for the template `record/entries.html`."""
    return readable(
        Entry.objects.filter(stream=stream).select_related("stream").order_by("number"), account
    )


def recent_entries(account: Account, limit: int = 10) -> list[ReadableEntry]:
    """The latest entries of all streams the account may see, the latest first."""
    found = Entry.objects.select_related("stream").order_by("-recorded_at", "-number")
    hidden = _hidden_prefixes(account)
    if hidden is None:
        return []
    if any(_is_narrowed(account, kind) for kind in visible_kinds(account)):
        found = found.filter(stream__in=_visible_streams(account).values("pk"))
    else:
        for prefix in hidden:
            found = found.exclude(Q(stream=prefix) | Q(stream__name__startswith=f"{prefix}:"))
    return readable(found.defer("header", "salt", "body")[:limit], account, with_content=False)


def readable(
    entries: Iterable[Entry], account: Account, *, with_content: bool = True
) -> list[ReadableEntry]:
    """Entries as people read them; identity numbers inside their content stay masked."""
    rows = list(entries)
    open_streams = {
        name for name in {row.stream_id for row in rows} if with_content and may_read(account, name)
    }
    return [_readable(entry, entry.stream_id in open_streams, with_content) for entry in rows]


def may_read(account: Account, stream: str) -> bool:
    """Whether the content of `stream` is for `account`: by its roles, their reach, and not of
    what concerns the account itself."""
    kind = event_names.kind_of_stream(stream)
    streams = Stream.objects.filter(name=stream)
    for permission in (kind.view, kind.content):
        if not may(account, permission):
            return False
        if kind.within is not None and scope_of(account, permission) != ("",):
            streams = streams.filter(_belonging_to(kind, kind.within(account, permission)))
    if kind.about is not None:
        streams = streams.exclude(_belonging_to(kind, kind.about(account)))
    return streams.exists()


def _readable(entry: Entry, is_open: bool, with_content: bool) -> ReadableEntry:
    lines: list[Line] = []
    withheld = ""
    if with_content:
        if not is_open:
            withheld = "您的角色只能看到办理过程，不能查看具体内容。"
        elif (body := services.body_of(entry)) is None:
            withheld = "内容已按保管期限销毁，校验值仍在。"
        else:
            lines = _lines(body)
    return ReadableEntry(
        number=entry.number,
        what=event_names.name_of(entry.kind),
        recorded_at=entry.recorded_at,
        who=entry.actor_name,
        role=_role_label(entry.actor_role),
        lines=lines,
        withheld=withheld,
        digest=entry.digest,
        stream=entry.stream_id,
        stream_title=entry.stream.title or entry.stream_id,
    )


def _lines(body: dict[str, Any]) -> list[Line]:
    return _first([(key, value) for key, value in body.items() if value not in ("", None, [], {})])


def _first(items: list[tuple[str, Any]]) -> list[Line]:
    """Lines of the first items; a step about thousands of people is read whole in its export."""
    lines = [_line(key, value) for key, value in items[:_MOST_LINES]]
    if left := len(items) - len(lines):
        lines.append(Line("……", f"另有{left}项，导出纪实可以看到全部"))
    return lines


def _line(key: str, value: Any) -> Line:
    name = event_names.field_name(key)
    if isinstance(value, dict):
        return Line(name, lines=_lines(value))
    if isinstance(value, list):
        if all(not isinstance(item, dict | list) for item in value):
            return Line(name, "、".join(_text(key, item) for item in value))
        return Line(name, lines=_first([(str(n), item) for n, item in enumerate(value, start=1)]))
    return Line(name, _text(key, value))


def _text(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value)
    if key == "role":
        return _role_label(text)
    if key == "unit_code" and not text:
        return "全部单位"
    if _DATE.fullmatch(text):
        return date.fromisoformat(text).strftime("%Y.%m.%d")
    text = _IDENTITY_NUMBER.sub(r"\1**********\2", text)
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}……（共{len(text)}字）"


def _role_label(role: str) -> str:
    if role in Role.values:
        return str(Role(role).label)
    return {"command_line": "命令行", "account": "未授予角色", "teller": "计票人"}.get(role, role)


def _hidden_prefixes(account: Account) -> list[str] | None:
    """Prefixes of kinds the account may not see; None when it may see no unregistered kind."""
    hidden = [kind.prefix for kind in event_names.stream_kinds() if not may(account, kind.view)]
    return hidden if may(account, "record.view_stream") else None


def _visible_streams(account: Account) -> QuerySet[Stream]:
    hidden = _hidden_prefixes(account)
    if hidden is None:
        allowed = Q(pk__in=[])
        for kind in visible_kinds(account):
            allowed |= Q(name=kind.prefix) | Q(name__startswith=f"{kind.prefix}:")
        return Stream.objects.filter(allowed)
    found = Stream.objects.all()
    for prefix in hidden:
        found = found.exclude(Q(name=prefix) | Q(name__startswith=f"{prefix}:"))
    for kind in visible_kinds(account):
        if kind.within is not None and _is_narrowed(account, kind):
            found = found.filter(
                ~Q(name__startswith=f"{kind.prefix}:")
                | _belonging_to(kind, kind.within(account, kind.view))
            )
    return found


def _is_narrowed(account: Account, kind: event_names.StreamKind) -> bool:
    """Whether the account sees some streams of this kind only: its grants do not reach all."""
    return kind.within is not None and scope_of(account, kind.view) != ("",)


def _belonging_to(kind: event_names.StreamKind, rows: QuerySet[Any]) -> Q:
    """The streams of `kind` that belong to `rows`, by the id behind the colon."""
    # A key reads with dashes on PostgreSQL and without them on SQLite, in a name always with.
    dash, nothing = Value("-", TextField()), Value("", TextField())
    keys = rows.order_by().annotate(key_text=Replace(Cast("pk", TextField()), dash, nothing))
    named = Stream.objects.filter(name__startswith=f"{kind.prefix}:").annotate(
        key_text=Replace(Cast(Substr("name", len(kind.prefix) + 2), TextField()), dash, nothing)
    )
    return Q(name__in=named.filter(key_text__in=keys.values("key_text")).values("name"))
