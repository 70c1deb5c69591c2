"""A policy as data: what a policy file may say, after what it extends has been merged in."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal

import rfc8785
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SerializeAsAny, field_validator

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Expression, ExpressionFault
from xuanxian.policy.expressions.values import (
    Kind,
    PartialList,
    Quantity,
    Value,
    exact,
    type_of,
)
from xuanxian.policy.kinds import Instrument, Provision

_ISO_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_WORD = re.compile(r"(?<![A-Za-z0-9_$〔])[a-z][a-z0-9_]*(?![A-Za-z0-9_])")
_REFERENCE = re.compile(r"\$(\w+)|〔(\w+)〕")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(_Part):
    """Where a policy comes from: a document, its article or section, the place it is of."""

    document: str = ""
    article: str = ""
    place: str = ""
    note: str = ""


class Effective(_Part):
    """From and until when the source is in force; None where it does not say."""

    valid_from: date | None = Field(default=None, alias="from")
    valid_until: date | None = Field(default=None, alias="until")


def _day_or_scalar(value: object) -> object:
    if isinstance(value, str) and _ISO_DAY.match(value):
        return date.fromisoformat(value)
    return value


Written = Annotated[
    bool | int | date | str | tuple[str, ...] | None,
    BeforeValidator(
        _day_or_scalar,
        json_schema_input_type=bool | float | str | tuple[str | int, ...] | None,
    ),
]
"""A value as a policy file writes it; fractions and percentages as text."""


class Parameter(_Part):
    """A number, text, date or list that a policy fixes, or leaves to whoever adopts it.

    Attributes:
        value: as written (`5`, `2/3`, `30%`, `大学专科`, a list); None while left open.
        unit: unit shown after it.
        note: what it is, in Chinese; after a semicolon a remark on the source.
        cite: article that fixes it.
        type: what an open value will be; found from the value when there is one.
        choices: the only values allowed; () for any.
        least, most: bounds of a number, both inclusive.
        stricter: which way is tighter; who adopts or extends may move a given value only so. A
            given value without it may not be changed on adoption.
        unconfirmed: the figure has still to be checked against the official text.
    """

    value: Written = None
    unit: str = ""
    note: str = ""
    cite: str = ""
    type: Literal["number", "text", "boolean", "date", "list"] | None = None
    choices: tuple[Written, ...] = ()
    least: Written = None
    most: Written = None
    stricter: Literal["higher", "lower"] | None = None
    unconfirmed: bool = False

    @field_validator("value")
    @classmethod
    def _is_exact(cls, value: Any) -> Any:
        number = exact(value)
        is_percentage = isinstance(value, str) and value.rstrip().endswith(("%", "％"))
        if is_percentage and isinstance(number, Fraction) and number > 1:
            digits = float(number)
            raise ValueError(f"“{value}”超过了100%；如果说的是倍数，请写成 {digits:g} 这样的数。")
        if isinstance(number, Fraction) and abs(number) >= 10**30:
            raise ValueError("数太大，不超过30位。")
        return value

    @property
    def is_open(self) -> bool:
        """Whether it has to be set on adoption."""
        return self.value is None

    @property
    def label(self) -> str:
        """What it is, without the remark that may follow after a semicolon."""
        return self.note.partition("；")[0]

    @property
    def kind(self) -> Kind:
        """What its value is or will be."""
        if self.type:
            return Kind(self.type)
        found = type_of(exact(self.value)).kind
        if found is Kind.OPEN and self.choices:
            return type_of(exact(self.choices[0])).kind
        return Kind.NUMBER if found is Kind.OPEN else found

    @property
    def quantity(self) -> Quantity:
        """The value as expressions use it; while it is open, it is printed as 〔待定：…〕."""
        if self.is_open:
            return Quantity(
                None, unit=self.unit, written=f"〔待定：{self.label}〕" * bool(self.label)
            )
        is_fraction = isinstance(self.value, str) and not isinstance(exact(self.value), str)
        written = str(self.value) if is_fraction else ""
        return Quantity(exact(self.value), unit=self.unit, written=written)


class CodeList(_Part):
    """A list the source counts or names; `incomplete` when it counts more than it names."""

    title: str
    items: tuple[str, ...] = ()
    incomplete: bool = False
    cite: str = ""

    @field_validator("items")
    @classmethod
    def _differ(cls, items: tuple[str, ...]) -> tuple[str, ...]:
        if twice := [each for each in items if items.count(each) > 1]:
            raise ValueError(f"“{twice[0]}”写了两次。")
        return items

    @property
    def quantity(self) -> Quantity:
        """The list as expressions use it; what an incomplete one lacks is unknown."""
        return Quantity(PartialList(self.items) if self.incomplete else self.items)


class Case(_Part):
    """An example with the answer that follows from the source's own text.

    Attributes:
        name: the example in a few words.
        instrument: id of the instrument it is put to.
        given: what is put to it; `parameters` inside sets parameters for this case.
        expect: what must come out; only what is named here is compared.
        note: how the expectation follows from the text.
    """

    name: str
    instrument: str
    given: dict[str, Any] = {}
    expect: dict[str, Any]
    note: str = ""


class Unclear(_Part):
    """A point that is damaged, contradictory or left out in the source, in our own words."""

    point: str
    cite: str = ""

    @classmethod
    def read(cls, value: object) -> object:
        """A plain text is a point without a citation."""
        return {"point": value} if isinstance(value, str) else value


_UnclearAsWritten = Annotated[
    Unclear, BeforeValidator(Unclear.read, json_schema_input_type=str | Unclear)
]


class Policy(BaseModel):
    """A policy with everything it extends merged in.

    Attributes:
        id: place and name; its path in the catalogue (`policy` in the file).
        title: its name as staff say it.
        cite_as: how citations name it.
        summary: what it governs, in one or two sentences.
        about: whom or what posts it governs, as 科级干部 or 中层干部; () for everybody. Policies
            about others are in no conflict.
        extends: id of the policy it builds on, "" for none.
        lineage: ids of all it builds on, nearest first.
        content: the merged file as plain JSON data, from which the same policy is made again.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: str = Field(alias="policy")
    title: str
    cite_as: str = ""
    summary: str = ""
    about: tuple[str, ...] = ()
    extends: str = ""
    lineage: tuple[str, ...] = ()
    source: tuple[Source, ...] = ()
    effective: Effective = Effective()
    parameters: dict[str, Parameter] = {}
    instruments: tuple[SerializeAsAny[Instrument], ...] = ()
    lists: dict[str, CodeList] = {}
    cases: tuple[Case, ...] = ()
    unclear: tuple[_UnclearAsWritten, ...] = ()
    content: dict[str, Any] = Field(default={}, repr=False)

    @property
    def place(self) -> str:
        """The place it is of: its id without the last part."""
        return self.id.rpartition("/")[0]

    @cached_property
    def digest(self) -> str:
        """`sha256:…` over the merged content in canonical JSON (RFC 8785): its version."""
        return "sha256:" + hashlib.sha256(rfc8785.dumps(self.content)).hexdigest()

    @property
    def open_parameters(self) -> tuple[str, ...]:
        """Names of the parameters that have to be set before it can be adopted."""
        return tuple(name for name, each in self.parameters.items() if each.is_open)

    @property
    def values(self) -> dict[str, Value]:
        """Exact value of every parameter, None while open, and the items of every list."""
        return {name: each.value for name, each in self.quantities.items()}

    @property
    def quantities(self) -> dict[str, Quantity]:
        """Every parameter and list as expressions and sentences use it."""
        return {
            **{name: each.quantity for name, each in self.lists.items()},
            **{name: each.quantity for name, each in self.parameters.items()},
        }

    def instrument(self, instrument_id: str) -> Instrument:
        """The instrument with this id.

        Raises:
            Refusal: the policy has none.
        """
        for each in self.instruments:
            if each.id == instrument_id:
                return each
        known = "、".join(each.id for each in self.instruments)
        raise Refusal(
            Problem(self.id, "instruments", instrument_id, "没有这一项。", f"可用的有：{known}。")
        )

    def of_kind(self, kind: str) -> tuple[Instrument, ...]:
        """The instruments of one kind, in order."""
        return tuple(each for each in self.instruments if each.kind == kind)

    def explain(self, instrument: Instrument) -> list[str]:
        """`instrument` as plain Chinese paragraphs.

        Conditions are read aloud, parameters stand in place, 〔待定：…〕 where one is open, and
        other instruments go by their titles.
        """
        return self._read_aloud(instrument, instrument.explain())

    def provisions(self, instrument: Instrument) -> list[Provision]:
        """What `instrument` provides, each text read aloud as by `explain`."""
        provisions = instrument.provisions()
        texts = self._read_aloud(instrument, [each.text for each in provisions])
        return [
            replace(each, text=text, note=self.in_place(each.note))
            for each, text in zip(provisions, texts, strict=True)
        ]

    def _read_aloud(self, instrument: Instrument, texts: Sequence[str]) -> list[str]:
        said = self._said_conditions(instrument)
        titles = {each.id: f"“{each.title or each.TITLE}”" for each in self.instruments}
        paragraphs = []
        for paragraph in texts:
            for text, spoken in said:
                paragraph = paragraph.replace(text, spoken)
            paragraph = _WORD.sub(lambda word: titles.get(word[0], word[0]), paragraph)
            paragraphs.append(self.in_place(paragraph))
        return paragraphs

    def spoken_expressions(self) -> dict[str, dict[str, str]]:
        """For each instrument by its id: every expression in it, as written → read aloud."""
        return {each.id: dict(self._said_conditions(each)) for each in self.instruments}

    def _said_conditions(self, instrument: Instrument) -> list[tuple[str, str]]:
        said = {}
        for stated in instrument.expressions():
            # A bare name reads the same aloud.
            if stated.names is None or stated.text in stated.names:
                continue
            try:
                expression = Expression.parse(stated.text, stated.names, self.quantities)
            except ExpressionFault:
                continue
            said[stated.text] = expression.spoken()
        # The longest first, so that a part of one is not replaced inside it.
        return sorted(said.items(), key=lambda pair: -len(pair[0]))

    def in_place(self, text: str) -> str:
        """`text` with every `$name` and 〔name〕 of a parameter replaced by its value."""

        def put(match: re.Match[str]) -> str:
            name = match[1] or match[2]
            parameter = self.parameters.get(name)
            if parameter is None:
                return match[0]
            quantity = parameter.quantity
            # Sentences bring the unit themselves; only the bare value is put in.
            return Quantity(quantity.value, written=quantity.written).shown()

        return _REFERENCE.sub(put, text)


def loosening(before: Parameter, after: object) -> tuple[str, str] | None:
    """What is wrong with putting `after` in the place of `before`, None when nothing is."""
    old, new = before.quantity.value, Parameter(value=after).quantity.value
    if old is None or new is None or before.stricter is None or isinstance(old, str | bool | tuple):
        return None
    if type(old) is not type(new):
        return ("与上位制度的值不是同一类。", f"上位制度为{before.quantity.shown()}。")
    is_looser = new < old if before.stricter == "higher" else new > old  # type: ignore[operator]
    if not is_looser:
        return None
    way = "高" if before.stricter == "higher" else "低"
    return (
        f"放宽了上位制度的规定（{before.quantity.shown()}）。",
        f"只能不变或更{way}。",
    )
