"""Dividing a group among grades: exact sizes by largest remainder, equals treated alike. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Literal


@dataclass(frozen=True)
class Allocation:
    """Who has which grade.

    Attributes:
        grades: person → grade, of those that are certain.
        undecided: those whose equal scores lie across two grades, which people settle.
    """

    grades: Mapping[str, str]
    undecided: tuple[str, ...]


def sizes(
    shares: Mapping[str, Fraction], size: int, remainder_to: Sequence[str]
) -> dict[str, int] | None:
    """How many of `size` people each grade has: the largest-remainder (Hamilton) method.

    Every grade has its quota rounded down or up, and all together have everybody.

    Args:
        shares: grade → its part, of whatever whole; not all zero.
        remainder_to: who comes first where remainders are equal.

    Returns:
        None where equal remainders leave open who gets a place and `remainder_to` does not say.
    """
    total = sum(shares.values(), Fraction(0))
    quotas = {grade: size * share / total for grade, share in shares.items()}
    given = {grade: floor(quota) for grade, quota in quotas.items()}
    left = size - sum(given.values())
    remainders = {grade: quota - given[grade] for grade, quota in quotas.items()}
    for remainder in sorted(set(remainders.values()), reverse=True):
        if not left:
            break
        equal = [grade for grade, each in remainders.items() if each == remainder]
        if len(equal) > left:
            equal = sorted(
                (grade for grade in equal if grade in remainder_to), key=list(remainder_to).index
            )
            if len(equal) < left:
                return None
        for grade in equal[:left]:
            given[grade] += 1
        left -= min(left, len(equal))
    return given


def allocate(
    scores: Mapping[str, Fraction],
    places: Mapping[str, int],
    ties: Literal["people", "up", "down"],
) -> Allocation:
    """The grade of everybody, the highest scores first.

    Args:
        scores: person → score.
        places: grade → how many, the best grade first; together everybody.
        ties: equal scores across two grades: people settle it, all get the better, or the lower.
    """
    seats = [grade for grade, heads in places.items() for _ in range(heads)]
    ordered = sorted(scores, key=lambda name: -scores[name])
    grades: dict[str, str] = {}
    undecided: list[str] = []
    first = 0
    while first < len(ordered):
        equal = [name for name in ordered[first:] if scores[name] == scores[ordered[first]]]
        best, worst = seats[first], seats[first + len(equal) - 1]
        if best == worst or ties != "people":
            grades |= dict.fromkeys(equal, best if ties != "down" else worst)
        else:
            undecided += equal
        first += len(equal)
    return Allocation(grades, tuple(undecided))
