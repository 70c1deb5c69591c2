"""The policy kind `portrait`: tags with their reasons, labels chosen, curves over time."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.insight.instruments import Portrait
from xuanxian.insight.instruments.portrait import PortraitFacts
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Verdict

PLAIN: dict[str, Any] = {
    "id": "p",
    "kind": "portrait",
    "values": {"得分": {"type": "number"}},
    "figures": ["年龄", "近三年优秀次数", "得分"],
    "needs": "$needs",
    "sides": [
        {
            "id": "growth",
            "title": "成长",
            "tags": [
                {"id": "young", "title": "年轻", "when": "年龄 <= $young"},
                {"id": "proven", "title": "实绩突出", "when": "近三年优秀次数 >= 2"},
            ],
        },
        {"id": "field", "title": "熟悉领域", "labels": ["党建", "经济", "法律"], "most": 2},
    ],
    "curves": [{"id": "score", "title": "得分变化", "figure": "得分", "swing": "$swing"}],
}
PARAMETERS: dict[str, Any] = {"needs": 2, "young": 35, "swing": 10}


def portrait(**changes: Any) -> Portrait:
    return Portrait.model_validate({**PLAIN, **changes})


def drawn(**facts: Any) -> dict[str, Any]:
    return dict(portrait().rehearse(facts, PARAMETERS))


def test_a_tag_is_given_at_its_line_and_not_beyond() -> None:
    assert drawn(values={"年龄": 35, "近三年优秀次数": 1})["标签"] == ["年轻"]
    assert drawn(values={"年龄": 36, "近三年优秀次数": 2})["标签"] == ["实绩突出"]


def test_what_is_unknown_is_no_tag_but_is_named() -> None:
    answer = drawn(values={"得分": 80, "年龄": 30})
    assert (answer["标签"], answer["待核"]) == (["年轻"], ["实绩突出"])


@given(known=st.sets(st.sampled_from(["年龄", "近三年优秀次数", "得分"])))
def test_too_few_figures_draw_nothing(known: set[str]) -> None:
    answer = drawn(values=dict.fromkeys(known, 30), labels={"field": ["党建"]})
    if len(known) < 2:
        assert answer["verdict"] == "hold"
        assert (answer["标签"], answer["选定"], answer["曲线"]) == ([], {}, {})
    else:
        assert answer["verdict"] != "hold"
        assert answer["选定"] == {"熟悉领域": ["党建"]}


def test_no_more_labels_than_allowed_and_none_that_is_not_listed() -> None:
    values = {"年龄": 40, "近三年优秀次数": 0}
    facts = PortraitFacts(values=values, labels={"field": ("党建", "经济", "法律")})
    assert portrait().decide(facts, PARAMETERS).verdict is Verdict.HOLD
    two = PortraitFacts(values=values, labels={"field": ("党建", "经济")})
    assert portrait().decide(two, PARAMETERS).verdict is Verdict.PASS
    with pytest.raises(Refusal, match="标签表"):
        portrait().decide(PortraitFacts(values=values, labels={"field": ("文学",)}), PARAMETERS)


@given(scores=st.lists(st.one_of(st.none(), st.integers(0, 100)), max_size=8))
def test_every_swing_between_neighbouring_times_is_shown(scores: list[int | None]) -> None:
    series = [
        {"time": f"{2018 + at}年度", "values": {"得分": one}} for at, one in enumerate(scores)
    ]
    answer = drawn(values={"年龄": 40, "近三年优秀次数": 0}, series=series)
    expected = {
        f"p.score.{2018 + at}年度"
        for at in range(1, len(scores))
        if (before := scores[at - 1]) is not None
        and (after := scores[at]) is not None
        and abs(after - before) >= 10
    }
    assert {rule for rule in answer["rules"] if rule.startswith("p.score")} == expected
    assert answer["曲线"] == {"得分变化": scores}


def test_a_portrait_that_can_never_be_drawn_is_refused() -> None:
    with pytest.raises(ValidationError, match="不可能满足"):
        portrait(needs=4)
    with pytest.raises(ValidationError, match="tags"):
        portrait(sides=[{"id": "empty", "title": "空"}])
    with pytest.raises(ValidationError, match="相同的 id"):
        portrait(curves=[{"id": "young", "title": "重名", "figure": "得分"}])
