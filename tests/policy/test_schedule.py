"""What has to be done how often: who is due or overdue on a day, and how far it has come."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.kernel.deadlines import add_months
from xuanxian.policy.instruments import Schedule, ScheduleFacts
from xuanxian.policy.instruments.schedule import State
from xuanxian.policy.outcome import Verdict


def schedule(**fields):
    return Schedule.model_validate(
        {"id": "talks", "kind": "schedule", "doing": "谈心谈话"} | fields
    )


def state(planned, done=(), since=None, as_of="2026-11-21", values=None, parameters=None):
    facts = ScheduleFacts.model_validate(
        {
            "as_of": as_of,
            "subjects": [{"name": "甲", "done": done, "since": since, "values": values or {}}],
        }
    )
    return planned.standings(facts, parameters or {})[0]


YEARLY = {"every_months": 12}


def test_every_so_many_months_from_the_last_time_to_the_day():
    planned = schedule(**YEARLY)
    # Done on 21 November 2025, it is due again on 21 November 2026.
    assert state(planned, ["2025-11-21"]).state is State.DONE
    overdue = state(planned, ["2025-11-20"])
    assert overdue.state is State.OVERDUE
    assert overdue.deadline == date(2026, 11, 20)


def test_before_the_first_time_it_counts_from_when_it_was_due():
    planned = schedule(**YEARLY)
    assert state(planned, since="2026-01-01").state is State.OPEN
    assert state(planned, since="2025-11-20").state is State.OVERDUE
    unknown = state(planned)
    assert unknown.state is State.UNKNOWN
    assert unknown.deadline is None


def test_days_of_grace_and_days_of_notice():
    planned = schedule(**YEARLY, within_days=10, ahead_days=30)
    assert state(planned, ["2025-11-30"]).state is State.DUE
    assert state(planned, ["2025-12-21"]).state is State.DUE  # 30 days ahead of 21 December
    assert state(planned, ["2025-12-22"]).state is State.DONE
    assert state(planned, ["2025-11-11"]).state is State.DUE  # the tenth day of grace
    assert state(planned, ["2025-11-10"]).state is State.OVERDUE


def test_so_many_times_a_quarter_of_the_calendar():
    planned = schedule(per="quarter", times=2)
    # The quarter of 21 November began on 1 October; the one before in July.
    full = ["2026-07-01", "2026-09-30"]
    assert state(planned, [*full, "2026-10-01"], since="2026-01-01").state is State.OPEN
    done = state(planned, [*full, "2026-10-01", "2026-11-21"], since="2026-01-01")
    assert (done.state, done.covered, done.deadline) == (State.DONE, True, date(2026, 12, 31))
    assert state(planned, ["2026-07-01"], since="2026-01-01").state is State.OVERDUE
    # Who came within the quarter before is not blamed for it.
    assert state(planned, ["2026-08-20"], since="2026-08-01").state is State.OPEN


def test_a_period_that_was_short_is_made_up_for_first():
    planned = schedule(per="quarter", within_days=15)
    before = ["2026-01-10", "2026-04-10"]
    late = state(planned, [*before, "2026-10-15"], since="2026-01-01")
    assert late.state is State.OPEN  # it made up for the third quarter, the fourth is open
    assert state(planned, [*before, "2026-10-16"], since="2026-01-01").state is State.OVERDUE
    assert state(planned, before, since="2026-01-01", as_of="2026-10-15").state is State.DUE


def test_it_is_for_a_group_and_holds_where_that_is_unknown():
    planned = schedule(**YEARLY, who="年龄 >= 50")
    assert state(planned, values={"年龄": 49}).state is State.EXEMPT
    assert state(planned, ["2026-01-01"], values={"年龄": 50}).state is State.DONE
    assert state(planned, ["2026-01-01"], values={}).state is State.UNKNOWN


def decided(planned, *subjects, as_of="2026-11-21"):
    facts = {
        "as_of": as_of,
        "subjects": [{"name": str(number), **each} for number, each in enumerate(subjects)],
    }
    return planned.decide(ScheduleFacts.model_validate(facts), {"share": "2/3"})


DONE = {"done": ["2026-06-01"]}
LATE = {"done": ["2024-06-01"]}
NEVER: dict[str, object] = {}


def test_what_is_overdue_holds_unless_the_policy_says_otherwise():
    assert decided(schedule(**YEARLY), DONE, LATE).verdict is Verdict.HOLD
    assert decided(schedule(**YEARLY, soft=True), DONE, LATE).verdict is Verdict.FLAG
    assert decided(schedule(**YEARLY, **{"else": "bar"}), DONE, LATE).verdict is Verdict.BAR
    assert decided(schedule(**YEARLY, **{"else": "flag"}), NEVER).verdict is Verdict.FLAG
    late = decided(schedule(**YEARLY), LATE).reasons[0]
    assert late.explanation == ("0的谈心谈话已经逾期：上一次是2024.06.01，期限是2025.06.01。")


COVERAGE = [{"id": "coverage", "label": "覆盖面", "rule": "覆盖率 >= $share", "else": "bar"}]


def coverage(*subjects):
    planned = schedule(**YEARLY, **{"else": "pass"}, rules=COVERAGE)
    outcome = decided(planned, *subjects)
    return next(each for each in outcome.reasons if each.rule == "talks.coverage")


def test_coverage_is_exact_and_holds_where_the_unknown_could_decide():
    assert coverage(DONE, DONE, LATE).verdict is Verdict.PASS  # 2 of 3
    assert coverage(DONE, LATE).verdict is Verdict.BAR
    assert coverage(DONE, LATE).figures == {"应办": "2人", "已办": "1人", "覆盖率": "0.5"}
    assert coverage().verdict is Verdict.PASS  # nobody has to do it
    # Never done and no beginning: it is not done, whatever the deadline.
    assert coverage(DONE, NEVER).verdict is Verdict.BAR
    planned = schedule(**YEARLY, who="年龄 >= 50", rules=COVERAGE, **{"else": "pass"})
    # The second may not be in the group at all: 1 of 1 or 1 of 2.
    outcome = decided(planned, {**DONE, "values": {"年龄": 50}}, LATE)
    found = next(each for each in outcome.reasons if each.rule == "talks.coverage")
    assert found.verdict is Verdict.HOLD
    assert "情况不明" in found.explanation


def test_very_many_unknown_hold_without_being_tried_out():
    planned = schedule(**YEARLY, who="年龄 >= 50", rules=COVERAGE, **{"else": "pass"})
    outcome = decided(planned, *[{}] * 400)
    found = next(each for each in outcome.reasons if each.rule == "talks.coverage")
    assert found.verdict is Verdict.HOLD


@settings(max_examples=100, deadline=None)
@given(
    months=st.integers(1, 36),
    done=st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), max_size=4),
    as_of=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_it_is_overdue_from_the_day_after_its_last_day(months, done, as_of):
    planned = schedule(every_months="$months")
    past = [day for day in done if day <= as_of]
    found = state(planned, done, as_of=as_of, parameters={"months": months})
    if not past:
        assert found.state is State.UNKNOWN
        return
    deadline = add_months(max(past), months)
    assert found.deadline == deadline
    assert (found.state is State.OVERDUE) is (as_of > deadline)
    if deadline >= as_of:
        later = state(planned, past, as_of=deadline + timedelta(1), parameters={"months": months})
        assert later.state is State.OVERDUE


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "也只能写一个"),
        ({"every_months": 3, "per": "year"}, "也只能写一个"),
        ({"every_months": 0}, "大于零"),
        ({"per": "year", "times": 0}, "大于零"),
        ({"every_months": 3, "times": 2}, "不用写"),
    ],
)
def test_a_cadence_that_makes_no_sense_is_refused(fields, words):
    with pytest.raises(ValidationError, match=words):
        schedule(**fields)


def test_it_explains_itself():
    said = schedule(
        who="年龄 >= 50", per="year", times="$times", within_days=15, rules=COVERAGE
    ).explain()
    assert said == [
        "对年龄不少于50周岁的干部，每年〔times〕次谈心谈话，期满后15天内可以补办；逾期的，暂缓。",
        "覆盖面：覆盖率不少于〔share〕；不符合的，不予通过。",
    ]


def test_a_case_of_a_policy_reads_names_by_state():
    answer = schedule(**YEARLY).rehearse(
        {"as_of": "2026-11-21", "subjects": [{"name": "甲", **DONE}, {"name": "乙", **LATE}]}, {}
    )
    assert answer["逾期"] == ["乙"]
    assert answer["已办"] == ["甲"]
    assert answer["覆盖率"] == "0.5"
    assert answer["期限"] == {"甲": "2027-06-01", "乙": "2025-06-01"}
