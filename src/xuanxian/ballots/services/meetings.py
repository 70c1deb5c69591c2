"""The verbs of a meeting: preparing it, mending who is entitled. Its box is in `key`, `slips`."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots.models import Meeting, MeetingClass, Poll, PollClass, Slip
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.preparing import Electorate
from xuanxian.ballots.services.recusal import take_over_numbers
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@transaction.atomic
def prepare_meeting(
    *,
    title: str,
    classes: Sequence[Electorate],
    held_on: date,
    actor: Actor,
    venue: str = "",
    case: str = "",
    unit_code: str = "",
) -> Meeting:
    """Prepare a meeting; its polls are then prepared one by one with `meeting=`.

    Args:
        title: as voters read it.
        classes: 应到 of every class of people entitled to take part.
        held_on: the day.
        venue: 地点.
        case: the record stream of the meeting and its polls; "" for one of its own.
        unit_code: the unit over which an account needs its role to see or run it; "" leaves it to
            everybody whose role may.

    Raises:
        Refusal: no title, no classes, two of one name, or a negative number.
    """
    if not title.strip():
        raise Refusal(Problem("会议", "名称", "", "没有填写。", "请写明会议名称。"))
    names = _read_classes(classes)
    meeting = Meeting(
        title=title.strip(),
        unit_code=unit_code,
        held_on=held_on,
        venue=venue.strip(),
        prepared_at=clock.now(),
    )
    meeting.case = case or f"meeting:{meeting.pk}"
    meeting.save()
    MeetingClass.objects.bulk_create(
        MeetingClass(meeting=meeting, name=name, place=place, entitled=each.entitled)
        for place, (name, each) in enumerate(zip(names, classes, strict=True))
    )
    append(
        meeting.case,
        "meeting.prepared",
        {
            "meeting": str(meeting.pk),
            "title": meeting.title,
            "on": held_on.isoformat(),
            "venue": meeting.venue,
            "entitled": {name: each.entitled for name, each in zip(names, classes, strict=True)},
        },
        actor=actor,
        title="" if case else meeting.title,
    )
    return meeting


@transaction.atomic
def set_meeting_classes(
    meeting: Meeting, classes: Sequence[Electorate], *, actor: Actor
) -> Meeting:
    """Mend 应到 of the classes, or add some; for every poll that has not opened yet.

    Raises:
        Refusal: as `prepare_meeting`; slips are out, or a class with which a poll votes is left
            out.
    """
    names = _read_classes(classes)
    polls = _prepared(meeting)
    if Slip.objects.filter(poll__meeting=meeting).exists():
        raise Refusal(
            Problem(
                meeting.title,
                "应到人数",
                "",
                "已经制票，不能再改。",
                "实到人数与应到不同的，在登记实到时填写。",
            )
        )
    used = set(PollClass.objects.filter(poll__meeting=meeting).values_list("name", flat=True))
    if missing := sorted(used - set(names)):
        raise Refusal(
            Problem(
                meeting.title,
                "人员类别",
                "、".join(missing),
                "已有表决项由这类人员投票，不能去掉。",
                "没有人的，应到填 0。",
            )
        )
    meeting.classes.exclude(name__in=names).delete()
    present = dict(meeting.classes.values_list("name", "present"))
    for place, (name, each) in enumerate(zip(names, classes, strict=True)):
        came = present.get(name)
        meeting.classes.update_or_create(
            name=name,
            defaults={
                "place": place,
                "entitled": each.entitled,
                "present": None if came is None or came > each.entitled else came,
            },
        )
    for poll in polls:
        take_over_numbers(poll, list(meeting.classes.all()))
    append(
        meeting.case,
        "meeting.classes_set",
        {
            "meeting": str(meeting.pk),
            "entitled": {name: each.entitled for name, each in zip(names, classes, strict=True)},
        },
        actor=actor,
    )
    return meeting


def _read_classes(classes: Sequence[Electorate]) -> list[str]:
    """The names of the classes.

    Raises:
        Refusal: none, two of one name, or a negative number.
    """
    names = [each.class_name.strip() for each in classes]
    problems = []
    if not names or not all(names) or len(set(names)) < len(names):
        problems.append(
            Problem("会议", "人员类别", "、".join(names), "没有类别或有同名的类别。", "请核对。")
        )
    problems += [
        Problem("会议", f"{each.class_name}应到", str(each.entitled), "不是人数。", "请填写人数。")
        for each in classes
        if each.entitled < 0
    ]
    if problems:
        raise Refusal(problems)
    return names


def _prepared(meeting: Meeting) -> list[Poll]:
    polls = meeting.polls.filter(state=Poll.State.PREPARED)
    return [poll_in(poll, Poll.State.PREPARED) for poll in polls.order_by("pk")]
