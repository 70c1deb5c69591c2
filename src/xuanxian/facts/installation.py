"""Facts of the people in the registry: reads files and surroundings, then computes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

import polars
from django.db.models import Model, QuerySet

from xuanxian.facts import snapshot
from xuanxian.facts.definitions import FactValue, PostPlace, Reading, Surroundings, UnitPlace
from xuanxian.facts.definitions.readings import Readings
from xuanxian.facts.everybody import Progress, read_everybody, unheard
from xuanxian.registry import models
from xuanxian.registry.dossier import Dossier
from xuanxian.registry.queries import read_dossiers

_PEOPLE_AT_ONCE = 2000
_ALONE = 200
"""Up to so many people are computed one by one."""
_Row = TypeVar("_Row", bound=Model)


def surroundings_of(dossiers: Iterable[Dossier], proposed_rank: str = "") -> Surroundings:
    """What the registry knows around `dossiers`: units, posts and the units of linked people."""
    files = list(dossiers)
    post_ids = {post.post for file in files for post in file.posts if post.post}
    linked = {entry.linked_person for file in files for entry in file.relatives}
    posts = {
        post.pk: PostPlace(
            unit_code=post.organisation.code,
            is_chief=post.is_chief,
            is_leading=post.kind == models.PostKind.LEADING,
            in_team=post.is_team_member,
        )
        for post in _in_parts(models.Post.objects.select_related("organisation"), post_ids)
    }
    units = {
        unit.code: UnitPlace(name=unit.name, kind=unit.get_kind_display())
        for unit in models.Organisation.objects.all()
    }
    people = {
        person.pk: person.unit.code if person.unit else ""
        for person in _in_parts(models.Person.objects.select_related("unit"), linked - {None})
    }
    return Surroundings(
        units=units, posts=posts, unit_of_person=people, proposed_rank=proposed_rank
    )


def facts_of_people(
    people: Sequence[models.Person], as_of: date, proposed_rank: str = ""
) -> dict[UUID, dict[str, FactValue]]:
    """All facts of `people` on `as_of`, by person id, with their explanations."""
    dossiers = read_dossiers(people, with_photo=False)
    around = surroundings_of(dossiers.values(), proposed_rank)
    return {
        person: snapshot.of_person(dossier, as_of, around) for person, dossier in dossiers.items()
    }


def build_snapshot(
    as_of: date,
    people: Iterable[models.Person] | None = None,
    *,
    progress: Progress = unheard,
) -> polars.DataFrame:
    """The frame of everybody serving, or of `people`, on `as_of`.

    A few people are computed one by one, many column by column; what comes out is the same.
    """
    if people is None:
        return _build_together(None, as_of, progress)
    asked = list(people)
    if len(asked) > _ALONE:
        return _build_together([person.pk for person in asked], as_of, progress)
    dossiers = read_dossiers(asked, with_photo=False)
    return snapshot.build(dossiers, as_of, surroundings_of(dossiers.values()))


def _build_together(
    chosen: Sequence[UUID] | None, as_of: date, progress: Progress
) -> polars.DataFrame:
    files = read_everybody(as_of, chosen=chosen, progress=progress)
    return snapshot.build_together(
        files,
        lambda: _readings_alone(files),
        lambda name, done, total: progress(f"计算{name}" if name else "计算完毕", done, total),
    )


def _readings_alone(files: Readings) -> Iterator[Reading]:
    """The same people's files one by one, for facts without a form for many."""
    ids = [UUID(person) for person in files.people["person"]]
    for start in range(0, len(ids), _PEOPLE_AT_ONCE):
        part = ids[start : start + _PEOPLE_AT_ONCE]
        found = {person.pk: person for person in _in_parts(models.Person.objects.all(), part)}
        dossiers = read_dossiers([found[person] for person in part], with_photo=False)
        for dossier in dossiers.values():
            yield Reading(dossier, files.as_of, files.surroundings)


def _in_parts(rows: QuerySet[_Row], ids: Iterable[UUID | None]) -> Iterator[_Row]:
    """Rows with a key in `ids`, asked for in parts that every store accepts."""
    keys = list(ids)
    for start in range(0, len(keys), _PEOPLE_AT_ONCE):
        yield from rows.filter(pk__in=keys[start : start + _PEOPLE_AT_ONCE])
