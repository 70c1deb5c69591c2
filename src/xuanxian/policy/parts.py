"""What the instruments of every room are made of: settings, requirements, reasons.

A setting is a number written in the policy or `$name`, a parameter of it; decisions take the
parameters in force beside the instrument. Nothing here knows a figure of a source.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from xuanxian.access.models import Role
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Quantity, show
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.outcome import Reason, Verdict

Reference = Annotated[str, StringConstraints(pattern=r"^\$\w+$")]
"""`$name`: a parameter of the policy."""

Whole = Annotated[int, Field(ge=0)] | Reference
"""A count, a number of days or months, or the parameter holding it."""

ExactText = Annotated[str, BeforeValidator(str, json_schema_input_type=str | int | float)]
"""An exact number as a policy writes it: `2/3`, `30%`, `0.4`, `5`, `$name` or a sum of these."""


def _known_role(code: str) -> str:
    if code not in Role.values:
        raise ValueError(f"没有“{code}”这个角色，可用：{'、'.join(Role.values)}")
    return code


RoleCode = Annotated[str, AfterValidator(_known_role)]
"""A code of `access.models.Role`."""


def role_names(codes: Iterable[str]) -> str:
    """The Chinese names of roles, as `组织部工作人员、组织部领导`."""
    return "、".join(Role(code).label if code in Role.values else code for code in codes)


class Facts(BaseModel):
    """What is known about a case when an instrument decides. Plain data, also read from YAML."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(BaseModel):
    """A part of an instrument's text in the policy file."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Clause(Part):
    """What every rule of an instrument has, whatever kind it stands in.

    A kind adds the condition itself, under a field of its own, and its own default of `else`.

    Attributes:
        id: name inside the instrument; `extends` merges by it.
        label: the rule in a few Chinese words.
        when: the rule applies only where this holds; "" always.
        cite: article, when it differs from the instrument's.
        soft: 一般、原则上、左右: a breach flags, whatever `else` says.
        otherwise: verdict of a breach, `else` in the file.
        note: how it is to be read, for staff.
    """

    id: str
    label: str
    when: str = ""
    cite: str = ""
    soft: bool = False
    otherwise: Verdict = Field(default=Verdict.HOLD, alias="else")
    note: str = ""

    @property
    def verdict_of_breach(self) -> Verdict:
        """FLAG for a soft rule, otherwise what the policy says."""
        return Verdict.FLAG if self.soft else self.otherwise

    @property
    def verdict_of_unknown(self) -> Verdict:
        """HOLD, but never heavier than the breach itself would be."""
        return min(Verdict.HOLD, self.verdict_of_breach, key=lambda verdict: verdict.weight)

    @property
    def breach_said(self) -> str:
        """What a breach leads to, as the end of a sentence."""
        if self.soft:
            return "一般应当符合，不符合的提示"
        return f"不符合的{self.otherwise.label}"


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _dated(value: object) -> object:
    if isinstance(value, date):
        value = value.isoformat()
    return f"DATE '{value}'" if isinstance(value, str) and _DAY.fullmatch(value) else value


class Expiring(Clause):
    """A rule whose breach does not count for ever.

    Attributes:
        until: last day on which a breach counts: a date fact of the subject as 处分影响期至, a date
            parameter as `$name`, or a day as 2026-12-31. "" without end.
    """

    until: Annotated[str, BeforeValidator(_dated)] = ""


class Requirement(Clause):
    """One condition over the names an instrument offers.

    Attributes:
        require: boolean expression that must hold.
    """

    require: str


class Named(Part):
    """Something a policy lists by id: an item to check, a section of a report, an element."""

    id: str
    title: str


def whole(value: int | str, parameters: Parameters, *, of: str) -> int:
    """The number that a setting stands for.

    Args:
        of: the Chinese name of the setting, for the message.

    Raises:
        Refusal: the parameter is not set, or is no whole number.
    """
    if isinstance(value, int):
        return value
    found = parameters.get(value.removeprefix("$"))
    if isinstance(found, Quantity):
        found = found.value
    if found is None or found == "":
        raise Refusal(
            Problem(
                where=of,
                field=value,
                value="",
                message="制度的这个参数还没有设定。",
                mend="请在采用制度时设定它。",
            )
        )
    try:
        number = Fraction(str(found))
    except ValueError:
        number = Fraction(1, 2)
    if number.denominator != 1 or number < 0:
        raise Refusal(
            Problem(
                where=of,
                field=value,
                value=str(found),
                message="应为不小于零的整数。",
                mend="请改正制度参数。",
            )
        )
    return int(number)


def said(value: int | str) -> str:
    """A setting inside a sentence: the number, or the parameter's name in brackets."""
    return str(value) if isinstance(value, int) else f"〔{value.removeprefix('$')}〕"


def _figure(value: object) -> str:
    return show(value) if isinstance(value, date | Fraction) else str(value)


class Finding:
    """Collects the reasons of one decision, all naming their instrument."""

    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self._reasons: list[Reason] = []

    def __iter__(self) -> Iterator[Reason]:
        return iter(self._reasons)

    def add(
        self,
        rule: str,
        verdict: Verdict,
        label: str,
        explanation: str,
        *,
        figures: Mapping[str, object] | None = None,
        threshold: str = "",
        cite: str = "",
        expires: date | None = None,
    ) -> None:
        """Note one reason; `rule` is completed with the instrument's id."""
        self._reasons.append(
            Reason(
                rule=f"{self._instrument.id}.{rule}",
                label=label,
                verdict=verdict,
                explanation=explanation,
                figures={name: _figure(value) for name, value in (figures or {}).items()},
                threshold=threshold,
                citation=cite or self._instrument.cite,
                expires=expires,
            )
        )

    def met(self, rule: str, label: str, explanation: str, **more: Any) -> None:
        """Note that a rule is kept."""
        self.add(rule, Verdict.PASS, label, explanation, **more)

    def missing(self, rule: str, label: str, explanation: str, **more: Any) -> None:
        """Note that something has still to be done: it holds."""
        self.add(rule, Verdict.HOLD, label, explanation, **more)
