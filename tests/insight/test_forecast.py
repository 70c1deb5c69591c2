"""The policy kind `forecast`: dates that follow from the file, within a horizon."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuanxian.insight.instruments import Forecast
from xuanxian.insight.instruments.forecast import ForecastFacts
from xuanxian.kernel.deadlines import add_months
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Verdict

PLAIN: dict[str, Any] = {
    "id": "f",
    "kind": "forecast",
    "horizon_months": "$horizon",
    "events": [
        {
            "id": "retirement",
            "title": "到龄",
            "on": "出生日期",
            "months": "CASE WHEN 性别 = '女' THEN $women ELSE $men END",
        },
        {"id": "probation", "title": "试用期满", "on": "试用期至", "when": "试用期内"},
    ],
}
PARAMETERS: dict[str, Any] = {"horizon": 12, "men": 720, "women": 660}


def forecast(**changes: Any) -> Forecast:
    return Forecast.model_validate({**PLAIN, **changes})


@given(born=st.dates(date(1950, 1, 1), date(2005, 12, 31)), woman=st.booleans())
def test_a_day_is_so_many_months_after_birth(born: date, woman: bool) -> None:
    values = {"出生日期": born.isoformat(), "性别": "女" if woman else "男", "试用期内": False}
    answer = forecast().rehearse({"as_of": "2026-11-21", "values": values}, PARAMETERS)
    due = add_months(born, 660 if woman else 720)
    assert answer["日期"] == {"到龄": due.isoformat()}
    within = due <= date(2027, 11, 21)
    assert answer["rules"] == {"f.retirement": "flag" if within else "pass"}


def test_the_last_day_of_the_horizon_is_within_it() -> None:
    for born, expected in (("1967-11-21", Verdict.FLAG), ("1967-11-22", Verdict.PASS)):
        facts = ForecastFacts(
            as_of=date(2026, 11, 21),
            values={"出生日期": born, "性别": "男", "试用期内": False},
        )
        assert forecast().decide(facts, PARAMETERS).verdict is expected


def test_an_unknown_date_holds_and_is_named() -> None:
    facts = ForecastFacts(as_of=date(2026, 11, 21), values={"性别": "男", "试用期内": None})
    outcome = forecast().decide(facts, PARAMETERS)
    assert [each.verdict for each in outcome.reasons] == [Verdict.HOLD, Verdict.HOLD]
    assert "出生日期" in outcome.reasons[0].explanation
    assert "试用期内" in outcome.reasons[1].explanation


def test_a_team_is_counted_by_year_and_by_person() -> None:
    answer = forecast().rehearse(
        {
            "as_of": "2026-11-21",
            "people": {
                "甲": {"出生日期": "1966-12-01", "性别": "男",
                      "试用期内": True, "试用期至": "2027-01-31"},
                "乙": {"出生日期": "1972-03-05", "性别": "女", "试用期内": False},
                "丙": {"出生日期": "1980-01-01", "性别": "男", "试用期内": False},
                "丁": {"性别": "男", "试用期内": False},
            },
        },
        PARAMETERS,
    )  # fmt: skip
    assert answer["期内到期"] == {
        "到龄": {"甲": "2026-12-01", "乙": "2027-03-05"},
        "试用期满": {"甲": "2027-01-31"},
    }
    assert answer["各年件数"] == {"2026": 1, "2027": 2}
    assert (answer["期内人数"], answer["占比"]) == (2, Fraction(1, 2))
    assert answer["待核"] == {"丁": ["到龄"]}


def test_the_days_of_a_person_come_in_order() -> None:
    moments = forecast().timeline(
        {
            "as_of": "2026-11-21",
            "values": {
                "出生日期": "1970-05-06",
                "性别": "男",
                "试用期内": True,
                "试用期至": "2027-01-31",
            },
        },
        PARAMETERS,
    )
    assert [moment.on for moment in moments] == [date(2027, 1, 31), date(2030, 5, 6)]


@pytest.mark.parametrize("months", ["1/2", "99999999"])
def test_months_that_are_none_are_refused(months: str) -> None:
    odd = forecast(events=[{"id": "x", "title": "到龄", "on": "出生日期", "months": months}])
    facts = ForecastFacts(as_of=date(2026, 11, 21), values={"出生日期": "1980-01-01"})
    with pytest.raises(Refusal, match="整月数"):
        odd.decide(facts, PARAMETERS)
