"""Many posts against many people: who meets the requirements of each post.

Every distinct condition is judged once, over everybody, and kept as two bitmaps: who meets it, and
for whom the file does not say. A post is then a few ANDs and a count, so that asking again with
one condition changed costs next to nothing. Exact: each bit is what `Expression.holds` says of
that person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sqlglot import exp

from xuanxian.policy.expressions import Expression, Kind, Quantity, Value, ValueType
from xuanxian.policy.expressions.thresholds import Threshold, parts_of, threshold_of
from xuanxian.policy.expressions.values import type_of
from xuanxian.policy.instruments.columns import with_columns_for
from xuanxian.policy.simulation import bitmaps
from xuanxian.policy.simulation.bitmaps import Bitmap

_EPOCH = date(1970, 1, 1)
_AT_ONCE = 32


class ConditionReader:
    """Reads the conditions of many posts, each text once, whatever the values put into it.

    Args:
        names: every value the conditions may name.
    """

    def __init__(self, names: Mapping[str, ValueType]) -> None:
        self._names = names
        self._read: dict[tuple[Any, ...], Expression] = {}

    def read(self, text: str, values: Mapping[str, Value] | None = None) -> Expression:
        """The condition `text` with `values` in the place of its `$name`s.

        Raises:
            ExpressionFault: what is wrong with the text, or with a value of this kind in it.
        """
        quantities = {name: Quantity.of(value) for name, value in (values or {}).items()}
        kinds = tuple((name, _sort_of(each.value)) for name, each in quantities.items())
        known = self._read.get((text, kinds))
        if known is None:
            known = Expression.parse(text, self._names, quantities, expect=Kind.BOOLEAN)
            self._read[text, kinds] = known
        return replace(known, parameters={name: quantities[name] for name in known.parameters})


def _sort_of(value: Value) -> Any:
    # A text may be checked against a code table, so that every text is read by itself.
    return value if isinstance(value, str | tuple) else type_of(value).kind


@dataclass(frozen=True)
class PostMatch:
    """How many people a post's requirements leave.

    Attributes:
        met: how many meet all of them for certain.
        undecided: how many more may meet them: none is broken, but the file does not say all.
    """

    met: int
    undecided: int


@dataclass(frozen=True)
class _Judged:
    """Who meets a condition, and who may meet it: those and all of whom it is not known.

    Where everything is known, both are one array.
    """

    met: Bitmap
    possible: Bitmap


@dataclass(frozen=True)
class _Column:
    """A fact as the narrowest whole numbers that hold it.

    Attributes:
        values: a number a person; 0 where it is unknown.
        known: of whom it is known; None for everybody.
        unknown: of whom it is not.
        places: number of each text; None where the values are numbers, days or levels.
    """

    values: NDArray[Any]
    known: Bitmap | None
    unknown: Bitmap
    places: dict[str, int] | None


class Crowd:
    """People of a snapshot, with the bitmaps of all conditions asked about so far.

    Args:
        frame: a snapshot: a row a person, a column a fact. A fact without a column is unknown.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame
        self._columns: dict[str, _Column | None] = {}
        self._judged: dict[tuple[Any, ...], _Judged] = {}
        self._everybody = bitmaps.everybody(frame.height)

    @property
    def people(self) -> int:
        """How many people there are."""
        return self._frame.height

    def learn(self, conditions: Iterable[Expression]) -> None:
        """Judge every condition not known yet, over everybody."""
        rest: dict[tuple[Any, ...], Expression] = {}
        for condition in conditions:
            key = _key(condition)
            if key in self._judged or key in rest:
                continue
            judged = self._by_bitmaps(condition)
            if judged is None:
                rest[key] = condition
            else:
                self._judged[key] = judged
        keys = list(rest)
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            for key, judged in zip(some, self._run([rest[key] for key in some]), strict=True):
                self._judged[key] = judged

    def match(self, posts: Sequence[Sequence[Expression]]) -> list[PostMatch]:
        """For each post, given as its conditions, how many people meet all of them."""
        self.learn(condition for post in posts for condition in post)
        return [self._match([self._judged[_key(each)] for each in post]) for post in posts]

    def who(self, post: Sequence[Expression]) -> pl.Series:
        """Whether each person meets all conditions of a post for certain."""
        self.learn(post)
        met = self._everybody
        for condition in post:
            met = met & self._judged[_key(condition)].met
        return bitmaps.members(met, self.people)

    def _match(self, conditions: Sequence[_Judged]) -> PostMatch:
        met = self._everybody.copy()
        for each in conditions:
            np.bitwise_and(met, each.met, out=met)
        certain = bitmaps.count(met)
        if all(each.possible is each.met for each in conditions):
            return PostMatch(certain, 0)
        possible = self._everybody.copy()
        for each in conditions:
            np.bitwise_and(possible, each.possible, out=possible)
        return PostMatch(certain, bitmaps.count(possible) - certain)

    def forget(self) -> None:
        """Drop what was judged, to free its memory; the facts stay ready."""
        self._judged.clear()

    def _by_bitmaps(self, condition: Expression) -> _Judged | None:
        """AND, OR and NOT over thresholds; None where a part has to be left to Polars."""
        joined = parts_of(condition)
        if joined is None:
            threshold = threshold_of(condition)
            return self._compared(threshold) if threshold is not None else None
        parts = []
        for each in joined[1]:
            judged = self._by_bitmaps(each)
            if judged is None:
                return None
            parts.append(judged)
        if joined[0] is exp.Not:
            return self._turned(parts[0])
        join = np.bitwise_and if joined[0] is exp.And else np.bitwise_or
        return _joined(join, *parts)

    def _turned(self, judged: _Judged) -> _Judged:
        met = self._everybody & ~judged.possible
        if judged.possible is judged.met:
            return _Judged(met, met)
        return _Judged(met, self._everybody & ~judged.met)

    def _run(self, conditions: Sequence[Expression]) -> list[_Judged]:
        """Any conditions, by Polars."""
        used = {name: known for each in conditions for name, known in each.names.items()}
        rows = pl.repeat(True, pl.len())
        answers = with_columns_for(self._frame, used).select(
            (each.polars() & rows).alias(str(place)) for place, each in enumerate(conditions)
        )
        table = answers.collect()
        met = bitmaps.packed(table)
        unknown = bitmaps.packed(table.select(pl.all().is_null()))
        return [
            _Judged(certain, certain | open_ if open_.any() else certain)
            for certain, open_ in zip(met, unknown, strict=True)
        ]

    def _compared(self, threshold: Threshold) -> _Judged | None:
        """One fact against a constant; None where that has to be left to Polars."""
        if threshold.name not in self._columns:
            self._columns[threshold.name] = self._column(threshold)
        column = self._columns[threshold.name]
        if threshold.value is None or column is None:
            return None
        met = _meets(column, threshold)
        if met is None:
            return None
        if column.known is None:
            return _Judged(met, met)
        return _Judged(met & column.known, met | column.unknown)

    def _column(self, threshold: Threshold) -> _Column | None:
        if threshold.name not in self._frame.columns:
            return None
        series = self._frame[threshold.name]
        kind, places = threshold.known.kind, None
        if kind is Kind.TEXT and series.dtype == pl.String:
            texts = series.unique().drop_nulls().to_list()
            places = {text: place for place, text in enumerate(texts)}
            series = series.replace_strict(places, default=None, return_dtype=pl.Int64)
        elif (kind, series.dtype) in {
            (Kind.DATE, pl.Date()),
            (Kind.ORDERED, pl.Enum(threshold.known.levels)),
        }:
            series = series.to_physical()
        elif kind is Kind.BOOLEAN and series.dtype == pl.Boolean:
            series = series.cast(pl.UInt8)
        elif kind is not Kind.NUMBER or not series.dtype.is_integer():
            return None
        unknown = bitmaps.packed(series.is_null().to_frame())[0]
        known = self._everybody & ~unknown if series.null_count() else None
        return _Column(series.fill_null(0).shrink_dtype().to_numpy(), known, unknown, places)


