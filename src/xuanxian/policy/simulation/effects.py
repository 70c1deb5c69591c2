"""What each rule of a policy does to the people of a snapshot, alone and with the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import polars as pl

from xuanxian.policy.outcome import Verdict
from xuanxian.policy.simulation import bitmaps
from xuanxian.policy.simulation.field import Field, PlacedRule


@dataclass(frozen=True)
class RuleEffect:
    """What one rule does.

    Attributes:
        rule: `<criteria>.<rule>`.
        label: the rule in a few words.
        requirement: what it asks, parameters in place.
        citation: the article it follows.
        names: the facts it asks about.
        parameters: the parameters it uses.
        counts: how many people it alone lets pass, flags, holds and bars.
        unknown: how many of them it cannot decide, because the file does not say.
        stopped: how many it alone keeps from coming through.
        only: how many it and no other rule stops: so many more would come through without it, and
            so many fewer come through because of it when it is asked last.
        removed: how many of those still left it stops in the policy's order.
        remaining: how many are left after it in that order.
    """

    rule: str
    label: str
    requirement: str
    citation: str
    names: tuple[str, ...]
    parameters: tuple[str, ...]
    counts: Mapping[Verdict, int]
    unknown: int
    stopped: int
    only: int
    removed: int
    remaining: int

    @property
    def is_covered(self) -> bool:
        """Whether everybody it stops is stopped by others too, so that it changes nothing."""
        return self.stopped > 0 and self.only == 0


@dataclass(frozen=True)
class Overlap:
    """Two rules that stop some of the same people.

    Attributes:
        first, second: labels of the rules, in the policy's order.
        both: how many both stop.
        of_first, of_second: that number as a share of those each stops.
    """

    first: str
    second: str
    both: int
    of_first: Fraction
    of_second: Fraction


@dataclass(frozen=True)
class Simulation:
    """What the rules do together.

    Attributes:
        people: how many were judged.
        line: the heaviest verdict that counts as coming through.
        counts: how many pass, are flagged, held and barred over all rules.
        through: how many come through.
        rules: each rule, in the policy's order, which is the order of the funnel.
        both: how many each pair of rules stops, by the places of the rules.
        open_parameters: parameters the rules use that have no value; such rules hold everybody.
        lacking: facts the rules ask about that the snapshot does not hold.
    """

    people: int
    line: Verdict
    counts: Mapping[Verdict, int]
    through: int
    rules: tuple[RuleEffect, ...]
    both: tuple[tuple[int, ...], ...]
    open_parameters: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def share(self) -> Fraction | None:
        """Those who come through as a share of all; None of nobody."""
        return Fraction(self.through, self.people) if self.people else None

    @property
    def overlaps(self) -> list[Overlap]:
        """Pairs of rules that stop some of the same people, those with the most first."""
        found = [
            Overlap(
                first.label,
                second.label,
                both,
                Fraction(both, first.stopped),
                Fraction(both, second.stopped),
            )
            for place, first in enumerate(self.rules)
            for other, second in enumerate(self.rules[place + 1 :], place + 1)
            if (both := self.both[place][other])
        ]
        return sorted(found, key=lambda pair: -pair.both)

    @property
    def strongest(self) -> RuleEffect | None:
        """The rule without which most more would come through; None when no rule is such."""
        found = max(self.rules, key=lambda each: each.only, default=None)
        return found if found is not None and found.only else None


def simulate(field: Field) -> Simulation:
    """Count what the rules of `field` do. Exact: every figure is that of judging each person.

    Three bitmap operations a rule and one a pair of rules: the work is bounded by the number of
    people times the square of the number of rules, in steps of 64 people.
    """
    stopped, everybody = field.stopped, bitmaps.everybody(field.people)
    once, more = np.zeros_like(everybody), np.zeros_like(everybody)
    for bits in stopped:
        more |= once & bits
        once |= bits
    left = everybody
    remaining = []
    for bits in stopped:
        left = left & ~bits
        remaining.append(bitmaps.count(left))
    only = bitmaps.counts(stopped & ~more) if len(stopped) else []
    before = [field.people, *remaining]
    verdicts = _counts_by_rule(field)
    unknown = _unknown_by_rule(field)
    labels = _labels(field)
    effects = [
        RuleEffect(
            rule=rule.id,
            label=labels[place],
            requirement=rule.requirement,
            citation=rule.citation,
            names=rule.names,
            parameters=rule.parameters,
            counts=verdicts[rule.id],
            unknown=unknown[rule.id],
            stopped=sum(
                number
                for verdict, number in verdicts[rule.id].items()
                if verdict.weight > field.line.weight
            ),
            only=only[place],
            removed=before[place] - remaining[place],
            remaining=remaining[place],
        )
        for place, rule in enumerate(field.rules)
    ]
    used = {name for rule in field.rules for name in rule.parameters}
    return Simulation(
        people=field.people,
        line=field.line,
        counts=_counts_together(field),
        through=bitmaps.count(field.through),
        rules=tuple(effects),
        both=tuple(tuple(bitmaps.counts(stopped & bits)) for bits in stopped),
        open_parameters=tuple(name for name in field.policy.open_parameters if name in used),
        lacking=field.lacking,
    )


def _counts_by_rule(field: Field) -> dict[str, dict[Verdict, int]]:
    if not field.rules:
        return {}
    asked = [
        (pl.col(rule.id).to_physical() == verdict.weight).sum().alias(f"{place}.{verdict.value}")
        for place, rule in enumerate(field.rules)
        for verdict in Verdict
    ]
    found = field.verdicts.select(asked).row(0, named=True)
    return {
        rule.id: {verdict: found[f"{place}.{verdict.value}"] for verdict in Verdict}
        for place, rule in enumerate(field.rules)
    }


def _unknown_by_rule(field: Field) -> dict[str, int]:
    if not field.rules:
        return {}
    asked = [_in_rows(rule).sum().alias(rule.id) for rule in field.rules]
    return field.frame.select(asked).row(0, named=True)


def _in_rows(rule: PlacedRule) -> pl.Expr:
    # A rule that names no fact has one answer; it is the answer for every row.
    return rule.is_unknown & pl.repeat(True, pl.len())


def _counts_together(field: Field) -> dict[Verdict, int]:
    if not field.rules:
        return {verdict: field.people if verdict is Verdict.PASS else 0 for verdict in Verdict}
    weight = pl.max_horizontal(pl.all().to_physical())
    found = field.verdicts.select((weight == each.weight).sum().alias(each) for each in Verdict)
    return {verdict: found[verdict.value][0] for verdict in Verdict}


def _labels(field: Field) -> list[str]:
    """The labels of the rules, each told apart from every other."""
    plain = [rule.rule.label for rule in field.rules]
    titled = [
        f"{rule.criteria.title or rule.criteria.TITLE}·{rule.rule.label}" for rule in field.rules
    ]
    once = [
        label if plain.count(label) == 1 else titled[place] for place, label in enumerate(plain)
    ]
    return [
        label if once.count(label) == 1 else f"{label}（{field.rules[place].id}）"
        for place, label in enumerate(once)
    ]
