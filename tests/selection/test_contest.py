"""What a contest makes of marks, by hand-made examples; expected values are calculated by hand."""

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from xuanxian.kernel.errors import Refusal
from xuanxian.policy.expressions import Quantity
from xuanxian.policy.outcome import Verdict
from xuanxian.selection.instruments.contest import (
    CandidateResult,
    Contest,
    ContestFacts,
    ContestResult,
    decide,
)


def contest(rounds: list[dict[str, Any]], **more: Any) -> Contest:
    """A contest of these rounds."""
    return Contest.model_validate({"id": "c", "kind": "contest", "rounds": rounds, **more})


def run(
    instrument: Contest,
    candidates: dict[str, dict[str, Any]],
    parameters: dict[str, Any] | None = None,
    **more: Any,
) -> ContestResult:
    """The contest over candidates given by name."""
    listed = [{"id": name, **one} for name, one in candidates.items()]
    facts = ContestFacts.model_validate({"candidates": listed, **more})
    return decide(instrument, facts, parameters or {})


def of(result: ContestResult, name: str) -> CandidateResult:
    """The result of one candidate, who must be there."""
    found = result.of(name)
    assert found is not None
    return found


def verdicts(result: ContestResult) -> dict[str, str]:
    """Name → verdict."""
    return {one.candidate: one.outcome.verdict.value for one in result.candidates}


def one_score(score: dict[str, Any], given: Any, **parameters: Any) -> Fraction | None:
    """The mark of a single score."""
    instrument = contest([{"id": "r", "title": "一轮", "scores": [{"id": "成绩", **score}]}])
    return of(run(instrument, {"甲": {"marks": {"成绩": given}}}, parameters), "甲").marks["成绩"]


WRITTEN = {"id": "笔试", "form": "mark"}
ORAL = {"id": "面试", "form": "mark"}


def test_judges_are_averaged_after_the_extremes_are_dropped() -> None:
    judges = {"form": "judges", "drop_highest": 1, "drop_lowest": 1}
    # 70 and 99 are dropped; (80 + 85 + 90) / 3 = 85
    assert one_score(judges, [99, 80, 85, 90, 70]) == 85


def test_a_panel_too_small_for_the_drops_leaves_the_mark_unknown() -> None:
    judges = {"form": "judges", "drop_highest": 1, "drop_lowest": 1}
    assert one_score(judges, [90, 70]) is None
    assert one_score(judges, [90, 80, 70]) == 80


def test_a_judge_who_has_not_marked_leaves_the_mark_unknown() -> None:
    assert one_score({"form": "judges"}, [90, None]) is None


def test_classes_of_judges_are_weighed() -> None:
    judges = {
        "form": "judges",
        "classes": [{"class": "评委", "weight": "7"}, {"class": "民意代表", "weight": "3"}],
        "weighing": "ratio",
    }
    # 0.7 × 90 + 0.3 × 80 = 87
    assert one_score(judges, {"评委": [88, 92], "民意代表": [80]}) == 87
    assert one_score(judges, {"评委": [88, 92]}) is None


def test_the_best_grade_in_every_year_earns_full_marks() -> None:
    grades = {"form": "grades", "full": "10", "years": 3, "points": {"优秀": "3", "称职": "1"}}
    assert one_score(grades, ["优秀", "优秀", "优秀"]) == 10
    # (3 + 1 + 1) / 3 = 5/3 of 3, of 10: 50/9
    assert one_score(grades, ["优秀", "称职", "称职"]) == Fraction(50, 9)
    # only the latest three count
    assert one_score(grades, ["称职", "优秀", "优秀", "优秀"]) == 10


@pytest.mark.parametrize(
    "grades", [["优秀", "优秀"], ["优秀", None, "优秀"], ["优秀"] * 2 + ["其他"]]
)
def test_a_grade_missing_or_without_points_leaves_the_mark_unknown(grades: list[Any]) -> None:
    score = {"form": "grades", "full": "10", "years": 3, "points": {"优秀": "3", "称职": "1"}}
    assert one_score(score, grades) is None


