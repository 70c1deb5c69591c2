"""The verbs of a meeting: what is done once for all of its polls."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots.box_key import KeyFile, PassphraseCost, Teller
from xuanxian.ballots.models import Meeting, MeetingClass, Poll, PollClass, Slip
from xuanxian.ballots.services.boxes import box_of
from xuanxian.ballots.services.key import (
    confirm_key_destroyed,
    keep_tested,
    make_on_one_screen,
    open_test_envelope,
)
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.preparing import Electorate, set_present
from xuanxian.ballots.services.recusal import take_over_numbers
from xuanxian.ballots.services.slips import PrintedSlip, make, void
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


@transaction.atomic
def record_meeting_presence(
    meeting: Meeting, present: Mapping[str, int], *, actor: Actor
) -> Meeting:
    """Record 实到 of every class, for every poll that has not opened yet.

    Raises:
        Refusal: a class missing or unknown, more present than entitled.
    """
    classes = list(meeting.classes.select_for_update())
    _refuse_unknown(meeting, classes, present)
    set_present(meeting.title, classes, present)
    MeetingClass.objects.bulk_update(classes, ["present"])
    for poll in _prepared(meeting):
        take_over_numbers(poll, classes)
    append(
        meeting.case,
        "meeting.presence_recorded",
        {"meeting": str(meeting.pk), "present": dict(present)},
        actor=actor,
    )
    return meeting


@transaction.atomic
def issue_meeting_slips(
    meeting: Meeting, counts: Mapping[str, int], *, actor: Actor
) -> tuple[PrintedSlip, ...]:
    """Make slips, each good for every secret poll of the meeting; see `issue_slips`.

    Raises:
        Refusal: no secret poll, one already open, an unknown class, none at all, more than 应到.
    """
    polls = _secret(meeting)
    _refuse_unknown(meeting, list(meeting.classes.all()), counts)
    printed = make(meeting.title, polls, counts)
    append(
        meeting.case,
        "meeting.slips_issued",
        {
            "meeting": str(meeting.pk),
            "slips": {name: number for name, number in counts.items() if number},
        },
        actor=actor,
    )
    return printed


@transaction.atomic
def void_meeting_slips(
    meeting: Meeting, codes: Sequence[str], *, persons: tuple[Actor, Actor]
) -> int:
    """Void slips that were not handed out, in every poll of the meeting; see `void_unissued`.

    Raises:
        Refusal: so; also once a poll of the meeting has opened.
    """
    voided = void(meeting.title, _secret(meeting), codes, persons)
    append(
        meeting.case,
        "meeting.slips_voided",
        {
            "meeting": str(meeting.pk),
            "slips": voided,
            "persons": [person.name for person in persons],
        },
        actor=persons[0],
    )
    return sum(voided.values())


def make_meeting_key(
    meeting: Meeting,
    tellers: Sequence[Teller],
    *,
    actor: Actor,
    cost: PassphraseCost | None = None,
) -> tuple[KeyFile, ...]:
    """Make on one screen the box key that all secret polls share; see `make_on_one_screen`.

    Raises:
        Refusal: no secret poll, one already open, not three tellers, too short a passphrase.
    """
    return make_on_one_screen(box_of(meeting), tellers, actor=actor, cost=cost)


def test_meeting_boxes(
    meeting: Meeting, keys: Sequence[tuple[KeyFile, str]], *, actor: Actor
) -> None:
    """Show on one screen that all boxes are empty and that these tellers can open them.

    Raises:
        Refusal: as `test_box`.
    """
    box = box_of(meeting)
    if not box.polls:
        raise Refusal(_without_secret_poll(meeting))
    public_half = open_test_envelope(box, keys)
    with transaction.atomic():
        keep_tested(_secret(meeting), public_half)
        box.record(
            "boxes_tested", {"tellers": [file.teller for file, _ in keys], "ballots": 0}, actor
        )


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


def _secret(meeting: Meeting) -> list[Poll]:
    """Every secret poll, locked; none may have opened, for what is done now holds for all.

    Raises:
        Refusal: there is none, or one is no longer prepared.
    """
    polls = meeting.polls.filter(secrecy="secret").exclude(state=Poll.State.ABANDONED)
    found = [poll_in(poll, Poll.State.PREPARED) for poll in polls.order_by("pk")]
    if not found:
        raise Refusal(_without_secret_poll(meeting))
    return found


def _prepared(meeting: Meeting) -> list[Poll]:
    polls = meeting.polls.filter(state=Poll.State.PREPARED)
    return [poll_in(poll, Poll.State.PREPARED) for poll in polls.order_by("pk")]


def _without_secret_poll(meeting: Meeting) -> Problem:
    return Problem(meeting.title, "表决项", "", "没有无记名的表决项。", "请先加入表决项。")


def _refuse_unknown(
    meeting: Meeting, classes: Sequence[MeetingClass], counts: Mapping[str, int]
) -> None:
    known = [each.name for each in classes]
    if unknown := [name for name in counts if name not in known]:
        raise Refusal(
            Problem(
                meeting.title,
                "人员类别",
                "、".join(unknown),
                "不是会议的人员类别。",
                f"会议的类别是{'、'.join(known)}。",
            )
        )


@transaction.atomic
def confirm_meeting_key_destroyed(
    meeting: Meeting, witnesses: Sequence[str], *, actor: Actor
) -> Meeting:
    """Record that the tellers destroyed their key files; see `confirm_key_destroyed`.

    Raises:
        Refusal: fewer than two named witnesses, or a box is not opened yet.
    """
    polls = meeting.polls.filter(secrecy="secret").exclude(state=Poll.State.ABANDONED)
    for poll in polls.filter(key_destroyed=False).order_by("pk"):
        confirm_key_destroyed(poll, witnesses, actor=actor)
    return meeting
