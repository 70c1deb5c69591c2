"""What a file tells of somebody's work: yearly results, rewards, sanctions, training, titles."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from xuanxian.demonstration.county.months import month_number, month_of, to_partial_date
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import (
    AssessmentEntry,
    RewardSanctionEntry,
    TitleEntry,
    TrainingEntry,
)

_YEARS_KEPT = 8
_EXCELLENT, _COMPETENT, _BASIC = "1", "2", "3"
_QUALIFIED, _BASICALLY_QUALIFIED = "2B", "3B"
_NO_GRADE = "5"

# (name, months of influence); the months only make the sample files, rules live in policies.
_SANCTIONS = (
    ("诫勉", 6, "中共云泽县委组织部"),
    ("诫勉", 6, "中共云泽县纪律检查委员会"),
    ("党内警告", 12, "中共云泽县纪律检查委员会"),
    ("党内严重警告", 18, "中共云泽县纪律检查委员会"),
    ("政务警告", 6, "云泽县监察委员会"),
    ("政务记过", 12, "云泽县监察委员会"),
)
_WITHOUT_GRADE = {"党内严重警告", "政务记过"}
"""In the year of these no grade is given."""
_HONOURS = (
    ("全县先进工作者", "中共云泽县委、云泽县人民政府"),
    ("全县优秀共产党员", "中共云泽县委"),
    ("全市抗旱防汛先进个人", "澄河市人民政府"),
    ("全市信访工作先进个人", "澄河市信访局"),
    ("全县招商引资先进个人", "云泽县人民政府"),
)
_COURSES = (
    ("科级领导干部进修班", "中共云泽县委党校", 30),
    ("中青年干部培训班", "中共澄河市委党校", 60),
    ("学习贯彻党的会议精神专题研讨班", "中共云泽县委党校", 5),
    ("公务员初任培训班", "中共云泽县委党校", 12),
    ("基层治理能力提升专题班", "澄河市行政学院", 5),
    ("经济工作专题研修班", "齐川大学", 7),
    ("应急管理专题培训班", "中共澄河市委党校", 3),
)
_LEADERS_COURSES = (
    ("县处级领导干部进修班", "中共齐川省委党校", 60),
    ("县处级干部专题研讨班", "中共澄河市委党校", 10),
)
_TITLES = {
    "hospital": (("医师", 3), ("主治医师", 9), ("副主任医师", 16), ("主任医师", 24)),
    "school": (("二级教师", 2), ("一级教师", 8), ("高级教师", 16)),
    "company": (("助理工程师", 3), ("工程师", 9), ("高级工程师", 17)),
    "general": (("助理工程师", 4), ("工程师", 10), ("高级工程师", 18)),
}


@dataclass(frozen=True, slots=True)
class Conduct:
    """The yearly results with the rewards and sanctions that go with them."""

    assessments: tuple[AssessmentEntry, ...]
    rewards_sanctions: tuple[RewardSanctionEntry, ...]


def conduct(
    random: Random, *, started: int, as_of: date, is_civil_servant: bool, in_party: bool
) -> Conduct:
    """Yearly results up to last year. Who works well one year often does the next."""
    sanction = _sanction(random, started, as_of, in_party) if random.random() < 0.035 else None
    kind_of_sanction = sanction.name if sanction else ""
    sanctioned_in = sanction.approved_on.year if sanction and sanction.approved_on else None
    gift = random.betavariate(1.6, 7.6)
    rows: list[AssessmentEntry] = []
    rewards: list[RewardSanctionEntry] = []
    first_year = max(started // 12, as_of.year - _YEARS_KEPT)
    running = 0
    for year in range(first_year, as_of.year):
        grade = _grade(random, gift, running, is_civil_servant)
        is_sanctioned = year == sanctioned_in
        if year == started // 12 or (is_sanctioned and kind_of_sanction in _WITHOUT_GRADE):
            grade = _NO_GRADE
        elif is_sanctioned and grade == _EXCELLENT:
            grade = _COMPETENT if is_civil_servant else _QUALIFIED
        rows.append(AssessmentEntry(year=year, grade=grade))
        running = running + 1 if grade == _EXCELLENT else 0
        if running == 3:
            rewards.append(_merit(year))
            running = 0
    if random.random() < 0.12 and started < month_number(as_of.year - 2, 1):
        rewards.append(_honour(random, started, as_of, in_party))
    rewards.sort(key=lambda row: (row.approved_on or PartialDate(1900), row.name))
    return Conduct(tuple(rows), (*rewards, *((sanction,) if sanction else ())))


def _grade(random: Random, gift: float, running: int, is_civil_servant: bool) -> str:
    chance = min(0.85, gift * 0.85 + 0.12 * min(running, 2))
    if random.random() < chance:
        return _EXCELLENT
    if random.random() < 0.006:
        return _BASIC if is_civil_servant else _BASICALLY_QUALIFIED
    return _COMPETENT if is_civil_servant else _QUALIFIED


def _merit(year: int) -> RewardSanctionEntry:
    approved = PartialDate(year + 1, 3)
    return RewardSanctionEntry(
        nature="reward",
        name="三等功",
        approved_on=approved,
        authority="中共云泽县委",
        text=f"{approved.chinese()}，因连续三年年度考核优秀，经中共云泽县委批准，记三等功",
    )


def _honour(random: Random, started: int, as_of: date, in_party: bool) -> RewardSanctionEntry:
    name, authority = random.choice(
        [row for row in _HONOURS if in_party or "共产党员" not in row[0]]
    )
    month = random.randrange(max(started + 12, month_of(as_of) - 120), month_of(as_of) - 6)
    return RewardSanctionEntry(
        nature="reward", name=name, approved_on=to_partial_date(month), authority=authority
    )


def _sanction(
    random: Random, started: int, as_of: date, in_party: bool
) -> RewardSanctionEntry | None:
    """One sanction in the last six years; about a third of them still have influence."""
    name, months, authority = random.choice(
        [row for row in _SANCTIONS if in_party or "党内" not in row[0]]
    )
    now = month_of(as_of)
    if random.random() < 0.35:
        month = now - random.randint(1, months - 2)
    else:
        month = now - months - random.randint(1, 60)
    if month <= started + 12:
        return None
    approved = to_partial_date(month)
    day = random.randint(1, 28)
    until = to_partial_date(month + months)
    last_day = date(until.year, until.month, day) - timedelta(days=1)
    said = name if name == "诫勉" else f"{name}处分"
    return RewardSanctionEntry(
        nature="sanction",
        name=name,
        approved_on=PartialDate(approved.year, approved.month, day),
        authority=authority,
        influence_until=PartialDate.of(last_day),
        text=f"{approved.year}年{approved.month}月{day}日，受到{authority}给予的{said}"
        f"（影响期至{last_day.year}年{last_day.month}月{last_day.day}日）",
    )


def trainings(
    random: Random, *, started: int, as_of: date, leads_county: bool
) -> tuple[TrainingEntry, ...]:
    """Trainings of the last five years."""
    courses = _COURSES + (_LEADERS_COURSES * 3 if leads_county else ())
    rows: list[TrainingEntry] = []
    for _ in range(random.choices((0, 1, 2, 3, 4), (6, 24, 34, 24, 12))[0]):
        name, institution, days = random.choice(courses)
        month = random.randrange(month_of(as_of) - 60, month_of(as_of) - 1)
        start = to_partial_date(month)
        begin = date(start.year, start.month, random.randint(1, 20))
        end = begin + timedelta(days=days - 1)
        if month <= started or any(row.name == name for row in rows):
            continue
        rows.append(
            TrainingEntry(
                name=name,
                institution=institution,
                held_from=PartialDate.of(begin),
                held_until=PartialDate.of(end),
                days=f"{days}.0",
            )
        )
    return tuple(sorted(rows, key=lambda row: row.held_from or PartialDate(1900)))


def professional_title(
    random: Random, *, field: str, started: int, as_of: date
) -> tuple[TitleEntry, ...]:
    """The title held, by years of work; rare outside hospitals, schools and companies."""
    if random.random() > {"hospital": 0.95, "school": 0.95, "company": 0.5}.get(field, 0.06):
        return ()
    worked = (month_of(as_of) - started) // 12
    held = [row for row in _TITLES[field] if worked > row[1] + 1]
    if not held:
        return ()
    name, after = held[-1]
    return (TitleEntry(name=name, obtained=to_partial_date(started + after * 12 + 5)),)
