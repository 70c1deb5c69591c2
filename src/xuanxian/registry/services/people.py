"""Entering, correcting and withdrawing the files of people."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.kernel.names import initials_of, pinyin_of, stroke_key_of
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.record import services as record
from xuanxian.registry import codes, models
from xuanxian.registry.dossier import Dossier, ResumeLine
from xuanxian.registry.queries.dossiers import PLAIN_FIELDS, read_dossier, read_dossiers

_ROWS_AT_ONCE = 200

_INFORMATION_SETS = {
    "party": "政治面貌",
    "education": "学历学位",
    "titles": "专业技术职务",
    "resume": "简历",
    "posts": "任职",
    "ranks": "职务层次与职级",
    "rewards_sanctions": "奖惩",
    "assessments": "年度考核",
    "relatives": "家庭成员",
    "trainings": "培训",
    "photo": "照片",
}


def stream_of(person: models.Person) -> str:
    """The record stream of a person's file."""
    return f"person:{person.pk}"


@transaction.atomic
def enter_dossier(dossier: Dossier, *, actor: Actor, source: str) -> models.Person:
    """Enter a new person with the whole file.

    Args:
        dossier: the file; validated by whoever read it.
        source: where it comes from, as the record shows it: a file name or a form.

    Raises:
        Refusal: the unit code is unknown.
    """
    person = models.Person()
    fill(person, dossier)
    person.save()
    for name in _INFORMATION_SETS:
        _write_set(person, name, dossier)
    record.append(
        stream_of(person),
        "person.entered",
        {"source": source, "dossier": recorded(dossier)},
        actor=actor,
        title=f"干部档案 {person.name}",
    )
    return person


def correct_dossier(
    person: models.Person, dossier: Dossier, *, actor: Actor, reason: str, source: str = ""
) -> list[models.Correction]:
    """Bring the file of `person` to what `dossier` says, set by set, keeping what stood before.

    Returns the corrections made, none when nothing differs.

    Raises:
        Refusal: no reason is given, or the unit code is unknown.
    """
    return correct_dossiers([(person, dossier)], actor=actor, reason=reason, source=source)[0]


@transaction.atomic
def correct_dossiers(
    files: Sequence[tuple[models.Person, Dossier]],
    *,
    actor: Actor,
    reason: str,
    source: str = "",
) -> list[list[models.Correction]]:
    """Bring the files of several people to what the dossiers say; all of them or none.

    Returns the corrections of each, none where nothing differs.

    Raises:
        Refusal: no reason is given, or a unit code is unknown.
        ValueError: a person stands in `files` twice.
    """
    if not reason.strip():
        raise Refusal(
            Problem(
                where="、".join(person.name for person, _ in files[:3]),
                field="更正原因",
                value="",
                message="没有写明更正原因。",
                mend="请写明原因和依据后再保存。",
            )
        )
    # The rows are locked in order, so that two corrections follow one another.
    keys = [person.pk for person, _ in files]
    locked = models.Person.objects.select_for_update().order_by("pk").in_bulk(keys)
    if len(set(keys)) < len(keys):
        raise ValueError("a person can be corrected only once at a time")
    if len(locked) < len(keys):
        raise models.Person.DoesNotExist
    standing = read_dossiers(list(locked.values()))
    corrections: list[list[models.Correction]] = []
    rewritten: dict[str, list[tuple[models.Person, Dossier]]] = defaultdict(list)
    for key, (_, told) in zip(keys, files, strict=True):
        person, before = locked[key], standing[key]
        dossier = _with_links_kept(before, told)
        found = []
        for name, title, old, new in _differences(before, dossier):
            if name:
                rewritten[name].append((person, dossier))
            found.append(_correction(person, title, old, new, reason, source, actor))
        if found:
            # Also when only sets changed: lists keep the politics and education of the sets.
            fill(person, dossier)
            person.save()
        corrections.append(found)
    for name, changed in rewritten.items():
        _rewrite_set(name, changed)
    models.Correction.objects.bulk_create(row for found in corrections for row in found)
    record.append_many(
        [
            record.NewEntry(
                stream_of(locked[key]),
                "person.corrected",
                {
                    "reason": reason,
                    "source": source,
                    "changes": [
                        {"set": row.information_set, "before": row.before, "after": row.after}
                        for row in found
                    ],
                },
            )
            for key, found in zip(keys, corrections, strict=True)
            if found
        ],
        actor=actor,
    )
    return corrections


def _differences(before: Dossier, after: Dossier) -> Iterator[tuple[str, str, Any, Any]]:
    """(set, its title, what stood, what stands) where they differ; set "" is the person's own."""
    names = (*PLAIN_FIELDS, "unit_code")
    plain_before = {name: _plain(getattr(before, name)) for name in names}
    plain_after = {name: _plain(getattr(after, name)) for name in names}
    changed = [name for name in names if plain_before[name] != plain_after[name]]
    if changed:
        yield (
            "",
            "基本情况",
            {name: plain_before[name] for name in changed},
            {name: plain_after[name] for name in changed},
        )
    for name, title in _INFORMATION_SETS.items():
        if getattr(before, name) != getattr(after, name):
            yield name, title, recorded(before)[name], recorded(after)[name]


def _rewrite_set(name: str, changed: list[tuple[models.Person, Dossier]]) -> None:
    manager = SET_MODELS[name]._default_manager
    manager.filter(person__in=[person for person, _ in changed]).delete()
    manager.bulk_create(
        (row for person, dossier in changed for row in set_rows(person, name, dossier)),
        batch_size=_ROWS_AT_ONCE,
    )


