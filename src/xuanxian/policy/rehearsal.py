"""Running a policy's own cases: each says what it was given, what came out, what should have."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from xuanxian.kernel.errors import Refusal
from xuanxian.policy import parameters
from xuanxian.policy.expressions import ExpressionFault
from xuanxian.policy.schema import Case, Policy


@dataclass(frozen=True)
class CaseResult:
    """How one case came out.

    Attributes:
        case: the case.
        answer: what the instrument answered; {} when it could not be put to it.
        differences: each expectation that was not met, in Chinese.
    """

    case: Case
    answer: Mapping[str, Any]
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything expected came out."""
        return not self.differences


def run_cases(policy: Policy) -> list[CaseResult]:
    """Run every case of `policy`."""
    return [run_case(policy, case) for case in policy.cases]


def run_case(policy: Policy, case: Case) -> CaseResult:
    """Run one case of `policy`; a case that cannot be run has failed, and says why."""
    given = dict(case.given)
    try:
        chosen = parameters.for_rehearsal(policy, given.pop("parameters", {}))
        answer = chosen.instrument(case.instrument).rehearse(given, chosen.values)
    except Refusal as refusal:
        return CaseResult(case, {}, tuple(str(problem) for problem in refusal.problems))
    except (ExpressionFault, ValidationError, ValueError, TypeError) as error:
        return CaseResult(case, {}, (f"无法试算：{error}",))
    except NotImplementedError:
        return CaseResult(case, {}, ("这一类不能单独试算。",))
    return CaseResult(case, answer, tuple(_differences("", case.expect, answer)))


def _differences(path: str, expected: Any, found: Any) -> list[str]:
    if isinstance(expected, dict):
        if not isinstance(found, Mapping):
            return [f"{path}应有{'、'.join(expected)}，实为{found}"]
        return [
            line
            for key, value in expected.items()
            for line in _differences(f"{path}{'.' if path else ''}{key}", value, found.get(key))
        ]
    same = str(expected) == str(found) or expected == found or _is_number(expected, found)
    return [] if same else [f"{path}应为{expected}，实为{'没有' if found is None else found}"]


def _is_number(expected: Any, found: Any) -> bool:
    """Whether `found` is the number `expected` writes: 0.75, 3/4 and 75% are one."""
    if isinstance(found, bool) or not isinstance(found, Fraction | int):
        return False
    text = str(expected).strip()
    try:
        if text.endswith(("%", "％")):
            return Fraction(text[:-1]) / 100 == found
        return Fraction(text) == found
    except (ValueError, ZeroDivisionError):
        return False
