"""What importing a workbook would do: units, posts and figures first, then people."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from xuanxian.exchange.checks import check_dossier
from xuanxian.exchange.plans.changes import Change, Difference, FilePlan
from xuanxian.exchange.plans.forms import person_change
from xuanxian.exchange.plans.person_rows import PersonFile, apply_row
from xuanxian.exchange.plans.standing import KnownPost, Standing
from xuanxian.exchange.roster.labels import codes_of, label_by_code
from xuanxian.exchange.roster.reader import ReadTables
from xuanxian.exchange.roster.tables import EstablishmentRow, OfPerson, PostRow, Row, UnitRow
from xuanxian.kernel.errors import Problem
from xuanxian.registry import models

_OF_PEOPLE = ("people", "holdings", "ranks", "rewards_sanctions", "trainings")


def plan_tables(tables: ReadTables, standing: Standing, *, as_of: date) -> FilePlan:
    """The plan for one workbook; `standing` takes note of it when it could be stored."""
    plan = FilePlan(tables.name, "tables", problems=list(tables.problems))
    # Units and posts are noted as they are planned: later sheets of the file build on them.
    for where, row in tables.rows.get("units", ()):
        _plan_unit(where, row, plan, standing)
    for where, row in tables.rows.get("posts", ()):
        _plan_post(where, row, plan, standing)
    for where, row in tables.rows.get("establishment", ()):
        _plan_establishment(where, row, plan, standing)
    _plan_people(tables, plan, standing, as_of)
    return plan


def _plan_unit(where: str, row: UnitRow, plan: FilePlan, standing: Standing) -> None:
    parent = standing.units.get(row.parent_code)
    for code, title in (
        (row.parent_code, "上级机构编码"),
        (row.administered_by_code, "主管机构编码"),
    ):
        if code and code not in standing.units and code != row.code:
            plan.problems.append(_unknown_unit(where, title, code))
            return
    if parent and not row.code.startswith(parent.code):
        plan.problems.append(
            Problem(
                where,
                "机构编码",
                row.code,
                f"应以上级机构的编码{parent.code}开头。",
                "请改编码或上级机构编码。",
            )
        )
        return
    fields = row.model_dump(exclude={"parent_code", "administered_by_code"})
    existing = standing.units.get(row.code)
    if existing is None:
        unit = models.Organisation(id=uuid4(), parent=parent, **fields)
        change = Change("unit", row.name, "enter", unit.pk, row)
    else:
        old = {
            **{name: getattr(existing, name) for name in fields},
            "parent_code": existing.parent.code if existing.parent else "",
            "administered_by_code": existing.administered_by.code
            if existing.administered_by
            else "",
        }
        differences = _differences(row, old)
        unit = existing
        change = Change(
            "unit",
            row.name,
            "correct" if differences else "same",
            unit.pk,
            row,
            differences=differences,
        )
    standing.note_unit(unit)
    plan.changes.append(change)


def _plan_post(where: str, row: PostRow, plan: FilePlan, standing: Standing) -> None:
    if row.unit_code not in standing.units:
        plan.problems.append(_unknown_unit(where, "机构编码", row.unit_code))
        return
    title = f"{standing.units[row.unit_code].name}{row.title}"
    known = standing.posts.get((row.unit_code, row.title))
    if known is None:
        known = KnownPost(uuid4(), row.unit_code, row.title, row.rank)
        plan.changes.append(Change("post", title, "enter", known.key, row))
        standing.note_post(known)
        return
    stored = models.Post.objects.filter(pk=known.key).first()
    if stored is None:
        plan.problems.append(
            Problem(where, "职务名称", row.title, "同一机构的这个职位写了两次。", "请删去一行。")
        )
        return
    old = {name: getattr(stored, name) for name in PostRow.model_fields if name != "unit_code"}
    differences = _differences(row, {**old, "unit_code": row.unit_code})
    plan.changes.append(
        Change(
            "post",
            title,
            "correct" if differences else "same",
            known.key,
            row,
            differences=differences,
        )
    )


def _plan_establishment(
    where: str, row: EstablishmentRow, plan: FilePlan, standing: Standing
) -> None:
    unit = standing.units.get(row.unit_code)
    if unit is None:
        plan.problems.append(_unknown_unit(where, "机构编码", row.unit_code))
        return
    title = f"{unit.name}{label_by_code('rank').get(row.rank, row.rank)}职数"
    standing_figures = models.Establishment.objects.filter(organisation_id=unit.pk, rank=row.rank)
    same = standing_figures.filter(valid_from=row.valid_from).first()
    if same is None:
        later = standing_figures.filter(valid_from__gt=row.valid_from).first()
        if later is not None:
            plan.problems.append(
                Problem(
                    where,
                    "起",
                    row.valid_from.isoformat(),
                    f"已有自{later.valid_from:%Y.%m.%d}起的核定数。",
                    "新的核定数应晚于已有的起始日期。",
                )
            )
            return
        plan.changes.append(Change("establishment", title, "enter", None, row))
    elif (same.approved, same.reserved) == (row.approved, row.reserved):
        plan.changes.append(Change("establishment", title, "same", same.pk, row))
    else:
        plan.problems.append(
            Problem(
                where,
                "核定",
                str(row.approved),
                f"同一天起的核定数已登记为{same.approved}（预留{same.reserved}）。",
                "职数变化请按新的起始日期登记。",
            )
        )


def _plan_people(tables: ReadTables, plan: FilePlan, standing: Standing, as_of: date) -> None:
    rows = [(key, where, row) for key in _OF_PEOPLE for where, row in tables.rows.get(key, ())]
    found: dict[Any, PersonFile] = {}
    for key, where, row in rows:
        file = _person_of(key, where, row, plan, standing, found)
        if file is not None:
            plan.problems += apply_row(file, row, where, tables.told, standing)
    for file in found.values():
        if file.known is None or file.is_listed:
            # What stood before is no news of this workbook.
            stood = check_dossier(file.before, file.where, as_of=as_of) if file.before else []
            plan.problems += [
                problem
                for problem in check_dossier(file.dossier, file.where, as_of=as_of)
                if problem not in stood
            ]
        plan.changes.append(person_change(file.dossier, file.known, file.before))
    if not plan.errors:
        for file in found.values():
            standing.note_person(file.dossier, file.known)


def _person_of(
    key: str,
    where: str,
    row: OfPerson,
    plan: FilePlan,
    standing: Standing,
    found: dict[Any, PersonFile],
) -> PersonFile | None:
    """The person that `row` is about; a row of the list of people may be about a new one."""
    known, doubts = standing.find_person(row.name, row.birth, row.id_number, where)
    plan.problems += doubts
    if any(problem in plan.errors for problem in doubts):
        return None
    # A new person of this file is known to its later sheets by what its row says.
    identities = (known.key,) if known else (row.id_number, (row.name, _month(row)))
    told = identities[:1] if key == "people" and row.id_number else identities
    for identity in told:
        if identity and identity in found:
            if key == "people":
                plan.problems.append(
                    Problem(where, "姓名", row.name, "这个人在表中写了两行。", "请只保留一行。")
                )
            return found[identity]
    if known is None and key != "people":
        plan.problems.append(
            Problem(
                where,
                "姓名",
                row.name,
                "干部库和本表中都没有这个人。",
                "请核对姓名、身份证号和出生年月，或先导入此人。",
            )
        )
        return None
    file = PersonFile.of(known, where, standing, is_listed=key == "people")
    for identity in identities:
        if identity:
            found.setdefault(identity, file)
    return file


def _month(row: OfPerson) -> str:
    return row.birth.compact() if row.birth else ""


def _unknown_unit(where: str, title: str, code: str) -> Problem:
    return Problem(
        where, title, code, "机构库和本表中都没有这个编码。", "请核对编码，上级机构应写在前面。"
    )


def _differences(row: Row, old: dict[str, Any]) -> tuple[Difference, ...]:
    return tuple(_found_differences(row, old))


def _found_differences(row: Row, old: dict[str, Any]) -> Iterable[Difference]:
    for name, info in type(row).model_fields.items():
        before, after = old.get(name), getattr(row, name)
        if (before or None) != (after or None):
            labels = label_by_code(codes_of(info)) if codes_of(info) else {}
            yield Difference(
                str(info.title),
                labels.get(str(before), "" if before is None else str(before)),
                labels.get(str(after), "" if after is None else str(after)),
            )
