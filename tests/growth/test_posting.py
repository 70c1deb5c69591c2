"""The policy kind `posting`: who goes where, for how long, what is kept, what follows."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.growth.instruments import Posting
from xuanxian.growth.instruments.posting_parts import PostingFacts
from xuanxian.kernel.deadlines import add_months
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Outcome

PLAIN: dict[str, Any] = {
    "id": "p",
    "kind": "posting",
    "values": {"部门类别": {"type": "text"}},
    "place_values": {"村类别": {"type": "text"}},
    "result_values": {
        "年度考核": {
            "type": "text",
            "choices": ["不称职", "基本称职", "称职", "优秀"],
            "ordered": True,
        },
        "帮扶成效明显": {},
    },
    "who": [{"id": "age", "label": "年龄", "rule": "年龄 <= 45"}],
    "placement": [
        {
            "id": "party",
            "label": "党政干部进软村",
            "when": "部门类别 = '党政'",
            "rule": "村类别 = '软村'",
            "else": "hold",
        },
    ],
    "months": "$least",
    "until_months": "$most",
    "cadences": [
        {
            "id": "days",
            "title": "驻村",
            "every": "month",
            "least": 24,
            "unit": "天",
            "else": "hold",
        },
    ],
    "recalls": [
        {"id": "unfit", "label": "考核不称职", "when": "年度考核 = '不称职'", "verdict": "bar"},
        {"id": "discipline", "label": "违规违纪", "verdict": "bar"},
    ],
    "gains": [
        {
            "id": "quota",
            "label": "帮扶单位奖励",
            "when": "年度考核 >= '称职' AND 帮扶成效明显",
            "effect": "年度考核优秀名额增加",
            "number": 1,
        },
    ],
}
PARAMETERS: dict[str, Any] = {"least": 12, "most": 24}


def posting(**changes: Any) -> Posting:
    return Posting.model_validate({**PLAIN, **changes})


def verdicts(outcome: Outcome) -> dict[str, str]:
    return {one.rule.split(".", 1)[1]: one.verdict.value for one in outcome.reasons}


def decided(**given_facts: Any) -> dict[str, str]:
    facts = PostingFacts.model_validate({"as_of": "2026-06-30", **given_facts})
    return verdicts(posting().decide(facts, PARAMETERS))


@given(
    age=st.one_of(st.none(), st.integers(20, 60)),
    kind=st.sampled_from(["党政", "经济", None]),
    village=st.sampled_from(["软村", "穷村", None]),
)
def test_before_it_begins_person_and_place_are_looked_at(
    age: int | None, kind: str | None, village: str | None
) -> None:
    found = decided(values={"年龄": age, "部门类别": kind}, place={"村类别": village})
    expected = {"age": "hold" if age is None else "pass" if age <= 45 else "bar"}
    if kind == "党政" or kind is None:
        expected["party"] = "pass" if village == "软村" else "hold"
    assert found == expected


@given(started=st.dates(date(2020, 1, 1), date(2026, 1, 1)), days=st.integers(0, 1500))
def test_it_is_over_the_day_after_the_longest_time(started: date, days: int) -> None:
    as_of = started + timedelta(days=days)
    facts = PostingFacts(as_of=as_of, started_on=started)
    longest = add_months(started, 24) - timedelta(days=1)
    found = verdicts(posting().decide(facts, PARAMETERS))["months"]
    assert found == ("flag" if as_of > longest else "pass")
    assert posting().timeline({"as_of": as_of, "started_on": started}, PARAMETERS)[-1].on == longest


def test_who_leaves_early_is_noticed() -> None:
    for ended, expected in (("2025-12-30", "flag"), ("2025-12-31", "pass")):
        found = decided(started_on="2025-01-01", ended_on=ended)
        assert found["months"] == expected


def test_days_in_the_village_are_counted_by_month() -> None:
    entries = [{"of": "days", "on": f"2026-0{month}-28", "amount": 24} for month in range(1, 6)]
    short = decided(started_on="2026-01-01", entries=entries)
    assert short["days"] == "hold"
    entries.append({"of": "days", "on": "2026-06-30", "amount": 24})
    assert decided(started_on="2026-01-01", entries=entries)["days"] == "pass"


@pytest.mark.parametrize(
    ("grade", "helped", "earned"),
    [("优秀", True, 1), ("称职", True, 1), ("基本称职", True, 0), ("称职", False, 0)],
)
def test_a_gain_follows_from_the_results(grade: str, helped: bool, earned: int) -> None:
    answer = posting().rehearse(
        {
            "as_of": "2026-06-30",
            "started_on": "2026-01-01",
            "results": {"年度考核": grade, "帮扶成效明显": helped},
        },
        PARAMETERS,
    )
    assert answer["奖励"] == {"帮扶单位奖励": earned}
    assert answer["期满"] == "2027-12-31"


def test_an_unknown_result_holds_and_grounds_recall() -> None:
    half = decided(started_on="2026-01-01", results={"年度考核": "称职"})
    assert half["quota"] == "hold"
    unknown = decided(started_on="2026-01-01", results={"帮扶成效明显": True})
    assert unknown["unfit"] == "hold"
    unfit = decided(started_on="2026-01-01", results={"年度考核": "不称职", "帮扶成效明显": False})
    assert unfit["unfit"] == "bar"
    assert decided(started_on="2026-01-01", grounds=["discipline"])["discipline"] == "bar"
    with pytest.raises(Refusal, match="没有这种召回情形"):
        decided(started_on="2026-01-01", grounds=["weather"])


def test_contradictory_times_are_refused() -> None:
    with pytest.raises(Refusal, match="最长短于最短"):
        posting().decide(
            PostingFacts(as_of=date(2026, 6, 30), started_on=date(2026, 1, 1)),
            {"least": 24, "most": 12},
        )
    with pytest.raises(ValidationError, match="就要写 months"):
        posting(months="")
