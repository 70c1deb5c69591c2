"""What was given for a score, from the text that somebody keyed. Pure.

A mark is a number; grades stand in a row, the latest last (优秀、称职、优秀); years name the kind
of post (副处级领导职务3.5、正科级领导职务2); awards stand in a row, 无 for none.
"""

import re
from collections.abc import Mapping
from typing import Any

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.parts import Parameters, whole
from xuanxian.selection.instruments.contest.points import (
    AwardScore,
    FormulaScore,
    GradedScore,
    Score,
    YearsScore,
)
from xuanxian.selection.instruments.contest.scores import JudgedScore, Known

_BETWEEN = re.compile(r"[、，,；;\s]+")
_YEARS = re.compile(r"(?P<kind>.*?)[：:]?(?P<years>\d+(\.\d+)?)年?")
_NONE = {"无", "没有"}


def form_of(score: Score) -> str:
    """How the score is written, for whoever keys it."""
    match score:
        case GradedScore():
            return "等次，近的在后，如“称职、优秀、优秀”"
        case YearsScore():
            kind = next(iter(score.points))
            return f"职务类别和年数，如“{kind}3.5”；没有的写“无”"
        case AwardScore():
            return f"所获项目，如“{next(iter(score.points))}”；没有的写“无”"
        case FormulaScore():
            return "由公式算出，不用填写"
    return "一个数，如 85.5"


def read_given(score: Score, text: str, parameters: Parameters, who: str) -> Any:
    """What `text` gives for `score`, as plain data that `CandidateFacts.marks` takes.

    For a judged score it is the mark of one judge.

    Args:
        who: whose mark it is, for messages.

    Raises:
        Refusal: it cannot be a mark of this score.
    """
    written = text.strip()
    if not written:
        raise Refusal(Problem(who, score.id, "", "没有填写。", f"请写{form_of(score)}。"))
    parts = [part for part in _BETWEEN.split(written) if part and part not in _NONE]
    given: Any
    match score:
        case GradedScore() | AwardScore():
            given = parts
        case YearsScore():
            given = dict(_years(score, part, who) for part in parts)
        case _:
            given = written
    _check(score, given, parameters, who)
    return given


def _years(score: Score, part: str, who: str) -> tuple[str, str]:
    found = _YEARS.fullmatch(part)
    if found is None:
        raise Refusal(Problem(who, score.id, part, "写法不对。", f"请写{form_of(score)}。"))
    return found["kind"], found["years"]


def _check(score: Score, given: Any, parameters: Parameters, who: str) -> None:
    one = [given] * _judges_needed(score, parameters) if isinstance(score, JudgedScore) else given
    if isinstance(score, JudgedScore) and score.classes:
        one = {each.name: one for each in score.classes}
    nothing: Mapping[str, Any] = {}
    try:
        score.mark(one, Known({}, nothing), parameters)
    except Refusal as refusal:
        raise Refusal(
            Problem(who, each.field, each.value, each.message, each.mend)
            for each in refusal.problems
        ) from refusal


def _judges_needed(score: JudgedScore, parameters: Parameters) -> int:
    dropped = whole(score.drop_highest, parameters, of=score.id)
    dropped += whole(score.drop_lowest, parameters, of=score.id)
    return max(whole(score.least, parameters, of=score.id), dropped + 1)
