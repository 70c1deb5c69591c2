"""Keying a pile in: twice, by two tellers who do not see each other's; a third where they differ.

Nothing about a single ballot enters the record, only counts. What is keyed in lies sealed and in
the order of its content, so that no position in the pile is kept.
"""

import json
import secrets
from collections.abc import Sequence

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import envelope, queries
from xuanxian.ballots.models import PaperBatch, PaperEntry, PaperEnvelope, Poll
from xuanxian.ballots.paper import desk_key
from xuanxian.ballots.paper.comparing import Difference, Item, compare, item_of
from xuanxian.ballots.paper.content import refused_of, spoilt
from xuanxian.ballots.poll_form import Content
from xuanxian.ballots.services.locking import poll_in
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append

THIRD = 3
"""The place of the teller who decides where the first two differ."""


@transaction.atomic
def key_ballot(batch: PaperBatch, content: Content, *, teller: Actor, form: str = "") -> PaperBatch:
    """Add one ballot to a teller's entry of a pile.

    When both entries are full they are compared: equal ones go into the box.

    Args:
        batch: a pile, or the doubtful forms of a scan.
        content: as it stands on the form; an invalid ballot is keyed in as it is.
        teller: one of two different persons.
        form: the key of a scanned form; "" in a pile.

    Returns:
        The batch as it stands now.

    Raises:
        Refusal: both places are taken by others, the entry is full, answers the form cannot hold,
            a scanned form that was keyed in already.
    """
    batch = _locked(batch, PaperBatch.State.ENTERING)
    entry = _seat(batch, teller)
    items = keyed_in(entry)
    item = _item(batch, content, form)
    _refuse_full(batch, len(items), batch.waiting)
    _refuse_other_form(batch, items, form)
    _keep(entry, [*items, item])
    entries = list(batch.entries.order_by("place"))
    if len(entries) == 2 and all(each.number == batch.waiting for each in entries):
        found = compare(keyed_in(entries[0]), keyed_in(entries[1]))
        if found.agree:
            into_box(batch, found.common, differing=0, actor=teller)
        else:
            batch.state = PaperBatch.State.DIFFERS
            batch.save(update_fields=["state"])
            _record(batch, "paper_batch_differs", {"differing": len(found.pairs)}, teller)
    return batch


@transaction.atomic
def begin_again(batch: PaperBatch, *, teller: Actor) -> PaperBatch:
    """Throw a teller's own entry away, or, where two differ, both of them.

    Raises:
        Refusal: the pile is in the box, or the teller keyed none of it and is not the third.
    """
    batch = _locked(batch, PaperBatch.State.ENTERING, PaperBatch.State.DIFFERS)
    if batch.state == PaperBatch.State.DIFFERS:
        _refuse_not_third(batch, teller)
        batch.entries.all().delete()
        batch.state = PaperBatch.State.ENTERING
        batch.save(update_fields=["state"])
    else:
        deleted, _ = batch.entries.filter(account=teller.account).delete()
        if not deleted:
            raise Refusal(
                Problem(str(batch), "录入", "", "您还没有录入这一批。", "请从第一张开始录入。")
            )
    _record(batch, "paper_entry_discarded", {}, teller)
    return batch


def pairs_to_settle(batch: PaperBatch, *, teller: Actor) -> Difference:
    """Where two entries differ, for the third teller's eyes.

    Raises:
        Refusal: they do not differ, or the teller keyed one of them.
    """
    if batch.state != PaperBatch.State.DIFFERS:
        raise Refusal(
            Problem(str(batch), "状态", batch.get_state_display(), "不需要核定。", "请刷新页面。")
        )
    _refuse_not_third(batch, teller)
    first, second = batch.entries.filter(place__lt=THIRD).order_by("place")
    return compare(keyed_in(first), keyed_in(second))


@transaction.atomic
def settle_ballot(batch: PaperBatch, content: Content, *, teller: Actor) -> PaperBatch:
    """Decide the next pair of a difference as the third teller, the form in hand.

    After the last pair the pile goes into the box.

    Raises:
        Refusal: as `pairs_to_settle`, or answers the form cannot hold.
    """
    batch = _locked(batch, PaperBatch.State.DIFFERS)
    found = pairs_to_settle(batch, teller=teller)
    entry, _ = PaperEntry.objects.get_or_create(
        batch=batch, place=THIRD, defaults={"account": teller.account, "name": teller.name}
    )
    decided = keyed_in(entry)
    form = found.pairs[len(decided)][0].form
    decided = [*decided, _item(batch, content, form)]
    _keep(entry, decided, in_order=False)
    if len(decided) == len(found.pairs):
        into_box(batch, [*found.common, *decided], differing=len(found.pairs), actor=teller)
    return batch


def keyed_in(entry: PaperEntry | None) -> list[Item]:
    """What a teller keyed in so far, in the order of its content."""
    if entry is None or entry.content is None:
        return []
    opened = desk_key.unseal(entry.batch.poll_id, bytes(entry.content))
    return [Item(form, content) for form, content in json.loads(opened)]


