"""A contest put to a policy's own case. Pure."""

from collections.abc import Mapping
from typing import Any

from xuanxian.policy.expressions import show
from xuanxian.policy.parts import Parameters
from xuanxian.selection.instruments.contest.deciding import decide
from xuanxian.selection.instruments.contest.facts import CandidateResult, ContestFacts
from xuanxian.selection.instruments.contest.schema import Contest


def rehearse(contest: Contest, given: Mapping[str, Any], parameters: Parameters) -> dict[str, Any]:
    """The answer to a case, in the terms of the field.

    Args:
        contest: the instrument.
        given: `ContestFacts`; `candidates` may be written as name → candidate, whose marks and
            values may stand side by side, and `posts` as name → seats.
        parameters: values of the `$name`s.

    Returns:
        结论 (name → verdict), 入围 (who goes on, in order), 待定 (who waits), 成绩 (name → score →
        mark), 名次, 分项名次, 规则 (name → round → rule → verdict), 理由 (name → sentences), 职数,
        and where the contest has them 递补, 选岗, 有效竞争.

    Raises:
        pydantic.ValidationError, Refusal: `given` does not fit.
    """
    data = dict(given)
    if isinstance(data.get("candidates"), Mapping):
        data["candidates"] = [
            {"id": str(name), **_sorted_out(contest, one or {})}
            for name, one in data["candidates"].items()
        ]
    if isinstance(data.get("posts"), Mapping):
        data["posts"] = [{"id": str(name), "seats": n} for name, n in data["posts"].items()]
    result = decide(contest, ContestFacts.model_validate(data), parameters)
    going = sorted(
        (one for one in result.candidates if one.goes_on),
        key=lambda one: (one.field, one.place or 0),
    )
    reserve = sorted(
        (one for one in result.candidates if one.reserve), key=lambda one: one.reserve or 0
    )
    seats = {one.id: one.seats for one in result.fields}
    competing = {
        one.id: reason.verdict.value
        for one in result.fields
        for reason in one.remarks
        if reason.rule == f"{contest.id}.competition"
    }
    answer: dict[str, Any] = {
        "结论": {one.candidate: one.outcome.verdict.value for one in result.candidates},
        "入围": [one.candidate for one in going],
        "待定": [one.candidate for one in result.candidates if one.goes_on is None],
        "成绩": {one.candidate: _marks(one) for one in result.candidates},
        "名次": {one.candidate: one.place for one in result.candidates},
        "分项名次": {one.candidate: one.places for one in result.candidates},
        "规则": {one.candidate: _rules(one) for one in result.candidates},
        "理由": {
            one.candidate: [reason.explanation for reason in one.outcome.reasons]
            for one in result.candidates
        },
        "职数": seats[""] if set(seats) == {""} else seats,
    }
    if contest.competition:
        answer["有效竞争"] = competing.get("") if set(seats) == {""} else competing
    if contest.reserve == "ordered":
        answer["递补"] = [one.candidate for one in reserve]
    if contest.choice:
        answer["选岗"] = {one.candidate: one.chosen for one in result.candidates if one.chosen}
    return answer


def _rules(one: CandidateResult) -> dict[str, Any]:
    """Round → rule → verdict; what belongs to no round stands by itself."""
    found: dict[str, Any] = {}
    for reason in one.outcome.reasons:
        place, _, rule = reason.rule.split(".", 1)[1].rpartition(".")
        if place:
            found.setdefault(place, {})[rule] = reason.verdict.value
        else:
            found[rule] = reason.verdict.value
    return found


def _sorted_out(contest: Contest, one: Mapping[str, Any]) -> dict[str, Any]:
    """A candidate with the scores and values that stand side by side put where they belong."""
    scores = {score.id for each in contest.rounds for score in each.scores}
    beside = {*scores, *contest.brought}
    return {
        **{name: value for name, value in one.items() if name not in beside},
        "marks": {
            **one.get("marks", {}),
            **{name: value for name, value in one.items() if name in scores},
        },
        "values": {
            **one.get("values", {}),
            **{name: value for name, value in one.items() if name in contest.brought},
        },
    }


def _marks(one: CandidateResult) -> dict[str, str | None]:
    return {name: None if mark is None else show(mark) for name, mark in one.marks.items()}
