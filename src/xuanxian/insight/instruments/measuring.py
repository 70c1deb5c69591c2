"""Measuring the indices of many subjects together: means, weighted sums, ranks. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from xuanxian.policy.expressions import NUMBER, Kind, Value, ValueType
from xuanxian.policy.formulas import Formula, Parameters, exact

if TYPE_CHECKING:
    from xuanxian.insight.instruments.components import Component
    from xuanxian.insight.instruments.index import Index

_MEAN = "均值"


def mean_name(name: str) -> str:
    """What a formula calls the mean of a value over all subjects compared."""
    return f"{name}{_MEAN}"


def names_with_means(names: Mapping[str, ValueType]) -> dict[str, ValueType]:
    """`names`, and a mean beside every number."""
    means = {mean_name(name): NUMBER for name, each in names.items() if each.kind is Kind.NUMBER}
    return {**means, **names}


@dataclass(frozen=True)
class Measured:
    """What was measured of one subject.

    Attributes:
        index: exact; None where a part is unknown.
        parts: id of each part → its value before weighting.
        unknown: the values that were missing.
        rank: 1 for the first, shared where equal; None where the index is unknown.
        from_the_end: the same counted from the last.
        count: how many are ranked, in its group.
        tied: the others with the same rank.
    """

    name: str
    index: Fraction | None
    parts: Mapping[str, Fraction | None]
    unknown: tuple[str, ...] = ()
    rank: int | None = None
    from_the_end: int | None = None
    count: int = 0
    tied: tuple[str, ...] = field(default=())

    def figures(self) -> dict[str, Value]:
        """What the marks of an index may name."""
        return {
            "指数": self.index,
            "名次": None if self.rank is None else Fraction(self.rank),
            "倒数名次": None if self.from_the_end is None else Fraction(self.from_the_end),
            "参评数": Fraction(self.count),
        }


class Meter:
    """Measures subjects by one index, its formulas read once."""

    def __init__(self, index: Index, parameters: Parameters) -> None:
        self._index = index
        self._formulas: dict[str, Formula] = {}
        self._weights: dict[str, Fraction] = {}
        self._bounds: dict[str, tuple[Fraction | None, Fraction | None]] = {}
        for part in index.parts():
            self._weights[part.id] = exact(part.weight, parameters)
            self._bounds[part.id] = (
                exact(part.least, parameters) if part.least else None,
                exact(part.most, parameters) if part.most else None,
            )
            if part.formula:
                self._formulas[part.id] = Formula(
                    part.formula, index.formula_names, parameters, expect=Kind.NUMBER
                )

    def measure(self, subjects: Mapping[str, Mapping[str, Value]]) -> dict[str, Measured]:
        """Measure every subject and rank them within their groups."""
        measured: dict[str, Measured] = {}
        for group, members in self._groups(subjects).items():
            if self._index.group and group is None:
                parts = dict.fromkeys((part.id for part in self._index.parts()), None)
                measured |= {
                    name: Measured(name, None, parts, (self._index.group,)) for name in members
                }
                continue
            means = self._means([subjects[name] for name in members])
            own = [self._one(name, {**subjects[name], **means}) for name in members]
            measured |= {each.name: each for each in self._ranked(own)}
        return {name: measured[name] for name in subjects}

    def _groups(self, subjects: Mapping[str, Mapping[str, Value]]) -> dict[Value, list[str]]:
        groups: dict[Value, list[str]] = {}
        for name, values in subjects.items():
            groups.setdefault(values.get(self._index.group), []).append(name)
        return groups

    def _means(self, subjects: Sequence[Mapping[str, Value]]) -> dict[str, Value]:
        """The mean of each value that a formula compares with, over those who have it."""
        used = {name for formula in self._formulas.values() for name in formula.names}
        means: dict[str, Value] = {}
        for name in self._index.names:
            if mean_name(name) not in used:
                continue
            known = [one for values in subjects if isinstance(one := values.get(name), Fraction)]
            means[mean_name(name)] = sum(known, Fraction()) / len(known) if known else None
        return means

    def _one(self, name: str, values: Mapping[str, Value]) -> Measured:
        parts: dict[str, Fraction | None] = {}
        total = self._sum((*self._index.components, *self._index.adjustments), values, parts)
        unknown: dict[str, None] = {}
        if total is None:
            for part, formula in self._formulas.items():
                if parts.get(part) is None:
                    missing = formula.unknown_among(values)
                    unknown |= dict.fromkeys(missing or (f"“{self._label(part)}”除数为零",))
        return Measured(name=name, index=total, parts=parts, unknown=tuple(unknown))

    def _label(self, part_id: str) -> str:
        return next(part.label for part in self._index.parts() if part.id == part_id)

    def _sum(
        self,
        components: Sequence[Component],
        values: Mapping[str, Value],
        parts: dict[str, Fraction | None],
    ) -> Fraction | None:
        """The weighted sum of `components`; each one's value is noted in `parts`."""
        total: Fraction | None = Fraction(0)
        for each in components:
            if each.components:
                value = self._sum(each.components, values, parts)
            else:
                value = self._formulas[each.id].number(values)
            if value is not None:
                least, most = self._bounds[each.id]
                value = value if least is None else max(value, least)
                value = value if most is None else min(value, most)
            parts[each.id] = value
            if value is None or total is None:
                total = None
            else:
                total += self._weights[each.id] * value
        return total

    def _ranked(self, measured: Sequence[Measured]) -> list[Measured]:
        known = [each for each in measured if each.index is not None]
        sign = -1 if self._index.order == "highest_first" else 1

        def place(each: Measured) -> tuple[Fraction, ...]:
            keys = [each.index or Fraction(0), *(each.parts[one] or 0 for one in self._index.tie)]
            return tuple(sign * Fraction(key) for key in keys)

        places = {each.name: place(each) for each in known}
        ordered = sorted(places.values())
        first: dict[tuple[Fraction, ...], int] = {}
        last: dict[tuple[Fraction, ...], int] = {}
        for rank, (top, bottom) in enumerate(zip(ordered, reversed(ordered), strict=True), start=1):
            first.setdefault(top, rank)
            last.setdefault(bottom, rank)
        shared: dict[tuple[Fraction, ...], list[str]] = {}
        for name, own in places.items():
            shared.setdefault(own, []).append(name)
        ranked = []
        for each in measured:
            at = places.get(each.name)
            if at is None:
                ranked.append(each)
                continue
            ranked.append(
                replace(
                    each,
                    rank=first[at],
                    from_the_end=last[at],
                    count=len(known),
                    tied=tuple(name for name in shared[at] if name != each.name),
                )
            )
        return ranked
