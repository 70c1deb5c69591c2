"""Columns for judging many subjects at once: what a table lacks is unknown for everybody."""

from collections.abc import Mapping

import polars as pl

from xuanxian.policy.expressions import Kind, ValueType


def column_type(known: ValueType) -> pl.DataType:
    """The column type that values of this type have."""
    match known.kind:
        case Kind.NUMBER:
            return pl.Int64()
        case Kind.BOOLEAN:
            return pl.Boolean()
        case Kind.DATE:
            return pl.Date()
        case Kind.ORDERED:
            return pl.Enum(known.levels)
    return pl.String()


def with_columns_for(frame: pl.DataFrame, used: Mapping[str, ValueType]) -> pl.LazyFrame:
    """`frame` with a column of unknowns for every name of `used` that it has none for."""
    present = set(frame.columns)
    missing = [
        pl.lit(None, dtype=column_type(known)).alias(name)
        for name, known in used.items()
        if name not in present
    ]
    return frame.lazy().with_columns(missing) if missing else frame.lazy()
