"""A post, a unit and its leading team, read as of a date: what their facts are computed from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from xuanxian.facts.definitions.definition import Value
from xuanxian.facts.definitions.reading import full_months_between
from xuanxian.kernel.partial_date import PartialDate


@dataclass(frozen=True, slots=True)
class Holding:
    """One stay of somebody in a post, the latest or an earlier one."""

    person: UUID
    name: str
    held_from: PartialDate | None = None
    held_until: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class RankFigure:
    """职数 of one rank in a unit; `approved` None where none was ever approved."""

    approved: int | None
    reserved: int
    actual: int

    @property
    def over(self) -> int:
        """How many more serve than were approved (超配)."""
        return max(self.actual - self.approved, 0) if self.approved is not None else 0

    @property
    def free(self) -> int | None:
        """Seats that can be filled; negative when over."""
        return None if self.approved is None else self.approved - self.reserved - self.actual


@dataclass(frozen=True)
class PostReading:
    """One post as it is true on `as_of`.

    Attributes:
        rank: ZB09 code.
        kind, management, unit_kind: the Chinese labels of the registry.
        holdings: all stays in it, past and present.
        figure: the unit's 职数 of this rank, None when the unit has none.
    """

    as_of: date
    title: str
    kind: str
    rank: str
    management: str
    unit_name: str = ""
    unit_kind: str = ""
    is_chief: bool = False
    is_team_member: bool = False
    counts_against_establishment: bool = True
    seats: int = 1
    portfolio: str = ""
    requirements: str = ""
    established_on: date | None = None
    holdings: tuple[Holding, ...] = ()
    figure: RankFigure | None = None

    @cached_property
    def begun(self) -> tuple[Holding, ...]:
        """Stays that had begun by the date, oldest first."""
        return tuple(
            sorted(
                (
                    stay
                    for stay in self.holdings
                    if stay.held_from is None or stay.held_from.earliest() <= self.as_of
                ),
                key=lambda stay: stay.held_from or _LONG_AGO,
            )
        )

    @cached_property
    def present(self) -> tuple[Holding, ...]:
        """Stays in force on the date."""
        return tuple(
            stay
            for stay in self.begun
            if stay.held_until is None or stay.held_until.earliest() > self.as_of
        )

    @property
    def free_seats(self) -> int:
        """Seats without a holder, at least 0."""
        return max(self.seats - len({stay.person for stay in self.present}), 0)

    @cached_property
    def vacant_since(self) -> tuple[date | None, str]:
        """Since when a seat has been free, and how that is known; None when none is or unknown."""
        if not self.free_seats:
            return None, "没有空缺。"
        left = [stay for stay in self.begun if stay not in self.present and stay.held_until]
        if left:
            last = max(left, key=lambda stay: stay.held_until or _LONG_AGO)
            until = last.held_until or _LONG_AGO
            return until.latest(), f"{last.name}{until}免职后空缺。"
        if self.begun:
            return None, "席位没有配满，看不出从何时起空缺。"
        if self.established_on:
            return self.established_on, f"{self.established_on:%Y.%m.%d}设立后没有任过人。"
        return None, "没有任过人，也没有设立日期。"

    def months_since(self, start: date) -> int:
        """Full months up to the date; never below 0."""
        return max(full_months_between(start, self.as_of), 0)

    @property
    def day(self) -> str:
        """The date as explanations print it."""
        return f"{self.as_of:%Y.%m.%d}"


_LONG_AGO = PartialDate(1900)


@dataclass(frozen=True)
class UnitReading:
    """One unit as it is true on `as_of`.

    Attributes:
        kind: the Chinese label of the registry.
        level: 机构级别 as the registry keeps it.
        posts: its own posts in force and those of its sections.
        figures: 职数 by ZB09 code.
        sections: how many 内设机构 are in force.
        children: how many units stand directly below it, sections left out.
        people: how many serving people it counts, sections included.
    """

    as_of: date
    name: str
    kind: str
    level: str = ""
    established_on: date | None = None
    posts: tuple[PostReading, ...] = ()
    figures: Mapping[str, RankFigure] = field(default_factory=dict)
    sections: int = 0
    children: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody in a leading team with the facts of the person.

    Attributes:
        facts: facts of a person by name, None unknown.
        portfolio: what the post is in charge of (分工), with the title.
        relatives: people of the registry known to be relatives.
    """

    person: UUID
    name: str
    title: str
    is_chief: bool
    facts: Mapping[str, Value]
    portfolio: str = ""
    relatives: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class TeamReading:
    """The leading team of a unit as it is true on `as_of`; nobody stands in it twice.

    Attributes:
        seats: approved seats of team posts; free ones are `seats` less members, at least 0.
    """

    as_of: date
    unit: str
    members: tuple[TeamMember, ...] = ()
    seats: int = 0
    chief_seats: int = 0
