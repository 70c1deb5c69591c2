"""Tellers at devices of their own: three are named, each makes a key, the box key follows.

Each teller signs in with an account, or holds a code handed over on paper that serves once. Each
step is a request from that teller alone, so that the program saw three people's devices where one
screen shows it none. The box key comes into being when the third has come.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import box_key
from xuanxian.ballots.box_key import KeyFile, PassphraseCost, Teller
from xuanxian.ballots.models import Poll, TellerSeat
from xuanxian.ballots.services.boxes import Box, box_with
from xuanxian.ballots.services.key import (
    hash_of_token,
    keep_key,
    record_key_made,
    refuse_kept_by_server,
)
from xuanxian.ballots.services.registrar import teller_of
from xuanxian.ballots.slip_codes import new_code, read_code
from xuanxian.kernel.errors import Problem, Refusal


@dataclass(frozen=True)
class NamedTeller:
    """A teller as the organiser names one: by account, or by name alone to be given a code."""

    name: str
    account: str = ""


@dataclass(frozen=True)
class Invitation:
    """A code for a teller without an account: shown once, handed over on paper, kept nowhere."""

    name: str
    code: str


@transaction.atomic
def name_tellers(
    box: Box, tellers: Sequence[NamedTeller], *, actor: Actor
) -> tuple[Invitation, ...]:
    """Name the three tellers of a box. May be done anew until voting opens; keys are made anew.

    Args:
        box: a box none of whose polls is open yet.
        tellers: three, of different names and accounts.
        actor: the organiser, who may be none of them unless the rules of the poll say so.

    Returns:
        A code for each of those without an account.

    Raises:
        Refusal: not three, one account twice, the organiser among them, a box whose key the server
            keeps, voting already open.
    """
    refuse_kept_by_server(box)
    box_key.refuse_unnamed([teller.name for teller in tellers])
    accounts = [teller.account for teller in tellers if teller.account]
    if len(set(accounts)) < len(accounts):
        raise Refusal(
            Problem(box.title, "计票人", "", "同一账号不能当两名计票人。", "请另指定一人。")
        )
    if actor.account in accounts and not box.rules.organiser_may_tell:
        raise Refusal(_organiser_tells(box, actor.name))
    polls = box.locked(Poll.State.PREPARED)
    TellerSeat.objects.filter(box=box.id).delete()
    keep_key(polls, None, [teller.name.strip() for teller in tellers], Poll.BoxKeeping.SEPARATE)
    invitations = []
    for place, teller in enumerate(tellers):
        seat = TellerSeat(
            box=box.id,
            place=place,
            name=teller.name.strip(),
            account=teller.account,
            organiser=actor.account,
        )
        if not teller.account:
            invitations.append(_invite(seat))
        seat.save()
    box.record(
        "tellers_named",
        {"tellers": [teller.name.strip() for teller in tellers], "accounts": len(accounts)},
        actor,
    )
    return tuple(invitations)


@transaction.atomic
def renew_code(seat: TellerSeat, *, actor: Actor) -> Invitation:
    """Give a teller without an account a new code, where the old one or the key file is lost.

    The teller's key is void from now on, and the box key with it until the teller has made another.

    Raises:
        Refusal: a teller with an account, or voting already open.
    """
    box, seat = _locked(seat)
    if seat.account:
        raise Refusal(
            Problem(box.title, seat.name, "", "有账号，不用密码条。", "请本人登录后重新制钥。")
        )
    invitation = _invite(seat)
    seat.public_half, seat.token_hash = None, ""
    seat.save()
    TellerSeat.objects.filter(box=box.id).update(shares={})
    keep_key(box.polls, None, [each.name for each in box.seats], Poll.BoxKeeping.SEPARATE)
    box.record("teller_code_renewed", {"teller": seat.name}, actor)
    return invitation


def seat_with_code(code: str) -> TellerSeat | None:
    """The seat that a code on paper is for; None where it is none, or was used."""
    read = read_code(code)
    if read is None:
        return None
    return TellerSeat.objects.filter(code_hash=_hash_of(read)).exclude(code_hash="").first()


def make_teller_key(
    seat: TellerSeat,
    passphrase: str,
    *,
    account: str = "",
    code: str = "",
    cost: PassphraseCost | None = None,
) -> KeyFile:
    """Let one teller make a key, at that teller's own device; the last one makes the box key.

    Args:
        seat: the teller's.
        passphrase: known to this teller alone.
        account: the id of the account signed in, "" for nobody.
        code: the code on paper, of a teller without an account. It serves once.
        cost: how hard guessing the passphrase is made; the default takes about half a second.

    Returns:
        The key file. It is kept nowhere else: what is not saved now is lost.

    Raises:
        Refusal: somebody else, too short a passphrase, or voting already open.
    """
    box = _box_of_seat(seat)
    own, file = box_key.make_own(
        str(box.id), box.title, seat.place, Teller(seat.name, passphrase), cost
    )
    with transaction.atomic():
        box, seat = _locked(seat)
        refuse_others(box, seat, account)
        if not seat.account:
            if not seat.code_hash or seat.code_hash != _hash_of(read_code(code) or ""):
                raise Refusal(
                    Problem(
                        box.title,
                        "密码条",
                        "",
                        "没有用，或已经用过。",
                        "请向组织投票的人要一张新的密码条。",
                    )
                )
            seat.code_hash = ""
        seat.public_half = own
        seat.token_hash = hash_of_token(file.token)
        seat.registrar_connected = False
        seat.save()
        box.record("teller_key_made", {"teller": seat.name}, teller_of(seat))
        _make_box_key(box)
    return file


def refuse_others(box: Box, seat: TellerSeat, account: str) -> None:
    """Refuse what an account does on a seat that is not its own.

    Raises:
        Refusal: the seat is another account's; or the account has another seat of the box, or named
            its tellers and may not be one of them.
    """
    if seat.account and seat.account != account:
        raise Refusal(
            Problem(box.title, seat.name, "", "须由本人登录后办理。", "请用本人的账号登录。")
        )
    if not account:
        return
    if any(each.account == account and each.pk != seat.pk for each in box.seats):
        raise Refusal(
            Problem(box.title, seat.name, "", "您已是另一名计票人。", "一人不能代另一人办理。")
        )
    if account == seat.organiser and not seat.account and not box.rules.organiser_may_tell:
        raise Refusal(_organiser_tells(box, seat.name))


def _make_box_key(box: Box) -> None:
    """Make the box key when every teller's public half is there; anew when one has changed."""
    seats = box.seats
    own = [bytes(seat.public_half) for seat in seats if seat.public_half is not None]
    if len(own) < box_key.TELLERS:
        return
    public_half, shares = box_key.make_box(own)
    for seat, shared in zip(seats, shares, strict=True):
        seat.shares = shared
        seat.save(update_fields=["shares"])
    names = [seat.name for seat in seats]
    keep_key(box.polls, public_half, names, Poll.BoxKeeping.SEPARATE)
    record_key_made(box, teller_of(seats[-1]))


def _invite(seat: TellerSeat) -> Invitation:
    code = new_code()
    seat.code_hash = _hash_of(code)
    return Invitation(seat.name, code)


def _locked(seat: TellerSeat) -> tuple[Box, TellerSeat]:
    box = _box_of_seat(seat)
    box.locked(Poll.State.PREPARED)
    return box, TellerSeat.objects.get(pk=seat.pk)


def _box_of_seat(seat: TellerSeat) -> Box:
    box = box_with(UUID(str(seat.box)))
    if box is None:
        raise Refusal(Problem(seat.name, "", "", "投票已经不在了。", ""))
    return box


def _organiser_tells(box: Box, name: str) -> Problem:
    return Problem(box.title, "计票人", name, "组织投票的人不能兼任计票人。", "请另指定一人。")


def _hash_of(code: str) -> str:
    return hashlib.sha256(b"xuanxian teller code " + code.encode()).hexdigest()
