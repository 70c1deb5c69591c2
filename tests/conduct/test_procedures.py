"""Reminders, unfitness, tolerance, appeals, reports: deadlines, unknowns and contradictions."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.conduct.instruments import (
    Appeal,
    Reminder,
    ReportHandling,
    Tolerance,
    Unfitness,
)
from xuanxian.kernel.working_days import working_days_between

REMINDER = Reminder.model_validate(
    {
        "kind": "reminder",
        "id": "r",
        "forms": [
            {"id": "inquire", "title": "函询", "reply": {"working_days": "$reply"}},
            {
                "id": "admonish",
                "title": "诫勉",
                "influence": {"months": 6},
                "matters": ["提拔"],
                "verdict": "hold",
            },
        ],
    }
)
REPLY = {"reply": Fraction(5)}


def reminded(**given_: Any) -> Any:
    return REMINDER.rehearse(given_, REPLY)


def test_a_reply_is_due_after_working_days_over_the_holiday() -> None:
    # Worked after Tuesday, 30 September 2025: 9, 10, 11 (in lieu), 13 and 14 October.
    assert reminded(as_of="2025-10-08", form="函询", sent_on="2025-09-30")["答复期限"] == (
        "2025-10-14"
    )


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({}, "hold"),
        ({"replied_on": "2026-03-06"}, "hold"),
        ({"replied_on": "2026-03-06", "result": "insufficient", "closed_on": "2026-03-20"}, "hold"),
        ({"replied_on": "2026-03-06", "result": "accepted"}, "hold"),
        ({"replied_on": "2026-03-06", "result": "accepted", "closed_on": "2026-03-20"}, "pass"),
        ({"replied_on": "2026-03-10", "result": "accepted", "closed_on": "2026-03-20"}, "flag"),
    ],
)
def test_only_an_accepted_and_closed_reply_frees(more: dict[str, str], verdict: str) -> None:
    # Sent on Monday 2 March, due on Monday 9 March.
    found = reminded(as_of="2026-04-01", form="函询", sent_on="2026-03-02", **more)
    assert (found["答复期限"], found["verdict"]) == ("2026-03-09", verdict)


def test_the_influence_of_an_admonition_ends_after_its_last_day() -> None:
    given_ = {"form": "诫勉", "sent_on": "2026-03-02", "closed_on": "2026-03-02", "matter": "提拔"}
    assert reminded(as_of="2026-09-01", **given_)["verdict"] == "hold"
    assert reminded(as_of="2026-09-02", **given_)["verdict"] == "pass"
    course = REMINDER.timeline({"as_of": "2027-01-01", **given_}, REPLY)
    assert [(each.on, each.values["verdict"]) for each in course] == [
        (date(2026, 3, 2), "hold"),
        (date(2026, 9, 2), "pass"),
    ]


@given(
    sent=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    days=st.integers(1, 30),
)
def test_a_deadline_holds_as_many_working_days_as_it_says(sent: date, days: int) -> None:
    found = REMINDER.rehearse(
        {"as_of": sent, "form": "函询", "sent_on": sent}, {"reply": Fraction(days)}
    )
    due = date.fromisoformat(found["答复期限"])
    assert working_days_between(sent + timedelta(days=1), due) == days


UNFITNESS = Unfitness.model_validate(
    {
        "kind": "unfitness",
        "id": "u",
        "values": {
            "靠后": {"type": "boolean"},
            "甲率": {"type": "number"},
            "乙率": {"type": "number"},
        },
        "consistent": [{"id": "sum", "label": "合计不超过一", "require": "甲率 + 乙率 <= 1"}],
        "grounds": [
            {
                "id": "low",
                "title": "偏低",
                "chosen": "$reading",
                "readings": [
                    {"id": "both", "title": "同时", "when": "靠后 AND (甲率 < 2/3 OR 乙率 > 1/3)"},
                    {"id": "alone", "title": "单独", "when": "(靠后 AND 甲率 < 2/3) OR 乙率 > 1/3"},
                ],
            },
            {"id": "idle", "title": "不作为"},
        ],
        "ways": [
            {
                "id": "down",
                "title": "降职",
                "bars": [{"matter": "提拔", "lasts": {"months": 24}}],
            }
        ],
        "steps": [
            {"id": "verify", "title": "核实", "within": {"working_days": 10}},
            {"id": "decide", "title": "决定"},
        ],
    }
)
OPEN: dict[str, Any] = {"reading": None}

shares = st.fractions(0, 1, max_denominator=12)


def unfit(parameters: dict[str, Any] = OPEN, **given_: Any) -> Any:
    return UNFITNESS.rehearse(given_, parameters)


@given(low=st.sampled_from([True, False, None]), good=shares, bad=shares)
def test_an_open_reading_is_certain_only_where_every_reading_agrees(
    low: bool | None, good: Fraction, bad: Fraction
) -> None:
    values = {"靠后": low, "甲率": str(good), "乙率": str(bad)}
    open_ = unfit(values=values)
    both = unfit({"reading": "同时"}, values=values)
    alone = unfit({"reading": "单独"}, values=values)
    if both["rules"]["low"] == alone["rules"]["low"] and both["不明"] == alone["不明"]:
        assert (open_["情形"], open_["不明"]) == (both["情形"], both["不明"])
    else:
        assert (open_["情形"], open_["不明"]) == ([], ["偏低"])
        assert open_["verdict"] == "hold"
    if good + bad > 1:
        assert open_["认定"] == "记录矛盾，暂缓认定"


@given(
    values=st.fixed_dictionaries(
        {},
        optional={
            "靠后": st.booleans(),
            "甲率": shares.map(str),
            "乙率": shares.map(str),
        },
    ),
    reading=st.sampled_from(["同时", "单独"]),
)
def test_what_is_found_without_a_value_is_found_whatever_it_turns_out(
    values: dict[str, Any], reading: str
) -> None:
    found = unfit({"reading": reading}, values=values)
    if "偏低" in found["不明"]:
        return
    for low in (True, False):
        for good, bad in (("0", "0"), ("0", "1"), ("1", "0"), ("2/3", "1/3")):
            filled = {"靠后": low, "甲率": good, "乙率": bad} | values
            assert unfit({"reading": reading}, values=filled)["情形"] == found["情形"]


def test_a_situation_people_are_not_sure_of_holds() -> None:
    values = {"靠后": False, "甲率": 1, "乙率": 0}
    assert unfit(values=values)["verdict"] == "pass"
    assert unfit(values=values, situations={"不作为": None})["不明"] == ["不作为"]
    assert unfit(values=values, situations={"不作为": False})["verdict"] == "pass"
    with pytest.raises(ValueError, match="偏低、不作为"):
        unfit(values=values, situations={"贪杯": True})


def test_the_procedure_and_its_effect_run_their_course() -> None:
    given_ = {
        "values": {"靠后": False, "甲率": 1, "乙率": 0},
        "started_on": "2026-03-02",
        "done": {"verify": "2026-03-20", "decide": "2026-03-27"},
        "way": "降职",
        "adjusted_on": "2026-04-01",
        "as_of": "2030-01-01",
    }
    # Ten working days after Monday 2 March end on 16 March: the check was four days late.
    assert unfit(**{**given_, "as_of": "2026-03-28"})["rules"]["verify"] == "flag"
    course = UNFITNESS.timeline(given_, OPEN)
    assert [each.on.isoformat() for each in course] == [
        "2026-03-02",
        "2026-03-16",
        "2026-03-20",
        "2026-03-27",
        "2026-04-01",
        "2028-04-01",
    ]
    assert unfit(**{**given_, "as_of": "2028-03-31"})["rules"]["down.提拔"] == "bar"
    assert unfit(**{**given_, "as_of": "2028-04-01"})["rules"]["down.提拔"] == "pass"


def test_a_step_before_its_turn_is_a_contradiction() -> None:
    given_ = {
        "values": {"靠后": False, "甲率": 1, "乙率": 0},
        "as_of": "2026-03-20",
        "started_on": "2026-03-02",
    }
    backwards = unfit(**given_, done={"verify": "2026-03-10", "decide": "2026-03-09"})
    assert backwards["rules"]["decide"] == "hold"
    skipped = unfit(**given_, done={"decide": "2026-03-09"})
    assert (skipped["rules"]["verify"], skipped["rules"]["decide"]) == ("hold", "hold")


TOLERANCE = Tolerance.model_validate(
    {
        "kind": "tolerance",
        "id": "t",
        "values": {name: {"type": "boolean"} for name in ("事故", "合规", "无私")},
        "exclusions": [{"id": "accident", "label": "责任事故", "when": "事故"}],
        "conditions": [
            {"id": "lawful", "label": "合规", "require": "合规"},
            {"id": "selfless", "label": "无私", "require": "无私"},
        ],
        "effects": ["不影响提拔"],
    }
)
truths = st.sampled_from([True, False, None])


@given(accident=truths, lawful=truths, selfless=truths)
def test_tolerance_needs_every_condition_and_no_exclusion(
    accident: bool | None, lawful: bool | None, selfless: bool | None
) -> None:
    found = TOLERANCE.rehearse({"values": {"事故": accident, "合规": lawful, "无私": selfless}}, {})
    if accident is True or lawful is False or selfless is False:
        expected = ("不予容错", [], "bar")
    elif None in {accident, lawful, selfless}:
        expected = ("情况不明，暂缓认定", [], "hold")
    else:
        expected = ("可以容错", ["不影响提拔"], "pass")
    assert (found["认定"], found["效果"], found["verdict"]) == expected


APPEAL = Appeal.model_validate(
    {
        "kind": "appeal",
        "id": "a",
        "to": "组织部",
        "within": {"days": 30},
        "steps": [{"id": "decide", "title": "复核", "within": {"working_days": 10}}],
        "results": [
            {"id": "upheld", "title": "维持", "verdict": "pass"},
            {"id": "changed", "title": "变更", "verdict": "flag", "effects": ["更正"]},
        ],
    }
)


@pytest.mark.parametrize(("filed", "verdict"), [("2026-04-01", "pass"), ("2026-04-02", "hold")])
def test_a_late_appeal_is_put_before_people(filed: str, verdict: str) -> None:
    # Told on 2 March, thirty days end on 1 April.
    given_ = {"told_on": "2026-03-02", "begun_on": filed, "as_of": "2026-05-01"}
    done = {"done": {"decide": "2026-04-10"}, "result": "维持"}
    assert APPEAL.rehearse({**given_, **done}, {})["verdict"] == verdict


def test_an_appeal_is_open_until_its_steps_are_done() -> None:
    given_ = {"told_on": "2026-03-02", "begun_on": "2026-03-03", "as_of": "2026-03-10"}
    found = APPEAL.rehearse({**given_, "result": "变更"}, {})
    # Ten working days after Tuesday 3 March.
    assert (found["状态"], found["期限"], found["处理"]) == ("待复核", "2026-03-17", [])
    assert found["verdict"] == "hold"
    closed = APPEAL.rehearse({**given_, "done": {"decide": "2026-03-10"}, "result": "变更"}, {})
    assert (closed["状态"], closed["处理"], closed["verdict"]) == ("变更", ["更正"], "flag")


def test_nobody_knows_whether_an_appeal_is_late_without_the_day_of_notice() -> None:
    done = {"done": {"decide": "2026-03-10"}, "result": "维持"}
    given_ = {"begun_on": "2026-03-03", "as_of": "2026-03-10", **done}
    assert APPEAL.rehearse(given_, {})["rules"]["within"] == "hold"


REPORTS: dict[str, Any] = {
    "kind": "report_handling",
    "id": "h",
    "steps": [
        {"id": "register", "title": "登记", "within": {"working_days": 2}},
        {"id": "verify", "title": "查核", "within": {"working_days": 20}},
    ],
    "results": [
        {"id": "unfounded", "title": "查无实据", "verdict": "pass"},
        {"id": "partly_founded", "title": "部分属实", "verdict": "hold"},
        {"id": "founded", "title": "属实", "verdict": "bar"},
    ],
    "clears": ["澄清"],
    "false_accuser": ["追究"],
}
REPORT = ReportHandling.model_validate(REPORTS)


@pytest.mark.parametrize(
    ("result", "verdict"), [("unfounded", "pass"), ("部分属实", "hold"), ("founded", "bar")]
)
def test_a_report_means_what_became_of_it(result: str, verdict: str) -> None:
    given_ = {
        "begun_on": "2026-03-02",
        "as_of": "2026-04-30",
        "done": {"register": "2026-03-03", "verify": "2026-03-20"},
        "result": result,
    }
    assert REPORT.rehearse(given_, {})["verdict"] == verdict


def test_an_unresolved_report_holds_also_when_it_is_overdue() -> None:
    given_ = {"begun_on": "2026-03-02", "as_of": "2026-12-31", "done": {"register": "2026-03-03"}}
    found = REPORT.rehearse(given_, {})
    assert (found["状态"], found["verdict"]) == ("待查核", "hold")


def test_the_course_of_a_report_has_a_result_only_from_its_last_step() -> None:
    given_ = {
        "begun_on": "2026-03-02",
        "as_of": "2026-04-30",
        "done": {"register": "2026-03-03", "verify": "2026-03-20"},
        "result": "founded",
    }
    assert [(each.on, each.values["verdict"]) for each in REPORT.timeline(given_, {})] == [
        (date(2026, 3, 2), "hold"),
        (date(2026, 3, 3), "hold"),
        (date(2026, 3, 20), "bar"),
    ]


def test_whoever_is_cleared_is_cleared_and_a_false_accuser_named() -> None:
    given_ = {
        "begun_on": "2026-03-02",
        "as_of": "2026-04-30",
        "done": {"register": "2026-03-03", "verify": "2026-03-20"},
        "result": "unfounded",
        "is_false_accusation": True,
    }
    assert REPORT.rehearse(given_, {})["处理"] == ["澄清", "追究"]
    with pytest.raises(ValueError, match="诬告陷害"):
        REPORT.rehearse({**given_, "result": "founded"}, {})


def test_a_report_has_three_results_and_an_unfounded_one_never_harms() -> None:
    with pytest.raises(ValidationError, match="三种结果"):
        ReportHandling.model_validate({**REPORTS, "results": REPORTS["results"][:2]})
    harmful = [{**REPORTS["results"][0], "verdict": "hold"}, *REPORTS["results"][1:]]
    with pytest.raises(ValidationError, match="查无实据的举报不能"):
        ReportHandling.model_validate({**REPORTS, "results": harmful})
