"""Places among candidates some of whose marks, or whose taking part, are not yet known. Pure.

A place is certain only when no mark that is still missing could change it; everything else is
left to wait. What is certain stays so whatever the missing marks turn out to be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Key = tuple[Fraction | None, ...]
"""What is compared: the ranking mark, then those that break ties; None is not known."""


@dataclass(frozen=True, slots=True)
class Entrant:
    """One candidate of a ranking.

    Attributes:
        key: what is compared, the highest first.
        certain: whether it is certain that the candidate takes part in the ranking.
    """

    key: Key
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entrant stands: equal ones share a place, the next counts those before it.

    Attributes:
        best, worst: the highest and lowest place possible; equal when it is certain.
        tied: positions of the others who certainly share it.
        crowd: the most that can stand before it or share its place.
    """

    best: int
    worst: int
    tied: tuple[int, ...]
    crowd: int

    @property
    def certain(self) -> int | None:
        """The place, None while it is not certain."""
        return self.best if self.best == self.worst else None


def places_of(entrants: Sequence[Entrant]) -> list[Place]:
    """The place of every entrant, in the order given."""
    return [_place(at, entrants) for at in range(len(entrants))]


def _place(at: int, entrants: Sequence[Entrant]) -> Place:
    own = entrants[at].key
    surely_above = possibly_above = possibly_equal = 0
    tied = []
    for position, other in enumerate(entrants):
        if position == at:
            continue
        order = _compare(other.key, own)
        if order is None:
            possibly_above += 1
        elif order > 0:
            possibly_above += 1
            surely_above += other.certain
        elif order == 0:
            possibly_equal += 1
            if other.certain:
                tied.append(position)
    return Place(
        best=1 + surely_above,
        worst=1 + possibly_above,
        tied=tuple(tied),
        crowd=possibly_above + possibly_equal,
    )


def _compare(first: Key, second: Key) -> int | None:
    """1, 0 or -1; None where a missing mark decides."""
    for one, other in zip(first, second, strict=True):
        if one is None or other is None:
            return None
        if one != other:
            return 1 if one > other else -1
    return 0


def within(place: Place, least: int, most: int, *, ties_together: bool) -> bool | None:
    """Whether the holder of `place` is among the first; None when that cannot be told.

    Args:
        place: the place.
        least, most: how many go on; different while the number itself is not settled.
        ties_together: those tied at the last place all go on; otherwise nobody chooses among
            them here.
    """
    if place.best > most:
        return False
    surely = place.worst <= least if ties_together else place.crowd < least
    return True if surely else None
