"""Who comes last: the lowest of those reviewed, with those equal at the cut put before people."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from xuanxian.growth.instruments.pool_parts import Rounding


@dataclass(frozen=True)
class Elimination:
    """Who leaves after a review.

    Attributes:
        number: how many leave.
        leaving: those certain to.
        tied: those equal at the cut, of whom people choose `number` less those leaving.
        unknown: those whose score is missing; while there are any, nobody is certain.
    """

    number: int
    leaving: tuple[str, ...]
    tied: tuple[str, ...]
    unknown: tuple[str, ...]


def rounded(number: Fraction, how: Rounding) -> int:
    """`number`, 0 or more, as a whole number."""
    whole_part, rest = divmod(number, 1)
    up = {"up": rest > 0, "down": False, "half_up": rest * 2 >= 1}[how]
    return int(whole_part) + up


def lowest(scores: Mapping[str, Fraction | None], number: int) -> Elimination:
    """The `number` lowest of `scores`; nobody is certain while a score is missing."""
    unknown = tuple(name for name, score in scores.items() if score is None)
    known = {name: score for name, score in scores.items() if score is not None}
    if unknown or not number:
        return Elimination(number, (), (), unknown)
    cut = sorted(known.values())[number - 1]
    below = tuple(name for name, score in known.items() if score < cut)
    at_cut = tuple(name for name, score in known.items() if score == cut)
    if len(below) + len(at_cut) == number:
        return Elimination(number, (*below, *at_cut), (), ())
    return Elimination(number, below, at_cut, ())
