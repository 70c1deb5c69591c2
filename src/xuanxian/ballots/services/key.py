"""The box key on one screen: made by three tellers, tried before voting, destroyed after counting.

Three passphrases typed at one screen are three passphrases, not three people: the program cannot
tell who typed them. This is the way left when tellers have no devices; `tellers` and `handing_in`
are the way that shows it was three.
"""

import secrets
from collections.abc import Sequence
from hashlib import sha256

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import box_key, envelope, server_key
from xuanxian.ballots.box_key import KeyFile, PassphraseCost, Teller
from xuanxian.ballots.models import Poll, TellerSeat
from xuanxian.ballots.services.boxes import Box, Holder, box_of
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.preparing import refuse_of_meeting
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append

_WHERE = "计票人密钥"


def make_box_key(
    holder: Holder, tellers: Sequence[Teller], *, actor: Actor, cost: PassphraseCost | None = None
) -> tuple[KeyFile, ...]:
    """Make a box key on one screen. May be made anew until voting opens; the old is useless then.

    Args:
        holder: a poll that belongs to no meeting, or a meeting none of whose secret polls is open.
        tellers: three, each with a passphrase of their own.
        actor: who runs the page.
        cost: how hard guessing a passphrase is made; the default takes about half a second each.

    Returns:
        One key file a teller. They are kept nowhere else: what is not saved now is lost.

    Raises:
        Refusal: not three tellers, too short a passphrase, no secret poll, voting already open, a
            box whose key the server keeps.
    """
    refuse_of_meeting(holder, "制票箱密钥")
    box = box_of(holder)
    refuse_kept_by_server(box)
    box_key.refuse_unnamed([teller.name for teller in tellers])
    box_key.refuse_short_passphrases(tellers)
    made = [
        box_key.make_own(str(box.id), box.title, place, teller, cost)
        for place, teller in enumerate(tellers)
    ]
    public_half, shares = box_key.make_box([own for own, _ in made])
    with transaction.atomic():
        polls = box.locked(Poll.State.PREPARED)
        TellerSeat.objects.filter(box=box.id).delete()
        TellerSeat.objects.bulk_create(
            TellerSeat(
                box=box.id,
                place=file.place,
                name=file.teller,
                organiser=actor.account,
                token_hash=hash_of_token(file.token),
                public_half=own,
                shares=shares[file.place],
            )
            for own, file in made
        )
        keep_key(
            polls, public_half, [teller.name for teller in tellers], Poll.BoxKeeping.SAME_SCREEN
        )
        record_key_made(box, actor)
    return tuple(file for _, file in made)


def hash_of_token(token: str) -> str:
    """What the server keeps of a key file's token. 32 random bytes need no salt."""
    return sha256(b"xuanxian teller token " + token.encode()).hexdigest()


def keep_key(
    polls: Sequence[Poll], public_half: bytes | None, tellers: Sequence[str], keeping: str
) -> None:
    """Let `polls`, locked and prepared, be sealed with this key from now on."""
    for poll in polls:
        poll.box_public_key = public_half
        poll.box_tellers = list(tellers)
        poll.box_keeping = keeping
        poll.box_tested = False
        poll.save(update_fields=["box_public_key", "box_tellers", "box_keeping", "box_tested"])


def record_key_made(box: Box, actor: Actor) -> None:
    """Put on the record who keeps which key."""
    public_half = box.public_half or b""
    box.record(
        "key_made",
        {
            "tellers": [seat.name for seat in box.seats],
            "public_half": public_half.hex(),
            "keeping": box.keeping,
        },
        actor,
    )


def refuse_kept_by_server(box: Box) -> None:
    """Refuse what tellers do where there are none.

    Raises:
        Refusal: the rules leave the key to the server.
    """
    if box.rules.kept_by == "server":
        raise Refusal(
            Problem(box.title, "票箱密钥", "", "按投票规则由服务器保管，没有计票人密钥。", "")
        )


def test_box(holder: Holder, keys: Sequence[tuple[KeyFile, str]], *, actor: Actor) -> None:
    """Show on one screen that the box is empty and that these tellers can open it.

    A test envelope is sealed with the public half and opened with every two of `keys` in turn, so
    that a forgotten passphrase surfaces before anybody has voted.

    Raises:
        Refusal: fewer than two keys, one that does not open, ballots already in the box, a poll of
            a meeting.
    """
    refuse_of_meeting(holder, "试开票箱")
    box = box_of(holder)
    public_half = open_test_envelope(box, keys)
    with transaction.atomic():
        keep_tested(box.locked(Poll.State.PREPARED), public_half)
        record_tested(box, [file.teller for file, _ in keys], actor)


