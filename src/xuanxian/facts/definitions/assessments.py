"""年度考核: the results of the last years."""

from collections.abc import Callable

import polars as pl

from xuanxian.facts.definitions.definition import (
    FactDefiner,
    FactKind,
    FactValue,
    Subject,
    together,
)
from xuanxian.facts.definitions.file_columns import ROW
from xuanxian.facts.definitions.reading import Reading
from xuanxian.facts.definitions.readings import Readings, shared
from xuanxian.registry import codes

fact = FactDefiner(Subject.PERSON, "考核")

_ASSESSMENTS = "A15 年度考核"
ASSESSMENT_LEVELS = ("不称职", "基本称职", "称职", "优秀")
"""Lowest first; 合格 and its like of institutions stand on the same level as 称职."""
_LEVEL_OF_CODE = {
    "1": "优秀",
    "2": "称职",
    "2B": "称职",
    "3": "基本称职",
    "3B": "基本称职",
    "4": "不称职",
    "4B": "不称职",
}


_LEVELS = pl.Enum(ASSESSMENT_LEVELS)


@fact(
    "上年度考核结果",
    FactKind.CODE,
    levels=ASSESSMENT_LEVELS,
    source=_ASSESSMENTS,
    meaning="上一年度的年度考核结果；合格视同称职。",
)
def last_assessment(file: Reading) -> FactValue:
    year = file.as_of.year - 1
    code = _grades(file).get(year)
    if code is None:
        return FactValue(None, f"档案中没有{year}年度考核结果。")
    label = codes.table("assessment").label(code)
    level = _LEVEL_OF_CODE.get(code)
    if level is None:
        return FactValue(None, f"{year}年度为{label}，没有等次。")
    return FactValue(level, f"{year}年度{label}。")


@together("上年度考核结果")
def last_assessments(files: Readings) -> pl.Series:
    return _of_year(files, 1).replace_strict(_LEVEL_OF_CODE, default=None, return_dtype=_LEVELS)


_BELOW = frozenset({"基本称职", "不称职"})
_WORDS = {1: "近一年", 2: "近两年", 3: "近三年", 5: "近五年"}


def _define_count(years: int, counted: frozenset[str], name: str, what: str) -> None:
    words = _WORDS[years]

    @fact(
        f"{words}{name}次数",
        FactKind.INTEGER,
        unit="次",
        source=_ASSESSMENTS,
        meaning=f"{words}年度考核（不含当年）{what}的次数；其间有年度没有结果的为不详。",
    )
    def count(file: Reading) -> FactValue:
        results, missing = _results(file, years)
        if missing:
            return FactValue(None, f"档案中没有{'、'.join(map(str, missing))}年度考核结果。")
        if not results:
            return FactValue(0, f"{words}尚未参加工作。")
        number = sum(_LEVEL_OF_CODE.get(code) in counted for code in results.values())
        return FactValue(number, _written(results))

    @together(f"{words}{name}次数")
    def count_together(files: Readings) -> pl.Series:
        found = _recent(files, years).filter(pl.col("level").is_in(list(counted)))
        complete = ~pl.lit(_any_missing(files, years))
        return files.column(pl.when(complete).then(pl.lit(files.count(found))))


for _years in (2, 3, 5):
    _define_count(_years, frozenset({"优秀"}), "优秀", "为优秀")
for _years in (3, 5):
    _define_count(_years, _BELOW, "基本称职以下", "为基本称职或不称职")
    _define_count(_years, frozenset({"不称职"}), "不称职", "为不称职")