def test_only_full_years_count_and_not_beyond_the_full_marks() -> None:
    years = {"form": "years", "full": "10", "points": {"领导职务": "2.4", "非领导职务": "1.8"}}
    assert one_score(years, {"领导职务": "2.99", "非领导职务": 1}) == Fraction("6.6")
    assert one_score(years, {"领导职务": 9}) == 10
    assert one_score(years, {"领导职务": None}) is None
    assert one_score(years, {}) == 0


def test_of_awards_the_highest_counts_or_all_up_to_the_cap() -> None:
    awards = {"form": "awards", "full": "4", "points": {"国家级": "3", "县级": "1"}}
    assert one_score({**awards, "counts": "highest"}, ["县级", "国家级"]) == 3
    assert one_score({**awards, "counts": "sum"}, ["县级", "国家级"]) == 4
    assert one_score({**awards, "counts": "sum"}, ["县级", "国家级", "县级"]) == 4
    assert one_score({**awards, "counts": "sum"}, []) == 0


def test_a_mark_is_rounded_only_as_the_policy_says() -> None:
    judges = {"form": "judges"}
    assert one_score(judges, [80, 81, 81]) == Fraction(242, 3)
    rounded = {"places": 1, "way": "half_up"}
    # 242/3 = 80.666…
    assert one_score({**judges, "round": rounded}, [80, 81, 81]) == Fraction("80.7")
    assert one_score({**judges, "round": {**rounded, "way": "down"}}, [80, 81, 81]) == Fraction(
        "80.6"
    )
    # 80.25 stands exactly between
    half = [80, "80.5"]
    assert one_score({**judges, "round": rounded}, half) == Fraction("80.3")
    assert one_score({**judges, "round": {**rounded, "way": "half_even"}}, half) == Fraction("80.2")


def test_a_mark_beyond_the_full_marks_is_refused() -> None:
    with pytest.raises(Refusal, match="0至100分"):
        one_score({"form": "mark"}, 101)
    with pytest.raises(Refusal, match="0至100分"):
        one_score({"form": "mark"}, -1)


def test_scores_with_other_full_marks_are_converted_before_weighing() -> None:
    instrument = contest(
        [
            {
                "id": "r",
                "title": "考试",
                "scores": [
                    {**WRITTEN, "full": "120"},
                    {"id": "任职", "form": "mark", "full": "10"},
                ],
                "totals": [{"id": "总分", "weights": {"笔试": "90%", "任职": "10%"}}],
            }
        ]
    )
    result = run(instrument, {"甲": {"marks": {"笔试": 90, "任职": "7.2"}}})
    # 90/120 = 75 of a hundred: 0.9 × 75 + 0.1 × 72 = 74.7
    assert of(result, "甲").marks["总分"] == Fraction("74.7")


def test_a_ratio_is_brought_to_one() -> None:
    instrument = contest(
        [
            {
                "id": "r",
                "title": "考试",
                "scores": [WRITTEN, ORAL],
                "totals": [
                    {"id": "总分", "weights": {"笔试": "4", "面试": "6"}, "weighing": "ratio"}
                ],
            }
        ]
    )
    assert (
        of(run(instrument, {"甲": {"marks": {"笔试": 80, "面试": 90}}}), "甲").marks["总分"] == 86
    )


def test_weights_that_do_not_add_to_one_are_refused() -> None:
    def rounds(first: str, second: str) -> list[dict[str, Any]]:
        weights = {"笔试": first, "面试": second}
        return [
            {"id": "r", "title": "考试", "scores": [WRITTEN, ORAL],
             "totals": [{"id": "总分", "weights": weights}]}
        ]  # fmt: skip

    with pytest.raises(ValidationError, match=r"合计是1\.1"):
        contest(rounds("50%", "60%"))
    with pytest.raises(ValidationError, match=r"合计是10.*weighing: ratio"):
        contest(rounds("4", "6"))
    instrument = contest(rounds("50%", "$rest"))
    with pytest.raises(Refusal, match=r"合计是0\.9"):
        run(instrument, {"甲": {"marks": {"笔试": 1, "面试": 1}}}, {"rest": Fraction(2, 5)})
    run(instrument, {"甲": {"marks": {"笔试": 1, "面试": 1}}}, {"rest": Fraction(1, 2)})


