"""Snapshots: all facts of many people as of a date, as a frame and as a file with its digest.

Every judgement names the snapshot it used, so that it can be repeated years later.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import polars

from xuanxian.facts.definitions import FACTS, FactValue, Reading, Surroundings
from xuanxian.facts.definitions.readings import Readings
from xuanxian.kernel import clock
from xuanxian.registry.dossier import Dossier

PERSON_COLUMN = "person"


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """A kept snapshot.

    Attributes:
        digest: SHA-256 of its content in hexadecimal digits.
        rows: how many people.
    """

    path: Path
    digest: str
    as_of: date
    rows: int
    built_at: datetime | None = None


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
    files: Readings,
    alone: Callable[[], Iterable[Reading]] | None = None,
    progress: Callable[[str, int, int], None] = lambda name, done, total: None,
) -> polars.DataFrame:
    """What `build` gives, computed column by column for many people at once.

    Args:
        alone: the same people's files in the same order, for facts that have no form of their own
            for many people; asked for only when there are such facts.
        progress: told the fact that is computed next, how many are done, and of how many.
    """
    columns = {}
    rest = [name for name, definition in FACTS.items() if definition.together is None]
    readings = list(alone()) if rest and alone else []
    for done, (name, definition) in enumerate(FACTS.items()):
        progress(name, done, len(FACTS))
        if definition.together is not None:
            column = definition.together(files)
        else:
            values = [definition.compute(reading).value for reading in readings]
            column = polars.Series(values, dtype=definition.polars_type())
        columns[name] = column.cast(definition.polars_type()).alias(name)
    progress("", len(FACTS), len(FACTS))
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
    """Write `frame` as Parquet into `directory`, named by date and content, and list it there.

    The digest is that of the content, not of the file: rows sorted by person, each column as
    text, so that it is the same on every machine and for every version of the Parquet writer.
    """
    frame = frame.sort(PERSON_COLUMN)
    digest = digest_of(frame)
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"facts-{as_of.isoformat()}-{digest[:16]}.parquet"
    if not path.exists():
        # Nobody ever reads half a file: it gets its name when it is whole.
        unfinished = path.with_suffix(f".{uuid4().hex}.part")
        frame.write_parquet(unfinished)
        unfinished.replace(path)
    info = SnapshotInfo(path, digest, as_of, frame.height, clock.now())
    with (directory / _INDEX).open("a", encoding="utf-8") as index:
        index.write(_line(info))
    return info


def kept(directory: Path) -> list[SnapshotInfo]:
    """The snapshots kept in `directory`, the latest built first, each content once.

    The index only saves reading every file: what it lacks is read from the file, what is no
    longer there is left out.
    """
    files = {path.name: path for path in directory.glob("facts-*.parquet")}
    found: dict[str, SnapshotInfo] = {}
    index = directory / _INDEX
    for line in index.read_text(encoding="utf-8").splitlines() if index.exists() else ():
        info = _read_line(line, directory)
        if info is not None and info.path.name in files:
            found[info.path.name] = info
    for name in files.keys() - found.keys():
        info = _unlisted(files[name])
        if info is not None:
            found[name] = info
    return sorted(found.values(), key=_age, reverse=True)


_INDEX = "index.jsonl"
_NAME = re.compile(r"facts-(\d{4}-\d{2}-\d{2})-[0-9a-f]{16}\.parquet")


def _age(info: SnapshotInfo) -> tuple[float, str]:
    return (info.built_at.timestamp() if info.built_at else 0.0, info.path.name)


def _line(info: SnapshotInfo) -> str:
    entry = {
        "file": info.path.name,
        "digest": info.digest,
        "as_of": info.as_of.isoformat(),
        "rows": info.rows,
        "built_at": info.built_at.isoformat() if info.built_at else None,
    }
    return json.dumps(entry) + "\n"


def _read_line(line: str, directory: Path) -> SnapshotInfo | None:
    """One line of the index; None where it was cut off."""
    try:
        entry = json.loads(line)
        return SnapshotInfo(
            path=directory / entry["file"],
            digest=entry["digest"],
            as_of=date.fromisoformat(entry["as_of"]),
            rows=int(entry["rows"]),
            built_at=datetime.fromisoformat(entry["built_at"]) if entry["built_at"] else None,
        )
    except (ValueError, KeyError, TypeError):
        return None


def _unlisted(path: Path) -> SnapshotInfo | None:
    """A snapshot that the index lacks; None for a file that is none."""
    named = _NAME.fullmatch(path.name)
    if named is None:
        return None
    try:
        frame = read(path)
        digest = digest_of(frame)
    except (polars.exceptions.PolarsError, OSError):
        return None
    built = datetime.fromtimestamp(path.stat().st_mtime, clock.CIVIL_TIME)
    return SnapshotInfo(path, digest, date.fromisoformat(named[1]), frame.height, built)


def digest_of(frame: polars.DataFrame) -> str:
    """SHA-256 over the columns of `frame` in order: name, then a line a value."""
    digest = hashlib.sha256()
    for column in frame.sort(PERSON_COLUMN):
        digest.update(f"\x02{column.name}\n".encode())
        text = column.cast(polars.String).fill_null("\x00").str.join("\n").item()
        digest.update(text.encode())
    return digest.hexdigest()


def read(path: Path) -> polars.DataFrame:
    """Read a snapshot back with its column types."""
    return polars.read_parquet(path)
