"""Whoever holds dumps, logs and backups links ballots to slips no better than by chance."""

import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from tests.ballots import linking
from tests.ballots.conftest import PASSPHRASES
from tests.ballots.live import Installation, installation
from xuanxian.ballots.slip_codes import hash_of

pytestmark = [pytest.mark.stores, pytest.mark.slow]

VOTERS = 96
TOO_GOOD = 6.0
"""Standard deviations above chance. Some hundred pairs of orders are tried; that one of them gets
so far by luck is less likely than one in a million. Rows in order of casting get 18 and more."""
OPTIONS = ("同意", "反对", "弃权")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("installation")) as made:
        yield made


@pytest.fixture(scope="module")
def held(place: Installation, tmp_path_factory: pytest.TempPathFactory) -> "Held":
    return Held(place, tmp_path_factory.mktemp("copies"))


class Held:
    """Everything an attacker could hold of one poll, and what was truly voted."""

    def __init__(self, place: Installation, folder: Path) -> None:
        self.place, self.folder = place, folder
        self.copies: list[linking.Copy] = []
        self.poll, codes = place.open_poll(VOTERS)
        drawn = random.Random(20261121)
        drawn.shuffle(codes)
        marks = [(drawn.randrange(3), drawn.randrange(3)) for _ in codes]
        self.cast_order = tuple(hash_of(code, UUID(self.poll)) for code in codes)
        self.voted = {
            code_hash: f"{OPTIONS[first]}{OPTIONS[second]}"
            for code_hash, (first, second) in zip(self.cast_order, marks, strict=True)
        }
        with place.serving():
            for at, (code, (first, second)) in enumerate(zip(codes, marks, strict=True)):
                content = {"code": code, "marks": [first, second]}
                assert "已投票" in place.post("/v/cast", content)
                if at % 24 == 23:
                    self.copy()
        place.close(self.poll)
        self.copy()
        assert place.open_box(self.poll) == "opened"
        self.copy()
        rows = place.run(
            "from xuanxian.ballots.models import OpenedBallot\n"
            f"rows = OpenedBallot.objects.filter(poll={self.poll!r})\n"
            "answer([[row.key, row.content['marks']] for row in rows])"
        )
        self.opened = {key: marks["wang"] + marks["li"] for key, marks in rows}

    def copy(self) -> None:
        url = self.place.environment["DATABASE_URL"]
        take: Callable[[], linking.Copy] = (
            (lambda: linking.copy_of_postgresql(url, self.place.home))
            if url
            else (lambda: linking.copy_of_sqlite(
                self.place.home, self.folder / str(len(self.copies))
            ))
        )  # fmt: skip
        self.copies.append(take())


def test_no_order_of_anything_kept_links_better_than_chance(held: Held) -> None:
    assert sorted(held.voted.values()) == sorted(held.opened.values())
    slips = linking.orders_in(held.copies, linking.SLIPS, held.cast_order)
    slips["order of casting"] = held.cast_order
    ballots = linking.orders_in(held.copies, linking.BALLOTS, tuple(held.opened))
    assert len(slips) > 5
    assert len(ballots) >= 2
    above, how = linking.best_guess(slips, ballots, held.voted, held.opened)
    assert above < TOO_GOOD, how


def test_no_row_line_or_transaction_holds_a_trace_of_some_slips_and_some_ballots(
    held: Held,
) -> None:
    assert linking.shared_traces(held.copies, held.cast_order, tuple(held.opened)) == []


