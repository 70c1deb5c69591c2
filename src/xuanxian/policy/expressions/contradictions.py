"""Conditions that can never hold together: bounds of one figure that exclude each other.

Only what is joined by AND and compares one thing with constants is looked at, which is how
requirements are written; everything else is taken to be satisfiable.
"""

import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from xuanxian.policy.expressions.interpreting import Interpreter
from xuanxian.policy.expressions.speaking import Speaker
from xuanxian.policy.expressions.values import Kind, Quantity, Value, ValueType

if TYPE_CHECKING:
    from xuanxian.policy.expressions import Expression

_Comparison = type[exp.Expression]
_TURNED: dict[_Comparison, _Comparison] = {
    exp.LT: exp.GT,
    exp.LTE: exp.GTE,
    exp.GT: exp.LT,
    exp.GTE: exp.LTE,
}
_LOWER: dict[_Comparison, bool] = {exp.GT: True, exp.GTE: False}
_UPPER: dict[_Comparison, bool] = {exp.LT: True, exp.LTE: False}
"""Comparison → whether the bound itself is excluded."""

Point = Fraction | date | int
"""A number, a day, or the place of a code in its order."""


@dataclass(frozen=True, slots=True)
class _Bound:
    """One side of what a condition allows a figure to be."""

    point: Point
    is_excluded: bool
    said: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two conditions that exclude each other, read aloud."""

    first: str
    second: str


def contradiction(expressions: Iterable["Expression"]) -> Contradiction | None:
    """Two conditions among `expressions`, all of which have to hold, that exclude each other."""
    found = (
        bound
        for expression in expressions
        for bound in _Bounds(expression.parameters, expression.names).of(expression.tree)
    )
    return _first_clash(found)


def contradictions_inside(expression: "Expression") -> Iterator[Contradiction]:
    """Every AND inside one expression that can never hold, however deep it stands."""
    reader = _Bounds(expression.parameters, expression.names)
    for node in expression.tree.walk():
        if isinstance(node, exp.And | exp.Between) and not isinstance(_holder(node), exp.And):
            found = _first_clash(reader.of(node))
            if found:
                yield found


def _first_clash(bounds: Iterable[tuple[str, bool, _Bound]]) -> Contradiction | None:
    lower: dict[str, _Bound] = {}
    upper: dict[str, _Bound] = {}
    for figure, is_lower, bound in bounds:
        mine = lower if is_lower else upper
        if figure not in mine or _is_tighter(bound, mine[figure], is_lower=is_lower):
            mine[figure] = bound
        if found := _clash(lower.get(figure), upper.get(figure)):
            return found
    return None


def _holder(node: Any) -> Any:
    parent = node.parent
    while isinstance(parent, exp.Paren):
        parent = parent.parent
    return parent


def _is_tighter(new: _Bound, old: _Bound, *, is_lower: bool) -> bool:
    if type(new.point) is not type(old.point):
        return False
    if new.point == old.point:
        return new.is_excluded and not old.is_excluded
    compare = operator.gt if is_lower else operator.lt
    return bool(compare(new.point, old.point))


def _clash(low: _Bound | None, high: _Bound | None) -> Contradiction | None:
    if low is None or high is None or type(low.point) is not type(high.point):
        return None
    meets = low.point < high.point or (  # type: ignore[operator]
        low.point == high.point and not low.is_excluded and not high.is_excluded
    )
    return None if meets else Contradiction(low.said, high.said)


class _Bounds:
    """Reads bounds out of checked trees."""

    def __init__(self, parameters: Mapping[str, Quantity], types: Mapping[str, ValueType]) -> None:
        self._types = types
        self._constants = Interpreter({}, parameters, types)
        self._speaker = Speaker(parameters, types)

    def of(self, node: Any) -> Iterator[tuple[str, bool, _Bound]]:
        """Each bound that holds wherever `node` does: of what, whether from below, the bound."""
        node = node.unnest()
        if isinstance(node, exp.And):
            yield from self.of(node.this)
            yield from self.of(node.expression)
        elif isinstance(node, exp.Between):
            yield from self._bound(exp.GTE, node.this, node.args["low"], node)
            yield from self._bound(exp.LTE, node.this, node.args["high"], node)
        elif isinstance(node, exp.EQ):
            yield from self._compared(exp.GTE, node)
            yield from self._compared(exp.LTE, node)
        elif type(node) in _TURNED:
            yield from self._compared(type(node), node)

    def _compared(
        self, comparison: _Comparison, node: exp.Expression
    ) -> Iterator[tuple[str, bool, _Bound]]:
        left, right = node.this, node.expression
        if right.find(exp.Column) is None:
            yield from self._bound(comparison, left, right, node)
        elif left.find(exp.Column) is None:
            yield from self._bound(_TURNED.get(comparison, comparison), right, left, node)

    def _bound(
        self,
        comparison: _Comparison,
        figure: exp.Expression,
        limit: exp.Expression,
        whole: exp.Expression,
    ) -> Iterator[tuple[str, bool, _Bound]]:
        if figure.find(exp.Column) is None or limit.find(exp.Column) is not None:
            return
        point = self._point(figure, self._constants.evaluate(limit))
        if point is None:
            return
        is_lower = comparison in _LOWER
        excluded = (_LOWER if is_lower else _UPPER)[comparison]
        name = figure.unnest().sql(dialect="postgres")
        yield name, is_lower, _Bound(point, excluded, self._speaker.condition(whole))

    def _point(self, figure: exp.Expression, value: Value) -> Point | None:
        inner = figure.unnest()
        known = self._types.get(inner.name) if isinstance(inner, exp.Column) else None
        if known is not None and known.kind is Kind.ORDERED:
            return _place(known.levels, value)
        if isinstance(value, bool) or not isinstance(value, Fraction | date):
            return None
        return value


def _place(levels: Sequence[str], value: Value) -> int | None:
    return levels.index(str(value)) if value in levels else None