def ranked(number: str = "1", **go_on: Any) -> Contest:
    """One written examination after which so many go on; the rest are stopped."""
    return contest(
        [
            {
                "id": "r",
                "title": "考试",
                "scores": [WRITTEN, ORAL],
                "go_on": {"to": "考察对象", "by": "笔试", "number": number, **go_on},
            }
        ],
        effect="gates",
        field="together",
    )


def sat(**marks: Any) -> dict[str, dict[str, Any]]:
    """Candidates with a written mark, or a pair of marks."""
    return {
        name: {"marks": {"笔试": first, "面试": second}}
        for name, (first, second) in (
            (name, mark if isinstance(mark, tuple) else (mark, 0)) for name, mark in marks.items()
        )
    }


def test_those_beyond_the_number_are_stopped() -> None:
    assert verdicts(run(ranked("2"), sat(甲=90, 乙=80, 丙=70))) == {
        "甲": "pass",
        "乙": "pass",
        "丙": "bar",
    }


@pytest.mark.parametrize(
    ("effect", "verdict"), [("gates", "bar"), ("ranks", "flag"), ("advises", "pass")]
)
def test_the_effect_says_what_standing_beyond_the_number_means(effect: str, verdict: str) -> None:
    instrument = ranked().model_copy(update={"effect": effect})
    result = run(instrument, sat(甲=90, 乙=80))
    assert verdicts(result) == {"甲": "pass", "乙": verdict}
    assert of(result, "乙").goes_on is False


def test_a_tie_at_the_last_place_is_left_to_people() -> None:
    result = run(ranked("2"), sat(甲=90, 乙=80, 丙=80, 丁=70))
    assert verdicts(result) == {"甲": "pass", "乙": "hold", "丙": "hold", "丁": "bar"}
    assert of(result, "乙").place == of(result, "丙").place == 2
    assert of(result, "乙").tied_with == ("丙",)
    assert of(result, "丁").place == 4


def test_a_stated_tie_break_settles_it() -> None:
    marks = sat(甲=(90, 1), 乙=(80, 2), 丙=(80, 3))
    result = run(ranked("2", tie=["面试"]), marks)
    assert verdicts(result) == {"甲": "pass", "乙": "bar", "丙": "pass"}


def test_ties_may_all_go_on_together() -> None:
    result = run(ranked("2", ties="together"), sat(甲=90, 乙=80, 丙=80, 丁=70))
    assert verdicts(result) == {"甲": "pass", "乙": "pass", "丙": "pass", "丁": "bar"}


def test_people_settle_what_was_left_to_them() -> None:
    candidates = sat(甲=90, 乙=80, 丙=80)
    candidates["乙"]["decided"] = {"r": True}
    candidates["丙"]["decided"] = {"r": False}
    result = run(ranked("2"), candidates)
    assert verdicts(result) == {"甲": "pass", "乙": "pass", "丙": "bar"}


def test_a_missing_mark_is_never_zero() -> None:
    result = run(ranked("2"), sat(甲=90, 乙=80, 丙=70, 丁=None))
    # 丁 may stand anywhere: 甲 is among the first two whatever 丁 has, 乙 only perhaps; 丙 never.
    assert verdicts(result) == {"甲": "pass", "乙": "hold", "丙": "bar", "丁": "hold"}
    assert of(result, "丁").marks["笔试"] is None
    assert "不按零分计" in of(result, "丁").outcome.reasons[0].explanation


def test_who_missed_the_examination_is_out_and_awaited_no_longer() -> None:
    candidates = sat(甲=90, 乙=80, 丙=None)
    candidates["丙"]["absent"] = ["笔试"]
    result = run(ranked("2"), candidates)
    assert verdicts(result) == {"甲": "pass", "乙": "pass", "丙": "bar"}


