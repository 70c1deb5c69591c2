"""Races, kills and stolen files, against a real server on the store that DATABASE_URL names."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.ballots.live import Installation, installation, kill, restored

pytestmark = [pytest.mark.stores, pytest.mark.slow]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("installation")) as made:
        yield made


def test_forty_posts_of_one_slip_at_once_cast_one_ballot(place: Installation) -> None:
    poll, codes = place.open_poll(8)
    with place.serving(), ThreadPoolExecutor(40) as voters:
        acknowledged = list(voters.map(lambda mark: place.cast(codes[0], mark % 3), range(40)))
    assert sum(acknowledged) == 1
    assert place.cast_number(poll) == 1


def test_closing_among_casts_loses_and_adds_none(place: Installation) -> None:
    poll, codes = place.open_poll(48)
    closing = threading.Thread(target=place.close, args=(poll,))
    with place.serving(), ThreadPoolExecutor(12) as voters:
        acknowledged = list(voters.map(place.cast, codes[:8]))
        closing.start()
        # Cast on and on while the closing process starts up and takes its lock.
        casts = []
        for code in codes[8:]:
            casts.append(voters.submit(place.cast, code))
            closing.join(0.05)
        acknowledged += [each.result() for each in casts]
        closing.join()
        late = place.cast(codes[-1])
    assert not late
    assert place.cast_number(poll) == sum(acknowledged)
    digest, counted = place.run(
        "from xuanxian.ballots.models import Poll\n"
        "from xuanxian.record.models import Entry\n"
        "from xuanxian.record.services import body_of\n"
        f"poll = Poll.objects.get(pk={poll!r})\n"
        "entries = Entry.objects.filter(stream=poll.case, kind='poll.voting_closed')\n"
        "body = body_of(entries.order_by('-number').first())\n"
        "answer([poll.box_digest == body['box'], body['cast']])"
    )
    assert digest
    assert counted == sum(acknowledged)


def test_of_two_openings_at_once_one_opens_and_counts_once(place: Installation) -> None:
    poll, codes = place.open_poll(8)
    with place.serving():
        assert all(place.cast(code) for code in codes)
    place.close(poll)
    with ThreadPoolExecutor(2) as tellers:
        answers = list(tellers.map(place.open_box, [poll, poll]))
    assert sorted(answer == "opened" for answer in answers) == [False, True]
    opened, counts = place.run(
        "from xuanxian.ballots.models import OpenedBallot\n"
        "from xuanxian.record.models import Entry\n"
        f"opened = OpenedBallot.objects.filter(poll={poll!r}).count()\n"
        "from xuanxian.record.services import body_of\n"
        "entries = [body_of(e) for e in Entry.objects.filter(kind='poll.counted')]\n"
        f"answer([opened, sum(body['poll'] == {poll!r} for body in entries)])"
    )
    assert (opened, counts) == (8, 1)


def test_an_acknowledged_ballot_outlives_a_killed_server(place: Installation) -> None:
    poll, codes = place.open_poll(200)
    acknowledged: set[str] = set()
    with place.serving() as server, ThreadPoolExecutor(4) as voters:

        def cast(code: str) -> None:
            if place.cast(code):
                acknowledged.add(code)
                if len(acknowledged) == 60:
                    kill(server)

        list(voters.map(cast, codes))
    assert 60 <= len(acknowledged) < 200
    stored = place.cast_number(poll)
    assert stored >= len(acknowledged)
    # Whoever saw no answer tries again: in now, or in already; either way in once.
    with place.serving():
        again = [place.cast(code) for code in codes if code not in acknowledged]
    assert place.cast_number(poll) == 200 == stored + sum(again)


def test_no_file_of_the_installation_holds_a_code_a_choice_or_an_address(
    place: Installation,
) -> None:
    poll, codes = place.open_poll(12)
    with place.serving():
        assert all(place.cast(code, mark) for code, mark in zip(codes, [0, 1, 2] * 4, strict=True))
    kept = b"".join(path.read_bytes() for path in place.home.rglob("*") if path.is_file())
    for code in codes:
        assert code.encode() not in kept
    log = (place.home / "server.log").read_bytes()
    assert b"/v/cast" not in log
    assert b'{"marks":"' not in kept  # how an envelope's content begins
    hashes = place.run(
        "from xuanxian.ballots.models import Slip\n"
        f"answer(list(Slip.objects.filter(poll={poll!r}).values_list('pk', flat=True)))"
    )
    assert not any(each.encode() in log for each in hashes)


def test_a_backup_taken_among_casts_holds_what_was_acknowledged_before_and_counts(
    place: Installation, tmp_path: Path
) -> None:
    poll, codes = place.open_poll(40)
    with place.serving(), ThreadPoolExecutor(4) as voters:
        assert all(map(place.cast, codes[:10]))
        casts = [voters.submit(place.cast, code) for code in codes[10:]]
        with restored(place, tmp_path / "copy") as copy:
            assert all(each.result() for each in casts)
            assert place.cast_number(poll) == 40
            kept = copy.cast_number(poll)
            assert 10 <= kept <= 40
            # Whose ballot came after the backup votes again; the others cannot.
            with copy.serving():
                assert sum(map(copy.cast, codes)) == 40 - kept
            copy.close(poll)
            assert copy.open_box(poll) == "opened"


def test_of_three_tellers_handing_in_at_once_two_open_and_it_counts_once(
    place: Installation,
) -> None:
    said, opened, counts = place.run(
        "import threading\n"
        "from django.db import connections\n"
        "from tests.ballots.ceremony import Ceremony\n"
        "from xuanxian.ballots import services\n"
        "from xuanxian.ballots.models import OpenedBallot\n"
        "from xuanxian.kernel.errors import Refusal\n"
        "from xuanxian.record.models import Entry\n"
        "from xuanxian.record.services import body_of\n"
        "ceremony = Ceremony(8)\n"
        "ceremony.vote(8)\n"
        "ceremony.close()\n"
        "ready, said = threading.Barrier(3), []\n"
        "def hand_in(seat):\n"
        "    ready.wait()\n"
        "    try:\n"
        "        done = ceremony.hand_in(services.hand_in_to_open, seat).done\n"
        "        said.append('opened' if done else 'waiting')\n"
        "    except Refusal:\n"
        "        said.append('refused')\n"
        "    finally:\n"
        "        connections.close_all()\n"
        "tellers = [threading.Thread(target=hand_in, args=(seat,)) for seat in range(3)]\n"
        "for each in tellers: each.start()\n"
        "for each in tellers: each.join()\n"
        "entries = [body_of(e) for e in Entry.objects.filter(kind='poll.counted')]\n"
        "counts = sum(body['poll'] == str(ceremony.poll.pk) for body in entries)\n"
        "opened = OpenedBallot.objects.filter(poll=ceremony.poll).count()\n"
        "answer([sorted(said), opened, counts])"
    )
    assert said == ["opened", "refused", "waiting"]
    assert (opened, counts) == (8, 1)


def test_two_tellers_keying_the_last_form_at_once_put_the_pile_in_once(
    place: Installation,
) -> None:
    said, envelopes, state = place.run(
        "import threading\n"
        "from django.db import connections\n"
        "from tests.ballots import paper as forms\n"
        "from xuanxian.ballots.models import PaperEnvelope\n"
        "from xuanxian.ballots.services import paper\n"
        "from xuanxian.kernel.errors import Refusal\n"
        "meeting = forms.closed({'委员': 8})\n"
        "(batch,) = paper.lay_batches(meeting.poll, actor=forms.STAFF)\n"
        "ballots = [forms.both('同意')] * 7\n"
        "for teller in (forms.FIRST, forms.SECOND): forms.key(batch, ballots, teller)\n"
        "ready, said = threading.Barrier(4), []\n"
        "def key(teller):\n"
        "    ready.wait()\n"
        "    try:\n"
        "        paper.key_ballot(batch, forms.both('反对'), teller=teller)\n"
        "        said.append('keyed')\n"
        "    except Refusal:\n"
        "        said.append('refused')\n"
        "    finally:\n"
        "        connections.close_all()\n"
        # Each of the two pressed twice.
        "twice = (forms.FIRST, forms.SECOND) * 2\n"
        "tellers = [threading.Thread(target=key, args=(each,)) for each in twice]\n"
        "for each in tellers: each.start()\n"
        "for each in tellers: each.join()\n"
        "batch.refresh_from_db()\n"
        "answer([sorted(said), PaperEnvelope.objects.filter(batch=batch).count(), batch.state])"
    )
    assert said == ["keyed", "keyed", "refused", "refused"]
    assert (envelopes, state) == (8, "sealed")
