"""How a policy's rules work out for groups of people: it measures, it does not judge."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import polars as pl

from xuanxian.facts.definitions import FACTS, FactKind
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.simulation import bitmaps
from xuanxian.policy.simulation.field import Field

UNKNOWN = "不明"
OTHERS = "其他（人数少，合并）"
MOST_GROUPS = 60
"""Groups shown; a fact with more values than that is no grouping."""


@dataclass(frozen=True)
class Grouping:
    """By what people are grouped.

    Attributes:
        fact: the fact of each person.
        bands: for a number, the upper bounds of the bands, each inclusive, ascending; what lies
            above the last is a band of its own. () for facts that are no number.
    """

    fact: str
    bands: tuple[int, ...] = ()

    @classmethod
    def read(cls, text: str, bands: Sequence[int] = ()) -> "Grouping":
        """A grouping as users write it: `性别`, `年龄:35/45/55`; `bands` serve when none are given.

        Raises:
            Refusal: no such fact, or one that cannot group; bands missing, or not ascending.
        """
        name, _, written = text.strip().replace("：", ":").partition(":")
        name = name.strip().removesuffix("段") if name.strip() not in FACTS else name.strip()
        fact = FACTS.get(name)
        if fact is None:
            raise _refusal(
                name, "没有这个事实。", "用 xuanxian facts list 查看全部，如 性别、职务层次。"
            )
        if fact.kind is FactKind.DATE:
            raise _refusal(name, "是日期，不能用来分组。", "请换一项，如 年龄。")
        if fact.kind is not FactKind.INTEGER:
            return cls(name)
        try:
            chosen = tuple(int(part) for part in written.split("/")) if written else tuple(bands)
        except ValueError as error:
            raise _refusal(
                name, f"“{written}”读不出分段。", f"请写各段的上限，如 {name}:35/45/55。"
            ) from error
        if not chosen or list(chosen) != sorted(set(chosen)):
            raise _refusal(name, "没有由小到大的分段。", f"请写各段的上限，如 {name}:35/45/55。")
        return cls(name, chosen)

    @property
    def title(self) -> str:
        """How pages head it."""
        return f"{self.fact}段" if self.bands else self.fact


@dataclass(frozen=True)
class GroupEffect:
    """How the rules work out for one group.

    Attributes:
        label: the group.
        people: how many are in it.
        through: how many of them come through.
        ratio: its share of those who come through over the highest share of any group shown; None
            where nobody comes through.
    """

    label: str
    people: int
    through: int
    ratio: Fraction | None

    @property
    def share(self) -> Fraction:
        """Those who come through as a share of the group."""
        return Fraction(self.through, self.people)


@dataclass(frozen=True)
class NamingRule:
    """A rule that itself asks for what people are grouped by, with the article it follows."""

    label: str
    requirement: str
    citation: str


@dataclass(frozen=True)
class Effect:
    """How the rules work out for the groups of one grouping.

    Attributes:
        grouping: by what people are grouped.
        smallest: groups of fewer people are not shown by themselves.
        groups: the groups, in their own order where they have one, else the largest first.
        naming: rules that themselves ask for the grouping's fact.
        merged: how many groups were put together because they are small.
    """

    grouping: Grouping
    smallest: int
    groups: tuple[GroupEffect, ...]
    naming: tuple[NamingRule, ...]
    merged: int

    @property
    def highest(self) -> GroupEffect | None:
        """The group of which the largest share comes through."""
        return max(self.groups, key=lambda each: each.share, default=None)

    @property
    def lowest(self) -> GroupEffect | None:
        """The group of which the smallest share comes through."""
        return min(self.groups, key=lambda each: each.share, default=None)


def effect_by(field: Field, grouping: Grouping, smallest: int) -> Effect:
    """Count who comes through in each group of `grouping`.

    Groups of fewer than `smallest` people are counted together; where even together they are
    fewer, the smallest group shown joins them, so that no figure of a small group can be read off
    or reckoned back from the total.

    Raises:
        Refusal: the snapshot lacks the fact, or it has too many values.
    """
    if grouping.fact not in field.frame.columns:
        raise _refusal(grouping.fact, "快照里没有这个事实。", "请重新生成快照，或换一项分组。")
    labels, order = _labels(field.frame[grouping.fact], grouping)
    if len(order) > MOST_GROUPS:
        raise _refusal(
            grouping.fact, f"有{len(order)}个不同的值，不能用来分组。", "请换一项，或写明分段。"
        )
    stack = bitmaps.packed(pl.DataFrame([(labels == each).alias(each) for each in order]))
    found = list(
        zip(order, bitmaps.counts(stack), bitmaps.counts(stack & field.through), strict=True)
    )
    shown, merged = _kept_large([each for each in found if each[1]], smallest)
    best = max((Fraction(through, people) for _, people, through in shown), default=Fraction(0))
    return Effect(
        grouping=grouping,
        smallest=smallest,
        groups=tuple(
            GroupEffect(label, people, through, Fraction(through, people) / best if best else None)
            for label, people, through in shown
        ),
        naming=naming_rules(field, (grouping.fact,)),
        merged=merged,
    )


def naming_rules(field: Field, facts: Sequence[str]) -> tuple[NamingRule, ...]:
    """The rules of `field` that ask for one of `facts`, as a group rule of the policy's own."""
    return tuple(
        NamingRule(rule.rule.label, rule.requirement, rule.citation)
        for rule in field.rules
        if set(rule.names) & set(facts)
    )


