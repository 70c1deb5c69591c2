"""Preparing a poll: what is pinned, and whether it can be held at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots.answers import Subject
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.models import Meeting, Poll, PollClass, Slip
from xuanxian.ballots.own_units import with_units
from xuanxian.ballots.poll_form import PollForm, form_of
from xuanxian.ballots.questionnaire import Questionnaire
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.formulas import Parameters, write_parameters
from xuanxian.record.services import append


@dataclass(frozen=True)
class Electorate:
    """How many of a class may take part: 应到."""

    class_name: str
    entitled: int


@transaction.atomic
def prepare_poll(
    *,
    instrument: Ballot | Questionnaire,
    parameters: Parameters,
    title: str,
    subjects: Sequence[Subject],
    electorates: Sequence[Electorate],
    case: str,
    actor: Actor,
    unit_code: str = "",
    meeting: Meeting | None = None,
    first_round: Poll | None = None,
) -> Poll:
    """Prepare a poll; instrument, parameters and subjects are pinned as they are now.

    Args:
        instrument: how is voted and counted.
        parameters: name → value of every `$name` the instrument uses.
        title: what the meeting votes on, as voters read it.
        subjects: who or what stands on the ballot, in printed order; of a questionnaire the one
            person or matter it asks about.
        electorates: 应到 of every class of the instrument.
        case: the record stream on which the poll's entries stand, `case:…`; "" for one of its own.
        actor: who prepares it.
        unit_code: the unit over which an account needs its role to see or run the poll; "" leaves
            it to everybody whose role may.
        meeting: the meeting that votes; `case`, `unit_code` and 应到 are then the meeting's own.
        first_round: the poll whose result will say who of `subjects` stands on this one; nobody
            does until then.

    Raises:
        Refusal: no subjects, two with one id, a class missing or unknown, an open parameter, an
            expression that cannot be read, or too few voters for a secret vote.
    """
    given = meeting.classes.values_list("name", flat=True) if meeting else None
    if isinstance(instrument, Ballot):
        instrument = instrument.in_units(given or [each.class_name for each in electorates])
        subjects = with_units(instrument, subjects)
    if meeting is not None:
        electorates = _of_meeting(meeting, instrument)
        case, unit_code = meeting.case, meeting.unit_code
    form = form_of(instrument, subjects, parameters)
    _check(form, title, electorates)
    poll = Poll(
        meeting=meeting,
        place=meeting.polls.count() if meeting else 0,
        title=title.strip(),
        case=case,
        unit_code=unit_code,
        purpose=form.purpose,
        secrecy=instrument.secrecy,
        instrument=instrument.model_dump(mode="json", by_alias=True),
        parameters=write_parameters(parameters),
        subjects=[] if first_round else [subject.model_dump() for subject in subjects],
        first_round=first_round,
        prepared_at=clock.now(),
        padded_length=form.padded_length,
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
            "subjects": [subject["name"] for subject in poll.subjects],
            "entitled": entitled,
            **({"first_round": str(first_round.pk)} if first_round else {}),
        },
        actor=actor,
        title="" if case else poll.title,
    )
    return poll


def _of_meeting(meeting: Meeting, instrument: Ballot | Questionnaire) -> list[Electorate]:
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


def _check(form: PollForm, title: str, electorates: Sequence[Electorate]) -> None:
    problems = []
    if not title.strip():
        problems.append(Problem("投票", "名称", "", "没有填写。", "请写明会议和表决事项。"))
    ids = [subject.id for subject in form.subjects]
    if not ids or len(set(ids)) < len(ids):
        problems.append(Problem("投票", "对象", "", "没有对象或有重复的对象。", "请核对名单。"))
    wanted = [voters.name for voters in form.instrument.electorate]
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
    form.refuse_unfit()
    _check_size(form, electorates)


def _check_size(form: PollForm, electorates: Sequence[Electorate]) -> None:
    entitled = sum(each.entitled for each in electorates)
    if not entitled:
        raise Refusal(Problem("投票", "应到", "0", "没有参加人员。", "请填写应到人数。"))
    if form.instrument.secrecy == "secret":
        smallest = form.smallest
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
        # The class stands beside every opened ballot: one of few people names its voters.
        of_unit = {voters.name for voters in form.instrument.electorate if voters.unit}
        small = [
            each.class_name
            for each in electorates
            if each.class_name in of_unit and 0 < each.entitled < smallest
        ]
        if small:
            raise Refusal(
                Problem(
                    "投票",
                    "人员类别",
                    "、".join(small),
                    f"按单位分的类别不足 {smallest} 人，看得出是谁投的。",
                    "请并入不分单位的类别；这些人的票不核对单位。",
                )
            )
