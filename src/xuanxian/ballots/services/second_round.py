"""Second rounds from the result of the first: reserved in a meeting, or prepared afterwards.

Slips of a meeting are good for the polls there are when they are made, and their codes are not
kept. A second round that is to be voted on with the same slips is therefore on the agenda from the
beginning, with nobody on it, and either gets its people from the first round or is given up.
"""

from collections.abc import Sequence

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import result_queries
from xuanxian.ballots.answers import Subject
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.models import AgendaItem, Poll
from xuanxian.ballots.results import SubjectResult
from xuanxian.ballots.second_round import going_on
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.preparing import Electorate, prepare_poll
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@transaction.atomic
def reserve_second_round(first: Poll, *, actor: Actor) -> Poll:
    """Put the second round of a poll on the agenda of its meeting, behind it and with nobody on it.

    Args:
        first: a poll of a meeting, prepared just now, whose instrument has a second round.
        actor: who adds it.

    Raises:
        Refusal: as `prepare_poll`.
    """
    # One more round is enough: what is not settled then people settle.
    instrument = first.ballot.model_copy(update={"second_round": None})
    later = prepare_poll(
        instrument=instrument,
        parameters=first.parameter_values,
        title=f"{first.title}（第二轮）",
        subjects=first.subject_list,
        electorates=(),
        case="",
        actor=actor,
        meeting=first.meeting,
        first_round=first,
    )
    rules = AgendaItem.objects.filter(poll=first).first()
    AgendaItem.objects.create(
        poll=later,
        recused_entitled=rules.recused_entitled if rules else None,
        recused_present=rules.recused_present if rules else None,
    )
    return later


@transaction.atomic
def begin_second_round(first: Poll, *, chosen: Sequence[str] = (), actor: Actor) -> Poll:
    """Let those whom the first round lets go on stand on the second, which the same slips vote on.

    Args:
        first: a counted and announced poll of a meeting with a second round behind it.
        chosen: as `prepare_second_round`.
        actor: the chair.

    Returns:
        The second round, ready to be opened for votes.

    Raises:
        Refusal: not announced, no second round waits, or as `prepare_second_round`.
    """
    first = poll_in(first, Poll.State.OPENED)
    item = AgendaItem.objects.filter(poll=first).first()
    if item is None or not item.announced:
        raise Refusal(
            Problem(first.title, "第二轮", "", "第一轮结果还没有宣布。", "请先宣布第一轮结果。")
        )
    later = next((one for one in first.later_rounds.all() if one.awaits_first_round), None)
    if later is None:
        raise Refusal(
            Problem(first.title, "第二轮", "", "没有等待人选的第二轮。", "请到议程中查看。")
        )
    later = poll_in(later, Poll.State.PREPARED)
    through, picked = _through(first, chosen)
    later.subjects = [each.model_dump() for each in _subjects(first, through)]
    later.padded_length = later.form.padded_length
    later.save(update_fields=["subjects", "padded_length"])
    _record(later, first, through, picked, actor)
    return later


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
    if first.later_rounds.exclude(state=Poll.State.ABANDONED).exists():
        raise Refusal(Problem(first.title, "第二轮", "", "已经建立。", "请到该次投票办理。"))
    through, picked = _through(first, chosen)
    poll = prepare_poll(
        instrument=instrument or first.ballot,
        parameters=first.parameter_values,
        title=title or f"{first.title}（第二轮）",
        subjects=_subjects(first, through),
        electorates=[Electorate(each.name, each.entitled) for each in first.classes.all()],
        case=first.case,
        actor=actor,
        unit_code=first.unit_code,
    )
    poll.first_round = first
    poll.save(update_fields=["first_round"])
    _record(poll, first, through, picked, actor)
    return poll


def _through(first: Poll, chosen: Sequence[str]) -> tuple[list[SubjectResult], list[SubjectResult]]:
    """Who goes on, and those of them whom people chose.

    Raises:
        Refusal: the first is not final, nobody goes on, or a tie is not settled.
    """
    result = first.tally_result
    if result is None or not result_queries.is_final(first):
        raise Refusal(
            Problem(
                first.title, "第二轮", "", "第一轮还没有最后结果。", "请先认定另写的姓名并计票。"
            )
        )
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
    picked = [one for one in found.tied if one.subject in set(chosen)]
    return [*found.clear, *picked], picked


def _subjects(first: Poll, through: Sequence[SubjectResult]) -> list[Subject]:
    known = {subject.id: subject for subject in first.subject_list}
    return [known.get(one.subject, Subject(id=one.subject, name=one.name)) for one in through]


def _record(
    poll: Poll,
    first: Poll,
    through: Sequence[SubjectResult],
    picked: Sequence[SubjectResult],
    actor: Actor,
) -> None:
    append(
        poll.case,
        "poll.second_round_prepared",
        {
            "poll": str(poll.pk),
            "first_round": str(first.pk),
            "subjects": [one.name for one in through],
            "chosen": [one.name for one in picked],
        },
        actor=actor,
    )
