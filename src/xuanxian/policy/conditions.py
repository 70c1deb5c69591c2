"""Conditions of a policy over the names an instrument offers, judged exactly."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import BOOLEAN, NUMBER, Kind
from xuanxian.policy.formulas import Formula
from xuanxian.policy.kinds import StatedExpression
from xuanxian.policy.parts import Parameters, Requirement


def holds(
    condition: str, figures: Mapping[str, Fraction | int | bool], parameters: Parameters
) -> bool:
    """Whether a condition of the policy holds for `figures`.

    Raises:
        Refusal: the condition uses a name that is not offered, or a parameter that is not set.
    """
    names = {
        name: BOOLEAN if isinstance(value, bool) else NUMBER for name, value in figures.items()
    }
    formula = Formula(condition, names, parameters, expect=Kind.BOOLEAN)
    truth = formula.holds(figures)
    if truth is None:
        unknown = "、".join(formula.unknown_among(figures))
        raise Refusal(
            Problem(
                where="制度",
                field="条件",
                value=condition,
                message=f"{unknown}没有值，无法判断。",
                mend="请设定制度参数或补齐数据。",
            )
        )
    return truth


def aloud(condition: str, names: Iterable[str], parameters: Parameters) -> str:
    """A condition over `names` in Chinese words, the values of its parameters in place."""
    return Formula(condition, names, parameters, expect=Kind.BOOLEAN).spoken()


def stated(path: tuple[str | int, ...], text: str, names: Iterable[str]) -> StatedExpression:
    """A condition of an instrument over `names`, which are all numbers."""
    return StatedExpression(path, text, dict.fromkeys(names, NUMBER))


def stated_requirements(
    requirements: Iterable[Requirement], names: Iterable[str]
) -> list[StatedExpression]:
    """The conditions of `requirements` over `names`, for the checker of policy files."""
    found = []
    for each in requirements:
        found.append(stated(("requirements", each.id, "require"), each.require, names))
        if each.when:
            found.append(stated(("requirements", each.id, "when"), each.when, names))
    return found


def spoken(requirement: Requirement) -> str:
    """A requirement as one Chinese sentence."""
    when = f"{requirement.when}的，" if requirement.when else ""
    usual = "一般要求" if requirement.soft else ""
    breach = requirement.verdict_of_breach.consequence
    return f"{requirement.label}：{when}{usual}{requirement.require}；不符合的，{breach}。"
