"""What a round is made of while it is composed: shares the policy wants, teams as they will be.

Nothing here decides: the panel says how the people proposed stand to every `quota` of the policy
and what one more proposal would do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from xuanxian.facts.installation import facts_of_people
from xuanxian.policy.instruments import Quota
from xuanxian.policy.instruments.quota import Member, QuotaFacts
from xuanxian.policy.outcome import Outcome
from xuanxian.registry.models import Organisation, Person, PostHolding
from xuanxian.registry.queries.structure import structure_of
from xuanxian.registry.queries.units import holdings_in_force
from xuanxian.selection import models
from xuanxian.selection.queries.round_rows import unit_of
from xuanxian.selection.rules import Rules
from xuanxian.selection.states import IN_THE_RUNNING


@dataclass(frozen=True, slots=True)
class ShareStanding:
    """How the people of a round stand to one share or count.

    Attributes:
        met: whether it is kept now; None where the unknown decides or a parameter is open.
        with_one: whether it would be kept with one more who is counted.
        with_other: whether it would be kept with one more who is in the denominator and is not.
    """

    label: str
    counted: int
    among: int
    unknown: int
    needed: str
    met: bool | None
    with_one: bool | None
    with_other: bool | None


@dataclass(frozen=True, slots=True)
class QuotaStanding:
    """One quota of the policy over all people proposed in the round."""

    title: str
    outcome: Outcome
    shares: tuple[ShareStanding, ...]


@dataclass(frozen=True, slots=True)
class TeamChange:
    """A unit's team now and as the plan would make it.

    Attributes:
        undecided: posts with more people than seats, whose people are left out.
        rows: (dimension, group, how many now, how many afterwards).
        quotas: (title of a quota over teams, what it says now, what it says afterwards).
    """

    unit: Organisation
    joining: tuple[str, ...]
    leaving: tuple[str, ...]
    undecided: tuple[str, ...]
    rows: tuple[tuple[str, str, int, int], ...]
    quotas: tuple[tuple[str, Outcome, Outcome], ...]


def shares_of(round_: models.Round, rules: Rules, as_of: date) -> list[QuotaStanding]:
    """How the people proposed in the round stand to every quota over a batch (批次)."""
    quotas = [one for one in rules.all(Quota) if one.of == "batch"]
    if not quotas:
        return []
    values = _values_of_candidates(_in_the_running(round_), as_of)
    found = []
    for quota in quotas:
        compiled = quota.compiled(rules.parameters)
        members = [Member(values=_known(quota, one)) for one in values]
        census = compiled.census(members)
        after: dict[bool, dict[str, bool | None]] = {}
        for counts in (True, False):
            grown = {
                rule: {**known, (True, counts): known.get((True, counts), 0) + 1}
                for rule, known in census.items()
            }
            after[counts] = {rule.id: one.met for rule, one in compiled.standings(grown)}
        found.append(
            QuotaStanding(
                title=quota.title or quota.TITLE,
                outcome=compiled.judge(census, as_of),
                shares=tuple(
                    ShareStanding(
                        label=rule.label,
                        counted=standing.counted,
                        among=standing.among,
                        unknown=standing.unknown,
                        needed="，".join(
                            f"{_BOUNDS[name]}{_number(number)}人"
                            for name, number in standing.needed.items()
                        ),
                        met=standing.met,
                        with_one=after[True][rule.id],
                        with_other=after[False][rule.id],
                    )
                    for rule, standing in compiled.standings(census)
                ),
            )
        )
    return found


_BOUNDS = {"at_least": "不少于", "at_most": "不超过", "exactly": "等于"}


def _number(number: Any) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{float(number):g}"


def team_changes(round_: models.Round, rules: Rules, as_of: date) -> list[TeamChange]:
    """The team of every unit whose team posts the round fills, now and afterwards."""
    vacancies = [
        vacancy
        for vacancy in round_.vacancies.select_related("post__organisation__parent__parent__parent")
        if vacancy.post.is_team_member
    ]
    units = {unit_of(vacancy.post.organisation) for vacancy in vacancies}
    candidates = _in_the_running(round_)
    found = []
    for unit in sorted(units, key=lambda one: (one.place, one.code)):
        holdings = list(
            PostHolding.objects.filter(
                holdings_in_force(as_of), post__organisation=unit, post__is_team_member=True
            ).select_related("person")
        )
        before = list(dict.fromkeys(one.person for one in holdings))
        leaves = {one.leaves_id for one in candidates if one.leaves_id}
        going = {one.person for one in holdings if one.pk in leaves}
        joining, undecided = _chosen(
            [one for one in vacancies if unit_of(one.post.organisation) == unit], candidates
        )
        after = [one for one in before if one not in going or one in joining]
        after += [one for one in joining if one not in after]
        found.append(
            TeamChange(
                unit=unit,
                joining=tuple(one.name for one in joining if one not in before),
                leaving=tuple(one.name for one in before if one not in after),
                undecided=undecided,
                rows=_compared(before, after, as_of),
                quotas=_team_quotas(rules, before, after, as_of),
            )
        )
    return found


def _chosen(
    vacancies: Sequence[models.Vacancy], candidates: Sequence[models.Candidacy]
) -> tuple[list[Person], tuple[str, ...]]:
    """Who would take the posts: those proposed, or the targets, where they fit the seats."""
    joining: list[Person] = []
    undecided = []
    for vacancy in vacancies:
        proposed = [one for one in candidates if one.vacancy_id == vacancy.pk]
        if len(proposed) > vacancy.seats:
            proposed = [one for one in proposed if one.is_target]
        if not proposed or len(proposed) > vacancy.seats:
            undecided.append(str(vacancy.post))
            continue
        joining += [one.person for one in proposed if one.person not in joining]
    return joining, tuple(undecided)


def _compared(
    before: Sequence[Person], after: Sequence[Person], as_of: date
) -> tuple[tuple[str, str, int, int], ...]:
    counted: dict[tuple[str, str], list[int]] = {}
    for place, people in enumerate((before, after)):
        for dimension in structure_of(people, as_of):
            for share in dimension.shares:
                counted.setdefault((dimension.name, share.name), [0, 0])[place] = share.count
        for name in _specialties(people, as_of):
            counted.setdefault((_SPECIALTY, name), [0, 0])[place] += 1
    order = list(dict.fromkeys(dimension for dimension, _ in counted))
    return tuple(
        (dimension, name, *numbers)  # type: ignore[misc]
        for (dimension, name), numbers in sorted(
            counted.items(), key=lambda item: order.index(item[0][0])
        )
    )


_SPECIALTY = "专业类别"
_SPECIALTY_FACTS = ("在职专业类别", "全日制专业类别")


def _specialties(people: Sequence[Person], as_of: date) -> list[str]:
    """The class of the field of study of each, full-time where both are known."""
    found = []
    for facts in facts_of_people(list(people), as_of).values():
        known = ""
        for name in _SPECIALTY_FACTS:
            fact = facts.get(name)
            known = str(fact.value) if fact and fact.value else known
        found.append(known or "不详")
    return found


def _team_quotas(
    rules: Rules, before: Sequence[Person], after: Sequence[Person], as_of: date
) -> tuple[tuple[str, Outcome, Outcome], ...]:
    quotas = [one for one in rules.all(Quota) if one.of == "team"]
    if not quotas:
        return ()
    everybody = list(dict.fromkeys([*before, *after]))
    facts = facts_of_people(everybody, as_of)
    values = {
        person: {name: fact.value for name, fact in facts[person.pk].items()}
        for person in everybody
    }

    def said(quota: Quota, people: Sequence[Person]) -> Outcome:
        members = tuple(Member(name=one.name, values=_known(quota, values[one])) for one in people)
        return quota.compiled(rules.parameters).decide(QuotaFacts(members=members, as_of=as_of))

    return tuple(
        (quota.title or quota.TITLE, said(quota, before), said(quota, after)) for quota in quotas
    )


def _in_the_running(round_: models.Round) -> list[models.Candidacy]:
    return list(
        models.Candidacy.objects.filter(
            vacancy__round=round_, state__in=IN_THE_RUNNING
        ).select_related("person", "vacancy__post")
    )


def _values_of_candidates(
    candidates: Sequence[models.Candidacy], as_of: date
) -> list[dict[str, Any]]:
    """Facts and stated values of each, for the rank of the post each is proposed for."""
    facts: dict[tuple[UUID, str], Mapping[str, Any]] = {}
    for rank in dict.fromkeys(one.vacancy.post.rank for one in candidates):
        people = [one.person for one in candidates if one.vacancy.post.rank == rank]
        for person, known in facts_of_people(people, as_of, rank).items():
            facts[person, rank] = {name: fact.value for name, fact in known.items()}
    return [{**facts[one.person_id, one.vacancy.post.rank], **one.stated} for one in candidates]


def _known(quota: Quota, values: Mapping[str, Any]) -> dict[str, Any]:
    """Of `values` those that the quota may name."""
    return {name: value for name, value in values.items() if name in quota.names}
