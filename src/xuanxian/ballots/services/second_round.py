"""Preparing a second round from the result of the first, which stays linked."""

from collections.abc import Sequence

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import result_queries
from xuanxian.ballots.answers import Subject
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.models import Poll
from xuanxian.ballots.second_round import going_on
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.preparing import Electorate, prepare_poll
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@transaction.atomic
def prepare_second_round(
    first: Poll,
    *,
    chosen: Sequence[str] = (),
    instrument: Ballot | None = None,
    title: str = "",
    actor: Actor,
) -> Poll:
    """Prepare the round that follows a result, with those on it whom the rule lets go on.

    Slips are drawn anew, so it is a poll of its own on the record stream of the first, also where
    the first belonged to a meeting. 应到 of every class is that of the first.

    Args:
        first: a counted poll in which no written name waits.
        chosen: ids of those whom people chose where a tie leaves fewer places than people; exactly
            as many as there are places.
        instrument: how the second round is voted; None for the same way.
        title: of the new poll; "" for that of the first with 第二轮.
        actor: who prepares it.

    Raises:
        Refusal: the first is not final, there is a second round already, nobody goes on, or a tie
            is not settled.
    """
    first = poll_in(first, Poll.State.OPENED)
    result = first.tally_result
    if result is None or not result_queries.is_final(first):
        raise Refusal(
            Problem(
                first.title, "第二轮", "", "第一轮还没有最后结果。", "请先认定另写的姓名并计票。"
            )
        )
    if first.later_rounds.exclude(state=Poll.State.ABANDONED).exists():
        raise Refusal(Problem(first.title, "第二轮", "", "已经建立。", "请到该次投票办理。"))
    found = going_on(first.ballot, result, first.parameter_values)
    tied = {one.subject for one in found.tied}
    if len(set(chosen)) != found.places or not set(chosen) <= tied:
        names = "、".join(one.name for one in found.tied)
        raise Refusal(
            Problem(
                first.title,
                "第二轮",
                names,
                f"得票相同，只能再进 {found.places} 人。" if tied else "没有并列，不用另选。",
                "请由人研究决定谁进入第二轮。",
            )
        )
    through = [*found.clear, *(one for one in found.tied if one.subject in set(chosen))]
    known = {subject.id: subject for subject in first.subject_list}
    poll = prepare_poll(
        instrument=instrument or first.ballot,
        parameters=first.parameter_values,
        title=title or f"{first.title}（第二轮）",
        subjects=[
            known.get(one.subject, Subject(id=one.subject, name=one.name)) for one in through
        ],
        electorates=[Electorate(each.name, each.entitled) for each in first.classes.all()],
        case=first.case,
        actor=actor,
        unit_code=first.unit_code,
    )
    poll.first_round = first
    poll.save(update_fields=["first_round"])
    append(
        poll.case,
        "poll.second_round_prepared",
        {
            "poll": str(poll.pk),
            "first_round": str(first.pk),
            "subjects": [one.name for one in through],
            "chosen": [one.name for one in found.tied if one.subject in set(chosen)],
        },
        actor=actor,
    )
    return poll
