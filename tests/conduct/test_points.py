"""Points accounts: what entries add up to, when they count, and who stands within a line."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.conduct.instruments import Points
from xuanxian.conduct.instruments.ranking import places, standings
from xuanxian.policy.expressions import Quantity

ITEMS: list[dict[str, Any]] = [
    {"on": "表彰", "add": "$praise"},
    {"on": "迟到", "deduct": "1/2", "cap": "2"},
    {"on": "失误", "judged": "deduct", "least": "1", "most": "5", "expires_months": 6},
]
PARAMETERS = {"praise": Fraction(3), "from": date(2024, 8, 31)}


def points(**more: Any) -> Points:
    return Points.model_validate({"kind": "points", "id": "p", "items": ITEMS, **more})


def answer(of: Points, **given_: Any) -> Any:
    return of.rehearse(given_, PARAMETERS)


events = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {
                "event": st.sampled_from(["表彰", "迟到"]),
                "on": st.dates(date(2024, 1, 1), date(2026, 12, 31)),
                "times": st.integers(1, 4),
                "state": st.sampled_from(["confirmed", "pending", "unfounded"]),
            }
        ),
        st.fixed_dictionaries(
            {
                "event": st.just("失误"),
                "on": st.dates(date(2024, 1, 1), date(2026, 12, 31)),
                "points": st.fractions(1, 5, max_denominator=4).map(str),
            }
        ),
    ),
    max_size=5,
)


def test_entries_add_up_over_the_opening_balance() -> None:
    # 100 + 3·2 − 1/2 = 105.5
    found = answer(points(opening="100"), events=[{"event": "表彰", "times": 2}, "迟到"])
    assert found["得分"] == Fraction(211, 2)
    assert (found["加分"], found["扣分"], found["笔数"]) == (6, Fraction(1, 2), 3)


def test_a_cap_limits_what_one_item_takes() -> None:
    # 5 · 1/2 = 2.5, capped at 2
    assert answer(points(), events=[{"event": "迟到", "times": 5}])["扣分"] == 2


def test_floor_and_ceiling_hold_the_balance() -> None:
    held = points(opening="1", least="0", most="4")
    assert answer(held, events=[{"event": "失误", "points": "5"}])["得分"] == 0
    assert answer(held, events=[{"event": "表彰", "times": 2}])["得分"] == 4


def test_only_confirmed_entries_count_and_pending_ones_hold() -> None:
    found = answer(points(), events=["表彰", {"event": "表彰", "state": "pending"}])
    assert (found["得分"], found["verdict"]) == (3, "hold")
    assert found["未计入"] == ["“表彰”：待核实"]
    assert answer(points(), events=[{"event": "表彰", "state": "unfounded"}])["verdict"] == "pass"


def test_an_entry_expires_on_the_same_day_six_months_later() -> None:
    entry = {"event": "失误", "on": "2026-03-15", "points": "2"}
    assert answer(points(), events=[entry], as_of="2026-09-14")["扣分"] == 2
    assert answer(points(), events=[entry], as_of="2026-09-15")["扣分"] == 0


def test_a_period_starts_anew_on_its_first_day() -> None:
    # 24 months from 31 August 2024 end with 30 August 2026.
    running = points(period={"months": 24, "since": "$from"})
    entry = [{"event": "表彰", "on": "2026-08-30"}]
    last = answer(running, events=entry, as_of="2026-08-30")
    assert (last["得分"], last["本期"]) == (3, "2024-08-31至2026-08-30")
    anew = answer(running, events=entry, as_of="2026-08-31")
    assert (anew["得分"], anew["本期"]) == (0, "2026-08-31至2028-08-30")


def test_an_undated_entry_of_an_account_with_periods_holds() -> None:
    found = answer(points(period={"months": 12}), events=["表彰"], as_of="2026-11-21")
    assert (found["得分"], found["verdict"]) == (0, "hold")


def test_what_lies_between_two_bands_is_put_before_people() -> None:
    banded = points(
        bands={
            "over": "扣分",
            "steps": [
                {"id": "light", "least": "2", "most": "5", "effect": "提醒"},
                {"id": "heavy", "least": "6", "effect": "诫勉", "verdict": "hold"},
            ],
        }
    )

    def judged(points_: str) -> Any:
        amounts = [{"event": "失误", "points": points_}, "迟到", "迟到"]
        return answer(banded, events=amounts)

    assert (judged("1")["处理"], judged("1")["verdict"]) == (["提醒"], "flag")  # 1 + 1 = 2
    assert (judged("4")["处理"], judged("4")["verdict"]) == (["提醒"], "flag")  # 4 + 1 = 5
    assert (judged("9/2")["处理"], judged("9/2")["verdict"]) == ([], "hold")  # 5.5
    assert judged("5")["处理"] == ["诫勉"]  # 5 + 1 = 6
    assert answer(banded, events=["迟到"])["verdict"] == "pass"


def test_bands_stand_over_each_other_only_without_overlap() -> None:
    with pytest.raises(ValidationError, match="重叠"):
        points(
            bands={
                "over": "扣分",
                "steps": [
                    {"id": "a", "least": "2", "most": "5", "effect": "提醒"},
                    {"id": "b", "least": "5", "effect": "诫勉"},
                ],
            }
        )


def test_a_judged_amount_outside_its_bounds_is_refused() -> None:
    with pytest.raises(ValueError, match="1至5分之间"):
        answer(points(), events=[{"event": "失误", "points": "6"}])


def test_an_event_nobody_declared_is_refused_with_those_that_are() -> None:
    with pytest.raises(ValueError, match="表彰、迟到、失误"):
        answer(points(), events=["早退"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"items": [{"on": "表彰"}]}, "写且只写一个"),
        ({"items": [{"on": "表彰", "add": "1"}, {"on": "表彰", "deduct": "1"}]}, "写了两次"),
        ({"least": "5", "most": "4"}, "请对调"),
        ({"values": {"得分": {"type": "number"}}}, "请换一个"),
        ({"measures": {"mean": {"average_of": "none"}}}, "per_round"),
        ({"rankings": [{"id": "r", "by": "得分", "effect": "表扬"}]}, "top"),
        ({"rankings": [{"id": "r", "by": "名次", "top": 1, "effect": "表扬"}]}, "没有“名次”"),
    ],
)
def test_a_contradictory_account_is_refused_with_what_to_mend(
    change: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        points(**change)


@given(events=events, order=st.randoms(use_true_random=False))
def test_the_order_of_entries_never_changes_the_balance(events: list[Any], order: Any) -> None:
    held = points(opening="2", least="0", most="20", period={"months": 12})
    shuffled = list(events)
    order.shuffle(shuffled)
    one = answer(held, events=events, as_of="2026-06-30")
    other = answer(held, events=shuffled, as_of="2026-06-30")
    assert {key: one[key] for key in ("得分", "加分", "扣分", "verdict")} == {
        key: other[key] for key in ("得分", "加分", "扣分", "verdict")
    }


@given(events=events, as_of=st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_without_limits_the_balance_is_what_was_added_less_what_was_taken(
    events: list[Any], as_of: date
) -> None:
    found = answer(points(opening="7"), events=events, as_of=as_of)
    assert found["得分"] == 7 + found["加分"] - found["扣分"]
    assert found["扣分"] <= 2 + 5 * len(events)


@given(day=st.dates(date(2000, 1, 1), date(2060, 12, 31)), months=st.integers(1, 40))
def test_every_day_lies_in_exactly_one_period(day: date, months: int) -> None:
    period = points(period={"months": months, "since": "2024-08-31"}).period
    assert period is not None
    first, last = period.around(day, {})
    assert first <= day <= last
    assert period.around(first, {}) == period.around(last, {}) == (first, last)


@given(events=events)
def test_the_course_tells_the_balance_that_each_day_ends_with(events: list[Any]) -> None:
    running = points(period={"months": 12})
    moments = running.timeline({"events": events, "as_of": "2027-12-31"}, PARAMETERS)
    days = [moment.on for moment in moments]
    assert days == sorted(set(days))
    for moment in moments:
        assert moment.values["得分"] == answer(running, events=events, as_of=moment.on)["得分"]


@given(
    events=events,
    first=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
)
def test_nothing_changes_on_a_day_the_course_does_not_tell(events: list[Any], first: date) -> None:
    running = points(period={"months": 12})
    told = {
        moment.on
        for moment in running.timeline({"events": events, "as_of": "2028-12-31"}, PARAMETERS)
    }
    if not events or first <= min(entry["on"] for entry in events):
        return
    before = date.fromordinal(first.toordinal() - 1)
    if first not in told:
        assert (
            answer(running, events=events, as_of=first)["得分"]
            == answer(running, events=events, as_of=before)["得分"]
        )


groups = st.dictionaries(
    st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=2),
    st.fractions(0, 1, max_denominator=3),
    max_size=12,
)


@given(group=groups, count=st.integers(0, 14), from_end=st.booleans())
def test_a_line_treats_equals_alike_and_takes_as_many_as_it_says(
    group: dict[str, Fraction], count: int, from_end: bool
) -> None:
    by_ties = {
        ties: standings(group, count, from_end=from_end, ties=ties)  # type: ignore[arg-type]
        for ties in ("include", "exclude", "people")
    }
    for found in by_ties.values():
        for one in group:
            for other in group:
                if group[one] == group[other]:
                    assert found[one] == found[other]
    certain = {name for name, each in by_ties["people"].items() if each.is_in}
    possible = {name for name, each in by_ties["people"].items() if each.is_in is not False}
    assert {name for name, each in by_ties["exclude"].items() if each.is_in} == certain
    assert {name for name, each in by_ties["include"].items() if each.is_in} == possible
    assert len(certain) <= min(count, len(group)) <= len(possible)
    worth = {name: -figure if from_end else figure for name, figure in group.items()}
    outside = set(group) - certain
    if certain and outside:
        assert min(worth[name] for name in certain) > max(worth[name] for name in outside)


def test_equal_figures_share_the_better_place() -> None:
    figures = {"甲": Fraction(3), "乙": Fraction(2), "丙": Fraction(2), "丁": Fraction(1)}
    assert places(figures) == {"甲": 1, "乙": 2, "丙": 2, "丁": 4}


def test_who_is_first_and_last_in_a_small_group_is_put_before_people() -> None:
    ranked = points(
        rankings=[
            {"id": "first", "by": "得分", "top": 2, "effect": "表扬", "verdict": "pass"},
            {"id": "last", "by": "得分", "bottom": 2, "effect": "谈话"},
        ]
    )
    group = {"甲": 3, "乙": 2, "丙": 1}
    assert answer(ranked, subject="乙", group=group)["rules"]["ranking"] == "hold"
    assert answer(ranked, subject="甲", group=group)["处理"] == ["表扬"]


def test_bands_are_checked_again_once_parameters_are_known() -> None:
    banded = points(
        bands={
            "over": "扣分",
            "steps": [
                {"id": "a", "least": "2", "most": "$end", "effect": "提醒"},
                {"id": "b", "least": "6", "effect": "诫勉"},
            ],
        }
    )
    assert not list(banded.faults({"end": Quantity(Fraction(5))}))
    assert not list(banded.faults({"end": Quantity(None)}))
    (fault,) = banded.faults({"end": Quantity(Fraction(6))})
    assert "重叠" in fault.message


MEASURED = {
    "values": {"最大值": {"type": "number"}},
    "measures": {
        "accuracy": {"label": "准确率", "value": "得分 / 最大值", "per_round": True, "most": "1"},
        "mean": {"label": "平均", "average_of": "accuracy"},
    },
}


def test_rounds_nobody_took_part_in_are_no_part_of_the_mean() -> None:
    found = answer(
        points(**MEASURED),
        rounds={"一": {"最大值": 6}, "二": {"最大值": 4}},
        events=[{"event": "表彰", "round": "一"}],
    )
    # 3 of 6, and 0 of 4 in a round that brought nothing: the mean is 1/4.
    assert found["accuracy"] == {"一": Fraction(1, 2), "二": 0}
    assert found["mean"] == Fraction(1, 4)
    assert answer(points(**MEASURED))["verdict"] == "pass"


def test_a_round_counts_in_the_period_in_which_it_was_held() -> None:
    yearly = points(period={"months": 12}, **MEASURED)
    given_: dict[str, Any] = {
        "rounds": {"一": {"最大值": 6, "on": "2026-03-01"}, "二": {"最大值": 3}},
        "events": [{"event": "表彰", "round": "二", "on": "2026-09-01"}],
    }
    assert answer(yearly, as_of="2026-02-28", **given_)["accuracy"] is None
    assert answer(yearly, as_of="2026-03-01", **given_)["accuracy"] == 0
    assert answer(yearly, as_of="2026-09-01", **given_)["mean"] == Fraction(1, 2)
    assert answer(yearly, as_of="2027-01-01", **given_)["mean"] is None


def test_a_round_whose_figure_nobody_knows_leaves_the_mean_unknown() -> None:
    found = answer(
        points(**MEASURED),
        rounds={"一": {"最大值": 6}, "二": {}},
        events=[{"event": "表彰", "round": "一"}],
    )
    assert (found["accuracy"], found["mean"]) == ({"一": Fraction(1, 2), "二": None}, None)
    assert found["rules"] == {"accuracy": "hold", "mean": "hold"}


def test_a_figure_outside_its_bounds_is_a_contradiction() -> None:
    found = answer(points(**MEASURED), rounds={"": {"最大值": 2}}, events=["表彰"])
    assert (found["accuracy"], found["verdict"]) == (Fraction(3, 2), "hold")


@given(times=st.lists(st.integers(0, 3), min_size=1, max_size=5))
def test_the_mean_lies_between_the_worst_and_the_best_round(times: list[int]) -> None:
    found = answer(
        points(**MEASURED),
        rounds={str(index): {"最大值": 9} for index in range(len(times))},
        events=[
            {"event": "表彰", "round": str(index), "times": count}
            for index, count in enumerate(times)
            if count
        ],
    )
    figures = [Fraction(3 * count, 9) for count in times]
    assert found["mean"] == sum(figures) / len(figures)
    assert min(figures) <= found["mean"] <= max(figures)
