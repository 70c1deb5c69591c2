"""No expression reads a file, calls out or runs without bound, whatever its text; and both
executors answer the same however large the numbers and deep the nesting."""

import time
from datetime import date
from fractions import Fraction

import polars as pl
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from xuanxian.policy.expressions import (
    BOOLEAN,
    DATE,
    TEXT,
    Expression,
    ExpressionFault,
    PartialList,
    number,
    ordered,
)

LEVELS = ("高中", "大学专科", "大学本科")
NAMES = {
    "甲": number(),
    "乙": number("岁"),
    "学历": ordered(LEVELS),
    "党员": BOOLEAN,
    "职务": TEXT,
    "时间": DATE,
}
COLUMNS = {
    "甲": pl.Int64,
    "乙": pl.Int32,
    "学历": pl.Enum(LEVELS),
    "党员": pl.Boolean,
    "职务": pl.String,
    "时间": pl.Date,
}
PARAMETERS = {
    "share": "2/3",
    "huge": 10**29,
    "open": None,
    "listed": ["县长", "局长"],
    "partial": PartialList(["县长"]),
    "level": "大学专科",
    "day": date(2020, 2, 29),
}

# The forms that the manual lists, as sqlglot calls them; parts of a date's cast among them.
ALLOWED = {
    exp.Paren, exp.Column, exp.Identifier, exp.Parameter, exp.Var, exp.Literal, exp.Boolean,
    exp.Null, exp.Cast, exp.DataType, exp.And, exp.Or, exp.Not, exp.Is, exp.In, exp.Between,
    exp.Like, exp.Case, exp.If, exp.Coalesce, exp.Least, exp.Greatest, exp.Abs, exp.Ceil, exp.Floor,
    exp.Neg, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE,
}  # fmt: skip
# What plain SQL over columns is made of, besides.
ALLOWED_IN_COLUMNS = ALLOWED | {exp.Nullif, exp.IntDiv, exp.Mod}

HOSTILE = [
    "read_csv('{}')", "read_parquet('/etc/passwd')", "read_ipc('x')", "pg_read_file('/etc/passwd')",
    "pg_sleep(100)", "lo_import('/etc/passwd')", "dblink('x', 'y')", "version()", "random()",
    "current_user", "CURRENT_DATE", "now()", "(SELECT {})", "EXISTS (SELECT {})", "(TABLE people)",
    "(VALUES ({}))", "ARRAY(SELECT {})", "ARRAY[{}]", "({}, {})", "ROW({}, {})", "{}::text",
    "CAST({} AS json)", "{} ~ '(a+)+$'", "{} SIMILAR TO '%'", "{} ILIKE '%a%'", "{} LIKE {}",
    "{} LIKE '%%%%%%%%%%%%%%%%a'", "{} LIKE 'a' ESCAPE 'b'", "{} || {}", "REPEAT('a', 1000000000)",
    "REPLACE({}, 'a', 'b')", "SUM({})", "COUNT(*)", "MAX({}) OVER ()", "{} FILTER (WHERE {})",
    "GENERATE_SERIES(1, 1000000000)", "UNNEST({})", "{} ^ {}", "{} ** {}", "POWER({}, 999999999)",
    "EXP({})", "10 ! ", "{} << 99999", "INTERVAL '{}'", "{} AT TIME ZONE 'x'", "{} COLLATE \"C\"",
    "{}.{}", "{}[1]", "{} -> 'a'", "{} IS DISTINCT FROM {}", "{} IS TRUE", "{} = ANY({})",
    "{} IN (SELECT {})", "$1", ":x", "@x", "?", "{} /* {} */", "{} -- {}", "{}; {}", "{} AS {}",
    "COPY {} TO '/tmp/x'", "ATTACH '{}'", "PRAGMA {}", "SET x = {}", "DROP TABLE {}",
    "MATCH ({}) AGAINST ('a')", "TRY_CAST({} AS DATE)", "CAST({} AS DATE)", "DATE {}",
    "EXTRACT(year FROM {})", "COALESCE({})", "COALESCE()", "LEAST()", "NULLIF({}, {})",
    "IF({}, {}, {})", "XMLPARSE({})", "JSON_VALUE({}, '$')", "{} MEMBER OF ({})", "LATERAL {}",
]  # fmt: skip
PLAIN = [
    "{}", "({})", "{} + {}", "{} - {}", "{} * {}", "{} / {}", "-{}", "ABS({})", "CEIL({})",
    "FLOOR({})", "LEAST({}, {})", "GREATEST({}, {})", "COALESCE({}, {})", "{} = {}", "{} <> {}",
    "{} < {}", "{} <= {}", "{} > {}", "{} >= {}", "{} AND {}", "{} OR {}", "NOT {}", "{} IS NULL",
    "{} IS NOT NULL", "{} IN ({}, {})", "{} NOT IN ({})", "{} IN ($listed)", "{} IN ($partial)",
    "{} BETWEEN {} AND {}", "CASE WHEN {} THEN {} ELSE {} END", "{} LIKE '%局%'",
    "CASE WHEN {} THEN {} WHEN {} THEN {} ELSE {} END",
]  # fmt: skip
ATOMS = [
    "甲", "乙", "学历", "党员", "职务", "时间", '"甲"', "1", "0", "0.5", "30%", "2/3", "100%",
    "999999999999999999999999999999", "'局长'", "'大学专科'", "TRUE", "FALSE", "NULL",
    "DATE '2020-02-29'", "DATE '2020-02-30'", "$share", "$huge", "$open", "$listed", "$level",
    "$day", "$none", "*", "年龄", "''", "'%'", "1e999",
]  # fmt: skip