def _joined(join: Any, first: _Judged, second: _Judged) -> _Judged:
    met = join(first.met, second.met)
    if first.possible is first.met and second.possible is second.met:
        return _Judged(met, met)
    return _Judged(met, join(first.possible, second.possible))


def _meets(column: _Column, threshold: Threshold) -> Bitmap | None:
    """Of whom the comparison is true, unknown values taken for 0; None if it is no plain one."""
    value, sign = threshold.value, threshold.sign
    if column.places is not None:
        place = column.places.get(str(value), -1)
        return _packed(_SIGNS[sign](column.values, place)) if sign in {"=", "<>"} else None
    number = _whole(value, threshold)
    if number is None:
        return None
    if number.denominator != 1:
        # Between two whole numbers: nothing equals it, and what lies below ends at the lower.
        if sign == "=":
            return _packed(np.zeros(len(column.values), dtype=bool))
        if sign == "<>":
            return _packed(np.ones(len(column.values), dtype=bool))
        sign = {"<=": "<=", "<": "<=", ">=": ">", ">": ">"}[sign]
        number = Fraction(number.__floor__())
    return _packed(_SIGNS[sign](column.values, int(number)))


def _whole(value: Value, threshold: Threshold) -> Fraction | None:
    if isinstance(value, bool):
        return Fraction(int(value))
    if isinstance(value, int | Fraction):
        return Fraction(value)
    if isinstance(value, date):
        return Fraction((value - _EPOCH).days)
    levels = threshold.known.levels
    return Fraction(levels.index(value)) if isinstance(value, str) and value in levels else None


_SIGNS: dict[str, Any] = {
    "=": np.equal,
    "<>": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


def _packed(truths: NDArray[np.bool_]) -> Bitmap:
    bits = np.packbits(truths, bitorder="little")
    words = np.zeros(-(-len(truths) // 64) * 8, dtype=np.uint8)
    words[: bits.size] = bits
    return words.view(np.uint64)


def _key(condition: Expression) -> tuple[Any, ...]:
    values = tuple(each.value for each in condition.parameters.values())
    return (condition.text, values)
