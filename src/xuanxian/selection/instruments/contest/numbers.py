"""Numbers of a contest: read as the digits written, rounded only as a policy states."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator

from xuanxian.policy.expressions import exact
from xuanxian.policy.parts import Parameters, Part, Whole, said, whole

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?([%％]|/[1-9]\d{0,14})?")


def read_number(value: object) -> object:
    """A number as people write it, taken as its digits: 85.5 is 171/2.

    Raises:
        ValueError: it is no plain number.
    """
    if value is None or isinstance(value, Fraction):
        return value
    if isinstance(value, bool):
        raise ValueError("应当是数")
    if isinstance(value, int | float | Decimal | str):
        text = str(value).strip()
        if _NUMBER.fullmatch(text):
            number = exact(text)
            return number if isinstance(number, Fraction) else Fraction(text)
    raise ValueError(f"“{value}”不是数，请写成 85、85.5、30% 或 2/3")


Number = Annotated[Fraction, BeforeValidator(read_number)]
"""An exact number of the facts."""


class Rounding(Part):
    """How a mark or a number is rounded.

    Attributes:
        places: decimal places kept.
        way: 四舍五入 half_up, 四舍六入五成双 half_even, 进位 up, 舍去 down.
    """

    places: Whole = 2
    way: Literal["half_up", "half_even", "up", "down"]

    def __call__(self, value: Fraction, parameters: Parameters) -> Fraction:
        """`value` rounded."""
        step = Fraction(1, 10 ** whole(self.places, parameters, of="保留的小数位"))
        return rounded(value / step, self.way) * step

    def spoken(self) -> str:
        """As `保留2位小数，四舍五入`."""
        return f"保留{said(self.places)}位小数，{WAYS[self.way]}"


WAYS = {
    "half_up": "四舍五入",
    "half_even": "四舍六入五成双",
    "up": "向上取整",
    "down": "舍去尾数",
}


def rounded(value: Fraction, way: str) -> int:
    """`value`, 0 or more, as a whole number."""
    below = value.numerator // value.denominator
    rest = value - below
    match way:
        case "up":
            return below + (rest > 0)
        case "down":
            return below
        case "half_up":
            return below + (rest >= Fraction(1, 2))
    return round(value)
