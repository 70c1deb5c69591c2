"""Lists a source names or counts: what stands in them, how many are ticked, what is missing."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.policy.instruments import ItemList
from xuanxian.policy.instruments.item_list import ListFacts
from xuanxian.policy.outcome import Verdict

ITEMS = [
    {"id": "a", "label": "理想信念动摇", "group": "政治"},
    {"id": "b", "label": "搞团团伙伙", "group": "政治"},
    {"id": "c", "label": "推诿扯皮", "group": "作风"},
    {"id": "d", "label": "弄虚作假", "group": "作风"},
]


def listing(**more):
    return ItemList.model_validate({"id": "list", "kind": "list", "items": ITEMS} | more)


def judged(listed, **facts):
    return listed.decide(ListFacts.model_validate(facts), {"most": 2})


def test_a_text_is_found_by_its_label_or_its_id():
    assert listing().holds("推诿扯皮") is True
    assert listing().holds(" c ") is True
    assert listing().holds("办事拖拉") is False


def test_what_an_incomplete_list_lacks_is_unknown():
    incomplete = listing(stated=35, incomplete=True)
    assert incomplete.holds("办事拖拉") is None
    asked = judged(incomplete, asked=["办事拖拉"])
    assert asked.verdict is Verdict.HOLD
    assert "没有列全" in asked.reasons[0].explanation


def test_a_text_has_to_stand_in_the_list_or_stay_out_of_it():
    required = listing(membership="required", **{"else": "bar"})
    assert judged(required, asked=["推诿扯皮"]).verdict is Verdict.PASS
    assert judged(required, asked=["办事拖拉"]).verdict is Verdict.BAR
    excluded = listing(membership="excluded", **{"else": "bar"})
    assert judged(excluded, asked=["推诿扯皮"]).verdict is Verdict.BAR
    assert judged(excluded, asked=["办事拖拉"]).verdict is Verdict.PASS
    # It may be among the items the source did not name.
    open_list = listing(membership="excluded", incomplete=True, stated=5, **{"else": "bar"})
    assert judged(open_list, asked=["办事拖拉"]).verdict is Verdict.HOLD
    flagging = listing(membership="excluded", incomplete=True, stated=5, **{"else": "flag"})
    assert judged(flagging, asked=["办事拖拉"]).verdict is Verdict.FLAG


RULES = [{"id": "many", "label": "情形数量", "rule": "计数 <= $most AND 政治 = 0"}]


def test_a_rule_counts_what_is_ticked_in_all_and_by_heading():
    listed = listing(rules=RULES)
    assert judged(listed, ticked=["c", "d"]).verdict is Verdict.PASS
    assert judged(listed, ticked=["a"]).verdict is Verdict.HOLD
    assert judged(listing(rules=RULES, incomplete=True), ticked=["c", "d"], others=1).verdict is (
        Verdict.HOLD
    )


def test_an_unknown_item_holds_only_where_it_could_decide():
    listed = listing(rules=[{**RULES[0], "rule": "计数 <= 2", "else": "bar"}])
    assert judged(listed, ticked=["c"], unknown=["d"]).verdict is Verdict.PASS
    held = judged(listed, ticked=["c", "d"], unknown=["a"])
    assert held.verdict is Verdict.HOLD
    assert held.reasons[0].figures == {"计数": "2项", "不明": "1项"}
    assert judged(listed, ticked=["a", "c", "d"], unknown=["b"]).verdict is Verdict.BAR


@settings(max_examples=100, deadline=None)
@given(
    ticked=st.sets(st.sampled_from("abcd")),
    unknown=st.sets(st.sampled_from("abcd")),
    rule=st.sampled_from(["计数 <= 2", "政治 >= 1 AND 作风 <= 1", "政治 = 作风", "计数 = 总数"]),
)
def test_the_verdict_stands_where_every_way_of_the_unknown_agrees(ticked, unknown, rule):
    unknown -= ticked
    listed = listing(rules=[{"id": "only", "label": "甲", "rule": rule, "else": "bar"}])
    ways = [
        ticked | {each for each, is_so in zip(sorted(unknown), way, strict=True) if is_so}
        for way in product([True, False], repeat=len(unknown))
    ]
    answers = {judged(listed, ticked=sorted(way)).verdict for way in ways}
    found = judged(listed, ticked=sorted(ticked), unknown=sorted(unknown)).verdict
    assert found is (answers.pop() if len(answers) == 1 else Verdict.HOLD)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"stated": 35}, "只列出4项"),
        ({"stated": 3}, "却列出了4项"),
        ({"stated": 4, "incomplete": True}, "已经列全"),
        ({"items": [*ITEMS, ITEMS[0]]}, "相同的 id：a"),
        ({"items": [*ITEMS, {"id": "e", "label": "弄虚作假"}]}, "相同的 label"),
        ({"items": [{"id": "a", "label": "甲", "group": "计数"}]}, "不能叫"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(more, words):
    with pytest.raises(ValidationError, match=words):
        listing(**more)


@pytest.mark.parametrize(
    ("facts", "words"), [({"ticked": ["x"]}, "清单里没有“x”"), ({"others": 1}, "清单是完整的")]
)
def test_what_is_not_in_the_list_cannot_be_ticked(facts, words):
    with pytest.raises(ValueError, match=words):
        judged(listing(), **facts)


def test_it_explains_itself_with_what_is_missing():
    said = listing(title="不适宜情形", stated=35, incomplete=True, rules=RULES).explain()
    assert said == [
        "不适宜情形包括下列各项（原文称共35项，现列出4项，尚不完整）："
        "政治：理想信念动摇、搞团团伙伙；作风：推诿扯皮、弄虚作假。",
        "情形数量：计数不超过〔most〕，且政治为0；不符合的，暂缓。",
    ]


def test_a_case_of_a_policy_reads_counts_by_their_names():
    answer = listing(rules=RULES).rehearse({"ticked": ["c"], "asked": ["推诿扯皮"]}, {"most": 2})
    assert answer["计数"] == 1
    assert answer["政治"] == 0
    assert answer["属于"] == {"推诿扯皮": "是"}
    assert answer["rules"]["many"] == "pass"
