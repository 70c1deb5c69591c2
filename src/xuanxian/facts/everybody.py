"""The files of everybody in the registry, read column by column."""

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

import polars as pl

from xuanxian.facts.definitions import PostPlace, Surroundings, UnitPlace
from xuanxian.facts.definitions.file_columns import DAYS, PEOPLE, ROW, SETS
from xuanxian.facts.definitions.readings import Readings
from xuanxian.registry import models
from xuanxian.registry.queries.columns import read_columns

Progress = Callable[[str, int, int], None]
"""What is told while it goes on: what is being done, how much of it is done, and of how much."""

_TABLES = {
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
}
# As the `ordering` of each table: what a dossier read alone shows in its order.
_ORDER = {"posts": ("held_from",), "ranks": ("line", "held_from")}
_FIELD_OF_COLUMN = {"is_beside": "under"}
_OF_REGISTRY = ("person", "unit_code", "proposed_rank")


def unheard(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def read_everybody(
    as_of: date, *, chosen: Iterable[UUID] | None = None, progress: Progress = unheard
) -> Readings:
    """The files of everybody serving, or of those `chosen`, as they are true on `as_of`."""
    total = len(_TABLES) + 2
    progress("读取人员", 0, total)
    units = read_columns(models.Organisation, ("id", "code", "name", "kind"))
    everyone = read_columns(
        models.Person,
        ("id", "unit", *(name for name in PEOPLE if name not in _OF_REGISTRY)),
    ).join(units.select(unit="id", unit_code="code"), on="unit", how="left", maintain_order="left")
    if chosen is None:
        wanted = everyone.filter(pl.col("status") == models.PersonStatus.SERVING)
    else:
        wanted = everyone.filter(pl.col("id").is_in([person.hex for person in chosen]))
    wanted = wanted.sort("id")
    people = wanted.select(
        (
            _with_hyphens("id")
            if name == "person"
            else pl.lit("")
            if name == "proposed_rank"
            else _plain(name)
        ).alias(name)
        for name in PEOPLE
    )
    rows = wanted.select(person="id").with_row_index(ROW)
    sets = {}
    for done, (name, model) in enumerate(_TABLES.items(), start=1):
        progress(f"读取{model._meta.verbose_name}", done, total)
        sets[name] = _read_set(name, rows)
    progress("读取机构和职位", total - 1, total)
    around = _surroundings(units, everyone)
    progress("读取完毕", total, total)
    return Readings(people, sets, as_of, around)


def _read_set(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    model, columns = _TABLES[name], SETS[name]
    order = _ORDER.get(name, ("place",))
    fields = [_FIELD_OF_COLUMN.get(column, column) for column in columns]
    frame = read_columns(model, tuple(dict.fromkeys(["person", *fields, *order])))
    found = frame.join(rows, on="person", how="inner")
    if order == ("place",):
        # One whole number sorts faster than two columns.
        place = pl.col("place").cast(pl.Int64)
        ordered = found.sort(pl.col(ROW).cast(pl.Int64) * 100_000 + place, maintain_order=True)
    else:
        ordered = found.sort(ROW, *order, maintain_order=True)
    return ordered.select(
        ROW, *(_typed(column, field) for column, field in zip(columns, fields, strict=True))
    ).cast(pl.Schema({ROW: pl.UInt32(), **columns}))


def _typed(column: str, field: str) -> pl.Expr:
    match column:
        case "is_beside":
            return (pl.col(field) != "").alias(column)
        case "is_main" | "is_current" | "is_deceased" | "is_abroad":
            return (pl.col(field) == "1").alias(column)
        case "year":
            return pl.col(field).cast(pl.Int32)
        case "days":
            return pl.when(pl.col(field) != "").then(pl.col(field)).alias(column)
        case "post" | "linked_person":
            return (
                pl.when(pl.col(field) == "")
                .then(pl.lit(""))
                .otherwise(_with_hyphens(field))
                .alias(column)
            )
    return _plain(column)


def _plain(column: str) -> pl.Expr:
    if column in DAYS:
        return pl.when(pl.col(column) != "").then(pl.col(column)).alias(column)
    return pl.col(column).fill_null("")  # of a person without a unit


def _with_hyphens(column: str) -> pl.Expr:
    """An identifier as `str(UUID)` writes it."""
    parts = [pl.col(column).str.slice(start, length) for start, length in _UUID]
    return pl.concat_str(parts, separator="-")


_UUID = ((0, 8), (8, 4), (12, 4), (16, 4), (20, 12))


def _surroundings(units: pl.DataFrame, everyone: pl.DataFrame) -> Surroundings:
    kinds = dict(models.OrganisationKind.choices)
    posts = read_columns(
        models.Post, ("id", "organisation", "is_chief", "kind", "is_team_member")
    ).join(units.select(organisation="id", unit_code="code"), on="organisation", how="left")
    linked = read_columns(models.Relative, ("linked_person",))["linked_person"]
    relatives = everyone.filter(pl.col("id").is_in(linked.unique().implode()))
    return Surroundings(
        units={
            code: UnitPlace(name, kinds.get(kind, kind))
            for code, name, kind in units.select("code", "name", "kind").iter_rows()
        },
        posts={
            UUID(post): PostPlace(
                unit or "",
                is_chief=chief == "1",
                is_leading=kind == models.PostKind.LEADING,
                in_team=member == "1",
            )
            for post, chief, kind, member, unit in posts.select(
                "id", "is_chief", "kind", "is_team_member", "unit_code"
            ).iter_rows()
        },
        unit_of_person={
            UUID(person): unit or ""
            for person, unit in relatives.select("id", "unit_code").iter_rows()
        },
    )
