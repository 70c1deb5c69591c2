"""The exact interpreter and the columns that Polars runs answer the same, whatever is asked."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from xuanxian.policy.expressions import BOOLEAN, DATE, TEXT, Expression, number, ordered

LEVELS = ("无", "高中", "大学专科", "大学本科")
NAMES = {
    "甲": number(),
    "乙": number(),
    "丙": number(),
    "学历": ordered(LEVELS),
    "党员": BOOLEAN,
    "任过": BOOLEAN,
    "职务": TEXT,
    "时间": DATE,
}
COLUMNS = {
    # Narrow on purpose: a product must not overflow what a column can hold.
    "甲": pl.Int8,
    "乙": pl.Int16,
    "丙": pl.Int64,
    "学历": pl.Enum(LEVELS),
    "党员": pl.Boolean,
    "任过": pl.Boolean,
    "职务": pl.String,
    "时间": pl.Date,
}
PARAMETERS = {
    "half": "1/2",
    "share": "33.3%",
    "five": 5,
    "open": None,
    "some": ["高中", "大学本科"],
    "level": "大学专科",
}

numbers = st.one_of(
    st.sampled_from(["甲", "乙", "丙", "$half", "$share", "$five", "$open", "2/3", "30%"]),
    st.integers(0, 100).map(str),
    st.decimals(0, 10, places=2).map(str),
)


def _composed(inner):
    binary = st.tuples(inner, st.sampled_from("+-*/"), inner).map(
        lambda each: f"({each[0]} {each[1]} {each[2]})"
    )
    unary = st.tuples(st.sampled_from(["-{}", "ABS({})", "FLOOR({})", "CEIL({})"]), inner).map(
        lambda each: "(" + each[0].format(each[1]) + ")"
    )
    pairs = st.tuples(st.sampled_from(["LEAST", "GREATEST", "COALESCE"]), inner, inner).map(
        lambda each: f"{each[0]}({each[1]}, {each[2]})"
    )
    cases = st.tuples(inner, inner, inner).map(
        lambda each: f"CASE WHEN {each[0]} > 10 THEN {each[1]} ELSE {each[2]} END"
    )
    return st.one_of(binary, unary, pairs, cases)


# Two levels keep every product inside 64 bits.
small_sums = st.one_of(numbers, _composed(numbers))
comparisons = st.tuples(
    small_sums, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), small_sums
).map(" ".join)
plain_conditions = st.sampled_from(
    [
        "党员",
        "任过",
        "学历 >= '大学专科'",
        "学历 < $level",
        "学历 <> '高中'",
        "学历 IN ('高中', '大学专科')",
        "学历 IN ($some)",
        "学历 NOT IN ('无')",
        "学历 = $open",
        "职务 LIKE '%局%'",
        "职务 LIKE '县%'",
        "职务 LIKE '%长'",
        "职务 = '县长'",
        "职务 IN ('县长', '局长')",
        "时间 < DATE '2020-02-29'",
        "时间 BETWEEN DATE '2000-01-01' AND DATE '2020-01-01'",
        "甲 IS NULL",
        "学历 IS NOT NULL",
        "甲 IN (1, 2.5, $open)",
        "乙 BETWEEN $half AND 50",
        "CASE WHEN 党员 THEN '是' ELSE '否' END = '是'",
    ]
)
conditions = st.recursive(
    st.one_of(comparisons, plain_conditions),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(
            lambda each: f"({each[0]} {each[1]} {each[2]})"
        ),
        inner.map(lambda each: f"(NOT {each})"),
    ),
    max_leaves=4,
)
rows = st.fixed_dictionaries(
    {
        "甲": st.none() | st.integers(-100, 100),
        "乙": st.none() | st.integers(-3, 100),
        "丙": st.none() | st.integers(0, 100),
        "学历": st.none() | st.sampled_from(LEVELS),
        "党员": st.none() | st.booleans(),
        "任过": st.none() | st.booleans(),
        "职务": st.none() | st.sampled_from(["县长", "局长", "统计局\n局长", "", "%局_", "科员"]),
        "时间": st.none() | st.dates(),
    }
)


@settings(max_examples=300, deadline=None)
@given(text=conditions, table=st.lists(rows, min_size=2, max_size=6))
def test_both_executors_agree(text, table):
    expression = Expression.parse(text, NAMES, PARAMETERS)
    frame = pl.DataFrame(table, schema=COLUMNS)
    together = frame.with_columns(expression.polars().alias("answer"))["answer"].to_list()
    assert together == [expression.evaluate(row) for row in table], expression.sql


FORMS = [
    "FLOOR(甲 / 7) = -1",
    "FLOOR(甲 / 乙) < 2",
    "CEIL(甲 / 7) = -1",
    "CEIL(甲 / 乙) > 0",
    "ABS(甲 / 乙) >= 1/2",
    "甲 / 乙 < 乙 / 甲",
    "LEAST(甲 / 乙, 1/2) = 1/2",
    "GREATEST(甲, 乙 / 3) = 甲",
    "COALESCE(甲, 乙 / 2, 1) = 1/2",
    "CASE WHEN 甲 > 乙 THEN 甲 / 乙 ELSE 乙 / 3 END >= 2/3",
    "甲 * 乙 > $share * 乙",
    "甲 - 乙 / 3 >= $half",
    "-甲 < 乙",
]


def test_both_executors_agree_on_every_form_over_a_grid():
    grid = [
        {"甲": first, "乙": second}
        for first in (None, -100, -8, -7, -6, -1, 0, 1, 2, 3, 6, 7, 100)
        for second in (None, -3, -2, -1, 0, 1, 2, 3, 7)
    ]
    frame = pl.DataFrame(grid, schema={"甲": pl.Int8, "乙": pl.Int8})
    for text in FORMS:
        expression = Expression.parse(text, NAMES, PARAMETERS)
        together = frame.with_columns(expression.polars().alias("answer"))["answer"].to_list()
        assert together == [expression.evaluate(row) for row in grid], text
        assert {True, False} <= set(together), f"{text} decides nothing on this grid"
