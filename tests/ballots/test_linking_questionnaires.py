"""Whoever holds dumps, logs and backups joins neither slip nor text to a questionnaire."""

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from tests.ballots import linking
from tests.ballots.live import Installation, installation
from xuanxian.ballots.slip_codes import hash_of

pytestmark = [pytest.mark.stores, pytest.mark.slow]

VOTERS = 64
TEXTS = "ballots_openedtext"
TOO_GOOD = 12.0
"""Standard deviations above chance. Every voter answers otherwise than the rest, so by chance one
guess of all is right: thirteen are right in one of ten thousand million trials. Rows in the order
of casting would make all right, 63 above."""
TOO_GOOD_OF_FOUR = 6.0
"""The same of one answer among four, which many voters share: see `test_linking`."""
GRADES = ("优秀", "良好", "一般", "较差")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("installation")) as made:
        yield made


@pytest.fixture(scope="module")
def held(place: Installation, tmp_path_factory: pytest.TempPathFactory) -> "Held":
    return Held(place, tmp_path_factory.mktemp("copies"))


class Held:
    """Copies of every stage of one poll, who truly answered what, and what was written."""

    def __init__(self, place: Installation, folder: Path) -> None:
        self.place, self.folder = place, folder
        self.copies: list[linking.Copy] = []
        poll, codes, place.key_files = place.run(
            "from tests.ballots.questionnaires import opened\n"
            f"meeting = opened({VOTERS})\n"
            "files = [file.model_dump_json() for file in meeting.key_files]\n"
            "answer([str(meeting.poll.pk), [slip.code for slip in meeting.slips], files])"
        )
        drawn = random.Random(20261121)
        drawn.shuffle(codes)
        self.cast_order = tuple(hash_of(code, UUID(poll)) for code in codes)
        # Four marks tell 256 voters apart; each voter's text says which voter it was.
        patterns = drawn.sample(range(256), VOTERS)
        self.voted, self.wrote = {}, {}
        with place.serving():
            for at, (code, pattern) in enumerate(zip(codes, patterns, strict=True)):
                signs = [str(pattern // 4**place % 4) for place in range(4)]
                text = f"第{at}位写的" if at % 2 else f"第{at}位写得很长" * 6
                filled = ["".join(signs[:2]), "".join(signs[2:]), "..1", text]
                assert "已投票" in place.post("/v/cast", {"code": code, "filled": filled})
                slip = self.cast_order[at]
                self.voted[slip], self.wrote[slip] = "".join(signs), text
                if at % 16 == 15:
                    self.copy()
        place.close(poll)
        self.copy()
        assert place.open_box(poll) == "opened"
        self.copy()
        ballots, texts = place.run(
            "from xuanxian.ballots.models import OpenedBallot, OpenedText\n"
            "answer([[[row.key, row.content['answers']] for row in OpenedBallot.objects.all()],\n"
            "        [[row.key, row.text] for row in OpenedText.objects.all()]])"
        )
        levels = ("不存在", "一定程度存在", "存在", "不了解")
        self.opened = {
            key: "".join(
                str(options.index(answers[question]["marks"][item]))
                for question, options, items in (
                    ("positive", GRADES, ("ideals", "style")),
                    ("reverse", levels, ("faction", "greed")),
                )
                for item in items
            )
            for key, answers in ballots
        }
        self.texts = dict(texts)

    def copy(self) -> None:
        url = self.place.environment["DATABASE_URL"]
        home, to = self.place.home, self.folder / str(len(self.copies))
        self.copies.append(
            linking.copy_of_postgresql(url, home) if url else linking.copy_of_sqlite(home, to)
        )

    def orders(self, table: str, marks: tuple[str, ...]) -> dict[str, linking.Order]:
        return linking.orders_in(self.copies, table, marks)


def test_no_order_of_anything_kept_joins_a_slip_to_an_answer(held: Held) -> None:
    slips = held.orders(linking.SLIPS, held.cast_order) | {"order of casting": held.cast_order}
    ballots = held.orders(linking.BALLOTS, tuple(held.opened))
    assert len(ballots) >= 2
    for place in range(4):
        voted = {slip: signs[place] for slip, signs in held.voted.items()}
        opened = {key: signs[place] for key, signs in held.opened.items()}
        assert sorted(voted.values()) == sorted(opened.values())
        above, how = linking.best_guess(slips, ballots, voted, opened)
        assert above < TOO_GOOD_OF_FOUR, how


def test_no_pattern_of_answers_is_found_again(held: Held) -> None:
    """Each voter answered otherwise than the rest, as somebody told to mark the own form would."""
    found = sum(signs in held.opened.values() for signs in held.voted.values())
    # One of 256 patterns stands on one of 64 forms with 1 - (255/256)^64 = 22 %: 14 of 64 by
    # chance, with a spread of 3.3; every one of them, were the forms kept as they came.
    assert found < 14 + 6 * 3.3


def test_no_order_joins_a_text_to_its_slip(held: Held) -> None:
    assert sorted(held.wrote.values()) == sorted(held.texts.values())
    slips = held.orders(linking.SLIPS, held.cast_order) | {"order of casting": held.cast_order}
    texts = held.orders(TEXTS, tuple(held.texts))
    assert len(texts) >= 2
    above, how = linking.best_guess(slips, texts, held.wrote, held.texts)
    assert above < TOO_GOOD, how


def test_no_row_line_or_transaction_holds_a_trace_of_a_text_and_of_anything_it_came_from(
    held: Held,
) -> None:
    texts = tuple(held.texts)
    assert linking.shared_traces(held.copies, held.cast_order, tuple(held.opened)) == []
    assert linking.shared_traces(held.copies, held.cast_order, texts) == []
    for copy in held.copies:
        for rows in copy.rows.values():
            for row in rows:
                assert not (
                    any(key in row for key in texts) and any(key in row for key in held.opened)
                )


def test_what_is_written_stands_in_one_table_and_nowhere_before_opening(held: Held) -> None:
    *before, after = held.copies
    for text in held.texts.values():
        for copy in before:
            assert text.encode() not in b"".join(copy.files.values())
            assert not any(text in row for rows in copy.rows.values() for row in rows)
        tables = {name for name, rows in after.rows.items() if any(text in row for row in rows)}
        assert tables == {TEXTS}
        logs = [content for name, content in after.files.items() if name.endswith(".log")]
        assert text.encode() not in b"".join(logs)


def test_envelopes_have_one_size_whatever_was_written(held: Held) -> None:
    if held.place.environment["DATABASE_URL"]:
        pytest.skip("the copy of a PostgreSQL store is a list of rows here")
    with sqlite3.connect(held.folder / "4" / "xuanxian.sqlite3") as store:
        sizes = store.execute("SELECT DISTINCT length(envelope) FROM ballots_slip").fetchall()
    # 64 + 5 + 5 + 6 + 60 × 4 + 3 bytes are one block of 512; the seal adds 48.
    assert sizes == [(560,)]
