"""A quota with its parameters set, judged over members or over a snapshot of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from xuanxian.policy.expressions import (
    Expression,
    Kind,
    Quantity,
    ValueType,
    show,
)
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.instruments.columns import with_columns_for
from xuanxian.policy.instruments.quota.counting import Census, Standing, standing_of
from xuanxian.policy.instruments.quota.rules import EVERYBODY, Member, QuotaFacts, QuotaRule
from xuanxian.policy.instruments.subjects import values_given
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Finding

if TYPE_CHECKING:
    from xuanxian.policy.instruments.quota.kind import Quota

WHEN_NAMES = {"人数": ValueType(Kind.NUMBER, unit="人")}
BOUNDS = {"at_least": "不少于", "at_most": "不超过", "exactly": "等于"}
ROUNDINGS = {"up": "进位取整", "down": "舍去尾数", "nearest": "四舍五入", "none": ""}
"""How bounds and roundings are said."""


class CompiledQuota:
    """A quota whose expressions are checked against names and parameters."""

    def __init__(self, quota: "Quota", parameters: Parameters) -> None:
        self.quota = quota
        self._parameters = {name: Quantity.of(value) for name, value in parameters.items()}
        self._conditions = {
            rule.id: (self._parse(rule.share_of), self._parse(rule.count)) for rule in quota.rules
        }

    def _parse(self, text: str) -> Expression | None:
        if text in {"", EVERYBODY}:
            return None
        return Expression.parse(text, self.quota.names, self._parameters, expect=Kind.BOOLEAN)

    def census(self, members: Sequence[Member]) -> dict[str, Census]:
        """For each rule, how many members are what.

        Raises:
            ValueError: a value does not fit its name.
        """
        counted: dict[str, Counter[tuple[bool | None, bool | None]]] = {
            rule.id: Counter() for rule in self.quota.rules
        }
        for member in members:
            values = values_given(member.values, self.quota.names)
            for rule_id, (among, count) in self._conditions.items():
                belongs = True if among is None else among.holds(values)
                counted[rule_id][belongs, count.holds(values) if count else True] += member.times
        return dict(counted)

    def census_of(self, frame: pl.DataFrame) -> dict[str, Census]:
        """For each rule, how many rows of `frame`, a snapshot of the members, are what."""
        used = {
            name: known
            for pair in self._conditions.values()
            for expression in pair
            if expression is not None
            for name, known in expression.names.items()
        }
        plan = with_columns_for(frame, used)
        found: dict[str, Census] = {}
        for rule_id, (among, count) in self._conditions.items():
            everybody = pl.lit(True)
            rows = (
                plan.select(
                    pl.first(),
                    among=among.polars() if among else everybody,
                    count=count.polars() if count else everybody,
                )
                .group_by("among", "count")
                .agg(pl.len())
                .collect()
                .rows()
            )
            found[rule_id] = {(belongs, counts): number for belongs, counts, number in rows}
        return found

    def standings(self, census: Mapping[str, Census]) -> Iterator[tuple[QuotaRule, Standing]]:
        """How the group stands to every rule, in order."""
        for rule in self.quota.rules:
            yield rule, standing_of(rule, census[rule.id], self._parameters)

    def decide(self, facts: QuotaFacts) -> Outcome:
        """Judge a group by its members."""
        return self.judge(self.census(facts.members), facts.as_of)

    def decide_frame(self, frame: pl.DataFrame, as_of: date | None = None) -> Outcome:
        """Judge a group given as a snapshot, a row a member; the same answer as `decide`."""
        return self.judge(self.census_of(frame), as_of)

    def judge(self, census: Mapping[str, Census], as_of: date | None) -> Outcome:
        """Judge a group by its census."""
        finding = Finding(self.quota)
        for rule, standing in self.standings(census):
            applies = self._applies(rule, census[rule.id])
            if applies is None and not standing.met:
                standing = replace(standing, met=None)
            if applies is not False:
                self._add(finding, rule, standing, as_of)
        return Outcome.of(finding)

    def _applies(self, rule: QuotaRule, census: Census) -> bool | None:
        if not rule.when:
            return True
        when = Expression.parse(rule.when, WHEN_NAMES, self._parameters)
        return when.holds({"人数": Fraction(sum(census.values()))})

    def _add(
        self, finding: Finding, rule: QuotaRule, standing: Standing, as_of: date | None
    ) -> None:
        whom = EVERYBODY if rule.share_of in {"", EVERYBODY} else "其中"
        figures = {"符合": f"{standing.counted}人", whom: f"{standing.among}人"}
        if standing.unknown:
            figures["不明"] = f"{standing.unknown}人"
        line = "，".join(self._line(rule, name, standing) for name in rule.bounds)
        stated = f"{whom}{standing.among}人，符合的{standing.counted}人"
        if standing.met is None:
            verdict = rule.verdict_of_unknown
            undecided = f"{standing.unknown}人情况不明，可能改变结论，请核实"
            reason = undecided if standing.needed and standing.unknown else "参数未设定，无法判断"
            explanation = f"情况不明：{stated}，要求{line}；{reason}。"
        elif standing.met:
            verdict = Verdict.PASS
            explanation = f"{stated}，符合“{line}”的要求。"
        else:
            verdict = rule.verdict_of_breach
            explanation = f"{stated}，不符合“{line}”的要求。"
        expires = self._expires(rule)
        if verdict is not Verdict.PASS and expires and as_of and expires <= as_of:
            verdict = Verdict.PASS
            explanation = f"{explanation[:-1]}；但现已不再计较。"
        finding.add(
            rule.id,
            verdict,
            rule.label,
            explanation,
            figures=figures,
            threshold=line,
            cite=rule.cite,
            expires=None if verdict is Verdict.PASS else expires,
        )

    def _line(self, rule: QuotaRule, bound: str, standing: Standing) -> str:
        shown = Expression.parse(rule.bounds[bound], {}, self._parameters).spoken()
        if not rule.share_of:
            return f"{BOUNDS[bound]}{shown}人".replace("人人", "人")
        needed = standing.needed.get(bound)
        people = f"，即{show(needed)}人" if needed is not None else ""
        rounding = f"（{ROUNDINGS[rule.round]}）" if people and rule.round != "none" else ""
        return f"{BOUNDS[bound]}{shown}{people}{rounding}"

    def _expires(self, rule: QuotaRule) -> date | None:
        if not rule.until:
            return None
        last = Expression.parse(rule.until, {}, self._parameters).evaluate({})
        return last + timedelta(days=1) if isinstance(last, date) else None
