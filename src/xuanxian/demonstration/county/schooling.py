"""Schools and courses of study: full time before work, in service beside it."""

from dataclasses import dataclass
from random import Random

from xuanxian.demonstration.county.months import month_number, to_partial_date
from xuanxian.registry.dossier import EducationEntry, ResumeLine

SEPTEMBER, JULY = 9, 7

_UNIVERSITIES = (
    "齐川大学",
    "齐川师范大学",
    "齐川农业大学",
    "齐川理工大学",
    "齐川财经大学",
    "澄河学院",
)
_COLLEGES = ("澄河师范专科学校", "齐川农业专科学校", "齐川行政专科学校", "澄河职业技术学院")
_VOCATIONAL = ("澄河师范学校", "澄河农业学校", "澄河财贸学校")
_SUBJECTS = {
    "general": (
        "汉语言文学", "行政管理", "法学", "经济学", "会计学", "公共事业管理", "思想政治教育",
        "计算机科学与技术", "土木工程", "农学", "水利水电工程", "金融学", "新闻学", "统计学",
    ),
    "hospital": ("临床医学", "护理学", "中医学", "预防医学", "药学"),
    "school": ("数学教育", "汉语言文学教育", "英语教育", "物理教育", "化学教育", "体育教育"),
    "company": ("工程管理", "会计学", "工商管理", "财务管理", "土木工程", "给水排水工程"),
}  # fmt: skip
_SUBJECTS_OF_SCHOOL = {
    "澄河师范学校": ("普通师范",),
    "澄河农业学校": ("农学", "畜牧兽医", "农业经济管理"),
    "澄河财贸学校": ("财务会计", "商业经济", "统计"),
    "澄河卫生学校": ("护理", "中医士", "公共卫生医士"),
    "澄河师范专科学校": ("中文教育", "数学教育", "历史教育", "英语教育", "政治教育"),
    "齐川农业专科学校": ("农学", "农业经济管理", "园艺"),
    "齐川行政专科学校": ("行政管理", "法律", "秘书"),
    "澄河职业技术学院": ("会计学", "计算机应用", "工程管理"),
    "澄河医学专科学校": ("临床医学", "护理学", "中医学"),
}
"""What the schools below the universities teach."""
_MEDICAL = {
    "university": "齐川医科大学",
    "college": "澄河医学专科学校",
    "vocational": "澄河卫生学校",
}
_DEGREES = {
    "法学": "法学学士",
    "行政管理": "管理学学士",
    "公共事业管理": "管理学学士",
    "会计学": "管理学学士",
    "工程管理": "管理学学士",
    "工商管理": "管理学学士",
    "财务管理": "管理学学士",
    "经济学": "经济学学士",
    "金融学": "经济学学士",
    "农学": "农学学士",
    "土木工程": "工学学士",
    "水利水电工程": "工学学士",
    "计算机科学与技术": "工学学士",
    "给水排水工程": "工学学士",
    "统计学": "理学学士",
    "数学教育": "理学学士",
    "物理教育": "理学学士",
    "化学教育": "理学学士",
    "体育教育": "教育学学士",
    "思想政治教育": "法学学士",
    "临床医学": "医学学士",
    "护理学": "医学学士",
    "中医学": "医学学士",
    "预防医学": "医学学士",
    "药学": "医学学士",
}
_YEARS = {"40": 3, "31": 3, "21": 4, "14": 3}
_LEVEL_TEXTS = {"60": "高中", "40": "中专", "31": "大学专科", "21": "大学本科", "14": "硕士研究生"}
_PARTY_SCHOOLS = ("齐川省委党校", "中央党校函授学院", "澄河市委党校")


@dataclass(frozen=True, slots=True)
class Schooling:
    """Full-time education: its entries, its lines of the 简历, and the month it ended."""

    entries: tuple[EducationEntry, ...]
    lines: tuple[ResumeLine, ...]
    ended: int
    level: str
    subject: str