def test_a_number_that_is_not_whole_is_left_to_people_unless_rounding_is_stated() -> None:
    marks = sat(甲=90, 乙=80, 丙=70)
    posts = [{"id": "", "seats": 1}]
    # 1.5 × 1 seat
    assert verdicts(run(ranked("1.5 * 职数"), marks, posts=posts))["乙"] == "hold"
    assert verdicts(run(ranked("1.5 * 职数", round="up"), marks, posts=posts))["乙"] == "pass"
    assert verdicts(run(ranked("1.5 * 职数", round="down"), marks, posts=posts))["乙"] == "bar"


def test_places_of_single_scores_can_be_required() -> None:
    instrument = contest(
        [
            {
                "id": "r",
                "title": "考试",
                "scores": [WRITTEN, ORAL],
                "requirements": [
                    {
                        "id": "half",
                        "label": "两项都在前一半",
                        "require": "笔试名次 <= 参加人数 / 2 AND 面试名次 <= 参加人数 / 2",
                        "else": "bar",
                    }
                ],
            }
        ],
        effect="gates",
        field="together",
    )
    result = run(instrument, sat(甲=(90, 90), 乙=(80, 60), 丙=(70, 80), 丁=(60, 70)))
    assert verdicts(result) == {"甲": "pass", "乙": "bar", "丙": "bar", "丁": "bar"}
    # five people: half is 2.5, so the second place is inside and the third is not
    five = run(instrument, sat(甲=(90, 50), 乙=(80, 90), 丙=(70, 80), 丁=(60, 70), 戊=(50, 60)))
    assert verdicts(five) == {"甲": "bar", "乙": "pass", "丙": "bar", "丁": "bar", "戊": "bar"}


def test_who_fails_a_requirement_takes_no_place() -> None:
    instrument = contest(
        [
            {
                "id": "r",
                "title": "考试",
                "scores": [WRITTEN],
                "requirements": [
                    {"id": "veto", "label": "满意", "require": "不满意 <= 30%", "else": "bar"}
                ],
                "go_on": {"to": "考察", "by": "笔试", "number": "1"},
            }
        ],
        effect="gates",
        values={"不满意": {}},
    )
    candidates = sat(甲=90, 乙=80)
    candidates["甲"]["values"] = {"不满意": "31%"}
    candidates["乙"]["values"] = {"不满意": "30%"}
    assert verdicts(run(instrument, candidates)) == {"甲": "bar", "乙": "pass"}
    # While nobody knows whether 甲 is out, 乙 has no certain place.
    candidates["甲"]["values"] = {}
    assert verdicts(run(instrument, candidates)) == {"甲": "hold", "乙": "hold"}


def test_who_falls_out_early_takes_no_part_in_later_rounds() -> None:
    instrument = contest(
        [
            {"id": "first", "title": "笔试", "scores": [WRITTEN],
             "go_on": {"to": "面试", "by": "笔试", "number": "2"}},
            {"id": "second", "title": "面试", "scores": [ORAL],
             "totals": [{"id": "总分", "weights": {"笔试": "40%", "面试": "60%"}}],
             "go_on": {"to": "考察", "by": "总分", "number": "1"}},
        ],
        effect="gates",
        reserve="ordered",
    )  # fmt: skip
    result = run(instrument, sat(甲=(90, 60), 乙=(80, 90), 丙=(70, 100)))
    # 甲 36 + 36 = 72, 乙 32 + 54 = 86; 丙 left after the written examination
    assert verdicts(result) == {"甲": "bar", "乙": "pass", "丙": "bar"}
    assert (of(result, "丙").reached, of(result, "甲").reached) == ("first", "second")
    assert "面试" not in of(result, "丙").marks
    assert (of(result, "甲").reserve, of(result, "丙").reserve) == (1, None)


