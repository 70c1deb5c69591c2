"""The box key: made by three tellers, tried before voting, destroyed after counting."""

import secrets
from collections.abc import Sequence

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import box_key, envelope
from xuanxian.ballots.box_key import KeyFile, PassphraseCost, Teller
from xuanxian.ballots.models import Poll
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.preparing import refuse_of_meeting
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


def make_box_key(
    poll: Poll, tellers: Sequence[Teller], *, actor: Actor, cost: PassphraseCost | None = None
) -> tuple[KeyFile, ...]:
    """Make the poll's box key. May be made anew until voting opens, which makes the old useless.

    Args:
        poll: a secret poll that is not yet open and belongs to no meeting.
        tellers: three, each with a passphrase of their own.
        actor: who runs the page.
        cost: how hard guessing a passphrase is made; the default takes about half a second each.

    Returns:
        One key file a teller. They are kept nowhere else: what is not saved now is lost.

    Raises:
        Refusal: not three tellers, too short a passphrase, a signed poll, voting already open.
    """
    if not poll.is_secret:
        raise Refusal(Problem(poll.title, "", "", "署名投票没有票箱密钥。", ""))
    refuse_of_meeting(poll, "制票箱密钥")
    public_half, files = box_key.make(poll.box_name, poll.title, tellers, cost)
    with transaction.atomic():
        keep_key([poll_in(poll, Poll.State.PREPARED)], public_half, tellers)
        append(
            poll.case,
            "poll.key_made",
            {
                "poll": str(poll.pk),
                "tellers": [teller.name for teller in tellers],
                "public_half": public_half.hex(),
            },
            actor=actor,
        )
    return files


def keep_key(polls: Sequence[Poll], public_half: bytes, tellers: Sequence[Teller]) -> None:
    """Let `polls`, locked and prepared, be sealed with this key from now on."""
    for poll in polls:
        poll.box_public_key = public_half
        poll.box_tellers = [teller.name for teller in tellers]
        poll.box_tested = False
        poll.save(update_fields=["box_public_key", "box_tellers", "box_tested"])


def test_box(poll: Poll, keys: Sequence[tuple[KeyFile, str]], *, actor: Actor) -> None:
    """Show that the box is empty and that these tellers can open it.

    A test envelope is sealed with the public half and opened with every two of `keys` in turn, so
    that a forgotten passphrase surfaces before anybody has voted.

    Raises:
        Refusal: fewer than two keys, one that does not open, ballots already in the box, a poll of
            a meeting.
    """
    refuse_of_meeting(poll, "试开票箱")
    public_half = open_test_envelope(poll, keys)
    with transaction.atomic():
        keep_tested([poll_in(poll, Poll.State.PREPARED)], public_half)
        append(
            poll.case,
            "poll.box_tested",
            {"poll": str(poll.pk), "tellers": [file.teller for file, _ in keys], "ballots": 0},
            actor=actor,
        )


def open_test_envelope(poll: Poll, keys: Sequence[tuple[KeyFile, str]]) -> bytes:
    """Seal something and open it with every two of `keys` in turn; the public half it is of.

    Raises:
        Refusal: no key was made, fewer than two keys, or one that does not open.
    """
    if poll.box_public_key is None:
        raise Refusal(Problem(poll.title, "票箱密钥", "", "还没有制密钥。", "请先制密钥。"))
    public_half = bytes(poll.box_public_key)
    test = secrets.token_bytes(poll.padded_length)
    sealed = envelope.seal(public_half, test)
    for place in range(max(1, len(keys) - 1)):
        private_half = box_key.unlock(poll.box_name, public_half, keys[place : place + 2])
        if envelope.unseal(private_half, sealed) != test:
            raise RuntimeError("the box key opened the test envelope to something else")
    return public_half


def keep_tested(polls: Sequence[Poll], public_half: bytes) -> None:
    """Note of `polls`, locked and prepared, that their empty boxes were shown.

    Raises:
        Refusal: ballots already in a box, or another key was made meanwhile.
    """
    for poll in polls:
        if poll.slips.filter(envelope__isnull=False).exists():
            raise Refusal(
                Problem(poll.title, "票箱", "", "箱内已有票，不是空箱。", "请报告监票人。")
            )
        if poll.box_public_key is None or bytes(poll.box_public_key) != public_half:
            raise Refusal(Problem(poll.title, "票箱密钥", "", "刚刚换了密钥。", "请重新试开。"))
        poll.box_tested = True
        poll.save(update_fields=["box_tested"])


@transaction.atomic
def confirm_key_destroyed(poll: Poll, witnesses: Sequence[str], *, actor: Actor) -> Poll:
    """Record that the tellers destroyed their key files, so that no old backup can be opened.

    Raises:
        Refusal: fewer than two named witnesses, or the box is not opened yet.
    """
    poll = poll_in(poll, Poll.State.OPENED)
    named = [name.strip() for name in witnesses if name.strip()]
    if len(set(named)) < 2:
        raise Refusal(
            Problem(poll.title, "见证人", "、".join(named), "须有两人。", "请填写两名见证人。")
        )
    poll.key_destroyed = True
    poll.save(update_fields=["key_destroyed"])
    append(
        poll.case,
        "poll.key_destroyed",
        {"poll": str(poll.pk), "witnesses": named},
        actor=actor,
    )
    return poll
