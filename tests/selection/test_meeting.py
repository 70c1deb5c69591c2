"""The deciding body: quorum, passing, recusal, return of what failed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.policy.outcome import Outcome, Reason, Verdict
from xuanxian.selection.instruments import Meeting
from xuanxian.selection.instruments.meeting import MeetingFacts
from xuanxian.selection.instruments.nomination import PollFacts

DAY = date(2026, 3, 30)
PARAMETERS = {"quorum": "2/3", "pass": "1/2", "ban": 6}


def meeting(**changes: object) -> Meeting:
    """Two thirds present, more than half of those due in favour, by show of hands."""
    return Meeting.model_validate(
        {
            "id": "meeting",
            "kind": "meeting",
            "body": "县委常委会",
            "quorum": "实到 >= 应到 * $quorum",
            "passes": "同意 > 应到 * $pass",
        }
        | changes
    )


def names(number: int) -> tuple[str, ...]:
    return tuple(f"委员{place}" for place in range(number))


def verdict_of(outcome: Outcome, rule: str) -> Verdict | None:
    return next((one.verdict for one in outcome.reasons if one.rule == f"meeting.{rule}"), None)


@given(due=st.integers(1, 60), present=st.integers(0, 60))
def test_two_thirds_of_those_due_is_exact(due: int, present: int) -> None:
    there = min(present, due)
    facts = MeetingFacts(as_of=DAY, held_on=DAY, due=names(due), present=names(due)[:there])
    outcome = meeting().judge_quorum(facts, PARAMETERS)
    # 3 × 实到 ≥ 2 × 应到, in whole numbers.
    assert outcome.blocks is (3 * there < 2 * due)


@given(due=st.integers(1, 60), data=st.data())
def test_more_than_half_of_those_due_carries_and_half_does_not(
    due: int, data: st.DataObject
) -> None:
    in_favour = data.draw(st.integers(0, due))
    facts = MeetingFacts(
        as_of=DAY,
        held_on=DAY,
        due=names(due),
        present=names(due),
        hands={"同意": in_favour, "反对": due - in_favour},
        decision="approved",
        decided_on=DAY,
    )
    assert verdict_of(meeting().decide(facts, PARAMETERS), "vote") is (
        Verdict.PASS if 2 * in_favour > due else Verdict.BAR
    )


def test_those_who_leave_the_room_count_as_the_policy_says() -> None:
    # Nine due, six present, one of them leaves.
    facts = MeetingFacts(as_of=DAY, held_on=DAY, due=names(9), present=names(6), recused=("委员0",))
    assert meeting().counts(facts) == {"应到": 9, "实到": 5, "回避": 1}
    # 5 < 6 = 9 × 2/3
    assert meeting().judge_quorum(facts, PARAMETERS).blocks
    apart = meeting(recusal={"in_due": False, "in_present": False})
    assert apart.counts(facts) == {"应到": 8, "实到": 5, "回避": 1}
    # 5 < 5⅓ = 8 × 2/3
    assert apart.judge_quorum(facts, PARAMETERS).blocks
    staying = meeting(recusal={"in_due": True, "in_present": True})
    assert not staying.judge_quorum(facts, PARAMETERS).blocks


def test_whoever_is_no_member_makes_no_quorum() -> None:
    facts = MeetingFacts(
        as_of=DAY, held_on=DAY, due=names(9), present=(*names(5), "列席一", "列席二")
    )
    assert meeting().judge_quorum(facts, PARAMETERS).blocks


def test_a_vote_alone_decides_nothing() -> None:
    counted = PollFacts(
        held_on=DAY,
        outcome=Outcome.of(
            [Reason(rule="b", label="得票", verdict=Verdict.PASS, explanation="达到")]
        ),
    )
    facts = MeetingFacts(as_of=DAY, held_on=DAY, due=names(9), present=names(9), poll=counted)
    outcome = meeting(ballot="b", passes="").decide(facts, PARAMETERS)
    assert verdict_of(outcome, "vote") is Verdict.PASS
    assert verdict_of(outcome, "decision") is Verdict.HOLD


def test_what_failed_may_not_return_within_the_ban() -> None:
    # Six months from 30 September 2025 end on 30 March 2026, the first day it may return.
    banning = meeting(reproposal_ban_months="$ban")
    for failed, verdict in ((date(2025, 9, 30), None), (date(2025, 10, 1), Verdict.BAR)):
        facts = MeetingFacts(
            as_of=DAY, held_on=DAY, due=names(9), present=names(9), rejected_on=(failed,)
        )
        assert verdict_of(banning.decide(facts, PARAMETERS), "reproposal") is verdict


def test_reconsideration_needs_more_than_half_of_those_due() -> None:
    again = meeting(reconsideration="同意复议 > 应到 * $pass")
    for consents, verdict in ((4, Verdict.BAR), (5, Verdict.PASS)):
        facts = MeetingFacts(
            as_of=DAY,
            held_on=DAY,
            due=names(9),
            present=names(9),
            rejected_on=(date(2026, 1, 5),),
            consents_to_reconsider=consents,
        )
        assert verdict_of(again.decide(facts, PARAMETERS), "reconsideration") is verdict


def test_a_deferred_item_waits_without_a_vote() -> None:
    facts = MeetingFacts(
        as_of=DAY,
        held_on=DAY,
        due=names(9),
        present=names(9),
        decision="deferred",
        decided_on=DAY,
    )
    outcome = meeting().decide(facts, PARAMETERS)
    assert outcome.verdict is Verdict.HOLD
    assert verdict_of(outcome, "vote") is None


def test_the_chief_speaking_early_is_pointed_out() -> None:
    facts = MeetingFacts(
        as_of=DAY,
        held_on=DAY,
        due=names(9),
        present=names(9),
        chief="委员0",
        spoken_last="委员3",
    )
    outcome = meeting(chief_speaks_last=True).decide(facts, PARAMETERS)
    assert verdict_of(outcome, "order") is Verdict.FLAG


@given(present=st.integers(1, 40), data=st.data())
def test_a_deferral_needs_the_share_of_those_present(present: int, data: st.DataObject) -> None:
    wishing = data.draw(st.integers(0, present))
    facts = MeetingFacts(
        as_of=DAY,
        held_on=DAY,
        due=names(present),
        present=names(present),
        hands={"缓议": wishing},
        decision="deferred",
    )
    deferring = meeting(deferral="缓议 > 实到 * $pass")
    # 2 × 缓议 > 实到, in whole numbers; a deferred item still waits either way.
    verdict = Verdict.PASS if 2 * wishing > present else Verdict.BAR
    assert verdict_of(deferring.decide(facts, PARAMETERS), "deferral") is verdict
    assert verdict_of(meeting().decide(facts, PARAMETERS), "deferral") is None


def test_what_never_returns_is_barred_however_long_ago_it_failed() -> None:
    facts = MeetingFacts(
        as_of=DAY,
        held_on=DAY,
        due=names(9),
        present=names(9),
        rejected_on=(date(2013, 1, 5),),
        consents_to_reconsider=9,
    )
    outcome = meeting(rejected_returns=False).decide(facts, PARAMETERS)
    assert verdict_of(outcome, "reproposal") is Verdict.BAR
    with pytest.raises(ValidationError, match="rejected_returns"):
        meeting(rejected_returns=False, reproposal_ban_months=6)
