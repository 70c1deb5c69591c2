"""经历: 基层、各类工作、培训, as the resume tells it."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

import polars as pl

from xuanxian.facts.definitions.definition import (
    FactDefiner,
    FactKind,
    FactValue,
    Subject,
    together,
)
from xuanxian.facts.definitions.file_columns import ROW
from xuanxian.facts.definitions.reading import Reading, months_covered
from xuanxian.facts.definitions.readings import Readings, shared
from xuanxian.facts.definitions.spans import months_covered_together
from xuanxian.facts.definitions.words import first_of, first_of_each, words_in
from xuanxian.registry.dossier import ResumeLine

fact = FactDefiner(Subject.PERSON, "经历")

_RESUME = "A17 简历"
_TRAINING = "A11 培训"


@cache
def _grassroots_words(kind: str) -> tuple[str, ...]:
    lines: Sequence[Sequence[str]] = words_in("grassroots")[kind]  # type: ignore[assignment]
    return tuple(word for line in lines for word in line)


def is_grassroots(line: ResumeLine) -> bool | None:
    """Whether a resume line shows work at the grass roots; None when its words don't tell."""
    others, words = _grassroots_words("not_grassroots"), _grassroots_words("grassroots")
    word = first_of(line.text, others + words)
    return None if word is None else word not in others


def _are_grassroots(text: pl.Expr) -> pl.Expr:
    others, words = _grassroots_words("not_grassroots"), _grassroots_words("grassroots")
    return ~first_of_each(text, others + words).is_in(others)


@fact(
    "可认定基层工作年限",
    FactKind.INTEGER,
    unit="年",
    source=_RESUME,
    meaning="简历中写明在基层工作的整年数；学习时间和看不出是否基层的不计，因此是下限。",
)
def sure_grassroots_years(file: Reading) -> FactValue:
    return _in_years(sure_grassroots_months(file))


@together("可认定基层工作年限")
def sure_grassroots_years_together(files: Readings) -> pl.Series:
    return sure_grassroots_months_together(files) // 12


@fact(
    "可认定基层工作月数",
    FactKind.INTEGER,
    unit="个月",
    source=_RESUME,
    meaning="简历中写明在基层工作的整月数；学习时间和看不出是否基层的不计，因此是下限。",
)
def sure_grassroots_months(file: Reading) -> FactValue:
    lines = file.work
    if not lines:
        return FactValue(None, "档案中没有工作简历。")
    months = _months([line for line in lines if is_grassroots(line)], file)
    return FactValue(months, f"简历写明的基层工作共{months}个月。")


@together("可认定基层工作月数")
@shared
def sure_grassroots_months_together(files: Readings) -> pl.Series:
    return _months_together(files, _are_grassroots(pl.col("text")))


@fact(
    "基层工作年限",
    FactKind.INTEGER,
    unit="年",
    source=_RESUME,
    meaning="在基层工作的整年数；简历有看不出是否基层的工作经历时为不详。",
)
def grassroots_years(file: Reading) -> FactValue:
    return _in_years(grassroots_months(file))


@together("基层工作年限")
def grassroots_years_together(files: Readings) -> pl.Series:
    return grassroots_months_together(files) // 12


@fact(
    "基层工作月数",
    FactKind.INTEGER,
    unit="个月",
    source=_RESUME,
    meaning="在基层工作的整月数；简历有看不出是否基层的工作经历时为不详。",
)
def grassroots_months(file: Reading) -> FactValue:
    lines = file.work
    if not lines:
        return FactValue(None, "档案中没有工作简历。")
    undecided = [line for line in lines if is_grassroots(line) is None]
    if undecided:
        return FactValue(None, f"“{undecided[0].text}”看不出是否基层，需人工认定。")
    return sure_grassroots_months(file)


@together("基层工作月数")
@shared
def grassroots_months_together(files: Readings) -> pl.Series:
    told = _are_grassroots(pl.col("text"))
    undecided = files.has(_work_together(files).filter(told.is_null()))
    months = sure_grassroots_months_together(files)
    return files.column(pl.when(~pl.lit(undecided)).then(pl.lit(months)))


KINDS_OF_WORK = tuple(words_in("kinds_of_work"))
"""The kinds of work that resumes tell by their words."""


