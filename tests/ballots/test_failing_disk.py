"""A disk that is full, and one that cannot keep what it was given, under a real server.

The kernel is told to fail the server's own calls: RLIMIT_FSIZE makes it refuse what lies beyond a
size, a seccomp filter lets every fsync and fdatasync answer EIO. PostgreSQL writes in processes of
its own, which no test here reaches; there a store that refuses to write stands for a full disk.
"""

import platform
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.ballots.live import Installation, installation

pytestmark = [pytest.mark.stores, pytest.mark.slow]

FULL = """
import resource, signal
from pathlib import Path
from django.conf import settings
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
log = Path(settings.XUANXIAN_HOME) / "xuanxian.sqlite3-wal"
most = (log.stat().st_size if log.exists() else 0) + 200_000
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
"""

# struct sock_filter: load the call's number; for fsync (74) and fdatasync (75) of x86-64 answer
# SECCOMP_RET_ERRNO with EIO, let everything else pass.
UNSYNCED = """
import ctypes, struct
code = [(0x20, 0, 0, 0), (0x15, 1, 0, 74), (0x15, 0, 1, 75), (0x06, 0, 0, 0x00050005),
        (0x06, 0, 0, 0x7FFF0000)]
filters = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in code))
program = struct.pack("HxxxxxxP", len(code), ctypes.addressof(filters))
kernel = ctypes.CDLL(None, use_errno=True)
assert kernel.prctl(38, 1, 0, 0, 0) == 0  # PR_SET_NO_NEW_PRIVS
assert kernel.prctl(22, 2, ctypes.c_char_p(program), 0, 0) == 0, ctypes.get_errno()
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("installation")) as made:
        yield made


def on_sqlite(place: Installation) -> None:
    if place.environment["DATABASE_URL"]:
        pytest.skip("PostgreSQL writes in processes of its own")


def cast_all(place: Installation, codes: list[str], *, at_once: int = 4) -> list[str]:
    """The answers, in the order of `codes`."""
    with ThreadPoolExecutor(at_once) as voters:
        return list(
            voters.map(lambda code: place.post("/v/cast", {"code": code, "marks": [0, 0]}), codes)
        )


def count(place: Installation, poll: str) -> int:
    """Close, open and count: how many agree."""
    place.close(poll)
    assert place.open_box(poll) == "opened"
    number = place.run(
        "from xuanxian.ballots.models import Poll\n"
        f"answer(Poll.objects.get(pk={poll!r}).tally_result.of('wang').counts['同意'])"
    )
    return int(number)


def test_on_a_full_disk_a_server_acknowledges_only_what_it_keeps(place: Installation) -> None:
    on_sqlite(place)
    poll, codes = place.open_poll(120)
    with place.serving(before=FULL):
        answers = cast_all(place, codes)
    acknowledged = {code for code, said in zip(codes, answers, strict=True) if "已投票" in said}
    refused = [code for code in codes if code not in acknowledged]
    assert acknowledged
    assert refused
    for code, said in zip(codes, answers, strict=True):
        assert said  # somebody always answers
        assert code not in said
    assert place.cast_number(poll) == len(acknowledged)
    with place.serving():
        again = cast_all(place, refused)
    assert [said for said in again if "已投票" not in said] == []
    assert count(place, poll) == 120


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64", reason="numbers of system calls"
)
def test_what_the_disk_did_not_keep_is_never_acknowledged(place: Installation) -> None:
    on_sqlite(place)
    poll, codes = place.open_poll(40)
    with place.serving():
        kept = cast_all(place, codes[:10])
    with place.serving(before=UNSYNCED):
        unsynced = cast_all(place, codes[10:30])
    assert all("已投票" in said for said in kept)
    assert not any("已投票" in said for said in unsynced)
    assert place.cast_number(poll) >= 10
    # Who was told nothing tries again: in now, or in already.
    before = place.cast_number(poll)
    with place.serving():
        again = sum("已投票" in said for said in cast_all(place, codes[10:]))
    assert before + again == place.cast_number(poll) == 40
    assert count(place, poll) == 40


def test_a_store_that_refuses_to_write_refuses_cleanly_and_loses_nothing(
    place: Installation,
) -> None:
    url = place.environment["DATABASE_URL"]
    if not url:
        pytest.skip("of SQLite the disk itself is full above")
    poll, codes = place.open_poll(20)
    with place.serving(), psycopg.connect(url, autocommit=True) as store:
        kept = cast_all(place, codes[:5])
        read_only = f"ALTER DATABASE {place.database} SET default_transaction_read_only = "
        for setting in ("on", "off"):
            store.execute((read_only + setting).encode())
            store.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if setting == "on":
                refused = cast_all(place, codes[5:])
        again = cast_all(place, codes[5:])
    assert all("已投票" in said for said in [*kept, *again])
    assert not any("已投票" in said for said in refused)
    assert all(said and code not in said for code, said in zip(codes[5:], refused, strict=True))
    assert count(place, poll) == 20
