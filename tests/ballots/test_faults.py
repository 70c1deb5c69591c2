"""Faults and attacks: killed processes, a full disk, clocks that jump, guessed codes, slow clients.

XUANXIAN_KILLS says how often server and database are killed under load: twice here, 200 times when
asked (`XUANXIAN_KILLS=200 pytest tests/ballots/test_faults.py -k killed`, half an hour).
"""

import json
import logging
import os
import random
import secrets
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.ballots.conftest import STAFF, opened, prepared
from tests.ballots.live import Installation, installation, kill
from tests.ballots.meetings import signed_in
from tests.ballots.test_voter_page import post
from xuanxian.access.models import Role
from xuanxian.ballots import services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.models import OpenedBallot, Poll, Slip
from xuanxian.ballots.slip_codes import ALPHABET, LENGTH, new_code
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry

KILLS = int(os.environ.get("XUANXIAN_KILLS", "2"))
YES = Answers(marks={"wang": "同意", "li": "同意"})


# Guessed codes, stolen sessions


def test_a_code_has_130_bits_and_no_guessing_finds_one() -> None:
    assert len(ALPHABET) ** LENGTH == 2**130
    # 1,300 slips open, ten thousand tries a second (the web stack's most), a whole day.
    chance = 1300 * 10_000 * 86_400 / 2**130
    assert chance < 1e-20
    codes = [new_code() for _ in range(4000)]
    assert len(set(codes)) == 4000
    for place in range(LENGTH):
        used = Counter(code[place] for code in codes)
        # 4000 draws of 32 letters: 125 expected, standard deviation 11; seven of them allowed.
        assert all(48 < used[letter] < 202 for letter in ALPHABET)


@pytest.mark.django_db
def test_guessing_leaves_no_line_no_row_and_locks_nobody_out(
    caplog: pytest.LogCaptureFixture,
) -> None:
    from axes.models import AccessAttempt

    meeting = opened(6)
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    guesses = [new_code() for _ in range(30)]
    for guess in guesses:
        assert "已投票" not in post("/v/cast", {"code": guess, "marks": [0, 0]}).content.decode()
    assert not any(guess in caplog.text for guess in guesses)
    assert not AccessAttempt.objects.exists()
    # Behind the one address of the hall the next voter is not held up.
    assert (
        "已投票"
        in post("/v/cast", {"code": meeting.slips[0].code, "marks": [0, 0]}).content.decode()
    )


@pytest.mark.django_db
def test_every_slip_that_cannot_vote_costs_the_same_statements() -> None:
    """Statements counted rather than seconds: a busy machine would make a clock's test fail."""
    meeting, other = opened(6), prepared(6)
    services.cast(meeting.slips[0].code, YES)
    void = meeting.poll.slips.filter(envelope=None).first()
    assert void is not None
    codes = {slip.code for slip in meeting.slips}
    void_code = next(code for code in codes if _is(code, void, meeting.poll))
    Slip.objects.filter(pk=void.pk).update(state=Slip.State.VOID)
    counted = set()
    for code in (meeting.slips[0].code, void_code, other.slips[0].code, "Z" * 26, "", "x"):
        with CaptureQueriesContext(connection) as asked, pytest.raises(services.SlipRefused):
            services.cast(code, YES)
        counted.add(tuple(_shape(each["sql"]) for each in asked.captured_queries))
    assert len(counted) == 1


def _is(code: str, slip: Slip, poll: Poll) -> bool:
    from xuanxian.ballots.slip_codes import hash_of

    return hash_of(code, poll.pk) == slip.pk


def _shape(statement: str) -> str:
    return statement.partition(" WHERE ")[0]


@pytest.mark.django_db
def test_a_stolen_staff_session_neither_opens_the_box_nor_reads_a_result_nor_votes() -> None:
    meeting = opened(6)
    meeting.cast(5)
    thief = Client()
    thief.cookies.update(signed_in(Role.ORGANISATION_STAFF).cookies)
    start = f"/ballots/{meeting.poll.pk}/"
    assert thief.get(start).status_code == 200  # the session is good
    assert thief.get(f"{start}result/").status_code == 404
    assert thief.post(f"{start}close/").status_code == 302
    assert thief.post(f"{start}box/", {"passphrase_0": "x", "passphrase_1": "y"}).status_code == 422
    assert thief.get(f"{start}result/").status_code == 404
    assert not OpenedBallot.objects.exists()
    answer = thief.post(
        "/v/cast", json.dumps({"code": "", "marks": [0, 0]}), content_type="application/json",
        HTTP_ORIGIN="http://testserver",
    )  # fmt: skip
    assert "已投票" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_no_role_reads_anything_of_a_result_before_the_box_is_opened(role: Role) -> None:
    meeting = opened(6)
    meeting.cast(6, "反对")
    services.close_poll(meeting.poll, actor=STAFF)
    client = signed_in(role)
    start = f"/ballots/{meeting.poll.pk}/"
    for page in ("result/", "turnout/", "screen/", "balance/"):
        assert "得票" not in client.get(start + page).content.decode()
    assert client.get(f"{start}result/").status_code in {403, 404}


