"""The expression language: what it takes, what it refuses, and that it is exact."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuanxian.policy.expressions import (
    BOOLEAN,
    DATE,
    TEXT,
    Expression,
    ExpressionFault,
    Kind,
    Quantity,
    ValueType,
    exact,
    number,
    ordered,
)

NAMES = {
    "年龄": number("岁"),
    "同意": number(),
    "应到": number(),
    "学历": ordered(["高中", "大学专科", "大学本科"]),
    "性别": ValueType(Kind.TEXT, levels=("男", "女")),
    "现任职务": TEXT,
    "是否中共党员": BOOLEAN,
    "入党时间": DATE,
}
PARAMETERS = {"line": "2/3", "oldest": Quantity(Fraction(45), unit="岁"), "open": None}


def evaluate(text, **values):
    return Expression.parse(text, NAMES, PARAMETERS).evaluate(values)


def fault_of(text, *, expect=Kind.BOOLEAN):
    with pytest.raises(ExpressionFault) as caught:
        Expression.parse(text, NAMES, PARAMETERS, expect=expect)
    return caught.value


@pytest.mark.parametrize(
    ("agreed", "entitled", "carried"),
    [
        (6, 9, True),  # 2/3 of 9 is 6 exactly
        (5, 9, False),
        (7, 10, True),  # 2/3 of 10 is 6 2/3
        (6, 10, False),
        (2, 3, True),
        (66_666_666, 100_000_000, False),  # binary 2/3 would not tell these apart
        (66_666_667, 100_000_000, True),
    ],
)
def test_two_thirds_is_exact(agreed, entitled, carried):
    assert evaluate("同意 >= 2/3 * 应到", 同意=agreed, 应到=entitled) is carried
    assert evaluate("同意 >= $line * 应到", 同意=agreed, 应到=entitled) is carried
    assert evaluate("同意 / 应到 >= 2/3", 同意=agreed, 应到=entitled) is carried


def test_a_percentage_is_a_fraction_of_a_hundred():
    assert evaluate("30% * 应到", 应到=7) == Fraction(21, 10)
    assert evaluate("同意 > 33.3% * 应到", 同意=333, 应到=1000) is False
    assert exact("12.5%") == Fraction(1, 8)


def test_decimals_mean_their_digits():
    # 0.1 + 0.2 is not 0.3 in binary.
    assert evaluate("0.1 + 0.2 = 0.3") is True
    assert exact(0.1) == Fraction(1, 10)


def test_division_by_zero_is_unknown_not_zero():
    assert evaluate("同意 / 应到", 同意=3, 应到=0) is None
    assert evaluate("同意 / 应到 >= 1/2", 同意=3, 应到=0) is None


def test_ordered_codes_compare_by_level_not_by_text():
    assert evaluate("学历 >= '大学专科'", 学历="大学本科") is True
    assert evaluate("学历 >= '大学专科'", 学历="大学专科") is True
    assert evaluate("学历 >= '大学专科'", 学历="高中") is False
    assert evaluate("'大学本科' <= 学历", 学历="大学专科") is False


def test_dates_compare():
    assert evaluate("入党时间 < DATE '2020-03-01'", 入党时间=date(2020, 2, 29)) is True
    assert evaluate("入党时间 < DATE '2020-03-01'", 入党时间=date(2020, 3, 1)) is False


def test_text_is_matched_at_its_ends_or_within():
    assert evaluate("现任职务 LIKE '%局长'", 现任职务="县统计局局长") is True
    assert evaluate("现任职务 LIKE '%局长'", 现任职务="局长助理") is False
    assert evaluate("现任职务 LIKE '局长%'", 现任职务="局长助理") is True
    assert evaluate("现任职务 LIKE '%统计%'", 现任职务="县统计局局长") is True


# The truth tables of SQL:2016, 6.39 <boolean value expression>.
AND_TABLE = {
    (True, True): True, (True, False): False, (True, None): None,
    (False, True): False, (False, False): False, (False, None): False,
    (None, True): None, (None, False): False, (None, None): None,
}  # fmt: skip
OR_TABLE = {
    (True, True): True, (True, False): True, (True, None): True,
    (False, True): True, (False, False): False, (False, None): None,
    (None, True): True, (None, False): None, (None, None): None,
}  # fmt: skip


@pytest.mark.parametrize("pair", AND_TABLE)
def test_unknown_goes_through_and_or_as_in_sql(pair):
    names = {"甲": BOOLEAN, "乙": BOOLEAN}
    values = dict(zip(names, pair, strict=True))
    assert Expression.parse("甲 AND 乙", names).evaluate(values) is AND_TABLE[pair]
    assert Expression.parse("甲 OR 乙", names).evaluate(values) is OR_TABLE[pair]


def test_not_unknown_is_unknown():
    assert evaluate("NOT 是否中共党员") is None
    assert evaluate("NOT 是否中共党员", 是否中共党员=False) is True


def test_null_is_asked_for_by_is_null():
    assert evaluate("年龄 IS NULL") is True
    assert evaluate("年龄 IS NOT NULL") is False
    assert evaluate("年龄 IS NULL", 年龄=3) is False


def test_an_open_parameter_makes_the_answer_unknown():
    expression = Expression.parse("年龄 <= $open", NAMES, PARAMETERS)
    assert expression.evaluate({"年龄": 30}) is None
    assert expression.unknown_among({"年龄": 30}) == ("$open",)


def test_a_list_with_an_unknown_member_only_confirms():
    assert evaluate("年龄 IN (30, $open)", 年龄=30) is True
    assert evaluate("年龄 IN (30, $open)", 年龄=31) is None


def test_a_case_with_an_unknown_condition_is_unknown():
    text = "CASE WHEN 是否中共党员 THEN 1 ELSE 2 END"
    assert evaluate(text, 是否中共党员=True) == 1
    assert evaluate(text, 是否中共党员=False) == 2
    assert evaluate(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("年令 <= 45", "是不是想写“年龄”"),
        ("年龄 <= $oldst", "是不是想写“oldest”"),
        ("学历 >= '大本'", "是不是想写“大学本科”"),
        ("性别 = '雌'", "可用的有：男、女"),
        ("年龄 = '45'", "数不能和文字比较"),
        ("年龄 AND 是否中共党员", "这里要的是是非"),
        ("是否中共党员 > 3", "是非不能和数比较"),
        ("现任职务 < '局'", "没有大小"),
        ("年龄", "整个表达式是数"),
        ("年龄 = NULL", "IS NULL"),
        ("年龄 ≤ 45", "请改用半角的 <="),
        ("年龄 <= 45 -- 四十五", "不能有注释"),
        ("年龄 <=", "读不通"),
        ("", "表达式是空的"),
        ("现任职务 LIKE '%'", "LIKE 只能判断"),
        ("现任职务 LIKE 'a_b%'", "LIKE 只能判断"),
        ("入党时间 < DATE '2020-13-01'", "不是日期"),
        ("CASE WHEN 是否中共党员 THEN 1 END > 0", "缺少 ELSE"),
        ("应到 % 3 = 0", "百分号只能跟在数字后面"),
    ],
)
def test_it_refuses_a_mistake_and_says_how_to_mend_it(text, words):
    assert words in str(fault_of(text))


def test_a_fault_names_line_and_column():
    fault = fault_of("年龄 <= 45\n  AND 学厉 >= '大学专科'")
    assert (fault.line, fault.column) == (2, 7)


@pytest.mark.parametrize(
    "text",
    [
        "read_csv('/etc/passwd') IS NULL",
        "read_parquet('x')",
        "(SELECT 1) = 1",
        "年龄 IN (SELECT 1)",
        "EXISTS (SELECT 1)",
        "SELECT 1",
        "年龄 > 1; DROP TABLE people",
        "PRAGMA database_list",
        "COPY x FROM '/etc/passwd'",
        "ATTACH 'x' AS y",
        "pg_sleep(10) > 1",
        "pg_read_file('/etc/passwd') = ''",
        "random() > 0",
        "CURRENT_DATE > DATE '2020-01-01'",
        "CAST(年龄 AS TEXT) = '1'",
        "年龄::text = '1'",
        "现任职务 ~ '(a+)+$'",
        "现任职务 SIMILAR TO 'a'",
        "REPEAT('a', 1000000) = ''",
        "people.年龄 > 1",
        "年龄[1] > 1",
        "ARRAY[1] = ARRAY[1]",
        "SUM(年龄) > 1",
        "COUNT(*) > 1",
        "年龄 = ANY(ARRAY[1])",
        "现任职务 || 'x' = 'y'",
        "现任职务 COLLATE \"C\" = 'x'",
        "INTERVAL '1 day' > INTERVAL '2 day'",
        "LATERAL x",
        "*",
        "COALESCE((SELECT 1), 年龄) > 1",
        "CASE WHEN 是否中共党员 THEN (SELECT 1) ELSE 0 END > 0",
        "年龄 BETWEEN 1 AND (SELECT 1)",
    ],
)
def test_nothing_reads_a_file_calls_out_or_asks_a_database(text):
    fault_of(text, expect=None)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 400 + "1" + ")" * 400 + " = 1",
        "NOT " * 300 + "是否中共党员",
        "- " * 300 + "1 = 1",
        "CASE WHEN TRUE THEN " * 90 + "1" + " ELSE 0 END" * 90 + " = 1",
        " OR ".join(["是否中共党员"] * 400),
        "年龄 = " + "9" * 5000,
    ],
)
def test_length_and_depth_are_bounded(text):
    assert any(word in str(fault_of(text)) for word in ("超过", "嵌套"))


def test_it_reads_aloud_with_parameters_in_place():
    expression = Expression.parse(
        "年龄 <= $oldest AND (学历 >= '大学专科' OR 同意 >= $line * 应到)", NAMES, PARAMETERS
    )
    said = "年龄不超过45岁，且（学历不低于大学专科，或同意不少于应到的三分之二）"
    assert expression.spoken() == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(年龄 / 年龄) / (同意 / 应到)", "年龄÷年龄÷（同意÷应到）"),
        ("同意 / (应到 * 年龄)", "同意÷（应到×年龄）"),
        ("同意 - (应到 - 年龄)", "同意－（应到－年龄）"),
        ("同意 / 应到 / 年龄", "同意÷应到÷年龄"),
    ],
)
def test_parentheses_that_change_the_value_are_read_aloud(text, said):
    assert Expression.parse(text, NAMES, PARAMETERS).spoken() == said


WORDS = """
年龄 应到 学历 是否中共党员 "年龄" '高中' '2020-01-01' 45 2/3 30% 0.5 1e5 $line $open $ $1 TRUE
( ) , + - * / % = <> < >= != AND OR NOT IN BETWEEN IS NULL LIKE CASE WHEN THEN ELSE END DATE
SELECT FROM CAST AS INTERVAL EXISTS ALL ANY ARRAY OVER FILTER COALESCE ABS LEAST FLOOR COUNT(*)
[ ] { } . ; | || & ~ ^ @ # ? : :: := -> ' " -- /* */ \\ （
"""


@settings(max_examples=500, deadline=None)
@given(
    words=st.lists(st.sampled_from(WORDS.split()), max_size=14)
    | st.text(max_size=40).map(lambda text: [text])
)
def test_any_text_is_either_an_expression_or_a_fault(words):
    text = " ".join(words)
    try:
        expression = Expression.parse(text, NAMES, PARAMETERS)
    except ExpressionFault:
        return
    # What is accepted can be evaluated, written for columns and read aloud.
    expression.evaluate({})
    assert expression.sql
    assert expression.spoken()
