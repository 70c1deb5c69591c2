"""Criteria made at random: everybody at once is judged as one by one, verdicts and their ends."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xuanxian.policy.expressions import Kind
from xuanxian.policy.instruments import Criteria
from xuanxian.policy.outcome import Verdict

VALUES = {
    "分": {"type": "number", "unit": "分"},
    "次": {"type": "number"},
    "等次": {"type": "text", "choices": ["差", "一般", "好"], "ordered": True},
    "类别": {"type": "text", "choices": ["甲", "乙"]},
    "在册": {"type": "boolean"},
    "期满": {"type": "date"},
}
PARAMETERS = {"line": 5, "share": "1/3", "open": None, "last": date(2026, 6, 30)}
AS_OF = date(2026, 11, 21)

_conditions = st.recursive(
    st.sampled_from(
        [
            "分 >= 5", "分 > $line", "次 <= 2", "分 / 次 >= $share", "分 * 2 < 次", "分 <= $open",
            "等次 >= '一般'", "等次 = '好'", "类别 = '甲'", "类别 IN ('甲', '乙')", "在册",
            "NOT 在册", "期满 >= DATE '2026-01-01'", "分 IS NULL", "等次 IS NOT NULL",
            "CASE WHEN 在册 THEN 分 ELSE 次 END > 3",
        ]
    ),
    lambda inner: st.builds("({} AND {})".format, inner, inner)
    | st.builds("({} OR {})".format, inner, inner)
    | st.builds("(NOT {})".format, inner),
    max_leaves=3,
)  # fmt: skip
_rules = st.fixed_dictionaries(
    {
        "rule": _conditions,
        "when": st.just("") | _conditions,
        "soft": st.booleans(),
        "else": st.sampled_from(["flag", "hold", "bar"]),
        "until": st.sampled_from(["", "期满", "$last", "2026-12-31", "2026-11-20"]),
    }
)
_rows = st.fixed_dictionaries(
    {
        "分": st.none() | st.integers(-3, 9),
        "次": st.none() | st.integers(-1, 4),
        "等次": st.none() | st.sampled_from(["差", "一般", "好"]),
        "类别": st.none() | st.sampled_from(["甲", "乙"]),
        "在册": st.none() | st.booleans(),
        "期满": st.none() | st.dates(AS_OF - timedelta(3), AS_OF + timedelta(3)),
    }
)
COLUMNS = {
    "分": pl.Int64,
    "次": pl.Int32,
    "等次": pl.Enum(["差", "一般", "好"]),
    "类别": pl.String,
    "在册": pl.Boolean,
    "期满": pl.Date,
}


def made(rules):
    listed = [{"id": f"r{number}", "label": "甲", **rule} for number, rule in enumerate(rules)]
    return Criteria.model_validate(
        {"id": "c", "kind": "criteria", "of": "case", "values": VALUES, "rules": listed}
    ).compiled(PARAMETERS)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rules=st.lists(_rules, min_size=1, max_size=4),
    table=st.lists(_rows, min_size=1, max_size=5),
    as_of=st.sampled_from([None, AS_OF]),
)
def test_verdicts_and_their_ends_are_the_same_one_by_one_and_together(rules, table, as_of):
    compiled = made(rules)
    judged = compiled.judge(pl.DataFrame(table, schema=COLUMNS), as_of).to_dicts()
    for values, verdicts in zip(table, judged, strict=True):
        outcome = compiled.decide(values, as_of)
        said = {each.rule.partition(".")[2]: each for each in outcome.reasons}
        assert verdicts["verdict"] == outcome.verdict.value
        for number, rule in enumerate(rules):
            name = f"r{number}"
            found = said.get(name)
            assert verdicts[name] == (found.verdict.value if found else "pass")
            ends = found.expires if found else None
            assert (verdicts.get(f"{name}.expires") if rule["until"] else None) == ends


@settings(max_examples=150, deadline=None)
@given(rule=_rules, values=_rows)
def test_a_breach_never_weighs_more_than_its_rule_says(rule, values):
    outcome = made([rule]).decide(values)
    heaviest = Verdict.FLAG if rule["soft"] else Verdict(rule["else"])
    assert outcome.verdict.weight <= heaviest.weight
    # Knowing less never makes a pass of a breach: at most it holds.
    blank = made([{**rule, "when": ""}]).decide(dict.fromkeys(values))
    assert all("IS" in rule["rule"] or each.verdict is not Verdict.PASS for each in blank.reasons)


RULE = {"rule": "在册", "when": "", "soft": False, "else": "bar"}


@pytest.mark.parametrize(
    ("until", "verdict"),
    [("2026-11-21", Verdict.BAR), ("2026-11-20", Verdict.PASS), ("$last", Verdict.PASS)],
)
def test_a_breach_counts_up_to_and_with_its_last_day(until, verdict):
    compiled = made([{**RULE, "until": until}])
    outcome = compiled.decide({"在册": False}, AS_OF)
    assert outcome.verdict is verdict
    if verdict is Verdict.PASS:
        assert "现已不再计较" in outcome.reasons[0].explanation
    # Without a day nothing expires, and the reason says from when it would.
    assert compiled.decide({"在册": False}).verdict is Verdict.BAR
    assert compiled.decide({"在册": False}).reasons[0].expires is not None


def test_an_end_that_is_unknown_does_not_end():
    compiled = made([{**RULE, "until": "期满"}])
    outcome = compiled.decide({"在册": False, "期满": None}, AS_OF)
    assert outcome.verdict is Verdict.BAR
    assert outcome.reasons[0].expires is None


def criteria(**fields):
    rule = {"id": "only", "label": "甲", "rule": fields.pop("rule")}
    return Criteria.model_validate({"id": "c", "kind": "criteria", "rules": [rule], **fields})


def test_criteria_speak_of_posts_units_and_teams_by_their_own_facts():
    for of in ("person", "post", "unit", "team"):
        names = criteria(of=of, rule="TRUE").names
        assert names, of
        number = next(name for name, known in names.items() if known.kind is Kind.NUMBER)
        judged = criteria(of=of, rule=f"{number} >= 3").compiled({})
        assert judged.decide({number: 3}).verdict is Verdict.PASS
        assert judged.decide({number: 2}).verdict is Verdict.BAR
        assert judged.decide({}).verdict is Verdict.HOLD


def test_a_fact_of_another_subject_is_not_known():
    units = criteria(of="unit", rule="TRUE").names
    assert "年龄" not in units
    assert criteria(of="case", rule="TRUE").names == {}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"type": "number", "choices": ["甲"]}, "只有 type: text"),
        ({"type": "text", "choices": ["甲", "甲"]}, "相同的两项"),
        ({"type": "text", "ordered": True}, "从低到高"),
    ],
)
def test_a_value_brought_is_declared_soundly(value, words):
    with pytest.raises(ValueError, match=words):
        criteria(rule="TRUE", values={"值": value})


@pytest.mark.parametrize(
    ("given_value", "words"),
    [
        ({"等次": "优"}, "没有“优”"),
        ({"分": "高"}, "应当是数"),
        ({"在册": 1}, "应当是是非"),
        ({"期满": "去年"}, "应当是日期"),
        ({"分数": 1}, "不认识“分数”"),
    ],
)
def test_a_case_that_brings_what_does_not_fit_is_told(given_value, words):
    subject = criteria(of="case", values=VALUES, rule="在册")
    with pytest.raises(ValueError, match=words):
        subject.rehearse({"values": given_value}, {})
