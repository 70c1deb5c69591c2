"""How likely chance alone makes a figure as high as the one seen. Pure.

Two models, so that anybody can work a figure out again: ballots drawn blindly out of an urn
(hypergeometric), and ballots each of which has something by a known chance (binomial). What decides
is exact; floating point only settles what lies far on one side of the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, exp, lgamma, log, log1p

import numpy as np


@dataclass(frozen=True)
class Urn:
    """`marked` of `whole` ballots have it; `drawn` of them are taken blindly."""

    whole: int
    marked: int
    drawn: int

    @property
    def mean(self) -> Fraction:
        """How many of those taken have it on average."""
        return Fraction(self.marked * self.drawn, self.whole) if self.whole else Fraction(0)

    @property
    def ways(self) -> list[int]:
        """For each number of those taken that have it, from 0 on, in how many ways it comes out."""
        most = min(self.marked, self.drawn)
        return [
            comb(self.marked, number) * comb(self.whole - self.marked, self.drawn - number)
            for number in range(most + 1)
        ]

    @property
    def all_ways(self) -> int:
        """In how many ways they can be taken at all."""
        return comb(self.whole, self.drawn)

    def nearly(self) -> "np.ndarray":
        """The chance of each number in floating point."""
        rest = self.whole - self.marked
        certain = max(self.drawn - rest, 0)
        chances = np.zeros(min(self.marked, self.drawn) + 1)
        for number in range(certain, len(chances)):
            chances[number] = exp(
                _log_comb(self.marked, number)
                + _log_comb(rest, self.drawn - number)
                - _log_comb(self.whole, self.drawn)
            )
        return chances


@dataclass(frozen=True)
class Tosses:
    """`ballots` ballots, each of which has it by `chance`, whatever the others do."""

    ballots: int
    chance: Fraction

    @property
    def mean(self) -> Fraction:
        """How many of them have it on average."""
        return self.ballots * self.chance

    @property
    def ways(self) -> list[int]:
        """For each number that have it, from 0 on, its part of `all_ways`."""
        has, lacks = self.chance.numerator, self.chance.denominator - self.chance.numerator
        return [
            comb(self.ballots, number) * has**number * lacks ** (self.ballots - number)
            for number in range(self.ballots + 1)
        ]

    @property
    def all_ways(self) -> int:
        """What the parts add up to."""
        return int(self.chance.denominator**self.ballots)

    def nearly(self) -> "np.ndarray":
        """The chance of each number in floating point."""
        chances = np.zeros(self.ballots + 1)
        if self.chance in (0, 1):
            chances[-1 if self.chance else 0] = 1
            return chances
        has, lacks = log(self.chance), log1p(-self.chance)
        for number in range(self.ballots + 1):
            chances[number] = exp(
                _log_comb(self.ballots, number) + number * has + (self.ballots - number) * lacks
            )
        return chances


Draws = Sequence[Urn] | Sequence[Tosses]
"""Draws that know nothing of one another; what counts is the sum of what they give."""


def tail(draws: Draws, at_least: int) -> Fraction:
    """How likely all draws together give `at_least` or more, exactly."""
    ways, all_ways = [1], 1
    for each in draws:
        ways = _product(ways, each.ways)
        all_ways *= each.all_ways
    return Fraction(sum(ways[max(at_least, 0) :]), all_ways)


def is_rare(draws: Draws, seen: int, line: Fraction) -> bool:
    """Whether all draws together give `seen` or more at most as likely as `line`, exactly.

    A number that does not exceed its mean is at least as likely as one half: such a sum is one of
    independent yes-or-no draws, whose median lies within one of the mean. What floating point says
    is believed only where it lies off the line by more than a factor of two, ten thousand times
    its error.
    """
    if line < Fraction(1, 2) and seen <= sum((each.mean for each in draws), Fraction(0)):
        return False
    nearly = np.ones(1)
    for each in draws:
        nearly = np.convolve(nearly, each.nearly())
    rough = float(nearly[max(seen, 0) :].sum())
    if rough > 2 * line:
        return False
    if rough < line / 2:
        return True
    return tail(draws, seen) <= line


def _log_comb(whole: int, part: int) -> float:
    return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)


def _product(one: Sequence[int], other: Sequence[int]) -> list[int]:
    """The ways of two counts that know nothing of one another, added up by their sum.

    Both are written as one long number each, with room enough between the parts, and multiplied.
    """
    room = (sum(one).bit_length() + sum(other).bit_length() + 8) // 8
    whole = _packed(one, room) * _packed(other, room)
    length = len(one) + len(other) - 1
    parts = whole.to_bytes(room * (length + 1), "little")
    return [
        int.from_bytes(parts[place * room : (place + 1) * room], "little")
        for place in range(length)
    ]


def _packed(numbers: Sequence[int], room: int) -> int:
    return int.from_bytes(b"".join(each.to_bytes(room, "little") for each in numbers), "little")
