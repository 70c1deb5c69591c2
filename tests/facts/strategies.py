"""Files of made-up people with everything facts look at, the odd and the half-known too."""

from datetime import date
from uuid import UUID

from hypothesis import strategies as st

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

DAYS = st.dates(date(1950, 1, 1), date(2030, 12, 31))
# Few days, so that they meet: ends of months, leap days, days beside one another.
MEETING = (
    date(2016, 2, 29), date(2020, 2, 29), date(2021, 3, 1), date(2022, 2, 28), date(2023, 11, 21),
    date(2024, 2, 29), date(2024, 12, 31), date(2025, 1, 1), date(2026, 11, 1), date(2026, 11, 20),
    date(2026, 11, 21), date(2026, 11, 22), date(2026, 12, 31),
)  # fmt: skip
AROUND_NOW = st.sampled_from(MEETING) | st.dates(date(2015, 1, 1), date(2028, 12, 31))
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

_RANKS = st.sampled_from(["1A31", "1A32", "1A41", "1A42", "1A50", "1A99"])
_TEXTS = st.sampled_from(
    [
        "某县某镇科员",
        "某县财政局副局长（其间在某大学学习）",
        "省委组织部干部",
        "某村党支部第一书记",
        "某县城镇建设办公室主任",
        "援藏，任某县副县长",
        "某市委办公室秘书挂职某街道办事处副主任",
        "某公司经理",
        "外地工作",
        "战士",
        "",
    ]
)


@st.composite
def partial_dates(draw, days=DAYS):
    """A date known to the day, the month or the year."""
    day = draw(days)
    precision = draw(st.sampled_from(["day", "month", "month", "year"]))
    if precision == "day":
        return PartialDate.of(day)
    return PartialDate(day.year, day.month if precision == "month" else 0)


_MAYBE = st.none() | partial_dates() | partial_dates(AROUND_NOW) | partial_dates(AROUND_NOW)
_FLAG = st.booleans()


def _some(entry, most=4):
    return st.lists(entry, max_size=most).map(tuple)


_LINES = st.builds(
    ResumeLine,
    held_from=_MAYBE,
    held_until=_MAYBE,
    text=_TEXTS,
    kind=st.sampled_from(["work", "work", "study"]),
)
_RESUME = st.builds(
    lambda line, beside: line.model_copy(update={"concurrent": beside}), _LINES, _some(_LINES, 1)
)


@st.composite
def dossiers(draw):
    """A whole file."""
    return Dossier(
        name="某人",
        sex=draw(st.sampled_from(["1", "2", "", "9"])),
        birth=draw(_MAYBE),
        nation=draw(st.sampled_from(["01", "02", "", "99"])),
        native_place=draw(st.sampled_from(["某省某县", ""])),
        health=draw(st.sampled_from(["健康", ""])),
        joined_work=draw(_MAYBE),
        unit_code=draw(st.sampled_from([*UNITS, "01.8", ""])),
        current_post=draw(st.sampled_from(["某县某镇镇长", ""])),
        rank=draw(_RANKS | st.just("")),
        grade=draw(st.sampled_from(["一级主任科员", ""])),
        status=draw(st.sampled_from(["1", "3", "8"])),
        party=draw(
            _some(
                st.builds(
                    PartyEntry,
                    status=st.sampled_from(["01", "02", "03", "04", "13"]),
                    joined=_MAYBE,
                    ended=st.none() | _MAYBE,
                ),
                3,
            )
        ),
        education=draw(
            _some(
                st.builds(
                    EducationEntry,
                    mode=st.sampled_from(["full_time", "in_service"]),
                    level=st.sampled_from(["", "14", "21", "31", "60", "99"]),
                    level_text=st.sampled_from(["", "", "大学"]),
                    degree=st.sampled_from(["", "200", "300", "400", "900"]),
                    degree_text=st.sampled_from(["", "", "学士"]),
                    school=st.sampled_from(["", "某大学法学院法学专业", "某学院会计专业", "某校"]),
                    graduated=_MAYBE,
                ),
                3,
            )
        ),
        titles=draw(
            _some(
                st.builds(
                    TitleEntry,
                    name=st.sampled_from(["工程师", "高级会计师"]),
                    obtained=_MAYBE,
                    is_current=_FLAG,
                ),
                2,
            )
        ),
        resume=draw(_some(_RESUME)),
        posts=draw(
            _some(
                st.builds(
                    PostEntry,
                    post=st.none() | st.sampled_from([*POSTS, UUID(int=9)]),
                    title=st.sampled_from(
                        ["某县某镇镇长", "某县财政局副局长", "某县财政局预算科科长", "某公司经理"]
                    ),
                    is_main=_FLAG,
                    rank=_RANKS | st.just(""),
                    held_from=_MAYBE,
                    held_until=_MAYBE,
                    manner=st.sampled_from(["委任", ""]),
                    probation_until=_MAYBE,
                )
            )
        ),
        ranks=draw(
            _some(
                st.builds(
                    RankEntry,
                    line=st.sampled_from(["0", "0", "1"]),
                    code=_RANKS,
                    held_from=_MAYBE,
                    held_until=_MAYBE,
                ),
                5,
            )
        ),
        rewards_sanctions=draw(
            _some(
                st.builds(
                    RewardSanctionEntry,
                    nature=st.sampled_from(["reward", "sanction"]),
                    name=st.sampled_from(["三等功", "党内严重警告", "诫勉", "免职", "某处理"]),
                    approved_on=_MAYBE,
                    influence_until=_MAYBE,
                    revoked_on=st.none() | _MAYBE,
                ),
                3,
            )
        ),
        assessments=draw(
            _some(
                st.builds(
                    AssessmentEntry,
                    year=st.integers(2010, 2029),
                    grade=st.sampled_from(["1", "1", "2", "2B", "3", "4", "5"]),
                ),
                10,
            )
        ),
        relatives=draw(
            _some(
                st.builds(
                    RelativeEntry,
                    relation=st.sampled_from(["妻子", " 丈夫", "儿子", "女儿", "父亲"]),
                    name=st.just("某亲"),
                    unit_and_post=st.sampled_from(["", " ", "某县财政局科员", "某厂工人"]),
                    is_deceased=_FLAG,
                    is_abroad=_FLAG,
                    linked_person=st.none() | st.sampled_from([*RELATED, UUID(int=99)]),
                )
            )
        ),
        trainings=draw(
            _some(
                st.builds(
                    TrainingEntry,
                    name=st.just("某班"),
                    held_from=_MAYBE,
                    held_until=_MAYBE,
                    days=st.none() | st.sampled_from(["3.5", "10", "0.5"]),
                )
            )
        ),
        rewards_sanctions_text=draw(st.sampled_from(["", "无", "曾受处分", "诫勉一次"])),
    )
