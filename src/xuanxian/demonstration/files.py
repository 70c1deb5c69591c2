"""Writes a made-up county in the formats of the field: workbooks, .lrmx, and .lrm with .pic."""

from collections.abc import Callable
from pathlib import Path

from xuanxian.demonstration.county import County, Person
from xuanxian.exchange.lrm import write_lrm
from xuanxian.exchange.lrmx import write_lrmx
from xuanxian.exchange.roster import (
    EstablishmentRow,
    HoldingRow,
    PersonRow,
    PostRow,
    RankRow,
    RewardSanctionRow,
    Tables,
    TrainingRow,
    UnitRow,
    write_tables,
)
from xuanxian.kernel.errors import Refusal
from xuanxian.kernel.partial_date import PartialDate

UNITS_FILE = "1机构职位职数.xlsx"
PEOPLE_FILE = "3任职和人员信息.xlsx"
FORMS_FOLDER = "2任免审批表"

_OLD_FORMAT_EVERY = 7
"""Every so many towns still write the older .lrm."""

# What these contradictions make of the form: a file that is not stored. The workbook of all people
# says nothing of these people, because a workbook is stored whole or not at all.
_REFUSED = {"id_number_checksum", "id_number_sex"}

Progress = Callable[[int, int], None]


def write_county(
    county: County, folder: Path, *, progress: Progress = lambda done, total: None
) -> int:
    """Write every file of the county below `folder`, which must be empty or absent.

    The same county gives the same bytes.

    Returns:
        How many files were written.

    Raises:
        Refusal: the folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refusal(f"{folder} 不是空文件夹。", mend="请换一个文件夹，或先移走其中的文件。")
    forms = folder / FORMS_FOLDER
    forms.mkdir(parents=True, exist_ok=True)
    (folder / UNITS_FILE).write_bytes(write_tables(_structure(county)))
    (folder / PEOPLE_FILE).write_bytes(write_tables(_people(county)))
    written = 2
    old = _units_with_old_format(county)
    twice = {one.person for one in county.contradictions if one.kind == "duplicate_person"}
    for done, person in enumerate(county.people, 1):
        stem = f"{person.number:05}{person.dossier.name}"
        if _unit_above(person) in old and person.number not in twice:
            record, picture = write_lrm(person.dossier)
            (forms / f"{stem}.lrm").write_bytes(record)
            written += 1
            if picture:
                (forms / f"{stem}.pic").write_bytes(picture)
                written += 1
        else:
            for copy in ("", "（副本）") if person.number in twice else ("",):
                (forms / f"{stem}{copy}.lrmx").write_bytes(write_lrmx(person.dossier))
                written += 1
        progress(done, len(county.people))
    return written


def _units_with_old_format(county: County) -> set[str]:
    towns = [unit.code for unit in county.units if unit.kind == "town"]
    return set(towns[::_OLD_FORMAT_EVERY])


def _unit_above(person: Person) -> str:
    """The code of the unit, also of somebody in one of its sections."""
    return ".".join(person.unit.split(".")[:2])


def _structure(county: County) -> Tables:
    return Tables(
        units=tuple(
            UnitRow(
                code=unit.code,
                name=unit.name,
                short_name=unit.short_name,
                kind=unit.kind,
                level=unit.level,
                parent_code=unit.parent,
                administered_by_code=unit.administered_by,
                place=unit.place,
            )
            for unit in county.units
        ),
        posts=tuple(
            PostRow(
                unit_code=post.unit,
                title=post.title,
                kind=post.kind,
                rank=post.rank,
                is_chief=post.is_chief,
                is_team_member=post.is_team_member,
                management=post.management,
                counts_against_establishment=post.counts_against_establishment,
                seats=post.seats,
                place=post.place,
                requirements=post.requirements,
            )
            for post in county.posts
        ),
        establishment=tuple(
            EstablishmentRow(
                unit_code=figure.unit,
                rank=figure.rank,
                approved=figure.approved,
                reserved=figure.reserved,
                document_number=figure.document_number,
                valid_from=figure.valid_from,
            )
            for figure in county.establishment
        ),
    )


def _people(county: County) -> Tables:
    refused = {one.person for one in county.contradictions if one.kind in _REFUSED}
    told = {person.number: person for person in county.people if person.number not in refused}
    return Tables(
        people=tuple(
            PersonRow(
                **_whose(person),
                unit_code=person.dossier.unit_code,
                place=person.number,
                rank=person.dossier.rank,
                category=person.dossier.category,
            )
            for person in told.values()
        ),
        holdings=tuple(
            HoldingRow(
                **_whose(told[holding.person]),
                unit_code=holding.unit,
                post=holding.title,
                rank=holding.rank,
                is_main=holding.is_main,
                held_from=PartialDate.of(holding.held_from),
                appointment_document=holding.appointment_document,
                manner="委任制",
                probation_until=holding.probation_until,
            )
            for holding in county.holdings
            if holding.person in told
        )
        + tuple(
            HoldingRow(
                **_whose(person),
                full_title=post.title,
                rank=post.rank,
                held_from=post.held_from,
                held_until=post.held_until,
            )
            for person in told.values()
            for post in person.dossier.posts
        ),
        ranks=tuple(
            RankRow(
                **_whose(person),
                line=rank.line,
                code=rank.code,
                held_from=rank.held_from,
                held_until=rank.held_until,
            )
            for person in told.values()
            for rank in person.dossier.ranks
        ),
        rewards_sanctions=tuple(
            RewardSanctionRow(
                **_whose(person),
                nature=row.nature,
                award=row.name,
                approved_on=row.approved_on,
                authority=row.authority,
                influence_until=row.influence_until.latest() if row.influence_until else None,
            )
            for person in told.values()
            for row in person.dossier.rewards_sanctions
        ),
        trainings=tuple(
            TrainingRow(
                **_whose(person),
                course=row.name,
                institution=row.institution,
                held_from=row.held_from,
                held_until=row.held_until,
                days=row.days or "",
            )
            for person in told.values()
            for row in person.dossier.trainings
        ),
    )


def _whose(person: Person) -> dict[str, object]:
    dossier = person.dossier
    return {"name": dossier.name, "id_number": dossier.id_number, "birth": dossier.birth}