_Counted = tuple[str, int, int]


def _kept_large(found: Sequence[_Counted], smallest: int) -> tuple[list[_Counted], int]:
    """The groups of at least `smallest` people, and one of all others together at the end."""
    small = [each for each in found if each[1] < smallest]
    large = [each for each in found if each[1] >= smallest]
    while small and large and sum(people for _, people, _ in small) < smallest:
        least = min(large, key=lambda each: each[1])
        large.remove(least)
        small.append(least)
    if not small:
        return large, 0
    people = sum(number for _, number, _ in small)
    through = sum(number for _, _, number in small)
    if people < smallest:
        return [], len(small)  # all together are too few to be shown
    return [*large, (OTHERS, people, through)], len(small)


def _labels(values: pl.Series, grouping: Grouping) -> tuple[pl.Series, list[str]]:
    """The group of each person, and the groups there may be, in their order."""
    fact = FACTS[grouping.fact]
    if grouping.bands:
        order = _band_names(grouping.bands, fact.unit)
        # A band is the number of bounds below the value.
        place = pl.Series(grouping.bands, dtype=pl.Int64).search_sorted(values, side="left")
        labels = place.replace_strict(dict(enumerate(order)), return_dtype=pl.String)
        text = labels.set(values.is_null(), None)
    elif fact.kind is FactKind.BOOLEAN:
        order = ["是", "否"]
        text = values.replace_strict({True: "是", False: "否"}, return_dtype=pl.String)
    else:
        text = values.cast(pl.String)
        found = text.drop_nulls().value_counts(sort=True).to_series().to_list()
        order = [level for level in fact.levels if level in set(found)] or found
    return text.fill_null(UNKNOWN), [*(each for each in order if each != UNKNOWN), UNKNOWN]


def _band_names(bands: Sequence[int], unit: str) -> list[str]:
    first = f"{bands[0]}{unit}及以下"
    between = [
        f"{low + 1}—{high}{unit}" if low + 1 < high else f"{high}{unit}"
        for low, high in pairwise(bands)
    ]
    return [first, *between, f"{bands[-1] + 1}{unit}及以上"]


def _refusal(name: str, message: str, mend: str) -> Refusal:
    return Refusal(Problem("试算·分组", name, "", message, mend))
