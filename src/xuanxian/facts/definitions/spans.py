"""Dates known in part and the months between them, column by column.

Such dates are kept as ISO text (1980, 1980-05, 1980-05-03), whose order is theirs. A column `x` of
them comes with `x_first` and `x_last`, the first and last day it can mean.
"""

from collections.abc import Iterable
from datetime import date

import polars as pl

from xuanxian.facts.definitions.file_columns import DAYS, ROW


def with_days(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with the first and last day of every date in it."""
    found = [name for name in frame.columns if name in DAYS]
    first = frame.with_columns(
        (pl.col(name) + "-01-01").str.slice(0, 10).str.to_date("%Y-%m-%d").alias(f"{name}_first")
        for name in found
    )
    return first.with_columns(_last(name).alias(f"{name}_last") for name in found)


def _last(name: str) -> pl.Expr:
    first, length = pl.col(f"{name}_first"), pl.col(name).str.len_bytes()
    return (
        pl.when(length == 10)
        .then(first)
        .when(length == 7)
        .then(first.dt.month_end())
        .otherwise(pl.date(first.dt.year(), 12, 31))
    )


def full_months(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """As `full_months_between`."""
    years = (end.dt.year() - start.dt.year()).cast(pl.Int64)
    months = end.dt.month().cast(pl.Int64) - start.dt.month().cast(pl.Int64)
    return years * 12 + months - (end.dt.day() < start.dt.day()).cast(pl.Int64)


def months_covered_together(
    spans: pl.DataFrame, as_of: date, keys: Iterable[str] = (ROW,)
) -> pl.DataFrame:
    """As `months_covered`, for the spans of each group of `keys`: the groups with `months`.

    Args:
        spans: with `held_from` and `held_until` and their first and last days; spans without a
            start are left out by the caller.
    """
    groups = list(keys)
    today = pl.lit(as_of)
    runs = (
        spans.filter(pl.col("held_from_last") <= as_of)
        .select(
            *groups,
            "held_from_first",
            start="held_from_last",
            stop=pl.min_horizontal(pl.col("held_until_first"), today),
            reach=pl.min_horizontal(pl.col("held_until_last"), today),
        )
        .sort(*groups, "held_from_first", maintain_order=True)
        .with_columns(farthest=pl.col("reach").cum_max().over(groups).shift(1))
        .with_columns(
            same=pl.all_horizontal(pl.col(name) == pl.col(name).shift(1) for name in groups)
        )
        .with_columns(
            run=(
                ~(pl.col("same") & (pl.col("held_from_first") <= pl.col("farthest"))).fill_null(
                    False
                )
            ).cum_sum()
        )
        .group_by("run", maintain_order=True)
        .agg(
            *(pl.col(name).first() for name in groups),
            pl.col("start").first(),
            pl.col("stop").max(),
        )
    )
    months = pl.max_horizontal(full_months(pl.col("start"), pl.col("stop")), pl.lit(0))
    return runs.group_by(groups, maintain_order=True).agg(months=months.sum())
