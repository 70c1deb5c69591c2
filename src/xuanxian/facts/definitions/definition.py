"""What a fact is: its name, kind, unit, meaning, source and computation."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import polars

if TYPE_CHECKING:
    from xuanxian.facts.definitions.reading import Reading

Value = int | bool | str | datetime.date | None
"""What a fact may be; None is unknown."""


class FactKind(StrEnum):
    """The type of a fact, as expressions see it."""

    INTEGER = "integer"
    BOOLEAN = "boolean"
    TEXT = "text"
    DATE = "date"
    CODE = "code"
    """A text of an ordered list of levels, compared by its place in it."""

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return {
            "integer": "整数",
            "boolean": "是否",
            "text": "文字",
            "date": "日期",
            "code": "有序代码",
        }[self.value]


@dataclass(frozen=True, slots=True)
class FactValue:
    """A fact of one person: the value, None when unknown, and in Chinese how it came about."""

    value: Value
    explanation: str


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """One fact.

    Attributes:
        name: the Chinese name, an identifier of the expression language.
        kind: the type.
        unit: the Chinese unit of a number, else "".
        meaning: one Chinese sentence: what exactly it says.
        source: the information sets it is read from.
        compute: the pure function from a reading of a file to the value.
        levels: of a CODE, lowest first.
        choices: of a TEXT with a closed list of values, else ().
        of_proposal: whether it depends on the post somebody is proposed for.
    """

    name: str
    kind: FactKind
    unit: str
    meaning: str
    source: str
    compute: "Callable[[Reading], FactValue]"
    levels: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    of_proposal: bool = False

    def polars_type(self) -> polars.DataType:
        """The column type in a snapshot."""
        match self.kind:
            case FactKind.INTEGER:
                return polars.Int64()
            case FactKind.BOOLEAN:
                return polars.Boolean()
            case FactKind.DATE:
                return polars.Date()
            case FactKind.CODE:
                return polars.Enum(self.levels)
            case FactKind.TEXT:
                return polars.String()

    def shown(self, value: Value) -> str:
        """`value` as pages and reasons print it: 46周岁, 2026.11.21, 是, or 不详 when unknown."""
        if value is None:
            return "不详"
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, datetime.date):
            return f"{value:%Y.%m.%d}"
        return f"{value}{self.unit}"


FACTS: dict[str, FactDefinition] = {}
"""All facts by name, in the order of their definition."""


def fact(
    name: str,
    kind: FactKind,
    *,
    meaning: str,
    source: str,
    unit: str = "",
    levels: tuple[str, ...] = (),
    choices: tuple[str, ...] = (),
    of_proposal: bool = False,
) -> "Callable[[Callable[[Reading], FactValue]], Callable[[Reading], FactValue]]":
    """Define a fact by the function below it.

    Raises:
        RuntimeError: the name is taken or no identifier, or a code has no levels.
    """
    if name in FACTS:
        raise RuntimeError(f"fact {name} is defined twice")
    if not name.isidentifier():
        raise RuntimeError(f"fact {name} is no identifier of the expression language")
    if (kind is FactKind.CODE) != bool(levels):
        raise RuntimeError(f"fact {name}: levels belong to codes, and every code has them")

    def define(compute: "Callable[[Reading], FactValue]") -> "Callable[[Reading], FactValue]":
        FACTS[name] = FactDefinition(
            name=name,
            kind=kind,
            unit=unit,
            meaning=meaning,
            source=source,
            compute=compute,
            levels=levels,
            choices=choices,
            of_proposal=of_proposal,
        )
        return compute

    return define
