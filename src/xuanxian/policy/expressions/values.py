"""Values an expression speaks about: their types, and exact numbers as policies write them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Scalar = Fraction | int | str | bool | date
Value = Scalar | tuple[str, ...] | None
"""None is unknown (of a fact) or open (of a parameter); it is never taken for zero or false."""


class PartialList(tuple[str, ...]):
    """A list of which the source names only some: what it lacks is unknown, not absent."""

    __slots__ = ()


class Kind(StrEnum):
    """What sort of value a name stands for."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    ORDERED = "ordered"
    LIST = "list"
    OPEN = "open"

    @property
    def label(self) -> str:
        """The word users read."""
        return {
            "number": "数",
            "text": "文字",
            "boolean": "是非",
            "date": "日期",
            "ordered": "有高低次序的代码",
            "list": "名单",
            "open": "未定",
        }[self.value]


@dataclass(frozen=True, slots=True)
class ValueType:
    """The type of a named value.

    Attributes:
        kind: what sort of value.
        unit: unit shown after a number, as 岁 or 年.
        levels: for ORDERED, every label, lowest first; for TEXT, the labels of its code table,
            or () when any text may stand there.
    """

    kind: Kind
    unit: str = ""
    levels: tuple[str, ...] = ()


NUMBER = ValueType(Kind.NUMBER)
TEXT = ValueType(Kind.TEXT)
BOOLEAN = ValueType(Kind.BOOLEAN)
DATE = ValueType(Kind.DATE)
LIST = ValueType(Kind.LIST)
OPEN = ValueType(Kind.OPEN)


def number(unit: str = "") -> ValueType:
    """A number with its unit."""
    return ValueType(Kind.NUMBER, unit=unit)


def ordered(levels: Sequence[str]) -> ValueType:
    """A code with an order; `levels` lowest first."""
    return ValueType(Kind.ORDERED, levels=tuple(levels))


# Digits are bounded: more of them than people write would fill the machine's memory.
_FRACTION = re.compile(r"^\s*(-?\d{1,30})\s*/\s*(\d{1,30})\s*$")
_PERCENT = re.compile(r"^\s*(-?\d{1,30}(?:\.\d{1,30})?)\s*[%％]\s*$")
_DECIMAL = re.compile(r"^\s*(-?\d{1,30}\.\d{1,30})\s*$")


def exact(written: object) -> Value:
    """What a scalar of a policy file means: `2/3`, `30%` and `0.4` become exact fractions.

    Decimals are taken as the digits written, so 0.1 is one tenth. Text stays text.

    Raises:
        ValueError: a fraction over zero, or something that is no scalar.
    """
    if written is None or isinstance(written, bool | date | Fraction):
        return written
    if isinstance(written, int):
        return Fraction(int(written))
    if isinstance(written, float | Decimal):
        return Fraction(str(written))
    if isinstance(written, PartialList):
        return written
    if isinstance(written, list | tuple):
        return tuple(str(entry) for entry in written)
    if isinstance(written, str):
        if match := _FRACTION.match(written):
            if int(match[2]) == 0:
                raise ValueError(f"“{written}”的分母不能是零")
            return Fraction(int(match[1]), int(match[2]))
        if match := _PERCENT.match(written):
            return Fraction(match[1]) / 100
        if match := _DECIMAL.match(written):
            return Fraction(match[1])
        return str(written)
    raise ValueError(f"{written!r}不能作为值")


def type_of(value: Value) -> ValueType:
    """The type of a value given without one; OPEN for None."""
    if value is None:
        return OPEN
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int | Fraction):
        return NUMBER
    if isinstance(value, date):
        return DATE
    if isinstance(value, tuple):
        return LIST
    return TEXT


@dataclass(frozen=True, slots=True)
class Quantity:
    """A parameter's value as expressions use it.

    Attributes:
        value: the exact value, None while it is open.
        unit: unit shown after it.
        written: how the source writes it, as `2/3`; "" to print the value itself. With an open
            value, what to print for it.
    """

    value: Value
    unit: str = ""
    written: str = ""

    @classmethod
    def of(cls, value: "Quantity | Value") -> "Quantity":
        """`value` itself, or a plain value without a unit."""
        return value if isinstance(value, Quantity) else cls(exact(value))

    def shown(self) -> str:
        """The value with its unit as a reader sees it; 〔未定〕 while open."""
        if self.value is None:
            return self.written or OPEN_MARK
        return (self.written or show(self.value)) + self.unit


OPEN_MARK = "〔未定〕"


def show(value: Value, unit: str = "") -> str:
    """A value as a reader sees it: 是/否, 2026.11.21, 2/3, 45岁; 不明 for None."""
    if value is None:
        return "不明"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value:%Y.%m.%d}"
    if isinstance(value, tuple):
        return "、".join(value) + ("等" if isinstance(value, PartialList) else "")
    if isinstance(value, Fraction):
        return _show_fraction(value) + unit
    return f"{value}{unit}"


def _show_fraction(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    reduced = value.denominator
    for prime in (2, 5):
        while reduced % prime == 0:
            reduced //= prime
    if reduced == 1:
        return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
    return f"{value.numerator}/{value.denominator}"
