"""One parameter tried over a range of values: how many come through at each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from xuanxian.kernel.errors import Refusal
from xuanxian.policy import parameters
from xuanxian.policy.expressions import Kind, Value, exact, show
from xuanxian.policy.schema import Parameter, Policy
from xuanxian.policy.simulation import bitmaps
from xuanxian.policy.simulation.field import Field
from xuanxian.policy.simulation.trying import refusal, value_of

MOST_VALUES = 200
"""Values tried in one sweep; each is one more pass over the people."""
_AT_ONCE = 16
_RANGE = re.compile(r"^(?P<low>.+?)\s*(?:\.\.|—|~|至)\s*(?P<high>.+?)(?:\s*[:：]\s*(?P<step>.+))?$")
_AROUND = 5


@dataclass(frozen=True)
class SweepPoint:
    """How many come through at one value.

    Attributes:
        value: the value tried.
        shown: the value with its unit.
        through: how many come through.
        is_in_force: whether it is the value the policy has now.
        obstacle: why the policy could not be adopted with it, "" when it could.
    """

    value: Value
    shown: str
    through: int
    is_in_force: bool
    obstacle: str


@dataclass(frozen=True)
class Sweep:
    """One parameter tried over a range.

    Attributes:
        parameter: its name.
        label: what it is, in Chinese.
        unit: the unit of its values.
        people: how many were judged at each value.
        rules: labels of the rules that use it.
        points: the values in the order tried.
    """

    parameter: str
    label: str
    unit: str
    people: int
    rules: tuple[str, ...]
    points: tuple[SweepPoint, ...]

    @property
    def in_force(self) -> SweepPoint | None:
        """The point at the policy's own value, None when it was not among those tried."""
        return next((each for each in self.points if each.is_in_force), None)


def sweep(field: Field, name: str, values: Sequence[Value]) -> Sweep:
    """Try `values` for one parameter, everything else as it is in `field`.

    Only the rules that use the parameter are judged again; of the others it is kept whom they
    stop. Values beyond the bounds of the parameter may be tried: each point says whether the
    policy could be adopted with it.

    Raises:
        Refusal: the policy has no such parameter, no rule uses it, or there are too many values.
    """
    parameter = parameter_of(field, name)
    if not values or len(values) > MOST_VALUES:
        raise refusal(
            field.policy, name, f"{len(values)}个", "取值的个数不对。", f"请写1至{MOST_VALUES}个。"
        )
    used = [place for place, rule in enumerate(field.rules) if name in rule.parameters]
    others = field.through_without(used)
    chosen = {field.rules[place].id for place in used}
    points = []
    for start in range(0, len(values), _AT_ONCE):
        some = values[start : start + _AT_ONCE]
        columns = [
            _met(field, chosen, name, value).alias(str(place)) for place, value in enumerate(some)
        ]
        stack = bitmaps.packed(field.frame.lazy().select(columns).collect())
        for value, through in zip(some, bitmaps.counts(stack & others), strict=True):
            points.append(_point(field.policy, name, parameter, value, through))
    return Sweep(
        parameter=name,
        label=parameter.label or name,
        unit=parameter.unit,
        people=field.people,
        rules=tuple(field.rules[place].rule.label for place in used),
        points=tuple(points),
    )


def parameter_of(field: Field, name: str) -> Parameter:
    """The parameter `name` that a rule of `field` uses.

    Raises:
        Refusal: there is none, or no rule uses it.
    """
    used = dict.fromkeys(each for rule in field.rules for each in rule.parameters)
    if name in used:
        return field.policy.parameters[name]
    listed = "、".join(used)
    message = "所选条件没有用到这个参数。" if name in field.policy.parameters else "没有这个参数。"
    mend = f"可以选：{listed}。" if listed else "所选条件没有用到任何参数。"
    raise refusal(field.policy, name, "", message, mend)