# Slips out of time


@pytest.mark.django_db
def test_before_opening_and_after_closing_no_slip_votes() -> None:
    meeting = prepared(6)
    with pytest.raises(services.SlipRefused):
        services.cast(meeting.slips[0].code, YES)
    services.test_box(meeting.poll, meeting.keys(0, 1, 2), actor=STAFF)
    services.record_presence(meeting.poll, {"委员": 6}, actor=STAFF)
    services.open_poll(meeting.poll, actor=STAFF)
    services.cast(meeting.slips[0].code, YES)
    services.close_poll(meeting.poll, actor=STAFF)
    with pytest.raises(services.SlipRefused):
        services.cast(meeting.slips[1].code, YES)
    with pytest.raises(Refusal, match="只能在"):
        services.open_poll(meeting.poll, actor=STAFF)
    assert meeting.poll.slips.exclude(envelope=None).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("days", [1, -1, 400])
def test_a_clock_that_jumps_neither_loses_nor_stops_anything(days: int) -> None:
    start = clock.now()
    with clock.set_to(start):
        meeting = opened(6)
        meeting.cast(3)
    with clock.set_to(start + timedelta(days=days)):
        for slip in meeting.slips[3:5]:
            services.cast(slip.code, YES)
        services.close_poll(meeting.poll, actor=STAFF)
    with clock.set_to(start - timedelta(hours=1)):
        result = services.open_box(meeting.poll, meeting.keys(0, 1), actor=STAFF)
    assert result.of("wang").counts["同意"] == 5
    moments = Entry.objects.filter(stream=meeting.poll.case).order_by("number")
    times = list(moments.values_list("recorded_at", flat=True))
    assert times == sorted(times)  # the record's time never runs backwards


# Faults of the store


class Killed(BaseException):
    """As a process that dies: nothing of the program catches it."""


@pytest.mark.django_db(transaction=True)
def test_an_opening_that_dies_at_any_statement_leaves_a_closed_box_and_is_done_again() -> None:
    meeting = opened(6)
    meeting.cast(6)
    services.close_poll(meeting.poll, actor=STAFF)
    entries = Entry.objects.count()
    died = 0
    while True:
        left = died

        def die(execute: Any, *arguments: Any) -> Any:
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1
            return execute(*arguments)

        try:
            with connection.execute_wrapper(die):
                services.open_box(meeting.poll, meeting.keys(0, 1), actor=STAFF)
        except Killed:
            died += 1
            assert not OpenedBallot.objects.exists()
            assert Entry.objects.count() == entries
            assert Poll.objects.get(pk=meeting.poll.pk).state == Poll.State.CLOSED
        else:
            break
    assert died > 10
    assert OpenedBallot.objects.count() == 6
    kinds = Entry.objects.order_by("number").values_list("kind", flat=True)
    assert list(kinds).count("poll.counted") == 1
    with pytest.raises(Refusal):
        services.open_box(meeting.poll, meeting.keys(0, 1), actor=STAFF)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite can be told that it is full")
def test_on_a_full_disk_nothing_is_acknowledged_and_the_slip_stays_good() -> None:
    meeting = opened(40)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    refused = []
    try:
        for slip in meeting.slips:
            answer = post("/v/cast", {"code": slip.code, "marks": [0, 0]})
            if "已投票" not in answer.content.decode():
                assert answer.status_code == 500
                assert slip.code not in answer.content.decode()
                refused.append(slip.code)
        assert refused
        assert meeting.poll.slips.exclude(envelope=None).count() == 40 - len(refused)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    for code in refused:
        assert "已投票" in post("/v/cast", {"code": code, "marks": [0, 0]}).content.decode()
    assert meeting.poll.slips.exclude(envelope=None).count() == 40


# Real processes


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("installation")) as made:
        yield made


