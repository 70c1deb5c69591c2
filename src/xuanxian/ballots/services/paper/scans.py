"""Scanned forms: read at once, doubtful ones left to two tellers, pages kept sealed and for a time.

A form read without doubt goes straight into an envelope of the box. Pages lie under the desk key;
only a doubtful form is shown before the box is opened, to those who decide it.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots.models import PaperBatch, Poll, ScannedForm
from xuanxian.ballots.paper import desk_key
from xuanxian.ballots.paper.content import Filled, content_of
from xuanxian.ballots.paper.of_poll import layouts_of
from xuanxian.ballots.paper.scanning.reading import ReadForm, Reading, read_forms
from xuanxian.ballots.random_keys import random_key
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.paper.entering import into_box, keyed_in, seal_for_box
from xuanxian.ballots.services.paper.piles import new_batch, refuse_more_than_returned
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@dataclass(frozen=True)
class DoubtfulForm:
    """A form people have to decide: what was read and its pages as JPEG."""

    key: str
    reading: Reading
    pages: tuple[bytes, ...]


def read_scan(poll: Poll, files: Sequence[tuple[str, bytes]], *, actor: Actor) -> list[PaperBatch]:
    """Read scanned forms, those of each class as one batch.

    Args:
        poll: closed, its box of paper counted.
        files: name and content of PDF, jpg, png or tif.
        actor: who scanned them.

    Raises:
        Refusal: a file or page that cannot be read, or more forms than were returned and are in no
            pile yet; nothing is kept then.
    """
    _closed(poll)
    forms = read_forms(files, layouts_of(poll), poll.form)
    with transaction.atomic():
        poll = poll_in(poll, Poll.State.CLOSED)
        batches = []
        for voters in poll.classes.all():
            mine = [form for form in forms if form.reading.voters == voters.name]
            if mine:
                refuse_more_than_returned(poll, voters, len(mine))
                doubtful = sum(bool(form.reading.doubts) for form in mine)
                batch = new_batch(poll, voters, len(mine), doubtful, PaperBatch.How.SCANNED)
                _take_in(batch, mine, actor)
                batches.append(batch)
        return batches


def doubtful_forms(batch: PaperBatch, *, teller: Actor) -> list[DoubtfulForm]:
    """The doubtful forms of a scan that a teller has not keyed in yet.

    Raises:
        Refusal: the desk key is gone.
    """
    entry = batch.entries.filter(account=teller.account).first()
    done = {item.form for item in keyed_in(entry)}
    return [
        form_of(row) for row in batch.scanned_forms.exclude(reading=None) if row.key not in done
    ]


def form_of(row: ScannedForm) -> DoubtfulForm:
    """A scanned form unsealed.

    Raises:
        Refusal: the desk key is gone.
    """
    poll = row.batch.poll_id
    reading = Reading(voters=row.batch.voters.name, filled=Filled())
    if row.reading is not None:
        reading = Reading.model_validate_json(desk_key.unseal(poll, bytes(row.reading)))
    return DoubtfulForm(row.key, reading, _pages(poll, bytes(row.pages)))


@transaction.atomic
def view_scan(row: ScannedForm, *, actor: Actor, reason: str) -> DoubtfulForm:
    """Look at a kept scan for a recount, on the record.

    Raises:
        Refusal: the box is not opened yet, no reason given, or the desk key is gone.
    """
    poll = poll_in(row.batch.poll_id, Poll.State.OPENED)
    if not reason.strip():
        raise Refusal(Problem(poll.title, "理由", "", "没有填写。", "请写明为何查阅。"))
    found = form_of(row)
    append(
        poll.case,
        "poll.scan_viewed",
        {"poll": str(poll.pk), "class": row.batch.voters.name, "reason": reason.strip()},
        actor=actor,
    )
    return found


@transaction.atomic
def delete_scans(poll: Poll, *, actor: Actor) -> int:
    """Delete the kept scans once the time for a recount is over, and destroy their key.

    Returns:
        How many forms were deleted.

    Raises:
        Refusal: none are kept, or the time is not over.
    """
    poll = poll_in(poll, Poll.State.OPENED)
    if poll.scans_due is None:
        raise Refusal(Problem(poll.title, "扫描图像", "", "没有保存的图像。", ""))
    if clock.today() < poll.scans_due:
        raise Refusal(
            Problem(
                poll.title,
                "扫描图像",
                "",
                f"保存到 {poll.scans_due:%Y-%m-%d}，供复核，现在不能删除。",
                "请到期后删除。",
            )
        )
    number = ScannedForm.objects.filter(batch__poll=poll).count()
    ScannedForm.objects.filter(batch__poll=poll).delete()
    poll.scans_due = None
    poll.save(update_fields=["scans_due"])
    append(
        poll.case,
        "poll.scans_deleted",
        {"poll": str(poll.pk), "forms": number},
        actor=actor,
    )
    # Last: a transaction taken back can bring rows back, but no key.
    transaction.on_commit(lambda: desk_key.destroy(poll.pk))
    return number


def _take_in(batch: PaperBatch, forms: Sequence[ReadForm], actor: Actor) -> None:
    poll = batch.poll
    voted = poll.form
    clear = [each.reading.filled for each in forms if not each.reading.doubts]
    seal_for_box(batch, [content_of(voted, filled) for filled in clear])
    rows = [
        ScannedForm(
            key=random_key(),
            batch=batch,
            pages=desk_key.seal(poll.pk, _packed(form.pages)),
            reading=desk_key.seal(poll.pk, form.reading.model_dump_json().encode())
            if form.reading.doubts
            else None,
        )
        for form in forms
    ]
    ScannedForm.objects.bulk_create(sorted(rows, key=lambda row: row.key), batch_size=50)
    append(
        poll.case,
        "poll.paper_scanned",
        {
            "poll": str(poll.pk),
            "class": batch.voters.name,
            "batch": batch.place,
            "forms": batch.size,
            "read": batch.size - batch.waiting,
            "doubtful": batch.waiting,
        },
        actor=actor,
    )
    if not batch.waiting:
        into_box(batch, (), differing=0, actor=actor)


def _packed(pages: Sequence[bytes]) -> bytes:
    return json.dumps([base64.b64encode(page).decode() for page in pages]).encode()


def _pages(poll: UUID, sealed: bytes) -> tuple[bytes, ...]:
    return tuple(base64.b64decode(page) for page in json.loads(desk_key.unseal(poll, sealed)))


def _closed(poll: Poll) -> None:
    # Reading takes long; a poll in another state is told so before it begins.
    with transaction.atomic():
        poll_in(poll, Poll.State.CLOSED)