def competing(below: str, **more: Any) -> Contest:
    """A contest that wants at least three people for two seats."""
    rule = {"require": "合格人数 >= 1.5 * 职数", "below": below, **more}
    return contest(
        [{"id": "r", "title": "考试", "scores": [WRITTEN],
          "go_on": {"to": "考察", "by": "笔试", "number": "职数"}}],
        competition=rule,
        effect="gates",
        values={"同意等额": {"type": "boolean"}},
    )  # fmt: skip


TWO_SEATS = [{"id": "", "seats": 2}]


def test_posts_are_cut_until_there_is_a_competition() -> None:
    result = run(competing("cut"), sat(甲=90, 乙=80), posts=TWO_SEATS)
    assert (result.fields[0].posted, result.fields[0].seats) == (2, 1)
    assert verdicts(result) == {"甲": "flag", "乙": "bar"}
    alone = run(competing("cut"), sat(甲=90), posts=TWO_SEATS)
    assert (alone.fields[0].seats, verdicts(alone)) == (2, {"甲": "hold"})


def test_exactly_enough_people_are_a_competition() -> None:
    result = run(competing("call_off"), sat(甲=90, 乙=80, 丙=70), posts=TWO_SEATS)
    assert verdicts(result) == {"甲": "pass", "乙": "pass", "丙": "bar"}


@pytest.mark.parametrize("below", ["merge", "call_off"])
def test_too_few_people_hold_the_contest(below: str) -> None:
    result = run(competing(below), sat(甲=90, 乙=80), posts=TWO_SEATS)
    assert verdicts(result) == {"甲": "hold", "乙": "hold"}


def test_a_soft_competition_only_flags() -> None:
    result = run(competing("cut", soft=True), sat(甲=90, 乙=80), posts=TWO_SEATS)
    assert verdicts(result) == {"甲": "flag", "乙": "flag"}
    assert result.fields[0].seats == 2


def test_too_few_people_may_be_accepted_by_decision() -> None:
    instrument = competing("cut", waived="同意等额")
    accepted = run(instrument, sat(甲=90, 乙=80), posts=TWO_SEATS, values={"同意等额": True})
    assert verdicts(accepted) == {"甲": "pass", "乙": "pass"}
    refused = run(instrument, sat(甲=90, 乙=80), posts=TWO_SEATS, values={"同意等额": False})
    assert refused.fields[0].seats == 1


def test_people_compete_for_their_own_post() -> None:
    instrument = ranked().model_copy(update={"field": "post"})
    candidates = sat(甲=90, 乙=80, 丙=70)
    candidates["甲"]["post"] = candidates["乙"]["post"] = "一科"
    candidates["丙"]["post"] = "二科"
    posts = [{"id": "一科"}, {"id": "二科"}]
    assert verdicts(run(instrument, candidates, posts=posts)) == {
        "甲": "pass",
        "乙": "bar",
        "丙": "pass",
    }
    candidates["丙"]["post"] = "三科"
    with pytest.raises(Refusal, match="没有这个职位"):
        run(instrument, candidates, posts=posts)


def grouped() -> Contest:
    """The first of each age group goes on."""
    return contest(
        [{"id": "r", "title": "面试", "scores": [ORAL],
          "go_on": {"to": "考察", "by": "面试", "number": "1"}}],
        groups=[
            {"id": "young", "title": "三十岁以下", "when": "年龄 <= 30"},
            {"id": "older", "title": "三十岁以上", "when": "年龄 > 30"},
        ],
        effect="gates",
        field="together",
        values={"年龄": {"unit": "岁"}},
    )  # fmt: skip


def test_groups_compete_apart_and_an_unknown_group_holds_all() -> None:
    def person(mark: int, age: int | None) -> dict[str, Any]:
        return {"marks": {"面试": mark}, "values": {} if age is None else {"年龄": age}}

    people = {"甲": person(90, 40), "乙": person(80, 30), "丙": person(70, 29)}
    assert verdicts(run(grouped(), people)) == {"甲": "pass", "乙": "pass", "丙": "bar"}
    held = run(grouped(), {**people, "丁": person(60, None)})
    assert verdicts(held)["甲"] == verdicts(held)["丁"] == "hold"


