"""The policy kind `criteria`: conditions a person, a post or a case has to meet."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any, ClassVar, Literal

import polars as pl
from pydantic import Field, model_validator

from xuanxian.policy.expressions import (
    Expression,
    ExpressionFault,
    Kind,
    Quantity,
    Value,
    ValueType,
    exact,
    show,
)
from xuanxian.policy.expressions.contradictions import contradiction
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.instruments.columns import with_columns_for
from xuanxian.policy.instruments.subjects import NamedValue, Subject, names_of, values_given
from xuanxian.policy.kinds import Fault, Instrument, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Reason, Verdict
from xuanxian.policy.parts import Expiring

VERDICTS = pl.Enum([verdict.value for verdict in Verdict])
"""The column type of verdicts, lightest first."""


class Rule(Expiring):
    """One condition.

    Attributes:
        rule: what must hold.
        figures: further values to show besides those the rule names.
    """

    rule: str
    otherwise: Verdict = Field(default=Verdict.BAR, alias="else")
    figures: tuple[str, ...] = ()


class Criteria(Instrument):
    """Conditions over one subject; all of them are judged, the heaviest verdict counts.

    Attributes:
        of: of whom or what.
        values: values that the case brings, by name, besides the facts of the subject.
        rules: the conditions.
    """

    KIND: ClassVar[str] = "criteria"
    TITLE: ClassVar[str] = "条件"

    kind: Literal["criteria"] = "criteria"
    of: Subject = "person"
    values: dict[str, NamedValue] = {}
    rules: tuple[Rule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _rules_differ(self) -> "Criteria":
        ids = [rule.id for rule in self.rules]
        if len(set(ids)) != len(ids):
            raise ValueError("rules 中有相同的 id。")
        return self

    @cached_property
    def names(self) -> dict[str, ValueType]:
        """Every value the rules may name."""
        return names_of(self.of, self.values)

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [
            each.text + (f"（{each.cite or self.cite}）" if each.cite or self.cite else "")
            for each in self.provisions()
            if each.part
        ]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a rule."""
        whom = {"person": "人选", "post": "职位", "unit": "单位", "team": "班子"}.get(self.of, "")
        items = [
            Provision(self._sentence(rule), rule.cite, ("rules", rule.id), rule.note)
            for rule in self.rules
        ]
        return [Provision(f"{whom}应当符合下列要求："), *items]

    def _sentence(self, rule: Rule) -> str:
        said = self._said(rule.rule)
        when = f"{self._said(rule.when)}的，" if rule.when else ""
        label = "" if said.startswith(rule.label) else f"{rule.label}："
        until = ""
        if rule.until:
            last = self._said(rule.until)
            until = f"，至{last[:-1]}届满" if last.endswith("期至") else f"，到{last}"
            until += "为止"
        usual = "一般要求" if rule.soft else ""
        return (
            f"{label}{when}{usual}{said}；不符合的，{rule.verdict_of_breach.consequence}{until}。"
        )

    def _said(self, text: str) -> str:
        # The parameters' own names stand in the sentence until a policy puts values there.
        names = re.findall(r"\$(\w+)", text)
        placeholders = {name: Quantity(None, written=f"〔{name}〕") for name in names}
        return Expression.parse(text, self.names, placeholders).spoken()

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        stated = []
        for rule in self.rules:
            stated.append(StatedExpression(("rules", rule.id, "rule"), rule.rule, self.names))
            if rule.when:
                stated.append(StatedExpression(("rules", rule.id, "when"), rule.when, self.names))
            if rule.until:
                path = ("rules", rule.id, "until")
                stated.append(StatedExpression(path, rule.until, self.names, Kind.DATE))
            stated += [
                StatedExpression(("rules", rule.id, "figures"), f'"{name}"', self.names, None)
                for name in rule.figures
            ]
        return stated

    def faults(self, parameters: Mapping[str, Quantity]) -> Iterator[Fault]:
        """See `Instrument.faults`: rules that apply together and exclude each other."""
        for when in dict.fromkeys(rule.when for rule in self.rules):
            together: list[Expression] = []
            for rule in self.rules:
                if rule.when not in {"", when}:
                    continue
                try:
                    condition = Expression.parse(rule.rule, self.names, parameters)
                except ExpressionFault:
                    continue
                found = contradiction([*together, condition])
                # What a rule contradicts within itself is told of every expression anyway.
                if found and not contradiction([condition]) and rule.when == when:
                    yield Fault(
                        ("rules", rule.id, "rule"),
                        f"自相矛盾：“{found.first}”和“{found.second}”不能同时成立。",
                        "请改正界限或参数；只在某种情形适用的请写 when。",
                        rule.rule,
                    )
                    continue
                together.append(condition)

    def compiled(self, parameters: Parameters) -> "CompiledCriteria":
        """The criteria with their parameters set, ready to judge.

        Raises:
            ExpressionFault: a rule does not fit the names or parameters.
        """
        return CompiledCriteria(self, parameters)

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`: `given` holds `values`, name → value, and maybe `as_of`."""
        outcome = self.judged(given, parameters)
        rules = {rule.id: "pass" for rule in self.rules}
        rules |= {each.rule.split(".", 1)[1]: each.verdict.value for each in outcome.reasons}
        return {**answer_of(outcome), "rules": rules}

    def judged(self, given: Mapping[str, Any], parameters: Mapping[str, Value]) -> Outcome:
        """See `Instrument.judged`."""
        values = values_given(given.get("values", {}), self.names)
        as_of = given.get("as_of")
        day = date.fromisoformat(str(as_of)) if as_of else None
        return self.compiled(parameters).decide(values, day)


class CompiledCriteria:
    """Criteria whose expressions are checked against names and parameters."""

    def __init__(self, criteria: Criteria, parameters: Parameters) -> None:
        self.criteria = criteria
        names = criteria.names

        def parse(text: str, expect: Kind) -> Expression | None:
            if not text:
                return None
            return Expression.parse(text, names, parameters, expect=expect)

        self._rules = [
            (
                rule,
                Expression.parse(rule.rule, names, parameters, expect=Kind.BOOLEAN),
                parse(rule.when, Kind.BOOLEAN),
                parse(rule.until, Kind.DATE),
            )
            for rule in criteria.rules
        ]

    def decide(self, values: Mapping[str, Value], as_of: date | None = None) -> Outcome:
        """Judge one subject by its values; a name that is missing is unknown.

        Args:
            values: by name, true on the day that is asked about.
            as_of: that day; a breach whose `until` lies before it passes. None leaves that to
                whoever reads `Reason.expires`.
        """
        reasons = [
            reason
            for rule, condition, when, until in self._rules
            if (reason := self._reason(rule, condition, when, until, values, as_of)) is not None
        ]
        return Outcome.of(reasons)

    def judge(self, frame: pl.DataFrame, as_of: date | None = None) -> pl.DataFrame:
        """Judge every row of `frame`, whose columns are named like the values.

        Returns one row a row of `frame`: `verdict` over all rules, and a column of verdicts named
        by the id of each rule; a rule that does not apply passes. A rule with `until` has a column
        `<rule>.expires` besides: the day from which its verdict no longer holds, null where there
        is none. A value for which there is no column is unknown.
        """
        judged = judge_together([self], frame, as_of, expiries=True)
        return judged.rename({name: name.partition(".")[2] or "verdict" for name in judged.columns})

    @cached_property
    def used(self) -> dict[str, ValueType]:
        """Every value the rules name, with its type."""
        return {
            name: known
            for _, *expressions in self._rules
            for expression in expressions
            if expression is not None
            for name, known in expression.names.items()
        }

    @cached_property
    def weights(self) -> list[pl.Expr]:
        """The weight of each rule's verdict for every row, named `<criteria>.<rule>`."""
        return self.weights_on(None)

    def weights_on(self, as_of: date | None) -> list[pl.Expr]:
        """`weights` on a day, so that a breach that expired before it weighs nothing."""
        return [
            _weight(rule, condition, when, until, as_of).alias(f"{self.criteria.id}.{rule.id}")
            for rule, condition, when, until in self._rules
        ]

    @cached_property
    def verdicts(self) -> list[pl.Expr]:
        """From the weights: the verdict over all rules, named by the criteria, then of each."""
        names = [f"{self.criteria.id}.{rule.id}" for rule, *_ in self._rules]
        return [
            pl.max_horizontal(names).cat.to(VERDICTS).alias(self.criteria.id),
            *(pl.col(name).cat.to(VERDICTS) for name in names),
        ]

    @cached_property
    def expiries(self) -> list[pl.Expr]:
        """From the weights: the day from which a verdict no longer holds, of rules with `until`."""
        return [
            pl.when(pl.col(name) > 0)
            .then(until.polars().cast(pl.Date).dt.offset_by("1d"))
            .alias(f"{name}.expires")
            for rule, _, _, until in self._rules
            if until is not None
            for name in (f"{self.criteria.id}.{rule.id}",)
        ]

    def _reason(
        self,
        rule: Rule,
        condition: Expression,
        when: Expression | None,
        until: Expression | None,
        values: Mapping[str, Value],
        as_of: date | None,
    ) -> Reason | None:
        applies = True if when is None else when.holds(values)
        if applies is False:
            return None
        met = condition.holds(values)
        if applies is None:
            # It is met either way, or nobody can tell whether it matters.
            met = True if met is True else None
        names = dict.fromkeys([*(when.names if when else {}), *condition.names, *rule.figures])
        figures = {
            name: show(exact(values.get(name)), self.criteria.names[name].unit) for name in names
        }
        threshold = condition.spoken()
        last_day = until.evaluate(values) if until else None
        unknown = dict.fromkeys(
            [*(when.unknown_among(values) if when else ()), *condition.unknown_among(values)]
        )
        verdict, explanation = _said_of(rule, met, figures, threshold, tuple(unknown))
        expires = last_day + timedelta(days=1) if isinstance(last_day, date) else None
        if verdict is not Verdict.PASS and expires and as_of and expires <= as_of:
            verdict = Verdict.PASS
            explanation = f"{explanation[:-1]}；但只计到{show(last_day)}，现已不再计较。"
        return Reason(
            rule=f"{self.criteria.id}.{rule.id}",
            label=rule.label,
            verdict=verdict,
            explanation=explanation,
            figures=figures,
            threshold=threshold,
            citation=rule.cite or self.criteria.cite,
            expires=None if verdict is Verdict.PASS else expires,
        )


def judge_together(
    criteria: Sequence[CompiledCriteria],
    frame: pl.DataFrame,
    as_of: date | None = None,
    *,
    expiries: bool = False,
) -> pl.DataFrame:
    """Judge every row of `frame` by several criteria in one pass.

    Returns one row a row of `frame`: a column of verdicts named by the id of each criteria, and one
    named `<criteria>.<rule>` for each rule; with `expiries`, `<criteria>.<rule>.expires` of each
    rule with `until`. See `CompiledCriteria.decide` for `as_of`.
    """
    used = {name: known for each in criteria for name, known in each.used.items()}
    plan = with_columns_for(frame, used)
    weighed = plan.with_columns([one for each in criteria for one in each.weights_on(as_of)])
    chosen = [one for each in criteria for one in each.verdicts]
    if expiries:
        chosen += [one for each in criteria for one in each.expiries]
    return weighed.select(chosen).collect()


def decide(
    criteria: Criteria,
    values: Mapping[str, Value],
    parameters: Parameters,
    as_of: date | None = None,
) -> Outcome:
    """What `criteria` say of one subject. Pure.

    Args:
        criteria: the instrument.
        values: the subject's values by name, true on the day that is asked about; None unknown.
        parameters: values of the `$name`s.
        as_of: that day; a breach that expired before it passes. None lets none expire.

    Raises:
        ExpressionFault: a rule does not fit the names or parameters.
    """
    return criteria.compiled(parameters).decide(values, as_of)


def _said_of(
    rule: Rule,
    met: bool | None,
    figures: Mapping[str, str],
    threshold: str,
    unknown: tuple[str, ...],
) -> tuple[Verdict, str]:
    stated = "，".join(
        f"{name}{'：' if figure in {'是', '否'} else ''}{figure}"
        for name, figure in figures.items()
    )
    if met is True:
        return Verdict.PASS, f"{stated}，符合“{threshold}”的要求。"
    if met is None:
        named = (f"参数 {each[1:]} 未设定" if each.startswith("$") else each for each in unknown)
        what = "、".join(named) or "所需情况"
        return (
            rule.verdict_of_unknown,
            f"情况不明：{what}，无法判断是否符合“{threshold}”，请核实。",
        )
    if rule.soft:
        return rule.verdict_of_breach, f"{stated}，一般应当“{threshold}”，请研究是否可以例外。"
    return rule.verdict_of_breach, f"{stated}，不符合“{threshold}”的要求。"


def _weight(
    rule: Rule,
    condition: Expression,
    when: Expression | None,
    until: Expression | None,
    as_of: date | None,
) -> pl.Expr:
    """The weight of a rule's verdict as a small whole number, for every row."""
    met = condition.polars()
    if when is not None:
        # True where it does not apply or is met, null where that cannot be told.
        met = met | ~when.polars()
    breach, unknown = rule.verdict_of_breach.weight, rule.verdict_of_unknown.weight
    failed = (~met).cast(pl.UInt8)
    weight = failed if breach == 1 else failed * pl.lit(breach, dtype=pl.UInt8)
    weight = weight.fill_null(pl.lit(unknown, dtype=pl.UInt8))
    if until is None or as_of is None:
        return weight
    counts_still = (until.polars().cast(pl.Date) >= pl.lit(as_of)).fill_null(True)
    return weight * counts_still.cast(pl.UInt8)
