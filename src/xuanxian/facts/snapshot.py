"""Snapshots: all facts of many people as of a date, as a frame and as a file with its digest.

Every judgement names the snapshot it used, so that it can be repeated years later.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID

import polars

from xuanxian.facts.definitions import FACTS, FactValue, Reading, Surroundings
from xuanxian.facts.definitions.readings import Readings
from xuanxian.registry.dossier import Dossier

PERSON_COLUMN = "person"


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """A written snapshot: where it lies, SHA-256 of its content, its date and number of people."""

    path: Path
    digest: str
    as_of: date
    rows: int


def of_person(
    dossier: Dossier, as_of: date, surroundings: Surroundings | None = None
) -> dict[str, FactValue]:
    """All facts of one person on `as_of`, each with how it came about."""
    file = Reading(dossier, as_of, surroundings or Surroundings())
    return {name: definition.compute(file) for name, definition in FACTS.items()}


def build(
    dossiers: Mapping[UUID, Dossier],
    as_of: date,
    surroundings: Surroundings | None = None,
    *,
    proposed_ranks: Mapping[UUID, str] | None = None,
) -> polars.DataFrame:
    """All facts of `dossiers` on `as_of`: a row a person, the column `person` and one a fact.

    Args:
        surroundings: units, posts and linked people; what it lacks stays unknown. Units of the
            people in `dossiers` themselves are always known.
        proposed_ranks: ZB09 code of the post each person is proposed for, where one is.
    """
    base = surroundings or Surroundings()
    known = {person: dossier.unit_code for person, dossier in dossiers.items()}
    base = replace(base, unit_of_person={**known, **base.unit_of_person})
    columns: dict[str, list[object]] = {name: [] for name in FACTS}
    for person, dossier in dossiers.items():
        proposed = (proposed_ranks or {}).get(person)
        file = Reading(dossier, as_of, replace(base, proposed_rank=proposed) if proposed else base)
        for name, definition in FACTS.items():
            columns[name].append(definition.compute(file).value)
    series = [polars.Series(PERSON_COLUMN, map(str, dossiers), dtype=polars.String)]
    series += [
        polars.Series(name, values, dtype=FACTS[name].polars_type())
        for name, values in columns.items()
    ]
    return polars.DataFrame(series)


def build_together(
    files: Readings, alone: Callable[[], Iterable[Reading]] | None = None
) -> polars.DataFrame:
    """What `build` gives, computed column by column for many people at once.

    Args:
        alone: the same people's files in the same order, for facts that have no form of their own
            for many people; asked for only when there are such facts.
    """
    columns = {}
    rest = [name for name, definition in FACTS.items() if definition.together is None]
    readings = list(alone()) if rest and alone else []
    for name, definition in FACTS.items():
        if definition.together is not None:
            column = definition.together(files)
        else:
            values = [definition.compute(reading).value for reading in readings]
            column = polars.Series(values, dtype=definition.polars_type())
        columns[name] = column.cast(definition.polars_type()).alias(name)
    return polars.DataFrame([files.people["person"].alias(PERSON_COLUMN), *columns.values()])


def frame_of(values: Iterable[tuple[UUID, Mapping[str, FactValue]]]) -> polars.DataFrame:
    """The frame of facts already computed by `of_person`, in the form `build` gives."""
    rows = list(values)
    series = [
        polars.Series(PERSON_COLUMN, [str(person) for person, _ in rows], dtype=polars.String)
    ]
    series += [
        polars.Series(
            name, [facts[name].value for _, facts in rows], dtype=definition.polars_type()
        )
        for name, definition in FACTS.items()
    ]
    return polars.DataFrame(series)


def write(frame: polars.DataFrame, directory: Path, as_of: date) -> SnapshotInfo:
    """Write `frame` as Parquet into `directory`, named by date and content.

    The digest is that of the content, not of the file: rows sorted by person, each column as
    text, so that it is the same on every machine and for every version of the Parquet writer.
    """
    frame = frame.sort(PERSON_COLUMN)
    digest = digest_of(frame)
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"facts-{as_of.isoformat()}-{digest[:16]}.parquet"
    frame.write_parquet(path)
    return SnapshotInfo(path=path, digest=digest, as_of=as_of, rows=frame.height)


def digest_of(frame: polars.DataFrame) -> str:
    """SHA-256 over the columns of `frame` in order: name, then a line a value."""
    digest = hashlib.sha256()
    for column in frame.sort(PERSON_COLUMN):
        digest.update(f"\x02{column.name}\n".encode())
        text = column.cast(polars.String).fill_null("\x00")
        digest.update("\n".join(text).encode())
    return digest.hexdigest()


def read(path: Path) -> polars.DataFrame:
    """Read a snapshot back with its column types."""
    return polars.read_parquet(path)
