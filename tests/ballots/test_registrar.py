"""The tellers' registrar: what it is told, what it notices, and that its machine needs no trust."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.ballots.ceremony import Ceremony
from tests.ballots.conftest import STAFF, SUPERVISOR
from xuanxian.ballots import queries, services
from xuanxian.ballots.models import Poll, RegistrarBatch, RegistrarStatement, Slip
from xuanxian.kernel.errors import Refusal

pytestmark = pytest.mark.django_db

PROGRAM = Path(__file__).parents[2] / "scripts" / "registrar.py"
EVERY = 10  # the default of BoxRules.registrar_every


class Registrar:
    """A registrar that keeps what it is told, as the program and the page do."""

    def __init__(self, ceremony: Ceremony, place: int = 0) -> None:
        self.ceremony, self.token = ceremony, ceremony.files[place].token
        self.lots: list[list[str]] = []

    def ask(self) -> int:
        """How many lots were new."""
        poll = str(self.ceremony.poll.pk)
        (told,) = services.tell(self.ceremony.box, self.token, {poll: len(self.lots)})
        self.lots += told["lots"]
        return len(told["lots"])

    def state(self) -> services.Comparison:
        hashes = [each for lot in self.lots for each in lot]
        poll = str(self.ceremony.poll.pk)
        return services.state_noted(self.ceremony.box, self.token, poll, hashes)


def open_by_two(ceremony: Ceremony) -> None:
    for place in (0, 1):
        ceremony.hand_in(services.hand_in_to_open, place)


def test_no_lot_is_smaller_than_ten_however_often_registrars_ask() -> None:
    ceremony = Ceremony(47)
    ceremony.vote(0)
    registrar, other = Registrar(ceremony, 0), Registrar(ceremony, 2)
    for _ in range(47):
        ceremony.cast(1)
        registrar.ask()
        other.ask()
    noted = sum(map(len, registrar.lots))
    assert 47 - 2 * EVERY < noted <= 47 - EVERY  # ten are always held back
    ceremony.close()
    assert registrar.ask() == 1
    other.ask()
    assert registrar.lots == other.lots
    assert all(len(lot) >= EVERY and lot == sorted(lot) for lot in registrar.lots)
    poll = Poll.objects.get(pk=ceremony.poll.pk)
    assert sorted(each for lot in registrar.lots for each in lot) == queries.envelope_hashes(poll)


def test_a_registrar_that_forgets_what_it_was_told_learns_nothing_finer() -> None:
    ceremony = Ceremony(24)
    ceremony.vote(20)
    registrar = Registrar(ceremony)
    registrar.ask()
    told = [list(lot) for lot in registrar.lots]
    for _ in range(4):
        ceremony.cast(1)
        registrar.lots = []
        registrar.ask()
        assert registrar.lots == told


def test_an_honest_box_agrees_and_is_opened() -> None:
    ceremony = Ceremony(25)
    ceremony.vote(25)
    registrar = Registrar(ceremony)
    registrar.ask()
    ceremony.close()
    with pytest.raises(Refusal, match="还没有与票箱核对"):
        open_by_two(ceremony)
    registrar.ask()
    assert registrar.state().agrees
    open_by_two(ceremony)
    assert Poll.objects.get(pk=ceremony.poll.pk).state == Poll.State.OPENED
    assert not RegistrarBatch.objects.exists()


@pytest.mark.parametrize("act", ["dropped", "replaced"])
def test_an_envelope_dropped_or_replaced_before_closing_stops_the_opening(act: str) -> None:
    """Who owns the store changes it and closes: the digest on the record is of the changed box."""
    ceremony = Ceremony(25)
    ceremony.vote(24)
    registrar = Registrar(ceremony)
    registrar.ask()
    victim = next(
        slip
        for slip in Slip.objects.exclude(envelope=None)
        if sha256(bytes(slip.envelope)).hexdigest() in registrar.lots[0]
    )
    victim.envelope = None if act == "dropped" else bytes(len(bytes(victim.envelope)))
    victim.save()
    ceremony.close()
    registrar.ask()
    compared = registrar.state()
    assert len(compared.missing) == 1
    with pytest.raises(Refusal, match="抽走或调换"):
        open_by_two(ceremony)
    poll = Poll.objects.get(pk=ceremony.poll.pk)
    assert poll.state == Poll.State.CLOSED
    # The way on: two persons, a reason, on the record.
    with pytest.raises(Refusal, match="两人"):
        services.open_despite_registrars(poll, "已查明", persons=(STAFF, STAFF))
    with pytest.raises(Refusal, match="理由"):
        services.open_despite_registrars(poll, " ", persons=(STAFF, SUPERVISOR))
    services.open_despite_registrars(poll, "已查明原因", persons=(STAFF, SUPERVISOR))
    open_by_two(ceremony)
    assert Poll.objects.get(pk=ceremony.poll.pk).state == Poll.State.OPENED


def test_a_registrar_that_lies_does_not_pass_for_agreeing() -> None:
    ceremony = Ceremony(25)
    ceremony.vote(25)
    registrar = Registrar(ceremony)
    ceremony.close()
    registrar.ask()
    registrar.lots.append(["0" * 64])
    assert registrar.state().missing == ("0" * 64,)
    with pytest.raises(Refusal, match="抽走或调换"):
        open_by_two(ceremony)


def test_only_a_tellers_token_is_answered_and_nothing_is_stated_before_closing() -> None:
    ceremony = Ceremony(25)
    ceremony.vote(25)
    for token in ("", "x", "0" * 44):
        with pytest.raises(Refusal, match="不是本次投票计票人"):
            services.tell(ceremony.box, token, {})
    registrar = Registrar(ceremony)
    registrar.ask()
    with pytest.raises(Refusal, match="已截止"):
        registrar.state()
    assert not RegistrarStatement.objects.exists()


def test_voting_does_not_open_without_a_registrar_where_the_rules_ask_for_one() -> None:
    ceremony = Ceremony(6, box={"registrar": "required"})
    ceremony.ready()
    with pytest.raises(Refusal, match="登记机"):
        services.open_poll(ceremony.poll, actor=STAFF)
    Registrar(ceremony).ask()
    assert services.open_poll(ceremony.poll, actor=STAFF).state == Poll.State.OPEN


def test_no_cast_writes_a_row_for_a_registrar() -> None:
    ceremony = Ceremony(25)
    ceremony.vote(25)
    assert not RegistrarBatch.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"known": {"x": "y"}}', '{"known": 1}', '{"more": 1}', "{" * 3000]
)
def test_what_is_no_question_is_refused(body: str) -> None:
    ceremony = Ceremony(6)
    ceremony.ready()
    answer = Client().post(
        f"/ballots/box/{ceremony.box.id}/registrar/lots/",
        body,
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {ceremony.files[0].token}",
    )
    assert answer.status_code == (200 if not body else 422)


def run(live_server: Any, ceremony: Ceremony, book: Path) -> subprocess.CompletedProcess[str]:
    key = book.parent / "key.json"
    key.write_text(ceremony.files[0].model_dump_json())
    return subprocess.run(
        # -I: nothing of this project can be imported.
        [sys.executable, "-I", str(PROGRAM), live_server.url, str(key), "--book", str(book),
         "--seconds", "0.1"],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_program_on_its_own_machine_agrees_with_an_honest_box(
    live_server: Any, tmp_path: Path
) -> None:
    ceremony = Ceremony(25)
    ceremony.vote(25)
    ceremony.close()
    book = tmp_path / "book.jsonl"
    done = run(live_server, ceremony, book)
    assert done.returncode == 0, done.stdout + done.stderr
    # Its own digest, made without our code, is the one on the record.
    assert Poll.objects.get(pk=ceremony.poll.pk).box_digest in done.stdout
    again = run(live_server, ceremony, book)
    assert again.returncode == 0
    lines = book.read_text().splitlines()
    assert [sorted(json.loads(line)) for line in lines] == [
        ["lot", "poll", "previous", "title"],
        ["agrees", "envelopes", "poll", "previous", "root", "title"],
    ]
    assert ceremony.files[0].salt not in book.read_text()


@pytest.mark.django_db(transaction=True)
def test_the_program_notices_a_replaced_envelope_and_a_changed_book(
    live_server: Any, tmp_path: Path
) -> None:
    ceremony = Ceremony(25)
    ceremony.vote(25)
    ceremony.close()
    box = ceremony.box
    services.tell(box, ceremony.files[1].token, {})
    victim = Slip.objects.exclude(envelope=None).first()
    assert victim is not None
    victim.envelope = bytes(560)
    victim.save()
    book = tmp_path / "book.jsonl"
    done = run(live_server, ceremony, book)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "不符" in done.stdout
    book.write_text(book.read_text().replace('"agrees": false', '"agrees": true'))
    book.write_text(book.read_text() + book.read_text().splitlines()[-1] + "\n")
    changed = run(live_server, ceremony, book)
    assert changed.returncode == 2
    assert "可能被改动" in changed.stderr