def _define_all_competent(years: int) -> None:
    words = _WORDS[years]

    @fact(
        f"{words}考核均称职以上",
        FactKind.BOOLEAN,
        source=_ASSESSMENTS,
        meaning=f"{words}每一年度（参加工作当年及以前除外）的考核结果都是称职或优秀。",
    )
    def all_competent(file: Reading) -> FactValue:
        results, missing = _results(file, years)
        levels = {year: _LEVEL_OF_CODE.get(code) for year, code in results.items()}
        if any(level in _BELOW for level in levels.values()):
            return FactValue(False, _written(results))
        if missing:
            return FactValue(None, f"档案中没有{'、'.join(map(str, missing))}年度考核结果。")
        if not results:
            return FactValue(None, f"{words}尚未参加工作，没有考核结果。")
        return FactValue(None not in levels.values(), _written(results))

    @together(f"{words}考核均称职以上")
    def all_competent_together(files: Readings) -> pl.Series:
        rows = _recent(files, years)
        below = files.has(rows.filter(pl.col("level").is_in(list(_BELOW))))
        odd = files.has(rows.filter(pl.col("level").is_null()))
        return files.column(
            pl.when(pl.lit(below))
            .then(False)
            .when(pl.lit(_any_missing(files, years)) | ~pl.lit(files.has(rows)))
            .then(None)
            .otherwise(~pl.lit(odd))
        )


for _years in (2, 3, 5):
    _define_all_competent(_years)


def _define_run(name: str, counted: frozenset[str], what: str) -> None:
    @fact(
        name,
        FactKind.INTEGER,
        unit="年",
        source=_ASSESSMENTS,
        meaning=f"自上一年度起往前，年度考核连续{what}的年数，数到档案所记最早的年度为止；"
        "中间缺年度的为不详。",
    )
    def run(file: Reading) -> FactValue:
        grades = _grades(file)
        years = 0
        while _LEVEL_OF_CODE.get(grades.get(file.as_of.year - 1 - years, "")) in counted:
            years += 1
        stopped = file.as_of.year - 1 - years
        written = f"{stopped + 1}至{file.as_of.year - 1}年度连续{what}" if years else ""
        if stopped in grades:
            label = codes.table("assessment").label(grades[stopped])
            return FactValue(years, f"{written + '，' if written else ''}{stopped}年度{label}。")
        joined = file.dossier.joined_work
        if years and stopped < min(grades):
            return FactValue(years, f"{written}，档案所记考核到此为止。")
        if joined is None or stopped > joined.year:
            missing = f"档案中没有{stopped}年度考核结果"
            return FactValue(None, f"{written}，{missing}。" if written else f"{missing}。")
        return FactValue(years, f"{written or '尚未参加年度考核'}。")

    @together(name)
    def run_together(files: Readings) -> pl.Series:
        rows = _newest_first(files).with_columns(goes_on=pl.col("level").is_in(sorted(counted)))
        # The first year back that is not of the run, counted from the last: its gap in the row of
        # years tells, or its grade.
        broken = rows.filter(~(pl.col("goes_on") & pl.col("is_next")).fill_null(False))
        first = files.spread(broken.group_by(ROW).agg(pl.col("nth").min()), "nth")
        years = files.column(
            pl.when(pl.lit(first).is_null())
            .then(pl.lit(files.count(rows)))
            .otherwise(pl.lit(first))
            .cast(pl.Int64)
        )
        stopped = files.as_of.year - 1 - years
        here = files.base.select(key=pl.col(ROW).cast(pl.Int64) * 10_000 + pl.lit(stopped))
        ended = here["key"].is_in(rows["key"].implode())
        asked = pl.col("joined_work").is_null() | (
            pl.lit(stopped) > pl.col("joined_work_first").dt.year()
        )
        earliest = _grades_together(files).group_by(ROW).agg(pl.col("year").min())
        exhausted = (pl.lit(years) > 0) & (pl.lit(stopped) < pl.lit(files.spread(earliest, "year")))
        told = pl.lit(ended) | exhausted.fill_null(value=False) | ~asked
        return files.column(pl.when(told).then(pl.lit(years)))


_define_run("连续优秀年数", frozenset({"优秀"}), "优秀")
_define_run("连续称职以上年数", frozenset({"优秀", "称职"}), "称职以上")


