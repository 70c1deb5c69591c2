"""2,000 posts with 6 requirements each against 100,000 people: how many people fit each post.

Thresholds come from short lists, as posts of one kind ask alike, or are nearly all different. All
contenders have the facts ready in their own types and answer the number of people for every post.
Ours also counts for how many the file does not say enough. XUANXIAN_BENCH_POSTS and
XUANXIAN_BENCH_PEOPLE set other sizes.
"""

import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

os.environ["XUANXIAN_HOME"] = tempfile.mkdtemp(prefix="xuanxian-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "xuanxian.settings"
os.environ.pop("DATABASE_URL", None)

import django

django.setup()  # the facts are registered by the apps

import duckdb  # noqa: E402
import numpy as np  # noqa: E402
import polars as pl  # noqa: E402
from contest import print_table, shown, taking_turns  # noqa: E402

from xuanxian.facts.definitions import FACTS  # noqa: E402
from xuanxian.policy.expressions import Expression  # noqa: E402
from xuanxian.policy.fact_names import fact_types  # noqa: E402
from xuanxian.policy.simulation.many_posts import ConditionReader, Crowd  # noqa: E402

POSTS = int(os.environ.get("XUANXIAN_BENCH_POSTS", "2000"))
PEOPLE = int(os.environ.get("XUANXIAN_BENCH_PEOPLE", "100000"))
RANKS = ("乡科级副职", "乡科级正职", "县处级副职", "县处级正职")
ASKED = {
    "职务层次": "=", "学历": ">=", "出生日期": ">=", "参加工作时间": "<=", "入党时间": "<=",
    "任现职日期": "<=",
}  # fmt: skip
"""What every post asks about, and how."""
SPANS = {
    "出生日期": (date(1966, 1, 1), date(1998, 1, 1)),
    "参加工作时间": (date(1988, 1, 1), date(2024, 1, 1)),
    "入党时间": (date(1990, 1, 1), date(2025, 1, 1)),
    "任现职日期": (date(2014, 1, 1), date(2026, 1, 1)),
}
UNKNOWN = {">=": np.datetime64("1700-01-01"), "<=": np.datetime64("2300-01-01")}
Post = dict[str, Any]


def people() -> pl.DataFrame:
    """Made-up facts; one value in fifty is unknown."""
    drawn = np.random.default_rng(7)

    def partly(values: pl.Series) -> pl.Series:
        return values.set(pl.Series(drawn.random(PEOPLE) < 0.02), None)

    columns = []
    levels = FACTS["职务层次"].levels
    places = drawn.choice([levels.index(rank) for rank in RANKS], PEOPLE).astype(np.uint8)
    columns.append(partly(pl.Series("职务层次", places).cat.to(pl.Enum(levels))))
    levels = FACTS["学历"].levels
    places = drawn.integers(0, len(levels), PEOPLE).astype(np.uint8)
    columns.append(partly(pl.Series("学历", places).cat.to(pl.Enum(levels))))
    for name, (low, high) in SPANS.items():
        days = drawn.integers(0, (high - low).days, PEOPLE).astype(np.int32)
        days += (low - date(1970, 1, 1)).days
        columns.append(partly(pl.Series(name, days).cast(pl.Date)))
    return pl.DataFrame(columns)


def posts(choices: int) -> list[Post]:
    """Posts whose dates are drawn from `choices` dates each."""
    randomly = random.Random(11)
    levels = FACTS["学历"].levels
    listed = {
        name: [
            low + timedelta(days=(high - low).days * place // choices) for place in range(choices)
        ]
        for name, (low, high) in SPANS.items()
    }
    return [
        {
            "职务层次": randomly.choice(RANKS),
            "学历": randomly.choice(levels),
            **{name: randomly.choice(dates) for name, dates in listed.items()},
        }
        for _ in range(POSTS)
    ]


def conditions(wanted: list[Post]) -> list[list[Expression]]:
    """The posts' requirements in our language, each text read once."""
    reader = ConditionReader(fact_types())
    return [
        [
            reader.read(f"{name} {sign} $value", {"value": post[name]})
            for name, sign in ASKED.items()
        ]
        for post in wanted
    ]


def ours(crowd: Crowd, asked: list[list[Expression]]) -> Callable[[], list[int]]:
    """Nothing judged yet; the facts are ready."""

    def match() -> list[int]:
        crowd.forget()
        return [each.met for each in crowd.match(asked)]

    return match


def by_numpy(frame: pl.DataFrame, wanted: list[Post]) -> Callable[[], list[int]]:
    """Each distinct criterion once as an array operation and a bitmap, then AND and count."""
    facts: dict[str, np.ndarray] = {}
    for name, sign in ASKED.items():
        if name in SPANS:
            filled = frame[name].fill_null(UNKNOWN[sign].item())
            facts[name] = filled.to_numpy().astype("datetime64[D]")
        else:
            facts[name] = frame[name].to_physical().cast(pl.Int16).fill_null(-1).to_numpy()
    compare = {"=": np.equal, ">=": np.greater_equal, "<=": np.less_equal}
    lines = [
        {
            name: np.datetime64(post[name])
            if name in SPANS
            else FACTS[name].levels.index(post[name])
            for name in ASKED
        }
        for post in wanted
    ]

    def match() -> list[int]:
        kept: dict[tuple[str, Any], np.ndarray] = {}
        counts = []
        for line in lines:
            met = None
            for name, value in line.items():
                bits = kept.get((name, value))
                if bits is None:
                    truths = compare[ASKED[name]](facts[name], value)
                    bits = np.packbits(np.pad(truths, (0, -len(truths) % 64))).view(np.uint64)
                    kept[name, value] = bits
                met = bits if met is None else met & bits
            counts.append(int(np.bitwise_count(met).sum()))
        return counts

    return match


def by_polars(frame: pl.DataFrame, wanted: list[Post]) -> Callable[[], list[int]]:
    """Each distinct criterion once as a column, bitmaps by numpy, then AND and count."""
    signs = {"=": "eq", ">=": "ge", "<=": "le"}
    distinct = list(dict.fromkeys((name, post[name]) for post in wanted for name in ASKED))
    columns = [
        getattr(pl.col(name), signs[ASKED[name]])(value)
        .fill_null(False)
        .cast(pl.UInt8)
        .alias(str(place))
        for place, (name, value) in enumerate(distinct)
    ]
    places = {key: place for place, key in enumerate(distinct)}
    rows = [[places[name, post[name]] for name in ASKED] for post in wanted]

    def match() -> list[int]:
        kept = []
        for start in range(0, len(columns), 64):
            for column in frame.select(columns[start : start + 64]).iter_columns():
                truths = column.to_numpy()
                kept.append(np.packbits(np.pad(truths, (0, -len(truths) % 64))).view(np.uint64))
        stack = np.array(kept)
        return [
            int(np.bitwise_count(np.bitwise_and.reduce(stack[row], axis=0)).sum()) for row in rows
        ]

    return match


def by_duckdb(frame: pl.DataFrame, wanted: list[Post], folder: Path) -> Callable[[], list[int]]:
    """A join with a table of the posts' parameters, rank as an equality."""
    store = duckdb.connect()
    for name in ("职务层次", "学历"):
        listed = ", ".join(f"'{level}'" for level in FACTS[name].levels)
        store.execute(f'CREATE TYPE "{name}" AS ENUM ({listed})')
    typed = "职务层次::职务层次 AS 职务层次, 学历::学历 AS 学历"
    for table, data in (
        ("people", frame.with_columns(pl.col("职务层次", "学历").cast(pl.String))),
        ("posts", pl.DataFrame(wanted).with_row_index("post")),
    ):
        path = folder / f"{table}.parquet"
        data.write_parquet(path)
        store.execute(f"CREATE TABLE {table} AS SELECT * REPLACE ({typed}) FROM '{path}'")
        path.unlink()
    on = " AND ".join(f"q.{name} {sign} p.{name}" for name, sign in ASKED.items())
    question = (
        f"SELECT p.post, count(q.学历) FROM posts p LEFT JOIN people q ON {on} "
        "GROUP BY p.post ORDER BY p.post"
    )
    return lambda: [count for _, count in store.execute(question).fetchall()]


def contest(frame: pl.DataFrame, wanted: list[Post], folder: Path) -> tuple[str, list[list[str]]]:
    """A line of what was asked, and the rows of the table; the answers are compared first."""
    began = time.perf_counter()
    asked = conditions(wanted)
    reading = time.perf_counter() - began
    crowd = Crowd(frame)
    contenders = {
        "bitmaps of conditions (ours), unknowns told apart": ours(crowd, asked),
        "numpy bitmaps": by_numpy(frame, wanted),
        "Polars columns, numpy bitmaps": by_polars(frame, wanted),
        "DuckDB join with a table of parameters": by_duckdb(frame, wanted, folder),
    }
    first = next(iter(contenders))
    expected = contenders[first]()
    for name, contender in contenders.items():
        assert contender() == expected, f"{name} answers otherwise"
    times = taking_turns(contenders)
    distinct = len({(name, post[name]) for post in wanted for name in ASKED})
    rows = [[name, shown(taken), f"{taken / times[first]:.2f}"] for name, taken in times.items()]
    said = f"{distinct:,} distinct criteria; reading the {len(wanted):,} posts once: "
    return f"{said}{shown(reading)} ms", [*rows, *_again(frame, asked)]


def _again(frame: pl.DataFrame, asked: list[list[Expression]]) -> list[list[str]]:
    """All posts asked again with one criterion of one post changed, its bitmaps kept."""
    crowd = Crowd(frame)
    crowd.match(asked)
    reader = ConditionReader(fact_types())
    days = iter(range(1, 1000))

    def changed() -> object:
        # Another day each time, so that it has to be judged.
        value = date(1971, 3, 1) + timedelta(days=next(days))
        other = reader.read("出生日期 >= $value", {"value": value})
        return crowd.match([[*asked[0][:2], other, *asked[0][3:]]])

    stack = np.random.default_rng(3).integers(0, 2**63, (6, -(-PEOPLE // 64))).astype(np.uint64)

    def floor() -> object:
        return int(np.bitwise_count(np.bitwise_and.reduce(stack, axis=0)).sum())

    times = taking_turns({"changed": changed, "floor": floor}, rounds=25)
    return [
        ["one post, one criterion changed, bitmaps kept (ours)", shown(times["changed"]), ""],
        ["floor: AND and count of 6 ready bitmaps", shown(times["floor"]), ""],
    ]


def main() -> None:
    """Print the tables."""
    print("## Many posts\n")
    print(
        f"{POSTS:,} posts × {PEOPLE:,} people, 6 requirements each: how many people fit each "
        "post; medians of 5, milliseconds. The answers were equal.\n"
    )
    frame = people()
    with tempfile.TemporaryDirectory() as folder:
        for title, choices in (("Thresholds from short lists", 20), ("Nearly all different", 4000)):
            said, rows = contest(frame, posts(choices), Path(folder))
            print(f"### {title}\n\n{said}.\n")
            print_table(["", "ms", "× ours"], rows)
            print()


if __name__ == "__main__":
    main()
