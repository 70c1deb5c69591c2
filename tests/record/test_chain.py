"""The record finds every change of its rows: RFC 8785 headers chained by SHA-256."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Refusal
from xuanxian.record import chain, guards, offline_verifier
from xuanxian.record import services as record
from xuanxian.record.export import export_stream
from xuanxian.record.models import Entry, Stream
from xuanxian.record.verification import verify_all, verify_stream

STAFF = Actor(account="1", name="周文", role="organisation_staff")
STREAM = "case:test"


BYPASSES = {
    "sqlite": [
        """
        INSERT OR REPLACE INTO record_entry
            (id, stream_id, number, kind, recorded_at, actor_account, actor_name, actor_role,
             header, digest, body, salt)
        SELECT id, stream_id, number, 'forged', recorded_at, actor_account, actor_name, actor_role,
             header, digest, body, salt FROM record_entry
        """
    ],
    # Checked constraints must not wait, or TRUNCATE fails for that reason alone.
    "postgresql": ["SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE record_entry"],
}
"""Ways around triggers on UPDATE and DELETE."""


@pytest.fixture
def stream(db: None) -> str:
    with transaction.atomic():
        for number in range(1, 6):
            record.append(STREAM, "vacancy.added", {"位次": number}, actor=STAFF, title="一批")
    return STREAM


def test_an_untouched_stream_holds(stream: str) -> None:
    assert verify_stream(stream) == []
    result = verify_all()
    assert (result.streams, result.entries, result.holds) == (1, 5, True)


@pytest.mark.django_db(transaction=True)
def test_append_needs_an_open_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record.append(STREAM, "vacancy.added", {}, actor=STAFF)
    assert Entry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_failed_change_leaves_no_entry() -> None:
    with pytest.raises(ZeroDivisionError):
        _append_and_fail()
    assert not Entry.objects.exists()
    assert not Stream.objects.exists()


def _append_and_fail() -> None:
    with transaction.atomic():
        record.append(STREAM, "vacancy.added", {}, actor=STAFF)
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "vacancy.dropped"),
        ("actor_name", "吴江"),
        ("actor_role", "auditor"),
        ("body", b'{"\xe4\xbd\x8d\xe6\xac\xa1":9}'),
        ("salt", b"0" * 32),
        ("header", b"{}"),
        ("digest", "sha256:00"),
        ("body", None),
    ],
)
def test_a_changed_column_is_found(stream: str, column: str, value: object) -> None:
    guards.remove(connection)
    if column == "header":
        value = Entry.objects.get(number=2).header
    Entry.objects.filter(number=3).update(**{column: value})
    assert verify_stream(stream)[0].number in {3, 4}


def test_a_dropped_row_is_found(stream: str) -> None:
    guards.remove(connection)
    Entry.objects.filter(number=3).delete()
    assert verify_stream(stream)[0].number == 3


def test_a_truncated_tail_is_found(stream: str) -> None:
    guards.remove(connection)
    Entry.objects.filter(number=5).delete()
    assert {fault.number for fault in verify_stream(stream)} == {0}


def test_a_truncated_tail_with_a_shortened_length_is_found(stream: str) -> None:
    guards.remove(connection)
    Entry.objects.filter(number=5).delete()
    Stream.objects.update(length=4)
    assert verify_stream(stream)


def test_swapped_rows_are_found(stream: str) -> None:
    guards.remove(connection)
    Entry.objects.filter(number=2).update(number=99)
    Entry.objects.filter(number=3).update(number=2)
    Entry.objects.filter(number=99).update(number=3)
    assert {2, 3} <= {fault.number for fault in verify_stream(stream)}


def test_an_inserted_row_is_found(stream: str) -> None:
    last = Entry.objects.get(number=5)
    last.pk = "00000000-0000-4000-8000-000000000000"
    last.number = 6
    last.save(force_insert=True)
    assert {6, 0} <= {fault.number for fault in verify_stream(stream)}


def test_content_erased_with_an_entry_that_says_so_leaves_the_chain_whole(
    stream: str, tmp_path: Path
) -> None:
    with transaction.atomic():
        record.append(stream, "content.erased", {"numbers": [3]}, actor=STAFF)
    Entry.objects.filter(number=3).update(body=None, salt=None)
    assert verify_stream(stream) == []
    assert record.body_of(Entry.objects.get(number=3)) is None
    assert offline_verifier.check(export_stream(stream, tmp_path)) == []


def test_content_erased_in_silence_is_found(stream: str, tmp_path: Path) -> None:
    with transaction.atomic():
        record.append(stream, "content.erased", {"numbers": [3]}, actor=STAFF)
    Entry.objects.filter(number__in=(3, 4)).update(body=None, salt=None)
    assert [fault.number for fault in verify_stream(stream)] == [4]
    [fault] = offline_verifier.check(export_stream(stream, tmp_path))
    assert fault.startswith("第4条：内容被销毁")


@pytest.mark.parametrize("change", [{"kind": "x"}, {"body": b"x"}, {"digest": "x"}])
def test_the_store_itself_refuses_changes(stream: str, change: dict[str, object]) -> None:
    guards.remove(connection)
    guards.install(connection)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Entry.objects.filter(number=3).update(**change)
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        Entry.objects.filter(number=3).delete()
    for statement in BYPASSES[connection.vendor]:
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    guards.remove(connection)
    assert verify_stream(stream) == []


def test_an_export_verifies_with_its_own_program_alone(stream: str, tmp_path: Path) -> None:
    folder = export_stream(stream, tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "offline_verifier.py"), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "未发现改动" in done.stdout


def test_an_export_never_overwrites(stream: str, tmp_path: Path) -> None:
    export_stream(stream, tmp_path)
    with pytest.raises(Refusal, match="已经存在"):
        export_stream(stream, tmp_path)


def test_an_unknown_stream_is_refused_and_nothing_is_written(db: None, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="没有编号"):
        export_stream("case:missing", tmp_path)
    assert list(tmp_path.iterdir()) == []


def _change_body(lines: list[str]) -> list[str]:
    entry = json.loads(lines[2])
    entry["body"] = entry["body"].replace("3", "7")
    return [*lines[:2], json.dumps(entry), *lines[3:]]


TAMPERINGS = {
    "changed": _change_body,
    "dropped": lambda lines: lines[:2] + lines[3:],
    "swapped": lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
    "inserted": lambda lines: [*lines[:3], lines[1], *lines[3:]],
    "truncated": lambda lines: lines[:-1],
    "emptied": lambda lines: [],
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_a_tampered_export_is_found(stream: str, tmp_path: Path, tampering: str) -> None:
    folder = export_stream(stream, tmp_path)
    file = folder / "entries.jsonl"
    lines = TAMPERINGS[tampering](file.read_text().splitlines())
    file.write_text("\n".join(lines) + "\n")
    assert offline_verifier.check(folder)


def test_a_recomputed_export_is_found_against_a_printed_head(stream: str, tmp_path: Path) -> None:
    printed = Stream.objects.get(name=stream).head
    folder = export_stream(stream, tmp_path)
    _recompute_without_third_entry(folder)
    assert offline_verifier.check(folder) == []  # a chain alone cannot tell
    assert offline_verifier.check(folder, printed)


def _recompute_without_third_entry(folder: Path) -> None:
    entries = [json.loads(line) for line in (folder / "entries.jsonl").read_text().splitlines()]
    del entries[2]
    previous = ""
    for number, entry in enumerate(entries, start=1):
        header = json.loads(entry["header"]) | {"number": number, "previous": previous}
        entry["header"] = json.dumps(header, ensure_ascii=False, separators=(",", ":"))
        previous = entry["digest"] = chain.digest_of(entry["header"].encode())
    (folder / "entries.jsonl").write_text("\n".join(json.dumps(entry) for entry in entries))
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest |= {"length": 4, "head": previous}
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize("missing", ["manifest.json", "entries.jsonl"])
def test_a_folder_that_is_no_export_is_refused(stream: str, tmp_path: Path, missing: str) -> None:
    folder = export_stream(stream, tmp_path)
    (folder / missing).unlink()
    with pytest.raises(ValueError, match="不是纪实导出文件夹"):
        offline_verifier.check(folder)
    shutil.rmtree(folder)


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(body=st.dictionaries(st.text(), _json, max_size=5))
def test_canonical_bodies_read_back_equal(body: dict[str, object]) -> None:
    assert json.loads(chain.encode_body(body)) == body
