"""What a fact is: its name, kind, unit, meaning, source and computation."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

import polars

Value = int | bool | str | datetime.date | Fraction | None
"""What a fact may be; None is unknown."""


class Subject(StrEnum):
    """Whom or what a fact is about."""

    PERSON = "person"
    POST = "post"
    UNIT = "unit"
    TEAM = "team"
    """The leading team (领导班子) of a unit."""

    @property
    def label(self) -> str:
        """The subject in Chinese."""
        return {"person": "干部", "post": "职位", "unit": "单位", "team": "领导班子"}[self.value]


class FactKind(StrEnum):
    """The type of a fact, as expressions see it."""

    INTEGER = "integer"
    FRACTION = "fraction"
    """An exact share or average."""
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
            "fraction": "比值",
            "boolean": "是否",
            "text": "文字",
            "date": "日期",
            "code": "有序代码",
        }[self.value]


@dataclass(frozen=True, slots=True)
class FactValue:
    """A fact of one subject: the value, None when unknown, and in Chinese how it came about."""

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
        compute: the pure function from a reading of the subject to the value; the specification.
        subject: whom or what it is about.
        group: the heading under which lists show it.
        levels: of a CODE, lowest first.
        choices: of a TEXT with a closed list of values, else ().
        of_proposal: whether it depends on the post somebody is proposed for.
        unconfirmed: what of its rule still has to be checked against the official text, or "".
        together: of a person, the same for many people at once, column by column; None where
            only `compute` is worth its while.
    """

    name: str
    kind: FactKind
    unit: str
    meaning: str
    source: str
    compute: Callable[[Any], FactValue]
    subject: Subject = Subject.PERSON
    group: str = ""
    levels: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    of_proposal: bool = False
    unconfirmed: str = ""
    together: Callable[[Any], polars.Series] | None = None

    def polars_type(self) -> polars.DataType:
        """The column type in a snapshot."""
        match self.kind:
            case FactKind.INTEGER:
                return polars.Int64()
            case FactKind.FRACTION:
                return polars.Float64()  # for statistics; judgements use the exact value
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
        if self.kind is FactKind.FRACTION and not self.unit and not isinstance(value, str):
            return f"{float(value * 100):.1f}".removesuffix(".0") + "%"
        if self.kind is FactKind.FRACTION and not isinstance(value, str):
            return f"{float(value):.1f}".removesuffix(".0") + self.unit
        return f"{value}{self.unit}"


_facts: dict[Subject, dict[str, FactDefinition]] = {subject: {} for subject in Subject}

FACTS: dict[str, FactDefinition] = _facts[Subject.PERSON]
"""All facts of a person by name, in the order of their definition."""


def facts_of(subject: Subject | str) -> dict[str, FactDefinition]:
    """All facts about one sort of subject by name, in the order of their definition.

    Raises:
        ValueError: there is no such subject.
    """
    return _facts[Subject(subject)]


_Compute = TypeVar("_Compute", bound=Callable[[Any], FactValue])


class FactDefiner:
    """Defines the facts of one group about one sort of subject."""

    def __init__(self, subject: Subject, group: str) -> None:
        self.subject = subject
        self.group = group

    def __call__(
        self,
        name: str,
        kind: FactKind,
        *,
        meaning: str,
        source: str,
        unit: str = "",
        levels: tuple[str, ...] = (),
        choices: tuple[str, ...] = (),
        of_proposal: bool = False,
        unconfirmed: str = "",
    ) -> Callable[[_Compute], _Compute]:
        """Define a fact by the function below it.

        Raises:
            RuntimeError: the name is taken or no identifier, or a code has no levels.
        """
        if any(name in facts for facts in _facts.values()):
            raise RuntimeError(f"fact {name} is defined twice")
        if not name.isidentifier():
            raise RuntimeError(f"fact {name} is no identifier of the expression language")
        if (kind is FactKind.CODE) != bool(levels):
            raise RuntimeError(f"fact {name}: levels belong to codes, and every code has them")

        def define(compute: _Compute) -> _Compute:
            _facts[self.subject][name] = FactDefinition(
                name=name,
                kind=kind,
                unit=unit,
                meaning=meaning,
                source=source,
                compute=compute,
                subject=self.subject,
                group=self.group,
                levels=levels,
                choices=choices,
                of_proposal=of_proposal,
                unconfirmed=unconfirmed,
            )
            return compute

        return define


_Together = TypeVar("_Together", bound=Callable[[Any], polars.Series])


def together(name: str) -> Callable[[_Together], _Together]:
    """Give the fact `name` of a person the form below, which computes it for many at once.

    It has to agree with the fact's own function for every file; a property test holds them equal.
    """

    def give(form: _Together) -> _Together:
        FACTS[name] = replace(FACTS[name], together=form)
        return form

    return give
