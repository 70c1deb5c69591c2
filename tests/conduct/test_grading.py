"""Forced shares: exact sizes, equals treated alike, groups of any size."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.conduct.instruments import Grading
from xuanxian.conduct.instruments.grading.allocation import allocate, sizes
from xuanxian.policy.expressions import Quantity

ABC = [
    {"id": "a", "title": "A等", "share": "3"},
    {"id": "b", "title": "B等", "share": "4"},
    {"id": "c", "title": "C等", "share": "3"},
]
PLAIN = [{"id": "a", "title": "A等"}, {"id": "b", "title": "B等"}, {"id": "c", "title": "C等"}]


def grading(grades: list[dict[str, str]] = ABC, **more: Any) -> Grading:
    return Grading.model_validate({"kind": "grading", "id": "g", "grades": grades, **more})


def answer(of: Grading, **given_: Any) -> Any:
    return of.rehearse(given_, {})


def test_ten_people_by_three_four_three() -> None:
    assert answer(grading(), size=10)["名额"] == {"A等": 3, "B等": 4, "C等": 3}


def test_left_over_places_go_to_the_largest_remainders() -> None:
    # 11: quotas 3.3, 4.4, 3.3 → 3, 4, 3; one is left and 0.4 is the largest remainder.
    assert answer(grading(), size=11)["名额"] == {"A等": 3, "B等": 5, "C等": 3}
    # 7: quotas 2.1, 2.8, 2.1 → 2, 2, 2; one is left, for 0.8.
    assert answer(grading(), size=7)["名额"] == {"A等": 2, "B等": 3, "C等": 2}


def test_equal_remainders_are_put_before_people_unless_the_policy_orders_them() -> None:
    # 5: quotas 1.5, 2, 1.5: one is left for A or C.
    found = answer(grading(), size=5)
    assert (found["名额"], found["verdict"]) == (None, "hold")
    ordered = grading(remainder_to=["c", "a"])
    assert answer(ordered, size=5)["名额"] == {"A等": 1, "B等": 2, "C等": 2}


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ("up", {"甲": "A等", "乙": "A等", "丙": "A等", "丁": "B等"}),
        ("down", {"甲": "A等", "乙": "B等", "丙": "B等", "丁": "B等"}),
    ],
)
def test_a_tie_across_two_grades_goes_as_the_policy_says(
    ties: str, expected: dict[str, str]
) -> None:
    grades = [{"id": "a", "title": "A等", "share": "1"}, {"id": "b", "title": "B等", "share": "1"}]
    scores = {"甲": 9, "乙": 8, "丙": 8, "丁": 7}
    assert answer(grading(grades, ties=ties), scores=scores)["等次"] == expected


def test_a_tie_across_two_grades_is_put_before_people_by_default() -> None:
    grades = [{"id": "a", "title": "A等", "share": "1"}, {"id": "b", "title": "B等", "share": "1"}]
    found = answer(grading(grades), scores={"甲": 9, "乙": 8, "丙": 8, "丁": 7})
    assert (found["等次"], found["待定"]) == ({"甲": "A等", "丁": "B等"}, ["乙", "丙"])
    assert found["verdict"] == "hold"


@pytest.mark.parametrize(("heads", "verdict"), [(0, "hold"), (1, "pass"), (3, "pass"), (4, "hold")])
def test_limits_compare_heads_with_the_exact_share(heads: int, verdict: str) -> None:
    # Of 12: at least 5 % is 0.6, so one; at most 25 % is 3.
    limits = [{"id": "a", "grades": ["a"], "least": "5%", "most": "25%"}]
    counts = {"a": heads, "b": 12 - heads}
    assert answer(grading(PLAIN, limits=limits), counts=counts)["verdict"] == verdict


def test_a_group_below_the_smallest_is_not_graded_by_shares() -> None:
    assert answer(grading(smallest=5), size=4)["rules"] == {"size": "hold"}
    assert answer(grading(smallest=5), size=10)["verdict"] == "pass"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"grades": [{**ABC[0], "share": "60%"}, {**ABC[1], "share": "50%"}]}, "合计110%"),
        ({"grades": [ABC[0], PLAIN[1]]}, "有的没有"),
        ({"grades": PLAIN}, "没有写任何比例"),
        ({"limits": [{"id": "x", "grades": ["z"], "most": "1"}]}, "没有等次“z”"),
        ({"limits": [{"id": "x", "grades": ["a"], "most": "120%"}]}, "超过了100%"),
        ({"limits": [{"id": "x", "grades": ["a"], "least": "3/4", "most": "1/2"}]}, "请对调"),
        (
            {
                "limits": [
                    {"id": "x", "grades": ["a"], "least": "60%"},
                    {"id": "y", "grades": ["b"], "least": "50%"},
                ]
            },
            "超过100%",
        ),
        (
            {
                "limits": [
                    {"id": "x", "grades": ["a", "b"], "most": "60%"},
                    {"id": "y", "grades": ["c"], "most": "30%"},
                ]
            },
            "不到100%",
        ),
    ],
)
def test_shares_that_cannot_be_kept_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        grading(**{"grades": ABC, **change})


shares = st.dictionaries(
    st.sampled_from("abcde"), st.fractions(0, 5, max_denominator=4), min_size=2
).filter(lambda parts: sum(parts.values()) > 0)


@given(shares=shares, size=st.integers(0, 60))
def test_every_grade_has_its_quota_rounded_and_all_together_everybody(
    shares: dict[str, Fraction], size: int
) -> None:
    found = sizes(shares, size, sorted(shares))
    assert found is not None
    total = sum(shares.values())
    assert sum(found.values()) == size
    for grade, heads in found.items():
        quota = size * shares[grade] / total
        assert abs(heads - quota) < 1


@given(shares=shares, size=st.integers(0, 60))
def test_without_an_order_equal_shares_never_get_different_sizes(
    shares: dict[str, Fraction], size: int
) -> None:
    found = sizes(shares, size, ())
    for one in shares if found else ():
        for other in shares:
            if shares[one] == shares[other]:
                assert found is not None
                assert found[one] == found[other]


scores = st.dictionaries(
    st.text("甲乙丙丁戊", min_size=1, max_size=3),
    st.fractions(0, 100, max_denominator=2),
    min_size=1,
    max_size=15,
)


@given(scores=scores, ties=st.sampled_from(["people", "up", "down"]), cut=st.integers(0, 15))
def test_more_points_never_mean_a_lower_grade_and_equal_points_the_same(
    scores: dict[str, Fraction], ties: Any, cut: int
) -> None:
    first = min(cut, len(scores))
    places = {"a": first, "b": len(scores) - first}
    found = allocate(scores, places, ties)
    assert set(found.grades) | set(found.undecided) == set(scores)
    assert not set(found.grades) & set(found.undecided)
    for one, grade in found.grades.items():
        for other, lower in found.grades.items():
            if scores[one] > scores[other]:
                assert grade <= lower
            if scores[one] == scores[other]:
                assert grade == lower
    given_a = sum(grade == "a" for grade in found.grades.values())
    if ties == "people":
        assert given_a <= first
        assert len({scores[name] for name in found.undecided}) <= 1
    elif ties == "up":
        assert given_a >= first
    else:
        assert given_a <= first


def test_shares_are_checked_again_once_parameters_are_known() -> None:
    parts = [{**ABC[0], "share": "$a"}, {**ABC[1], "share": "60%"}]
    limited = grading(parts, limits=[{"id": "x", "grades": ["a"], "most": "$most"}])
    fitting = {"a": Quantity(Fraction(2, 5)), "most": Quantity(Fraction(1, 2))}
    assert not list(limited.faults(fitting))
    unfit = {"a": Quantity(Fraction(1, 2)), "most": Quantity(Fraction(6, 5))}
    assert len(list(limited.faults(unfit))) == 2
