"""Situations, tiered warnings and journals: what counts on which day."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.conduct.instruments import Events, Journal, TieredWarning
from xuanxian.conduct.instruments.journal import periods

EVENTS = Events.model_validate(
    {
        "kind": "events",
        "id": "e",
        "matters": ["提拔", "评优"],
        "situations": [
            {"id": "good", "title": "立功", "side": "positive"},
            {
                "id": "bad",
                "title": "失职",
                "matters": ["提拔"],
                "verdict": "bar",
                "lasts": {"months": 6},
                "evidence": ["认定书"],
                "effect": "不予提拔",
            },
            {"id": "talk", "title": "约谈"},
        ],
    }
)
PROVEN = {"event": "失职", "on": "2026-03-10", "evidence": ["认定书"]}


def told(events: list[Any], **more: Any) -> Any:
    return EVENTS.rehearse({"events": events, **more}, {})


def test_a_situation_bars_its_matter_until_its_last_day() -> None:
    # Six months from 10 March, itself counted, end with 9 September.
    last = told([PROVEN], as_of="2026-09-09", matter="提拔")
    assert (last["verdict"], last["至"], last["处理"]) == ("bar", "2026-09-09", ["不予提拔"])
    after = told([PROVEN], as_of="2026-09-10", matter="提拔")
    assert (after["verdict"], after["已失效"], after["处理"]) == ("pass", 1, [])


def test_a_situation_bars_no_other_matter() -> None:
    found = told([PROVEN], as_of="2026-04-01", matter="评优")
    assert (found["verdict"], found["负面"], found["处理"]) == ("pass", 1, [])


@pytest.mark.parametrize(
    "change", [{"state": "pending"}, {"evidence": []}, {"on": None}], ids=["待核实", "佐证", "日期"]
)
def test_what_is_not_proven_holds_and_counts_as_neither(change: dict[str, Any]) -> None:
    found = told([{**PROVEN, **change}], as_of="2026-04-01", matter="提拔")
    assert (found["verdict"], found["负面"], found["待核实"]) == ("hold", 0, 1)


def test_what_is_unproven_never_weighs_more_than_the_situation_itself() -> None:
    assert told([{"event": "约谈", "state": "pending"}])["verdict"] == "flag"
    assert told([{"event": "立功", "state": "pending"}])["verdict"] == "pass"


def test_the_course_of_situations_ends_with_their_expiry() -> None:
    moments = EVENTS.timeline({"events": [PROVEN]}, {})
    assert [(each.on, each.values["verdict"]) for each in moments] == [
        (date(2026, 3, 10), "bar"),
        (date(2026, 9, 10), "pass"),
    ]


def test_a_positive_situation_cannot_stand_in_the_way() -> None:
    with pytest.raises(ValidationError, match="正面情形"):
        Events.model_validate(
            {
                "kind": "events",
                "id": "e",
                "situations": [
                    {"id": "good", "title": "立功", "side": "positive", "verdict": "bar"}
                ],
            }
        )


WARNING = TieredWarning.model_validate(
    {
        "kind": "warning",
        "id": "w",
        "severities": ["轻", "中", "重"],
        "influences": ["小", "大"],
        "window_months": 12,
        "levels": [
            {"id": "blue", "colour": "蓝", "when": "次数 >= 1", "action": "提醒"},
            {
                "id": "yellow",
                "colour": "黄",
                "when": "情节 >= '中' OR 次数 >= 3",
                "action": "函询",
                "rectify": {"days": 10},
                "verdict": "hold",
            },
            {
                "id": "red",
                "colour": "红",
                "when": "情节 >= '重' AND 影响 = '大'",
                "action": "组织处理",
                "verdict": "bar",
            },
        ],
    }
)


def warned(events: list[Any], as_of: str) -> Any:
    return WARNING.rehearse({"events": events, "as_of": as_of}, {})


def entry(on: str, severity: str | None = "轻", influence: str | None = "小", **more: Any) -> Any:
    return {"event": "迟报", "on": on, "values": {"情节": severity, "影响": influence}, **more}


@pytest.mark.parametrize(
    ("severity", "influence", "colour", "verdict"),
    [
        ("轻", "大", "蓝", "flag"),
        ("中", "大", "黄", "hold"),
        ("重", "小", "黄", "hold"),
        ("重", "大", "红", "bar"),
        ("中", None, "黄", "hold"),
        ("重", None, "无", "hold"),
        (None, "小", "无", "hold"),
    ],
)
def test_the_heaviest_level_counts_and_what_could_be_heavier_holds(
    severity: str | None, influence: str | None, colour: str, verdict: str
) -> None:
    found = warned([entry("2026-03-01", severity, influence)], "2026-03-02")
    assert (found["预警"], found["verdict"]) == (colour, verdict)


def test_how_often_is_counted_back_over_the_window() -> None:
    # Three within the twelve months that end on 1 March 2026; 1 March 2025 is outside.
    inside = [entry("2025-03-02"), entry("2025-09-01"), entry("2026-03-01")]
    assert warned(inside, "2026-03-02")["预警"] == "黄"
    outside = [entry("2025-03-01"), entry("2025-09-01"), entry("2026-03-01")]
    assert warned(outside, "2026-03-02")["预警"] == "蓝"


def test_an_entry_stands_in_the_ledger_until_it_is_rectified() -> None:
    open_entry = entry("2026-03-01", "中")
    assert warned([open_entry], "2026-03-11")["逾期"] == []
    assert warned([open_entry], "2026-03-12")["逾期"] == ["2026年3月1日“迟报”"]
    closed = warned([entry("2026-03-01", "中", rectified_on="2026-03-12")], "2026-03-12")
    assert (closed["预警"], closed["已销号"], closed["verdict"]) == ("无", 1, "pass")


def test_the_course_of_warnings_tells_the_day_after_the_deadline() -> None:
    given_ = {"events": [entry("2026-03-01", "中")], "as_of": "2026-12-31"}
    assert [each.on for each in WARNING.timeline(given_, {})] == [
        date(2026, 3, 1),
        date(2026, 3, 12),
    ]


@given(
    severity=st.sampled_from(["轻", "中", "重", None]),
    influence=st.sampled_from(["小", "大", None]),
    days=st.integers(0, 30),
)
def test_a_warning_never_gets_lighter_as_the_case_gets_heavier(
    severity: str | None, influence: str | None, days: int
) -> None:
    order = ["无", "蓝", "黄", "红"]
    as_of = (date(2026, 3, 1) + timedelta(days=days)).isoformat()
    found = warned([entry("2026-03-01", severity, influence)], as_of)
    if severity and influence:
        for heavier in ["轻", "中", "重"][["轻", "中", "重"].index(severity) :]:
            other = warned([entry("2026-03-01", heavier, influence)], as_of)
            assert order.index(other["预警"]) >= order.index(found["预警"])
    else:
        assert found["verdict"] in {"hold", "flag", "bar"}


JOURNAL = Journal.model_validate(
    {
        "kind": "journal",
        "id": "j",
        "entries": [
            {"id": "daily", "title": "日记", "every": "working_day", "least_share": "75%"},
            {
                "id": "weekly",
                "title": "周记",
                "every": "week",
                "checked_by": ["organisation_staff"],
            },
        ],
    }
)


def test_days_off_and_absences_are_not_due() -> None:
    # 1 to 8 October 2025 are the holiday; Saturday, 11 October is worked in lieu.
    given_ = {
        "since": "2025-09-29",
        "as_of": "2025-10-12",
        "entries": {"日记": {"written": ["2025-09-29", "2025-09-30", "2025-10-08", "2025-10-10"]}},
        "absences": [{"first": "2025-10-09", "last": "2025-10-09"}],
    }
    daily = JOURNAL.rehearse(given_, {})["日记"]
    # Worked: 29 and 30 September, 9, 10 and 11 October; the 9th was an absence.
    assert (daily["应记"], daily["已记"], daily["缺记"]) == (4, 3, ["2025-10-11"])
    assert JOURNAL.rehearse(given_, {})["rules"]["daily"] == "pass"  # 3 / 4 = 75 %


def test_a_week_that_is_not_over_is_not_missing() -> None:
    # 2026-03-02 is a Monday.
    given_ = {"since": "2026-03-02", "as_of": "2026-03-14", "entries": {}}
    assert JOURNAL.rehearse(given_, {})["周记"]["应记"] == 1
    given_["as_of"] = "2026-03-15"
    assert JOURNAL.rehearse(given_, {})["周记"]["缺记"] == ["2026-03-02", "2026-03-09"]


def test_entries_nobody_looked_at_are_flagged() -> None:
    given_ = {
        "since": "2026-03-02",
        "as_of": "2026-03-08",
        "entries": {"周记": {"written": ["2026-03-06"]}},
    }
    assert JOURNAL.rehearse(given_, {})["rules"]["weekly.checked"] == "flag"
    given_["entries"] = {"周记": {"written": ["2026-03-06"], "checked": ["2026-03-06"]}}
    assert "weekly.checked" not in JOURNAL.rehearse(given_, {})["rules"]


@given(
    every=st.sampled_from(["week", "month", "quarter", "half_year", "year"]),
    since=st.dates(date(2020, 1, 1), date(2027, 12, 31)),
    days=st.integers(0, 900),
)
def test_periods_follow_one_another_without_gaps(every: str, since: date, days: int) -> None:
    as_of = since + timedelta(days=days)
    found = list(periods(every, since, as_of))
    for (_, last), (first, _) in pairwise(found):
        assert first == last + timedelta(days=1)
    for first, last in found:
        assert since <= first <= last <= as_of
