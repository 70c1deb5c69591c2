"""The policy kind `index`: by hand, and by properties of any weights and figures."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.insight.instruments import Index
from xuanxian.insight.instruments.index import IndexFacts
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Verdict

TWO_PARTS: dict[str, Any] = {
    "id": "i",
    "kind": "index",
    "of": "unit",
    "values": {"甲": {"type": "number"}, "乙": {"type": "number"}},
    "components": [
        {"id": "a", "label": "甲项", "weight": "$a", "formula": "甲"},
        {"id": "b", "label": "乙项", "weight": "$b", "formula": "乙"},
    ],
    "bands": [
        {"id": "high", "title": "高", "at_least": "80"},
        {"id": "middle", "title": "中", "at_least": "60"},
        {"id": "low", "title": "低"},
    ],
    "marks": [{"id": "watch", "label": "关注", "when": "指数 > 80"}],
}
HALVES: dict[str, Any] = {"a": Fraction(1, 2), "b": Fraction(1, 2)}


def index(**changes: Any) -> Index:
    return Index.model_validate({**TWO_PARTS, **changes})


def units(*pairs: tuple[int | None, int | None]) -> Mapping[str, Mapping[str, Any]]:
    return {f"单位{at}": {"甲": one, "乙": two} for at, (one, two) in enumerate(pairs)}


figures = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=1, max_size=30)


@given(pairs=figures, share=st.fractions(0, 1))
def test_an_index_is_exactly_the_weighted_sum(
    pairs: list[tuple[int, int]], share: Fraction
) -> None:
    measured = index().measure(units(*pairs), {"a": share, "b": 1 - share})
    expected = [share * one + (1 - share) * two for one, two in pairs]
    assert [each.index for each in measured.values()] == expected


@given(pairs=figures)
def test_ranks_count_how_many_are_higher_and_name_who_is_equal(
    pairs: list[tuple[int, int]],
) -> None:
    measured = index().measure(units(*pairs), HALVES)
    sums = {name: one["甲"] + one["乙"] for name, one in units(*pairs).items()}
    for name, each in measured.items():
        assert each.rank == 1 + sum(other > sums[name] for other in sums.values())
        assert each.from_the_end == 1 + sum(other < sums[name] for other in sums.values())
        assert set(each.tied) == {
            other for other in sums if other != name and sums[other] == sums[name]
        }


@given(pairs=figures.filter(lambda pairs: len(pairs) > 1), line=st.integers(1, 200))
def test_every_index_lies_in_exactly_one_band(pairs: list[tuple[int, int]], line: int) -> None:
    bands = [
        {"id": "high", "title": "高", "at_least": str(line)},
        {"id": "low", "title": "低"},
    ]
    banded = index(bands=bands)
    answer = banded.rehearse({"subjects": units(*pairs)}, HALVES)
    expected = sum(one + two >= 2 * line for one, two in pairs)
    counts = {"高": expected, "低": len(pairs) - expected}
    assert answer["各档数"] == counts


def test_a_band_begins_at_its_line_and_a_mark_above_it() -> None:
    # 80 is in the high band, which begins at 80; "above 80" begins beyond it.
    for value, band, verdict in ((80, "高", Verdict.PASS), (81, "高", Verdict.FLAG)):
        facts = IndexFacts(subjects=units((value, value)), subject="单位0")
        assert index().decide(facts, HALVES).verdict is verdict
        answer = index().rehearse({"subjects": units((value, value))}, HALVES)
        assert answer["档次"] == band
    assert index().rehearse({"subjects": units((79, 80))}, HALVES)["档次"] == "中"


def test_a_missing_figure_holds_and_is_named() -> None:
    facts = IndexFacts(subjects=units((100, None), (100, 100)), subject="单位0")
    outcome = index().decide(facts, HALVES)
    assert outcome.verdict is Verdict.HOLD
    assert "乙" in outcome.reasons[0].explanation
    # The other is ranked among those that can be measured.
    other = index().measure(units((100, None), (100, 100)), HALVES)["单位1"]
    assert (other.rank, other.count) == (1, 1)


def test_a_mean_is_taken_over_those_who_have_the_figure() -> None:
    compared = index(
        components=[{"id": "a", "label": "比均值", "weight": "1", "formula": "甲 / 甲均值"}]
    )
    # The mean of 10 and 30 is 20.
    measured = compared.measure(units((10, 0), (30, 0), (None, 0)), {})
    assert [each.index for each in measured.values()] == [Fraction(1, 2), Fraction(3, 2), None]


def test_means_and_ranks_stay_within_a_group() -> None:
    grouped = index(
        values={**TWO_PARTS["values"], "类别": {"type": "text"}},
        group="类别",
        components=[{"id": "a", "label": "比均值", "weight": "1", "formula": "甲 / 甲均值"}],
    )
    subjects = {
        "一": {"甲": 1, "类别": "局"},
        "二": {"甲": 3, "类别": "局"},
        "三": {"甲": 100, "类别": "镇"},
        "四": {"甲": 5},
    }
    measured = grouped.measure(subjects, {})
    assert {name: each.index for name, each in measured.items()} == {
        "一": Fraction(1, 2),
        "二": Fraction(3, 2),
        "三": 1,
        "四": None,
    }
    assert (measured["二"].rank, measured["三"].rank) == (1, 1)
    assert measured["四"].unknown == ("类别",)


def test_a_tie_is_broken_by_the_parts_named_for_it() -> None:
    broken = index(tie=["b"])
    measured = broken.measure(units((90, 70), (70, 90), (80, 80), (80, 80)), HALVES)
    assert [each.rank for each in measured.values()] == [4, 1, 2, 2]
    assert measured["单位2"].tied == ("单位3",)


def test_the_lowest_is_first_where_the_policy_says_so() -> None:
    measured = index(order="lowest_first").measure(units((90, 90), (70, 70)), HALVES)
    assert [each.rank for each in measured.values()] == [2, 1]


def test_a_part_of_parts_is_their_weighted_sum_within_its_bounds() -> None:
    nested = index(
        components=[
            {
                "id": "all",
                "label": "合成",
                "weight": "1",
                "most": "60",
                "components": TWO_PARTS["components"],
            }
        ],
        adjustments=[{"id": "minus", "label": "扣分", "formula": "-5"}],
    )
    measured = nested.measure(units((100, 80), (40, 20)), HALVES)
    # 90 counts as 60, 30 as it is; five off each.
    assert [each.index for each in measured.values()] == [55, 25]


def test_weights_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"权重之和是0[.]9"):
        index(
            components=[
                {"id": "a", "label": "甲项", "weight": "50%", "formula": "甲"},
                {"id": "b", "label": "乙项", "weight": "2/5", "formula": "乙"},
            ]
        )
    with pytest.raises(Refusal, match=r"权重之和是1[.]1"):
        index().measure(units((1, 1)), {"a": Fraction(3, 5), "b": Fraction(1, 2)})


def test_an_open_weight_is_refused_by_name() -> None:
    with pytest.raises(Refusal, match="b"):
        index().measure(units((1, 1)), {"a": Fraction(1, 2), "b": None})


def test_bands_that_do_not_fall_are_refused() -> None:
    rising = [
        {"id": "low", "title": "低", "at_least": "60"},
        {"id": "high", "title": "高", "at_least": "80"},
    ]
    with pytest.raises(Refusal, match="由高到低"):
        index(bands=rising).measure(units((1, 1)), HALVES)


def test_equal_ids_are_refused() -> None:
    with pytest.raises(ValidationError, match="相同的 id"):
        index(marks=[{"id": "a", "label": "关注", "when": "指数 > 1"}])
