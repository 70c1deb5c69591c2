"""The one expression language of policies: SQL conditions and sums over named values.

An expression is read and checked once, against the names and parameters it may speak of, and
then evaluated exactly for one subject (`evaluate`) or run by Polars over everybody (`polars`).
Both answer None where the answer cannot be known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import polars as pl
from polars.exceptions import SQLInterfaceError
from sqlglot import exp

from xuanxian.policy.expressions.checking import Checker
from xuanxian.policy.expressions.columns import ColumnWriter
from xuanxian.policy.expressions.interpreting import Interpreter
from xuanxian.policy.expressions.quotients import TooLarge
from xuanxian.policy.expressions.reading import ExpressionFault, Reading, read
from xuanxian.policy.expressions.speaking import Speaker
from xuanxian.policy.expressions.values import (
    BOOLEAN,
    DATE,
    NUMBER,
    TEXT,
    Kind,
    PartialList,
    Quantity,
    Value,
    ValueType,
    exact,
    number,
    ordered,
    show,
)

__all__ = [
    "BOOLEAN",
    "DATE",
    "NUMBER",
    "TEXT",
    "Expression",
    "ExpressionFault",
    "Kind",
    "PartialList",
    "Quantity",
    "Value",
    "ValueType",
    "exact",
    "number",
    "ordered",
    "show",
]


_REPEATING = (exp.Floor, exp.Ceil, exp.Least, exp.Greatest, exp.Case, exp.Coalesce, exp.Div)
"""Forms that plain SQL over whole numbers says by writing an operand more than once."""
_FEW = 4


@dataclass(frozen=True)
class Expression:
    """A checked expression.

    Attributes:
        text: as written in the policy.
        result: the type of its value; BOOLEAN for a condition.
        names: the named values it uses, in order of appearance, with their types.
        parameters: the parameters it uses, with their values.
        tree: the checked tree, made of the forms in `checking` and of nothing else.
    """

    text: str
    result: ValueType
    names: Mapping[str, ValueType]
    parameters: Mapping[str, Quantity]
    tree: exp.Expression = field(repr=False)
    _kinds: Mapping[int, Kind] = field(repr=False, default_factory=dict)

    @classmethod
    def parse(
        cls,
        text: str,
        names: Mapping[str, ValueType],
        parameters: Mapping[str, Quantity | Value] | None = None,
        *,
        expect: Kind | None = None,
    ) -> "Expression":
        """Read and check `text`.

        Args:
            text: the expression.
            names: every value it may name.
            parameters: every parameter it may name with `$`; a None value is still open.
            expect: the kind its value must have, None for any.

        Raises:
            ExpressionFault: what is wrong, where in the text, and how to mend it.
        """
        reading = read(str(text))
        quantities = {key: Quantity.of(value) for key, value in (parameters or {}).items()}
        checker = Checker(reading, names, quantities)
        result = checker.type_of(reading.tree)
        if expect is not None and result.kind not in {expect, Kind.OPEN}:
            raise reading.fault(
                reading.tree,
                f"整个表达式是{result.kind.label}，这里要的是{expect.label}。",
                "条件要能答“是”或“否”，如 年龄 <= 45。" if expect is Kind.BOOLEAN else "",
            )
        expression = cls(
            text=str(text),
            result=result,
            names={name: names[name] for name in checker.names_used},
            parameters={name: quantities[name] for name in checker.parameters_used},
            tree=reading.tree,
            _kinds=_kinds_of(reading, names, quantities),
        )
        if sum(isinstance(node, _REPEATING) for node in reading.tree.walk()) > _FEW:
            # Written out, such an expression may grow with every level: that is found out here.
            _ = expression.sql
        return expression

    def evaluate(self, values: Mapping[str, Value]) -> Value:
        """The exact value over `values`; None when what is known does not decide it.

        A name missing from `values` is unknown. Numbers answer as `Fraction`.
        """
        return Interpreter(values, self.parameters, self.names).evaluate(self.tree)

    def holds(self, values: Mapping[str, Value]) -> bool | None:
        """`evaluate` of a condition."""
        truth = self.evaluate(values)
        return None if truth is None else bool(truth)

    def unknown_among(self, values: Mapping[str, Value]) -> tuple[str, ...]:
        """The names and `$parameters` it uses that are unknown or open, in order."""
        names = [name for name in self.names if values.get(name) is None]
        return (*names, *(f"${key}" for key, each in self.parameters.items() if each.value is None))

    @cached_property
    def sql(self) -> str:
        """The condition as plain SQL, exact over whole numbers, parameters in place.

        "" where its numbers may become larger than whole numbers of columns are.
        """
        for bits in (64, 128):
            try:
                return self._written(bits)
            except TooLarge:
                continue
        return ""

    def _written(self, bits: int) -> str:
        writer = ColumnWriter(self.parameters, self.names, self._kinds, bits=bits)
        if self.result.kind is Kind.NUMBER:
            above, below = writer.write_number(self.tree)
            return f"CAST({above} AS DOUBLE) / {below}"
        return writer.write(self.tree)

    def polars(self) -> pl.Expr:
        """The expression over columns named like `names`. Only conditions are exact."""
        if not self.sql:
            return self._one_by_one()
        try:
            expression = pl.sql_expr(self.sql)
        except SQLInterfaceError:
            # It is nested deeper than Polars reads.
            return self._one_by_one()
        if self.result.kind is not Kind.BOOLEAN or "CASE" not in self.sql or not self.names:
            return expression
        # Where the conditions of a CASE are unknown in every row, Polars answers one value instead
        # of a column; what is true in every row brings the column back.
        column = pl.col(next(iter(self.names)))
        return expression & (column.is_null() | column.is_not_null())

    def _one_by_one(self) -> pl.Expr:
        """The exact answer row by row, where columns cannot calculate it."""

        def answer(row: Mapping[str, Value]) -> object:
            value = self.evaluate(row)
            return float(value) if isinstance(value, Fraction) else value

        kinds: dict[Kind, pl.DataType] = {Kind.BOOLEAN: pl.Boolean(), Kind.NUMBER: pl.Float64()}
        kind = kinds.get(self.result.kind, pl.String())
        if not self.names:
            return pl.lit(answer({}), dtype=kind)
        return pl.struct(list(self.names)).map_elements(answer, return_dtype=kind, skip_nulls=False)

    def spoken(self) -> str:
        """In Chinese words, parameters in place, 〔未定〕 where one is open."""
        return Speaker(self.parameters, self.names).condition(self.tree)


def _kinds_of(
    reading: Reading, names: Mapping[str, ValueType], parameters: Mapping[str, Quantity]
) -> dict[int, Kind]:
    """The kind of every operand of a comparison, by identity of its node."""
    checker = Checker(reading, names, parameters)
    kinds: dict[int, Kind] = {}
    for node in reading.tree.walk():
        operands = []
        if isinstance(node, exp.EQ | exp.NEQ | exp.LT | exp.LTE | exp.GT | exp.GTE):
            operands = [node.this, node.expression]
        elif isinstance(node, exp.In):
            operands = [node.this]
        elif isinstance(node, exp.Between):
            operands = [node.this, node.args["low"], node.args["high"]]
        for operand in operands:
            kinds[id(operand)] = checker.type_of(operand).kind
    return kinds
