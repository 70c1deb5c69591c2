"""Conditions that compare one named value with a constant, and what joins them."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from xuanxian.policy.expressions.checking import COMPARISONS
from xuanxian.policy.expressions.interpreting import Interpreter
from xuanxian.policy.expressions.values import Kind, Value, ValueType

if TYPE_CHECKING:
    from xuanxian.policy.expressions import Expression

_TURNED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Threshold:
    """`name sign value`.

    Attributes:
        name: the named value.
        known: its type.
        sign: `=`, `<>`, `<`, `<=`, `>` or `>=`.
        value: the constant, parameters in place; None while a parameter is open.
    """

    name: str
    known: ValueType
    sign: str
    value: Value


def threshold_of(expression: "Expression") -> Threshold | None:
    """A condition as a threshold; None when it is anything more."""
    names = expression.names
    tree: Any = expression.tree.unnest()
    if isinstance(tree, exp.Column):
        known = names[tree.name]
        return Threshold(tree.name, known, "=", True) if known.kind is Kind.BOOLEAN else None
    sign = COMPARISONS.get(type(tree))
    if sign is None:
        return None
    left, right = tree.this.unnest(), tree.expression.unnest()
    if isinstance(right, exp.Column):
        left, right, sign = right, left, _TURNED[sign]
    if not isinstance(left, exp.Column) or right.find(exp.Column) is not None:
        return None
    value = Interpreter({}, expression.parameters, names).evaluate(right)
    return Threshold(left.name, names[left.name], sign, value)


def parts_of(expression: "Expression") -> tuple[type[exp.Expression], list["Expression"]] | None:
    """AND, OR or NOT with the conditions it joins; None for any other condition."""
    tree: Any = expression.tree.unnest()
    if not isinstance(tree, exp.And | exp.Or | exp.Not):
        return None
    joined = [tree.this] if isinstance(tree, exp.Not) else [tree.this, tree.expression]
    return type(tree), [replace(expression, tree=each) for each in joined]
