"""The policy kind `training`: what is added up over a period, what is required, tests."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.growth.instruments import Training
from xuanxian.growth.instruments.training_parts import TrainingFacts
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Outcome, Verdict

PLAIN: dict[str, Any] = {
    "id": "t",
    "kind": "training",
    "who": "年龄 <= 45",
    "categories": [{"id": "theory", "title": "理论"}],
    "courses": [
        {"id": "party", "title": "党性教育", "category": "theory", "credits": "2", "days": "1/2"},
        {"id": "writing", "title": "公文写作", "credits": "1", "days": "1"},
    ],
    "requirements": [
        {"id": "credits", "label": "学分", "require": "学分 >= $credits", "else": "hold"},
        {"id": "theory", "label": "理论学分", "require": "理论学分 >= 2", "else": "flag"},
    ],
    "tests": [{"id": "final", "title": "结业测试", "passes": "得分 >= $line", "attempts": 2}],
}
PARAMETERS: dict[str, Any] = {"credits": 4, "line": 60}
YEAR_END = date(2025, 12, 31)


def training(**changes: Any) -> Training:
    return Training.model_validate({**PLAIN, **changes})


def verdicts(outcome: Outcome) -> dict[str, str]:
    return {one.rule.split(".", 1)[1]: one.verdict.value for one in outcome.reasons}


def facts(**given_facts: Any) -> TrainingFacts:
    return TrainingFacts.model_validate({"as_of": YEAR_END, "values": {"年龄": 40}, **given_facts})


attendances = st.lists(
    st.builds(
        dict,
        course=st.sampled_from(["party", "writing"]),
        on=st.dates(date(2024, 6, 1), date(2026, 6, 30)).map(date.isoformat),
        present=st.booleans(),
    ),
    max_size=12,
)


@given(attended=attendances)
def test_only_courses_attended_within_the_year_count(attended: list[dict[str, Any]]) -> None:
    sums = training().measured(facts(attended=attended), PARAMETERS)
    within = [one for one in attended if one["on"].startswith("2025")]
    present = [one for one in within if one["present"]]
    credits = {"party": 2, "writing": 1}
    assert sums["学分"] == sum(credits[one["course"]] for one in present)
    assert sums["理论学分"] == sum(2 for one in present if one["course"] == "party")
    assert sums["天数"] * 2 == sum(1 if one["course"] == "party" else 2 for one in present)
    assert sums["门数"] == len({one["course"] for one in present})
    assert (sums["应训次数"], sums["缺勤次数"]) == (len(within), len(within) - len(present))


def test_what_is_missing_only_flags_before_the_year_is_over() -> None:
    attended = [{"course": "party", "on": "2025-03-01"}]
    outcome = training().decide(facts(attended=attended, as_of="2025-12-30"), PARAMETERS)
    assert verdicts(outcome)["credits"] == "flag"
    outcome = training().decide(facts(attended=attended), PARAMETERS)
    assert verdicts(outcome) == {"credits": "hold", "theory": "pass", "final": "hold"}
    twice = [*attended, {"course": "party", "on": "2025-12-31"}]
    assert verdicts(training().decide(facts(attended=twice), PARAMETERS))["credits"] == "pass"


def test_a_record_may_say_what_it_counted() -> None:
    sums = training().measured(
        facts(
            attended=[
                {"course": "省委党校班", "category": "theory", "on": "2025-05-20", "days": "10"},
                {"course": "writing", "on": "2025-06-01", "credits": "1.5"},
            ]
        ),
        PARAMETERS,
    )
    assert (sums["理论天数"], sums["天数"], sums["学分"] * 2) == (10, 11, 3)
    with pytest.raises(Refusal, match="没有这类课程"):
        training().measured(
            facts(attended=[{"course": "x", "category": "y", "on": "2025-05-20"}]), PARAMETERS
        )


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([], "hold"),
        ([59], "hold"),
        ([60], "pass"),
        ([59, 60], "pass"),
        ([59, 59], "bar"),
        # A third attempt is none.
        ([59, 59, 90], "bar"),
        ([59, None], "hold"),
    ],
)
def test_a_test_is_passed_at_its_line_within_its_attempts(
    scores: list[int | None], expected: str
) -> None:
    barred = training(tests=[{**PLAIN["tests"][0], "failed": "bar"}])
    sat = [
        {"test": "final", "on": f"2025-0{at}-01", "score": score}
        for at, score in enumerate(scores, start=1)
    ]
    assert verdicts(barred.decide(facts(scores=sat), PARAMETERS))["final"] == expected


def test_whom_it_does_not_concern_passes_and_who_is_unknown_holds() -> None:
    assert training().decide(facts(values={"年龄": 46}), PARAMETERS).verdict is Verdict.PASS
    outcome = training().decide(facts(values={}), PARAMETERS)
    assert verdicts(outcome) == {"who": "hold"}


def test_training_that_asks_for_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="至少一种"):
        training(requirements=[], tests=[])
    with pytest.raises(ValidationError, match="categories"):
        training(categories=[])
