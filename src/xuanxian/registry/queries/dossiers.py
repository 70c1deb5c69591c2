"""Reading whole files out of the registry."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry import models
from xuanxian.registry.dossier import (
    AssessmentEntry,
    Dossier,
    EducationEntry,
    PartyEntry,
    PostEntry,
    RankEntry,
    RelativeEntry,
    ResumeLine,
    RewardSanctionEntry,
    TitleEntry,
    TrainingEntry,
)


def read_dossier(person: models.Person, *, with_photo: bool = True) -> Dossier:
    """The whole file of `person` as it stands now."""
    return read_dossiers([person], with_photo=with_photo)[person.pk]


def read_dossiers(
    people: Sequence[models.Person], *, with_photo: bool = True
) -> dict[UUID, Dossier]:
    """The whole files of `people` by person id, in one query an information set."""
    ids = [person.pk for person in people]
    units = {
        unit.pk: unit.code
        for unit in models.Organisation.objects.filter(
            pk__in={person.unit_id for person in people if person.unit_id}
        )
    }
    sets: dict[type, dict[UUID, list[Any]]] = {}
    for model in (
        models.PartyMembership,
        models.Education,
        models.ProfessionalTitle,
        models.ResumeEntry,
        models.PostHolding,
        models.RankHolding,
        models.RewardSanction,
        models.YearlyAssessment,
        models.Relative,
        models.Training,
    ):
        rows: dict[UUID, list[Any]] = defaultdict(list)
        for row in model._default_manager.filter(person_id__in=ids):
            rows[row.person_id].append(row)
        sets[model] = rows
    photos: dict[UUID, bytes] = {}
    if with_photo:
        rows_of_photos = models.Photo.objects.filter(person_id__in=ids)
        photos = {person: bytes(jpeg) for person, jpeg in rows_of_photos.values_list("pk", "jpeg")}
    return {
        person.pk: _dossier(
            person, units, {model: rows[person.pk] for model, rows in sets.items()}, photos
        )
        for person in people
    }


def _dossier(
    person: models.Person,
    units: dict[UUID, str],
    rows: dict[type, list[Any]],
    photos: dict[UUID, bytes],
) -> Dossier:
    return Dossier(
        **{name: getattr(person, name) for name in PLAIN_FIELDS},
        unit_code=units.get(person.unit_id, "") if person.unit_id else "",
        party=tuple(
            PartyEntry(status=row.status, joined=row.joined, ended=row.ended)
            for row in rows[models.PartyMembership]
        ),
        education=tuple(
            EducationEntry(**{name: getattr(row, name) for name in EducationEntry.model_fields})
            for row in rows[models.Education]
        ),
        titles=tuple(
            TitleEntry(**{name: getattr(row, name) for name in TitleEntry.model_fields})
            for row in rows[models.ProfessionalTitle]
        ),
        resume=_resume(rows[models.ResumeEntry]),
        posts=tuple(
            PostEntry(
                post=row.post_id,
                probation_until=PartialDate.of(row.probation_until)
                if row.probation_until
                else None,
                **{
                    name: getattr(row, name)
                    for name in PostEntry.model_fields
                    if name not in {"post", "probation_until"}
                },
            )
            for row in rows[models.PostHolding]
        ),
        ranks=tuple(
            RankEntry(**{name: getattr(row, name) for name in RankEntry.model_fields})
            for row in rows[models.RankHolding]
        ),
        rewards_sanctions=tuple(
            RewardSanctionEntry(
                **{
                    name: getattr(row, name)
                    for name in RewardSanctionEntry.model_fields
                    if name not in {"influence_until", "revoked_on"}
                },
                influence_until=PartialDate.of(row.influence_until)
                if row.influence_until
                else None,
                revoked_on=PartialDate.of(row.revoked_on) if row.revoked_on else None,
            )
            for row in rows[models.RewardSanction]
        ),
        assessments=tuple(
            AssessmentEntry(year=row.year, grade=row.grade) for row in rows[models.YearlyAssessment]
        ),
        relatives=tuple(
            RelativeEntry(
                linked_person=row.linked_person_id,
                **{
                    name: getattr(row, name)
                    for name in RelativeEntry.model_fields
                    if name != "linked_person"
                },
            )
            for row in rows[models.Relative]
        ),
        trainings=tuple(
            TrainingEntry(
                days=None if row.days is None else str(row.days),
                **{
                    name: getattr(row, name)
                    for name in TrainingEntry.model_fields
                    if name != "days"
                },
            )
            for row in rows[models.Training]
        ),
        photo=photos.get(person.pk),
    )


PLAIN_FIELDS = (
    "name",
    "id_number",
    "sex",
    "birth",
    "nation",
    "native_place",
    "birthplace",
    "growth_place",
    "health",
    "joined_work",
    "speciality",
    "current_post",
    "rank",
    "grade",
    "category",
    "status",
    "place",
    "rewards_sanctions_text",
    "assessments_text",
    "other_elements",
)
"""Fields of a dossier that `Person` holds under the same name."""


def _resume(rows: Iterable[models.ResumeEntry]) -> tuple[ResumeLine, ...]:
    ordered = sorted(rows, key=lambda row: row.place)
    beside: dict[UUID, list[ResumeLine]] = defaultdict(list)
    for row in ordered:
        if row.under_id:
            beside[row.under_id].append(_line(row, ()))
    return tuple(_line(row, tuple(beside[row.pk])) for row in ordered if not row.under_id)


def _line(row: models.ResumeEntry, concurrent: tuple[ResumeLine, ...]) -> ResumeLine:
    kind = "study" if row.kind == models.ResumeEntry.Kind.STUDY else "work"
    return ResumeLine(
        held_from=row.held_from,
        held_until=row.held_until,
        text=row.text,
        kind=kind,
        concurrent=concurrent,
    )