@pytest.mark.slow
@pytest.mark.stores
@pytest.mark.alone
def test_killed_again_and_again_under_load_every_ballot_is_counted_once(
    place: Installation, record_property: Callable[[str, object], None]
) -> None:
    """Every second kill on PostgreSQL is of the database as well; SQLite is in the server."""
    people = max(60, 20 * KILLS)
    poll, codes = place.open_poll(people)
    waiting, acknowledged = list(codes), set()
    drawn = random.Random(secrets.randbits(32))
    for number in range(KILLS):
        batch, waiting = waiting[: people // KILLS], waiting[people // KILLS :]
        with place.serving() as server:
            done = _cast_until_struck(place, server, number, batch, drawn.randrange(1, len(batch)))
        acknowledged |= done
        waiting += [code for code in batch if code not in done]
        _wait_for_store(place)
        assert place.cast_number(poll) >= len(acknowledged)
    # Who saw no answer tries again: in now, or in already.
    before = place.cast_number(poll)
    record_property("kills", f"{KILLS}: {len(acknowledged)} acknowledged, {before} kept")
    assert KILLS <= len(acknowledged) < people
    with place.serving():
        again = sum(map(place.cast, waiting))
        assert not any(map(place.cast, list(acknowledged)[:5]))
    assert before + again == place.cast_number(poll) == people
    place.close(poll)
    assert place.open_box(poll) == "opened"
    counted = place.run(
        "from xuanxian.ballots.models import Poll\n"
        f"result = Poll.objects.get(pk={poll!r}).tally_result\n"
        "answer(result.of('wang').counts['同意'])"
    )
    assert counted == people


def _cast_until_struck(
    place: Installation, server: Any, number: int, codes: list[str], blow_after: int
) -> set[str]:
    """The codes whose casts were acknowledged, six voting at once until the blow falls."""
    acknowledged: set[str] = set()
    turn = threading.Lock()

    def vote(code: str) -> None:
        if place.cast(code):
            with turn:
                acknowledged.add(code)
                falls = len(acknowledged) == blow_after
            if falls:
                _strike(place, server, number)

    with ThreadPoolExecutor(6) as voters:
        list(voters.map(vote, codes))
    return acknowledged


def _strike(place: Installation, server: Any, number: int) -> None:
    url = place.environment["DATABASE_URL"]
    if url and number % 2 == 1:
        with suppress(psycopg.Error), psycopg.connect(url, autocommit=True) as store:
            # One process of the database killed: all of it starts again and recovers.
            row = store.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() LIMIT 1"
            ).fetchone()
            if row:
                os.kill(row[0], signal.SIGKILL)
        time.sleep(0.3)
    kill(server)


def _wait_for_store(place: Installation) -> None:
    url = place.environment["DATABASE_URL"]
    for _ in range(100 if url else 0):
        with suppress(psycopg.Error):
            psycopg.connect(url).close()
            return
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.stores
def test_idle_and_slow_callers_hold_up_no_voter(place: Installation) -> None:
    _, codes = place.open_poll(8)
    head = (
        b"POST /v/cast HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Content-Length: 2000\r\n\r\n{"
    )
    with place.serving():
        callers = [socket.create_connection(("127.0.0.1", place.port)) for _ in range(200)]
        try:
            for slow in callers[:30]:
                slow.sendall(head)
            start = time.monotonic()
            assert all(place.cast(code) for code in codes)
            # Eight casts take a fraction of a second; held up, the first would wait half a minute.
            assert time.monotonic() - start < 15
        finally:
            for each in callers:
                each.close()


@pytest.mark.slow
@pytest.mark.stores
def test_of_two_closings_at_once_one_closes(place: Installation) -> None:
    poll, codes = place.open_poll(8)
    with place.serving():
        assert all(map(place.cast, codes))

    def close(_: int) -> str:
        said: str = place.run(
            "from tests.ballots.conftest import STAFF\n"
            "from xuanxian.ballots import services\n"
            "from xuanxian.kernel.errors import Refusal\n"
            "try:\n"
            f"    services.close_poll({poll!r}, actor=STAFF)\n"
            "    answer('closed')\n"
            "except Refusal as refusal:\n"
            "    answer(str(refusal))"
        )
        return said

    with ThreadPoolExecutor(2) as closers:
        answers = sorted(closers.map(close, range(2)), key=lambda said: said != "closed")
    assert answers[0] == "closed"
    assert "这一步只能在" in answers[1]
