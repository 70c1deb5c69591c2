"""Durable casts a second over HTTP: ours, a naive insert in the same web stack, the store alone.

    python benchmarks/casting.py                                         # as fast as it goes
    BENCH_SECONDS=120 BENCH_VOTERS=1300 BENCH_ROUNDS=1 python …          # over two minutes

Without DATABASE_URL it measures SQLite, then PostgreSQL with its syncs on where it is installed.

The naive insert is the least a program can do that forgets about secrecy: it reads and checks as
ours does, then writes one row with slip, choice and time. The store alone commits the same bytes
without any web. Rounds are interleaved; each has a poll and slips of its own.
"""

import http.client
import json
import os
import random
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

HOME = os.environ.setdefault("XUANXIAN_HOME", tempfile.mkdtemp(prefix="xuanxian-bench-"))
os.environ.setdefault("XUANXIAN_SECRET_KEY", "only for measuring")
os.environ["DJANGO_SETTINGS_MODULE"] = "xuanxian.settings"
ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

from xuanxian.ballots import services  # noqa: E402
from xuanxian.ballots.slip_codes import hash_of  # noqa: E402
from xuanxian.ballots.voter import pages, urls  # noqa: E402
from xuanxian.kernel import clock  # noqa: E402

VOTERS = int(os.environ.get("BENCH_VOTERS", "400"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "0"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
AT_ONCE = int(os.environ.get("BENCH_AT_ONCE", "8"))
ENVELOPE = 560
NAIVE = (
    "CREATE TABLE IF NOT EXISTS naive_ballot (slip varchar(64) PRIMARY KEY, content text, "
    "cast_at varchar(40))"
)


def naive(request: HttpRequest) -> HttpResponse:
    """Slip, choice and time in one row: what a program writes that does not think of secrecy."""
    voted = pages._read(request, pages._Voted)
    (paper,) = services.ballot_papers(voted.code)
    answers = pages._answers(paper, voted)
    if paper.validity.fault_of(answers):
        raise ValueError("an invalid ballot")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO naive_ballot VALUES (%s, %s, %s)",
            [
                hash_of(voted.code, paper.poll),
                answers.model_dump_json().ljust(ENVELOPE),
                clock.now().isoformat(),
            ],
        )
    return HttpResponse(pages._done(False))


urls.urlpatterns.append(path("v/naive", naive))


def application(*arguments: Any) -> Any:
    """What the server process runs: the program with one more address."""
    from xuanxian.web.wsgi import application as program

    return program(*arguments)


class Server:
    """The real server, with the settings of `xuanxian serve`."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        statement = (
            "from granian import Granian\n"
            "from granian.constants import Interfaces\n"
            "from granian.log import LogLevels\n"
            f"Granian('casting:application', address='127.0.0.1', port={self.port},\n"
            f"        interface=Interfaces.WSGI, workers=1, blocking_threads=256,\n"
            "        log_access=False, log_level=LogLevels.error, websockets=False).serve()"
        )
        paths = os.pathsep.join([str(ROOT / "src"), str(ROOT), str(ROOT / "benchmarks")])
        self.process = subprocess.Popen(
            [sys.executable, "-c", statement],
            env=os.environ | {"PYTHONPATH": paths},
            start_new_session=True,
        )
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=0.2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the server did not start")

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()

    def cast(self, address: str, code: str) -> float:
        """Seconds until a cast was acknowledged, on a connection of its own as a phone has."""
        body = json.dumps({"code": code, "marks": [0, 1]}).ljust(2048)
        start = time.perf_counter()
        caller = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        origin = f"http://127.0.0.1:{self.port}"
        caller.request(
            "POST", address, body, {"Content-Type": "application/json", "Origin": origin}
        )
        answer = caller.getresponse().read().decode()
        caller.close()
        if "已投票" not in answer:
            raise RuntimeError(answer[:400])
        return time.perf_counter() - start


def round_of(server: Server, address: str) -> tuple[float, list[float]]:
    """Casts a second and the seconds each took."""
    from tests.ballots.conftest import STAFF, opened

    meeting = opened(VOTERS)
    codes = [slip.code for slip in meeting.slips]
    drawn = random.Random(1)
    arrivals = sorted(drawn.uniform(0, SECONDS) for _ in codes)
    start = time.perf_counter()

    def vote(at: int) -> float:
        time.sleep(max(0.0, start + arrivals[at] - time.perf_counter()))
        return server.cast(address, codes[at])

    with ThreadPoolExecutor(AT_ONCE if not SECONDS else 200) as voters:
        taken = list(voters.map(vote, range(len(codes))))
    rate = len(codes) / (time.perf_counter() - start)
    services.abandon_poll(meeting.poll, "measured", actor=STAFF)
    return rate, taken


def of_store() -> float:
    """Commits a second of the store alone, each writing as many bytes as an envelope has."""
    number = VOTERS
    if connection.vendor == "sqlite":
        store = sqlite3.connect(Path(HOME) / "alone.sqlite3", isolation_level=None)
        store.execute("PRAGMA journal_mode=WAL")
        store.execute("PRAGMA synchronous=FULL")
        store.execute("CREATE TABLE IF NOT EXISTS slip (hash TEXT PRIMARY KEY, envelope BLOB)")
        store.execute("DELETE FROM slip")
        store.executemany(
            "INSERT INTO slip VALUES (?, NULL)", [(f"{n:064}",) for n in range(number)]
        )
        start = time.perf_counter()
        for n in range(number):
            store.execute("BEGIN IMMEDIATE")
            store.execute(
                "UPDATE slip SET envelope = ? WHERE hash = ?", (bytes(ENVELOPE), f"{n:064}")
            )
            store.execute("COMMIT")
        return number / (time.perf_counter() - start)
    return _of_postgresql(number)


def _of_postgresql(number: int) -> float:
    import psycopg

    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as store:
        store.execute("DROP TABLE IF EXISTS alone")
        store.execute("CREATE TABLE alone (hash text PRIMARY KEY, envelope bytea)")
        store.execute(f"INSERT INTO alone SELECT g::text, NULL FROM generate_series(1, {number}) g")
    ready = threading.Barrier(AT_ONCE + 1)

    def commit(share: int) -> None:
        with psycopg.connect(url, autocommit=True) as own:
            ready.wait()
            for n in range(share, number, AT_ONCE):
                own.execute(
                    "UPDATE alone SET envelope = %s WHERE hash = %s", (bytes(ENVELOPE), str(n + 1))
                )

    with ThreadPoolExecutor(AT_ONCE) as callers:
        done = [callers.submit(commit, share) for share in range(AT_ONCE)]
        ready.wait()
        start = time.perf_counter()
        for each in done:
            each.result()
        return number / (time.perf_counter() - start)


def main() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute(NAIVE)
    server = Server()
    contenders: dict[str, Callable[[], tuple[float, list[float]]]] = {
        "ours: sealed envelope": lambda: round_of(server, "/v/cast"),
        "naive insert, same web stack": lambda: round_of(server, "/v/naive"),
    }
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    alone = []
    try:
        for number in range(ROUNDS):
            # Who goes first alternates, so that a warm cache favours neither.
            for name in sorted(contenders, reverse=bool(number % 2)):
                rate, seconds = contenders[name]()
                rates[name].append(rate)
                taken[name] += seconds
            alone.append(of_store())
    finally:
        server.stop()
    store = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    how = f"arriving over {SECONDS:.0f} s" if SECONDS else f"{AT_ONCE} at once"
    if not os.environ.get("DATABASE_URL"):
        print("## Casting\n")
    print(
        f"### {store}\n\n{VOTERS} voters a round, {how}, {ROUNDS} rounds in turn, medians; a cast "
        "is acknowledged after its commit. Every voter has a connection of their own.\n"
    )
    ours = statistics.median(rates["ours: sealed envelope"])
    print("|  | casts a second | ours is | p50 ms | p99 ms |\n|---|---:|---:|---:|---:|")
    for name, each in rates.items():
        rate = statistics.median(each)
        cuts = [1e3 * seconds for seconds in statistics.quantiles(taken[name], n=100)]
        print(f"| {name} | {rate:,.0f} | {ours / rate:.2f}× | {cuts[49]:.1f} | {cuts[98]:.1f} |")
    rate = statistics.median(alone)
    print(f"| the store alone, commits | {rate:,.0f} | {ours / rate:.2f}× |  |  |")
    if not os.environ.get("DATABASE_URL") and Path("/usr/lib/postgresql").exists():
        print(flush=True)
        bare = {name: text for name, text in os.environ.items() if name != "XUANXIAN_HOME"}
        subprocess.run(
            [str(ROOT / "scripts" / "with_postgresql.sh"), sys.executable, __file__],
            env=bare | {"DURABLE": "1"},
            check=True,
        )


if __name__ == "__main__":
    main()
