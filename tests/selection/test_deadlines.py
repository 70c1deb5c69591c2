"""Working days and months: no deadline comes earlier than the policy's number."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from xuanxian.kernel.deadlines import add_months, last_working_day
from xuanxian.kernel.working_days import is_working_day, working_days_between
from xuanxian.policy.outcome import Verdict
from xuanxian.selection.instruments import Clearance, Inspection, Notice, Probation
from xuanxian.selection.instruments.clearance import ClearanceFacts, Letter
from xuanxian.selection.instruments.notice import NoticeFacts, ReceivedReport
from xuanxian.selection.instruments.probation import ProbationFacts

DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 1))


def notice(**changes: object) -> Notice:
    return Notice.model_validate(
        {"id": "notice", "kind": "notice", "working_days": "$days"} | changes
    )


@given(first=DAYS, count_first=st.booleans())
def test_a_span_of_no_days_ends_where_it_begins(first: date, count_first: bool) -> None:
    assert last_working_day(first, 0, count_first_day=count_first) == first


@given(first=DAYS, days=st.integers(1, 30), count_first=st.booleans())
def test_the_span_holds_exactly_the_working_days_asked_for(
    first: date, days: int, count_first: bool
) -> None:
    last = last_working_day(first, days, count_first_day=count_first)
    begin = first if count_first else first + timedelta(days=1)
    assert working_days_between(begin, last) == days
    assert is_working_day(last)


@given(start=DAYS, days=st.integers(1, 30))
def test_a_notice_never_passes_before_its_working_days_are_over(start: date, days: int) -> None:
    last = notice().last_day(start, {"days": days})
    for as_of, over in ((last, False), (last + timedelta(days=1), True)):
        facts = NoticeFacts(as_of=as_of, started_on=start, ended_on=as_of)
        assert (notice().decide(facts, {"days": days}).verdict is Verdict.PASS) is over


def test_a_notice_over_qingming_takes_the_holiday_into_account() -> None:
    # 31 March 2026 is a Tuesday; 4–6 April are off, so the fifth working day is 8 April.
    assert notice().last_day(date(2026, 3, 31), {"days": 5}) == date(2026, 4, 8)
    counting = notice(count_first_day=True)
    assert counting.last_day(date(2026, 3, 31), {"days": 5}) == date(2026, 4, 7)


def test_a_notice_begun_on_a_saturday_does_not_count_it() -> None:
    # 7 March 2026 is a Saturday: five working days end on Friday, 13 March.
    counting = notice(count_first_day=True)
    assert counting.last_day(date(2026, 3, 7), {"days": 5}) == date(2026, 3, 13)


@given(sent=DAYS, days=st.integers(1, 30))
def test_a_reply_is_overdue_only_after_its_working_days(sent: date, days: int) -> None:
    clearance = Clearance.model_validate(
        {
            "id": "c",
            "kind": "clearance",
            "items": [
                {"id": "d", "title": "纪检", "asks": "纪委", "reply_working_days": "$days",
                 "silence": "consent"}
            ],
        }
    )  # fmt: skip
    due = clearance.due_on(clearance.items[0], sent, {"days": days})
    assert due is not None
    assert working_days_between(sent + timedelta(days=1), due) == days
    letter = Letter(item="d", sent_on=sent, due_on=due)
    waiting = clearance.decide(ClearanceFacts(as_of=due, letters=(letter,)), {"days": days})
    assert waiting.verdict is Verdict.HOLD
    silent = ClearanceFacts(as_of=due + timedelta(days=1), letters=(letter,))
    assert clearance.decide(silent, {"days": days}).verdict is Verdict.FLAG


def test_silence_is_no_consent_unless_the_policy_says_so() -> None:
    clearance = Clearance.model_validate(
        {
            "id": "c",
            "kind": "clearance",
            "items": [{"id": "d", "title": "纪检", "asks": "纪委", "reply_working_days": 5}],
        }
    )
    # Five working days after Friday, 13 March 2026 end on Friday, 20 March.
    due = clearance.due_on(clearance.items[0], date(2026, 3, 13), {})
    assert due == date(2026, 3, 20)
    letter = Letter(item="d", sent_on=date(2026, 3, 13), due_on=due)
    outcome = clearance.decide(ClearanceFacts(as_of=date(2026, 6, 1), letters=(letter,)), {})
    assert outcome.verdict is Verdict.HOLD
    assert "逾期73天" in outcome.reasons[0].explanation


def test_an_inspection_notice_of_three_working_days_runs_to_the_third() -> None:
    inspection = Inspection.model_validate(
        {
            "id": "i",
            "kind": "inspection",
            "notice_working_days": "$days",
            "team_minimum": 2,
        }
    )
    # Put up on Monday, 9 March 2026: 10, 11, 12 March.
    assert inspection.notice_until(date(2026, 3, 9), {"days": 3}) == date(2026, 3, 12)


PROBATION = Probation.model_validate(
    {
        "id": "probation",
        "kind": "probation",
        "months": "$months",
        "exempt": ["选任制"],
        "extensions_maximum": 1,
        "outcomes": [
            {"id": "confirm", "title": "按期转正", "effect": "confirm"},
            {"id": "extend", "title": "延长试用期", "effect": "extend", "months": 6},
            {"id": "relieve", "title": "免去试任职务", "effect": "relieve"},
        ],
    }
)


@given(start=DAYS, months=st.integers(1, 36))
def test_a_probation_is_never_shorter_than_its_months(start: date, months: int) -> None:
    last = PROBATION.last_day(start, {"months": months})
    assert last + timedelta(days=1) == add_months(start, months)
    whole_months = (last.year - start.year) * 12 + last.month - start.month
    assert whole_months in {months, months - 1}


def test_months_end_on_the_last_day_where_a_month_is_shorter() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert add_months(date(2026, 12, 15), 12) == date(2027, 12, 15)


def test_an_extension_counts_from_the_day_after() -> None:
    extend = PROBATION.outcome("extend")
    assert extend is not None
    # 8 April 2027 and six months more: to 8 October 2027.
    assert PROBATION.extended_until(date(2027, 4, 8), extend, {}) == date(2027, 10, 8)


def test_probation_verdicts_follow_day_and_assessment() -> None:
    def verdict(**known: object) -> Verdict:
        facts = ProbationFacts.model_validate(
            {"as_of": date(2027, 4, 9), "manner": "委任制", "started_on": date(2026, 4, 9)} | known
        )
        return PROBATION.decide(facts, {"months": 12}).verdict

    assert verdict(as_of=date(2027, 4, 8)) is Verdict.HOLD
    assert verdict() is Verdict.HOLD
    assert verdict(outcome="confirm") is Verdict.PASS
    assert verdict(outcome="relieve") is Verdict.BAR
    assert verdict(manner="选任制") is Verdict.PASS
    assert verdict(outcome="confirm", extended=2) is Verdict.BAR


def test_reports_hold_until_they_are_cleared_and_bar_when_founded() -> None:
    for verdict, expected in (
        ("pending", Verdict.HOLD),
        ("unfounded", Verdict.PASS),
        ("partly_founded", Verdict.HOLD),
        ("founded", Verdict.BAR),
    ):
        facts = NoticeFacts(
            as_of=date(2026, 4, 9),
            started_on=date(2026, 3, 31),
            ended_on=date(2026, 4, 9),
            reports=(
                ReceivedReport(id="1", received_on=date(2026, 4, 1), verdict=verdict),  # type: ignore[arg-type]
            ),
        )
        assert notice().decide(facts, {"days": 5}).verdict is expected


def test_only_a_listed_circumstance_exempts_from_the_notice() -> None:
    listing = notice(exempt=["特殊岗位"])
    listed = NoticeFacts(as_of=date(2026, 4, 9), exempt_because="特殊岗位")
    assert listing.decide(listed, {"days": 5}).verdict is Verdict.FLAG
    unlisted = NoticeFacts(as_of=date(2026, 4, 9), exempt_because="工作需要")
    assert listing.decide(unlisted, {"days": 5}).verdict is Verdict.HOLD
