"""Conditions and sums of an instrument over its own named values, evaluated exactly. Pure.

Division by zero, and whatever follows from it, is None: not known, never taken for zero.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import (
    NUMBER,
    Expression,
    ExpressionFault,
    Kind,
    Quantity,
    Value,
    ValueType,
)
from xuanxian.policy.expressions.values import exact as scalar

Parameters = Mapping[str, Quantity | Value]
"""Name → value of the parameters an instrument may use as `$name`."""


class Formula:
    """One expression of an instrument, read once and evaluated for many subjects.

    Attributes:
        text: as written in the policy.
    """

    def __init__(
        self,
        text: str,
        names: Iterable[str] | Mapping[str, ValueType],
        parameters: Parameters,
        *,
        expect: Kind | None = None,
    ) -> None:
        """Read `text`, which may use `names` and `parameters`.

        Args:
            names: the values it may name, with their types; without types they are numbers.
            expect: the kind its value must have, None for any.

        Raises:
            Refusal: it cannot be read, or uses an open parameter.
        """
        self.text = text
        types = names if isinstance(names, Mapping) else dict.fromkeys(names, NUMBER)
        typed = {
            name: known if isinstance(known, ValueType) else NUMBER for name, known in types.items()
        }
        try:
            self._expression = Expression.parse(text, typed, parameters, expect=expect)
        except ExpressionFault as fault:
            raise Refusal(Problem("制度", "条件", text, str(fault), fault.mend)) from fault
        used = self._expression.parameters
        if unset := [name for name, quantity in used.items() if quantity.value is None]:
            raise Refusal(
                Problem(
                    "制度",
                    "条件",
                    text,
                    f"参数“{'、'.join(unset)}”尚未设定。",
                    "请先在制度采用页设定参数。",
                )
            )

    def value(self, values: Mapping[str, Value]) -> Value:
        """Its exact value over `values`; None where it cannot be told."""
        return self._expression.evaluate(values)

    def number(self, values: Mapping[str, Value]) -> Fraction | None:
        """Its exact value over `values`; None where it cannot be computed."""
        value = self._expression.evaluate(values)
        return value if isinstance(value, Fraction) else None

    def holds(self, values: Mapping[str, Value]) -> bool | None:
        """Whether it holds over `values`; None where that cannot be told."""
        return self._expression.holds(values)

    def unknown_among(self, values: Mapping[str, Value]) -> tuple[str, ...]:
        """The names it uses that `values` does not know."""
        return self._expression.unknown_among(values)

    @property
    def names(self) -> tuple[str, ...]:
        """The names it uses."""
        return tuple(self._expression.names)

    def spoken(self) -> str:
        """In Chinese words, with the parameters' values."""
        return self._spoken

    @cached_property
    def _spoken(self) -> str:
        return self._expression.spoken()


def exact(text: str, parameters: Parameters) -> Fraction:
    """The number `text` means: `2/3`, `30%`, `0.4`, `5`, a parameter `$name` or a sum of these.

    Raises:
        Refusal: it is not a number, or the parameter is open.
    """
    # Most are plain numbers: reading a whole expression would take longer than counting with them.
    with suppress(ValueError):
        plain = Fraction(int(text)) if text.isascii() and text.isdecimal() else scalar(text)
        # A share of more than all is a slip, which the expression says where and how to mend.
        if isinstance(plain, Fraction) and not (text.endswith("%") and plain > 1):
            return plain
    value = Formula(text, (), parameters).number({})
    if value is None:
        raise Refusal(Problem("制度", "数", text, "不是数。", "请写数、分数、百分数或参数名。"))
    return value


def whole_number(text: str, parameters: Parameters) -> int:
    """The whole number `text` means, 0 or more.

    Raises:
        Refusal: it is not one, or the parameter is open.
    """
    value = exact(text, parameters)
    if value.denominator != 1 or value < 0:
        raise Refusal(Problem("制度", "数", text, f"{value} 不是整数。", "请写不小于 0 的整数。"))
    return int(value)


def write_parameters(parameters: Parameters) -> dict[str, Any]:
    """`parameters` as JSON data that `read_parameters` reads back exactly."""
    written: dict[str, Any] = {}
    for name, given in parameters.items():
        quantity = Quantity.of(given)
        value = quantity.value
        entry: dict[str, Any] = {"unit": quantity.unit, "written": quantity.written}
        match value:
            case bool() | str() | None:
                entry["value"] = value
            case Fraction() | int():
                entry["number"] = str(value)
            case date():
                entry["date"] = value.isoformat()
            case tuple():
                entry["list"] = list(value)
        written[name] = entry
    return written


def read_parameters(written: Mapping[str, Any]) -> dict[str, Quantity]:
    """The parameters that `write_parameters` wrote."""
    parameters = {}
    for name, entry in written.items():
        value: Value
        if "number" in entry:
            value = Fraction(entry["number"])
        elif "date" in entry:
            value = date.fromisoformat(entry["date"])
        elif "list" in entry:
            value = tuple(entry["list"])
        else:
            value = entry["value"]
        parameters[name] = Quantity(value, unit=entry["unit"], written=entry["written"])
    return parameters
