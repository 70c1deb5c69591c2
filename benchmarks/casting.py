"""Durable casts a second over HTTP: ours, a naive insert in the same web stack, the store alone.

    python benchmarks/casting.py                        # as fast as it goes
    BENCH_SECONDS=120 python benchmarks/casting.py      # besides, 1,300 voters over two minutes

Without DATABASE_URL it measures SQLite, then PostgreSQL with its syncs on where it is installed.

The naive insert is the least a program can do that forgets about secrecy: it reads and checks as
ours does, then writes one row with slip, choice and time. The store alone commits the same bytes
without any web.

Other work on the machine comes and goes within seconds, so the contenders take turns in short
blocks, and who goes first changes from pair to pair. The ratio is the median over pairs of
neighbouring blocks, with the interval that holds the true median in 95 of 100 measurements. All
slips are drawn before the first block and the callers do next to nothing, so that hardly anything
but the server works while it is timed. Its processor time a cast is measured besides: waiting for
other work does not enter it.
"""

import json
import math
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
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
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

BLOCK = int(os.environ.get("BENCH_BLOCK", "60"))
PAIRS = int(os.environ.get("BENCH_PAIRS", "24"))
AT_ONCE = int(os.environ.get("BENCH_AT_ONCE", "8"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "0"))
VOTERS = int(os.environ.get("BENCH_VOTERS", "1300"))
OURS, NAIVELY, ALONE = "ours: sealed envelope", "naive insert, same web stack", "the store alone"
ADDRESSES = {OURS: "/v/cast", NAIVELY: "/v/naive"}
ENVELOPE = 560
ACKNOWLEDGED = "已投票".encode()
NAIVE = (
    "CREATE TABLE IF NOT EXISTS naive_ballot (slip varchar(64) PRIMARY KEY, content text, "
    "cast_at varchar(40))"
)


def naive(request: HttpRequest) -> HttpResponse:
    """Slip, choice and time in one row: what a program writes that does not think of secrecy."""
    voted = pages._read(request, pages.Voted)
    (paper,) = services.ballot_papers(voted.code)
    answers = pages._answers(paper, voted)
    if paper.form.fault_of(answers, paper.voters):
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

    def processor_seconds(self) -> float:
        """What all threads of all its processes have used so far (Linux)."""
        used = 0
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, IndexError):
                if os.getpgid(int(process.name)) != self.process.pid:
                    continue
                for thread in process.glob("task/*/schedstat"):
                    used += int(thread.read_text().split()[0])
        return used / 1e9

    def request(self, address: str, code: str) -> bytes:
        """What a phone sends."""
        body = json.dumps({"code": code, "marks": [0, 1]}).ljust(2048)
        host = f"127.0.0.1:{self.port}"
        head = (
            f"POST {address} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n"
        )
        return (head + body).encode()

    def cast(self, request: bytes) -> float:
        """Seconds until a cast was acknowledged, on a connection of its own as a phone has."""
        start = time.perf_counter()
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as caller:
            caller.sendall(request)
            answer = b"".join(iter(lambda: caller.recv(65536), b""))
        if ACKNOWLEDGED not in answer:
            raise RuntimeError(answer.decode()[:400])
        return time.perf_counter() - start


@dataclass
class Block:
    """Casts done one after another by one contender, or spread over time."""

    rate: float
    taken: list[float]
    processor: float


def cast_all(server: Server, address: str, codes: list[str], seconds: float = 0) -> Block:
    """Cast with all `codes`, as fast as it goes or arriving at random over `seconds`."""
    requests = [server.request(address, code) for code in codes]
    drawn = random.Random(1)
    arrivals = sorted(drawn.uniform(0, seconds) for _ in codes)
    before = server.processor_seconds()
    start = time.perf_counter()

    def vote(at: int) -> float:
        if seconds:
            time.sleep(max(0.0, start + arrivals[at] - time.perf_counter()))
        return server.cast(requests[at])

    with ThreadPoolExecutor(200 if seconds else AT_ONCE) as voters:
        taken = list(voters.map(vote, range(len(codes))))
    passed = time.perf_counter() - start
    used = server.processor_seconds() - before
    return Block(len(codes) / passed, taken, used / len(codes))


def commit_alone(number: int) -> Block:
    """Commits of the store alone, each writing as many bytes as an envelope has."""
    rate = _of_sqlite(number) if connection.vendor == "sqlite" else _of_postgresql(number)
    return Block(rate, [], 0)


def _of_sqlite(number: int) -> float:
    store = sqlite3.connect(Path(HOME) / "alone.sqlite3", isolation_level=None)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=FULL")
    store.execute("CREATE TABLE IF NOT EXISTS slip (hash TEXT PRIMARY KEY, envelope BLOB)")
    store.execute("DELETE FROM slip")
    store.executemany("INSERT INTO slip VALUES (?, NULL)", [(f"{n:064}",) for n in range(number)])
    start = time.perf_counter()
    for n in range(number):
        store.execute("BEGIN IMMEDIATE")
        store.execute("UPDATE slip SET envelope = ? WHERE hash = ?", (bytes(ENVELOPE), f"{n:064}"))
        store.execute("COMMIT")
    passed = time.perf_counter() - start
    store.close()
    return number / passed


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


