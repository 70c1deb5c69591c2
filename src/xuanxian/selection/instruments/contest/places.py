"""Places among candidates some of whose marks, or whose taking part, are not yet known. Pure.

A place is certain only when no mark that is still missing could change it; everything else is
left to wait. What is certain stays so whatever the missing marks turn out to be.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
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
    order = _Order(entrants)
    return [order.place(at) for at in range(len(entrants))]


class _Order:
    """A ranking, with those fully known sorted once, so that thousands can be placed."""

    def __init__(self, entrants: Sequence[Entrant]) -> None:
        self._entrants = entrants
        known = [at for at, one in enumerate(entrants) if None not in one.key]
        self._open = [at for at, one in enumerate(entrants) if None in one.key]
        self._keys = sorted(_known(entrants[at].key) for at in known)
        self._sure = sorted(_known(entrants[at].key) for at in known if entrants[at].certain)
        self._tied: dict[Key, list[int]] = {}
        for at in known:
            if entrants[at].certain:
                self._tied.setdefault(entrants[at].key, []).append(at)

    def place(self, at: int) -> Place:
        own = self._entrants[at].key
        if own[0] is None:
            others = len(self._entrants) - 1
            return Place(best=1, worst=1 + others, tied=(), crowd=others)
        if None in own:
            return self._compared(at, range(len(self._entrants)))
        above = len(self._keys) - bisect_right(self._keys, _known(own))
        equal = len(self._keys) - above - bisect_left(self._keys, _known(own)) - 1
        sure = len(self._sure) - bisect_right(self._sure, _known(own))
        tied = tuple(other for other in self._tied.get(own, ()) if other != at)
        among_open = self._compared(at, self._open)
        return Place(
            best=among_open.best + sure,
            worst=among_open.worst + above,
            tied=tied,
            crowd=among_open.crowd + above + equal,
        )

    def _compared(self, at: int, others: Iterable[int]) -> Place:
        """The place of one among `others`, compared one by one."""
        own = self._entrants[at].key
        surely_above = possibly_above = 0
        for position in others:
            if position == at:
                continue
            # Where a key has a gap the two are above, below or not known, never equal.
            order = _compare(self._entrants[position].key, own)
            if order is None:
                possibly_above += 1
            elif order > 0:
                possibly_above += 1
                surely_above += self._entrants[position].certain
        return Place(best=1 + surely_above, worst=1 + possibly_above, tied=(), crowd=possibly_above)


def _known(key: Key) -> tuple[Fraction, ...]:
    return tuple(part for part in key if part is not None)


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
