"""Who is present (实到), class by class."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots.models import MeetingClass, Poll, PollClass
from xuanxian.ballots.services.locking import poll_in
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@transaction.atomic
def record_presence(poll: Poll, present: Mapping[str, int], *, actor: Actor) -> Poll:
    """Record 实到, the people present, of every class. May be mended until voting opens.

    Raises:
        Refusal: a class missing or unknown, more present than entitled, voting already open.
    """
    poll = poll_in(poll, Poll.State.PREPARED)
    refuse_of_meeting(poll, "登记实到人数")
    classes = list(poll.classes.all())
    refuse_unknown_classes(poll, present)
    set_present(poll.title, classes, present)
    PollClass.objects.bulk_update(classes, ["present"])
    append(
        poll.case,
        "poll.presence_recorded",
        {"poll": str(poll.pk), "present": dict(present)},
        actor=actor,
    )
    return poll


def set_present(
    title: str, classes: Sequence[PollClass | MeetingClass], present: Mapping[str, int]
) -> None:
    """Put 实到 into `classes`, unsaved.

    Raises:
        Refusal: a class left out, or more present than entitled.
    """
    problems = []
    for voters in classes:
        number = present.get(voters.name)
        if number is None or not 0 <= number <= voters.entitled:
            problems.append(
                Problem(
                    title,
                    f"{voters.name}实到",
                    "" if number is None else str(number),
                    f"应为 0 至 {voters.entitled}（应到）之间的人数。",
                    "请核对签到表。",
                )
            )
        voters.present = number
    if problems:
        raise Refusal(problems)


def refuse_unknown_classes(poll: Poll, counts: Mapping[str, int]) -> None:
    """Refuse counts of classes the poll does not have.

    Raises:
        Refusal: naming them.
    """
    known = [voters.name for voters in poll.classes.all()]
    if unknown := [name for name in counts if name not in known]:
        raise Refusal(
            Problem(
                poll.title,
                "人员类别",
                "、".join(unknown),
                "不是本次投票的人员类别。",
                f"本次投票的类别是{'、'.join(known)}。",
            )
        )


def refuse_of_meeting(poll: Poll, what: str) -> None:
    """Refuse for one poll what its meeting does for all of them.

    Raises:
        Refusal: the poll belongs to a meeting.
    """
    if poll.meeting_id is not None:
        raise Refusal(
            Problem(
                poll.title, "", "", f"是会议的一项表决，{what}由会议统一办理。", "请到会议页办理。"
            )
        )