def drawn_codes(number: int) -> list[str]:
    """The slips of an open poll."""
    from tests.ballots.conftest import opened

    return [slip.code for slip in opened(number).slips]


def take_turns(server: Server) -> dict[str, list[Block]]:
    """Blocks of each contender, pair by pair; one block of the store after each."""
    codes = iter(drawn_codes(2 * BLOCK * (PAIRS + 2)))
    blocks: dict[str, list[Block]] = {name: [] for name in (OURS, NAIVELY, ALONE)}
    for number in range(PAIRS + 2):
        order = [OURS, NAIVELY] if number % 2 else [NAIVELY, OURS]
        for name in order:
            block = cast_all(server, ADDRESSES[name], list(islice(codes, BLOCK)))
            if number >= 2:  # the first two warm up
                blocks[name].append(block)
        blocks[ALONE].append(commit_alone(BLOCK))
    return blocks


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """The median, and between which of the sorted values it truly lies with 95 % (sign test)."""
    ordered, number = sorted(values), len(values)
    beyond, cut = 0.0, 0
    while cut < number // 2:
        beyond += math.comb(number, cut) / 2**number
        if beyond > 0.025:
            break
        cut += 1
    outer = max(cut - 1, 0)
    return statistics.median(ordered), ordered[outer], ordered[-1 - outer]


def show_turns(blocks: dict[str, list[Block]]) -> None:
    print(
        f"{PAIRS} pairs of blocks of {BLOCK} voters in turn, {AT_ONCE} at once; a cast is "
        "acknowledged after its commit, every voter has a connection of their own. Medians; ratios "
        "over pairs of neighbouring blocks, with 95 % intervals.\n"
    )
    print("|  | casts a second | ours is | processor ms a cast | p50 ms | p99 ms |")
    print("|---|---:|---:|---:|---:|---:|")
    ours = blocks[OURS]
    for name, each in blocks.items():
        rate = statistics.median(block.rate for block in each)
        pairs = zip(ours, each, strict=False)
        middle, low, high = interval([one.rate / other.rate for one, other in pairs])
        ratio = "1.00×" if name == OURS else f"{middle:.2f}× ({low:.2f}–{high:.2f})"
        if name == ALONE:
            print(f"| {name}, commits | {rate:,.0f} | {ratio} |  |  |  |")
            continue
        processor = 1e3 * statistics.median(block.processor for block in each)
        p50, p99 = percentiles([seconds for block in each for seconds in block.taken])
        print(f"| {name} | {rate:,.0f} | {ratio} | {processor:.2f} | {p50:.1f} | {p99:.1f} |")
    pairs = zip(ours, blocks[NAIVELY], strict=True)
    work = [one.processor / other.processor for one, other in pairs]
    middle, low, high = interval(work)
    print(f"\nOurs uses {middle:.2f} ({low:.2f}–{high:.2f}) times the naive's processor time.")


def percentiles(taken: list[float]) -> tuple[float, float]:
    """The 50th and the 99th in ms."""
    cuts = [1e3 * seconds for seconds in statistics.quantiles(taken, n=100)]
    return cuts[49], cuts[98]


def show_arrivals(server: Server) -> None:
    print(f"\n{VOTERS:,} voters arriving at random over {SECONDS:.0f} s, one round each:\n")
    print("|  | p50 ms | p99 ms | longest ms |\n|---|---:|---:|---:|")
    for name, address in ADDRESSES.items():
        taken = cast_all(server, address, drawn_codes(VOTERS), SECONDS).taken
        p50, p99 = percentiles(taken)
        print(f"| {name} | {p50:.1f} | {p99:.1f} | {1e3 * max(taken):.1f} |", flush=True)


def main() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute(NAIVE)
    store = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    if not os.environ.get("DATABASE_URL"):
        print("## Casting\n")
    loads = [os.getloadavg()[0]]
    server = Server()
    try:
        blocks = take_turns(server)
        loads.append(os.getloadavg()[0])
        print(f"### {store}\n")
        show_turns(blocks)
        if SECONDS:
            show_arrivals(server)
            loads.append(os.getloadavg()[0])
    finally:
        server.stop()
    told = ", ".join(f"{load:.1f}" for load in loads)
    print(f"\nLoad of the machine before, and after each part, this one included: {told}.\n")
    if not os.environ.get("DATABASE_URL") and Path("/usr/lib/postgresql").exists():
        sys.stdout.flush()
        bare = {name: text for name, text in os.environ.items() if name != "XUANXIAN_HOME"}
        subprocess.run(
            [str(ROOT / "scripts" / "with_postgresql.sh"), sys.executable, __file__],
            env=bare | {"DURABLE": "1"},
            check=True,
        )


if __name__ == "__main__":
    main()
