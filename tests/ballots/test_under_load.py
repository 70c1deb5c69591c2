"""Races, kills and stolen files, against a real server on the store that DATABASE_URL names."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.ballots.live import Installation, installation, kill

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
