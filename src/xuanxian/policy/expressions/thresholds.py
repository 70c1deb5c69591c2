"""Conditions that compare one named value with a constant, the commonest there are."""

from collections.abc import Mapping
from dataclasses import dataclass
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
    if isinstance(tree, exp.Not) and isinstance(tree.this.unnest(), exp.Column):
        return _of_truth(tree.this.unnest().name, names, False)
    if isinstance(tree, exp.Column):
        return _of_truth(tree.name, names, True)
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


def _of_truth(name: str, names: Mapping[str, ValueType], value: bool) -> Threshold | None:
    known = names[name]
    return Threshold(name, known, "=", value) if known.kind is Kind.BOOLEAN else None