def _define_total(name: str, counted: Callable[[str], bool], what: str) -> None:
    @fact(
        name,
        FactKind.INTEGER,
        unit="次",
        source=_ASSESSMENTS,
        meaning=f"档案所记历年年度考核中{what}的次数，不含当年。",
    )
    def total(file: Reading) -> FactValue:
        if not file.dossier.assessments:
            return FactValue(None, "档案中没有年度考核结果。")
        found = {
            year: grade
            for year, grade in sorted(_grades(file).items())
            if year < file.as_of.year and counted(grade)
        }
        return FactValue(len(found), _written(found) if found else f"没有{what}的年度。")

    @together(name)
    def total_together(files: Readings) -> pl.Series:
        codes_counted = [code for code in codes.table("assessment").codes if counted(code)]
        found = _grades_together(files).filter(
            pl.col("year") < files.as_of.year, pl.col("grade").is_in(codes_counted)
        )
        written = files.has(files.sets["assessments"])
        return files.column(pl.when(pl.lit(written)).then(pl.lit(files.count(found))))


_define_total("累计优秀次数", lambda code: _LEVEL_OF_CODE.get(code) == "优秀", "为优秀")
_define_total("累计不称职次数", lambda code: _LEVEL_OF_CODE.get(code) == "不称职", "为不称职")


def _grades(file: Reading) -> dict[int, str]:
    return {row.year: row.grade for row in file.dossier.assessments}


def _results(file: Reading, years: int) -> tuple[dict[int, str], list[int]]:
    """The results of the last `years` years, and the years for which there is none.

    Years up to the one in which the person joined work are not asked for.
    """
    grades = _grades(file)
    joined = file.dossier.joined_work
    asked = [
        year
        for year in range(file.as_of.year - years, file.as_of.year)
        if joined is None or year > joined.year or year in grades
    ]
    return (
        {year: grades[year] for year in asked if year in grades},
        [year for year in asked if year not in grades],
    )


def _written(results: dict[int, str]) -> str:
    table = codes.table("assessment")
    return "；".join(f"{year}年{table.label(code)}" for year, code in results.items()) + "。"


@shared
def _grades_together(files: Readings) -> pl.DataFrame:
    """The results by person and year; of several for a year the last counts."""
    rows = files.entries("assessments")
    year = pl.col("year").cast(pl.Int64)
    # One whole number stands for person and year: it is told apart faster than two columns.
    rows = rows.with_columns(key=pl.col(ROW).cast(pl.Int64) * 10_000 + year)
    rows = rows.unique("key", keep="last", maintain_order=True)
    level = pl.col("grade").replace_strict(_LEVEL_OF_CODE, default=None, return_dtype=_LEVELS)
    return rows.with_columns(level=level)


def _of_year(files: Readings, back: int) -> pl.Series:
    """The grade of the year `back` years ago."""
    rows = _grades_together(files).filter(pl.col("year") == files.as_of.year - back)
    return files.spread(rows, "grade")


@shared
def _newest_first(files: Readings) -> pl.DataFrame:
    """The results of years past, newest first: `nth` from 0, `is_next` while no year is missing."""
    rows = _grades_together(files).filter(pl.col("year") < files.as_of.year)
    rows = rows.sort("key", descending=True)
    place = pl.int_range(pl.len(), dtype=pl.Int64)
    starts = pl.when((pl.col(ROW) != pl.col(ROW).shift(1)).fill_null(True)).then(place)
    rows = rows.with_columns(nth=place - starts.forward_fill())
    return rows.with_columns(is_next=pl.col("year") == files.as_of.year - 1 - pl.col("nth"))


@shared
def _recent(files: Readings, years: int) -> pl.DataFrame:
    first, last = files.as_of.year - years, files.as_of.year - 1
    return _grades_together(files).filter(pl.col("year").is_between(first, last))


@shared
def _any_missing(files: Readings, years: int) -> pl.Series:
    """Whether the result of a year that is asked for is missing, as in `_results`."""
    found = files.count(_recent(files, years))
    first = files.as_of.year - years
    joined = pl.col("joined_work_first").dt.year().cast(pl.Int64)
    # Results of the year of joining and before count as asked for where they are there.
    early = files.count(
        _recent(files, years)
        .join(files.base.select(ROW, joined=joined), on=ROW, how="left")
        .filter(pl.col("year") <= pl.col("joined"))
    )
    after = files.as_of.year - 1 - pl.max_horizontal(joined, pl.lit(first - 1))
    asked = pl.when(joined.is_null()).then(years).otherwise(pl.max_horizontal(after, pl.lit(0)))
    return files.column(pl.lit(found) - pl.lit(early) < asked)
