"""Closing a poll, opening its box by two tellers."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import envelope, queries, server_key
from xuanxian.ballots.box_key import KeyFile
from xuanxian.ballots.models import OpenedBallot, OpenedText, Poll, Slip
from xuanxian.ballots.named_notes import NamedNote, digest_of
from xuanxian.ballots.poll_form import Content, Counted
from xuanxian.ballots.random_keys import random_key
from xuanxian.ballots.services.boxes import box_of
from xuanxian.ballots.services.counting import count_anew
from xuanxian.ballots.services.key import forget_shares, unlock
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.paper.joining import forget_paper, sealed_paper
from xuanxian.ballots.services.registrar import refuse_disagreeing_registrars
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@transaction.atomic
def close_poll(poll: Poll, *, actor: Actor) -> Poll:
    """Close voting. What was acknowledged before is in the box; nothing comes in after.

    The digest over the envelopes goes on the record, so that a box tampered with before it is
    opened shows.

    Raises:
        Refusal: voting is not open.
    """
    poll = poll_in(poll, Poll.State.OPEN)
    poll.state = Poll.State.CLOSED
    if poll.is_secret:
        poll.box_digest = queries.box_digest(poll)
    poll.save(update_fields=["state", "box_digest"])
    body: dict[str, object] = {"poll": str(poll.pk)}
    if poll.is_secret:
        body |= {"box": poll.box_digest, "cast": queries.balance(poll).cast}
    else:
        body["cast"] = poll.signed_ballots.count()
    append(poll.case, "poll.voting_closed", body, actor=actor)
    return poll


def open_box(poll: Poll, keys: Sequence[tuple[KeyFile, str]] = (), *, actor: Actor) -> Counted:
    """Open the box on one screen by two tellers and count, in one transaction.

    Args:
        poll: a closed secret poll.
        keys: key file and passphrase of two different tellers; none where the server keeps the
            key.
        actor: who runs the page.

    Raises:
        Refusal: a wrong key or passphrase, or as `open_with`.
    """
    box = box_of(poll)
    if poll.box_public_key is None:
        raise Refusal(
            Problem(poll.title, "票箱", "", "没有可以打开的票箱。", "请刷新页面查看当前状态。")
        )
    if poll.box_keeping == Poll.BoxKeeping.SERVER:
        return open_with(poll, server_key.private_half(box.id), (), "server", actor=actor)
    private_half = unlock(box, bytes(poll.box_public_key), keys)
    names = [file.teller for file, _ in keys[:2]]
    return open_with(poll, private_half, names, "same_screen", actor=actor)


def open_with(
    poll: Poll, private_half: bytes, tellers: Sequence[str], opening: str, *, actor: Actor
) -> Counted:
    """Open the box and count, in one transaction.

    Envelopes leave their slips, are shuffled, opened and stored under random keys; the slips keep
    only that they were used. The public half of the box key is thrown away.

    Args:
        poll: a closed secret poll.
        private_half: of its key.
        tellers: the two who open it.
        opening: how they gave their keys: `separate`, `same_screen` or `server`.
        actor: who stands on the record.

    Raises:
        Refusal: too few ballots to keep them secret, a box that is not the one closed, a registrar
            that saw another box, a balance that does not add up, or the box was opened before.
    """
    with transaction.atomic():
        poll = poll_in(poll, Poll.State.CLOSED)
        _check_box(poll)
        refuse_disagreeing_registrars(poll, queries.box_digest(poll))
        balance = queries.balance(poll)
        paper = sealed_paper(poll)
        opened, texts = _opened_ballots(poll, private_half, paper)
        OpenedBallot.objects.bulk_create(opened, batch_size=500)
        OpenedText.objects.bulk_create(texts, batch_size=500)
        stripped = poll.slips.filter(envelope__isnull=False).update(
            envelope=None, state=Slip.State.CAST
        )
        if not len(opened) == stripped + len(paper) == balance.cast:
            raise RuntimeError("the box does not hold what was cast")
        forget_paper(poll)
        poll.registrar_batches.all().delete()
        poll.opened_digest = queries.opened_digest(poll)
        if texts:
            poll.texts_digest = digest_of(
                (each.key, NamedNote(each.subject, each.note, each.text)) for each in texts
            )
        poll.state = Poll.State.OPENED
        poll.box_public_key = None
        poll.save(update_fields=["opened_digest", "texts_digest", "state", "box_public_key"])
        append(
            poll.case,
            "poll.box_opened",
            {
                "poll": str(poll.pk),
                "tellers": list(tellers),
                "opening": opening,
                "issued": balance.issued,
                "cast": balance.cast,
                "unused": balance.unused,
                "void": balance.void,
                "ballots": poll.opened_digest,
                **({"texts": poll.texts_digest} if texts else {}),
            },
            actor=actor,
        )
        forget_shares(box_of(poll))
        return count_anew(poll, actor)


def _check_box(poll: Poll) -> None:
    cast = queries.balance(poll).cast
    smallest = poll.form.smallest
    if cast < smallest:
        raise Refusal(
            Problem(
                poll.title,
                "收回",
                f"{cast} 票",
                f"不足 {smallest} 票，开箱就看得出是谁投的。",
                "请作废本次投票，扩大范围后重新投票。",
            )
        )
    if queries.box_digest(poll) != poll.box_digest:
        raise Refusal(
            Problem(
                poll.title,
                "封箱校验值",
                "",
                "票箱内容与截止时封存的不一致，可能被改动。",
                "请不要继续，立即报告监票人和纪检监察机构。",
            )
        )


def _opened_ballots(
    poll: Poll, private_half: bytes, paper: Sequence[tuple[int, bytes]]
) -> tuple[list[OpenedBallot], list[OpenedText]]:
    """The ballots in the box and those of paper, and what was written on them in the own words.

    Both stand in the order of fresh random keys, and neither tells anything of the other's.
    """
    form = poll.form
    cast = poll.slips.filter(envelope__isnull=False).values_list("voters_id", "envelope")
    sealed = [*cast, *paper]
    # Twice made to forget the order of the slips: by the shuffle and by the random keys.
    secrets.SystemRandom().shuffle(sealed)
    found: list[tuple[int, Content]] = []
    texts = []
    for voters, content in sealed:
        try:
            packed = envelope.unseal(private_half, bytes(content or b""))
            ballot: Content = form.unpack(packed)
        except ValueError:
            ballot = form.unreadable
        ballot, written = form.torn_off(ballot)
        texts += [OpenedText(key=random_key(), poll=poll, **asdict(each)) for each in written]
        found.append((voters, ballot))
    opened = [
        OpenedBallot(key=random_key(), poll=poll, voters_id=voters, content=form.stored(ballot))
        for voters, ballot in form.mixed(found)
    ]
    return sorted(opened, key=_key_of), sorted(texts, key=_key_of)


def _key_of(row: OpenedBallot | OpenedText) -> str:
    return row.key