@transaction.atomic
def withdraw_person(person: models.Person, *, actor: Actor, reason: str) -> None:
    """Take a person entered by mistake out of the registry; the record keeps what stood."""
    record.append(
        stream_of(person),
        "person.withdrawn",
        {"reason": reason, "dossier": recorded(read_dossier(person))},
        actor=actor,
    )
    person.delete()


def fill(person: models.Person, dossier: Dossier) -> None:
    """Set what `Person` itself holds of `dossier`, unsaved.

    Raises:
        Refusal: the unit code is unknown.
    """
    for name in PLAIN_FIELDS:
        setattr(person, name, getattr(dossier, name))
    person.pinyin = pinyin_of(dossier.name)
    person.initials = initials_of(dossier.name)
    person.stroke_key = stroke_key_of(dossier.name)
    person.politics = min(
        (entry.status for entry in dossier.party if entry.ended is None), default=""
    )
    person.highest_education = _highest_education(dossier)
    person.rank_order = rank_order_of(dossier.rank)
    person.unit, person.unit_code = None, dossier.unit_code
    if dossier.unit_code:
        person.unit = models.Organisation.objects.filter(code=dossier.unit_code).first()
        if person.unit is None:
            raise Refusal(
                Problem(
                    where=dossier.name,
                    field="单位编码",
                    value=dossier.unit_code,
                    message="机构库中没有这个编码。",
                    mend="请先导入机构，或改成机构库中已有的编码。",
                )
            )


def rank_order_of(rank: str) -> int:
    """Where a 职务层次 stands among all, 0 for the highest; 99 when it is not known."""
    code = codes.table("rank").codes.get(rank)
    return code.order if code else 99


def _highest_education(dossier: Dossier) -> str:
    table = codes.table("education").codes
    known = [entry.level for entry in dossier.education if entry.level in table]
    return min(known, key=lambda level: table[level].order, default="")


SET_MODELS: dict[str, Any] = {
    "party": models.PartyMembership,
    "education": models.Education,
    "titles": models.ProfessionalTitle,
    "resume": models.ResumeEntry,
    "posts": models.PostHolding,
    "ranks": models.RankHolding,
    "rewards_sanctions": models.RewardSanction,
    "assessments": models.YearlyAssessment,
    "relatives": models.Relative,
    "trainings": models.Training,
    "photo": models.Photo,
}
"""Information set of a dossier → the table that holds it."""


def _write_set(person: models.Person, name: str, dossier: Dossier) -> None:
    SET_MODELS[name]._default_manager.bulk_create(set_rows(person, name, dossier))


def set_rows(person: models.Person, name: str, dossier: Dossier) -> list[Any]:
    """The unsaved rows that hold the information set `name` of `dossier`."""
    if name == "photo":
        if not dossier.photo:
            return []
        digest = hashlib.sha256(dossier.photo).hexdigest()
        return [models.Photo(person=person, jpeg=dossier.photo, digest=digest)]
    if name == "resume":
        return _resume_rows(person, dossier.resume)
    model = SET_MODELS[name]
    has_place = any(field.name == "place" for field in model._meta.fields)
    rows = []
    for place, entry in enumerate(getattr(dossier, name)):
        values = dict(entry)
        for day in ("influence_until", "revoked_on", "probation_until"):
            if isinstance(values.get(day), PartialDate):
                values[day] = values[day].latest()
        for link in ("post", "linked_person"):
            if link in values:
                values[f"{link}_id"] = values.pop(link)
        if has_place:
            values["place"] = place
        rows.append(model(person=person, **values))
    return rows


def _resume_rows(person: models.Person, lines: tuple[ResumeLine, ...]) -> list[models.ResumeEntry]:
    rows: list[models.ResumeEntry] = []
    for line in lines:
        parent = _resume_row(person, line, len(rows), None)
        rows.append(parent)
        for beside in line.concurrent:
            rows.append(_resume_row(person, beside, len(rows), parent))
    return rows


def _resume_row(
    person: models.Person, line: ResumeLine, place: int, under: models.ResumeEntry | None
) -> models.ResumeEntry:
    return models.ResumeEntry(
        person=person,
        place=place,
        under=under,
        kind=line.kind,
        held_from=line.held_from,
        held_until=line.held_until,
        text=line.text,
    )


def _with_links_kept(before: Dossier, after: Dossier) -> Dossier:
    """`after` with the confirmed links of relatives that stand in both under name and birth.

    Files know nothing of links, so that reading one in again must not lose them.
    """
    links = {
        (entry.name, entry.birth): entry.linked_person
        for entry in before.relatives
        if entry.linked_person
    }
    relatives = tuple(
        entry
        if entry.linked_person
        else entry.model_copy(update={"linked_person": links.get((entry.name, entry.birth))})
        for entry in after.relatives
    )
    return after.model_copy(update={"relatives": relatives})


def _plain(value: Any) -> Any:
    return value.iso() if isinstance(value, PartialDate) else value


def recorded(dossier: Dossier) -> dict[str, Any]:
    """The dossier as the record keeps it: the photo by its digest only."""
    data = dossier.model_dump(mode="json", exclude={"photo"})
    data["photo"] = hashlib.sha256(dossier.photo).hexdigest() if dossier.photo else None
    return data


def _correction(
    person: models.Person,
    information_set: str,
    before: Any,
    after: Any,
    reason: str,
    source: str,
    actor: Actor,
) -> models.Correction:
    return models.Correction(
        subject_kind="person",
        subject=person.pk,
        information_set=information_set,
        before=before,
        after=after,
        reason=reason,
        source=source,
        corrected_by=actor.name,
        corrected_at=clock.now(),
    )
