"""People for the seats of the county: each with a file that fits together and fits the seat."""

from dataclasses import dataclass
from datetime import date
from random import Random

from xuanxian.demonstration.county.career import (
    RANK_OF_STAGE,
    Career,
    least_months,
    live,
    stages_to,
)
from xuanxian.demonstration.county.conduct import conduct, professional_title, trainings
from xuanxian.demonstration.county.family import Kin
from xuanxian.demonstration.county.identity import IdentityNumbers
from xuanxian.demonstration.county.months import first_day, month_number, month_of, to_partial_date
from xuanxian.demonstration.county.naming import Names
from xuanxian.demonstration.county.places import Places, Seat, described, needs_party
from xuanxian.demonstration.county.portrait import draw_portrait
from xuanxian.demonstration.county.schooling import Schooling, full_time, in_service
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import Dossier, EducationEntry, PartyEntry, ResumeLine

# Youngest and oldest age in the present rank; nobody serves past sixty.
_AGES = {"1A50": (25, 56), "1A42": (33, 55), "1A41": (37, 57), "1A32": (41, 58), "1A31": (45, 58)}
_PARTY_BODIES = {"party", "discipline"}
_OLDEST = 59
_OLDEST_WOMEN = 54  # of those who lead nothing
_WOMEN = {"1A50": 0.41, "1A42": 0.27, "1A41": 0.19, "1A32": 0.2, "1A31": 0.12}
_NATIONS = (("01", 0.968), ("03", 0.02), ("11", 0.012))
_DEMOCRATIC_PARTIES = ("04", "05", "06", "07", "08", "10")
_SPECIALITIES = (
    "文字综合", "党务工作", "农业农村工作", "财政金融", "项目建设", "城市规划", "基层治理",
    "应急管理", "教育管理", "信访工作", "招商引资", "人事管理", "法律",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """A person as made, before family and faults: the file and what others must know of it."""

    seat: Seat
    dossier: Dossier
    career: Career
    kin: Kin


class PeopleMaker:
    """Makes the person of each seat, in the order of the seats."""

    def __init__(self, random: Random, places: Places, as_of: date, *, with_photos: bool) -> None:
        self._random = random
        self._places = places
        self._as_of = as_of
        self._now = month_of(as_of)
        self._with_photos = with_photos
        self._names = Names()
        self._numbers = IdentityNumbers()

    def make(self, number: int, seat: Seat) -> Made:
        """The person of `seat`."""
        random = self._random
        rank = seat.post.rank
        field = field_of(seat)
        is_woman = random.random() < _WOMEN[rank]
        stages = stages_to(seat, random)
        oldest = _OLDEST_WOMEN if is_woman and rank == "1A50" else _OLDEST
        born, schooling = self._schooled(rank, field, least_months(stages), oldest)
        started = schooling.ended
        career = live(
            random, seat=seat, stages=stages, started=started, now=self._now, field=field,
            is_woman=is_woman, places=self._places,
        )  # fmt: skip
        name = self._names.for_cadre(random, is_woman=is_woman, born=born)
        titles = (seat.post.title, *(post.title for post, _ in seat.beside))
        unit = seat.section_of or seat.unit
        must = unit.kind in _PARTY_BODIES or any(needs_party(title) for title in titles)
        party = self._party(born, started, rank, must=must)
        in_party = party.status == "01"
        education, resume = self._studied(schooling, career, started)
        is_civil_servant = unit.kind not in {"institution", "enterprise"}
        behaviour = conduct(
            random, started=started, as_of=self._as_of, is_civil_servant=is_civil_servant,
            in_party=in_party,
        )  # fmt: skip
        birth = first_day(born).replace(day=random.randint(1, 28))
        place = f"{described()['province'][:-1]}{described()['county'][:-1]}"
        native = place if random.random() < 0.7 else self._elsewhere()
        dossier = Dossier(
            name=name,
            id_number=self._numbers.give(random, birth=birth, is_woman=is_woman),
            sex="2" if is_woman else "1",
            birth=to_partial_date(born),
            nation=random.choices([code for code, _ in _NATIONS], [w for _, w in _NATIONS])[0],
            native_place=native,
            birthplace=native if random.random() < 0.9 else place,
            health="健康" if random.random() < 0.97 else "良好",
            joined_work=to_partial_date(started),
            speciality=random.choice(_SPECIALITIES) if random.random() < 0.6 else "",
            unit_code=unit.code,
            current_post=seat.current_post,
            rank=rank,
            category=_category(seat),
            place=number,
            party=(party,),
            education=education,
            titles=professional_title(random, field=field, started=started, as_of=self._as_of),
            resume=resume,
            posts=career.posts,
            ranks=career.ranks,
            rewards_sanctions=behaviour.rewards_sanctions,
            assessments=behaviour.assessments,
            trainings=trainings(
                random, started=started, as_of=self._as_of, leads_county=rank in {"1A31", "1A32"}
            ),
            photo=draw_portrait(random, is_woman=is_woman, age=(self._now - born) // 12)
            if self._with_photos
            else None,
        )
        kin = Kin(
            number=number,
            name=name,
            born=born,
            is_woman=is_woman,
            politics={"01": "中共党员", "13": "群众"}.get(party.status, "民主党派"),
            current_post=seat.current_post,
            unit=unit.code,
            leads=seat.post.is_team_member,
        )
        return Made(seat, dossier, career, kin)

    def _schooled(
        self, rank: str, field: str, least: int, oldest_of_all: int
    ) -> tuple[int, Schooling]:
        """A month of birth and the schooling that leave enough months for the career."""
        youngest, oldest = _AGES[rank]
        for attempt in range(60):
            age = self._random.triangular(youngest, oldest, youngest + (oldest - youngest) * 0.55)
            months = min(int(age * 12) + attempt * 3, oldest_of_all * 12)
            born = self._now - months
            schooling = full_time(self._random, born=born, field=field)
            if self._now - schooling.ended >= least:
                return born, schooling
        raise RuntimeError(f"no age leaves the {least} months that rank {rank} takes")

    def _party(self, born: int, started: int, rank: str, *, must: bool) -> PartyEntry:
        random = self._random
        if must or random.random() < (0.72 if rank == "1A50" else 0.9):
            earliest = max(born + 18 * 12 + 8, started - 24)
            latest = min(max(earliest + 1, started + 110), self._now - 24)
            if latest > earliest:
                return PartyEntry(
                    status="01", joined=to_partial_date(random.randrange(earliest, latest))
                )
            return PartyEntry(status="01", joined=to_partial_date(max(earliest, latest)))
        if rank != "1A50" and random.random() < 0.3:
            joined = to_partial_date(random.randrange(started + 36, max(started + 37, self._now)))
            return PartyEntry(status=random.choice(_DEMOCRATIC_PARTIES), joined=joined)
        return PartyEntry(status="13")

    def _studied(
        self, schooling: Schooling, career: Career, started: int
    ) -> tuple[tuple[EducationEntry, ...], tuple[ResumeLine, ...]]:
        """Education and the whole 简历, with a course beside work for about half of the people."""
        random = self._random
        education, lines = schooling.entries, list(career.lines)
        wanted = 0.62 if schooling.level != "14" else 0.0
        if random.random() < wanted and self._now - started > 90:
            begin = month_number((started + random.randint(24, self._now - started - 48)) // 12, 9)
            entry, course, ended = in_service(random, level=schooling.level, started=begin)
            for place, line in enumerate(lines):
                if _contains(line, begin, ended, self._now):
                    lines[place] = line.model_copy(update={"concurrent": (course,)})
                    education = (*education, entry)
                    break
        return education, (*schooling.lines, *lines)

    def _elsewhere(self) -> str:
        place: str = self._random.choice(described()["neighbours"])
        return f"{described()['province'][:-1]}{place[:-1]}"


def field_of(seat: Seat) -> str:
    """In which field a career leads to the seat: hospital, school, company or general."""
    unit = seat.section_of or seat.unit
    if unit.kind == "enterprise":
        return "company"
    if unit.kind == "institution":
        if any(mark in unit.name for mark in ("医院", "保健院")):
            return "hospital"
        if any(mark in unit.name for mark in ("中学", "小学", "职业", "实验学校")):
            return "school"
    return "general"


def rank_of(career: Career) -> str:
    """The rank in which a career stands now."""
    return career.ranks[-1].code if career.ranks else RANK_OF_STAGE[0]


def _category(seat: Seat) -> str:
    kind = (seat.section_of or seat.unit).kind
    if kind == "enterprise":
        return "国有企业管理人员"
    return "事业单位人员" if kind == "institution" else "公务员"


def _contains(line: ResumeLine, begin: int, end: int, now: int) -> bool:
    if line.held_from is None or end > now:
        return False
    until = line.held_until or PartialDate(now // 12, now % 12 + 1)
    return (
        month_number(line.held_from.year, line.held_from.month) <= begin
        and month_number(until.year, until.month) >= end
    )