def into_box(batch: PaperBatch, items: Sequence[Item], *, differing: int, actor: Actor) -> None:
    """Seal what was agreed on for the box, shuffled, and forget the entries.

    Args:
        batch: locked.
        items: the ballots decided just now.
        differing: how many the two tellers disagreed on.
        actor: who keyed in last.
    """
    form = batch.poll.form
    seal_for_box(batch, [item.read(form) for item in items])
    batch.state = PaperBatch.State.SEALED
    batch.digest = envelopes_digest(batch)
    batch.save(update_fields=["state", "digest"])
    batch.entries.update(content=None)
    batch.scanned_forms.update(reading=None)
    body = {
        "how": batch.get_how_display(),
        "tellers": [each.name for each in batch.entries.order_by("place")],
        "differing": differing,
        "box": batch.digest,
    }
    _record(batch, "paper_batch_sealed", body, actor)


def seal_for_box(batch: PaperBatch, ballots: Sequence[Content]) -> None:
    """Put `ballots` into envelopes of the box, under random keys and in their order."""
    poll = batch.poll
    form = poll.form
    public_half = bytes(poll.box_public_key or b"")
    rows = []
    for content in ballots:
        try:
            packed = form.pack(content, poll.padded_length)
        except RuntimeError:  # far more names written than the form has lines: invalid anyway
            packed = form.pack(spoilt(form), poll.padded_length)
        rows.append(PaperEnvelope(batch=batch, envelope=envelope.seal(public_half, packed)))
    secrets.SystemRandom().shuffle(rows)
    PaperEnvelope.objects.bulk_create(sorted(rows, key=lambda row: row.key))


def envelopes_digest(batch: PaperBatch) -> str:
    """The root over the set of envelopes of a batch, as it stands on the record."""
    return queries.digest_of_envelopes(batch.envelopes.values_list("envelope", flat=True))


def _locked(batch: PaperBatch, *states: PaperBatch.State) -> PaperBatch:
    poll_in(batch.poll_id, Poll.State.CLOSED)
    locked = PaperBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state not in states:
        raise Refusal(
            Problem(
                str(locked),
                "状态",
                locked.get_state_display(),
                "现在不能录入这一批。",
                "请刷新页面，选择其他批次。",
            )
        )
    return locked


def _seat(batch: PaperBatch, teller: Actor) -> PaperEntry:
    entries = list(batch.entries.order_by("place"))
    mine = [each for each in entries if each.account == teller.account]
    if mine:
        return mine[0]
    taken = {each.place for each in entries}
    free = [place for place in (1, 2) if place not in taken]
    if not free or not teller.account:
        raise Refusal(
            Problem(
                str(batch),
                "计票人",
                teller.name,
                f"已由{'、'.join(each.name for each in entries)}两人录入。",
                "请录入其他批次；两人录入不一致的，由第三人核定。",
            )
        )
    return PaperEntry.objects.create(
        batch=batch, place=free[0], account=teller.account, name=teller.name
    )


def _item(batch: PaperBatch, content: Content, key: str) -> Item:
    """`content` in its one spelling.

    Raises:
        Refusal: the form cannot hold it.
    """
    form = batch.poll.form
    if fault := refused_of(form, content):
        raise Refusal(
            Problem(str(batch), "录入", "", f"{fault}。", "请对照票面重新录入，姓名只录姓名。")
        )
    return item_of(content, form, key)


def _refuse_full(batch: PaperBatch, number: int, most: int) -> None:
    if number >= most:
        raise Refusal(
            Problem(
                str(batch),
                "录入",
                f"{number} 张",
                "这一批已经录完。",
                "请清点纸质票；录多、录少的，请重录本批。",
            )
        )


def _refuse_other_form(batch: PaperBatch, items: Sequence[Item], form: str) -> None:
    if batch.how == PaperBatch.How.KEYED and not form:
        return
    doubtful = batch.scanned_forms.exclude(reading=None).filter(key=form).exists()
    if not doubtful or any(item.form == form for item in items):
        raise Refusal(
            Problem(str(batch), "扫描票", "", "这一张不需要再录。", "请刷新页面，录入下一张。")
        )


def _refuse_not_third(batch: PaperBatch, teller: Actor) -> None:
    keyed = batch.entries.filter(place__lt=THIRD, account=teller.account).exists()
    other = batch.entries.filter(place=THIRD).exclude(account=teller.account).first()
    if keyed or other is not None or not teller.account:
        raise Refusal(
            Problem(
                str(batch),
                "核定",
                teller.name,
                "录入过这一批的人不能核定。" if other is None else f"已由{other.name}核定。",
                "请由没有录入过这一批的第三人核定。",
            )
        )


def _keep(entry: PaperEntry, items: Sequence[Item], *, in_order: bool = True) -> None:
    # A pile in the order of its content; decisions in the order of the pairs, which is the same.
    kept = sorted(items) if in_order else items
    content = json.dumps([[item.form, item.content] for item in kept]).encode()
    entry.content = desk_key.seal(entry.batch.poll_id, content)
    entry.number = len(items)
    entry.save(update_fields=["content", "number"])


def _record(batch: PaperBatch, verb: str, body: dict[str, object], actor: Actor) -> None:
    append(
        batch.poll.case,
        f"poll.{verb}",
        {
            "poll": str(batch.poll_id),
            "class": batch.voters.name,
            "batch": batch.place,
            "forms": batch.size,
            **body,
        },
        actor=actor,
    )