def record_tested(box: Box, tellers: Sequence[str], actor: Actor) -> None:
    """Put on the record that the empty box was opened with these tellers' keys."""
    verb = "box_tested" if box.of == "poll" else "boxes_tested"
    box.record(verb, {"tellers": list(tellers), "ballots": 0}, actor)


def open_test_envelope(box: Box, keys: Sequence[tuple[KeyFile, str]]) -> bytes:
    """Seal something and open it with every two of `keys` in turn; the public half it is of.

    Raises:
        Refusal: no key was made, fewer than two keys, or one that does not open.
    """
    public_half = box.public_half
    if public_half is None:
        raise Refusal(Problem(box.title, "票箱密钥", "", "还没有制密钥。", "请先制密钥。"))
    for place in range(max(1, len(keys) - 1)):
        try_private_half(unlock(box, public_half, keys[place : place + 2]), public_half)
    return public_half


def try_private_half(private_half: bytes, public_half: bytes) -> None:
    """Seal a test envelope with the one and open it with the other."""
    test = secrets.token_bytes(512)
    if envelope.unseal(private_half, envelope.seal(public_half, test)) != test:
        raise RuntimeError("the box key opened the test envelope to something else")


def unlock(box: Box, public_half: bytes, keys: Sequence[tuple[KeyFile, str]]) -> bytes:
    """The private half, from the files and passphrases of two tellers.

    Args:
        box: the box to be opened.
        public_half: of its key.
        keys: key file and passphrase of two different tellers.

    Raises:
        Refusal: another box's file, the same teller twice, a wrong passphrase, an old file.
    """
    if len({file.place for file, _ in keys}) < 2:
        raise Refusal(
            Problem(_WHERE, "", "", "需要两名不同计票人的密钥。", "请由另一名计票人提供密钥文件。")
        )
    (first, passphrase), (second, other_passphrase) = keys[:2]
    seat, other = seat_of(box, first), seat_of(box, second)
    own = box_key.open_own(first, passphrase, bytes(seat.public_half or b""))
    other_own = box_key.open_own(second, other_passphrase, bytes(other.public_half or b""))
    half = box_key.take_off(own, seat.shares)
    return box_key.join(half, second.place, other_own, public_half)


def seat_of(box: Box, file: KeyFile) -> TellerSeat:
    """The seat whose key file this is.

    Raises:
        Refusal: another box's file, or one that was replaced since.
    """
    if file.box != str(box.id):
        raise Refusal(
            Problem(
                _WHERE,
                "密钥文件",
                f"{file.teller}：{file.title}",
                "是另一次投票的密钥。",
                "请选择本次投票的密钥文件。",
            )
        )
    seat = TellerSeat.objects.filter(
        box=box.id, place=file.place, token_hash=hash_of_token(file.token)
    ).first()
    if seat is None or seat.public_half is None:
        raise Refusal(
            Problem(
                _WHERE, "密钥文件", file.teller, "密钥与本次投票的票箱不配。",
                "请核对是否为最后一次制的密钥。",
            )
        )  # fmt: skip
    return seat


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
def confirm_key_destroyed(holder: Holder, witnesses: Sequence[str], *, actor: Actor) -> None:
    """Record that the tellers destroyed their key files, so that no old backup can be opened.

    Args:
        holder: a poll that belongs to no meeting; or a meeting, for all of its polls.
        witnesses: two names at least.
        actor: who records it.

    Raises:
        Refusal: fewer than two named witnesses, or a box is not opened yet.
    """
    refuse_of_meeting(holder, "登记销毁密钥")
    named = [name.strip() for name in witnesses if name.strip()]
    if len(set(named)) < 2:
        raise Refusal(
            Problem(holder.title, "见证人", "、".join(named), "须有两人。", "请填写两名见证人。")
        )
    box = box_of(holder)
    for each in box.polls:
        if each.key_destroyed:
            continue
        poll = poll_in(each, Poll.State.OPENED)
        poll.key_destroyed = True
        poll.save(update_fields=["key_destroyed"])
        append(
            poll.case,
            "poll.key_destroyed",
            {"poll": str(poll.pk), "witnesses": named},
            actor=actor,
        )
    forget_shares(box)


def forget_shares(box: Box) -> None:
    """Drop what is kept of the key once no box of its polls remains to be opened."""
    if any(poll.state != Poll.State.OPENED for poll in box.polls):
        return
    TellerSeat.objects.filter(box=box.id).update(shares={})
    transaction.on_commit(lambda: server_key.destroy(box.id))
