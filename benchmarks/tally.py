"""The count of a large vote against a DuckDB long table and numpy by column.

The contenders are given what they count best, ready: DuckDB a table of (class, subject, mark),
numpy one array of marks a subject. The tally is given ballots as they come out of the box, and does
more: it judges every ballot, counts by class, measures, ranks, withholds and explains. Over 100,000
ballots they are made while they are counted, which is in the time. What it counts is compared with
theirs before any time is taken.

    python benchmarks/tally.py                     1,300 ballots and 20,000
    TALLY_BALLOTS=1000000 python benchmarks/tally.py
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from statistics import median

os.environ["XUANXIAN_HOME"] = tempfile.mkdtemp(prefix="xuanxian-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "xuanxian.settings"

import django

django.setup()  # the kinds of instrument are registered by the apps

import duckdb  # noqa: E402
import numpy as np  # noqa: E402

from xuanxian.ballots.answers import Answers, Subject  # noqa: E402
from xuanxian.ballots.counting import count_classes  # noqa: E402
from xuanxian.ballots.instruments import Ballot  # noqa: E402
from xuanxian.ballots.results import TallyResult  # noqa: E402
from xuanxian.ballots.tally import Turnout, tally  # noqa: E402

SUBJECTS = 40
OPTIONS = ("优秀", "称职", "基本称职", "不称职")
CLASSES = ("领导", "中层", "职工")
SMALL = 1_300
GOAL_SMALL_MS = 10

BALLOT = Ballot.model_validate(
    {
        "id": "rating",
        "purpose": "rating",
        "secrecy": "secret",
        "question": {"form": "grades", "options": OPTIONS, "blank": "弃权"},
        "electorate": [
            {"class": name, "weight": weight}
            for name, weight in zip(CLASSES, ("40%", "30%", "30%"), strict=True)
        ],
        "weighting": "rates",
        "smallest_group": 5,
        "measures": {"优良率": "(优秀 + 称职) / 有效", "不称职率": "不称职 / 有效"},
        "rank_by": "优良率",
        "passes": "不称职率 < 1/3",
    }
)
PEOPLE = [Subject(id=f"s{at}", name=f"对象{at}") for at in range(SUBJECTS)]


def main() -> int:
    large = int(os.environ.get("TALLY_BALLOTS", "20000"))
    print("## The count\n")
    print(
        f"{SUBJECTS} subjects, {len(CLASSES)} classes, milliseconds. DuckDB and numpy get columns "
        "ready made and only count; the tally gets ballots and judges, measures and explains.\n"
    )
    print("|ballots|whole tally|of it judged and counted|DuckDB long|numpy by column|")
    print("|---|---|---|---|---|")
    kept = True
    for ballots in (SMALL, large):
        times = measured(ballots)
        print(f"|{ballots:,}|" + "|".join(f"{each:,.2f}" for each in times) + "|")
        kept = kept and (ballots != SMALL or times[0] <= GOAL_SMALL_MS)
    met = "kept" if kept else "MISSED"
    print(f"\nGoal for {SMALL:,} ballots with everything: {GOAL_SMALL_MS} ms, {met}.")
    return 0


def measured(number: int) -> list[float]:
    """Medians in ms, after the three have been found to agree."""
    random = np.random.default_rng(7)
    classes = random.choice(len(CLASSES), number, p=(0.1, 0.3, 0.6)).astype(np.uint8)
    marks = random.choice(5, (SUBJECTS, number), p=(0.4, 0.35, 0.15, 0.05, 0.05)).astype(np.uint8)
    drawn = [Turnout(n, n, n) for n in np.bincount(classes, minlength=3).tolist()]
    turnout = dict(zip(CLASSES, drawn, strict=True))

    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    long = {
        "c": np.tile(classes, SUBJECTS),
        "s": np.repeat(np.arange(SUBJECTS, dtype=np.uint8), number),
        "m": marks.reshape(-1),
    }
    connection.register("given", long)
    connection.execute("CREATE TABLE marks AS SELECT * FROM given")

    def by_duckdb() -> dict[tuple[int, int, int], int]:
        rows = connection.execute("SELECT c, s, m, count(*) FROM marks GROUP BY ALL").fetchall()
        return {(c, s, m): n for c, s, m, n in rows}

    def by_numpy() -> np.ndarray:
        combined = classes * np.uint8(5)
        return np.stack([np.bincount(combined + column, minlength=15) for column in marks])

    opened = list(ballots_of(classes, marks)) if number <= 100_000 else None

    def by_tally() -> TallyResult:
        box = opened if opened is not None else ballots_of(classes, marks)
        return tally(BALLOT, PEOPLE, box, turnout, {})

    def counted_only() -> object:
        box = opened if opened is not None else ballots_of(classes, marks)
        return count_classes(BALLOT, PEOPLE, box, turnout, {}, {})

    check(by_tally(), by_duckdb(), by_numpy())
    rounds = 9 if number <= 10_000 else 3 if number <= 100_000 else 1
    contenders: tuple[Callable[[], object], ...] = (
        by_tally,
        counted_only,
        by_duckdb,
        by_numpy,
    )
    times: list[list[float]] = [[] for _ in contenders]
    for _ in range(rounds):  # in turns, so that a busy machine slows all of them
        for place, contender in enumerate(contenders):
            start = time.perf_counter()
            contender()
            times[place].append((time.perf_counter() - start) * 1000)
    return [median(each) for each in times]


def ballots_of(classes: np.ndarray, marks: np.ndarray) -> Iterator[tuple[str, Answers]]:
    """The ballots one by one; over 100,000 they are made while they are counted."""
    names = ("", *OPTIONS)
    for at in range(len(classes)):
        given = {
            f"s{place}": names[mark] for place, mark in enumerate(marks[:, at].tolist()) if mark
        }
        yield CLASSES[classes[at]], Answers.model_construct(marks=given)


def check(result: TallyResult, long: dict[tuple[int, int, int], int], wide: np.ndarray) -> None:
    """Stop when the three do not count the same."""
    for place, one in enumerate(result.subjects):
        for group, name in enumerate(CLASSES):
            for mark, option in enumerate(("未填", *OPTIONS)):
                counted = one.by_class[name][option]
                others = long.get((group, place, mark), 0), int(wide[place, group * 5 + mark])
                if others != (counted, counted):
                    raise SystemExit(f"{one.name} {name} {option}: {counted} and {others}")


if __name__ == "__main__":
    sys.exit(main())
