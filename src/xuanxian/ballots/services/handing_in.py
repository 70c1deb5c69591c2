"""Tellers hand in their keys one by one, each at a screen of their own, to try or open the box.

What one teller has taken off lies in this process's memory for some minutes, still sealed to each
of the other two: by itself it opens nothing. Nothing of it reaches the store, a cache, a session or
a file, so that no backup can hold it. After a restart, or when the time is up, tellers begin anew.
The time is measured by a clock that nobody can set.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from nacl.public import PrivateKey

from xuanxian.ballots import box_key
from xuanxian.ballots.box_key import KeyFile
from xuanxian.ballots.models import Poll, TellerSeat
from xuanxian.ballots.services.boxes import Box
from xuanxian.ballots.services.key import (
    keep_tested,
    record_tested,
    seat_of,
    try_private_half,
)
from xuanxian.ballots.services.opening import open_with
from xuanxian.ballots.services.registrar import teller_of
from xuanxian.ballots.services.tellers import refuse_others
from xuanxian.kernel.errors import Problem, Refusal


@dataclass(frozen=True)
class _Half:
    """What one teller has taken off: place of another → what only that other can open."""

    name: str
    public_half: bytes
    taken_off: Mapping[int, bytes]
    until: float


@dataclass(frozen=True)
class HandedIn:
    """Where the tellers have got to.

    Attributes:
        tellers: the names of those who have handed in, in the order of their places.
        done: whether the box was tried or opened by it.
        refused: of a meeting's boxes, why some were not opened.
    """

    tellers: tuple[str, ...]
    done: bool = False
    refused: tuple[Problem, ...] = ()


_turn = threading.Lock()
_halves: dict[UUID, dict[int, _Half]] = {}
_wrong: dict[UUID, tuple[int, float]] = {}


def handed_in(box: Box) -> tuple[str, ...]:
    """The tellers whose keys are waiting for another's."""
    return tuple(half.name for _, half in sorted(_waiting(box).items()))


def hand_in_to_try(box: Box, file: KeyFile, passphrase: str, *, account: str = "") -> HandedIn:
    """Take one teller's key to try the empty box; tried when all three have handed in.

    Each is tried with every other, on a test envelope.

    Args:
        box: a box none of whose polls is open yet.
        file: the teller's key file.
        passphrase: the teller's passphrase.
        account: the id of the account signed in at that screen, "" for nobody.

    Raises:
        Refusal: as `hand_in_to_open`; ballots already in the box.
    """
    with _turn:
        _refuse_unless(box, Poll.State.PREPARED)
        seat, half, own = _take(box, file, passphrase, account)
        others = {place: each for place, each in _waiting(box).items() if place != seat.place}
        public_half = half.public_half
        for other in others.values():
            private_half = box_key.join(other.taken_off, seat.place, own, public_half)
            try_private_half(private_half, public_half)
        names = _names(others, seat)
        with transaction.atomic():
            polls = box.locked(Poll.State.PREPARED)
            _record(box, seat, "try")
            if len(names) < box_key.TELLERS:
                _halves.setdefault(box.id, {})[seat.place] = half
                return HandedIn(names)
            keep_tested(polls, public_half)
            record_tested(box, names, teller_of(seat))
        _halves.pop(box.id, None)
    return HandedIn(names, done=True)


