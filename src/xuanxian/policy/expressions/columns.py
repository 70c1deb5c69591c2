"""A checked tree as SQL over columns, run by Polars for everybody at once.

Numbers stay exact: a quotient is carried as numerator and denominator, and a comparison of
quotients is written as a comparison of products of whole numbers. How large those can become is
known from the text alone, so that they are written in as many bits as they need. Facts are whole
numbers; a column of floating-point numbers is compared as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlglot import exp

from xuanxian.policy.expressions.checking import COMPARISONS
from xuanxian.policy.expressions.quotients import (
    LARGEST_FACT,
    NO_NUMBER,
    UNKNOWN_NUMBER,
    Quotient,
    TooLarge,
)
from xuanxian.policy.expressions.reading import ExpressionFault
from xuanxian.policy.expressions.values import (
    Kind,
    PartialList,
    Quantity,
    Value,
    ValueType,
    exact,
)

LONGEST_SQL = 50_000
"""Characters; what is written twice at every level would otherwise grow without end."""
_UNKNOWN = "CAST(NULL AS BOOLEAN)"


class ColumnWriter:
    """Writes checked trees as SQL text that `polars.sql_expr` reads."""

    def __init__(
        self,
        parameters: Mapping[str, Quantity],
        types: Mapping[str, ValueType],
        kinds: Mapping[int, Kind],
        *,
        bits: int = 64,
    ) -> None:
        """
        Args:
            bits: of the whole numbers it calculates with, 64 or 128.
        """
        self._integer = {64: "BIGINT", 128: "HUGEINT"}[bits]
        self._most = 2 ** (bits - 1) - 1
        self._parameters = parameters
        self._types = types
        self._kinds = kinds

    def write(self, node: exp.Expression) -> str:
        """SQL of a condition, a text or a date; numbers come as a quotient of whole numbers.

        Raises:
            ExpressionFault: it would be too long.
            TooLarge: its numbers may not fit.
        """
        written = self._write(node)
        _refuse_long(written)
        return written

    def _write(self, node: exp.Expression) -> str:
        match node:
            case exp.Paren():
                return self.write(node.this)
            case exp.Column():
                return _quoted(node.name)
            case exp.Parameter():
                return self._constant(self._parameters[node.name].value)
            case exp.Literal():
                return self._constant(node.name)
            case exp.Boolean():
                return "TRUE" if node.this else "FALSE"
            case exp.Cast():
                return f"DATE '{node.this.name}'"
            case exp.And():
                return f"({' AND '.join(self.write(each) for each in _joined(node, exp.And))})"
            case exp.Or():
                return f"({' OR '.join(self.write(each) for each in _joined(node, exp.Or))})"
            case exp.Not():
                return f"(NOT {self.write(node.this)})"
            case exp.Is():
                mark = "IS NOT NULL" if node.args.get("negate") else "IS NULL"
                return f"({_quoted(node.this.name)} {mark})"
            case exp.In():
                return self._in(node)
            case exp.Between():
                low = self._compare(exp.GTE, node.this, node.args["low"])
                return f"({low} AND {self._compare(exp.LTE, node.this, node.args['high'])})"
            case exp.Like():
                return f"({self.write(node.this)} LIKE {self._constant(node.expression.name)})"
            case exp.Case():
                return self._case(node, [self.write(branch) for branch in _branches(node)])
            case exp.Coalesce():
                operands = [self.write(each) for each in (node.this, *node.expressions)]
                return f"COALESCE({', '.join(operands)})"
        return self._compare(type(node), node.this, node.expression)

    def write_number(self, node: exp.Expression) -> tuple[str, str]:
        """SQL of a number as numerator and denominator."""
        number = self._number(node)
        return self._wide(number), number.divisor

    # -- numbers

    def _wide(self, number: Quotient) -> str:
        """`above` for calculating: columns of facts and constants may be narrower."""
        is_narrow = number.is_plain_column or number.constant is not None
        return f"CAST({number.above} AS {self._integer})" if is_narrow else number.above

    def _fit(self, *sizes: int) -> None:
        if max(sizes) > self._most:
            raise TooLarge

    def _number(self, node: exp.Expression) -> Quotient:
        number = self._written_number(node)
        self._fit(number.above_most, number.below_most)
        _refuse_long(number.above + number.below)
        return number

    def _written_number(self, node: exp.Expression) -> Quotient:
        match node:
            case exp.Paren():
                return self._number(node.this)
            case exp.Column():
                return Quotient(_quoted(node.name), is_plain_column=True, above_most=LARGEST_FACT)
            case exp.Parameter():
                value = self._parameters[node.name].value
                return Quotient.of(Fraction(value)) if value is not None else UNKNOWN_NUMBER  # type: ignore[arg-type]
            case exp.Literal():
                return Quotient.of(Fraction(node.name))
            case exp.Case():
                return self._case_number(node)
            case exp.Neg():
                return self._product(Quotient.of(Fraction(-1)), self._number(node.this))
            case exp.Abs():
                inner = self._number(node.this)
                if inner.is_unknown:
                    return UNKNOWN_NUMBER
                below = f"ABS({inner.below})" if inner.below else ""
                return replace(
                    inner,
                    above=f"ABS({self._wide(inner)})",
                    below=below,
                    constant=None,
                    is_plain_column=False,
                )
            case exp.Ceil():
                minus = Quotient.of(Fraction(-1))
                inner = self._product(minus, self._number(node.this))
                return self._product(minus, self._floor(inner))
            case exp.Floor():
                return self._floor(self._number(node.this))
            case exp.Least() | exp.Greatest():
                return self._extreme(node)
            case exp.Coalesce():
                return self._coalesced(node)
        first, second = self._number(node.this), self._number(node.expression)
        if first.is_unknown or second.is_unknown:
            return UNKNOWN_NUMBER
        match node:
            case exp.Mul():
                return self._product(first, second)
            case exp.Div():
                return self._division(first, second)
        sign = "+" if isinstance(node, exp.Add) else "-"
        if first.constant is not None and second.constant is not None:
            total = first.constant + (second.constant if sign == "+" else -second.constant)
            return Quotient.of(total)
        left, right = self._wide(first), self._wide(second)
        most = first.above_most * second.below_most + second.above_most * first.below_most
        if not first.below and not second.below:
            return Quotient(f"({left} {sign} {right})", above_most=most)
        return Quotient(
            f"({left} * {second.divisor} {sign} {right} * {first.divisor})",
            _times(first.below, second.below),
            above_most=most,
            below_most=first.below_most * second.below_most,
        )

    def _product(self, first: Quotient, second: Quotient) -> Quotient:
        if first.is_unknown or second.is_unknown:
            return UNKNOWN_NUMBER
        if first.constant is not None and second.constant is not None:
            return Quotient.of(first.constant * second.constant)
        return Quotient(
            f"({self._wide(first)} * {self._wide(second)})",
            _times(first.below, second.below),
            above_most=first.above_most * second.above_most,
            below_most=first.below_most * second.below_most,
        )

    def _division(self, first: Quotient, second: Quotient) -> Quotient:
        if second.constant is not None:
            if second.constant == 0:
                return UNKNOWN_NUMBER
            return self._product(first, Quotient.of(1 / second.constant))
        divisor = f"NULLIF({self._wide(second)}, 0)"
        above = self._wide(first)
        if second.below:
            above = f"({above} * {second.below})"
        return Quotient(
            above,
            _times(first.below, divisor),
            above_most=first.above_most * second.below_most,
            below_most=first.below_most * second.above_most,
        )

    def _floor(self, number: Quotient) -> Quotient:
        if number.constant is not None:
            return Quotient.of(Fraction(number.constant.__floor__()))
        if not number.below or number.is_unknown:
            return number
        above, below = self._wide(number), number.below
        if not number.has_constant_divisor:
            self._fit(number.above_most * number.below_most, number.below_most**2)
            above, below = f"({above} * {below})", f"({below} * {below})"
        # Division of whole numbers in SQL cuts towards zero.
        return Quotient(
            f"(CASE WHEN {above} < 0 AND {above} % {below} <> 0"
            f" THEN {above} // {below} - 1 ELSE {above} // {below} END)",
            above_most=number.above_most + 1,
        )

    def _extreme(self, node: exp.Expression) -> Quotient:
        sign = "<=" if isinstance(node, exp.Least) else ">="
        chosen = self._number(node.this)
        for each in node.expressions:
            other = self._number(each)
            if chosen.is_unknown or other.is_unknown:
                return UNKNOWN_NUMBER
            is_chosen = self._compared(chosen, sign, other)
            chosen = self._choice([(is_chosen, chosen), (f"(NOT {is_chosen})", other)])
            _refuse_long(chosen.above)
        return chosen

    def _coalesced(self, node: exp.Expression) -> Quotient:
        found = [self._number(each) for each in (node.this, *node.expressions)]
        operands = [each for each in found if not each.is_unknown]
        if not operands:
            return UNKNOWN_NUMBER
        known = [(f"({self._is_known(each)})", each) for each in operands]
        return self._choice(known)

    def _is_known(self, number: Quotient) -> str:
        above = f"{self._wide(number)} IS NOT NULL"
        return f"{above} AND {number.below} IS NOT NULL" if number.below else above

    def _case_number(self, node: exp.Case) -> Quotient:
        *branches, last = [self._number(branch) for branch in _branches(node)]
        conditions = _known_conditions([self.write(each.this) for each in node.args["ifs"]])
        return self._choice([*zip(conditions, branches, strict=True), (conditions.otherwise, last)])

    def _choice(self, options: Sequence[tuple[str, Quotient]]) -> Quotient:
        """The first number whose condition holds; unknown where none does."""
        above = " ".join(f"WHEN {when} THEN {self._wide(each)}" for when, each in options)
        below = " ".join(
            f"WHEN {when} THEN CAST({each.divisor} AS {self._integer})" for when, each in options
        )
        return Quotient(
            f"(CASE {above} ELSE {NO_NUMBER} END)",
            f"(CASE {below} ELSE 1 END)" if any(each.below for _, each in options) else "",
            above_most=max(each.above_most for _, each in options),
            below_most=max(each.below_most for _, each in options),
        )

    def _compared(self, first: Quotient, sign: str, second: Quotient) -> str:
        if first.is_unknown or second.is_unknown:
            return _UNKNOWN
        if not first.below and not second.below:
            return f"({first.above} {sign} {second.above})"
        left, right = self._wide(first), self._wide(second)
        a, b = first.divisor, second.divisor
        most = max(first.above_most * second.below_most, second.above_most * first.below_most)
        if first.has_constant_divisor and second.has_constant_divisor:
            self._fit(most)
            return f"({left} * {b} {sign} {right} * {a})"
        # A divisor may be negative: multiply by its square, which is not.
        self._fit(most * first.below_most * second.below_most)
        return f"({left} * {a} * {b} * {b} {sign} {right} * {b} * {a} * {a})"

    # -- conditions

    def _compare(
        self, comparison: type[exp.Expression], left: exp.Expression, right: exp.Expression
    ) -> str:
        sign = COMPARISONS[comparison]
        kinds = {self._kinds.get(id(left)), self._kinds.get(id(right))}
        if Kind.NUMBER in kinds:
            return self._compared(self._number(left), sign, self._number(right))
        if self._is_open(left) or self._is_open(right):
            return _UNKNOWN
        return f"({self.write(left)} {sign} {self.write(right)})"

    def _is_open(self, node: exp.Expression) -> bool:
        inner = node.unnest()
        return isinstance(inner, exp.Parameter) and self._parameters[inner.name].value is None

    def _is_partial(self, node: exp.Expression) -> bool:
        inner = node.unnest()
        return isinstance(inner, exp.Parameter) and isinstance(
            self._parameters[inner.name].value, PartialList
        )

    def _in(self, node: exp.In) -> str:
        field = node.args.get("field")
        members = list(node.expressions) if field is None else [field]
        open_member = any(self._is_open(each) or self._is_partial(each) for each in members)
        stated = [member for member in members if not self._is_open(member)]
        if self._kinds.get(id(node.this)) is Kind.NUMBER:
            parts = [self._compare(exp.EQ, node.this, member) for member in stated]
        else:
            texts = [text for member in stated for text in self._members(member)]
            parts = [f"({self.write(node.this)} IN ({', '.join(texts)}))"] if texts else []
        if open_member:
            parts.append(_UNKNOWN)
        return f"({' OR '.join(parts)})"

    def _members(self, node: exp.Expression) -> list[str]:
        inner = node.unnest()
        if isinstance(inner, exp.Parameter):
            value = self._parameters[inner.name].value
            if isinstance(value, tuple):
                return [self._constant(entry) for entry in value]
        return [self.write(node)]

    def _case(self, node: exp.Case, branches: Sequence[str]) -> str:
        conditions = _known_conditions([self.write(each.this) for each in node.args["ifs"]])
        steps = [
            f"WHEN {when} THEN {then}"
            for when, then in zip([*conditions, conditions.otherwise], branches, strict=True)
        ]
        return f"(CASE {' '.join(steps)} END)"

    def _constant(self, value: Value) -> str:
        value = value if isinstance(value, str) else exact(value)
        if value is None:
            return _UNKNOWN
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, date):
            return f"DATE '{value.isoformat()}'"
        return "'" + str(value).replace("'", "''") + "'"


class _Conditions(list[str]):
    """Conditions of a CASE made exclusive, and that of its ELSE.

    A plain SQL CASE takes an unknown condition for false; here an unknown one leaves the value
    unknown, so each branch also asks that all earlier conditions are known to be false.
    """

    otherwise: str = "TRUE"


def _known_conditions(written: Sequence[str]) -> _Conditions:
    conditions = _Conditions()
    earlier: list[str] = []
    for condition in written:
        conditions.append(" AND ".join([*earlier, condition]))
        earlier.append(f"(NOT {condition})")
    conditions.otherwise = " AND ".join(earlier)
    return conditions


def _joined(node: Any, connector: type[Any]) -> list[Any]:
    """What a chain of one connector joins: written as one chain, it is not nested."""
    inner = node.unnest()
    if not isinstance(inner, connector):
        return [node]
    return [*_joined(inner.this, connector), *_joined(inner.expression, connector)]


def _branches(node: exp.Case) -> list[exp.Expression]:
    return [*(branch.args["true"] for branch in node.args["ifs"]), node.args["default"]]


def _times(first: str, second: str) -> str:
    if first.isdigit() and second.isdigit():
        return str(int(first) * int(second))
    return f"({first} * {second})" if first and second else first or second


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _refuse_long(written: str) -> None:
    if len(written) > LONGEST_SQL:
        raise ExpressionFault("表达式层层套用，太复杂。", "请拆成几条规则，或减少嵌套。")
