"""A case from the vacancy to a confirmed appointment, under the national base policy."""

import pytest

from tests.selection import whole_case
from tests.selection.snapshots import rows_of
from xuanxian.record.models import Entry
from xuanxian.record.verification import verify_stream
from xuanxian.selection import projection
from xuanxian.selection.states import State

pytestmark = pytest.mark.django_db


def test_a_case_ends_in_a_post_written_back_and_a_verified_record() -> None:
    case = whole_case.completed()

    assert case.candidacy.state == State.CONFIRMED
    person = case.county.people[0]
    person.refresh_from_db()
    assert person.rank == "1A42"
    holding = person.post_holdings.get(post=case.county.post)
    assert holding.held_from.iso() == "2026-04-09"
    assert holding.appointment_document == "某组干〔2026〕8号"
    assert holding.case == case.round.stream
    former = person.post_holdings.get(post=case.county.former_post)
    assert former.held_until.iso() == "2026-04-09"
    # Twelve months from 9 April 2026 end on 8 April 2027.
    assert case.candidacy.appointment.probation_until.isoformat() == "2027-04-08"
    assert verify_stream(case.round.stream) == []


def test_replaying_the_record_gives_the_same_rows() -> None:
    case = whole_case.completed()
    before = rows_of(case.round.pk)
    assert sum(len(rows) for rows in before.values()) > 30

    steps = projection.replay(case.round.pk)

    assert rows_of(case.round.pk) == before
    own = projection.projected_kinds()
    assert steps == Entry.objects.filter(stream=case.round.stream, kind__in=own).count()


def test_every_stage_left_keeps_what_its_gate_said() -> None:
    case = whole_case.completed()
    passages = list(case.candidacy.passages.all())
    assert [passage.stage for passage in passages] == [
        "motion",
        "nomination",
        "inspection",
        "clearance",
        "deliberation",
        "notice",
        "appointment",
        "probation",
    ]
    assert all(passage.outcome["verdict"] in {"pass", "flag"} for passage in passages)
