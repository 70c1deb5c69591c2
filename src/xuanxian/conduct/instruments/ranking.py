"""Places in a group, and who stands before or behind a line. Pure.

Those of equal figures are always treated alike; where a line goes through them, the policy says
whether all of them count, none of them, or people decide.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from pydantic import model_validator

from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import Part, Whole, said

Ties = Literal["include", "exclude", "people"]

_TIES = {
    "include": "名次并列跨线的一并列入",
    "exclude": "名次并列跨线的都不列入",
    "people": "名次并列跨线的由人决定",
}


class Ranking(Part):
    """What the first or the last of a group have to expect.

    Attributes:
        by: the figure; the highest is first.
        top, bottom: how many from the front or from the end.
        ties: what a tie across the line means.
        effect: what is then done, in words.
        verdict: what it means for the person; people decide.
    """

    id: str
    by: str
    top: Whole | None = None
    bottom: Whole | None = None
    ties: Ties = "people"
    effect: str
    verdict: Verdict = Verdict.FLAG
    cite: str = ""

    @model_validator(mode="after")
    def _one_end(self) -> "Ranking":
        if (self.top is None) == (self.bottom is None):
            raise ValueError("要在 top（前几名）、bottom（后几名）中写且只写一个。")
        return self

    @property
    def line(self) -> str:
        """Where the line is, in words."""
        return f"前{said(self.top)}名" if self.top is not None else f"后{said(self.bottom or 0)}名"

    @property
    def spoken_ties(self) -> str:
        """What a tie across the line means, in words."""
        return _TIES[self.ties]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one member of a group stands.

    Attributes:
        place: 1 for the highest; those of equal figures share the better place.
        is_in: whether the member is within the line; None where people have to say.
    """

    place: int
    is_in: bool | None


def places(figures: Mapping[str, Fraction]) -> dict[str, int]:
    """The place of each member, 1 for the highest, equal figures sharing the better one."""
    ordered = sorted(figures.values(), reverse=True)
    first = {value: index for index, value in reversed(list(enumerate(ordered, start=1)))}
    return {name: first[value] for name, value in figures.items()}


def standings(
    figures: Mapping[str, Fraction], count: int, *, from_end: bool, ties: Ties
) -> dict[str, Standing]:
    """Who stands within the first (or last) `count` of a group.

    Args:
        figures: member → figure; who has none is not ranked and must be left out.
    """
    all_places = places(figures)
    towards = places({name: -value for name, value in figures.items()}) if from_end else all_places
    sizes: dict[int, int] = {}
    for place in towards.values():
        sizes[place] = sizes.get(place, 0) + 1
    undecided = {"include": True, "exclude": False, "people": None}[ties]

    def is_in(place: int) -> bool | None:
        if place > count:
            return False
        return True if place + sizes[place] - 1 <= count else undecided

    return {name: Standing(all_places[name], is_in(towards[name])) for name in figures}