def full_time(random: Random, *, born: int, field: str) -> Schooling:
    """Schooling in the fashion of the years of birth; `field` chooses the subject."""
    level = _level_for(random, born // 12, field)
    age_at_start = {"60": 16, "40": 16, "31": 18, "21": 18, "14": 18}[level]
    # Whoever is born after August starts school a year later.
    start_year = born // 12 + age_at_start + (1 if born % 12 >= 8 else 0)
    subject = random.choice(_SUBJECTS[field])
    if level == "60":
        ended = month_number(start_year + 3, JULY)
        entry = _entry("full_time", "60", "", "", None, ended, highest=True)
        return Schooling((entry,), (), ended, level, subject)
    start = month_number(start_year, SEPTEMBER)
    first = level if level != "14" else "21"
    end = month_number(start_year + _YEARS[first], JULY)
    school = _school(random, first, field)
    if school in _SUBJECTS_OF_SCHOOL:
        subject = random.choice(_SUBJECTS_OF_SCHOOL[school])
    entries = [
        _entry("full_time", first, _degree(first, subject), school + subject + "专业", start, end,
               highest=level == first)
    ]  # fmt: skip
    lines = [_line(start, end, f"{school}{subject}专业学习")]
    if level == "14":
        start, end = (
            month_number(start_year + 4, SEPTEMBER),
            month_number(start_year + 7, JULY),
        )
        # The summer between two schools belongs to the first, so that the 简历 has no gap.
        lines[0] = _line(lines_start(lines[0]), start, f"{school}{subject}专业学习")
        school = random.choice(_UNIVERSITIES) if field != "hospital" else _MEDICAL["university"]
        degree = _degree("21", subject).replace("学士", "硕士")
        entries.append(
            _entry("full_time", "14", degree, school + subject + "专业", start, end, highest=True)
        )
        lines.append(_line(start, end, f"{school}{subject}专业硕士研究生学习"))
    return Schooling(tuple(reversed(entries)), tuple(lines), end, level, subject)


def lines_start(line: ResumeLine) -> int:
    """The month a line starts in."""
    if line.held_from is None:
        raise ValueError("a line of study has a beginning")
    return month_number(line.held_from.year, line.held_from.month)


def in_service(
    random: Random, *, level: str, started: int
) -> tuple[EducationEntry, ResumeLine, int]:
    """A course beside work that leads above `level`, its 其间 line, and the month it ended."""
    higher, words = {
        "60": ("31", "在职大学专科"),
        "40": ("31", "在职大学专科"),
        "31": ("20", "在职大学"),
        "21": ("10", "在职研究生"),
        "20": ("10", "在职研究生"),
    }[level]
    ended = started + (30 if higher != "10" else 33)
    subject = random.choice(("行政管理", "法律", "经济管理", "公共管理", "政治学"))
    school = random.choice(_PARTY_SCHOOLS if random.random() < 0.6 else _UNIVERSITIES[:5])
    texts = {"31": "大学专科", "20": "大学", "10": "研究生"}
    prefix = "省委党校" if school == "齐川省委党校" else "中央党校" if "中央" in school else ""
    entry = _entry(
        "in_service", higher, "", f"{school}{subject}专业", started, ended, highest=True,
        text=prefix + texts[higher],
    )  # fmt: skip
    line = _line(started, ended, f"{school}{subject}专业{words}学习")
    return entry, line, ended


def _level_for(random: Random, year: int, field: str) -> str:
    levels: tuple[str, ...]
    weights: tuple[int, ...]
    if year < 1972:
        levels, weights = ("60", "40", "31", "21"), (14, 42, 32, 12)
    elif year < 1980:
        levels, weights = ("60", "40", "31", "21"), (6, 30, 36, 28)
    elif year < 1988:
        levels, weights = ("40", "31", "21", "14"), (8, 24, 62, 6)
    else:
        levels, weights = ("31", "21", "14"), (10, 76, 14)
    if field in {"hospital", "school"}:
        levels, weights = levels[1:], weights[1:]
    return random.choices(levels, weights)[0]


def _school(random: Random, level: str, field: str) -> str:
    size = {"40": "vocational", "31": "college", "21": "university"}[level]
    if field == "hospital":
        return _MEDICAL[size]
    if field == "school" and size != "university":
        return {"vocational": "澄河师范学校", "college": "澄河师范专科学校"}[size]
    return random.choice(
        {"vocational": _VOCATIONAL, "college": _COLLEGES, "university": _UNIVERSITIES}[size]
    )


def _degree(level: str, subject: str) -> str:
    return _DEGREES.get(subject, "文学学士") if level == "21" else ""


def _entry(
    mode: str, level: str, degree: str, school: str, start: int | None, end: int, *,
    highest: bool, text: str = "",
) -> EducationEntry:  # fmt: skip
    code = {"学士": "400", "硕士": "300"}.get(degree[-2:], "")
    return EducationEntry(
        mode=mode,
        level=level,
        level_text=text or _LEVEL_TEXTS[level],
        degree=code,
        degree_text=degree,
        school=school,
        degree_school=school if degree else "",
        entered=to_partial_date(start) if start else None,
        graduated=to_partial_date(end),
        is_highest=highest,
    )


def _line(start: int, end: int, text: str) -> ResumeLine:
    return ResumeLine(
        held_from=to_partial_date(start),
        held_until=to_partial_date(end),
        text=text,
        kind="study",
    )
