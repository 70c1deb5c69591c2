"""What waits for an account that was named a teller."""

from django.urls import reverse

from xuanxian.access.models import Account
from xuanxian.access.todo import Todo
from xuanxian.ballots.models import Poll, TellerSeat
from xuanxian.ballots.services import box_with


def todos_of(account: Account) -> list[Todo]:
    """Keys to be made, empty boxes to be tried and closed boxes to be opened by `account`."""
    found = []
    for seat in TellerSeat.objects.filter(account=str(account.pk)):
        box = box_with(seat.box)
        if box is None:
            continue
        states = {poll.state for poll in box.polls}
        prepared = states == {Poll.State.PREPARED}
        if prepared and seat.public_half is None:
            what, url = "制钥", reverse("seat_key", args=[seat.pk])
        elif prepared and box.public_half and not all(poll.box_tested for poll in box.polls):
            what, url = "交验密钥，试开空票箱", reverse("box_hand_in", args=[box.id])
        elif Poll.State.CLOSED in states:
            what, url = "交验密钥，开箱", reverse("box_hand_in", args=[box.id])
        else:
            continue
        found.append(Todo(title=f"{box.title}：{what}", url=url, why="您是计票人。"))
    return found
