"""The files of many people as columns: a row a person, and a row an entry of each set."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from xuanxian.registry.dossier import Dossier

ROW = "row"
"""The column that says whose an entry is: the place of the person among `people`, from 0."""

TEXT, DAY, YES = pl.String(), pl.String(), pl.Boolean()
PEOPLE: Mapping[str, pl.DataType] = dict.fromkeys(
    (
        "person", "sex", "birth", "nation", "native_place", "birthplace", "growth_place", "health",
        "joined_work", "speciality", "unit_code", "current_post", "rank", "grade", "category",
        "status", "rewards_sanctions_text", "proposed_rank",
    ),
    TEXT,
)  # fmt: skip
SETS: Mapping[str, Mapping[str, pl.DataType]] = {
    "party": {"status": TEXT, "joined": DAY, "ended": DAY},
    "education": {
        "mode": TEXT,
        "level": TEXT,
        "level_text": TEXT,
        "degree": TEXT,
        "degree_text": TEXT,
        "school": TEXT,
        "graduated": DAY,
    },
    "titles": {"name": TEXT, "obtained": DAY, "is_current": YES},
    "resume": {"kind": TEXT, "held_from": DAY, "held_until": DAY, "text": TEXT, "is_beside": YES},
    "posts": {
        "post": TEXT,
        "title": TEXT,
        "is_main": YES,
        "rank": TEXT,
        "held_from": DAY,
        "held_until": DAY,
        "manner": TEXT,
        "probation_until": DAY,
    },
    "ranks": {"line": TEXT, "code": TEXT, "held_from": DAY, "held_until": DAY},
    "rewards_sanctions": {
        "nature": TEXT,
        "name": TEXT,
        "approved_on": DAY,
        "influence_until": DAY,
        "revoked_on": DAY,
    },
    "assessments": {"year": pl.Int32(), "grade": TEXT},
    "relatives": {
        "relation": TEXT,
        "name": TEXT,
        "unit_and_post": TEXT,
        "is_deceased": YES,
        "is_abroad": YES,
        "linked_person": TEXT,
    },
    "trainings": {"name": TEXT, "held_from": DAY, "held_until": DAY, "days": TEXT},
}
"""The information sets of a dossier that facts read, with the columns of each."""
DAYS = {
    "birth", "joined_work", "joined", "ended", "obtained", "held_from", "held_until", "graduated",
    "probation_until", "approved_on", "influence_until", "revoked_on",
}  # fmt: skip
"""The columns that hold dates, perhaps known in part."""


def columns_of(
    dossiers: Mapping[Any, Dossier], proposed_ranks: Mapping[Any, str], proposed_rank: str
) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """The columns of `PEOPLE`, and of `SETS` by name of the set.

    Args:
        dossiers: by person.
        proposed_ranks: person → rank of the post they are proposed for, a ZB09 code.
        proposed_rank: the same of everybody who has none of their own.
    """
    people: dict[str, list[Any]] = {name: [] for name in PEOPLE}
    sets: dict[str, dict[str, list[Any]]] = {
        name: {ROW: [], **{column: [] for column in columns}} for name, columns in SETS.items()
    }
    for row, (person, dossier) in enumerate(dossiers.items()):
        for name in PEOPLE:
            if name not in {"person", "proposed_rank"}:
                people[name].append(_plain(getattr(dossier, name)))
        people["person"].append(str(person))
        people["proposed_rank"].append(proposed_ranks.get(person) or proposed_rank)
        for name, columns in sets.items():
            for entry in _entries(dossier, name):
                columns[ROW].append(row)
                for column in SETS[name]:
                    columns[column].append(entry[column])
    return (
        pl.DataFrame(people, schema=dict(PEOPLE)),
        {
            name: pl.DataFrame(columns, schema={ROW: pl.UInt32(), **SETS[name]})
            for name, columns in sets.items()
        },
    )


def _plain(value: Any) -> Any:
    return value.iso() if hasattr(value, "iso") else value


def _entries(dossier: Dossier, name: str) -> Iterable[dict[str, Any]]:
    columns = SETS[name]
    for entry in getattr(dossier, name):
        if name == "resume":
            yield _line(entry, is_beside=False)
            for beside in entry.concurrent:
                yield _line(beside, is_beside=True)
            continue
        values = {column: _plain(getattr(entry, column)) for column in columns}
        for column in ("post", "linked_person"):
            if column in values:
                values[column] = str(values[column]) if values[column] else ""
        yield values


def _line(entry: Any, *, is_beside: bool) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "held_from": _plain(entry.held_from),
        "held_until": _plain(entry.held_until),
        "text": entry.text,
        "is_beside": is_beside,
    }
