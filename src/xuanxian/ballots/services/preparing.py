"""Preparing a poll, recording who is present, opening it for voting, abandoning it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction
from django.db.models import Count, F, Q

from xuanxian.access.actor import Actor
from xuanxian.ballots.answers import Subject
from xuanxian.ballots.envelope import padded_length
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.models import (
    Discussion,
    Meeting,
    MeetingClass,
    Poll,
    PollClass,
    Slip,
    TellerSeat,
)
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.paper.joining import discard_paper
from xuanxian.ballots.tally import Turnout, tally
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.formulas import Formula, Parameters, whole_number, write_parameters
from xuanxian.record.services import append


@dataclass(frozen=True)
class Electorate:
    """How many of a class may take part: 应到."""

    class_name: str
    entitled: int


@transaction.atomic
def prepare_poll(
    *,
    instrument: Ballot,
    parameters: Parameters,
    title: str,
    subjects: Sequence[Subject],
    electorates: Sequence[Electorate],
    case: str,
    actor: Actor,
    unit_code: str = "",
    meeting: Meeting | None = None,
) -> Poll:
    """Prepare a poll; instrument, parameters and subjects are pinned as they are now.

    Args:
        instrument: how is voted and counted.
        parameters: name → value of every `$name` the instrument uses.
        title: what the meeting votes on, as voters read it.
        subjects: who or what stands on the ballot, in printed order.
        electorates: 应到 of every class of the instrument.
        case: the record stream on which the poll's entries stand, `case:…`; "" for one of its own.
        actor: who prepares it.
        unit_code: the unit over which an account needs its role to see or run the poll; "" leaves
            it to everybody whose role may.
        meeting: the meeting that votes; `case`, `unit_code` and 应到 are then the meeting's own.

    Raises:
        Refusal: no subjects, two with one id, a class missing or unknown, an open parameter, an
            expression that cannot be read, or too few voters for a secret vote.
    """
    if meeting is not None:
        electorates = _of_meeting(meeting, instrument)
        case, unit_code = meeting.case, meeting.unit_code
    _check(instrument, parameters, title, subjects, electorates)
    poll = Poll(
        meeting=meeting,
        place=meeting.polls.count() if meeting else 0,
        title=title.strip(),
        case=case,
        unit_code=unit_code,
        purpose=instrument.purpose,
        secrecy=instrument.secrecy,
        instrument=instrument.model_dump(mode="json", by_alias=True),
        parameters=write_parameters(parameters),
        subjects=[subject.model_dump() for subject in subjects],
        prepared_at=clock.now(),
        padded_length=padded_length(instrument, subjects, parameters),
    )
    poll.case = case or f"poll:{poll.pk}"
    poll.save()
    entitled = {each.class_name: each.entitled for each in electorates}
    PollClass.objects.bulk_create(
        PollClass(poll=poll, name=voters.name, place=place, entitled=entitled[voters.name])
        for place, voters in enumerate(instrument.electorate)
    )
    append(
        poll.case,
        "poll.prepared",
        {
            "poll": str(poll.pk),
            "title": poll.title,
            "instrument": instrument.id,
            "secrecy": instrument.secrecy,
            "subjects": [subject.name for subject in subjects],
            "entitled": entitled,
        },
        actor=actor,
        title="" if case else poll.title,
    )
    return poll


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


@transaction.atomic
def open_poll(poll: Poll, *, actor: Actor) -> Poll:
    """Open voting.

    Raises:
        Refusal: presence not recorded, the turnout gate of the instrument not met, somebody not
            discussed whom the agenda puts up for discussion; of a secret poll also: box key not
            made or not tried, no slips, more slips out than people present.
    """
    poll = poll_in(poll, Poll.State.PREPARED)
    slips_out = Count("slips", Q(slips__state=Slip.State.ISSUED))
    paper_out = F("paper_issued") - F("paper_void")
    classes = list(poll.classes.annotate(out=slips_out + paper_out))
    problems = [
        Problem(poll.title, f"{each.name}实到", "", "还没有登记。", "请先登记各类人员实到人数。")
        for each in classes
        if each.present is None
    ]
    problems += _undiscussed(poll)
    if poll.is_secret:
        problems += _faults_of_box(poll)
        came = _came(poll, classes)
        problems += [
            Problem(
                poll.title,
                f"{each.name}的票",
                f"发出 {each.out}，实到 {came[each.name]}",
                "发出的票多于实到人数。",
                f"请由两人把未发出的 {each.out - came[each.name]} 张登记作废。",
            )
            for each in classes
            if each.name in came and each.out > came[each.name]
        ]
        if not any(each.out for each in classes):
            problems.append(Problem(poll.title, "票", "", "还没有制票。", "请先制票、发票。"))
    if problems:
        raise Refusal(problems)
    _check_turnout(poll, classes)
    poll.state = Poll.State.OPEN
    poll.save(update_fields=["state"])
    append(
        poll.case,
        "poll.voting_opened",
        {
            "poll": str(poll.pk),
            "present": {each.name: each.present for each in classes},
            "slips": {each.name: each.out for each in classes},
        },
        actor=actor,
    )
    return poll


@transaction.atomic
def abandon_poll(poll: Poll, reason: str, *, actor: Actor) -> Poll:
    """Give a poll up before its box is opened; its ballots are never read.

    Raises:
        Refusal: no reason given, or the box was opened.
    """
    poll = poll_in(poll, Poll.State.PREPARED, Poll.State.OPEN, Poll.State.CLOSED)
    if not reason.strip():
        raise Refusal(Problem(poll.title, "作废理由", "", "没有填写。", "请写明为何作废。"))
    poll.slips.update(envelope=None, state=Slip.State.VOID)
    discard_paper(poll)
    poll.state = Poll.State.ABANDONED
    poll.box_public_key = None
    poll.save(update_fields=["state", "box_public_key"])
    append(
        poll.case,
        "poll.abandoned",
        {"poll": str(poll.pk), "reason": reason.strip()},
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


def _of_meeting(meeting: Meeting, instrument: Ballot) -> list[Electorate]:
    """应到 of the classes that vote, as the meeting has them.

    Raises:
        Refusal: the instrument names a class the meeting lacks, or slips are out already.
    """
    entitled = {each.name: each.entitled for each in meeting.classes.all()}
    missing = [each.name for each in instrument.electorate if each.name not in entitled]
    if missing:
        raise Refusal(
            Problem(
                meeting.title,
                "人员类别",
                "、".join(missing),
                "会议没有登记这类人员。",
                f"会议的类别是{'、'.join(entitled)}。",
            )
        )
    if instrument.secrecy == "secret" and Slip.objects.filter(poll__meeting=meeting).exists():
        raise Refusal(
            Problem(
                meeting.title, "表决项", "", "已经制票，不能再加。", "请在制票前加入全部表决项。"
            )
        )
    return [Electorate(each.name, entitled[each.name]) for each in instrument.electorate]


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


def _check(
    instrument: Ballot,
    parameters: Parameters,
    title: str,
    subjects: Sequence[Subject],
    electorates: Sequence[Electorate],
) -> None:
    problems = []
    if not title.strip():
        problems.append(Problem("投票", "名称", "", "没有填写。", "请写明会议和表决事项。"))
    ids = [subject.id for subject in subjects]
    if not subjects or len(set(ids)) < len(ids):
        problems.append(Problem("投票", "对象", "", "没有对象或有重复的对象。", "请核对名单。"))
    wanted = [voters.name for voters in instrument.electorate]
    given = [each.class_name for each in electorates]
    if sorted(wanted) != sorted(given):
        problems.append(
            Problem(
                "投票",
                "人员类别",
                "、".join(given),
                "与投票规则不一致。",
                f"规则规定的类别是{'、'.join(wanted)}，请逐类填写应到人数，没有的填 0。",
            )
        )
    problems += [
        Problem("投票", f"{each.class_name}应到", str(each.entitled), "不是人数。", "请填写人数。")
        for each in electorates
        if each.entitled < 0
    ]
    if problems:
        raise Refusal(problems)
    # An empty count reads every expression, so a poll that could not be counted never opens.
    nobody = {each.class_name: Turnout(each.entitled, 0, 0) for each in electorates}
    tally(instrument, subjects, (), nobody, parameters)
    if instrument.turnout:
        Formula(instrument.turnout, ("应到", "实到"), parameters)
    _check_size(instrument, parameters, electorates)


def _check_size(
    instrument: Ballot, parameters: Parameters, electorates: Sequence[Electorate]
) -> None:
    entitled = sum(each.entitled for each in electorates)
    if not entitled:
        raise Refusal(Problem("投票", "应到", "0", "没有参加人员。", "请填写应到人数。"))
    if instrument.secrecy == "secret":
        smallest = whole_number(instrument.smallest_group, parameters)
        if entitled < smallest:
            raise Refusal(
                Problem(
                    "投票",
                    "应到",
                    str(entitled),
                    f"不足 {smallest} 人，无记名也看得出是谁投的，票箱不会打开。",
                    "请合并人员范围，或改用其他方式。",
                )
            )


def _undiscussed(poll: Poll) -> list[Problem]:
    """What of the agenda item has to be talked about before it is voted on."""
    left = poll.discussions.filter(state__in=(Discussion.State.WAITING, Discussion.State.NOW))
    return [
        Problem(poll.title, "讨论", each.name, "还没有讨论完。", "请讨论后再表决，或作缓议处理。")
        for each in left
    ]


def _came(poll: Poll, classes: Sequence[PollClass]) -> dict[str, int]:
    """Class → people who came and drew a slip: also those who leave the room for this poll."""
    holders: Sequence[PollClass | MeetingClass] = classes
    if poll.meeting is not None:
        holders = list(poll.meeting.classes.all())
    return {each.name: each.present for each in holders if each.present is not None}


def _faults_of_box(poll: Poll) -> list[Problem]:
    if poll.box_public_key is None:
        return [Problem(poll.title, "票箱密钥", "", "还没有制密钥。", "请三名计票人先制密钥。")]
    if not poll.box_tested:
        return [Problem(poll.title, "票箱", "", "还没有试开。", "请计票人用密钥试开一次空票箱。")]
    problems = []
    if poll.box_rules.hall_network and not poll.networks:
        problems.append(
            Problem(poll.title, "会场网络", "", "按投票规则须限定会场网络。", "请先设定会场网络。")
        )
    watched = TellerSeat.objects.filter(box=poll.box_name, registrar_connected=True).exists()
    if poll.box_rules.registrar == "required" and not watched:
        problems.append(
            Problem(
                poll.title,
                "监票登记机",
                "",
                "按投票规则须有登记机接入。",
                "请至少一名计票人先接入登记机。",
            )
        )
    return problems


def _check_turnout(poll: Poll, classes: Sequence[PollClass]) -> None:
    condition = poll.ballot.turnout
    if not condition:
        return
    entitled = sum(each.entitled for each in classes)
    present = sum(each.present or 0 for each in classes)
    rule = Formula(condition, ("应到", "实到"), poll.parameter_values)
    if not rule.holds({"应到": Fraction(entitled), "实到": Fraction(present)}):
        raise Refusal(
            Problem(
                poll.title,
                "到会人数",
                f"应到 {entitled} 人，实到 {present} 人",
                f"不符合“{rule.spoken()}”，不能投票。",
                "请待到会人数符合规定后再开始，或改期。",
            )
        )
