"""Putting votes on the agenda of a meeting: ballots, questionnaires, several issued together."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots.answers import Subject
from xuanxian.ballots.discussion_rules import DiscussionRules
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.models import AgendaItem, Meeting, Poll
from xuanxian.ballots.questionnaire import Questionnaire
from xuanxian.ballots.services.agenda import HANDS
from xuanxian.ballots.services.preparing import prepare_poll
from xuanxian.ballots.services.second_round import reserve_second_round
from xuanxian.ballots.services.together import tie_together
from xuanxian.policy.formulas import Formula, Parameters


@dataclass(frozen=True)
class Addition:
    """Something to be voted on; see `add_to_agenda`."""

    instrument: Ballot | Questionnaire
    parameters: Parameters
    rules: DiscussionRules
    title: str
    subjects: Sequence[Subject]
    separately: bool = False


@transaction.atomic
def add_at_once(
    meeting: Meeting,
    additions: Sequence[Addition],
    *,
    along_with: Poll | None = None,
    actor: Actor,
) -> tuple[Poll, ...]:
    """Put several votes on the agenda that are issued together, opened and closed at once.

    Args:
        meeting: before its slips are made.
        additions: what is added, in the order in which voters fill it in.
        along_with: an item on the agenda already that they are voted on with; None for none.
        actor: who prepares them.

    Raises:
        Refusal: as `add_to_agenda` and `tie_together`; nothing is added then.
    """
    added = tuple(
        poll
        for each in additions
        for poll in add_to_agenda(
            meeting,
            instrument=each.instrument,
            parameters=each.parameters,
            rules=each.rules,
            title=each.title,
            subjects=each.subjects,
            separately=each.separately,
            actor=actor,
        )
    )
    if along_with is not None or len(additions) > 1:
        tie_together([*([along_with] if along_with else []), *added], actor=actor)
    return added


@transaction.atomic
def add_to_agenda(
    meeting: Meeting,
    *,
    instrument: Ballot | Questionnaire,
    parameters: Parameters,
    rules: DiscussionRules,
    title: str,
    subjects: Sequence[Subject],
    separately: bool,
    actor: Actor,
) -> tuple[Poll, ...]:
    """Put a vote on the agenda: one poll for all subjects, or one for each.

    A questionnaire asks about one person or matter, so each subject has a poll; they are voted on
    together, for they are one form after another. A ballot whose policy has a second round is
    followed by the item of that round, so that the same slips serve for both.

    Args:
        meeting: before its slips are made.
        instrument: the ballot or questionnaire.
        parameters: see `prepare_poll`.
        rules: what the policy says of the discussion before the vote.
        title: as voters read it; the subject's name follows where each has a poll.
        subjects: who stands on the ballot.
        separately: one poll for each subject, so that members may be recused for one alone.
        actor: who prepares it.

    Raises:
        Refusal: as `prepare_poll`, or the condition for deferring cannot be read; nothing is
            prepared then.
    """
    if rules.deferral:
        Formula(rules.deferral, HANDS, parameters)
    one_each = isinstance(instrument, Questionnaire)
    apart = (separately or one_each) and len(subjects) > 1
    votes = [(f"{title.strip()}：{one.name}", [one]) for one in subjects] if apart else []
    polls = []
    for name, standing in votes or [(title, list(subjects))]:
        poll = prepare_poll(
            instrument=instrument,
            parameters=parameters,
            title=name,
            subjects=standing,
            electorates=(),
            case="",
            actor=actor,
            meeting=meeting,
        )
        AgendaItem.objects.create(
            poll=poll,
            chief_last=rules.chief_last,
            recused_entitled=rules.recused_entitled,
            recused_present=rules.recused_present,
            deferral=rules.deferral,
        )
        polls.append(poll)
        if isinstance(instrument, Ballot) and instrument.second_round is not None:
            reserve_second_round(poll, actor=actor)
    if one_each and len(polls) > 1:
        tie_together(polls, actor=actor)
    return tuple(polls)
