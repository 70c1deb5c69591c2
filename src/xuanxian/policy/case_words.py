"""How a policy's own cases came out, in the words of the field."""

import re
from collections.abc import Iterable

from xuanxian.policy.instruments import Criteria
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.rehearsal import CaseResult
from xuanxian.policy.schema import Policy
from xuanxian.policy.trial.words import named

_DIFFERENCE = re.compile(r"^(?P<path>.+?)应为(?P<expected>.*)，实为(?P<found>.*)$", re.DOTALL)


def in_words(policy: Policy, results: Iterable[CaseResult]) -> list[tuple[CaseResult, list[str]]]:
    """Each result with its differences as sentences: 年龄应当通过，结果是提示。"""
    instruments = {each.id: each for each in policy.instruments}
    return [
        (result, [_said(line, instruments.get(result.case.instrument)) for line in
                  result.differences])
        for result in results
    ]  # fmt: skip


def _said(line: str, instrument: Instrument | None) -> str:
    match = _DIFFERENCE.match(line)
    if match is None:
        return line
    labels = (
        {rule.id: rule.label for rule in instrument.rules}
        if isinstance(instrument, Criteria)
        else {}
    )
    steps = [
        labels.get(step) or {"verdict": "结论"}.get(step) or named(step)
        for step in match["path"].split(".")
        if step != "rules"
    ]
    return f"{'的'.join(steps)}：应为{_value(match['expected'])}，结果是{_value(match['found'])}"


def _value(text: str) -> str:
    if text in set(Verdict):
        return Verdict(text).label
    return {"True": "是", "False": "否"}.get(text, text)
