"""Facts of posts, units and leading teams in the registry: reads them, then computes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from xuanxian.facts.definitions import (
    FactValue,
    Holding,
    PostReading,
    RankFigure,
    Subject,
    TeamMember,
    TeamReading,
    UnitReading,
    facts_of,
)
from xuanxian.facts.installation import facts_of_people
from xuanxian.registry import models, queries

Facts = dict[str, FactValue]


def of_post(reading: PostReading) -> Facts:
    """All facts of a post, each with how it came about."""
    return {name: each.compute(reading) for name, each in facts_of(Subject.POST).items()}


def of_unit(reading: UnitReading) -> Facts:
    """All facts of a unit, each with how it came about."""
    return {name: each.compute(reading) for name, each in facts_of(Subject.UNIT).items()}


def of_team(reading: TeamReading) -> Facts:
    """All facts of a leading team, each with how it came about."""
    return {name: each.compute(reading) for name, each in facts_of(Subject.TEAM).items()}


def facts_of_posts(posts: Sequence[models.Post], as_of: date) -> dict[UUID, Facts]:
    """All facts of posts in force on `as_of`, by post id."""
    asked = {post.pk for post in posts}
    units = {post.organisation for post in posts}
    owners = {_owner(unit) for unit in units}
    figures = _figures(sorted(owners, key=lambda unit: unit.code), as_of)
    readings = _post_readings(
        list(units), as_of, {unit.pk: figures[_owner(unit).pk] for unit in units}
    )
    return {post: of_post(reading) for post, reading in readings.items() if post in asked}


def facts_of_units(units: Sequence[models.Organisation], as_of: date) -> dict[UUID, Facts]:
    """All facts of `units` on `as_of`, by unit id."""
    return {unit: of_unit(reading) for unit, reading in read_units(units, as_of).items()}


def facts_of_teams(units: Sequence[models.Organisation], as_of: date) -> dict[UUID, Facts]:
    """All facts of the leading teams of `units` on `as_of`, by unit id."""
    return {unit: of_team(reading) for unit, reading in read_teams(units, as_of).items()}


def read_units(units: Sequence[models.Organisation], as_of: date) -> dict[UUID, UnitReading]:
    """What facts of `units` are computed from, by unit id."""
    parts = queries.units_with_sections(units, as_of)
    figures = _figures(units, as_of)
    posts = _post_readings(
        [part for row in parts.values() for part in row],
        as_of,
        {part.pk: figures[unit] for unit, row in parts.items() for part in row},
    )
    owners = {part.pk: unit for unit, row in parts.items() for part in row}
    of_unit_: dict[UUID, list[PostReading]] = {unit: [] for unit in parts}
    for post, organisation in models.Post.objects.filter(pk__in=posts).values_list(
        "pk", "organisation_id"
    ):
        of_unit_[owners[organisation]].append(posts[post])
    people = Counter(
        models.Person.objects.filter(
            status=models.PersonStatus.SERVING, unit__in=owners
        ).values_list("unit_id", flat=True)
    )
    children = Counter(
        models.Organisation.objects.filter(parent__in=parts)
        .exclude(kind=models.OrganisationKind.SECTION)
        .exclude(abolished_on__lte=as_of)
        .values_list("parent_id", flat=True)
    )
    return {
        unit.pk: UnitReading(
            as_of=as_of,
            name=unit.name,
            kind=unit.get_kind_display(),
            level=unit.level,
            established_on=unit.established_on,
            posts=tuple(of_unit_[unit.pk]),
            figures=figures[unit.pk],
            sections=len(parts[unit.pk]) - 1,
            children=children[unit.pk],
            people=sum(people[part.pk] for part in parts[unit.pk]),
        )
        for unit in units
    }


def read_teams(units: Sequence[models.Organisation], as_of: date) -> dict[UUID, TeamReading]:
    """What facts of the teams of `units` are computed from, by unit id."""
    seats = {unit.pk: queries.seats_of(unit, as_of, team_only=True) for unit in units}
    people = {
        seat.holding.person.pk: seat.holding.person
        for row in seats.values()
        for seat in row
        if seat.holding
    }
    facts = facts_of_people(list(people.values()), as_of)
    relatives: dict[UUID, set[UUID]] = {person: set() for person in people}
    for of_person, relative in models.Relative.objects.filter(
        person__in=people, linked_person__isnull=False
    ).values_list("person_id", "linked_person_id"):
        relatives[of_person].add(relative)
    teams = {}
    for unit in units:
        members: dict[UUID, TeamMember] = {}
        for seat in seats[unit.pk]:
            if seat.holding is None or seat.holding.person_id in members:
                continue
            person = seat.holding.person
            members[person.pk] = TeamMember(
                person=person.pk,
                name=person.name,
                title=seat.post.title,
                is_chief=seat.post.is_chief,
                facts={name: fact.value for name, fact in facts[person.pk].items()},
                portfolio=seat.post.portfolio,
                relatives=frozenset(relatives[person.pk]),
            )
        posts = {seat.post.pk: seat.post for seat in seats[unit.pk]}.values()
        teams[unit.pk] = TeamReading(
            as_of=as_of,
            unit=unit.name,
            members=tuple(members.values()),
            seats=sum(post.seats for post in posts),
            chief_seats=sum(post.seats for post in posts if post.is_chief),
        )
    return teams


def _owner(unit: models.Organisation) -> models.Organisation:
    """The unit that a section is in; any other unit itself."""
    while unit.kind == models.OrganisationKind.SECTION and unit.parent:
        unit = unit.parent
    return unit


def _post_readings(
    units: Sequence[models.Organisation],
    as_of: date,
    figures: Mapping[UUID, Mapping[str, RankFigure]],
) -> dict[UUID, PostReading]:
    return {
        post.pk: PostReading(
            as_of=as_of,
            title=post.title,
            kind=post.get_kind_display(),
            rank=post.rank,
            management=post.get_management_display(),
            unit_name=post.organisation.name,
            unit_kind=post.organisation.get_kind_display(),
            is_chief=post.is_chief,
            is_team_member=post.is_team_member,
            counts_against_establishment=post.counts_against_establishment,
            seats=post.seats,
            portfolio=post.portfolio,
            requirements=post.requirements,
            established_on=post.established_on,
            holdings=tuple(
                Holding(stay.person_id, stay.person.name, stay.held_from, stay.held_until)
                for stay in stays
            ),
            figure=figures[post.organisation_id].get(post.rank),
        )
        for post, stays in queries.posts_with_stays(units, as_of)
    }


def _figures(
    units: Sequence[models.Organisation], as_of: date
) -> dict[UUID, dict[str, RankFigure]]:
    found: dict[UUID, dict[str, RankFigure]] = {unit.pk: {} for unit in units}
    for figure in queries.establishment_figures(units, as_of):
        found[figure.unit.pk][figure.rank] = RankFigure(
            figure.approved, figure.reserved, figure.actual
        )
    return found
