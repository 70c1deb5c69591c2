"""A snapshot of everybody's facts out of the store, against reading the same tables otherwise.

The files of a made-up county are stored through the services and then multiplied by SQL, each copy
with other dates and other words. Ours reads every table, computes every fact and writes Parquet
with its digest. The contenders only read the same columns of the same SQLite file: through ADBC,
through sqlite3 with `fetchall`, and through DuckDB's sqlite scanner where that extension can be
loaded. Row by row is the specification of the facts itself, on some of the people and scaled. All
take turns in one process; medians, and their ratio. The row by row answers are compared first.
Set XUANXIAN_BENCH_ROWS for another number of people, as 100000.
"""

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="xuanxian-bench-"))
os.environ["XUANXIAN_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "xuanxian.settings"
os.environ.pop("DATABASE_URL", None)

import django  # noqa: E402

django.setup()

import polars as pl  # noqa: E402
from adbc_driver_sqlite import dbapi  # noqa: E402
from django.core.management import call_command  # noqa: E402

from xuanxian.access.actor import Actor  # noqa: E402
from xuanxian.demonstration.county import make_county  # noqa: E402
from xuanxian.facts import snapshot  # noqa: E402
from xuanxian.facts.definitions import FACTS  # noqa: E402
from xuanxian.facts.everybody import read_everybody  # noqa: E402
from xuanxian.facts.installation import build_snapshot, surroundings_of  # noqa: E402
from xuanxian.registry import models, services  # noqa: E402
from xuanxian.registry.queries import read_dossiers  # noqa: E402

PEOPLE = int(os.environ.get("XUANXIAN_BENCH_ROWS", "5000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
TODAY = date(2026, 11, 21)
SEEDED = 120
STORE = HOME / "xuanxian.sqlite3"
_TABLES = (
    "person", "partymembership", "education", "postholding", "professionaltitle", "rankholding",
    "relative", "resumeentry", "rewardsanction", "training", "yearlyassessment",
)  # fmt: skip
_KEYS = {"id", "person_id", "under_id", "linked_person_id"}
_DATES = {"birth", "joined_work", "held_from", "held_until", "joined", "graduated"}
_WORDS = {"text", "unit_and_post"}


def fill() -> None:
    """A made-up county, its people multiplied to `PEOPLE`."""
    call_command("migrate", verbosity=0)
    told = {"actor": Actor.command_line(), "source": "benchmark"}
    county = make_county(people=SEEDED, seed=7, as_of=TODAY, with_photos=False)
    unit = services.enter_organisation(code="01", name="某县", kind="area", **told)
    for person in county.people:
        services.enter_dossier(person.dossier.model_copy(update={"unit_code": unit.code}), **told)
    store = sqlite3.connect(STORE, isolation_level=None)
    store.execute("PRAGMA synchronous = OFF")
    store.execute("PRAGMA foreign_keys = OFF")
    copies = max(PEOPLE // models.Person.objects.count() - 1, 0)
    store.execute(
        "CREATE TEMP TABLE copy AS WITH RECURSIVE n(k) AS "
        "(SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < ?) SELECT k FROM n",
        (max(copies, 1),),
    )
    store.execute("BEGIN")
    for name in _TABLES if copies else ():
        table = f"registry_{name}"
        columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
        copied = ", ".join(_copied(column) for column in columns)
        store.execute(f"INSERT INTO {table} SELECT {copied} FROM {table}, copy")
    store.execute("COMMIT")
    store.close()


def _copied(column: str) -> str:
    if column in _KEYS:
        # No version 4 any more: a copy never meets an original.
        made = f"substr({column}, 1, 12) || '0' || substr({column}, 14, 13) || printf('%06x', k)"
    elif column == "account_id":
        return "NULL"
    elif column in _DATES:
        made = f"printf('%04d', substr({column}, 1, 4) - k % 9 + 4) || substr({column}, 5)"
    elif column in _WORDS:
        made = f"{column} || '（' || k || '）'"
    else:
        return f'"{column}"'
    return f"CASE WHEN {column} IS NULL OR {column} = '' THEN {column} ELSE {made} END"


QUERIES = {
    "person": "id, sex, birth, nation, native_place, birthplace, growth_place, health, "
    "joined_work, speciality, unit_id, current_post, rank, grade, category, status, "
    "rewards_sanctions_text",
    "partymembership": "person_id, status, joined, ended, place",
    "education": "person_id, mode, level, level_text, degree, degree_text, school, graduated, "
    "place",
    "postholding": "person_id, post_id, title, is_main, rank, held_from, held_until, manner, "
    "probation_until",
    "professionaltitle": "person_id, name, obtained, is_current, place",
    "rankholding": "person_id, line, code, held_from, held_until",
    "relative": "person_id, relation, name, unit_and_post, is_deceased, is_abroad, "
    "linked_person_id, place",
    "resumeentry": "person_id, kind, held_from, held_until, text, under_id, place",
    "rewardsanction": "person_id, nature, name, approved_on, influence_until, revoked_on, place",
    "training": "person_id, name, held_from, held_until, days, place",
    "yearlyassessment": "person_id, year, grade, place",
}


def _texts(columns: str) -> str:
    return ", ".join(f"COALESCE(CAST({name} AS TEXT), '')" for name in columns.split(", "))


def ours() -> int:
    """Read, compute, write."""
    frame = build_snapshot(TODAY)
    return snapshot.write(frame, HOME / "snapshots", TODAY).rows


def only_reading() -> int:
    """The first part of it."""
    return read_everybody(TODAY).people.height


def through_adbc() -> int:
    """The same columns, nothing joined, ordered or computed."""
    rows = 0
    with dbapi.connect(f"file:{STORE}?mode=ro") as store, store.cursor() as cursor:
        for table, columns in QUERIES.items():
            cursor.execute(f"SELECT {_texts(columns)} FROM registry_{table}")
            rows += pl.DataFrame(cursor.fetch_arrow()).height
    return rows


def through_sqlite3() -> int:
    """The same columns as tuples, and these as a frame."""
    rows = 0
    store = sqlite3.connect(STORE)
    for table, columns in QUERIES.items():
        found = store.execute(f"SELECT {columns} FROM registry_{table}").fetchall()
        names = columns.split(", ")
        rows += pl.DataFrame(
            dict(zip(names, zip(*found, strict=True), strict=True)) if found else {}, strict=False
        ).height
    store.close()
    return rows


def scanner() -> Callable[[], int] | None:
    """DuckDB reading the same columns of the file, None where its extension cannot be had."""
    try:
        import duckdb

        store = duckdb.connect()
        packaged = find_spec("duckdb_extension_sqlite_scanner")
        folders = packaged.submodule_search_locations if packaged else None
        found = [
            file for folder in folders or () for file in Path(folder).rglob("*.duckdb_extension")
        ]
        store.execute(f"LOAD '{found[0]}'" if found else "LOAD sqlite")
        store.execute(f"ATTACH '{STORE}' AS files (TYPE sqlite, READ_ONLY)")
    except Exception as error:  # noqa: BLE001  (whatever is missing, the rest is measured)
        print(f"DuckDB's sqlite scanner is left out: {str(error).splitlines()[0]}\n")
        return None

    def through_duckdb() -> int:
        return sum(
            pl.DataFrame(store.sql(f"SELECT {columns} FROM files.registry_{table}")).height
            for table, columns in QUERIES.items()
        )

    return through_duckdb


def row_by_row(people: list[models.Person]) -> pl.DataFrame:
    """The specification: every file read whole, every fact computed alone."""
    dossiers = read_dossiers(people, with_photo=False)
    return snapshot.build(dossiers, TODAY, surroundings_of(dossiers.values()))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of all processors together."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def median(times: Sequence[tuple[float, float]], scale: float = 1) -> tuple[float, float]:
    """The medians of both."""
    clock, processor = (statistics.median(column) * scale for column in zip(*times, strict=True))
    return clock, processor


def main() -> None:
    print("## Facts: a snapshot of everybody\n")
    filling, _ = timed(fill)
    some = list(models.Person.objects.order_by("id")[:300])
    alone = row_by_row(some).sort("person")
    everybody = build_snapshot(TODAY)
    same = everybody.filter(pl.col("person").is_in(alone["person"].implode())).sort("person")
    assert same.equals(alone), [name for name in FACTS if not same[name].equals(alone[name])]
    contenders: dict[str, Callable[[], object]] = {
        "ours: read, compute, digest, Parquet": ours,
        "ours: reading alone": only_reading,
        "ADBC → Polars, reading alone": through_adbc,
        "sqlite3 fetchall → Polars, reading alone": through_sqlite3,
    }
    through_duckdb = scanner()
    if through_duckdb is not None:
        contenders["DuckDB sqlite scanner, reading alone"] = through_duckdb
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, work in contenders.items():
            taken[name].append(timed(work))
    spent = {name: median(times) for name, times in taken.items()}
    scale = everybody.height / len(some)
    spent["row by row (scaled)"] = median(
        [timed(lambda: row_by_row(some)) for _ in range(ROUNDS)], scale
    )
    store = sqlite3.connect(STORE)
    rows = sum(
        store.execute(f"SELECT COUNT(*) FROM registry_{table}").fetchone()[0] for table in QUERIES
    )
    whole, whole_processor = spent["ours: read, compute, digest, Parquet"]
    print(
        f"{everybody.height:,} people, {rows:,} rows, {len(FACTS)} facts, median of {ROUNDS}; "
        f"filling took {filling:.0f} s.\n"
    )
    print("| | s | ours is | processor s | ours is |\n|---|---:|---:|---:|---:|")
    for name, (clock, processor) in spent.items():
        print(
            f"| {name} | {clock:.2f} | {whole / clock:.2f} × "
            f"| {processor:.2f} | {whole_processor / processor:.2f} × |"
        )
    dossiers = read_dossiers(some, with_photo=False)
    around = surroundings_of(dossiers.values())
    each, _ = median(
        [
            timed(lambda file=file: snapshot.of_person(file, TODAY, around))
            for file in dossiers.values()
        ]
    )
    print(f"\nOne person after an edit, from the file: {each * 1000:.2f} ms (goal ≤ 1).")


if __name__ == "__main__":
    main()
