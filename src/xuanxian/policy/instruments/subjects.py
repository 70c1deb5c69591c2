"""What the rules of this room may name: facts of their subject, and values a case brings."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from pydantic import model_validator

from xuanxian.policy.expressions import (
    BOOLEAN,
    DATE,
    NUMBER,
    TEXT,
    Kind,
    Value,
    ValueType,
    exact,
    ordered,
)
from xuanxian.policy.fact_names import fact_types
from xuanxian.policy.parts import Part

Subject = Literal["person", "post", "unit", "team", "case"]
"""Of whom or what: a subject with facts, or a case, which has only the values it brings."""

SUBJECT_NAMES = {
    "person": "干部",
    "post": "职位",
    "unit": "单位",
    "team": "班子",
    "case": "个案",
}

_SPOKEN_TRUTHS = {"是": True, "否": False}
"""As people fill in a form in which numbers and truths stand in one column."""

_TYPES = {"number": NUMBER, "text": TEXT, "boolean": BOOLEAN, "date": DATE}


class NamedValue(Part):
    """A value that the case brings and no fact says.

    Attributes:
        type: what it is.
        unit: unit of a number.
        choices: the only texts it may be; () for any.
        ordered: whether `choices` stand in order, lowest first, so that they compare by it.
        note: what it is, for staff.
    """

    type: Literal["number", "text", "boolean", "date"] = "boolean"
    unit: str = ""
    choices: tuple[str, ...] = ()
    ordered: bool = False
    note: str = ""

    @model_validator(mode="after")
    def _choices_fit(self) -> "NamedValue":
        if self.choices and self.type != "text":
            raise ValueError("只有 type: text 的值可以写 choices")
        if len(set(self.choices)) != len(self.choices):
            raise ValueError("choices 里有相同的两项")
        if self.ordered and len(self.choices) < 2:
            raise ValueError("ordered: true 要在 choices 里从低到高写出各档")
        return self

    @property
    def value_type(self) -> ValueType:
        """Its type as expressions use it."""
        if self.ordered:
            return ordered(self.choices)
        return ValueType(_TYPES[self.type].kind, unit=self.unit, levels=self.choices)


def names_of(of: str, values: Mapping[str, NamedValue]) -> dict[str, ValueType]:
    """Every value that rules about a subject may name, with its type."""
    facts = {} if of == "case" else fact_types(of)
    return {**facts, **{name: each.value_type for name, each in values.items()}}


def values_given(given: Mapping[str, Any], names: Mapping[str, ValueType]) -> dict[str, Value]:
    """The values of a policy's own case, each of the type its name has.

    Raises:
        ValueError: a name is unknown, or a value does not fit its type; in Chinese.
    """
    return {str(name): _given(str(name), value, names) for name, value in given.items()}


def _given(name: str, written: Any, names: Mapping[str, ValueType]) -> Value:
    known = names.get(name)
    if known is None:
        raise ValueError(f"不认识“{name}”")
    if written is None:
        return None
    if known.kind is Kind.BOOLEAN and isinstance(written, str) and written in _SPOKEN_TRUTHS:
        return _SPOKEN_TRUTHS[written]
    if known.kind is Kind.DATE and isinstance(written, str):
        try:
            return date.fromisoformat(written)
        except ValueError as error:
            raise ValueError(f"“{name}”应当是日期，写成 2026-11-21") from error
    value = _number(written) if known.kind is Kind.NUMBER else exact(written)
    fits = {
        Kind.NUMBER: isinstance(value, Fraction),
        Kind.BOOLEAN: isinstance(value, bool),
        Kind.DATE: isinstance(value, date),
        Kind.TEXT: isinstance(value, str),
        Kind.ORDERED: isinstance(value, str),
    }
    if not fits.get(known.kind, True):
        raise ValueError(f"“{name}”应当是{known.kind.label}，写的是“{written}”")
    if known.levels and value not in known.levels:
        raise ValueError(f"“{name}”没有“{written}”这个值，可用的有：{'、'.join(known.levels)}")
    return value


def _number(written: Any) -> Value:
    if isinstance(written, bool):
        return written
    if isinstance(written, str) and written.replace(".", "", 1).removeprefix("-").isdigit():
        return Fraction(written)
    return exact(written)
