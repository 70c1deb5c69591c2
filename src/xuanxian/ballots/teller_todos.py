"""What waits for an account that was named a teller."""

from dataclasses import dataclass

from django.urls import reverse

from xuanxian.access.models import Account
from xuanxian.access.todo import Todo
from xuanxian.ballots.models import Poll, TellerSeat
from xuanxian.ballots.services import Box, box_with


@dataclass(frozen=True)
class Waiting:
    """What a teller has to do now, and the address where."""

    what: str
    url: str


def waiting_for(seat: TellerSeat, box: Box) -> Waiting | None:
    """The key to be made, the empty box to be tried or the closed one to be opened; or nothing."""
    states = {poll.state for poll in box.polls}
    prepared = states == {Poll.State.PREPARED}
    if prepared and seat.public_half is None:
        return Waiting("制钥", reverse("seat_key", args=[seat.pk]))
    if prepared and box.public_half and not all(poll.box_tested for poll in box.polls):
        return Waiting("交验密钥，试开空票箱", reverse("box_hand_in", args=[box.id]))
    if Poll.State.CLOSED in states:
        return Waiting("交验密钥，开箱", reverse("box_hand_in", args=[box.id]))
    return None


def todos_of(account: Account) -> list[Todo]:
    """Keys to be made, empty boxes to be tried and closed boxes to be opened by `account`."""
    found = []
    for seat in TellerSeat.objects.filter(account=str(account.pk)):
        box = box_with(seat.box)
        waiting = None if box is None else waiting_for(seat, box)
        if box is not None and waiting is not None:
            found.append(
                Todo(title=f"{box.title}：{waiting.what}", url=waiting.url, why="您是计票人。")
            )
    return found
