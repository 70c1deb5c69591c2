"""Matching many posts at once says of every person what judging him by himself says."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.test_both_executors import (
    COLUMNS,
    LEVELS,
    NAMES,
    PARAMETERS,
    conditions,
    rows,
)
from xuanxian.policy.expressions import Expression, ExpressionFault
from xuanxian.policy.expressions.thresholds import threshold_of
from xuanxian.policy.simulation.many_posts import ConditionReader, Crowd, PostMatch

signs = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
constants = st.sampled_from(
    ["0", "-3", "5/2", "7/2", "33.3%", "127", "128", "300", "-40000", "$half", "$five", "$open"]
) | st.integers(-110, 110).map(str)
thresholds = st.one_of(
    st.tuples(st.sampled_from(["甲", "乙", "丙"]), signs, constants).map(" ".join),
    st.tuples(constants, signs, st.sampled_from(["甲", "乙", "丙"])).map(" ".join),
    st.tuples(st.just("学历"), signs, st.sampled_from([f"'{each}'" for each in LEVELS])).map(
        " ".join
    ),
    st.tuples(
        st.just("时间"),
        signs,
        st.dates(date(1, 1, 1), date(2200, 1, 1)).map(lambda day: f"DATE '{day.isoformat()}'"),
    ).map(" ".join),
    st.tuples(
        st.just("职务"), st.sampled_from(["=", "<>"]), st.sampled_from(["'县长'", "'乡长'"])
    ).map(" ".join),
    st.sampled_from(["党员", "(任过)", "党员 = FALSE", "学历 >= $level"]),
)
joined = st.recursive(
    thresholds,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(
            lambda each: f"({each[0]} {each[1]} {each[2]})"
        ),
        inner.map(lambda each: f"(NOT {each})"),
    ),
    max_leaves=4,
)
posts = st.lists(st.lists(joined | conditions, max_size=5), min_size=1, max_size=6)
tables = st.lists(rows, min_size=0, max_size=130)


def one_by_one(post, table):
    """Who meets all, and who may: a person's answers, one condition after the other."""
    met = undecided = 0
    for values in table:
        answers = [condition.holds(values) for condition in post]
        met += all(answer is True for answer in answers)
        undecided += False not in answers and None in answers
    return PostMatch(met, undecided)


@settings(max_examples=120, deadline=None)
@given(texts=posts, table=tables)
def test_every_post_is_matched_as_if_each_person_were_asked(texts, table):
    asked = [[Expression.parse(text, NAMES, PARAMETERS) for text in post] for post in texts]
    crowd = Crowd(pl.DataFrame(table, schema=COLUMNS))
    assert crowd.match(asked) == [one_by_one(post, table) for post in asked]
    for post in asked:
        expected = [all(each.holds(values) is True for each in post) for values in table]
        assert crowd.who(post).to_list() == expected


@settings(max_examples=120, deadline=None)
@given(text=thresholds, table=st.lists(rows, min_size=1, max_size=70))
def test_a_threshold_is_what_the_whole_expression_says(text, table):
    expression = Expression.parse(text, NAMES, PARAMETERS)
    assert threshold_of(expression) is not None
    crowd = Crowd(pl.DataFrame(table, schema=COLUMNS))
    assert crowd.match([[expression]]) == [one_by_one([expression], table)]


@settings(max_examples=120, deadline=None)
@given(text=joined, table=st.lists(rows, min_size=1, max_size=70))
def test_joined_thresholds_keep_three_values(text, table):
    expression = Expression.parse(text, NAMES, PARAMETERS)
    crowd = Crowd(pl.DataFrame(table, schema=COLUMNS))
    assert crowd.match([[expression]]) == [one_by_one([expression], table)]
    crowd.forget()
    assert crowd.match([[expression]]) == [one_by_one([expression], table)]


def test_a_line_between_whole_numbers_is_drawn_between_them():
    table = [{"甲": number} for number in (None, -4, -3, -2, -1, 0, 1, 2, 3, 4)]
    crowd = Crowd(pl.DataFrame(table, schema={"甲": pl.Int8}))
    for sign in ("=", "<>", "<", "<=", ">", ">="):
        for constant in ("5/2", "-5/2", "2", "-2", "1/3", "1000", "-1000"):
            asked = Expression.parse(f"甲 {sign} {constant}", NAMES)
            assert crowd.match([[asked]]) == [one_by_one([asked], table)], asked.text


def test_the_same_text_with_another_value_is_another_condition():
    crowd = Crowd(pl.DataFrame({"甲": [1, 2, 3]}))
    at_least = [Expression.parse("甲 >= $least", NAMES, {"least": least}) for least in (1, 2, 3)]
    assert [each.met for each in crowd.match([[each] for each in at_least])] == [3, 2, 1]


def test_a_text_is_read_once_for_all_values_of_a_kind():
    reader, crowd = ConditionReader(NAMES), Crowd(pl.DataFrame({"甲": [1, 2, 3]}))
    asked = [[reader.read("甲 >= $least", {"least": least})] for least in (1, 2, 3, None)]
    assert [each.met for each in crowd.match(asked)] == [3, 2, 1, 0]
    assert crowd.match([asked[-1]]) == [PostMatch(0, 3)]  # an open value decides nobody


def test_a_value_that_is_no_level_is_refused_though_the_text_is_known():
    reader = ConditionReader(NAMES)
    reader.read("学历 >= $level", {"level": "高中"})
    with pytest.raises(ExpressionFault, match="高职"):
        reader.read("学历 >= $level", {"level": "高职"})
    with pytest.raises(ExpressionFault):
        reader.read("甲 >= $level", {"level": "高中"})


def test_what_compares_more_than_one_value_is_no_threshold():
    for text in ("甲 > 乙", "甲 + 1 > 3", "甲 > 1 AND 甲 < 3", "甲 IS NULL", "甲 IN (1, 2)"):
        assert threshold_of(Expression.parse(text, NAMES, PARAMETERS)) is None, text


def test_a_fact_the_snapshot_lacks_is_undecided():
    crowd = Crowd(pl.DataFrame({"甲": [1, 2]}))
    post = [Expression.parse(text, NAMES, PARAMETERS) for text in ("甲 >= 2", "党员")]
    assert crowd.match([post]) == [PostMatch(0, 1)]


def test_columns_of_other_types_are_left_to_the_general_way():
    crowd = Crowd(pl.DataFrame({"甲": [1.5, 2.5, None]}))
    assert crowd.match([[Expression.parse("甲 > 2", NAMES)]]) == [PostMatch(1, 1)]


def test_a_post_without_requirements_is_open_to_everybody():
    assert Crowd(pl.DataFrame({"甲": [1] * 70})).match([[]]) == [PostMatch(70, 0)]
