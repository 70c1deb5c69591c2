"""Values tried for the parameters of a policy, whatever the bounds of adoption."""

from collections.abc import Mapping
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy import parameters
from xuanxian.policy.expressions import Kind, Value, exact
from xuanxian.policy.schema import Policy

_EXAMPLES = {
    Kind.NUMBER: "请写成数，如 5、2/3 或 30%。",
    Kind.DATE: "请写成 2026-11-21。",
    Kind.BOOLEAN: "请写“是”或“否”。",
}


def tried_with(policy: Policy, settings: Mapping[str, str]) -> Policy:
    """`policy` with `settings` in the place of its own values.

    Raises:
        Refusal: no such parameter, or a value of another kind.
    """
    values = {name: value_of(policy, name, text) for name, text in settings.items()}
    return parameters.for_rehearsal(policy, values)


def value_of(policy: Policy, name: str, text: str) -> Value:
    """What `text` means as a value of the parameter `name`.

    Raises:
        Refusal: no such parameter, or a value of another kind.
    """
    parameter = policy.parameters.get(name)
    if parameter is None:
        close = get_close_matches(name, list(policy.parameters), n=1, cutoff=0.4)
        mend = f"是不是想写“{close[0]}”？" if close else "用 xuanxian policy show 查看参数。"
        raise refusal(policy, name, "", "制度没有这个参数。", mend)
    try:
        read: Any = parameters.read(parameter, text)
        value = exact(read)
        if parameter.kind is Kind.NUMBER and isinstance(value, str):
            return Fraction(value)  # a decimal
    except (ValueError, ZeroDivisionError) as error:
        mend = _EXAMPLES.get(parameter.kind, "请改正。")
        raise refusal(policy, name, text, f"应当是{parameter.kind.label}。", mend) from error
    return value


def refusal(policy: Policy, name: str, value: str, message: str, mend: str) -> Refusal:
    """What is wrong with a value or parameter that was to be tried."""
    known = policy.parameters.get(name)
    field = f"{known.label}（{name}）" if known is not None and known.label else name
    return Refusal(Problem(f"{policy.title}·试算", field, value, message, mend))
