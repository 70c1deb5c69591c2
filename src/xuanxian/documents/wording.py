"""Parts of a dossier in the words and shapes that the field's forms print. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xuanxian.exchange.phrases.assessments import write_assessments
from xuanxian.exchange.phrases.cleaning import cleaned
from xuanxian.exchange.phrases.politics import COMMUNIST, MASSES
from xuanxian.exchange.phrases.resume import write_resume
from xuanxian.exchange.phrases.rewards import write_rewards
from xuanxian.kernel.partial_date import PartialDate, full_years_between
from xuanxian.registry import codes
from xuanxian.registry.dossier import (
    AssessmentEntry,
    Dossier,
    EducationEntry,
    ResumeLine,
)

_NO_SCHOOL_LEVELS = frozenset({"60", "70", "80"})  # 高中 and below print no school
_NO_PARTY = frozenset({"03", MASSES})  # 入党时间 stays empty for these
_DATES = re.compile(r"(?P<dates>\d{4}[\d.]*--(?:\d{4}[\d.]*)?) +(?P<text>.*)", re.DOTALL)


def age_on(birth: PartialDate | None, day: date) -> int | None:
    """周岁 on `day`; None when the birth is unknown or lies after `day`.

    A birth known to the month counts from its first day, as the form does.
    """
    if birth is None or birth.earliest() > day:
        return None
    return full_years_between(birth.earliest(), day)


def birth_with_age(birth: PartialDate | None, day: date) -> str:
    """出生年月 with the age below, as the form prints it: `1980.05` over `（46岁）`."""
    if birth is None:
        return ""
    age = age_on(birth, day)
    return birth.dotted() if age is None else f"{birth.dotted()}\n（{age}岁）"


def joining_of_party(dossier: Dossier) -> str:
    """The words of 入党时间: the month for the Party, other parties by name with their month.

    Empty for 群众 and for the Youth League.
    """
    names = codes.table("politics")
    parts = []
    for entry in dossier.party:
        if entry.ended is not None or entry.status in _NO_PARTY:
            continue
        joined = entry.joined.dotted() if entry.joined else ""
        parts.append(
            joined if entry.status == COMMUNIST and joined else names.label(entry.status) + joined
        )
    return "；".join(parts)


def politics_of(dossier: Dossier) -> str:
    """政治面貌 in words, all that are current; 群众 when the file names none."""
    names = codes.table("politics")
    current = [names.label(entry.status) for entry in dossier.party if entry.ended is None]
    return "、".join(current) if current else names.label(MASSES)


@dataclass(frozen=True, slots=True)
class EducationCells:
    """What the form shows of one mode of education.

    Attributes:
        level: 学历, "" when there is none.
        degree: 学位, "" when there is none.
        schools: 毕业院校系及专业; one text when one school gave both, otherwise two.
    """

    level: str = ""
    degree: str = ""
    schools: tuple[str, ...] = ()


def education_cells(dossier: Dossier, mode: str) -> EducationCells:
    """The highest course of `mode` (`full_time` or `in_service`) as the form prints it."""
    entry = highest_education(dossier.education, mode)
    if entry is None:
        return EducationCells()
    levels, degrees = codes.table("education"), codes.table("degree")
    level = cleaned(entry.level_text) or (entry.level and levels.label(entry.level))
    degree = cleaned(entry.degree_text) or (entry.degree and degrees.label(entry.degree))
    if entry.level in _NO_SCHOOL_LEVELS:
        return EducationCells(level=level, degree=degree)
    schools = [cleaned(entry.school), cleaned(entry.degree_school)]
    return EducationCells(
        level=level, degree=degree, schools=tuple(dict.fromkeys(filter(None, schools)))
    )


def highest_education(entries: Iterable[EducationEntry], mode: str) -> EducationEntry | None:
    """The course of `mode` marked highest, else of the highest level, else the latest."""
    levels = codes.table("education").codes

    def height(entry: EducationEntry) -> tuple[bool, int, str]:
        level = levels.get(entry.level)
        return (
            entry.is_highest,
            -level.order if level else -len(levels),
            entry.graduated.iso() if entry.graduated else "",
        )

    return max((entry for entry in entries if entry.mode == mode), key=height, default=None)


@dataclass(frozen=True, slots=True)
class ResumeRow:
    """One printed line of the 简历: its dates without blanks behind them, "" when it has none."""

    dates: str
    text: str


def resume_rows(resume: Iterable[ResumeLine]) -> tuple[ResumeRow, ...]:
    """The 简历 line by line; what ran beside a post follows it in brackets."""
    rows = []
    for line in resume:
        written = cleaned(write_resume((line,))).replace("\n", " ")
        match = _DATES.match(written)
        rows.append(
            ResumeRow(match["dates"], match["text"].strip()) if match else ResumeRow("", written)
        )
    return tuple(rows)


def rewards_and_sanctions(dossier: Dossier) -> str:
    """奖惩情况 as written in the file, otherwise composed from its rows; 无 when there is none."""
    return cleaned(dossier.rewards_sanctions_text) or cleaned(
        write_rewards(dossier.rewards_sanctions)
    )


def assessments_of(dossier: Dossier, latest: int) -> str:
    """年度考核结果 as written in the file, otherwise the `latest` years composed from its rows."""

    def year(row: AssessmentEntry) -> int:
        return row.year

    return cleaned(dossier.assessments_text) or write_assessments(
        tuple(sorted(dossier.assessments, key=year)[-latest:])
    )
