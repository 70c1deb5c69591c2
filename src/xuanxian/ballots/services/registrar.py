"""The tellers' registrar (监票登记机): their own machine notes the envelopes in a box.

While voting runs it is told the hashes of new envelopes, many at once and sorted; when voting is
closed, the rest. An envelope it was told of cannot be dropped or replaced unnoticed: it states what
it noted, and a box that differs is not opened unless people decide so on the record.

Nothing is told or stored by a cast. Of the envelopes not yet told so many are held back, drawn at
random, that the last lot is no smaller than the others: no order or time finer than a lot shows.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import queries
from xuanxian.ballots.models import Poll, RegistrarBatch, RegistrarStatement, TellerSeat
from xuanxian.ballots.services.boxes import Box, box_of
from xuanxian.ballots.services.key import hash_of_token
from xuanxian.ballots.services.locking import poll_in
from xuanxian.kernel.errors import Problem, Refusal

TELLER = "teller"
"""The role in which a teller stands on the record."""


@dataclass(frozen=True)
class Comparison:
    """What a registrar noted against what is in the box.

    Attributes:
        missing: noted, but no longer in the box.
        unknown: in the box, but never told.
    """

    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether they are the same."""
        return not self.missing and not self.unknown


def seat_with_token(box: Box, token: str) -> TellerSeat:
    """The seat of the teller whose key file holds `token`.

    Raises:
        Refusal: nobody's.
    """
    seat = TellerSeat.objects.filter(box=box.id, token_hash=hash_of_token(token)).first()
    if seat is None:
        raise Refusal(
            Problem(
                "监票登记机",
                "",
                "",
                "不是本次投票计票人的密钥文件。",
                "请选择最后一次制的密钥文件。",
            )
        )
    return seat


@transaction.atomic
def tell(box: Box, token: str, known: Mapping[str, int]) -> list[dict[str, Any]]:
    """What a registrar does not know yet.

    Args:
        box: the box it watches.
        token: of a teller's key file.
        known: poll id → how many lots the registrar holds already.

    Returns:
        For every poll of the box: `poll`, `title`, `state`, `from` (the place of the first lot
        told) and `lots`, lists of sorted hashes.

    Raises:
        Refusal: not a teller's token.
    """
    seat = seat_with_token(box, token)
    if not seat.registrar_connected:
        seat.registrar_connected = True
        seat.save(update_fields=["registrar_connected"])
        box.record("registrar_connected", {"teller": seat.name}, teller_of(seat))
    told = []
    for poll in box.polls:
        first = max(0, known.get(str(poll.pk), 0))
        _release(poll, box.rules.registrar_every)
        lots = poll.registrar_batches.filter(place__gte=first).order_by("place")
        told.append(
            {
                "poll": str(poll.pk),
                "title": poll.title,
                "state": poll.state,
                "from": first,
                "lots": [lot.hashes for lot in lots],
            }
        )
    return told


def _release(poll: Poll, every: int) -> None:
    """Make a lot of the envelopes not yet told, when that tells no more than it may."""
    # Registrars take turns; a cast never touches this row, so none waits for them.
    locked = Poll.objects.select_for_update().get(pk=poll.pk)
    if locked.state not in {Poll.State.OPEN, Poll.State.CLOSED}:
        return
    told = {each for lot in locked.registrar_batches.all() for each in lot.hashes}
    new = [each for each in queries.envelope_hashes(locked) if each not in told]
    if locked.state == Poll.State.OPEN:
        if len(new) < 2 * every:
            return
        new = secrets.SystemRandom().sample(new, len(new) - every)
    if new:
        RegistrarBatch.objects.create(
            poll=locked, place=locked.registrar_batches.count(), hashes=sorted(new)
        )


@transaction.atomic
def state_noted(box: Box, token: str, poll_id: str, hashes: Sequence[str]) -> Comparison:
    """Take what a registrar noted of a closed box and compare it with the box.

    Raises:
        Refusal: not a teller's token, voting is not closed or the box is opened, or what is given
            are no hashes.
    """
    seat = seat_with_token(box, token)
    found = [poll for poll in box.polls if str(poll.pk) == poll_id]
    noted = set(hashes)
    if not found or any(len(each) != 64 or set(each) - set("0123456789abcdef") for each in noted):
        raise Refusal(Problem("监票登记机", "", "", "登记的内容没有读懂。", "请重新核对。"))
    poll = poll_in(found[0], Poll.State.CLOSED)
    box_holds = set(queries.envelope_hashes(poll))
    compared = Comparison(tuple(sorted(noted - box_holds)), tuple(sorted(box_holds - noted)))
    RegistrarStatement.objects.update_or_create(
        poll=poll,
        seat=seat,
        defaults={"root": queries.digest_of_hashes(noted), "envelopes": len(noted)},
    )
    box.record(
        "registrar_stated",
        {
            "title": poll.title,
            "teller": seat.name,
            "noted": len(noted),
            "cast": len(box_holds),
            "missing": len(compared.missing),
            "unknown": len(compared.unknown),
        },
        teller_of(seat),
    )
    return compared


def refuse_disagreeing_registrars(poll: Poll, box_digest: str) -> None:
    """Refuse to open a box that is not the one its registrars saw.

    Args:
        poll: closed and locked.
        box_digest: of the box as it is now.

    Raises:
        Refusal: a registrar saw another box or has not stated what it saw, unless waived.
    """
    if poll.registrar_waived:
        return
    stated = {each.seat_id: each for each in poll.registrar_statements.all()}
    connected = [seat for seat in box_of(poll).seats if seat.registrar_connected]
    problems = []
    for seat in connected:
        statement = stated.get(seat.pk)
        if statement is None:
            message = "还没有与票箱核对。"
            mend = "请让登记机联网核对；确实无法核对的，由两人说明理由、登记后再开箱。"
        elif statement.root != box_digest:
            message = "登记的票与票箱内的不一致，可能有票被抽走或调换。"
            mend = "请不要开箱，立即报告监票人和纪检监察机构；查明后由两人说明理由、登记后再开箱。"
        else:
            continue
        problems.append(Problem(poll.title, f"{seat.name}的登记机", "", message, mend))
    if problems:
        raise Refusal(problems)


@transaction.atomic
def open_despite_registrars(poll: Poll, reason: str, *, persons: tuple[Actor, Actor]) -> Poll:
    """Let two persons decide that the box is opened although a registrar does not agree.

    Raises:
        Refusal: one person twice, no reason, or voting is not closed.
    """
    first, second = persons
    poll = poll_in(poll, Poll.State.CLOSED)
    if first.account == second.account:
        raise Refusal(
            Problem(poll.title, "第二人", second.name, "与第一人相同。", "须由两人共同决定。")
        )
    if not reason.strip():
        raise Refusal(Problem(poll.title, "理由", "", "没有填写。", "请写明查明的情况。"))
    poll.registrar_waived = True
    poll.save(update_fields=["registrar_waived"])
    box_of(poll).record(
        "registrars_waived",
        {
            "title": poll.title,
            "reason": reason.strip(),
            "persons": [person.name for person in persons],
        },
        first,
    )
    return poll


def teller_of(seat: TellerSeat) -> Actor:
    """The teller of a seat, as one stands on the record."""
    return Actor(account=seat.account, name=seat.name, role=TELLER)
