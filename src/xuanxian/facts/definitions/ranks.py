"""职务层次与职级: the two ladders, and since when somebody stands where."""

from collections.abc import Sequence

import polars as pl

from xuanxian.facts.definitions.definition import (
    FactDefiner,
    FactKind,
    FactValue,
    Subject,
    together,
)
from xuanxian.facts.definitions.file_columns import ROW
from xuanxian.facts.definitions.reading import RANK_LEVELS, Reading, rank_label
from xuanxian.facts.definitions.readings import Readings, known_text, labels, shared
from xuanxian.facts.definitions.tenure import date_of, months_of, years_of
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import RankEntry

fact = FactDefiner(Subject.PERSON, "职务")

_RANKS = "A05 职务层次与职级"


@fact("职务层次", FactKind.CODE, levels=RANK_LEVELS, source=_RANKS, meaning="当前的职务层次。")
def rank(file: Reading) -> FactValue:
    if not file.rank:
        return FactValue(None, "档案中没有职务层次。")
    label = rank_label(file.rank)
    if label not in RANK_LEVELS:
        return FactValue(None, f"档案记为{label}，不在职务层次的高低序列中。")
    return FactValue(label, f"档案记为{label}。")


@together("职务层次")
@shared
def ranks(files: Readings) -> pl.Series:
    label = pl.lit(files.rank).replace(labels("rank"))
    return files.column(pl.when(label.is_in(RANK_LEVELS)).then(label))


@fact("是否正职层次", FactKind.BOOLEAN, source=_RANKS, meaning="职务层次是正职。")
def is_chief_rank(file: Reading) -> FactValue:
    value = rank(file)
    if not isinstance(value.value, str):
        return value
    return FactValue(value.value.endswith("正职"), value.explanation)


@together("是否正职层次")
def are_chief_ranks(files: Readings) -> pl.Series:
    return ranks(files).str.ends_with("正职")


@fact(
    "任现职务层次日期",
    FactKind.DATE,
    source=_RANKS,
    meaning="最近一次进入现职务层次的日期；只记到月的取月末。",
)
def rank_since(file: Reading) -> FactValue:
    return date_of(_rank_start(file), "档案中没有任现职务层次的时间。")


@together("任现职务层次日期")
def ranks_since(files: Readings) -> pl.Series:
    return files.spread(_run_starts(files, "0"), "start_last")


@fact(
    "任现职务层次年限",
    FactKind.INTEGER,
    unit="年",
    source=_RANKS,
    meaning="连续任现职务层次的整年数。",
)
def years_in_rank(file: Reading) -> FactValue:
    return years_of(file, _rank_start(file), "任现职务层次", "档案中没有任现职务层次的时间。")


@together("任现职务层次年限")
def years_in_ranks(files: Readings) -> pl.Series:
    return files.spread(_run_starts(files, "0"), files.years_since(pl.col("start_last")))


@fact(
    "任现职务层次月数",
    FactKind.INTEGER,
    unit="个月",
    source=_RANKS,
    meaning="连续任现职务层次的整月数。",
)
def months_in_rank(file: Reading) -> FactValue:
    return months_of(file, _rank_start(file), "任现职务层次", "档案中没有任现职务层次的时间。")


@together("任现职务层次月数")
def months_in_ranks(files: Readings) -> pl.Series:
    return files.spread(_run_starts(files, "0"), files.months_since(pl.col("start_last")))


@fact("职级", FactKind.TEXT, source=_RANKS, meaning="当前的职级。")
def grade(file: Reading) -> FactValue:
    held = [entry for entry in file.ranks("1") if not file.has_ended(entry.held_until)]
    text = held[-1].code if held else file.dossier.grade
    return FactValue(text or None, f"档案记为{text}。" if text else "档案中没有职级。")


@together("职级")
def grades(files: Readings) -> pl.Series:
    held = files.spread(_run_starts(files, "1"), "code")
    return files.column(
        known_text(pl.when(pl.lit(held).is_null()).then("grade").otherwise(pl.lit(held)))
    )


@fact("任现职级年限", FactKind.INTEGER, unit="年", source=_RANKS, meaning="任现职级的整年数。")
def years_in_grade(file: Reading) -> FactValue:
    return years_of(file, _grade_start(file), "任现职级", "档案中没有任现职级的时间。")


@together("任现职级年限")
def years_in_grades(files: Readings) -> pl.Series:
    return files.spread(_run_starts(files, "1"), files.years_since(pl.col("start_last")))


@fact("任现职级月数", FactKind.INTEGER, unit="个月", source=_RANKS, meaning="任现职级的整月数。")
def months_in_grade(file: Reading) -> FactValue:
    return months_of(file, _grade_start(file), "任现职级", "档案中没有任现职级的时间。")


@together("任现职级月数")
def months_in_grades(files: Readings) -> pl.Series:
    return files.spread(_run_starts(files, "1"), files.months_since(pl.col("start_last")))


def _rank_start(file: Reading) -> PartialDate | None:
    return _start_on_line(file, "0")


def _grade_start(file: Reading) -> PartialDate | None:
    return _start_on_line(file, "1")


def _start_on_line(file: Reading, line: str) -> PartialDate | None:
    entries = file.ranks(line)
    held = [entry for entry in entries if not file.has_ended(entry.held_until)]
    return _start_of_run(entries, held[-1]) if held else None


def _start_of_run(entries: Sequence[RankEntry], last: RankEntry) -> PartialDate | None:
    """When the unbroken run of entries of the same code that ends with `last` began."""
    start = last.held_from
    place = next(number for number, entry in enumerate(entries) if entry is last)
    for entry in reversed([row for row in entries[:place] if row.code == last.code]):
        if start is None or entry.held_until is None or entry.held_from is None:
            break
        if entry.held_until.latest() < start.earliest():
            break
        start = entry.held_from
    return start


@shared
def _run_starts(files: Readings, line: str) -> pl.DataFrame:
    """The last entry of a line not ended, with `start_last`, the start of its unbroken run."""
    entries = files.ranks(line).with_row_index("place")
    before = pl.col(ROW, "code", "held_from", "held_until_last").shift(1).name.prefix("before_")
    goes_on = (
        (pl.col("before_row") == pl.col(ROW))
        & (pl.col("before_code") == pl.col("code"))
        & pl.col("before_held_from").is_not_null()
        & (pl.col("before_held_until_last") >= pl.col("held_from_first"))
    ).fill_null(False)
    runs = (
        entries.sort(ROW, "code", maintain_order=True)
        .with_columns(before)
        .with_columns(run=(~goes_on).cum_sum())
        .with_columns(start_last=pl.col("held_from_last").first().over("run"))
    )
    entries = entries.join(runs.select("place", "start_last"), on="place", maintain_order="left")
    held = entries.filter(~files.has_ended("held_until"))
    return held.unique(ROW, keep="last", maintain_order=True)
