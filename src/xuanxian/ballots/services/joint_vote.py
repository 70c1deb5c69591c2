"""Joining the results of several votes under a policy's `joint_vote`, each use on the record."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import result_queries
from xuanxian.ballots.joint_vote import JointVote, facts_of
from xuanxian.ballots.models import Poll
from xuanxian.ballots.results import TallyResult
from xuanxian.ballots.services.locking import poll_in
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.formulas import Parameters, exact
from xuanxian.policy.outcome import Outcome
from xuanxian.record.services import append


@dataclass(frozen=True)
class Stated:
    """What people state of one person beside the polls.

    Attributes:
        figures: vote → measure → exact number as text, for a vote that was held otherwise.
        values: the circumstances of the instrument.
    """

    figures: Mapping[str, Mapping[str, str]]
    values: Mapping[str, bool | str | None]


@dataclass(frozen=True)
class Joined:
    """What the votes say together of one person."""

    subject: str
    name: str
    outcome: Outcome


@transaction.atomic
def join_votes(
    base: Poll,
    instrument: JointVote,
    parameters: Parameters,
    polls: Mapping[str, Poll],
    stated: Mapping[str, Stated],
    *,
    policy: str,
    actor: Actor,
) -> tuple[Joined, ...]:
    """Say of everybody on the base poll what several votes say together. It changes no result.

    Args:
        base: a counted poll, whose people are judged.
        instrument: how the votes are joined.
        parameters: of its policy.
        polls: vote of the instrument → the counted poll that it was; one left out was held
            otherwise, and its figures are stated.
        stated: subject → what people state.
        policy: the title of the policy, for the record.
        actor: who joins them.

    Raises:
        Refusal: a result that is not final, a poll without a measure that is needed, one poll for
            two votes, the base for none, a number that is none, or an open parameter.
    """
    result = _final(poll_in(base, Poll.State.OPENED))
    results = {vote: _final(poll) for vote, poll in polls.items()}
    _check(base, instrument, polls)
    joined = []
    for one in result.subjects:
        said = stated.get(one.subject, Stated({}, {}))
        facts = facts_of(results, one.subject, said.values)
        measures = {vote: dict(figures) for vote, figures in facts.measures.items()}
        for vote, figures in said.figures.items():
            if vote not in polls:
                measures[vote] = {name: str(exact(text, {})) for name, text in figures.items()}
        facts = facts.model_copy(update={"measures": measures})
        joined.append(Joined(one.subject, one.name, instrument.decide(facts, parameters)))
    titles = {vote.id: vote.title for vote in instrument.votes}
    body = {
        "poll": str(base.pk),
        "policy": policy,
        "instrument": instrument.title or instrument.id,
        "joined_votes": {titles[vote]: poll.title for vote, poll in polls.items()},
        "joined": [
            {
                "name": each.name,
                "verdict": each.outcome.verdict.value,
                "reasons": [reason.explanation for reason in each.outcome.reasons],
            }
            for each in joined
        ],
    }
    # An entry on every stream concerned, once.
    for case in dict.fromkeys((base.case, *(poll.case for poll in polls.values()))):
        append(case, "poll.votes_joined", body, actor=actor)
    return tuple(joined)


def _final(poll: Poll) -> TallyResult:
    result = poll.tally_result
    if result is None or not result_queries.is_final(poll):
        raise Refusal(
            Problem(
                poll.title, "合并认定", "", "还没有最后结果。", "请先完成计票和另写姓名的认定。"
            )
        )
    return result


def _check(base: Poll, instrument: JointVote, polls: Mapping[str, Poll]) -> None:
    problems = []
    keys = [poll.pk for poll in polls.values()]
    if base.pk not in keys or len(set(keys)) < len(keys):
        problems.append(
            Problem(base.title, "合并认定", "", "本次投票没有选，或者选了两次。", "请逐项核对。")
        )
    for vote in instrument.votes:
        poll = polls.get(vote.id)
        missing = [name for name in vote.measures if poll and name not in poll.ballot.measures]
        if poll and missing:
            problems.append(
                Problem(
                    poll.title,
                    vote.title,
                    "、".join(missing),
                    "这次投票没有计算所需的比率。",
                    "请选择按同一制度进行的投票。",
                )
            )
    if problems:
        raise Refusal(problems)
