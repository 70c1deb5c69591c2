"""Counting members of whom something may be unknown: what is certain, and what could decide."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from xuanxian.policy.expressions import (
    Quantity,
)
from xuanxian.policy.instruments.quota.rules import QuotaRule, known

Census = Mapping[tuple[bool | None, bool | None], int]
"""Of how many members it is true, false or unknown (belongs to the denominator, is counted)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a group stands to one rule.

    Attributes:
        counted: members counted for certain.
        among: members of the denominator for certain.
        unknown: members of whom it is unknown and who could matter.
        needed: the bounds as numbers of people, by their field; {} where a parameter is open.
        met: whether the rule is kept; None where the unknown could decide it, or the line is open.
    """

    counted: int
    among: int
    unknown: int
    needed: Mapping[str, Fraction]
    met: bool | None


def standing_of(rule: QuotaRule, census: Census, parameters: Mapping[str, Quantity]) -> Standing:
    counted = census.get((True, True), 0)
    among = sum(census.get((True, each), 0) for each in (True, False, None))
    bounds = {name: known(text, parameters) for name, text in rule.bounds.items()}
    if not rule.share_of:
        # A count has no denominator of its own: everybody is in it.
        spread = _Spread(census.get((True, None), 0), 0, 0, 0)
    else:
        spread = _Spread(
            census.get((True, None), 0),
            census.get((None, True), 0),
            census.get((None, False), 0),
            census.get((None, None), 0),
        )
    if any(value is None for value in bounds.values()):
        return Standing(counted, among, spread.total, {}, None)
    lines = {name: value for name, value in bounds.items() if value is not None}
    needed = {name: _people(rule, value, among) for name, value in lines.items()}
    answers: set[bool] = set()
    for more, least, most in spread.reachable():
        lowest, highest = Fraction(0), None
        for name, value in lines.items():
            people = _people(rule, value, among + more)
            if name in {"at_least", "exactly"}:
                lowest = people
            if name in {"at_most", "exactly"}:
                highest = people
        answers |= _answers(counted + least, counted + most, lowest, highest)
    met = answers.pop() if len(answers) == 1 else None
    return Standing(counted, among, spread.total, needed, met)


@dataclass(frozen=True, slots=True)
class _Spread:
    """Unknown members: those of the denominator, and those who may be counted, not, or either."""

    inside: int
    outside_counted: int
    outside_not: int
    outside_either: int

    @property
    def total(self) -> int:
        return self.inside + self.outside_counted + self.outside_not + self.outside_either

    def reachable(self) -> Iterator[tuple[int, int, int]]:
        """How many more may be in the denominator, with the least and most more then counted."""
        outside = self.outside_counted + self.outside_not + self.outside_either
        for more in range(outside + 1):
            least = max(0, more - self.outside_not - self.outside_either)
            most = self.inside + min(more, self.outside_counted + self.outside_either)
            yield more, least, most


def _answers(least: int, most: int, lowest: Fraction, highest: Fraction | None) -> set[bool]:
    """Whether the rule is kept for some, and broken for some, of the numbers `least` to `most`."""
    first = max(least, math.ceil(lowest))
    last = most if highest is None else min(most, math.floor(highest))
    kept = max(0, last - first + 1)
    return ({True} if kept else set()) | ({False} if kept < most - least + 1 else set())


def _people(rule: QuotaRule, bound: Fraction, among: int) -> Fraction:
    """The number of people a bound asks for."""
    if not rule.share_of:
        return bound
    exact = bound * among
    match rule.round:
        case "up":
            return Fraction(math.ceil(exact))
        case "down":
            return Fraction(math.floor(exact))
        case "nearest":
            return Fraction(math.floor(exact + Fraction(1, 2)))
    return exact
