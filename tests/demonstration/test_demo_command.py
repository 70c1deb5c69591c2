"""`xuanxian demo --once` as a newcomer runs it: in a process of its own, on an empty folder."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

STAGES = {
    "motion", "nomination", "inspection", "clearance", "deliberation", "notice", "appointment",
    "probation",
}  # fmt: skip
STATES = {
    "active", "held", "barred", "deferred", "rejected", "withdrawn", "dropped", "void", "appointed",
    "on_probation", "confirmed", "returned",
}  # fmt: skip


def demo(home: Path, *, people: int = 120) -> subprocess.Popen[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "XUANXIAN_REHEARSAL"}
    }
    return subprocess.Popen(
        [
            str(Path(sys.executable).with_name("xuanxian")),
            *("demo", "--once", "--people", str(people)),
        ],
        env=environment | {"XUANXIAN_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_builds_every_stage_and_starts_from_what_is_built_the_next_time(tmp_path: Path) -> None:
    first = demo(tmp_path / "home")
    told, said = first.communicate(timeout=300)
    assert first.returncode == 0, said
    summary = json.loads(told)
    assert set(summary) == {
        "people", "units", "posts", "cases_by_stage", "cases_by_state", "record", "seconds",
    }  # fmt: skip
    assert set(summary["cases_by_stage"]) == STAGES
    assert set(summary["cases_by_state"]) == STATES
    assert all(summary["cases_by_state"].values())
    # Two files are wrong on purpose; the second copy of a third person changes nothing.
    assert 117 <= summary["people"] <= 120
    assert summary["record"]["verified"] is True
    assert summary["record"]["faults"] == []
    made = json.loads((tmp_path / "home" / "demonstration-complete").read_text())
    # 38 are entitled, 3 absent, 14 have voted: 21 slips wait for visitors.
    assert len(made["slips"]) == 38 - 3 - 14
    kit = {path.suffix for path in (tmp_path / "home" / "演练投票").iterdir()}
    assert kit == {".txt", ".json"}
    again = demo(tmp_path / "home")
    told_again, said_again = again.communicate(timeout=120)
    assert again.returncode == 0, said_again
    repeated = json.loads(told_again)
    assert repeated | {"seconds": 0} == summary | {"seconds": 0}
    assert not list((tmp_path / "home").glob("county-*"))


def has_entries(store: Path) -> bool:
    """Whether anything is stored already; before that a killed build leaves nothing to mind."""
    if not store.exists():
        return False
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        try:
            return bool(
                connection.execute("SELECT EXISTS (SELECT 1 FROM record_entry)").fetchone()[0]
            )
        except sqlite3.OperationalError:
            return False  # the tables are being made


def test_a_build_that_was_killed_is_noticed_and_not_used(tmp_path: Path) -> None:
    home = tmp_path / "home"
    killed = demo(home)
    until = time.monotonic() + 120
    while not has_entries(home / "xuanxian.sqlite3"):
        assert time.monotonic() < until
        assert killed.poll() is None, killed.stderr and killed.stderr.read()
        time.sleep(0.02)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    after = demo(home)
    told, said = after.communicate(timeout=60)
    assert after.returncode == 1
    assert told == ""
    assert "中断" in said
    assert f"请删除文件夹 {home}" in said
    assert "Traceback" not in said
