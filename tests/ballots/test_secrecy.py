"""What a thief of the store sees: the order of rows must tell no more than chance."""

import logging
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.ballots.conftest import STAFF, opened
from tests.ballots.meetings import signed_in
from tests.ballots.test_voter_page import post
from xuanxian.access.models import Role
from xuanxian.ballots import services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.models import OpenedBallot, Slip
from xuanxian.ballots.slip_codes import grouped, hash_of

pytestmark = pytest.mark.django_db

PHYSICAL_ORDER = {"sqlite": "rowid", "postgresql": "ctid"}


def stored_order(table: str, column: str) -> list[str]:
    order = PHYSICAL_ORDER[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {column} FROM "{table}" ORDER BY {order}')
        return [row[0] for row in cursor.fetchall()]


def test_slips_do_not_lie_in_the_order_of_printing() -> None:
    meeting = opened(50)
    printed = [hash_of(slip.code, meeting.poll.pk) for slip in meeting.slips]
    lying = stored_order("ballots_slip", "code_hash")
    neighbours = set(pairwise(printed))
    kept = sum(pair in neighbours for pair in pairwise(lying))
    # 49 pairs, each a neighbour by chance with 1 in 50: one expected, ten all but impossible.
    assert kept < 10
    if connection.vendor == "sqlite":
        # PostgreSQL may fill gaps; SQLite keeps the order of insertion, which is that of hashes.
        assert lying == sorted(lying)


def test_opened_ballots_do_not_lie_in_the_order_of_casting() -> None:
    meeting = opened(200)
    for at, slip in enumerate(meeting.slips):
        mark = "同意" if at < 100 else "反对"
        services.cast(slip.code, Answers(marks={"wang": mark}))
    services.close_poll(meeting.poll, actor=STAFF)
    services.open_box(meeting.poll, meeting.keys(0, 1), actor=STAFF)
    keys = stored_order("ballots_openedballot", "key")
    first_half = OpenedBallot.objects.filter(key__in=keys[:100])
    agreeing = sum(each.content["marks"]["wang"] == "同意" for each in first_half)
    # Drawn without order: 50 expected, standard deviation 3.5 (hypergeometric); 8 of them allowed.
    assert 22 <= agreeing <= 78
    # Opened all in one: no transaction tells one from another, and no slip keeps its envelope.
    assert not Slip.objects.exclude(envelope=None).exists()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM ballots_openedballot")
            assert cursor.fetchone() == (1,)


def test_no_column_of_an_opened_ballot_or_slip_holds_a_time_or_a_number_in_sequence() -> None:
    for model in (OpenedBallot, Slip):
        kinds = {field.get_internal_type() for field in model._meta.concrete_fields}
        assert kinds <= {"CharField", "ForeignKey", "TextField", "BinaryField"}


def test_not_even_the_stores_own_debug_log_holds_a_code_or_a_choice(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As PostgreSQL's log of statements would, it shows the hash of a slip; so both stay off."""
    meeting = opened(6)
    codes = [slip.code for slip in meeting.slips]
    caplog.set_level(logging.DEBUG)
    with CaptureQueriesContext(connection) as asked:
        for code, marks in zip(codes, [(0, 0), (1, 1), (2, 2)] * 2, strict=True):
            for path, more in (("/v/paper", {}), ("/v/cast", {"marks": marks})):
                post(path, {"code": code} | more)
    written = caplog.text + repr(asked.captured_queries)
    assert Slip.objects.exclude(envelope=None).count() == 6
    assert "UPDATE" in written or "ballots_put" in written  # the log was on
    for code in codes:
        assert code not in written
        assert grouped(code) not in written
    assert '"marks"' not in written
    assert "同意" not in written


@pytest.mark.parametrize("part", ["turnout/", "turnout/?screen", "screen/"])
def test_what_screens_ask_for_again_and_again_costs_no_more_with_1300_voters(part: str) -> None:
    """Phones do not ask again by themselves; the pages that do are those of staff."""
    staff = signed_in(Role.ORGANISATION_STAFF)
    asked = []
    for people in (14, 1300):
        meeting = opened(people)
        meeting.cast(5)
        page = f"/ballots/{meeting.poll.pk}/{part}"
        staff.get(page)
        with CaptureQueriesContext(connection) as statements:
            shown = staff.get(page)
        assert shown.status_code == 200
        assert len(shown.content) < 20_000
        asked.append(len(statements.captured_queries))
    assert asked[0] == asked[1] <= 15
