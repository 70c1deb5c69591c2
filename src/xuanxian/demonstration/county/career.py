"""Careers that end in a given seat: stages of rank, posts within them, lines of the 简历."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from xuanxian.demonstration.county.months import to_partial_date
from xuanxian.demonstration.county.places import Places, Seat, described
from xuanxian.registry.dossier import PostEntry, RankEntry, ResumeLine

# A stage of a career: the rank it is spent in, by ZB09, and the least months before the next.
STAFF, SECTION, DEPUTY, CHIEF, COUNTY_DEPUTY, COUNTY_CHIEF = range(6)
RANK_OF_STAGE = ("1A50", "1A50", "1A42", "1A41", "1A32", "1A31")
_LEAST_MONTHS = (36, 24, 38, 40, 40, 0)
_USUAL_MONTHS = (70, 45, 62, 66, 60, 40)
_LONGEST_NOW = 130
_LADDERS = {
    "hospital": ("住院医师", "主治医师", "主治医师、科室副主任", "副主任医师"),
    "school": ("教师", "教师、班主任", "教研组副组长", "教研组组长"),
    "company": ("技术员", "职员", "业务主管", "高级业务主管"),
}
"""What those are called in turn who are no civil servants and head nothing yet."""


@dataclass(frozen=True, slots=True)
class Career:
    """What somebody has done since starting to work."""

    lines: tuple[ResumeLine, ...]
    posts: tuple[PostEntry, ...]
    ranks: tuple[RankEntry, ...]
    in_post_since: int
    in_rank_since: int


def stages_to(seat: Seat, random: Random) -> tuple[int, ...]:
    """The stages that somebody in `seat` has gone through, the present one last."""
    rank = seat.post.rank
    if rank == "1A50":
        if seat.post.kind != "mid_level":
            return (STAFF,)
        return (STAFF, SECTION)
    middle = (SECTION,) if random.random() < 0.75 else ()
    top = {"1A42": DEPUTY, "1A41": CHIEF, "1A32": COUNTY_DEPUTY, "1A31": COUNTY_CHIEF}[rank]
    return (STAFF, *middle, *range(DEPUTY, top + 1))


def least_months(stages: Sequence[int]) -> int:
    """The least months of work before somebody can be in the last of `stages`."""
    return sum(_LEAST_MONTHS[stage] for stage in stages[:-1]) + 2


def live(
    random: Random, *, seat: Seat, stages: Sequence[int], started: int, now: int, field: str,
    is_woman: bool, places: Places,
) -> Career:  # fmt: skip
    """A career from month `started` to now.

    Raises:
        ValueError: there are fewer months than `least_months` asks for.
    """
    starts = _starts_of_stages(random, stages, started, now)
    lines: list[ResumeLine] = []
    posts: list[PostEntry] = []
    ranks: list[RankEntry] = []
    since = now
    writer = _Writer(random, seat, field, is_woman, places)
    for position, stage in enumerate(stages):
        start, end = starts[position], starts[position + 1]
        is_last = position == len(stages) - 1
        rank = RANK_OF_STAGE[stage]
        if not ranks or ranks[-1].code != rank:
            if ranks:
                ranks[-1] = ranks[-1].model_copy(update={"held_until": to_partial_date(start)})
            ranks.append(RankEntry(code=rank, held_from=to_partial_date(start)))
        cuts = _cuts(random, start, end, is_last=is_last)
        for piece, (begin, until) in enumerate(pairwise(cuts)):
            is_current = is_last and piece == len(cuts) - 2
            text = writer.current() if is_current else writer.line(stage, begin, started)
            lines.append(
                ResumeLine(
                    held_from=to_partial_date(begin),
                    held_until=None if is_current else to_partial_date(until),
                    text=text,
                )
            )
            if is_current:
                since = begin
            elif stage >= DEPUTY:
                posts.append(
                    PostEntry(
                        title=text,
                        rank=rank,
                        held_from=to_partial_date(begin),
                        held_until=to_partial_date(until),
                    )
                )
    rank_since = next(
        starts[position]
        for position, stage in enumerate(stages)
        if RANK_OF_STAGE[stage] == RANK_OF_STAGE[stages[-1]]
    )
    return Career(tuple(lines), tuple(posts), tuple(ranks), since, rank_since)


def _starts_of_stages(random: Random, stages: Sequence[int], started: int, now: int) -> list[int]:
    """The month each stage starts in, and `now` at the end."""
    least = [_LEAST_MONTHS[stage] for stage in stages[:-1]]
    spare = now - started - sum(least) - 2
    if spare < 0:
        raise ValueError(f"{now - started} months are too few for {len(stages)} stages")
    usual = _USUAL_MONTHS[stages[-1]]
    current = 2 + min(int(random.expovariate(1 / usual)), _LONGEST_NOW, spare)
    rest = spare - (current - 2)
    weights = [random.gammavariate(2, 1) * _USUAL_MONTHS[stage] for stage in stages[:-1]]
    starts = [started]
    for needed, weight in zip(least, weights, strict=True):
        share = int(rest * weight / sum(weights))
        starts.append(starts[-1] + needed + share)
    if len(starts) > 1:
        # What rounding left over lengthens the stage before the present one.
        starts[-1] = now - current
    return [*starts, now]


def _cuts(random: Random, start: int, end: int, *, is_last: bool) -> list[int]:
    """Start and end of the posts held within a stage; none shorter than a year and a half."""
    length = end - start
    pieces = max(1, round(length / random.uniform(38, 75)))
    if is_last and length < 60:
        pieces = 1
    while pieces > 1 and length / pieces < 24:
        pieces -= 1
    cuts = [start]
    for piece in range(1, pieces):
        cuts.append(start + round(length * piece / pieces) + random.randint(-3, 3))
    return [*cuts, end]


class _Writer:
    """Puts the posts of one career into words."""

    def __init__(
        self, random: Random, seat: Seat, field: str, is_woman: bool, places: Places
    ) -> None:
        self._random = random
        self._seat = seat
        self._field = field
        self._places = places
        self._soldier = not is_woman and field == "general" and random.random() < 0.06
        self._said = ""
        self._rung = -1
        self._headed = False
        """Whether a section was headed already: nobody goes back to be its deputy."""

    def current(self) -> str:
        """现任职务, unit and post in full."""
        return self._seat.current_post

    def line(self, stage: int, begin: int, started: int) -> str:
        """A former post of a stage, other than the one before."""
        for _ in range(40):
            text = self._text(stage, begin, started)
            if text not in (self._said, self.current()):
                break
        self._said = text
        return text

    def _text(self, stage: int, begin: int, started: int) -> str:
        if stage == STAFF:
            return self._first_posts(begin, started)
        if stage == SECTION:
            return self._section_post()
        if stage == DEPUTY:
            return self._team_post("1A42")
        if stage == CHIEF:
            return self._team_post("1A41")
        return self._county_post(stage)

    def _first_posts(self, begin: int, started: int) -> str:
        random = self._random
        if self._field in _LADDERS:
            ladder = _LADDERS[self._field]
            self._rung += 1
            # Whoever stays longer than the ladder is high changes between its upper two.
            above = self._rung - len(ladder)
            rung = self._rung if above < 0 else above % 2 - 2
            return f"{self._own_unit()}{ladder[rung]}"
        if begin == started:
            if self._soldier:
                return "中国人民解放军某部战士、班长、排长"
            if begin // 12 >= 2008 and random.random() < 0.2:
                return f"{self._town()}某村党支部书记助理（大学生村官）"
            if random.random() < 0.3:
                return f"{self._town()}中心学校教师"
        unit = self._town() if random.random() < 0.6 else self._department()
        titles = ("科员", "办事员") if unit.endswith("办公室") else ("科员", "办事员", "办公室科员")
        return f"{unit}{random.choice(titles)}"

    def _section_post(self) -> str:
        sections = described_sections(self._own_unit())
        if self._field == "general" and self._random.random() < 0.5:
            sections = described_sections(self._department())
        unit, section = self._random.choice(sections)
        head = {"hospital": "主任", "school": "主任", "company": "部长"}.get(self._field)
        if head is None:
            head = "科长" if section.endswith("科") else "主任"
        stays_deputy = self._seat.post.kind == "mid_level" and self._seat.post.title[0] == "副"
        if not self._headed and not stays_deputy:
            self._headed = self._random.random() < 0.5
        return f"{unit}{section}{'' if self._headed else '副'}{head}"

    def _team_post(self, rank: str) -> str:
        forms = described()["forms"]
        kinds = {"hospital": {"hospital"}, "school": {"school"}, "company": {"company"}}.get(
            self._field
        )
        units = [
            unit
            for unit in described()["units"]
            if (
                unit[3] in kinds
                if kinds
                else unit[2] not in {"enterprise", "court", "procuratorate"}
                and unit[3] not in {"hospital", "school", "armed_forces"}
            )
        ]
        while True:
            unit = self._random.choice(units)
            titles = [row[0] for row in forms[unit[3]] if row[1] == rank]
            if titles:
                return unit[1] + self._random.choice(titles)

    def _county_post(self, stage: int) -> str:
        neighbour = self._random.choice(described()["neighbours"])
        if stage == COUNTY_CHIEF:
            return f"{described()['city']}{neighbour}{self._random.choice(('县长', '政协主席'))}"
        return f"{described()['city']}{neighbour}" + self._random.choice(
            ("副县长", "委常委、宣传部部长", "委常委、统战部部长", "委常委、办公室主任")
        )

    def _own_unit(self) -> str:
        return (self._seat.section_of or self._seat.unit).name

    def _town(self) -> str:
        towns = [unit[1] for unit in described()["units"] if unit[2] == "town"]
        return self._random.choice(towns)

    def _department(self) -> str:
        names = [
            unit[1]
            for unit in described()["units"]
            if unit[2] in {"party", "government"} and unit[3] != "armed_forces"
        ]
        return self._random.choice(names)


def described_sections(unit_name: str) -> list[tuple[str, str]]:
    """(unit, section) pairs of the unit called so; an office where it has none."""
    sections = {unit[1]: unit[4] for unit in described()["units"]}
    sections |= {body["name"]: body.get("sections") for body in described()["leading_bodies"]}
    if sections.get(unit_name):
        return [(unit_name, section) for section in sections[unit_name]]
    return [(unit_name, "办公室")]
