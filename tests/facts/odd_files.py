"""Files of made-up people with everything facts look at: the odd and the half known too.

Drawn with a plain `Random`, so that one example of a property can hold a hundred of them.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from xuanxian.facts.definitions import PostPlace, Surroundings, UnitPlace
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import (
    AssessmentEntry,
    Dossier,
    EducationEntry,
    PartyEntry,
    PostEntry,
    RankEntry,
    RelativeEntry,
    ResumeLine,
    RewardSanctionEntry,
    TitleEntry,
    TrainingEntry,
)

# Few days, so that they meet: ends of months, leap days, days beside one another.
MEETING = (
    date(2016, 2, 29), date(2020, 2, 29), date(2021, 3, 1), date(2022, 2, 28), date(2023, 11, 21),
    date(2024, 2, 29), date(2024, 12, 31), date(2025, 1, 1), date(2026, 11, 1), date(2026, 11, 20),
    date(2026, 11, 21), date(2026, 11, 22), date(2026, 12, 31),
)  # fmt: skip
UNITS = {
    "01": UnitPlace("某县", "地区"),
    "01.1": UnitPlace("某县某镇", "乡镇（街道）"),
    "01.2": UnitPlace("某县财政局", "政府机关"),
    "01.2.1": UnitPlace("某县财政局预算科", "内设机构"),
    "01.3": UnitPlace("", ""),
}
POSTS = {
    UUID(int=1): PostPlace("01.1", is_chief=True, is_leading=True, in_team=True),
    UUID(int=2): PostPlace("01.2", is_chief=False, is_leading=True, in_team=True),
    UUID(int=3): PostPlace("01.2.1", is_chief=True, is_leading=False),
    UUID(int=4): PostPlace("01.9", is_chief=True, is_leading=True),
}
RELATED = {UUID(int=91): "01.1", UUID(int=92): "01.2", UUID(int=93): "01.2.1", UUID(int=94): "01"}
AROUND = Surroundings(units=UNITS, posts=POSTS, unit_of_person=RELATED)

_RANKS = ("1A31", "1A32", "1A41", "1A42", "1A50", "1A99")
_TEXTS = (
    "某县某镇科员", "某县财政局副局长（其间在某大学学习）", "省委组织部干部", "某村党支部第一书记",
    "某县城镇建设办公室主任", "援藏，任某县副县长", "某市委办公室秘书挂职某街道办事处副主任",
    "某公司经理", "外地工作", "战士", "",
)  # fmt: skip
_Entry = TypeVar("_Entry")


class _Pen:
    """Draws the parts of one file."""

    def __init__(self, random: Random) -> None:
        self.one_of = random.choice
        self._random = random

    def is_so(self) -> bool:
        return self._random.random() < 0.5

    def day(self) -> PartialDate:
        """A date known to the day, the month or the year; mostly one of few."""
        if self._random.random() < 0.6:
            day = self.one_of(MEETING)
        else:
            day = date(1950, 1, 1) + timedelta(days=self._random.randrange(29000))
        known = self._random.random()
        if known < 0.4:
            return PartialDate.of(day)
        return PartialDate(day.year, day.month if known < 0.9 else 0)

    def maybe_day(self, missing: float = 0.2) -> PartialDate | None:
        return None if self._random.random() < missing else self.day()

    def some(self, make: Callable[[], _Entry], most: int = 4) -> tuple[_Entry, ...]:
        return tuple(make() for _ in range(self._random.randint(0, most)))

    def code(self, codes: Sequence[str], empty: float = 0.1) -> str:
        return "" if self._random.random() < empty else self.one_of(codes)


def odd_dossier(random: Random) -> Dossier:
    """A whole file."""
    pen = _Pen(random)
    return Dossier(
        name="某人",
        sex=pen.one_of(["1", "2", "", "9"]),
        birth=pen.maybe_day(),
        nation=pen.one_of(["01", "02", "", "99"]),
        native_place=pen.one_of(["某省某县", ""]),
        health=pen.one_of(["健康", ""]),
        joined_work=pen.maybe_day(),
        speciality=pen.one_of(["会计", ""]),
        category=pen.one_of(["公务员", ""]),
        unit_code=pen.one_of([*UNITS, "01.8", ""]),
        current_post=pen.one_of(["某县某镇镇长", ""]),
        rank=pen.code(_RANKS),
        grade=pen.one_of(["一级主任科员", ""]),
        status=pen.one_of(["1", "3", "8"]),
        party=pen.some(
            lambda: PartyEntry(
                status=pen.one_of(["01", "02", "03", "04", "13"]),
                joined=pen.maybe_day(),
                ended=pen.maybe_day(0.6),
            ),
            3,
        ),
        education=pen.some(lambda: _course(pen), 3),
        titles=pen.some(
            lambda: TitleEntry(
                name=pen.one_of(["工程师", "高级会计师"]),
                obtained=pen.maybe_day(),
                is_current=pen.is_so(),
            ),
            2,
        ),
        resume=pen.some(
            lambda: _line(pen).model_copy(update={"concurrent": pen.some(lambda: _line(pen), 1)})
        ),
        posts=pen.some(lambda: _post(pen)),
        ranks=pen.some(
            lambda: RankEntry(
                line=pen.one_of(["0", "0", "1"]),
                code=pen.one_of(_RANKS[2:4] if pen.is_so() else _RANKS),
                held_from=pen.maybe_day(0.1),
                held_until=pen.maybe_day(0.4),
            ),
            5,
        ),
        rewards_sanctions=pen.some(
            lambda: RewardSanctionEntry(
                nature=pen.one_of(["reward", "sanction"]),
                name=pen.one_of(["三等功", "党内严重警告", "诫勉", "免职", "某处理"]),
                approved_on=pen.maybe_day(),
                influence_until=pen.maybe_day(),
                revoked_on=pen.maybe_day(0.7),
            ),
            3,
        ),
        assessments=_assessments(pen, random),
        relatives=pen.some(
            lambda: RelativeEntry(
                relation=pen.one_of(["妻子", " 丈夫", "儿子", "女儿", "父亲"]),
                name="某亲",
                unit_and_post=pen.one_of(["", " ", "某县财政局科员", "某厂工人"]),
                is_deceased=random.random() < 0.2,
                is_abroad=random.random() < 0.3,
                linked_person=None if pen.is_so() else pen.one_of([*RELATED, UUID(int=99)]),
            )
        ),
        trainings=pen.some(
            lambda: TrainingEntry(
                name="某班",
                held_from=pen.maybe_day(0.1),
                held_until=pen.maybe_day(),
                days=pen.one_of([None, "3.5", "10", "0.5", "7"]),
            ),
            3,
        ),
        rewards_sanctions_text=pen.one_of(["", "无", "曾受处分", "诫勉一次"]),
    )


def _course(pen: _Pen) -> EducationEntry:
    return EducationEntry(
        mode=pen.one_of(["full_time", "in_service"]),
        level=pen.one_of(["", "14", "21", "31", "60", "99"]),
        level_text=pen.one_of(["", "", "", "大学"]),
        degree=pen.one_of(["", "200", "300", "400", "900"]),
        degree_text=pen.one_of(["", "", "", "学士"]),
        school=pen.one_of(["", "某大学法学院法学专业", "某学院会计专业", "某校"]),
        graduated=pen.maybe_day(),
    )


def _line(pen: _Pen) -> ResumeLine:
    return ResumeLine(
        held_from=pen.maybe_day(0.1),
        held_until=pen.maybe_day(),
        text=pen.one_of(_TEXTS),
        kind=pen.one_of(["work", "work", "work", "study"]),
    )


def _post(pen: _Pen) -> PostEntry:
    return PostEntry(
        post=pen.one_of([None, *POSTS, *POSTS, UUID(int=9)]),
        title=pen.one_of(
            ["某县某镇镇长", "某县财政局副局长", "某县财政局预算科科长", "某公司经理"]
        ),
        is_main=pen.is_so(),
        rank=pen.code(_RANKS, 0.05),
        held_from=pen.maybe_day(0.1),
        held_until=pen.maybe_day(0.5),
        manner=pen.one_of(["委任", ""]),
        probation_until=pen.maybe_day(0.6),
    )


def _assessments(pen: _Pen, random: Random) -> tuple[AssessmentEntry, ...]:
    """Now a few years anyhow, now years without a break up to the last or the last but one."""
    if pen.is_so():
        years = [random.randint(2010, 2029) for _ in range(random.randint(0, 10))]
    else:
        last = random.randint(2019, 2027)
        years = list(range(last - random.randint(0, 8), last + 1))
    grades = pen.one_of([["1"], ["1", "2"], ["1", "1", "2", "2B", "3", "4", "5"]])
    return tuple(AssessmentEntry(year=year, grade=pen.one_of(grades)) for year in years)