def test_qualification_is_asked_where_a_policy_names_it() -> None:
    instrument = ranked("3").model_copy(update={"qualification": "who"})
    candidates = sat(甲=90, 乙=80, 丙=70)
    candidates["甲"]["qualified"] = True
    candidates["乙"]["qualified"] = False
    assert verdicts(run(instrument, candidates)) == {"甲": "pass", "乙": "bar", "丙": "hold"}


def test_a_result_past_its_time_holds() -> None:
    instrument = ranked().model_copy(update={"valid_months": 12})
    marks = sat(甲=90)
    inside = run(instrument, marks, held_on="2025-03-01", as_of="2026-03-01")
    assert verdicts(inside) == {"甲": "pass"}
    past = run(instrument, marks, held_on="2025-03-01", as_of="2026-03-02")
    assert verdicts(past) == {"甲": "hold"}


def choosing() -> Contest:
    """Posts are chosen in the order of the examination."""
    return contest(
        [{"id": "r", "title": "考试", "scores": [WRITTEN]}],
        choice={"by": "笔试"},
        effect="ranks",
        field="together",
    )


POSTS = [{"id": "税务局", "seats": 1}, {"id": "水利局", "seats": 2}]


def chose(**people: tuple[int | None, list[str]]) -> dict[str, dict[str, Any]]:
    """Candidates with a mark and their choices."""
    return {
        name: {"marks": {"笔试": mark}, "choices": choices}
        for name, (mark, choices) in people.items()
    }


def test_posts_are_chosen_in_the_order_of_places() -> None:
    result = run(
        choosing(),
        chose(
            甲=(70, ["税务局", "水利局"]),
            乙=(90, ["税务局"]),
            丙=(80, ["税务局", "水利局"]),
        ),
        posts=POSTS,
    )
    assert [one.chosen for one in result.candidates] == ["水利局", "税务局", "水利局"]


def test_a_tie_over_the_last_seat_of_a_post_waits_with_everybody_behind() -> None:
    result = run(
        choosing(),
        chose(甲=(90, ["税务局"]), 乙=(90, ["税务局"]), 丙=(80, ["水利局"])),
        posts=POSTS,
    )
    assert verdicts(result) == {"甲": "hold", "乙": "hold", "丙": "hold"}
    apart = run(
        choosing(),
        chose(甲=(90, ["税务局"]), 乙=(90, ["水利局"]), 丙=(80, ["水利局"])),
        posts=POSTS,
    )
    assert [one.chosen for one in apart.candidates] == ["税务局", "水利局", "水利局"]


def test_an_unknown_mark_holds_the_choice_of_all_it_could_come_before() -> None:
    result = run(choosing(), chose(甲=(90, ["税务局"]), 乙=(None, ["水利局"])), posts=POSTS)
    assert verdicts(result) == {"甲": "hold", "乙": "hold"}
    assert not any(one.chosen for one in result.candidates)


