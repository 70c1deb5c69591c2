"""Shares and counts over a group: exact, rounded as stated, and careful with what is unknown."""

from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.facts.definitions import FACTS
from xuanxian.policy.instruments import Quota, QuotaFacts
from xuanxian.policy.outcome import Verdict

PARAMETERS = {"third": "1/3", "open": None}


def quota(**rule):
    return Quota.model_validate(
        {"id": "team", "kind": "quota", "rules": [{"id": "only", "label": "女干部"} | rule]}
    )


def group(*members, **more):
    """Members given as (性别, 年龄) or (性别, 年龄, how many)."""
    listed = [
        {"values": {"性别": sex, "年龄": age}, "times": times[0] if times else 1}
        for sex, age, *times in members
    ]
    return QuotaFacts.model_validate({"members": listed, **more})


def judged(rule, *members, **more):
    return quota(**rule).decide(group(*members, **more), PARAMETERS)


WOMEN = {"count": "性别 = '女'"}


@pytest.mark.parametrize(
    ("women", "of", "kept"),
    [
        (2, 7, False),  # 1/3 of 7 is 2 1/3: two are too few
        (3, 7, True),
        (3, 9, True),  # exactly a third
        (2, 9, False),
    ],
)
def test_a_share_without_rounding_is_compared_exactly(women, of, kept):
    rule = {**WOMEN, "share_of": "全体", "at_least": "$third"}
    outcome = judged(rule, ("女", 40, women), ("男", 40, of - women))
    assert (outcome.verdict is Verdict.PASS) is kept


# 30 % of 5 people are 1.5, of 7 people 2.1.
@pytest.mark.parametrize(
    ("rounding", "of", "needed"),
    [("up", 5, 2), ("down", 5, 1), ("nearest", 5, 2), ("up", 7, 3), ("nearest", 7, 2)],
)
def test_the_number_of_people_is_rounded_as_the_policy_says(rounding, of, needed):
    rule = {**WOMEN, "share_of": "全体", "at_least": "30%", "round": rounding}
    for women in range(of + 1):
        outcome = judged(rule, ("女", 40, women), ("男", 40, of - women))
        assert (outcome.verdict is Verdict.PASS) is (women >= needed), women


def test_a_share_is_of_the_denominator_that_is_named():
    rule = {**WOMEN, "share_of": "年龄 <= 40", "at_least": "50%"}
    # Of the two up to 40 one is a woman; of all five only one is.
    young = [("女", 40), ("男", 35), ("男", 50, 3)]
    assert judged(rule, *young).verdict is Verdict.PASS
    assert judged({**rule, "share_of": "全体"}, *young).verdict is Verdict.HOLD


def test_a_count_needs_no_denominator():
    assert judged({**WOMEN, "at_least": 1}, ("男", 40, 5)).verdict is Verdict.HOLD
    assert judged({**WOMEN, "at_least": 1}, ("女", 40), ("男", 40, 5)).verdict is Verdict.PASS
    assert judged({**WOMEN, "exactly": 2}, ("女", 40, 3)).verdict is Verdict.HOLD
    assert judged({**WOMEN, "at_most": 2, "else": "bar"}, ("女", 40, 3)).verdict is Verdict.BAR


def test_a_soft_share_flags_and_a_share_of_nobody_is_kept():
    rule = {**WOMEN, "share_of": "全体", "at_least": "10%", "soft": True}
    assert judged(rule, ("男", 40, 5)).verdict is Verdict.FLAG
    assert judged({**rule, "share_of": "年龄 <= 30"}, ("男", 40, 5)).verdict is Verdict.PASS


def test_an_unknown_member_holds_only_where_it_could_decide():
    rule = {**WOMEN, "at_least": 2, "else": "bar"}
    assert judged(rule, ("女", 40, 2), (None, 40)).verdict is Verdict.PASS
    held = judged(rule, ("女", 40), (None, 40))
    assert held.verdict is Verdict.HOLD
    assert held.reasons[0].explanation == (
        "情况不明：全体2人，符合的1人，要求不少于2人；1人情况不明，可能改变结论，请核实。"
    )
    assert judged(rule, ("女", 40, 0), (None, 40)).verdict is Verdict.BAR
    assert judged({**rule, "soft": True}, ("女", 40), (None, 40)).verdict is Verdict.FLAG


def test_an_open_line_holds_and_says_so():
    held = judged({**WOMEN, "share_of": "全体", "at_least": "$open"}, ("女", 40))
    assert held.verdict is Verdict.HOLD
    assert "参数未设定" in held.reasons[0].explanation