def hand_in_to_open(box: Box, file: KeyFile, passphrase: str, *, account: str = "") -> HandedIn:
    """Take one teller's key to open the box; the second one's opens and counts every closed poll.

    Args:
        box: a box with a closed poll.
        file: the teller's key file.
        passphrase: the teller's passphrase.
        account: the id of the account signed in at that screen, "" for nobody.

    Raises:
        Refusal: a wrong file or passphrase or too many of them, another's seat, no closed poll, or
            as `open_with` where no box could be opened.
    """
    with _turn:
        closed = _refuse_unless(box, Poll.State.CLOSED)
        seat, half, own = _take(box, file, passphrase, account)
        others = {place: each for place, each in _waiting(box).items() if place != seat.place}
        with transaction.atomic():
            _record(box, seat, "open")
        if not others:
            _halves.setdefault(box.id, {})[seat.place] = half
            return HandedIn(_names(others, seat))
        # A third may hand in where one of the first two was refused: any of them will do.
        other = others[min(others)]
        private_half = box_key.join(other.taken_off, seat.place, own, half.public_half)
        names = _names({min(others): other}, seat)
        refused: list[Problem] = []
        for poll in closed:
            try:
                open_with(poll, private_half, names, "separate", actor=teller_of(seat))
            except Refusal as fault:
                refused += fault.problems
        if len(refused) and not any(poll.state == Poll.State.OPENED for poll in box.polls):
            raise Refusal(refused)
        _halves.pop(box.id, None)
    return HandedIn(names, done=True, refused=tuple(refused))


def forget_handed_in(box: Box) -> None:
    """Forget what tellers have handed in, as when another key was made."""
    _halves.pop(box.id, None)


def _take(
    box: Box, file: KeyFile, passphrase: str, account: str
) -> tuple[TellerSeat, _Half, PrivateKey]:
    seat = seat_of(box, file)
    refuse_others(box, seat, account)
    _refuse_guessing(box, seat)
    public_half = box.public_half
    if public_half is None:
        raise Refusal(Problem(box.title, "票箱密钥", "", "还没有制好密钥。", "请待三人都制钥。"))
    try:
        own = box_key.open_own(file, passphrase, bytes(seat.public_half or b""))
    except Refusal:
        tries, _ = _wrong.get(seat.pk, (0, 0.0))
        _wrong[seat.pk] = (tries + 1, _end())
        raise
    _wrong.pop(seat.pk, None)
    return seat, _Half(seat.name, public_half, box_key.take_off(own, seat.shares), _end()), own


def _refuse_guessing(box: Box, seat: TellerSeat) -> None:
    """A key file found by somebody else must not let them guess on and on."""
    tries, until = _wrong.get(seat.pk, (0, 0.0))
    if until <= time.monotonic():
        _wrong.pop(seat.pk, None)
    elif tries >= settings.AXES_FAILURE_LIMIT:
        raise Refusal(
            Problem(
                box.title,
                f"{seat.name}的口令",
                "",
                "输错的次数太多，暂停受理。",
                f"请 {settings.XUANXIAN_TELLER_MINUTES} 分钟后再试，或由另两名计票人办理。",
            )
        )


def _waiting(box: Box) -> dict[int, _Half]:
    """What was handed in for the present key and still holds."""
    found = _halves.get(box.id, {})
    public_half, now = box.public_half, time.monotonic()
    for place, half in list(found.items()):
        if half.until <= now or half.public_half != public_half:
            del found[place]
    return found


def _end() -> float:
    return time.monotonic() + 60 * settings.XUANXIAN_TELLER_MINUTES


def _refuse_unless(box: Box, state: Poll.State) -> list[Poll]:
    polls = [poll for poll in box.polls if poll.state == state]
    if not polls or (state == Poll.State.PREPARED and len(polls) < len(box.polls)):
        raise Refusal(
            Problem(
                box.title,
                "状态",
                "",
                f"这一步只能在“{state.label}”时办理。",
                "请刷新页面，按页面所示的下一步办理。",
            )
        )
    return polls


def _names(others: Mapping[int, _Half], seat: TellerSeat) -> tuple[str, ...]:
    named = {place: half.name for place, half in others.items()} | {seat.place: seat.name}
    return tuple(name for _, name in sorted(named.items()))


def _record(box: Box, seat: TellerSeat, purpose: str) -> None:
    box.record("key_handed_in", {"teller": seat.name, "purpose": purpose}, teller_of(seat))
