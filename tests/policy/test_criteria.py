"""Criteria: verdicts with their reasons, and the same verdicts for everybody at once."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuanxian.facts.definitions import FACTS
from xuanxian.policy import catalogue
from xuanxian.policy.expressions import Kind
from xuanxian.policy.instruments import Criteria, decide
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parameters import with_parameters

PARAMETERS = {"oldest": 45, "lowest": "大学专科", "years": None}


def criteria(**rule):
    return Criteria.model_validate(
        {"id": "test", "kind": "criteria", "rules": [{"id": "only", "label": "年龄"} | rule]}
    )


def verdict_of(rule, **values):
    return decide(criteria(**rule), values, PARAMETERS)


def test_a_breach_bars_unless_the_policy_says_otherwise():
    assert verdict_of({"rule": "年龄 <= $oldest"}, 年龄=46).verdict is Verdict.BAR
    assert verdict_of({"rule": "年龄 <= $oldest", "else": "hold"}, 年龄=46).verdict is Verdict.HOLD
    assert verdict_of({"rule": "年龄 <= $oldest"}, 年龄=45).verdict is Verdict.PASS


def test_a_soft_rule_only_flags():
    assert verdict_of({"rule": "年龄 <= $oldest", "soft": True}, 年龄=60).verdict is Verdict.FLAG


def test_what_is_unknown_holds_and_is_named():
    outcome = verdict_of({"rule": "年龄 <= $oldest"})
    assert outcome.verdict is Verdict.HOLD
    assert "情况不明：年龄" in outcome.reasons[0].explanation


def test_the_unknown_weighs_no_more_than_the_breach():
    assert verdict_of({"rule": "年龄 <= $oldest", "soft": True}).verdict is Verdict.FLAG


def test_a_parameter_left_open_holds():
    outcome = verdict_of({"rule": "工龄 >= $years"}, 工龄=40)
    assert outcome.verdict is Verdict.HOLD
    assert "参数 years 未设定" in outcome.reasons[0].explanation


def test_a_rule_that_does_not_apply_gives_no_reason():
    rule = {"rule": "年龄 <= $oldest", "when": "性别 = '女'"}
    assert verdict_of(rule, 年龄=60, 性别="男").reasons == ()
    assert verdict_of(rule, 年龄=60, 性别="女").verdict is Verdict.BAR
    # Whether it applies is unknown, and it would not be met.
    assert verdict_of(rule, 年龄=60).verdict is Verdict.HOLD
    assert verdict_of(rule, 年龄=30).verdict is Verdict.PASS


def test_a_reason_tells_figure_line_and_citation():
    reason = verdict_of({"rule": "年龄 <= $oldest", "cite": "第八条"}, 年龄=46).reasons[0]
    assert reason.figures == {"年龄": "46周岁"}
    assert reason.threshold == "年龄不超过45周岁"
    assert reason.citation == "第八条"
    assert reason.explanation == "年龄46周岁，不符合“年龄不超过45周岁”的要求。"


def test_a_breach_expires_the_day_after_its_last_day():
    rule = {"rule": "NOT 处分影响期内", "until": "处分影响期至"}
    outcome = verdict_of(rule, 处分影响期内=True, 处分影响期至=date(2026, 12, 31))
    assert outcome.reasons[0].expires == date(2027, 1, 1)


def test_the_heaviest_reason_decides_and_comes_first():
    both = Criteria.model_validate(
        {
            "id": "test",
            "kind": "criteria",
            "rules": [
                {"id": "age", "label": "年龄", "rule": "年龄 <= $oldest", "soft": True},
                {"id": "education", "label": "学历", "rule": "学历 >= $lowest"},
            ],
        }
    )
    outcome = decide(both, {"年龄": 60, "学历": "高中"}, PARAMETERS)
    assert [reason.rule for reason in outcome.reasons] == ["test.education", "test.age"]
    assert outcome.verdict is Verdict.BAR


def _value_of(fact):
    known = {
        "integer": st.integers(0, 40),
        "boolean": st.booleans(),
        "text": st.sampled_from(fact.choices or ("健康", "较好", "差", "")),
        "date": st.dates(date(2000, 1, 1), date(2030, 1, 1)),
        "code": st.sampled_from(fact.levels or ("",)),
    }
    return st.none() | known[fact.kind.value]


def _brought(known):
    """Column type and strategy of a value that the case brings."""
    texts = st.sampled_from(known.levels or ("甲", "乙", ""))
    column, values = {
        Kind.BOOLEAN: (pl.Boolean(), st.booleans()),
        Kind.NUMBER: (pl.Int64(), st.integers(0, 20)),
        Kind.DATE: (pl.Date(), st.dates(date(2000, 1, 1), date(2030, 1, 1))),
        Kind.TEXT: (pl.String(), texts),
        Kind.ORDERED: (pl.Enum(known.levels), texts),
    }[known.kind]
    return column, st.none() | values


def _columns_of(each):
    """Every value the rules may use: its column type and a strategy for it."""
    columns = {}
    for name, known in each.names.items():
        if not any(name in rule.rule or name in rule.when for rule in each.rules):
            continue
        if each.of == "person" and name in FACTS:
            columns[name] = (FACTS[name].polars_type(), _value_of(FACTS[name]))
        else:
            columns[name] = _brought(known)
    return columns


@pytest.mark.parametrize("policy_id", catalogue.policy_ids())
@settings(max_examples=40, deadline=None)
@given(data=st.data(), years=st.none() | st.integers(0, 5))
def test_everybody_at_once_is_judged_as_one_by_one(policy_id, data, years):
    policy = catalogue.load(policy_id)
    if years is not None:
        township = [name for name in policy.open_parameters if name.startswith("township")]
        policy = with_parameters(policy, dict.fromkeys(township, years))
    for each in policy.of_kind("criteria"):
        compiled = each.compiled(policy.quantities)
        columns = _columns_of(each)
        row = st.fixed_dictionaries({name: values for name, (_, values) in columns.items()})
        table = data.draw(st.lists(row, min_size=1, max_size=5))
        schema = {name: kind for name, (kind, _) in columns.items()}
        judged = compiled.judge(pl.DataFrame(table, schema=schema))
        for values, verdicts in zip(table, judged.to_dicts(), strict=True):
            outcome = compiled.decide(values)
            assert verdicts["verdict"] == outcome.verdict.value
            said = {
                reason.rule.split(".", 1)[1]: reason.verdict.value for reason in outcome.reasons
            }
            for rule in each.rules:
                assert verdicts[rule.id] == said.get(rule.id, "pass"), rule.id


def test_a_missing_column_is_unknown_for_everybody():
    judged = (
        criteria(rule="年龄 <= $oldest").compiled(PARAMETERS).judge(pl.DataFrame({"x": [1, 2]}))
    )
    assert judged["verdict"].to_list() == ["hold", "hold"]


def test_an_effect_period_ends_on_its_last_day():
    # 影响期至 is the last day of the effect: on the day after, the reason no longer holds.
    last = date(2026, 11, 20)
    rule = {"rule": "NOT 处分影响期内", "until": "处分影响期至"}
    reason = verdict_of(rule, 处分影响期内=True, 处分影响期至=last).reasons[0]
    assert reason.expires == last + timedelta(days=1)
