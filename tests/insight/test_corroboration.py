"""The policy kind `corroboration`: figures worked out by hand, unknown figures, protections."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.insight.instruments.corroboration import (
    CandidateFacts,
    Corroboration,
    CorroborationFacts,
    compare,
)
from xuanxian.policy.outcome import Verdict

DAY = date(2026, 3, 1)


def facts(**candidates: dict[str, Any]) -> CorroborationFacts:
    return CorroborationFacts.model_validate({"as_of": DAY, "candidates": candidates})


def support(votes: int, of: int) -> dict[str, int]:
    return {"votes": votes, "of": of}


def kind(**parts: Any) -> Corroboration:
    given_parts = {"id": "c", "look_back_years": "$years", **parts}
    return Corroboration.model_validate(given_parts)


def test_meeting_and_talks_are_laid_side_by_side() -> None:
    found = compare(
        facts(
            甲={"meeting": support(30, 50), "talks": support(4, 20)},
            乙={"meeting": support(20, 50), "talks": support(10, 20)},
            丙={"meeting": support(20, 50), "talks": support(5, 20)},
        ),
        3,
    )
    first, second, third = found.candidates
    # 30, 20, 20 of 50: places 1, 2, 2. 4, 10, 5 of 20: places 3, 1, 2.
    assert [each.meeting_rank for each in found.candidates] == [1, 2, 2]
    assert [each.talks_rank for each in found.candidates] == [3, 1, 2]
    assert [each.rank_difference for each in found.candidates] == [-2, 1, 0]
    assert first.figures["得票率差"] == Fraction(2, 5)
    assert (second.figures["得票率差"], third.figures["得票率差"]) == (
        Fraction(1, 10), Fraction(3, 20),
    )  # fmt: skip
    # 乙 and 丙 are equal in the meeting and say nothing; the two other pairs are turned round.
    assert (found.alike, found.pairs) == (0, 2)
    assert found.figures == {
        "人选数": 3, "最大名次差": 2, "最大得票率差": Fraction(2, 5), "次序一致比例": 0,
    }  # fmt: skip


def test_official_places_go_before_plain_votes() -> None:
    found = compare(
        facts(
            甲={"meeting": support(30, 50), "rank": 4},
            乙={"meeting": support(20, 50), "rank": 2},
        ),
        3,
    )
    assert [each.meeting_rank for each in found.candidates] == [2, 1]


def test_past_votes_count_as_far_back_as_the_policy_looks() -> None:
    past = [
        {"on": "2022-12-01", "votes": 90, "valid": 100, "rank": 1, "ranked": 9},
        {"on": "2023-03-01", "votes": 30, "valid": 100, "rank": 7, "ranked": 9},
        {"on": "2025-12-01", "votes": 20, "valid": 50, "rank": 3, "ranked": 9},
        {"on": "2025-11-01", "purpose": "rating", "votes": 45, "valid": 50},
        {"on": "2024-11-01", "purpose": "rating", "votes": 40, "valid": 50},
        {"on": "2026-03-01", "votes": 50, "valid": 50},
    ]
    (only,) = compare(facts(甲={"meeting": support(30, 50), "past": past}), 3).candidates
    # 30 % and 40 % count; 2022 is too far back, and the day itself is not past.
    expected = {
        "往年推荐次数": 2,
        "往年推荐年数": 2,
        "往年平均得票率": Fraction(35, 100),
        "往年最低得票率": Fraction(30, 100),
        "往年最低名次": 7,
        "比往年平均高": Fraction(25, 100),
        "最近测评优秀率": Fraction(9, 10),
        "往年最低测评优秀率": Fraction(8, 10),
    }
    assert {name: only.figures[name] for name in expected} == expected


def test_what_is_not_known_is_neither_zero_nor_agreement() -> None:
    rule = {"id": "rank", "label": "名次", "require": "名次差 <= 1", "else": "bar"}
    checked = kind(requirements=[rule], effect="gates")
    outcome = checked.decide(facts(甲={"meeting": support(30, 50)}), {"years": 3})
    assert outcome.verdict is Verdict.HOLD
    assert "名次差不明" in outcome.reasons[0].explanation
    advised = kind(requirements=[rule])
    assert advised.decide(facts(甲={"meeting": support(30, 50)}), {"years": 3}).verdict is (
        Verdict.FLAG
    )


def protected(daring: bool | None) -> Verdict:
    checked = kind(
        values={"敢于担当": {"type": "boolean"}},
        requirements=[
            {"id": "low", "label": "得票", "require": "会议得票率 >= 1/2", "else": "bar"}
        ],
        protections=[{"id": "daring", "label": "敢于担当", "spares": ["low"], "when": "敢于担当"}],
        effect="gates",
    )
    given_facts = facts(甲={"meeting": support(20, 50), "values": {"敢于担当": daring}})
    return checked.decide(given_facts, {"years": 3}).verdict


def test_a_low_result_is_protected_only_where_the_reason_is_known_to_hold() -> None:
    assert protected(True) is Verdict.FLAG
    assert protected(False) is Verdict.BAR
    assert protected(None) is Verdict.BAR


shares = st.integers(0, 20)


@given(votes=st.lists(st.tuples(shares, shares), min_size=2, max_size=5), data=st.data())
@settings(max_examples=30)
def test_the_order_in_which_candidates_stand_changes_nothing(
    votes: list[tuple[int, int]], data: st.DataObject
) -> None:
    people = {
        f"{at}": {"meeting": support(meeting, 20), "talks": support(talks, 20)}
        for at, (meeting, talks) in enumerate(votes)
    }
    mixed = dict(data.draw(st.permutations(list(people.items()))))
    one, other = compare(facts(**people), 3), compare(facts(**mixed), 3)
    assert one.figures == other.figures
    assert {each.key: each.figures for each in one.candidates} == {
        each.key: each.figures for each in other.candidates
    }
    # Talks that say what the meeting says agree wherever they say anything.
    same = {key: {**each, "talks": each["meeting"]} for key, each in people.items()}
    agreeing = compare(facts(**same), 3)
    assert agreeing.alike == agreeing.pairs
    assert agreeing.figures["最大名次差"] == 0


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({}, "至少写一项"),
        (
            {
                "requirements": [{"id": "a", "label": "甲", "require": "名次差 < 1"}],
                "protections": [{"id": "p", "label": "保", "spares": ["b"], "when": "名次差 > 0"}],
            },
            "不在 requirements 中",
        ),
        (
            {
                "values": {"名次差": {"type": "number"}},
                "requirements": [{"id": "a", "label": "甲", "require": "名次差 < 1"}],
            },
            "同名",
        ),
    ],
)
def test_a_policy_that_does_not_hang_together_is_refused(parts: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        kind(**parts)


def test_more_votes_than_ballots_are_refused() -> None:
    with pytest.raises(ValidationError, match="多于总数"):
        CandidateFacts.model_validate({"meeting": support(6, 5)})