def _filled(templates, inner):
    def fill(template, parts):
        text = template
        for part in parts:
            text = text.replace("{}", part, 1)
        return text.replace("{}", "甲")

    return st.builds(fill, st.sampled_from(templates), st.lists(inner, min_size=5, max_size=5))


def _grammar(templates):
    return st.recursive(
        st.sampled_from(ATOMS), lambda inner: _filled(templates, inner), max_leaves=12
    )


def _parsed(text):
    """The expression, or how to mend its fault."""
    try:
        return Expression.parse(text, NAMES, PARAMETERS), ""
    except ExpressionFault as fault:
        return None, fault.mend


def _nodes_of(tree):
    return {type(node) for node in tree.walk()}


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=_grammar(PLAIN + HOSTILE))
def test_what_is_accepted_is_made_of_the_listed_forms_only(text):
    try:
        expression = Expression.parse(text, NAMES, PARAMETERS)
    except ExpressionFault:
        return
    assert _nodes_of(expression.tree) <= ALLOWED, text
    if expression.sql:
        written = sqlglot.parse_one(expression.sql, read="postgres")
        assert _nodes_of(written) <= ALLOWED_IN_COLUMNS, expression.sql
    expression.evaluate({})
    expression.spoken()


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
def test_any_text_is_an_expression_or_a_fault(text):
    try:
        Expression.parse(text, NAMES, PARAMETERS)
    except ExpressionFault as fault:
        said = fault.message
    else:
        said = "accepted"
    assert said


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_hostile_form_is_accepted_even_inside_an_allowed_one(hostile):
    accepted = []
    for outer in ("{}", "{} = 甲", "COALESCE({}, 甲) > 1", "CASE WHEN {} THEN 1 ELSE 0 END = 1"):
        text = outer.replace("{}", hostile.replace("{}", "甲"), 1)
        try:
            tree = Expression.parse(text, NAMES, PARAMETERS).tree
        except ExpressionFault:
            continue
        accepted.append((text, _nodes_of(tree) <= ALLOWED))
    # COALESCE of one name is allowed: nothing else in the list may get through.
    assert all("COALESCE(甲)" in text and is_sound for text, is_sound in accepted), accepted


# -- bounded in time and size

_SUM = " + ".join(["甲 / 乙"] * 40)
RUNAWAY = [
    " * ".join(["999999999999999999999999999999"] * 140) + " > 甲",
    " * ".join(["$huge"] * 70) + " > 甲",
    "1 / 999999999999999999999999999989 + 1 / 999999999999999999999999999987 > 甲",
    "FLOOR(" * 20 + "甲 / 乙" + " / 乙)" * 20 + " > 1",
    "LEAST(" * 20 + "甲" + ", 乙 / 3)" * 20 + " > 1",
    "GREATEST(乙 / 3, " * 20 + "甲" + ")" * 20 + " > 1",
    "COALESCE(" * 20 + "甲 / 乙" + ", 乙 / 甲)" * 20 + " > 1",
    "CASE WHEN 党员 THEN " * 20 + "甲 / 乙" + " ELSE 甲 END" * 20 + " > 1",
    "CASE WHEN " * 12 + "党员" + " THEN 党员 ELSE 党员 END" * 12,
    "甲 / (乙 + " * 20 + "甲" + ")" * 20 + " > 1",
    f"{_SUM} > 1",
    " AND ".join(["甲 / 乙 > 乙 / 甲"] * 25),
    "职务 IN (" + ", ".join(f"'{number}'" for number in range(140)) + ")",
    " OR ".join(["职务 LIKE '%局%'"] * 60),
    "NOT (" * 24 + "党员" + ")" * 24,
]


