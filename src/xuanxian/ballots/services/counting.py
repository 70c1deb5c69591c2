"""Counting what was opened or signed, the first time and again."""

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import queries, result_queries
from xuanxian.ballots.models import Poll
from xuanxian.ballots.poll_form import Counted
from xuanxian.ballots.services.locking import poll_in
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@transaction.atomic
def count(poll: Poll, *, actor: Actor) -> Counted:
    """Count a signed poll after closing, or an opened one again.

    Raises:
        Refusal: the poll is not closed, its box is not opened, or the opened ballots are no longer
            those whose digest stands on the record.
    """
    poll = poll_in(poll, Poll.State.CLOSED, Poll.State.OPENED)
    if poll.is_secret and poll.state == Poll.State.CLOSED:
        raise Refusal(Problem(poll.title, "票箱", "", "还没有开箱。", "请两名计票人先开箱。"))
    if poll.state == Poll.State.CLOSED:
        poll.state = Poll.State.OPENED
        poll.save(update_fields=["state"])
    else:
        refuse_changed_ballots(poll)
    return count_anew(poll, actor)


def refuse_changed_ballots(poll: Poll) -> None:
    """Refuse to go on with opened ballots that are not those on the record.

    Raises:
        Refusal: their digest is another, or that of the tellers' decisions on written names is.
    """
    if poll.is_secret and queries.opened_digest(poll) != poll.opened_digest:
        raise Refusal(
            Problem(
                poll.title,
                "开箱校验值",
                "",
                "开出的票与开箱时记入纪实的不一致，可能被改动。",
                "请不要继续，立即报告监票人和纪检监察机构。",
            )
        )
    if poll.write_ins_digest and result_queries.write_ins_digest(poll) != poll.write_ins_digest:
        raise Refusal(
            Problem(
                poll.title,
                "另写姓名认定校验值",
                "",
                "另写姓名的认定与记入纪实的不一致，可能被改动。",
                "请不要继续，立即报告监票人和纪检监察机构。",
            )
        )


def count_anew(poll: Poll, actor: Actor) -> Counted:
    """Count the ballots of a poll, locked and opened, and put the counts on the record."""
    form = poll.form
    result = form.count(
        queries.ballots_of(poll), queries.turnout(poll), result_queries.matching(poll)
    )
    poll.result = result.model_dump(mode="json")
    poll.save(update_fields=["result"])
    append(
        poll.case,
        "poll.counted",
        {"poll": str(poll.pk), **form.entry(result)},
        actor=actor,
    )
    return result
