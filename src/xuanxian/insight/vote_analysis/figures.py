"""The figures of a counted poll as the policy kinds read them.

Opened ballots are read once, to count which people were named together; nothing of a single ballot
leaves this module, and neither order nor key of a ballot is looked at.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from xuanxian.access.models import Account
from xuanxian.ballots.answers import Answers, Validity, plain_name
from xuanxian.ballots.history.queries import day_of, standings_of
from xuanxian.ballots.history.standing import Standing
from xuanxian.ballots.instruments import Names
from xuanxian.ballots.models import Poll
from xuanxian.ballots.queries import ballots_of
from xuanxian.ballots.result_queries import matching
from xuanxian.ballots.results import TallyResult
from xuanxian.ballots.services.write_ins import PERSON
from xuanxian.ballots.write_ins import counted_as
from xuanxian.insight.instruments.corroboration import (
    CandidateFacts,
    CorroborationFacts,
    PastPoll,
    Support,
)
from xuanxian.insight.instruments.vote_signals import Chosen, PastVote, VoteFacts
from xuanxian.registry.models import Person
from xuanxian.selection.models import Candidacy, Talk, TalkPurpose, Vacancy


def people_of_subjects(subjects: Iterable[str]) -> dict[str, UUID]:
    """Id on a ballot → the person of the registry; names that are only typed are left out."""
    keys = {}
    for subject in subjects:
        try:
            keys[subject] = UUID(subject.removeprefix(PERSON))
        except ValueError:
            continue
    wanted = list(keys.values())
    known = set(Person.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    of_cases = dict(Candidacy.objects.filter(pk__in=wanted).values_list("pk", "person_id"))
    return {
        subject: of_cases.get(key, key)
        for subject, key in keys.items()
        if key in known or key in of_cases
    }


def vacancy_of(poll: Poll) -> Vacancy | None:
    """The vacancy whose recommendation meeting the poll was."""
    return Vacancy.objects.filter(nomination_poll=poll.pk).select_related("post").first()


def vote_facts(poll: Poll, result: TallyResult, account: Account | None) -> VoteFacts:
    """What `vote_signals` reads of a counted poll.

    Args:
        account: whose scope past polls are read in; None for all.
    """
    ballot = poll.ballot
    option = ballot.counted[0]
    shown = [name for name in result.by_class if name not in result.withheld]
    names = {one.subject: one.name for one in result.subjects}
    past = _past_votes(poll, tuple(names), option, account)
    return VoteFacts(
        as_of=day_of(poll),
        valid=result.denominators["有效"],
        classes={name: result.by_class[name]["有效"] for name in shown},
        votes={one.subject: one.counts.get(option, 0) for one in result.subjects},
        by_class={
            one.subject: {name: one.by_class[name][option] for name in shown}
            for one in result.subjects
        },
        smallest_group=poll.form.smallest if poll.is_secret else 0,
        chosen=_chosen(poll) if isinstance(ballot.question, Names) else (),
        past={
            subject: tuple(
                PastVote(on=each.on, votes=each.share.votes, valid=each.share.valid)
                for each in votes
            )
            for subject, votes in past.items()
        },
        names=names,
    )


def corroboration_facts(
    poll: Poll, result: TallyResult, vacancy: Vacancy, account: Account | None
) -> CorroborationFacts | None:
    """What `corroboration` reads of the nomination for a vacancy; None of nobody on the ballot."""
    talks = list(vacancy.talks.filter(purpose=TalkPurpose.RECOMMENDATION))
    candidacies = list(vacancy.candidacies.select_related("person"))
    day = day_of(poll)
    past: dict[UUID, list[PastPoll]] = {}
    for each in standings_of([one.person_id for one in candidacies], account):
        is_past = each.poll != poll.pk and each.on < day and each.counts_for_comparison
        if is_past and each.purpose in ("nomination", "rating"):
            past.setdefault(each.person, []).append(_past_poll(each))
    found = {}
    for one in candidacies:
        own = result.of(str(one.pk))
        if own is None:
            continue
        found[str(one.pk)] = CandidateFacts(
            name=one.person.name,
            meeting=Support(
                votes=own.counts.get(poll.ballot.counted[0], 0), of=result.denominators["有效"]
            ),
            rank=own.rank,
            talks=_named_in(talks, str(one.pk)),
            past=tuple(past.get(one.person_id, ())),
        )
    return CorroborationFacts(as_of=day, candidates=found) if found else None


def _named_in(talks: list[Talk], candidacy: str) -> Support | None:
    if not talks:
        return None
    return Support(votes=sum(candidacy in talk.names for talk in talks), of=len(talks))


def _past_poll(each: Standing) -> PastPoll:
    return PastPoll.model_validate(
        {
            "on": each.on,
            "purpose": each.purpose,
            "votes": each.share.votes,
            "valid": each.share.valid,
            "rank": each.rank,
            "ranked": each.ranked,
        }
    )


def _past_votes(
    poll: Poll, subjects: tuple[str, ...], option: str, account: Account | None
) -> dict[str, list[Standing]]:
    people = people_of_subjects(subjects)
    day: date = day_of(poll)
    by_person: dict[UUID, list[Standing]] = {}
    for each in standings_of(people.values(), account):
        if (
            each.poll != poll.pk
            and each.on < day
            and (each.purpose, each.share.option) == (poll.purpose, option)
            and each.counts_for_comparison
        ):
            by_person.setdefault(each.person, []).append(each)
    return {subject: by_person[person] for subject, person in people.items() if person in by_person}


def _chosen(poll: Poll) -> tuple[Chosen, ...]:
    """Which people were named together on how many valid ballots, in no order of the ballots."""
    matched = matching(poll)
    validity = Validity.of(poll.ballot, poll.subject_list, poll.parameter_values, matched)
    drops = any(note.missing == "name" for note in validity.notes)
    found: Counter[tuple[str, ...]] = Counter()
    for class_name, answers in ballots_of(poll):
        if not isinstance(answers, Answers) or validity.fault_of(answers, class_name):
            continue
        listed = (
            name
            for name in answers.names
            if not (drops and validity.counts_for_nobody(answers, name))
        )
        written = (counted_as(plain_name(name), matched) for name in answers.written)
        found[tuple(sorted({*listed, *(each for each in written if each)}))] += 1
    return tuple(Chosen(names=names, ballots=ballots) for names, ballots in sorted(found.items()))
