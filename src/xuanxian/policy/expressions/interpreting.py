"""The exact interpreter of a checked tree: fractions and three-valued logic, one subject at a time.

A ballot or a person is judged by it; `columns` judges many at once and must agree with it.
"""

import math
import operator
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
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
_CALCULATE: dict[type[exp.Expression], Callable[[Any, Any], Any]] = {
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
        """The value of `node`, a number as a fraction; None when it cannot be known."""
        value = self._value_of(node)
        return Fraction(value) if type(value) is int else value

    def _value_of(self, node: exp.Expression) -> Value:
        kind: Any = type(node)
        return _answering(kind)(self, node)

    def _value(self, name: str) -> Value:
        value = self._values.get(name)
        if type(value) in (int, Fraction):
            return value
        known = self._types.get(name)
        # A text that looks like a fraction, as a name of a unit may, stays a text.
        is_text = known is not None and known.kind in {Kind.TEXT, Kind.ORDERED}
        return value if is_text and isinstance(value, str) else exact(value)

    def _calculated(self, node: exp.Expression) -> Value:
        first, second = self._value_of(node.this), self._value_of(node.expression)
        if first is None or second is None:
            return None
        one, other = _as_number(first), _as_number(second)
        if type(node) is exp.Div:
            return Fraction(one, other) if other else None
        value: Value = _CALCULATE[type(node)](one, other)
        return value

    def _number(self, node: exp.Expression) -> Value:
        values = [self._value_of(operand) for operand in (node.this, *node.expressions)]
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
        raise TypeError(f"{type(node).__name__} is no part of a checked tree")

    def _compared(self, node: exp.Expression) -> bool | None:
        return self._compare(type(node), node.this, node.expression)

    def _literal(self, node: exp.Literal) -> Value:
        text = node.name
        if node.is_string:
            return text
        return int(text) if text.isdecimal() else Fraction(text)

    def _negated(self, node: exp.Not) -> bool | None:
        truth = self._value_of(node.this)
        return None if truth is None else not truth

    def _between(self, node: exp.Between) -> bool | None:
        low = self._compare(exp.GTE, node.this, node.args["low"])
        return _both(low, self._compare(exp.LTE, node.this, node.args["high"]))

    def _first_known(self, node: exp.Coalesce) -> Value:
        found = (self._value_of(each) for each in (node.this, *node.expressions))
        return next((value for value in found if value is not None), None)

    def _compare(
        self, comparison: type[exp.Expression], left: exp.Expression, right: exp.Expression
    ) -> bool | None:
        first, second = self._value_of(left), self._value_of(right)
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
        subject = self._value_of(node.this)
        field = node.args.get("field")
        members: list[Value] = []
        for member in node.expressions if field is None else [field]:
            value = self._value_of(member)
            members.extend(value if isinstance(value, tuple) else (value,))
            if isinstance(value, PartialList):
                members.append(None)
        if subject is None:
            return None
        if subject in members:
            return True
        return None if None in members else False

    def _like(self, node: exp.Like) -> bool | None:
        text, pattern = self._value_of(node.this), node.expression.name
        if text is None:
            return None
        core = pattern.removeprefix("%").removesuffix("%")
        if pattern.startswith("%") and pattern.endswith("%"):
            return core in str(text)
        return str(text).endswith(core) if pattern.startswith("%") else str(text).startswith(core)

    def _case(self, node: exp.Case) -> Value:
        for branch in node.args["ifs"]:
            truth = self._value_of(branch.this)
            if truth is None:
                # Which branch applies is unknown, so the value is too.
                return None
            if truth:
                return self._value_of(branch.args["true"])
        return self._value_of(node.args["default"])


def _as_number(value: Value) -> Fraction | int:
    """Whole numbers stay so until something is divided: as exact, and cheaper than fractions."""
    if type(value) is int or type(value) is Fraction:
        return value
    return Fraction(value)  # type: ignore[arg-type]


def _both(first: Value, second: Value) -> bool | None:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def _either(first: Value, second: Value) -> bool | None:
    if first is True or second is True:
        return True
    return None if first is None or second is None else False


_Answer = Callable[[Interpreter, Any], Value]
_ANSWERS: dict[type[exp.Expression], _Answer] = {
    exp.Paren: lambda self, node: self._value_of(node.this),
    exp.Column: lambda self, node: self._value(node.name),
    exp.Parameter: lambda self, node: self._parameters[node.name].value,
    exp.Literal: Interpreter._literal,
    exp.Boolean: lambda _, node: bool(node.this),
    exp.Cast: lambda _, node: date.fromisoformat(node.this.name),
    exp.And: lambda self, node: _both(self._value_of(node.this), self._value_of(node.expression)),
    exp.Or: lambda self, node: _either(self._value_of(node.this), self._value_of(node.expression)),
    exp.Not: Interpreter._negated,
    exp.Is: lambda self, node: (self._value_of(node.this) is None) != bool(node.args.get("negate")),
    exp.In: Interpreter._in,
    exp.Between: Interpreter._between,
    exp.Like: Interpreter._like,
    exp.Case: Interpreter._case,
    exp.Coalesce: Interpreter._first_known,
    **dict.fromkeys(_COMPARE, Interpreter._compared),
    **dict.fromkeys((*_CALCULATE, exp.Div), Interpreter._calculated),
}


@cache
def _answering(kind: type[Any]) -> _Answer:
    """What evaluates a node: looked up once a kind, for the same few nodes are asked a lot."""
    return next((_ANSWERS[base] for base in kind.__mro__ if base in _ANSWERS), Interpreter._number)