def test_a_post_that_is_not_announced_cannot_be_chosen() -> None:
    with pytest.raises(Refusal, match="没有这个岗位"):
        run(choosing(), chose(甲=(90, ["文化局"])), posts=POSTS)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"effect": "ranks"}, "至少一轮要写 go_on"),
        ({"effect": "gates"}, "至少一轮要写 go_on 或 requirements"),
        ({"values": {"笔试": {}}}, "用了两次"),
        ({"values": {"笔试名次": {}}}, "名次同名"),
        ({"values": {"参加人数": {}}}, "保留的名称"),
        ({"reserve": "ordered"}, "最后一轮要写 go_on"),
        ({"choice": {"by": "总分"}}, "不是本轮或前几轮的成绩"),
    ],
)
def test_a_contest_that_contradicts_itself_is_refused(fault: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        contest([{"id": "r", "title": "考试", "scores": [WRITTEN]}], **fault)


def test_an_unknown_value_or_award_is_refused_with_what_may_stand_there() -> None:
    with pytest.raises(Refusal, match="制度没有列出这个值"):
        run(ranked(), {"甲": {"marks": {}, "values": {"身高": 180}}})
    awards = {"form": "awards", "points": {"县级": "1"}, "counts": "sum"}
    with pytest.raises(Refusal, match="可写：县级"):
        one_score(awards, ["国家级"])


def test_every_verdict_names_its_figures() -> None:
    result = run(ranked(), sat(甲=90, 乙=80))
    reason = of(result, "乙").outcome.reasons[0]
    assert reason.verdict is Verdict.BAR
    assert reason.figures == {"笔试": "80"}
    assert "第2名" in reason.explanation
    assert "取1名" in reason.explanation


def test_the_checker_is_told_of_weights_set_by_parameters() -> None:
    weights = {"笔试": "$written", "面试": "$oral"}
    instrument = contest(
        [
            {
                "id": "r",
                "title": "考试",
                "scores": [WRITTEN, ORAL],
                "totals": [{"id": "总分", "weights": weights}],
            }
        ]
    )

    def faults(written: Fraction | None, oral: Fraction) -> list[str]:
        parameters = {"written": Quantity(written), "oral": Quantity(oral)}
        return [fault.message for fault in instrument.faults(parameters)]

    assert faults(Fraction(2, 5), Fraction(3, 5)) == []
    assert "合计是1.2" in faults(Fraction(3, 5), Fraction(3, 5))[0]
    assert faults(None, Fraction(3, 5)) == []


def test_votes_are_counted_whole_and_never_weighed() -> None:
    votes = {"id": "得票", "form": "votes"}
    assert one_score({"form": "votes"}, 120) == 120
    with pytest.raises(Refusal, match="不是票数"):
        one_score({"form": "votes"}, "0.5")
    with pytest.raises(ValidationError, match="没有满分"):
        contest(
            [
                {
                    "id": "r",
                    "title": "推荐",
                    "scores": [votes, WRITTEN],
                    "totals": [{"id": "总分", "weights": {"得票": "50%", "笔试": "50%"}}],
                }
            ]
        )


def test_a_contest_without_a_round_is_refused() -> None:
    with pytest.raises(ValidationError, match="至少要写一轮"):
        contest([])


def test_a_number_may_stand_as_a_number() -> None:
    go_on = {"to": "考察", "by": "笔试", "number": 1}
    instrument = contest([{"id": "r", "title": "考试", "scores": [WRITTEN], "go_on": go_on}])
    assert of(run(instrument, sat(甲=90, 乙=80)), "甲").goes_on is True


def test_a_case_may_write_marks_and_values_side_by_side() -> None:
    instrument = contest(
        [
            {
                "id": "r",
                "title": "考试",
                "scores": [WRITTEN],
                "requirements": [
                    {"id": "veto", "label": "满意", "require": "不满意 <= 30%", "else": "bar"}
                ],
                "go_on": {"to": "考察", "by": "笔试", "number": "职数"},
            }
        ],
        effect="gates",
        values={"不满意": {}},
        reserve="ordered",
    )
    answer = instrument.rehearse(
        {
            "posts": {"科长": 1},
            "candidates": {
                "甲": {"post": "科长", "笔试": 80, "不满意": "5%"},
                "乙": {"post": "科长", "笔试": 90, "不满意": "31%"},
                "丙": {"post": "科长", "marks": {"笔试": "79.5"}, "values": {"不满意": 0}},
            },
        },
        {},
    )
    assert answer["成绩"] == {"甲": {"笔试": "80"}, "乙": {"笔试": "90"}, "丙": {"笔试": "79.5"}}
    assert answer["结论"] == {"甲": "pass", "乙": "bar", "丙": "bar"}
    assert (answer["入围"], answer["递补"], answer["职数"]) == (["甲"], ["丙"], {"科长": 1})
    assert answer["规则"]["乙"] == {"r": {"veto": "bar"}}
    assert "不符合" in answer["理由"]["乙"][0]
