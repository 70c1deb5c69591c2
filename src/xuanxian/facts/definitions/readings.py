"""Many files as they are true on a date, column by column.

`Reading` is one file and the specification of every fact; `Readings` is the same for many people
at once, so that a snapshot of everybody takes seconds. A form that works on it gives a column
with a value a person, in the order of `people`.

Dates known in part come as `spans` has them.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import polars as pl

from xuanxian.facts.definitions.file_columns import ROW, TEXT, YES, columns_of
from xuanxian.facts.definitions.reading import Surroundings
from xuanxian.facts.definitions.spans import full_months, with_days
from xuanxian.registry import codes
from xuanxian.registry.dossier import Dossier

_Kept = TypeVar("_Kept")


@dataclass(frozen=True)
class Readings:
    """The files of many people as they are true on `as_of`.

    Attributes:
        people: a row a person with the columns of `PEOPLE`; texts are never null, dates are.
        sets: a row an entry by name of the set, with `row` and the columns of `SETS`, the entries
            of a person together and in the order of the dossier.
    """

    people: pl.DataFrame
    sets: Mapping[str, pl.DataFrame]
    as_of: date
    surroundings: Surroundings = field(default_factory=Surroundings)

    @classmethod
    def of(
        cls,
        dossiers: Mapping[Any, Dossier],
        as_of: date,
        surroundings: Surroundings | None = None,
        proposed_ranks: Mapping[Any, str] | None = None,
    ) -> "Readings":
        """The same from dossiers by person."""
        around = surroundings or Surroundings()
        people, sets = columns_of(dossiers, proposed_ranks or {}, around.proposed_rank)
        return cls(people, sets, as_of, around)

    @cached_property
    def base(self) -> pl.DataFrame:
        """`people` with `row` and the first and last days of dates."""
        return with_days(self.people.with_row_index(ROW))

    @cached_property
    def _kept(self) -> dict[Hashable, Any]:
        return {}

    def keep(self, key: Hashable, make: Callable[[], _Kept]) -> _Kept:
        """What `make` gives, made once for this key: steps that several facts share."""
        kept = self._kept
        if key not in kept:
            kept[key] = make()
        found: _Kept = kept[key]
        return found

    def entries(self, name: str) -> pl.DataFrame:
        """The entries of one set with the first and last days of their dates."""
        return self.keep(("entries", name), lambda: with_days(self.sets[name]))

    def column(self, expression: pl.Expr) -> pl.Series:
        """A value a person, from the columns of `base`."""
        return self.base.with_columns(expression.alias("value"))["value"]

    def spread(self, frame: pl.DataFrame, value: pl.Expr | str) -> pl.Series:
        """A value a person, from a frame with at most one row each; null where none."""
        chosen = pl.col(value) if isinstance(value, str) else value
        found = frame.select(ROW, chosen.alias("value"))
        joined = self.base.select(ROW).join(found, on=ROW, how="left", maintain_order="left")
        return joined["value"]

    def count(self, frame: pl.DataFrame) -> pl.Series:
        """How many rows of `frame` belong to each person."""
        return self.spread(frame.group_by(ROW).len(), "len").fill_null(0).cast(pl.Int64)

    def has(self, frame: pl.DataFrame) -> pl.Series:
        """Whether any row of `frame` belongs to each person."""
        flags = pl.repeat(False, self.people.height, dtype=pl.Boolean(), eager=True)
        return flags.scatter(frame[ROW].unique(), True) if frame.height else flags

    def has_begun(self, column: str) -> pl.Expr:
        """As `Reading.has_begun`."""
        return pl.col(column).is_null() | (pl.col(f"{column}_first") <= self.as_of)

    def has_ended(self, column: str) -> pl.Expr:
        """As `Reading.has_ended`."""
        return pl.col(column).is_not_null() & (pl.col(f"{column}_first") <= self.as_of)

    def years_since(self, day: pl.Expr) -> pl.Expr:
        """Full years since `day`; never below 0. For a start, give its last day."""
        return pl.max_horizontal(self.years_between(day), pl.lit(0)).pipe(_null_where, day)

    def months_since(self, day: pl.Expr) -> pl.Expr:
        """Full months since `day`; never below 0."""
        return pl.max_horizontal(self.months_between(day), pl.lit(0)).pipe(_null_where, day)

    def years_between(self, day: pl.Expr) -> pl.Expr:
        """As `full_years_between(day, as_of)`."""
        in_year = day.dt.month().cast(pl.Int32) * 100 + day.dt.day()
        late = in_year > self.as_of.month * 100 + self.as_of.day
        return (self.as_of.year - day.dt.year() - late.cast(pl.Int32)).cast(pl.Int64)

    def months_between(self, day: pl.Expr) -> pl.Expr:
        """As `full_months_between(day, as_of)`."""
        return full_months(day, pl.lit(self.as_of))

    @cached_property
    def posts_so_far(self) -> pl.DataFrame:
        """As `Reading.posts_so_far`, with `unit`, `place_…` of the post where the registry knows
        it."""
        posts = self.entries("posts").filter(self.has_begun("held_from"))
        posts = posts.sort(ROW, "held_from", nulls_last=False, maintain_order=True)
        return posts.join(self.places, on="post", how="left", maintain_order="left")

    @cached_property
    def places(self) -> pl.DataFrame:
        """The posts of the registry: `post`, `unit`, `is_chief`, `is_leading`, `in_team`,
        and of their units `unit_name`, `unit_kind`; null where the unit is not known."""
        places = self.surroundings.posts
        frame = pl.DataFrame(
            {
                "post": [str(post) for post in places],
                "unit": [place.unit_code for place in places.values()],
                "is_chief": [place.is_chief for place in places.values()],
                "is_leading": [place.is_leading for place in places.values()],
                "in_team": [place.in_team for place in places.values()],
            },
            schema={"post": TEXT, "unit": TEXT, "is_chief": YES, "is_leading": YES, "in_team": YES},
        )
        return frame.join(self.units, on="unit", how="left", maintain_order="left")

    @cached_property
    def units(self) -> pl.DataFrame:
        """The units known: `unit`, `unit_name`, `unit_kind`."""
        units = self.surroundings.units
        return pl.DataFrame(
            {
                "unit": list(units),
                "unit_name": [place.name for place in units.values()],
                "unit_kind": [place.kind for place in units.values()],
            },
            schema={"unit": TEXT, "unit_name": TEXT, "unit_kind": TEXT},
        )

    @cached_property
    def units_of_people(self) -> pl.DataFrame:
        """The units of people that relatives are linked to, and of `people` themselves."""
        known = self.surroundings.unit_of_person
        others = pl.DataFrame(
            {"linked_person": [str(person) for person in known], "theirs": list(known.values())},
            schema={"linked_person": TEXT, "theirs": TEXT},
        )
        own = self.people.select(linked_person="person", theirs="unit_code")
        return pl.concat([others, own]).unique("linked_person", keep="first", maintain_order=True)

    @cached_property
    def posts_in_force(self) -> pl.DataFrame:
        """As `Reading.posts_in_force`."""
        return self.posts_so_far.filter(~self.has_ended("held_until"))

    @cached_property
    def main_post(self) -> pl.DataFrame:
        """As `Reading.main_post`: a row a person who has one."""
        ordered = self.posts_in_force.sort(ROW, "is_main", maintain_order=True)
        return ordered.unique(ROW, keep="last", maintain_order=True)

    @cached_property
    def has_posts(self) -> pl.Series:
        """Whether the file has any post, begun or not."""
        return self.has(self.sets["posts"])

    def ranks(self, line: str) -> pl.DataFrame:
        """As `Reading.ranks`."""
        return self.keep(("ranks", line), lambda: self._ranks(line))

    def _ranks(self, line: str) -> pl.DataFrame:
        ranks = self.entries("ranks").filter(pl.col("line") == line, self.has_begun("held_from"))
        return ranks.sort(ROW, "held_from", nulls_last=False, maintain_order=True)

    @cached_property
    def ranks_held(self) -> pl.DataFrame:
        """The last 职务层次 not ended by the date: a row a person who has one."""
        held = self.ranks("0").filter(~self.has_ended("held_until"))
        return held.unique(ROW, keep="last", maintain_order=True)

    @cached_property
    def rank(self) -> pl.Series:
        """As `Reading.rank`: ZB09 codes, "" when unknown."""
        held = self.spread(self.ranks_held, "code")
        dated = self.has(self.sets["ranks"].filter(pl.col("line") == "0"))
        return self.column(
            pl.when(pl.lit(held).is_not_null())
            .then(pl.lit(held))
            .when(pl.lit(dated))
            .then(pl.lit(""))
            .otherwise(pl.col("rank"))
        )


_Parameters = ParamSpec("_Parameters")


def shared(
    form: Callable[Concatenate[Readings, _Parameters], _Kept],
) -> Callable[Concatenate[Readings, _Parameters], _Kept]:
    """Let a step that several facts share be done once for the same files and arguments."""

    @wraps(form)
    def once(files: Readings, *args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Kept:
        return files.keep((form, args), lambda: form(files, *args, **kwargs))

    return once


def labels(table: str) -> dict[str, str]:
    """The labels of a code table by code."""
    return {code.code: code.label for code in codes.table(table).codes.values()}


def known_text(text: pl.Expr) -> pl.Expr:
    """A text, unknown where it is empty."""
    return pl.when(text != "").then(text)


def _null_where(value: pl.Expr, day: pl.Expr) -> pl.Expr:
    return pl.when(day.is_not_null()).then(value).otherwise(None)