def values_of(field: Field, name: str, text: str = "") -> list[Value]:
    """The values meant by `text`: `30..45`, `30..45:5`, `1/3..2/3:1/12`, `大学专科、大学本科`.

    Without a text: every choice or level a text may have, both truths, or the numbers around the
    value in force.

    Raises:
        Refusal: no such parameter, the text cannot be read, or there are too many values.
    """
    parameter = parameter_of(field, name)
    if not text.strip():
        return _suggested(field, name, parameter)
    found = _RANGE.match(text.strip())
    if found is None or parameter.kind is not Kind.NUMBER:
        written = [part.strip() for part in re.split("[,，、;；]", text) if part.strip()]
        return [value_of(field.policy, name, part) for part in written]
    low, high, step = (
        value_of(field.policy, name, part or "1")
        for part in (found["low"], found["high"], found["step"])
    )
    if not isinstance(low, Fraction) or not isinstance(high, Fraction):
        raise refusal(field.policy, name, text, "读不出范围。", "请写成 30..45 或 30..45:5。")
    if not isinstance(step, Fraction) or step <= 0 or high < low:
        raise refusal(
            field.policy, name, text, "范围不对。", "请从小到大写，步长大于零，如 30..45:5。"
        )
    number = int((high - low) / step) + 1
    if number > MOST_VALUES:
        raise refusal(
            field.policy, name, text, f"范围里有{number}个值，太多了。",
            f"请缩小范围或加大步长，最多{MOST_VALUES}个。",
        )  # fmt: skip
    return [low + place * step for place in range(number)]


def _met(field: Field, chosen: set[str], name: str, value: Value) -> pl.Expr:
    """Whether the rules `chosen` stop nobody when `name` is `value`."""
    policy = parameters.for_rehearsal(field.policy, {name: value})
    weights = []
    for criteria in field.criteria:
        rules = tuple(rule for rule in criteria.rules if f"{criteria.id}.{rule.id}" in chosen)
        if rules:
            some = criteria.model_copy(update={"rules": rules})
            weights += some.compiled(policy.quantities).weights_on(field.as_of)
    rows = pl.repeat(0, pl.len(), dtype=pl.UInt8)
    return pl.max_horizontal(rows, *weights) <= field.line.weight


def _point(
    policy: Policy, name: str, parameter: Parameter, value: Value, through: int
) -> SweepPoint:
    return SweepPoint(
        value=value,
        shown=show(value) + (parameter.unit if isinstance(value, Fraction) else ""),
        through=through,
        is_in_force=value == exact(parameter.value),
        obstacle=_obstacle(policy, name, value),
    )


def _obstacle(policy: Policy, name: str, value: Value) -> str:
    try:
        parameters.with_parameters(
            policy, {name: str(value) if isinstance(value, Fraction) else value}
        )
    except Refusal as refusal:
        return refusal.problems[0].message
    return ""


def _suggested(field: Field, name: str, parameter: Parameter) -> list[Value]:
    if parameter.choices:
        return [exact(choice) for choice in parameter.choices]
    match parameter.kind:
        case Kind.BOOLEAN:
            return [True, False]
        case Kind.TEXT:
            return list(_levels(field, name))
        case Kind.NUMBER:
            value = exact(parameter.value)
            middle = Fraction(value) if isinstance(value, Fraction) else Fraction(_AROUND)
            step = Fraction(1) if middle.denominator == 1 else Fraction(1, middle.denominator)
            around = (middle + step * place for place in range(-_AROUND, _AROUND + 1))
            least = exact(parameter.least) if parameter.least is not None else Fraction(0)
            return [each for each in around if each >= least]  # type: ignore[operator]
    raise refusal(
        field.policy, name, "", f"是{parameter.kind.label}，不能自动取值。", "请写出要试的值。"
    )


def _levels(field: Field, name: str) -> Sequence[str]:
    """The levels of the codes that stand beside the parameter in a rule."""
    for rule in field.rules:
        if name in rule.parameters:
            for asked in (rule.condition, rule.when):
                for known in asked.names.values() if asked else ():
                    if known.levels and field.policy.parameters[name].value in {
                        None,
                        *known.levels,
                    }:
                        return known.levels
    raise refusal(field.policy, name, "", "是文字，没有可选的值。", "请写出要试的值，用顿号分开。")
