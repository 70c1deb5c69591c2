"""Trying other weights on a result, each use on the record."""

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import laboratory, result_queries
from xuanxian.ballots.laboratory import Trial, TrialResult
from xuanxian.ballots.models import Poll
from xuanxian.ballots.services.locking import poll_in
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@transaction.atomic
def try_weights(poll: Poll, trial: Trial, *, actor: Actor) -> TrialResult:
    """Work out a result under other weights or another threshold. It changes nothing.

    Raises:
        Refusal: there is no final result yet, or the trial is refused (`laboratory.run`).
    """
    poll = poll_in(poll, Poll.State.OPENED)
    result = poll.tally_result
    if result is None or not result_queries.is_final(poll):
        raise Refusal(
            Problem(
                poll.title,
                "权重试算",
                "",
                "还没有正式结果。",
                "请先完成计票；有另写姓名的，先由两名计票人认定。",
            )
        )
    found = laboratory.run(poll.ballot, result, poll.parameter_values, trial)
    append(
        poll.case,
        "poll.weights_tried",
        {
            "poll": str(poll.pk),
            "weights": found.weights,
            "threshold": found.passes,
            "order_changes": found.order_changes,
            "passing_changes": list(found.passing_changes),
        },
        actor=actor,
    )
    return found