def test_it_may_apply_only_to_large_groups_and_end_on_a_day():
    rule = {**WOMEN, "at_least": 1, "when": "人数 >= 5"}
    assert judged(rule, ("男", 40, 4)).reasons == ()
    assert judged(rule, ("男", 40, 5)).verdict is Verdict.HOLD
    ending = {**WOMEN, "at_least": 1, "until": "2026-12-31"}
    breach = judged(ending, ("男", 40), as_of="2026-12-31")
    assert breach.verdict is Verdict.HOLD
    assert breach.reasons[0].expires.isoformat() == "2027-01-01"
    assert judged(ending, ("男", 40), as_of="2027-01-01").verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"share_of": "全体", "at_least": 2}, "在 0 到 100% 之间"),
        ({"share_of": "全体", "at_least": "-1/2"}, "在 0 到 100% 之间"),
        ({"at_least": "30%"}, "请用 share_of 写明"),
        ({"at_least": 3, "at_most": 2}, "自相矛盾"),
        ({"at_least": 3, "exactly": 2}, "就不要再写"),
        ({}, "没有写 at_least"),
        ({"at_least": 3, "round": "up"}, "不用写 round"),
    ],
)
def test_bounds_that_nobody_can_keep_are_refused(rule, words):
    with pytest.raises(ValidationError, match=words):
        quota(**WOMEN, **rule)


def test_it_explains_itself():
    said = quota(
        **WOMEN, share_of="年龄 <= 45", at_least="$third", round="up", soft=True, cite="第三条"
    ).explain()
    assert said == [
        "女干部：一般要求年龄不超过45周岁的人员中，性别为女的不少于〔third〕"
        "（人数进位取整）；不符合的，予以提示，由人研究。（第三条）"
    ]


# -- against trying out everything

_truths = st.sampled_from([True, False, None])
_rules = st.fixed_dictionaries(
    {
        "share_of": st.sampled_from(["", "全体", "年龄 <= 40"]),
        "bounds": st.sampled_from([("at_least",), ("at_most",), ("at_least", "at_most")]),
        "round": st.sampled_from(["up", "down", "nearest", "none"]),
        "low": st.integers(0, 6),
        "high": st.integers(0, 6),
    }
)


def _rule_of(drawn):
    low, high = sorted((drawn["low"], drawn["high"]))
    values = {"at_least": low, "at_most": high}
    if drawn["share_of"]:
        values = {name: f"{value}/6" for name, value in values.items()}
    rule = {name: values[name] for name in drawn["bounds"]}
    if drawn["share_of"]:
        rule |= {"share_of": drawn["share_of"], "round": drawn["round"]}
    return {**WOMEN, **rule}


_people = st.lists(
    st.tuples(st.sampled_from(["女", "男", None]), st.sampled_from([30, 50, None])),
    min_size=1,
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(drawn=_rules, members=_people)
def test_it_holds_exactly_where_the_unknown_could_decide(drawn, members):
    """Every way the unknown could turn out is tried; the verdict is theirs where all agree."""
    rule = _rule_of(drawn)
    ways = product(
        *[
            [
                (sex, age)
                for sex in (["女", "男"] if given_sex is None else [given_sex])
                for age in ([30, 50] if given_age is None else [given_age])
            ]
            for given_sex, given_age in members
        ]
    )
    answers = {judged(rule, *way).verdict for way in ways}
    found = judged(rule, *members).reasons[0]
    if len(answers) == 1:
        assert found.verdict is answers.pop()
        assert "情况不明" not in found.explanation
    else:
        assert found.verdict is Verdict.HOLD
        assert "情况不明" in found.explanation


@settings(max_examples=150, deadline=None)
@given(drawn=_rules, members=_people)
def test_a_snapshot_of_the_members_is_judged_as_the_members_are(drawn, members):
    rule = _rule_of(drawn)
    compiled = quota(**rule).compiled(PARAMETERS)
    frame = pl.DataFrame(
        {"性别": [sex for sex, _ in members], "年龄": [age for _, age in members]},
        schema={"性别": FACTS["性别"].polars_type(), "年龄": FACTS["年龄"].polars_type()},
    )
    assert compiled.decide_frame(frame) == compiled.decide(group(*members))


def test_a_snapshot_that_lacks_a_column_is_unknown_for_everybody():
    compiled = quota(**WOMEN, at_least=1).compiled(PARAMETERS)
    assert compiled.decide_frame(pl.DataFrame({"person": ["a", "b"]})).verdict is Verdict.HOLD
