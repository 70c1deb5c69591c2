"""The policy kind `criteria`: conditions a person, a post or a case has to meet."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any, ClassVar, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, model_validator

from xuanxian.policy.expressions import (
    BOOLEAN,
    DATE,
    NUMBER,
    TEXT,
    Expression,
    Kind,
    Quantity,
    Value,
    ValueType,
    exact,
    show,
)
from xuanxian.policy.fact_names import fact_types
from xuanxian.policy.kinds import Instrument, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Reason, Verdict

Parameters = Mapping[str, Quantity | Value]
"""Name → value of the parameters an instrument may use as `$name`."""

_TYPES = {"number": NUMBER, "text": TEXT, "boolean": BOOLEAN, "date": DATE}
_BREACHES = {
    Verdict.PASS: "不受影响",
    Verdict.FLAG: "予以提示，由人研究",
    Verdict.HOLD: "暂缓",
    Verdict.BAR: "不予通过",
}
"""What follows from a breach, as a written policy says it."""
VERDICTS = pl.Enum([verdict.value for verdict in Verdict])
"""The column type of verdicts, lightest first."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Rule(_Part):
    """One condition.

    Attributes:
        id: name inside the criteria.
        label: the condition in a few Chinese words.
        rule: what must hold.
        when: where it applies; "" always. Where it is unknown whether it applies, it holds up.
        cite: article, where it differs from the instrument's.
        soft: 一般、原则上: a breach flags, whatever `else` says.
        otherwise: verdict of a breach (`else` in the file).
        until: a date of the subject after which a breach expires, as 处分影响期至.
        figures: further values to show besides those the rule names.
        note: how the rule is to be read, for staff.
    """

    id: str
    label: str
    rule: str
    when: str = ""
    cite: str = ""
    soft: bool = False
    otherwise: Verdict = Field(default=Verdict.BAR, alias="else")
    until: str = ""
    figures: tuple[str, ...] = ()
    note: str = ""

    @property
    def verdict_of_breach(self) -> Verdict:
        """FLAG for a soft rule, otherwise what the policy says."""
        return Verdict.FLAG if self.soft else self.otherwise

    @property
    def verdict_of_unknown(self) -> Verdict:
        """HOLD, but never heavier than the breach itself would be."""
        return min(Verdict.HOLD, self.verdict_of_breach, key=lambda verdict: verdict.weight)


class NamedValue(_Part):
    """A value that the case brings and no fact of a person says."""

    type: Literal["number", "text", "boolean", "date"] = "boolean"
    unit: str = ""
    note: str = ""


