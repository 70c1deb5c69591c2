"""Days as a policy of this room writes them: 2026-11-21, or a parameter. Pure."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

from xuanxian.policy.expressions import Kind, Quantity
from xuanxian.policy.formulas import Formula, Parameters

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def _as_expression(written: object) -> object:
    if isinstance(written, date):
        return f"DATE '{written.isoformat()}'"
    try:
        return f"DATE '{date.fromisoformat(str(written)).isoformat()}'"
    except ValueError:
        return written


DayText = Annotated[str, BeforeValidator(_as_expression)]
"""A day or `$name`, kept as the expression that it is."""


def day(text: str, parameters: Parameters) -> date | None:
    """The day that a setting means; None where nothing is set.

    Raises:
        Refusal: it is no date, or its parameter is open.
    """
    if not text:
        return None
    # A case of a policy may set a parameter as text.
    set_as = parameters.get(text.removeprefix("$"))
    plain = set_as.value if isinstance(set_as, Quantity) else set_as
    if isinstance(plain, str) and _ISO.fullmatch(plain):
        return date.fromisoformat(plain)
    value = Formula(text, {}, parameters, expect=Kind.DATE).value({})
    return value if isinstance(value, date) else None
