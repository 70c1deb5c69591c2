"""The field a simulation is about: people of a snapshot, judged by every rule of some criteria."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from xuanxian.policy.expressions import Expression
from xuanxian.policy.instruments import Criteria, judge_together
from xuanxian.policy.instruments.columns import with_columns_for
from xuanxian.policy.instruments.criteria import Rule
from xuanxian.policy.judging import compiled, criteria_of
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.schema import Policy
from xuanxian.policy.simulation import bitmaps
from xuanxian.policy.simulation.bitmaps import Bitmap

_PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True)
class PlacedRule:
    """A rule in its criteria, its expressions checked.

    Attributes:
        criteria: the criteria it stands in.
        rule: the rule as the policy writes it.
        condition: what must hold.
        when: where it applies; None for everywhere.
    """

    criteria: Criteria
    rule: Rule
    condition: Expression
    when: Expression | None

    @property
    def id(self) -> str:
        """`<criteria>.<rule>`, as verdicts name it."""
        return f"{self.criteria.id}.{self.rule.id}"

    @property
    def citation(self) -> str:
        """The article it follows."""
        return self.rule.cite or self.criteria.cite

    @property
    def requirement(self) -> str:
        """What it asks, in Chinese, parameters in place."""
        said = self.condition.spoken()
        return f"{self.when.spoken()}的，{said}" if self.when else said

    @property
    def names(self) -> tuple[str, ...]:
        """Every fact it asks about."""
        asked = [*(self.when.names if self.when else ()), *self.condition.names]
        return tuple(dict.fromkeys(asked))

    @property
    def parameters(self) -> tuple[str, ...]:
        """Every parameter it uses."""
        used = [*(self.when.parameters if self.when else ()), *self.condition.parameters]
        return tuple(dict.fromkeys(used))

    @property
    def is_unknown(self) -> pl.Expr:
        """Where the facts known do not decide it."""
        met = self.condition.polars()
        if self.when is not None:
            met = met | ~self.when.polars()
        return met.is_null()


class Field:
    """People and what each rule says of each of them.

    Args:
        frame: a snapshot: a row a person, a column a fact. A fact without a column is unknown.
        policy: the policy, its parameters as they are to be tried.
        instrument_ids: the criteria; () for every one of a person.
        line: the heaviest verdict that still counts as coming through; FLAG by default, because a
            flag asks for a look and stops nobody.
        as_of: the day asked about, on which breaches may have expired; None lets none expire.

    Raises:
        Refusal: the policy has no such criteria.
        ExpressionFault: a rule does not fit the facts or parameters.
    """

    def __init__(
        self,
        frame: pl.DataFrame,
        policy: Policy,
        instrument_ids: Sequence[str] = (),
        *,
        line: Verdict = Verdict.FLAG,
        as_of: date | None = None,
    ) -> None:
        self.policy = policy
        self.line = line
        self.as_of = as_of
        self.criteria = criteria_of(policy, instrument_ids)
        self._compiled = [compiled(policy, each.id) for each in self.criteria]
        self.rules = tuple(placed(each, policy) for each in _rules(self.criteria))
        used = {name: known for each in self._compiled for name, known in each.used.items()}
        self.lacking = tuple(name for name in used if name not in frame.columns)
        self.frame = with_columns_for(frame, used).collect()

    @property
    def people(self) -> int:
        """How many people there are."""
        return self.frame.height

    @cached_property
    def verdicts(self) -> pl.DataFrame:
        """A column of verdicts a rule, named `<criteria>.<rule>`."""
        if not self.rules:
            return pl.DataFrame()
        return judge_together(self._compiled, self.frame, self.as_of).select(
            each.id for each in self.rules
        )

    @cached_property
    def stopped(self) -> Bitmap:
        """A bitmap a rule: whom it stops."""
        heavier = [pl.col(name).to_physical() > self.line.weight for name in self.verdicts.columns]
        return bitmaps.packed(self.verdicts.select(heavier))

    @cached_property
    def through(self) -> Bitmap:
        """Whom no rule stops."""
        return self.through_without(())

    def through_without(self, left_out: Iterable[int]) -> Bitmap:
        """Who would come through if the rules at these places did not exist."""
        out = set(left_out)
        kept = [place for place in range(len(self.rules)) if place not in out]
        stopped = np.bitwise_or.reduce(self.stopped[kept], axis=0) if kept else np.uint64(0)
        return bitmaps.everybody(self.people) & ~stopped


def placed(pair: tuple[Criteria, Rule], policy: Policy) -> PlacedRule:
    """A rule of `policy` with its expressions checked."""
    criteria, rule = pair
    condition = Expression.parse(rule.rule, criteria.names, policy.quantities)
    when = Expression.parse(rule.when, criteria.names, policy.quantities) if rule.when else None
    return PlacedRule(criteria, rule, condition, when)


def _rules(criteria: Iterable[Criteria]) -> list[tuple[Criteria, Rule]]:
    return [(each, rule) for each in criteria for rule in each.rules]


def parameters_used(policy: Policy, instrument_ids: Sequence[str] = ()) -> tuple[str, ...]:
    """Names of the parameters that the rules of these criteria use, in their order."""
    texts = (
        text
        for _, rule in _rules(criteria_of(policy, instrument_ids))
        for text in (rule.when, rule.rule)
    )
    return tuple(dict.fromkeys(name for text in texts for name in _PARAMETER.findall(text)))
