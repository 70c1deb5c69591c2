"""学历学位与专业技术职务."""

from collections.abc import Callable, Mapping
from datetime import date

import polars as pl

from xuanxian.facts.definitions.definition import (
    FactDefiner,
    FactKind,
    FactValue,
    Subject,
    Value,
    together,
)
from xuanxian.facts.definitions.file_columns import ROW
from xuanxian.facts.definitions.reading import Reading
from xuanxian.facts.definitions.readings import Readings, known_text
from xuanxian.facts.definitions.words import FIELDS, first_field, first_fields
from xuanxian.registry.dossier import EducationEntry

fact = FactDefiner(Subject.PERSON, "学历")

_SOURCE = "A08 学历学位"
EDUCATION_LEVELS = ("无", "小学", "初中", "高中", "中专", "大学专科", "大学本科", "研究生")
"""Lowest first. 无 is known to have none, which is not the same as unknown."""
DEGREE_LEVELS = ("无", "学士", "硕士", "博士")

# GB/T 4658 and GB/T 6864 put the class into the first digit.
_EDUCATION_OF_DIGIT = {
    "1": "研究生",
    "2": "大学本科",
    "3": "大学专科",
    "4": "中专",
    "6": "高中",
    "7": "初中",
    "8": "小学",
}
_DEGREE_OF_DIGIT = {"2": "博士", "3": "硕士", "4": "学士"}
_EDUCATION = ("level", "level_text", _EDUCATION_OF_DIGIT)
_DEGREE = ("degree", "degree_text", _DEGREE_OF_DIGIT)
_MODES = {"": "", "full_time": "全日制", "in_service": "在职"}


def _define(mode: str) -> None:
    prefix = _MODES[mode]

    @fact(
        f"{prefix}学历",
        FactKind.CODE,
        levels=EDUCATION_LEVELS,
        source=_SOURCE,
        meaning=f"已取得的最高{prefix}学历。",
    )
    def education(file: Reading) -> FactValue:
        return _highest(file, mode, f"{prefix}学历", EDUCATION_LEVELS, education_level)

    @fact(
        f"{prefix}学位",
        FactKind.CODE,
        levels=DEGREE_LEVELS,
        source=_SOURCE,
        meaning=f"已取得的最高{prefix}学位。",
    )
    def degree(file: Reading) -> FactValue:
        return _highest(file, mode, f"{prefix}学位", DEGREE_LEVELS, degree_level)

    together(f"{prefix}学历")(lambda files: _levels(files, mode, EDUCATION_LEVELS, *_EDUCATION))
    together(f"{prefix}学位")(lambda files: _levels(files, mode, DEGREE_LEVELS, *_DEGREE))


def education_level(entry: EducationEntry) -> str | None:
    """The level of a course, 无 when it gave no diploma, None when its code is not known."""
    return _EDUCATION_OF_DIGIT.get(entry.level[:1]) if entry.level else _unless(entry.level_text)


def degree_level(entry: EducationEntry) -> str | None:
    """The degree of a course, 无 when it gave none, None when its code is not known."""
    return _DEGREE_OF_DIGIT.get(entry.degree[:1]) if entry.degree else _unless(entry.degree_text)


def _unless(text: str) -> str | None:
    return None if text else "无"


def _highest(
    file: Reading,
    mode: str,
    name: str,
    levels: tuple[str, ...],
    level_of: Callable[[EducationEntry], str | None],
) -> FactValue:
    level, entry, why = _highest_entry(file, mode, levels, level_of)
    if level is None:
        return FactValue(None, why)
    if entry is None:
        return FactValue("无", f"档案中没有已取得的{name}。")
    when = f"{entry.graduated}毕业" if entry.graduated else "未记毕业时间"
    return FactValue(level, f"{level}，{entry.school or '未记院校'}，{when}。")


def _highest_entry(
    file: Reading,
    mode: str,
    levels: tuple[str, ...],
    level_of: Callable[[EducationEntry], str | None],
) -> tuple[str | None, EducationEntry | None, str]:
    """The highest level with its course, 无 without one, or None with the reason."""
    if not file.dossier.education:
        return None, None, "档案中没有学历学位信息。"
    entries = [
        entry
        for entry in file.dossier.education
        if (not mode or entry.mode == mode) and file.has_begun(entry.graduated)
    ]
    best, found = 0, None
    for entry in entries:
        level = level_of(entry)
        if level is None:
            written = entry.level_text or entry.degree_text or entry.level or entry.degree
            return None, None, f"“{written}”不在代码表中，不能比较高低。"
        if levels.index(level) > best:
            best, found = levels.index(level), entry
    return levels[best], found, ""


def _levels(
    files: Readings,
    mode: str,
    levels: tuple[str, ...],
    code: str,
    text: str,
    of_digit: Mapping[str, str],
) -> pl.Series:
    places = files.column(pl.lit(_highest_together(files, mode, levels, code, text, of_digit)))
    return pl.Series(levels, dtype=pl.Enum(levels)).gather(places)


