"""The only code that writes the record."""

import json
import secrets
from typing import Any

from django.db import connection

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.record import chain
from xuanxian.record.models import Entry, Stream


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
    body_bytes = chain.encode_body(body)
    salt = secrets.token_bytes(chain.SALT_BYTES)
    header = chain.encode_header(
        stream=stream,
        number=head.length + 1,
        kind=kind,
        recorded_at=recorded_at,
        actor=actor,
        previous=head.head,
        commitment=chain.commitment_to(body_bytes, salt),
    )
    entry = Entry.objects.create(
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
    head.length += 1
    head.head = entry.digest
    if title:
        head.title = title
    head.save()
    return entry


def body_of(entry: Entry) -> dict[str, Any] | None:
    """The content of `entry`, None once it was erased."""
    return None if entry.body is None else json.loads(bytes(entry.body))
