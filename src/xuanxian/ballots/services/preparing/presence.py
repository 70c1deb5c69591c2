"""Who is present (实到), class by class."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots.models import Meeting, MeetingClass, Poll, PollClass
from xuanxian.ballots.services.boxes import Holder, box_of
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.recusal import take_over_numbers
from xuanxian.kernel.errors import Problem, Refusal


@transaction.atomic
def record_presence(holder: Holder, present: Mapping[str, int], *, actor: Actor) -> None:
    """Record 实到, the people present, of every class. May be mended until voting opens.

    Args:
        holder: a poll that belongs to no meeting; or a meeting, for those of its polls that have
            not opened yet.
        present: class → number of people.
        actor: who records it.

    Raises:
        Refusal: a class missing or unknown, more present than entitled; a poll by itself that is
            open already.
    """
    refuse_of_meeting(holder, "登记实到人数")
    refuse_unknown_classes(holder, present)
    if isinstance(holder, Meeting):
        classes = list(holder.classes.select_for_update())
        _set_present(holder.title, classes, present)
        MeetingClass.objects.bulk_update(classes, ["present"])
        for poll in holder.polls.filter(state=Poll.State.PREPARED).order_by("pk"):
            take_over_numbers(poll_in(poll, Poll.State.PREPARED), classes)
    else:
        voters = list(poll_in(holder, Poll.State.PREPARED).classes.all())
        _set_present(holder.title, voters, present)
        PollClass.objects.bulk_update(voters, ["present"])
    box_of(holder).record("presence_recorded", {"present": dict(present)}, actor)


def _set_present(
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


def refuse_unknown_classes(holder: Holder, counts: Mapping[str, int]) -> None:
    """Refuse counts of classes the poll or meeting does not have.

    Raises:
        Refusal: naming them.
    """
    known = list(holder.classes.values_list("name", flat=True))
    if unknown := [name for name in counts if name not in known]:
        raise Refusal(
            Problem(
                holder.title,
                "人员类别",
                "、".join(unknown),
                "不是本次投票的人员类别。",
                f"本次投票的类别是{'、'.join(known)}。",
            )
        )


def refuse_of_meeting(holder: Holder, what: str) -> None:
    """Refuse for one poll what its meeting does for all of them.

    Raises:
        Refusal: the poll belongs to a meeting.
    """
    if isinstance(holder, Poll) and holder.meeting_id is not None:
        raise Refusal(
            Problem(
                holder.title,
                "",
                "",
                f"是会议的一项表决，{what}由会议统一办理。",
                "请到会议页办理。",
            )
        )
