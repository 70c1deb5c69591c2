"""Conditions that can never hold together are found, and only those."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuanxian.policy.expressions import DATE, Expression, number, ordered
from xuanxian.policy.expressions.contradictions import contradiction, contradictions_inside

NAMES = {
    "年龄": number("岁"),
    "工龄": number("年"),
    "学历": ordered(["高中", "大学专科", "大学本科"]),
    "入党时间": DATE,
}
PARAMETERS = {"oldest": 30, "share": "1/3", "open": None}


def parsed(text):
    return Expression.parse(text, NAMES, PARAMETERS)


@pytest.mark.parametrize(
    "text",
    [
        "年龄 <= 30 AND 年龄 >= 40",
        "年龄 < 30 AND 年龄 >= 30",
        "年龄 = 30 AND 年龄 > 30",
        "年龄 <= $oldest AND 40 <= 年龄",
        "年龄 BETWEEN 40 AND 30",
        "工龄 > 1 AND (年龄 < 30 AND (工龄 < 5 AND 年龄 > 31))",
        "(年龄 - 工龄) / 2 >= 1/2 AND (年龄 - 工龄) / 2 < $share",
        "学历 >= '大学本科' AND 学历 < '大学专科'",
        "入党时间 < DATE '2020-01-01' AND 入党时间 >= DATE '2020-01-01'",
        "工龄 > 3 OR 年龄 > 40 AND 年龄 < 30",
        "NOT (年龄 > 40 AND 年龄 < 30)",
    ],
)
def test_what_can_never_hold_is_found(text):
    assert list(contradictions_inside(parsed(text)))


@pytest.mark.parametrize(
    "text",
    [
        "年龄 <= 30 AND 年龄 >= 30",
        "年龄 < 30 OR 年龄 > 40",
        "年龄 < 30 AND 工龄 > 40",
        "年龄 < 工龄 AND 年龄 > 40",
        "年龄 <= $open AND 年龄 >= 40",
        "NOT 年龄 <= 30 AND 年龄 >= 40",
        "学历 >= '大学专科' AND 学历 <= '大学本科'",
        "年龄 <> 30 AND 年龄 = 31",
    ],
)
def test_what_can_hold_is_left_alone(text):
    expression = parsed(text)
    assert not list(contradictions_inside(expression))
    assert contradiction([expression]) is None


def test_rules_that_exclude_each_other_are_told_in_words():
    found = contradiction([parsed("年龄 <= $oldest"), parsed("工龄 > 3"), parsed("年龄 > 40")])
    assert (found.first, found.second) == ("年龄超过40岁", "年龄不超过30岁")


_bounds = st.lists(
    st.tuples(st.sampled_from(["<", "<=", ">", ">=", "="]), st.integers(0, 8)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=300, deadline=None)
@given(bounds=_bounds, of=st.sampled_from(["number", "date"]))
def test_a_contradiction_is_found_just_where_no_value_fits(bounds, of):
    # Half steps stand for everything between two bounds of whole numbers.
    if of == "number":
        text = " AND ".join(f"年龄 {sign} {limit}" for sign, limit in bounds)
        tried = [{"年龄": f"{half}/2"} for half in range(-1, 20)]
    else:
        first = date(2020, 1, 1)
        days = {limit: first + timedelta(days=2 * limit) for _, limit in bounds}
        text = " AND ".join(f"入党时间 {sign} DATE '{days[limit]}'" for sign, limit in bounds)
        tried = [{"入党时间": first + timedelta(days=day)} for day in range(-1, 20)]
    expression = parsed(text)
    satisfiable = any(expression.holds(values) for values in tried)
    assert (contradiction([expression]) is None) is satisfiable
