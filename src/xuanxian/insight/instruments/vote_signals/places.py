"""The places on ballots of names, and how likely two people have two of them on one. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from xuanxian.insight.instruments.vote_signals.chance import Tosses


@dataclass(frozen=True)
class Places:
    """The places that all ballots have together.

    Attributes:
        whole: how many.
        sizes: number of names on a ballot, ballots with so many, and the sum of chance times
            counter-chance of everybody on such a ballot; ballots with two names at least.
    """

    whole: int
    sizes: tuple[tuple[int, int, Fraction], ...]

    @classmethod
    def of(cls, sizes: Mapping[int, int], named: Mapping[str, int]) -> "Places":
        """Read them off.

        Args:
            sizes: number of names on a ballot → ballots.
            named: person → ballots that name the person.
        """
        whole = sum(size * ballots for size, ballots in sizes.items())
        alike = Counter(named.values())
        found = []
        for size, ballots in sorted(sizes.items()):
            if size < 2:
                continue
            spread = Fraction(0)
            for ballots_of_one, people in alike.items():
                chance = _chance(size, ballots_of_one, whole)
                spread += people * chance * (1 - chance)
            found.append((size, ballots, spread))
        return cls(whole, tuple(found))

    def both(self, one: int, other: int) -> list[Tosses]:
        """Ballots by number of names, each with the chance that it names two people.

        A ballot names a person in proportion to how many it names and to how often the person is
        named at all. Two people take places from one another, so both are named less often than
        the product of their chances: by the rule of Hájek (1964) for samples of a fixed size.

        Args:
            one, other: on how many ballots each of the two is named.
        """
        found = []
        for size, ballots, spread in self.sizes:
            first, second = (_chance(size, each, self.whole) for each in (one, other))
            both = first * second
            if spread:
                both *= 1 - min((1 - first) * (1 - second) / spread, Fraction(1))
            found.append(Tosses(ballots, both))
        return found


def _chance(size: int, named: int, whole: int) -> Fraction:
    return min(Fraction(size * named, whole), Fraction(1))