@cache
def _words_of(kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words: dict[str, list[str]] = words_in("kinds_of_work")[kind]  # type: ignore[assignment]
    return tuple(words["not"]), tuple(words["words"])


def shows(text: str, kind: str) -> bool:
    """Whether the words of a resume line show a kind of work."""
    others, words = _words_of(kind)
    return first_of(text, others + words) in words


def _show(text: pl.Expr, kind: str) -> pl.Expr:
    others, words = _words_of(kind)
    if not others:
        return text.str.contains_any(list(words))
    return first_of_each(text, others + words).is_in(words).fill_null(value=False)


def _define_kind_of_work(kind: str) -> None:
    @fact(
        f"有{kind}工作经历",
        FactKind.BOOLEAN,
        source=_RESUME,
        meaning=f"简历（含其间）写明的工作经历中有{kind}工作。",
    )
    def has_done(file: Reading) -> FactValue:
        if not file.work:
            return FactValue(None, "档案中没有工作简历。")
        found = [line for line in file.work_and_beside if shows(line.text, kind)]
        if found:
            return FactValue(True, f"{found[0].held_from}起“{found[0].text}”。")
        return FactValue(False, f"简历中没有写明{kind}工作。")

    @together(f"有{kind}工作经历")
    def have_done(files: Readings) -> pl.Series:
        found = files.has(_begun(files).filter(_show(pl.col("text"), kind)))
        return files.column(pl.when(pl.lit(files.has(_work_together(files)))).then(pl.lit(found)))

    @fact(
        f"{kind}工作月数",
        FactKind.INTEGER,
        unit="个月",
        source=_RESUME,
        meaning=f"简历（含其间）写明从事{kind}工作的整月数，重叠的只计一次。",
    )
    def months_done(file: Reading) -> FactValue:
        if not file.work:
            return FactValue(None, "档案中没有工作简历。")
        found = [line for line in file.work_and_beside if shows(line.text, kind)]
        months = _months(found, file)
        written = "；".join(f"{line.held_from}起“{line.text}”" for line in found)
        if not written:
            return FactValue(0, f"简历中没有写明{kind}工作。")
        return FactValue(months, f"{written}，共{months}个月。")

    @together(f"{kind}工作月数")
    def months_done_together(files: Readings) -> pl.Series:
        return _months_together(files, _show(pl.col("text"), kind), beside=True)


for _kind in KINDS_OF_WORK:
    _define_kind_of_work(_kind)


@fact(
    "近五年培训天数",
    FactKind.INTEGER,
    unit="天",
    source=_TRAINING,
    meaning="最近五年内结束的培训的天数合计，不足一天的舍去。",
)
def training_days(file: Reading) -> FactValue:
    if not file.dossier.trainings:
        return FactValue(None, "档案中没有培训信息。")
    total = Fraction(0)
    counted = 0
    for entry in file.dossier.trainings:
        end = entry.held_until or entry.held_from
        if end is None:
            return FactValue(None, f"“{entry.name}”没有培训时间。")
        if end.latest() > file.as_of or file.years_since(end) >= 5:
            continue
        if entry.days is None:
            return FactValue(None, f"“{entry.name}”没有培训天数。")
        total += Fraction(entry.days)
        counted += 1
    return FactValue(int(total), f"最近五年培训{counted}次，共{float(total):g}天。")


@together("近五年培训天数")
def training_days_together(files: Readings) -> pl.Series:
    entries = files.entries("trainings").with_columns(
        end=pl.coalesce("held_until_last", "held_from_last")
    )
    # Training lasts whole and half days, so that tenths count exactly.
    tenths = (pl.col("days").cast(pl.Float64) * 10).round().cast(pl.Int64)
    recent = entries.filter(
        pl.col("end") <= files.as_of, files.years_since(pl.col("end")) < 5
    ).with_columns(tenths=tenths)
    unknown = pl.concat(
        [
            entries.filter(pl.col("end").is_null()).select(ROW),
            recent.filter(pl.col("tenths").is_null()).select(ROW),
        ]
    )
    days = files.spread(recent.group_by(ROW).agg(pl.col("tenths").sum() // 10), "tenths")
    known = pl.lit(files.has(files.sets["trainings"])) & ~pl.lit(files.has(unknown))
    return files.column(pl.when(known).then(pl.lit(days.fill_null(0))))


def _in_years(months: FactValue) -> FactValue:
    if not isinstance(months.value, int):
        return months
    return FactValue(months.value // 12, months.explanation)


def _months(lines: list[ResumeLine], file: Reading) -> int:
    return months_covered(
        [(line.held_from, line.held_until) for line in lines if line.held_from], file.as_of
    )


@shared
def _begun(files: Readings) -> pl.DataFrame:
    return files.entries("resume").filter(
        pl.col("kind") == "work", pl.col("held_from_first") <= files.as_of
    )


@shared
def _work_together(files: Readings) -> pl.DataFrame:
    return _begun(files).filter(~pl.col("is_beside"))


def _months_together(files: Readings, shown: pl.Expr, *, beside: bool = False) -> pl.Series:
    """Months of the lines that `shown` is true of; null for people without work in their file."""
    lines = _begun(files) if beside else _work_together(files)
    months = months_covered_together(lines.filter(shown), files.as_of)
    counted = files.spread(months, "months").fill_null(0)
    return files.column(pl.when(pl.lit(files.has(_work_together(files)))).then(pl.lit(counted)))
