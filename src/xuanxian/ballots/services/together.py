"""Items of a meeting that are voted on at once: issued together, opened and closed together.

A voter fills in one after another with the same slip, as where a questionnaire on canvassing is
handed out with the recommendation (会议推荐时一并发放调查问卷).
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from xuanxian.access.actor import Actor
from xuanxian.ballots.models import AgendaItem, Poll
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.opening import close_poll
from xuanxian.ballots.services.preparing import open_poll
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@transaction.atomic
def tie_together(polls: Sequence[Poll], *, actor: Actor) -> None:
    """Let items of one meeting be opened and closed at once.

    An item that is tied to others already brings those with it.

    Args:
        polls: two at least, none open yet.
        actor: who arranges it.

    Raises:
        Refusal: fewer than two, polls of different meetings, or one that was opened already.
    """
    locked = [poll_in(poll, Poll.State.PREPARED) for poll in polls]
    meetings = {poll.meeting_id for poll in locked}
    if len({poll.pk for poll in locked}) < 2 or len(meetings) > 1 or None in meetings:
        raise Refusal(
            Problem(
                "议程",
                "同时投票",
                "、".join(poll.title for poll in locked),
                "同时投票的，应是同一会议的两项以上。",
                "请选择本次会议议程上的表决项。",
            )
        )
    items = [AgendaItem.objects.get_or_create(poll=poll)[0] for poll in locked]
    of_meeting = AgendaItem.objects.filter(poll__meeting=locked[0].meeting_id)
    last = of_meeting.aggregate(last=Max("together"))["last"] or 0
    number = next((item.together for item in items if item.together), last + 1)
    joined = {item.together for item in items if item.together}
    of_meeting.filter(together__in=joined).update(together=number)
    of_meeting.filter(pk__in=[item.pk for item in items]).update(together=number)
    append(
        locked[0].case,
        "meeting.voted_together",
        {"polls": [poll.title for poll in companions(locked[0])]},
        actor=actor,
    )


@transaction.atomic
def set_apart(poll: Poll, *, actor: Actor) -> None:
    """Let an item that was tied to others be voted on by itself again; the others stay together.

    Raises:
        Refusal: it was opened already, or it is tied to nothing.
    """
    poll = poll_in(poll, Poll.State.PREPARED)
    together = companions(poll)
    if len(together) < 2:
        raise Refusal(
            Problem(
                "议程",
                "同时投票",
                poll.title,
                "本项没有和其他各项同时投票。",
                "请按议程单独开始投票。",
            )
        )
    of_meeting = AgendaItem.objects.filter(poll__meeting=poll.meeting_id)
    alone = together if len(together) == 2 else [poll]
    of_meeting.filter(poll__in=alone).update(together=0)
    append(
        poll.case,
        "meeting.voted_apart",
        {
            "poll": poll.title,
            "polls": [each.title for each in together if each.pk != poll.pk],
        },
        actor=actor,
    )


def companions(poll: Poll) -> list[Poll]:
    """The items voted on together with `poll`, itself among them, in the order of the agenda."""
    number = AgendaItem.objects.filter(poll=poll).values_list("together", flat=True).first()
    if not number:
        return [poll]
    tied = Poll.objects.filter(meeting=poll.meeting_id, agenda_item__together=number)
    return list(tied.exclude(state=Poll.State.ABANDONED).order_by("place", "pk"))


@transaction.atomic
def open_together(poll: Poll, *, actor: Actor) -> list[Poll]:
    """Open voting on `poll` and on all that is voted on together with it.

    Returns:
        What was opened, in the order of the agenda.

    Raises:
        Refusal: as `open_poll`, of any of them; none is opened then.
    """
    waiting = [each for each in companions(poll) if each.state == Poll.State.PREPARED]
    return [open_poll(each, actor=actor) for each in waiting or [poll]]


@transaction.atomic
def close_together(poll: Poll, *, actor: Actor) -> list[Poll]:
    """Close voting on `poll` and on all that is voted on together with it.

    Raises:
        Refusal: as `close_poll`.
    """
    going_on = [each for each in companions(poll) if each.state == Poll.State.OPEN]
    return [close_poll(each, actor=actor) for each in going_on or [poll]]
