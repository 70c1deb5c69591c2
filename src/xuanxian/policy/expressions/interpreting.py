"""The exact interpreter of a checked tree: fractions and three-valued logic, one subject at a time.

A ballot or a person is judged by it; `columns` judges many at once and must agree with it.
"""

import math
import operator
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from sqlglot import exp

from xuanxian.policy.expressions.values import (
    Kind,
    PartialList,
    Quantity,
    Value,
    ValueType,
    exact,
)

_COMPARE: dict[type[exp.Expression], Callable[[Any, Any], bool]] = {
    exp.EQ: operator.eq,
    exp.NEQ: operator.ne,
    exp.LT: operator.lt,
    exp.LTE: operator.le,
    exp.GT: operator.gt,
    exp.GTE: operator.ge,
}
_CALCULATE: dict[type[exp.Expression], Callable[[Fraction, Fraction], Fraction]] = {
    exp.Add: operator.add,
    exp.Sub: operator.sub,
    exp.Mul: operator.mul,
}


class Interpreter:
    """Evaluates checked trees over named values. Pure."""

    def __init__(
        self,
        values: Mapping[str, Value],
        parameters: Mapping[str, Quantity],
        types: Mapping[str, ValueType],
    ) -> None:
        self._values = values
        self._parameters = parameters
        self._types = types

    def evaluate(self, node: exp.Expression) -> Value:
        """The value of `node`, None when it cannot be known."""
        match node:
            case exp.Paren():
                return self.evaluate(node.this)
            case exp.Column():
                return self._value(node.name)
            case exp.Parameter():
                return self._parameters[node.name].value
            case exp.Literal():
                return node.name if node.is_string else Fraction(node.name)
            case exp.Boolean():
                return bool(node.this)
            case exp.Cast():
                return date.fromisoformat(node.this.name)
            case exp.And():
                return _both(self.evaluate(node.this), self.evaluate(node.expression))
            case exp.Or():
                return _either(self.evaluate(node.this), self.evaluate(node.expression))
            case exp.Not():
                truth = self.evaluate(node.this)
                return None if truth is None else not truth
            case exp.Is():
                return (self.evaluate(node.this) is None) != bool(node.args.get("negate"))
            case exp.In():
                return self._in(node)
            case exp.Between():
                low = self._compare(exp.GTE, node.this, node.args["low"])
                return _both(low, self._compare(exp.LTE, node.this, node.args["high"]))
            case exp.Like():
                return self._like(node)
            case exp.Case():
                return self._case(node)
            case exp.Coalesce():
                found = (self.evaluate(each) for each in (node.this, *node.expressions))
                return next((value for value in found if value is not None), None)
        if type(node) in _COMPARE:
            return self._compare(type(node), node.this, node.expression)
        return self._number(node)

    def _value(self, name: str) -> Value:
        value = self._values.get(name)
        known = self._types.get(name)
        # A text that looks like a fraction, as a name of a unit may, stays a text.
        is_text = known is not None and known.kind in {Kind.TEXT, Kind.ORDERED}
        return value if is_text and isinstance(value, str) else exact(value)

    def _number(self, node: exp.Expression) -> Value:
        operands = [node.this, *node.expressions]
        if node.args.get("expression") is not None:
            operands.append(node.expression)
        values = [self.evaluate(operand) for operand in operands]
        if any(value is None for value in values):
            return None
        numbers = [Fraction(value) for value in values]  # type: ignore[arg-type]
        match node:
            case exp.Neg():
                return -numbers[0]
            case exp.Abs():
                return abs(numbers[0])
            case exp.Ceil():
                return Fraction(math.ceil(numbers[0]))
            case exp.Floor():
                return Fraction(math.floor(numbers[0]))
            case exp.Least():
                return min(numbers)
            case exp.Greatest():
                return max(numbers)
            case exp.Div():
                return numbers[0] / numbers[1] if numbers[1] else None
        return _CALCULATE[type(node)](numbers[0], numbers[1])

    def _compare(
        self, comparison: type[exp.Expression], left: exp.Expression, right: exp.Expression
    ) -> bool | None:
        first, second = self.evaluate(left), self.evaluate(right)
        if first is None or second is None:
            return None
        levels = self._levels(left) or self._levels(right)
        if levels:
            first, second = levels.index(str(first)), levels.index(str(second))
        return _COMPARE[comparison](first, second)

    def _levels(self, node: exp.Expression) -> tuple[str, ...]:
        inner = node.unnest()
        known = self._types.get(inner.name) if isinstance(inner, exp.Column) else None
        return known.levels if known and known.kind is Kind.ORDERED else ()

    def _in(self, node: exp.In) -> bool | None:
        subject = self.evaluate(node.this)
        field = node.args.get("field")
        members: list[Value] = []
        for member in node.expressions if field is None else [field]:
            value = self.evaluate(member)
            members.extend(value if isinstance(value, tuple) else (value,))
            if isinstance(value, PartialList):
                members.append(None)
        if subject is None:
            return None
        if subject in members:
            return True
        return None if None in members else False

    def _like(self, node: exp.Like) -> bool | None:
        text, pattern = self.evaluate(node.this), node.expression.name
        if text is None:
            return None
        core = pattern.removeprefix("%").removesuffix("%")
        if pattern.startswith("%") and pattern.endswith("%"):
            return core in str(text)
        return str(text).endswith(core) if pattern.startswith("%") else str(text).startswith(core)

    def _case(self, node: exp.Case) -> Value:
        for branch in node.args["ifs"]:
            truth = self.evaluate(branch.this)
            if truth is None:
                # Which branch applies is unknown, so the value is too.
                return None
            if truth:
                return self.evaluate(branch.args["true"])
        return self.evaluate(node.args["default"])


def _both(first: Value, second: Value) -> bool | None:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def _either(first: Value, second: Value) -> bool | None:
    if first is True or second is True:
        return True
    return None if first is None or second is None else False