def _places(levels: tuple[str, ...], code: str, text: str, of_digit: Mapping[str, str]) -> pl.Expr:
    """The place of each course's level, null where its code is not known."""
    place = {digit: levels.index(level) for digit, level in of_digit.items()}
    return (
        pl.when(pl.col(code) != "")
        .then(
            pl.col(code).str.slice(0, 1).replace_strict(place, default=None, return_dtype=pl.UInt32)
        )
        .when(pl.col(text) == "")
        .then(pl.lit(0, dtype=pl.UInt32))
    )


def _courses(files: Readings, mode: str, place: pl.Expr) -> pl.DataFrame:
    """The finished courses of one mode with the `place` of their level."""
    chosen = (pl.col("mode") == mode) if mode else pl.lit(True)
    entries = files.entries("education").filter(chosen, files.has_begun("graduated"))
    return entries.with_columns(place=place)


def _highest_together(
    files: Readings,
    mode: str,
    levels: tuple[str, ...],
    code: str,
    text: str,
    of_digit: Mapping[str, str],
) -> pl.Series:
    courses = _courses(files, mode, _places(levels, code, text, of_digit))
    best = courses.group_by(ROW).agg(
        best=pl.when(pl.col("place").is_null().any()).then(None).otherwise(pl.col("place").max())
    )
    found, asked = files.spread(best, "best"), files.has(courses)
    written = files.has(files.sets["education"])
    return files.column(
        pl.when(pl.lit(asked))
        .then(pl.lit(found))
        .when(pl.lit(written))
        .then(pl.lit(0, dtype=pl.UInt32))
    )


def _define_course(
    name: str,
    mode: str,
    kind: FactKind,
    meaning: str,
    value_of: Callable[[EducationEntry], Value],
    columns: pl.Expr,
    choices: tuple[str, ...] = (),
) -> None:
    """A fact of the course that gave the highest education of a mode."""
    prefix = _MODES[mode]

    @fact(name, kind, source=_SOURCE, meaning=meaning, choices=choices)
    def compute(file: Reading) -> FactValue:
        level, entry, why = _highest_entry(file, mode, EDUCATION_LEVELS, education_level)
        if level is None:
            return FactValue(None, why)
        if entry is None:
            return FactValue(None, f"档案中没有已取得的{prefix}学历。")
        value = value_of(entry)
        written = entry.school or "未记院校"
        when = f"{entry.graduated}毕业" if entry.graduated else "未记毕业时间"
        unknown = "" if value is not None else f"，看不出{name}"
        return FactValue(value, f"{level}，{written}，{when}{unknown}。")

    @together(name)
    def compute_together(files: Readings) -> pl.Series:
        best = _highest_together(files, mode, EDUCATION_LEVELS, *_EDUCATION)
        courses = _courses(files, mode, _places(EDUCATION_LEVELS, *_EDUCATION)).join(
            files.base.select(ROW, best=pl.lit(best)), on=ROW, how="left", maintain_order="left"
        )
        found = courses.filter(pl.col("place") == pl.col("best"), pl.col("best") > 0)
        return files.spread(found.unique(ROW, keep="first", maintain_order=True), columns)


for _mode in _MODES:
    _define(_mode)


def _graduated(entry: EducationEntry) -> date | None:
    return entry.graduated.latest() if entry.graduated else None


for _mode, _prefix in (("", ""), ("full_time", "全日制")):
    _define_course(
        f"{_prefix}毕业院校专业",
        _mode,
        FactKind.TEXT,
        f"取得最高{_prefix}学历的院校系及专业。",
        lambda entry: entry.school or None,
        known_text(pl.col("school")),
    )
    _define_course(
        f"{_prefix}毕业日期",
        _mode,
        FactKind.DATE,
        f"取得最高{_prefix}学历的日期；只记到月的取月末。",
        _graduated,
        pl.col("graduated_last"),
    )
    _define_course(
        f"{_prefix}专业类别",
        _mode,
        FactKind.TEXT,
        f"取得最高{_prefix}学历的院校专业名称中最先出现的专业词所属的类别。",
        lambda entry: first_field(entry.school),
        first_fields(pl.col("school")),
        FIELDS,
    )


@fact(
    "专业技术职务",
    FactKind.TEXT,
    source="A06 专业技术职务",
    meaning="现聘的专业技术职务，多个的用顿号连接。",
)
def professional_title(file: Reading) -> FactValue:
    names = [
        title.name
        for title in file.dossier.titles
        if title.is_current and file.has_begun(title.obtained)
    ]
    if not names:
        return FactValue(None, "档案中没有专业技术职务。")
    return FactValue("、".join(names), f"档案记为{'、'.join(names)}。")


@together("专业技术职务")
def professional_titles(files: Readings) -> pl.Series:
    current = files.entries("titles").filter("is_current", files.has_begun("obtained"))
    return files.spread(
        current.group_by(ROW, maintain_order=True).agg(pl.col("name").str.join("、")), "name"
    )
