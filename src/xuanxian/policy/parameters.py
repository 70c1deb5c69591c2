"""Setting the parameters of a policy on adoption. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions.values import Kind, Value, exact
from xuanxian.policy.schema import Parameter, Policy, loosening

_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?")
"""A number as people write it: 1e99999999 is one to Python too, and would fill its memory."""


def with_parameters(policy: Policy, given: Mapping[str, Any]) -> Policy:
    """`policy` with the parameters `given`, as text or as plain values.

    Nothing but a check of each value is done here; `refuse_unfit` asks whether all are set.

    Raises:
        Refusal: a value that does not fit its parameter, each named.
    """
    problems: list[Problem] = []
    parameters = dict(policy.parameters)
    for name, value in given.items():
        parameter = policy.parameters.get(name)
        if parameter is None:
            close = get_close_matches(name, list(policy.parameters), n=1, cutoff=0.4)
            mend = f"是不是想写“{close[0]}”？" if close else "用 xuanxian policy show 查看参数。"
            problems.append(Problem(policy.title, name, str(value), "制度没有这个参数。", mend))
            continue
        problem = _problem(policy, name, parameter, value)
        if problem is not None:
            problems.append(problem)
            continue
        parameters[name] = parameter.model_copy(update={"value": read(parameter, value)})
    if problems:
        raise Refusal(problems)
    return policy.model_copy(update={"parameters": parameters})


def for_rehearsal(policy: Policy, given: Mapping[str, Any]) -> Policy:
    """`policy` with `given` put in for one of its own cases, whatever its bounds.

    Raises:
        Refusal: the policy has no such parameter, or a text cannot be its value.
    """
    unknown = [name for name in given if name not in policy.parameters]
    if unknown:
        raise Refusal(
            Problem(policy.title, unknown[0], "", "制度没有这个参数。", "请改正案例的 parameters。")
        )
    changed = {
        name: policy.parameters[name].model_copy(update={"value": _tried(policy, name, value)})
        for name, value in given.items()
    }
    return policy.model_copy(update={"parameters": {**policy.parameters, **changed}})


def _tried(policy: Policy, name: str, value: Any) -> Any:
    """A value to be tried; a text, as forms and commands give it, is read as the parameter's."""
    if not isinstance(value, str):
        return value
    try:
        return read(policy.parameters[name], value)
    except ValueError as error:
        raise Refusal(
            Problem(policy.title, name, value, f"{error}。", "请改正这个参数的值。")
        ) from error


def refuse_open(policy: Policy) -> None:
    """Refuse while a parameter that the source leaves open is not set.

    Raises:
        Refusal: names every open parameter.
    """
    problems = [
        Problem(
            policy.title,
            _named(name, policy.parameters[name]),
            "",
            "原文没有规定，采用时必须设定。",
            f"请设定 {name}{_hint(policy.parameters[name])}。",
        )
        for name in policy.open_parameters
    ]
    if problems:
        raise Refusal(problems)


def read(parameter: Parameter, value: Any) -> Any:
    """`value` of a form or command line as the parameter's own kind, still as written.

    Raises:
        ValueError: it is not of that kind.
    """
    if not isinstance(value, str):
        Parameter(value=value)
        return tuple(value) if isinstance(value, list) else value
    text = value.strip()
    match parameter.kind:
        case Kind.NUMBER:
            found = exact(text)
            if not isinstance(found, str):
                return text
            if not _NUMBER.fullmatch(text):
                raise ValueError("应当是通常写法的数")
            number = Fraction(text)
            return int(number) if number.denominator == 1 and "." not in text else text
        case Kind.BOOLEAN:
            if text.lower() in {"true", "是", "1"}:
                return True
            if text.lower() in {"false", "否", "0"}:
                return False
            raise ValueError("应当是“是”或“否”")
        case Kind.DATE:
            return date.fromisoformat(text)
        case Kind.LIST:
            return tuple(
                part.strip() for part in text.replace("，", "、").split("、") if part.strip()
            )
    return text


def unreadable(policy: Policy, name: str, value: str) -> Problem:
    """What is wrong with a value that `read` cannot read."""
    parameter = policy.parameters[name]
    return Problem(
        policy.title,
        _named(name, parameter),
        value,
        f"应当是{parameter.kind.label}。",
        _example(parameter),
    )


def written(value: Any) -> Any:
    """A parameter's value as JSON data."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _problem(policy: Policy, name: str, parameter: Parameter, value: Any) -> Problem | None:
    def problem(message: str, mend: str) -> Problem:
        return Problem(policy.title, _named(name, parameter), str(value), message, mend)

    try:
        candidate = read(parameter, value)
        Parameter(value=candidate)
        new = _exact(candidate)
    except ValidationError as error:
        # What a value of a file would be refused for as well, as a share over 100 %.
        message = str(error.errors()[0].get("ctx", {}).get("error", "不能作为值。"))
        return problem(message, "请改正。")
    except (ValueError, ZeroDivisionError):
        return unreadable(policy, name, str(value))
    if parameter.choices and new not in {_exact(choice) for choice in parameter.choices}:
        listed = "、".join(str(choice) for choice in parameter.choices)
        return problem("不是可选的值。", f"可选的有：{listed}。")
    if parameter.least is not None and new < _exact(parameter.least):  # type: ignore[operator]
        return problem(f"不能小于{parameter.least}{parameter.unit}。", "请改正。")
    if parameter.most is not None and new > _exact(parameter.most):  # type: ignore[operator]
        return problem(f"不能大于{parameter.most}{parameter.unit}。", "请改正。")
    if parameter.is_open or new == _exact(parameter.value):
        return None
    if parameter.stricter is None:
        return problem(
            f"制度已经规定为{parameter.quantity.shown()}，采用时不能改。", "请去掉这一项。"
        )
    if looser := loosening(parameter, candidate):
        return problem(*looser)
    return None


def _exact(value: Any) -> Value:
    found = exact(value)
    # A decimal kept as text, 0.5, is a number as well.
    if isinstance(found, str) and found.replace(".", "", 1).isdigit():
        return Fraction(found)
    return found


def _named(name: str, parameter: Parameter) -> str:
    return f"{name}（{parameter.label}）" if parameter.label else name


def _hint(parameter: Parameter) -> str:
    return f"（单位：{parameter.unit}）" if parameter.unit else ""


def _example(parameter: Parameter) -> str:
    examples = {Kind.NUMBER: "如 5、2/3 或 30%。", Kind.DATE: "如 2026-11-21。"}
    return examples.get(parameter.kind, "请改正。")
