"""Opening a poll for voting, or giving it up."""

from collections.abc import Sequence
from fractions import Fraction

from django.db import transaction
from django.db.models import Count, F, Q

from xuanxian.access.actor import Actor
from xuanxian.ballots.models import Discussion, MeetingClass, Poll, PollClass, Slip, TellerSeat
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.paper.joining import discard_paper
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.formulas import Formula
from xuanxian.record.services import append


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
    if poll.awaits_first_round:
        problems.append(
            Problem(
                poll.title,
                "人选",
                "",
                "第一轮的结果还没有确定谁进入第二轮。",
                "请在宣布第一轮结果后确定第二轮人选。",
            )
        )
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

    A second round that waits for its result is given up with it.

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
    for later in poll.later_rounds.filter(state=Poll.State.PREPARED):
        abandon_poll(later, f"第一轮已作废：{reason.strip()}", actor=actor)
    return poll


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
    condition = poll.form.instrument.turnout
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
