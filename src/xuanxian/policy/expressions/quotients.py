"""A number as SQL over whole numbers: a numerator, a denominator, and how large both may become."""

from dataclasses import dataclass
from fractions import Fraction

LARGEST_FACT = 2**31
"""The whole numbers of columns are taken to be smaller than this, whichever their sign."""


class TooLarge(ArithmeticError):  # noqa: N818  (a fault of a text, not of the program)
    """The numbers of an expression may not fit the whole numbers that columns have."""


NO_NUMBER = "CAST(NULL AS BIGINT)"


@dataclass(frozen=True, slots=True)
class Quotient:
    """A number as SQL: `above` over `below`; `below` is "" for 1; `constant` when both are.

    `above_most` and `below_most` bound how large the two may become.
    """

    above: str
    below: str = ""
    constant: Fraction | None = None
    is_plain_column: bool = False
    above_most: int = 0
    below_most: int = 1

    @classmethod
    def of(cls, value: Fraction) -> "Quotient":
        below = "" if value.denominator == 1 else str(value.denominator)
        above_most, below_most = abs(value.numerator), value.denominator
        return cls(_whole(value.numerator), below, value, False, above_most, below_most)

    @property
    def is_unknown(self) -> bool:
        """Whether it is unknown for everybody: an open parameter, or something over zero."""
        return self.above == NO_NUMBER

    @property
    def divisor(self) -> str:
        return self.below or "1"

    @property
    def has_constant_divisor(self) -> bool:
        """Whether the divisor is a positive number written out."""
        return not self.below or self.below.isdigit()


UNKNOWN_NUMBER = Quotient(NO_NUMBER)


def _whole(number: int) -> str:
    return str(number) if number >= 0 else f"({number})"
