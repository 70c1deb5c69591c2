"""A file read as of a date: the entries in force, and spans of time counted the careful way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from xuanxian.kernel.partial_date import PartialDate, full_years_between
from xuanxian.registry import codes
from xuanxian.registry.dossier import Dossier, PostEntry, RankEntry, ResumeLine


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """What facts need of a unit: its name and its kind in Chinese."""

    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class PostPlace:
    """What facts need of a post of the registry."""

    unit_code: str
    is_chief: bool = False
    is_leading: bool = False
    in_team: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a file alone does not say. Whatever is missing here makes the facts on it unknown.

    Attributes:
        units: units by hierarchical code.
        posts: posts of the registry by id.
        unit_of_person: unit codes of the people that relatives are linked to.
        proposed_rank: ZB09 code of the post the person is proposed for, "" when none is.
    """

    units: Mapping[str, UnitPlace] = field(default_factory=dict)
    posts: Mapping[UUID, PostPlace] = field(default_factory=dict)
    unit_of_person: Mapping[UUID, str] = field(default_factory=dict)
    proposed_rank: str = ""


@dataclass(frozen=True)
class Reading:
    """One file as it is true on `as_of`."""

    dossier: Dossier
    as_of: date
    surroundings: Surroundings = field(default_factory=Surroundings)

    @cached_property
    def posts_so_far(self) -> tuple[PostEntry, ...]:
        """Posts taken up by the date, oldest first; those of unknown start come first."""
        return tuple(
            sorted(
                (post for post in self.dossier.posts if self.has_begun(post.held_from)),
                key=lambda post: (post.held_from is not None, post.held_from or _LONG_AGO),
            )
        )

    @cached_property
    def posts_in_force(self) -> tuple[PostEntry, ...]:
        """Posts held on the date."""
        return tuple(post for post in self.posts_so_far if not self.has_ended(post.held_until))

    @cached_property
    def main_post(self) -> PostEntry | None:
        """The main post held on the date; of several the one taken up last."""
        main = [post for post in self.posts_in_force if post.is_main] or self.posts_in_force
        return main[-1] if main else None

    def ranks(self, line: str) -> tuple[RankEntry, ...]:
        """Ranks of one line (0 职务层次, 1 职级) reached by the date, oldest first."""
        return self._ranks[line]

    @cached_property
    def _ranks(self) -> dict[str, tuple[RankEntry, ...]]:
        return {line: self._ranks_of(line) for line in ("0", "1")}

    def _ranks_of(self, line: str) -> tuple[RankEntry, ...]:
        return tuple(
            sorted(
                (
                    rank
                    for rank in self.dossier.ranks
                    if rank.line == line and self.has_begun(rank.held_from)
                ),
                key=lambda rank: (rank.held_from is not None, rank.held_from or _LONG_AGO),
            )
        )

    @cached_property
    def work(self) -> tuple[ResumeLine, ...]:
        """Lines of the resume on work begun by the date."""
        return tuple(line for line in self.dossier.resume if self._is_work(line))

    @cached_property
    def work_and_beside(self) -> tuple[ResumeLine, ...]:
        """The same with the work beside other lines (其间)."""
        return tuple(
            line
            for above in self.dossier.resume
            for line in (above, *above.concurrent)
            if self._is_work(line)
        )

    def _is_work(self, line: ResumeLine) -> bool:
        return line.kind == "work" and bool(line.held_from) and self.has_begun(line.held_from)

    @cached_property
    def rank(self) -> str:
        """The ZB09 code of the 职务层次 on the date, "" when unknown."""
        held = [rank for rank in self.ranks("0") if not self.has_ended(rank.held_until)]
        if held:
            return held[-1].code
        if any(rank.line == "0" for rank in self.dossier.ranks):
            return ""
        return self.dossier.rank

    def has_begun(self, start: PartialDate | None) -> bool:
        """Whether something that starts then has begun; an unknown start has."""
        return start is None or start.earliest() <= self.as_of

    def has_ended(self, end: PartialDate | None) -> bool:
        """Whether something that ends then is over; no end means it goes on."""
        return end is not None and end.earliest() <= self.as_of

    def years_since(self, start: PartialDate) -> int:
        """Full years since `start`, counted from the last day it can mean; never below 0."""
        return max(full_years_between(start.latest(), self.as_of), 0)

    def months_since(self, start: PartialDate) -> int:
        """Full months since `start`, counted from the last day it can mean; never below 0."""
        return max(full_months_between(start.latest(), self.as_of), 0)

    @property
    def day(self) -> str:
        """The date as explanations print it."""
        return f"{self.as_of:%Y.%m.%d}"


_LONG_AGO = PartialDate(1900)


def full_months_between(start: date, end: date) -> int:
    """Full months from `start` to `end`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def counted_from(start: PartialDate) -> str:
    """A note for explanations: from which day a date known only in part was counted."""
    if start.day:
        return "。"
    return f"（{_known_to(start)}，从{start.latest():%Y.%m.%d}起算）。"


def _known_to(day: PartialDate) -> str:
    return "只记到月" if day.month else "只记到年"


def months_covered(spans: Iterable[tuple[PartialDate, PartialDate | None]], as_of: date) -> int:
    """Full months that `spans` cover together, what overlaps counted once.

    Starts are taken at their latest and ends at their earliest day; an open or later end stops
    at `as_of`. Where one span may have begun before another was over, as when one line ends and
    the next begins in the same month, they are one run.
    """
    months = 0
    run: _Run | None = None
    for start, end in sorted(spans, key=lambda span: span[0].earliest()):
        if start.latest() > as_of:
            continue
        stop = min(end.earliest(), as_of) if end else as_of
        reach = min(end.latest(), as_of) if end else as_of
        if run is not None and start.earliest() <= run.reach:
            run = _Run(run.start, max(run.stop, stop), max(run.reach, reach))
        else:
            months += run.months() if run else 0
            run = _Run(start.latest(), stop, max(reach, run.reach) if run else reach)
    return months + (run.months() if run else 0)


@dataclass(frozen=True, slots=True)
class _Run:
    """Spans run together: the surest start and end, and the last day they may reach."""

    start: date
    stop: date
    reach: date

    def months(self) -> int:
        return max(full_months_between(self.start, self.stop), 0)


def rank_label(code: str) -> str:
    """The label of a 职务层次."""
    return codes.table("rank").label(code)


_OFF_THE_LADDER = frozenset({"试用期人员", "其他"})
RANK_LEVELS = tuple(
    code.label
    for code in reversed(codes.table("rank").codes.values())
    if code.label not in _OFF_THE_LADDER
)
"""职务层次, lowest first."""
