"""Entering on the record that a document was produced."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.record import services as record

EVENT = "document.produced"


@transaction.atomic
def enter_production(
    stream: str,
    title: str,
    content: bytes,
    *,
    actor: Actor,
    form: str,
    people: Iterable[UUID] = (),
    candidacies: Iterable[UUID] = (),
    stream_title: str = "",
) -> str:
    """Enter on `stream` that the document `title` was given out with exactly `content`.

    Args:
        form: docx, pdf or xlsx.
        people: whom it tells of, by the registry; for documents outside a case.
        candidacies: whom it tells of, in a case.

    Returns: the digest, `sha256:<hex>`.
    """
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    body: dict[str, object] = {"title": title, "format": form, "sha256": digest}
    if told := [str(person) for person in people]:
        body["people"] = told
    if cases := [str(candidacy) for candidacy in candidacies]:
        body["candidacies"] = cases
    record.append(stream, EVENT, body, actor=actor, title=stream_title)
    return digest
