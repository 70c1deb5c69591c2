"""Somebody who holds everything kept, copies from every hour included, and tries to link.

The attacker is given more than anybody has: the codes of all slips in the order in which they were
cast. From every copy of the store, from its files and logs, all orders of slips and of opened
ballots are read and laid side by side, forwards and backwards; and every transaction, row and line
that holds a trace of both is looked for.
"""

import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path

import psycopg

Order = tuple[str, ...]
SLIPS, BALLOTS = "ballots_slip", "ballots_openedballot"


@dataclass
class Copy:
    """What was kept at one moment.

    Attributes:
        rows: table → rows as text, in their physical order.
        transactions: table → for every row, what tells which transaction wrote it; "" if nothing.
        files: name → content.
    """

    rows: dict[str, list[str]] = field(default_factory=dict)
    transactions: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


def copy_of_sqlite(home: Path, to: Path) -> Copy:
    """The files of a running installation, write-ahead log included, and the rows in them."""
    to.mkdir()
    found = Copy()
    for path in home.iterdir():
        if path.is_file():
            shutil.copy(path, to / path.name)
            found.files[path.name] = (to / path.name).read_bytes()
    with sqlite3.connect(to / "xuanxian.sqlite3") as store:
        for (table,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            rows = store.execute(f'SELECT * FROM "{table}" ORDER BY rowid').fetchall()
            found.rows[table] = [repr(row) for row in rows]
            found.transactions[table] = [""] * len(rows)
    return found


def copy_of_postgresql(url: str, home: Path) -> Copy:
    """Every row with its place and transaction, as a base backup would hold them, and the logs."""
    found = Copy()
    with psycopg.connect(url) as store:
        tables = store.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        for (table,) in tables:
            rows = store.execute(
                f'SELECT xmin::text, "{table}"::text FROM "{table}" ORDER BY ctid'.encode()
            ).fetchall()
            found.transactions[table] = [row[0] for row in rows]
            found.rows[table] = [row[1] for row in rows]
    found.files = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    return found


def orders_in(copies: Sequence[Copy], table: str, marks: Sequence[str]) -> dict[str, Order]:
    """Every order in which `marks` (hashes of slips, or keys of ballots) lie anywhere."""
    found: dict[str, Order] = {"sorted": tuple(sorted(marks))}
    for number, each in enumerate(copies):
        lying = []
        for row in each.rows.get(table, []):
            lying += [mark for mark in re.findall(r"[0-9a-f]{32,64}", row) if mark in set(marks)]
        found[f"rows of copy {number}"] = tuple(dict.fromkeys(lying))
        for name, content in each.files.items():
            places = {mark: content.find(mark.encode()) for mark in marks}
            last = {mark: content.rfind(mark.encode()) for mark in marks}
            for how, where in (("first", places), ("last", last)):
                seen = [mark for mark in marks if where[mark] >= 0]
                found[f"{how} in {name} of copy {number}"] = tuple(sorted(seen, key=where.get))
    return {name: order for name, order in found.items() if len(order) == len(marks)}


def agreement(slips: Order, ballots: Order, voted: dict[str, str], opened: dict[str, str]) -> int:
    """How many ballots are guessed right when the one order is laid beside the other."""
    return sum(voted[slip] == opened[key] for slip, key in zip(slips, ballots, strict=True))


def best_guess(
    slip_orders: dict[str, Order],
    ballot_orders: dict[str, Order],
    voted: dict[str, str],
    opened: dict[str, str],
) -> tuple[float, str]:
    """How far above chance the best pair of orders guesses, in standard deviations, and which."""
    number = len(voted)
    counts = Counter(voted.values())
    # Right guesses M of a random matching, where the k-th ballot was cast c_k times: with the sums
    # S2, S3 of squares and cubes, E M = S2/n and E M(M-1) = (S2² - 2 S3 + S2) / n(n-1).
    squares, cubes = (sum(many**power for many in counts.values()) for power in (2, 3))
    mean = squares / number
    pairs = (squares**2 - 2 * cubes + squares) / (number * (number - 1))
    spread = sqrt(pairs + mean - mean**2)
    guesses = [
        ((agreement(slips, lying, voted, opened) - mean) / spread, f"{one} beside {other}, {way}")
        for one, slips in slip_orders.items()
        for other, ballots in ballot_orders.items()
        for way, lying in (("forwards", ballots), ("backwards", ballots[::-1]))
    ]
    return max(guesses)


def shared_traces(copies: Sequence[Copy], slips: Order, ballots: Order) -> list[str]:
    """Rows, lines and transactions that hold a trace of some slips and some ballots, not of all."""
    found = []
    for number, each in enumerate(copies):
        for table, rows in each.rows.items():
            for row in rows:
                if any(mark in row for mark in slips) and any(mark in row for mark in ballots):
                    found.append(f"a row of {table} in copy {number}")
        for name, content in each.files.items():
            if name.endswith(".log"):
                found += [
                    f"{name} of copy {number}" for mark in (*slips, *ballots)
                    if mark.encode() in content
                ]  # fmt: skip
        of_slips = Counter(each.transactions.get(SLIPS, []))
        of_ballots = Counter(each.transactions.get(BALLOTS, []))
        for transaction in set(of_slips) & set(of_ballots) - {""}:
            if (of_slips[transaction], of_ballots[transaction]) != (len(slips), len(ballots)):
                found.append(f"a transaction of copy {number}")
    return found
