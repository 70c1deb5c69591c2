"""The policy kind `match`: who is considered for which post, and why not."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.insight.instruments import Match
from xuanxian.insight.instruments.match import MatchFacts
from xuanxian.policy.outcome import Verdict

PLAIN: dict[str, Any] = {
    "id": "m",
    "kind": "match",
    "values": {"熟悉领域": {"type": "text"}},
    "post_values": {"职位领域": {"type": "text"}, "年龄上限": {"type": "number"}},
    "must": [
        {"id": "age", "label": "年龄", "rule": "年龄 <= 年龄上限"},
        {"id": "field", "label": "领域", "rule": "熟悉领域 = 职位领域"},
    ],
    "wishes": [
        {"id": "base", "label": "基层经历", "rule": "担任过乡镇街道领导职务", "weight": "2"},
        {"id": "best", "label": "优秀", "rule": "近三年优秀次数 >= 1"},
    ],
}
POST = {"职位领域": "经济", "年龄上限": 45}


def match(**changes: Any) -> Match:
    return Match.model_validate({**PLAIN, **changes})


people = st.fixed_dictionaries(
    {
        "年龄": st.one_of(st.none(), st.integers(25, 60)),
        "熟悉领域": st.sampled_from([None, "经济", "党建"]),
        "担任过乡镇街道领导职务": st.sampled_from([None, True, False]),
        "近三年优秀次数": st.one_of(st.none(), st.integers(0, 3)),
    }
)


@given(crowd=st.lists(people, max_size=8))
def test_everybody_stands_in_exactly_one_place_with_the_reason(crowd: list[dict[str, Any]]) -> None:
    given_people = {f"人{at}": one for at, one in enumerate(crowd)}
    chosen = match()
    ready = chosen.ready({})
    slate = ready.slate(
        {name: chosen.person_values(one) for name, one in given_people.items()},
        chosen.post_values_of(POST),
    )
    ranked = [name for group in slate.ranked for name in group]
    assert sorted([*ranked, *slate.unknown, *slate.out]) == sorted(given_people)
    for name, one in given_people.items():
        missed = [
            label
            for label, kept in (
                ("年龄", one["年龄"] is None or one["年龄"] <= 45),
                ("领域", one["熟悉领域"] in {None, "经济"}),
            )
            if not kept
        ]
        assert list(slate.fits[name].missed) == missed
        assert (name in slate.out) == bool(missed)
        if name in slate.unknown:
            assert slate.fits[name].unclear


@given(crowd=st.lists(people, min_size=1, max_size=8))
def test_those_considered_are_ordered_by_wishes_met_and_equals_are_together(
    crowd: list[dict[str, Any]],
) -> None:
    chosen = match()
    slate = chosen.ready({}).slate(
        {f"人{at}": chosen.person_values(one) for at, one in enumerate(crowd)},
        chosen.post_values_of(POST),
    )
    weights = [{slate.fits[name].weight for name in group} for group in slate.ranked]
    assert all(len(group) == 1 for group in weights)
    order = [next(iter(group)) for group in weights]
    assert order == sorted(order, reverse=True)
    assert len(set(order)) == len(order)


@given(
    crowd=st.lists(people, min_size=1, max_size=5),
    limits=st.lists(st.integers(30, 60), min_size=1, max_size=3),
)
def test_posts_of_a_person_and_people_of_a_post_are_the_same_pairs(
    crowd: list[dict[str, Any]], limits: list[int]
) -> None:
    posts = {f"职位{at}": {**POST, "年龄上限": limit} for at, limit in enumerate(limits)}
    answer = match().rehearse(
        {"people": {f"人{at}": one for at, one in enumerate(crowd)}, "posts": posts}, {}
    )
    by_post = {(person, post) for post, one in answer["按职位"].items() for person in one["入围"]}
    by_person = {(person, post) for person, names in answer["按人"].items() for post in names}
    assert by_post == by_person


def test_the_nearest_are_those_who_miss_least() -> None:
    answer = match().rehearse(
        {
            "people": {
                "甲": {"年龄": 50, "熟悉领域": "党建"},
                "乙": {"年龄": 46, "熟悉领域": "经济"},
                "丙": {"年龄": 40, "熟悉领域": "党建"},
            },
            "posts": {"局长": POST},
        },
        {},
    )["按职位"]["局长"]
    assert answer["入围"] == []
    assert answer["未入围"] == {"甲": ["年龄", "领域"], "乙": ["年龄"], "丙": ["领域"]}
    assert answer["最接近"] == ["乙", "丙"]


def test_an_unknown_wish_is_named_and_counts_only_as_what_may_be() -> None:
    given_pair = {
        "person": {"年龄": 40, "熟悉领域": "经济", "近三年优秀次数": 1},
        "post": POST,
    }
    answer = match().rehearse(given_pair, {})
    assert answer["结论"] == "入围"
    assert answer["优先条件"] == {"符合": ["优秀"], "不符合": [], "不明": ["基层经历"]}
    assert (answer["分量"], answer["分量最多"], answer["总分量"]) == (1, 3, Fraction(3))
    # A wish that is not met never bars.
    assert match().decide(MatchFacts.model_validate(given_pair), {}).verdict is Verdict.FLAG


def test_a_soft_condition_leaves_the_person_in() -> None:
    soft = match(must=[{**PLAIN["must"][0], "soft": True}, PLAIN["must"][1]])
    pair = {"person": {"年龄": 46, "熟悉领域": "经济"}, "post": POST}
    assert soft.rehearse(pair, {})["结论"] == "入围"
    assert match().rehearse(pair, {})["结论"] == "未入围"


def test_names_that_stand_on_both_sides_are_refused() -> None:
    with pytest.raises(ValidationError, match="改名分开"):
        match(post_values={"熟悉领域": {"type": "text"}})
    with pytest.raises(ValueError, match="不认识"):
        match().person_values({"职位领域": "经济"})