@pytest.mark.parametrize("text", RUNAWAY)
def test_nothing_runs_away(text):
    began = time.monotonic()
    values = {"甲": 3, "乙": 7, "党员": True, "职务": "县统计局局长"}
    frame = pl.DataFrame([values], schema={name: COLUMNS[name] for name in values})
    expression, mend = _parsed(text)
    if expression is None:
        assert "请拆成几条规则" in mend
    else:
        assert len(expression.sql) <= 50_000
        together = frame.with_columns(answer=expression.polars())["answer"].to_list()
        assert together == [expression.evaluate(values)]
    assert time.monotonic() - began < 5


# -- both executors, numbers of any size

_numbers = st.sampled_from(
    [
        *["甲", "乙", "1", "3", "0.5", "2/3", "30%", "$share", "$huge", "$open"],
        *["4294967296", "9223372036854775807", "999999999999999999999999999999"],
    ]
)
_sums = st.recursive(
    _numbers,
    lambda inner: _filled(
        ["({} + {})", "({} - {})", "({} * {})", "({} / {})", "(-{})", "ABS({})", "FLOOR({})",
         "CEIL({})", "LEAST({}, {})", "GREATEST({}, {})", "COALESCE({}, {})",
         "CASE WHEN 党员 THEN {} ELSE {} END", "CASE WHEN {} > {} THEN {} ELSE {} END"],
        inner,
    ),
    max_leaves=8,
)  # fmt: skip
_conditions = st.recursive(
    st.builds("{} {} {}".format, _sums, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), _sums)
    | st.builds("{} BETWEEN {} AND {}".format, _sums, _numbers, _numbers)
    | st.builds("{} IN ({}, {})".format, _sums, _numbers, _numbers)
    | st.sampled_from(
        ["党员", "学历 >= $level", "职务 IN ($listed)", "职务 IN ($partial)", "职务 LIKE '%局%'",
         "职务 NOT IN ($partial)", "时间 >= $day", "学历 IS NULL", "COALESCE(党员, TRUE)",
         "COALESCE(职务, '局长') = '局长'", "CASE WHEN 党员 THEN 职务 ELSE '局长' END = '局长'"]
    ),
    lambda inner: _filled(["({} AND {})", "({} OR {})", "(NOT {})",
                           "CASE WHEN {} THEN {} ELSE {} END"], inner),
    max_leaves=4,
)  # fmt: skip
_rows = st.fixed_dictionaries(
    {
        "甲": st.none() | st.integers(-(2**31), 2**31) | st.integers(-3, 3),
        "乙": st.none() | st.integers(-(2**31) + 1, 2**31 - 1) | st.integers(-3, 3),
        "学历": st.none() | st.sampled_from(LEVELS),
        "党员": st.none() | st.booleans(),
        "职务": st.none() | st.sampled_from(["县长", "局长", "2/3", "30%", "0.5", ""]),
        "时间": st.none() | st.dates(),
    }
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=_conditions, table=st.lists(_rows, min_size=1, max_size=4))
def test_both_executors_agree_however_large_the_numbers(text, table):
    expression, mend = _parsed(text)
    if expression is None:
        # Too deep, or too complicated; never a wrong answer.
        assert mend
        return
    frame = pl.DataFrame(table, schema=COLUMNS)
    together = frame.with_columns(answer=expression.polars())["answer"].to_list()
    assert together == [expression.evaluate(row) for row in table], expression.sql


def test_a_text_that_looks_like_a_fraction_stays_a_text():
    expression = Expression.parse("职务 = '2/3'", NAMES, {})
    assert expression.evaluate({"职务": "2/3"}) is True
    assert expression.evaluate({"职务": "4/6"}) is False


def test_what_a_partial_list_lacks_is_unknown():
    known = Expression.parse("职务 IN ($listed)", NAMES, PARAMETERS)
    partly = Expression.parse("职务 IN ($partial)", NAMES, PARAMETERS)
    assert (known.evaluate({"职务": "县长"}), known.evaluate({"职务": "镇长"})) == (True, False)
    assert (partly.evaluate({"职务": "县长"}), partly.evaluate({"职务": "镇长"})) == (True, None)
    assert partly.spoken() == "职务为县长等之一"


@pytest.mark.parametrize("text", ["甲 > 101% * 乙", "甲 / 乙 >= 100.5%"])
def test_a_percentage_over_a_hundred_is_refused_with_its_place(text):
    with pytest.raises(ExpressionFault, match="超过了100%") as caught:
        Expression.parse(text, NAMES, {})
    assert caught.value.column > 4
    assert "1.0" in caught.value.mend


def test_decimals_of_a_policy_are_exact_numbers():
    expression = Expression.parse("甲 >= $weight", NAMES, {"weight": "0.4"})
    assert expression.evaluate({"甲": Fraction(2, 5)}) is True
