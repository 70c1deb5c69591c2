"""Rules made by choosing, and texts changed in place: what goes in comes out again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuanxian.policy import catalogue
from xuanxian.policy.drafts import writing
from xuanxian.policy.drafts.simple_rules import SimpleRule, expression_of, simple
from xuanxian.policy.expressions import BOOLEAN, DATE, TEXT, Expression, number, ordered

LEVELS = ("高中", "大学专科", "大学本科")
TYPES = {
    "年龄": number("周岁"),
    "学历": ordered(LEVELS),
    "入党时间": DATE,
    "籍贯": TEXT,
    "有配偶": BOOLEAN,
}
ORDER = st.sampled_from([">=", "<=", ">", "<", "=", "<>"])
PLAIN = st.text("山东省某县甲乙丙", min_size=1, max_size=6)
RULES = st.one_of(
    st.builds(SimpleRule, st.just("年龄"), ORDER, st.integers(0, 120).map(str)),
    st.builds(SimpleRule, st.just("年龄"), ORDER, st.sampled_from(["2/3", "30%", "0.5"])),
    st.builds(SimpleRule, st.just("学历"), ORDER, st.sampled_from(LEVELS)),
    st.builds(
        SimpleRule, st.just("入党时间"), ORDER,
        st.dates(date(1950, 1, 1), date(2030, 1, 1)).map(date.isoformat),
    ),
    st.builds(SimpleRule, st.just("籍贯"), st.sampled_from(["=", "<>"]), PLAIN),
    st.builds(
        SimpleRule, st.just("学历"), st.just("in"),
        st.lists(st.sampled_from(LEVELS), min_size=1, unique=True).map("、".join),
    ),
    st.builds(SimpleRule, st.just("有配偶"), st.sampled_from(["so", "not so"])),
)  # fmt: skip


@given(RULES)
def test_a_chosen_rule_is_read_back_as_it_was_chosen(rule):
    expression = expression_of(rule, TYPES)
    assert Expression.parse(expression, TYPES).spoken()
    assert simple(expression) == rule


@pytest.mark.parametrize(
    "expression",
    [
        "年龄 <= 45 AND 有配偶",
        "年龄 + 1 <= 45",
        "年龄 BETWEEN 25 AND 45",
        "籍贯 LIKE '%县'",
        "年龄 <=",
        "",
    ],
)
def test_what_says_more_than_a_choice_is_left_to_the_writer(expression):
    assert simple(expression) is None


def test_values_are_taken_as_people_write_them():
    written = [
        (SimpleRule("年龄", "<=", " 45周岁 "), "年龄 <= 45"),
        (SimpleRule("年龄", ">=", "30％"), "年龄 >= 30%"),
        (SimpleRule("年龄", "<=", "$oldest"), "年龄 <= $oldest"),
        (SimpleRule("入党时间", "<", "2020年1月5日"), "入党时间 < DATE '2020-01-05'"),
        (SimpleRule("学历", "in", "高中，大学专科"), "学历 IN ('高中', '大学专科')"),
        (SimpleRule("学历", "=", "“高中”"), "学历 = '高中'"),
    ]
    for rule, expression in written:
        assert expression_of(rule, TYPES) == expression


@pytest.mark.parametrize("policy_id", catalogue.policy_ids()[::15])
def test_a_copy_says_what_the_catalogue_says(policy_id):
    text = writing.copying(
        catalogue.text_of(policy_id), policy_id="本级/抄录", title="抄录", place="某县"
    )
    copied, known = catalogue.from_text(text), catalogue.load(policy_id)
    assert copied.parameters.keys() == known.parameters.keys()
    assert [p.value for p in copied.parameters.values()] == [
        p.value for p in known.parameters.values()
    ]
    assert [each.id for each in copied.instruments] == [each.id for each in known.instruments]
    assert len(copied.cases) == len(known.cases)