class Criteria(Instrument):
    """Conditions over one subject; all of them are judged, the heaviest verdict counts.

    Attributes:
        of: of whom.
        values: values that the case brings, by name, besides the facts of the person.
        rules: the conditions.
    """

    KIND: ClassVar[str] = "criteria"
    TITLE: ClassVar[str] = "条件"

    kind: Literal["criteria"] = "criteria"
    of: Literal["person", "post", "case"] = "person"
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
        facts = fact_types() if self.of == "person" else {}
        brought = {
            name: ValueType(_TYPES[each.type].kind, unit=each.unit)
            for name, each in self.values.items()
        }
        return {**facts, **brought}

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [
            each.text + (f"（{each.cite or self.cite}）" if each.cite or self.cite else "")
            for each in self.provisions()
        ]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a rule."""
        return [
            Provision(self._sentence(rule), rule.cite, ("rules", rule.id), rule.note)
            for rule in self.rules
        ]

    def _sentence(self, rule: Rule) -> str:
        said = self._said(rule.rule)
        when = f"{self._said(rule.when)}的，" if rule.when else ""
        label = "" if said.startswith(rule.label) else f"{rule.label}："
        until = ""
        if rule.until:
            ends = rule.until.endswith("期至")
            until = f"，至{rule.until[:-1]}届满" if ends else f"，到{rule.until}所载之日"
            until += "为止"
        usual = "一般要求" if rule.soft else ""
        return f"{label}{when}{usual}{said}；不符合的，{_BREACHES[rule.verdict_of_breach]}{until}。"

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

    def compiled(self, parameters: Parameters) -> "CompiledCriteria":
        """The criteria with their parameters set, ready to judge.

        Raises:
            ExpressionFault: a rule does not fit the names or parameters.
        """
        return CompiledCriteria(self, parameters)

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`: `given` holds `values`, name → value."""
        values = {
            str(name): _given(value, self.names.get(str(name)))
            for name, value in given.get("values", {}).items()
        }
        unknown = [name for name in values if name not in self.names]
        if unknown:
            raise ValueError(f"不认识“{unknown[0]}”")
        outcome = decide(self, values, parameters)
        rules = {rule.id: "pass" for rule in self.rules}
        rules |= {each.rule.split(".", 1)[1]: each.verdict.value for each in outcome.reasons}
        return {**answer_of(outcome), "rules": rules}


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

    def decide(self, values: Mapping[str, Value]) -> Outcome:
        """Judge one subject by its values; a name that is missing is unknown."""
        reasons = [
            reason
            for rule, condition, when, until in self._rules
            if (reason := self._reason(rule, condition, when, until, values)) is not None
        ]
        return Outcome.of(reasons)

    def judge(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Judge every row of `frame`, whose columns are named like the values.

        Returns one row a row of `frame`: `verdict` over all rules, and a column of verdicts named
        by the id of each rule; a rule that does not apply passes. A value for which there is no
        column is unknown.
        """
        judged = judge_together([self], frame)
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
        return [
            _weight(rule, condition, when).alias(f"{self.criteria.id}.{rule.id}")
            for rule, condition, when, _ in self._rules
        ]

    @cached_property
    def verdicts(self) -> list[pl.Expr]:
        """From the weights: the verdict over all rules, named by the criteria, then of each."""
        names = [one.meta.output_name() for one in self.weights]
        return [
            pl.max_horizontal(names).cat.to(VERDICTS).alias(self.criteria.id),
            *(pl.col(name).cat.to(VERDICTS) for name in names),
        ]

    def _reason(
        self,
        rule: Rule,
        condition: Expression,
        when: Expression | None,
        until: Expression | None,
        values: Mapping[str, Value],
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


def judge_together(criteria: Sequence[CompiledCriteria], frame: pl.DataFrame) -> pl.DataFrame:
    """Judge every row of `frame` by several criteria in one pass.

    Returns one row a row of `frame`: a column of verdicts named by the id of each criteria, and one
    named `<criteria>.<rule>` for each rule. See `CompiledCriteria.judge`.
    """
    known_columns = set(frame.columns)
    missing = {
        name: pl.lit(None, dtype=_column_type(known)).alias(name)
        for each in criteria
        for name, known in each.used.items()
        if name not in known_columns
    }
    plan = frame.lazy()
    if missing:
        plan = plan.with_columns(missing.values())
    weighed = plan.with_columns([one for each in criteria for one in each.weights])
    return weighed.select([one for each in criteria for one in each.verdicts]).collect()


def decide(
    criteria: Criteria,
    values: Mapping[str, Value],
    parameters: Parameters,
) -> Outcome:
    """What `criteria` say of one subject. Pure.

    Args:
        criteria: the instrument.
        values: the subject's values by name, true on the day that is asked about; None unknown.
        parameters: values of the `$name`s.

    Raises:
        ExpressionFault: a rule does not fit the names or parameters.
    """
    return criteria.compiled(parameters).decide(values)


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


def _weight(rule: Rule, condition: Expression, when: Expression | None) -> pl.Expr:
    """The weight of a rule's verdict as a small whole number, for every row."""
    met = condition.polars()
    if when is not None:
        # True where it does not apply or is met, null where that cannot be told.
        met = met | ~when.polars()
    breach, unknown = rule.verdict_of_breach.weight, rule.verdict_of_unknown.weight
    failed = (~met).cast(pl.UInt8)
    weight = failed if breach == 1 else failed * pl.lit(breach, dtype=pl.UInt8)
    return weight.fill_null(pl.lit(unknown, dtype=pl.UInt8))


def _column_type(known: ValueType) -> pl.DataType:
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


def _given(value: Any, known: ValueType | None) -> Value:
    if known is not None and known.kind is Kind.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    return exact(value)