def test_the_attack_would_find_a_ballot_row_written_with_the_cast(held: Held) -> None:
    """The same attack on what it is meant to find: rows in order of casting, one a transaction."""
    truth = [held.voted[slip] for slip in held.cast_order]
    drawn = random.Random(1)
    keys = [f"{drawn.getrandbits(128):032x}" for _ in truth]
    naive = linking.Copy(
        rows={
            linking.SLIPS: [repr((slip,)) for slip in held.cast_order],
            linking.BALLOTS: [repr((key,)) for key in keys],
        },
        transactions={
            linking.SLIPS: [str(at) for at in range(VOTERS)],
            linking.BALLOTS: [str(at) for at in range(VOTERS)],
        },
    )
    ballots = linking.orders_in([naive], linking.BALLOTS, keys)
    slips = {"order of casting": held.cast_order}
    opened = dict(zip(keys, truth, strict=True))
    above, how = linking.best_guess(slips, ballots, held.voted, opened)
    assert above > 3 * TOO_GOOD
    assert how == "order of casting beside rows of copy 0, forwards"
    assert len(linking.shared_traces([naive], held.cast_order, tuple(keys))) == VOTERS


def test_envelopes_in_every_copy_have_one_size_and_none_is_left_after_opening(held: Held) -> None:
    *before, after = [copy.rows[linking.SLIPS] for copy in held.copies]
    lengths = {len(row) for row in after}
    assert len(lengths) == 1  # all alike: no envelope
    if not held.place.environment["DATABASE_URL"]:
        with sqlite3.connect(held.folder / "4" / "xuanxian.sqlite3") as store:
            sizes = store.execute("SELECT DISTINCT length(envelope) FROM ballots_slip").fetchall()
        assert sizes == [(560,)]
    assert any(rows != after for rows in before)


def test_no_copy_holds_salt_token_passphrase_or_code(held: Held) -> None:
    """With every passphrase known, a copy opens nothing: the salts are in the key files alone."""
    files = [json.loads(file) for file in held.place.key_files]
    secrets = [file[name] for file in files for name in ("salt", "token")] + list(PASSPHRASES)
    for copy in held.copies:
        kept = b"".join(copy.files.values()) + repr(copy.rows).encode()
        for secret in secrets:
            assert secret.encode() not in kept
    # The share that a key file opens is in the copies made before opening and in none made after.
    assert any("ballots_tellerseat" in copy.rows for copy in held.copies)
    digest = {
        sha256(repr(copy.rows["ballots_tellerseat"]).encode()).digest() for copy in held.copies
    }
    assert len(digest) == 2


def test_an_old_backup_opens_with_two_key_files_and_without_them_not(held: Held) -> None:
    """What remains possible, said plainly: files that were not destroyed open an old copy."""
    if held.place.environment["DATABASE_URL"]:
        pytest.skip("the copy of a PostgreSQL store is a list of rows here")
    from nacl.public import PrivateKey

    from xuanxian.ballots import box_key, envelope
    from xuanxian.ballots.box_key import KeyFile

    with sqlite3.connect(held.folder / "4" / "xuanxian.sqlite3") as store:
        seats = store.execute(
            "SELECT place, public_half, shares FROM ballots_tellerseat ORDER BY place"
        ).fetchall()
        (public_half,) = store.execute("SELECT box_public_key FROM ballots_poll").fetchone()
        (sealed,) = store.execute("SELECT envelope FROM ballots_slip").fetchone()
    files = [KeyFile.model_validate_json(file) for file in held.place.key_files]
    first = box_key.open_own(files[0], PASSPHRASES[0], seats[0][1])
    half = box_key.take_off(first, json.loads(seats[0][2]))
    second = box_key.open_own(files[1], PASSPHRASES[1], seats[1][1])
    private_half = box_key.join(half, 1, second, public_half)
    assert envelope.unseal(private_half, sealed)
    # Without a file there is no salt: every passphrase gives some other key.
    other = files[1].model_copy(update={"salt": "AAAAAAAAAAAAAAAAAAAAAA=="})
    with pytest.raises(Exception, match="口令不对"):
        box_key.open_own(other, PASSPHRASES[1], seats[1][1])
    # And what the first alone has taken off opens nothing.
    for inner in half.values():
        with pytest.raises(ValueError, match="not sealed"):
            envelope.unseal(bytes(first), inner)
        assert len(inner) == 48 + PrivateKey.SIZE
