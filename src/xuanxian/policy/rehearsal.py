"""Putting examples to a policy: its own cases, and what staff try out over time. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pydantic import BaseModel, ValidationError

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy import parameters
from xuanxian.policy.expressions import ExpressionFault
from xuanxian.policy.kinds import Instrument, Moment
from xuanxian.policy.outcome import Outcome
from xuanxian.policy.schema import Case, Policy
from xuanxian.policy.wording import in_words


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
    chosen = given.pop("parameters", None) or {}
    if not isinstance(chosen, Mapping):
        return CaseResult(case, {}, ("given 里的 parameters 应当写成“名称: 值”。",))
    try:
        rehearsed = rehearse(policy, case.instrument, given, chosen)
    except Refusal as refusal:
        return CaseResult(case, {}, tuple(str(problem) for problem in refusal.problems))
    return CaseResult(case, rehearsed.answer, tuple(differences(case.expect, rehearsed.answer)))


@dataclass(frozen=True)
class Rehearsed:
    """What an instrument answered to an example.

    Attributes:
        policy: the policy with the parameters that were tried.
        instrument: the instrument asked.
        answer: its answer, keyed as a case's `expect`.
        outcome: the verdict with its reasons, None where the instrument answers otherwise.
        moments: the days on which something happens, in order; () where dates play no part.
    """

    policy: Policy
    instrument: Instrument
    answer: Mapping[str, Any]
    outcome: Outcome | None
    moments: tuple[Moment, ...]


def rehearse(
    policy: Policy,
    instrument_id: str,
    given: Mapping[str, Any],
    tried: Mapping[str, Any] | None = None,
) -> Rehearsed:
    """Put an example to an instrument, whatever the bounds of its parameters.

    Args:
        given: what is put to it, as in the policy's own cases.
        tried: values for parameters, as in a case; the others stay as they are.

    Raises:
        Refusal: the example does not fit; each problem says where.
    """
    chosen = parameters.for_rehearsal(policy, tried or {})
    instrument = chosen.instrument(instrument_id)
    where = f"{policy.title}·{instrument.title or instrument.TITLE}"
    try:
        answer = instrument.rehearse(given, chosen.values)
        moments = tuple(instrument.timeline(given, chosen.values))
    except ValidationError as error:
        raise Refusal(
            Problem(
                where,
                " › ".join(str(step) for step in fault.path),
                "" if fault.value is None else str(fault.value)[:60],
                fault.message,
                fault.mend,
            )
            for fault in in_words(error, dict(given), BaseModel)
        ) from error
    except (ExpressionFault, ValueError, TypeError, KeyError, ArithmeticError) as error:
        raise Refusal(
            Problem(where, "", "", f"无法试算：{error}", "请对照制度自带的案例改正。")
        ) from error
    except NotImplementedError as error:
        raise Refusal(Problem(where, "", "", "这一类不能单独试算。", "请选其他项。")) from error
    return Rehearsed(chosen, instrument, answer, _judged(instrument, given, chosen), moments)


def _judged(instrument: Instrument, given: Mapping[str, Any], chosen: Policy) -> Outcome | None:
    """The verdict with its reasons, where the kind has one for such an example."""
    try:
        return instrument.judged(given, chosen.values)
    except (NotImplementedError, ValidationError, ValueError, TypeError, Refusal):
        return None


def differences(expected: Mapping[str, Any], answer: Mapping[str, Any]) -> list[str]:
    """What of `expected` did not come out in `answer`, in Chinese."""
    return _differences("", dict(expected), answer)


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
