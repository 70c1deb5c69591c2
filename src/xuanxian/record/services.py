"""The only code that writes the record."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.record import chain
from xuanxian.record.models import Entry, Stream

_ROWS_AT_ONCE = 200


def append(stream: str, kind: str, body: dict[str, Any], *, actor: Actor, title: str = "") -> Entry:
    """Append one event to `stream`, in the transaction of the business change it tells of.

    MUST be called inside `transaction.atomic`: the entry and what it describes are stored
    together or not at all. The stream is created on its first entry.

    Args:
        stream: name of the chain, `<kind>:<id>` as in `case:5b1e…` or `person:…`.
        kind: what happened, `<thing>.<past participle>` as in `vacancy.added`.
        body: plain JSON data. Dates as ISO text, exact numbers as text or integers.
        actor: who did it, in which role.
        title: Chinese name of the stream for lists; kept when given.

    Raises:
        RuntimeError: no transaction is open, a defect of the caller.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record.append needs the transaction of the change it records")
    Stream.objects.get_or_create(name=stream)
    head = Stream.objects.select_for_update().get(name=stream)
    recorded_at = clock.now()
    last = head.entries.order_by("-number").values_list("recorded_at", flat=True).first()
    if last is not None and recorded_at < last:
        # A clock set back must not let the record run backwards.
        recorded_at = last.astimezone(clock.CIVIL_TIME)
    entry = _next_entry(head, kind, body, actor, recorded_at)
    entry.save(force_insert=True)
    head.length += 1
    head.head = entry.digest
    if title:
        head.title = title
    head.save()
    return entry


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One event still to be appended; the fields mean what `append` says of them."""

    stream: str
    kind: str
    body: dict[str, Any]
    title: str = ""


def append_many(entries: Sequence[NewEntry], *, actor: Actor) -> None:
    """Append several events, in order, as `append` would one by one, with fewer queries.

    MUST be called inside `transaction.atomic`, like `append`.

    Raises:
        RuntimeError: no transaction is open, a defect of the caller.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record.append_many needs the transaction of the changes it records")
    # Sorted, so that two writers lock streams in the same order and never wait in a ring.
    names = sorted({entry.stream for entry in entries})
    Stream.objects.bulk_create((Stream(name=name) for name in names), ignore_conflicts=True)
    heads = {
        head.name: head
        for head in Stream.objects.select_for_update().filter(name__in=names).order_by("name")
    }
    now = clock.now()
    last = dict(
        Entry.objects.filter(stream__in=names)
        .values_list("stream")
        .annotate(Max("recorded_at"))
        .values_list("stream", "recorded_at__max")
    )
    rows = []
    for entry in entries:
        head = heads[entry.stream]
        earlier = last.get(entry.stream)
        # A clock set back must not let the record run backwards.
        recorded_at = max(now, earlier.astimezone(clock.CIVIL_TIME)) if earlier else now
        row = _next_entry(head, entry.kind, entry.body, actor, recorded_at)
        head.length, head.head = row.number, row.digest
        head.title = entry.title or head.title
        rows.append(row)
    Entry.objects.bulk_create(rows, batch_size=_ROWS_AT_ONCE)
    Stream.objects.bulk_update(
        heads.values(), ["length", "head", "title"], batch_size=_ROWS_AT_ONCE
    )


def _next_entry(
    head: Stream, kind: str, body: dict[str, Any], actor: Actor, recorded_at: datetime
) -> Entry:
    """The entry, unsaved, that follows the last of `head`."""
    body_bytes = chain.encode_body(body)
    salt = secrets.token_bytes(chain.SALT_BYTES)
    header = chain.encode_header(
        stream=head.name,
        number=head.length + 1,
        kind=kind,
        recorded_at=recorded_at,
        actor=actor,
        previous=head.head,
        commitment=chain.commitment_to(body_bytes, salt),
    )
    return Entry(
        stream=head,
        number=head.length + 1,
        kind=kind,
        recorded_at=recorded_at,
        actor_account=actor.account,
        actor_name=actor.name,
        actor_role=actor.role,
        header=header,
        digest=chain.digest_of(header),
        body=body_bytes,
        salt=salt,
    )


def body_of(entry: Entry) -> dict[str, Any] | None:
    """The content of `entry`, None once it was erased."""
    return None if entry.body is None else json.loads(bytes(entry.body))
