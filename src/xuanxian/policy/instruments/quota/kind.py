"""The policy kind `quota`: how many, or what share, of a group has to be of a kind."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from xuanxian.policy.expressions import (
    ExpressionFault,
    Kind,
    Quantity,
    Value,
    ValueType,
    show,
)
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.instruments.quota.compiled import BOUNDS, ROUNDINGS, WHEN_NAMES, CompiledQuota
from xuanxian.policy.instruments.quota.rules import EVERYBODY, QuotaFacts, QuotaRule, known, unfit
from xuanxian.policy.instruments.saying import in_place, read_aloud
from xuanxian.policy.instruments.subjects import NamedValue, names_of
from xuanxian.policy.kinds import Fault, Instrument, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome

_GROUPS = {"team": "班子", "batch": "批次", "pool": "后备队伍"}
_NEEDED = {"at_least": "至少", "at_most": "至多", "exactly": "应为"}


class Quota(Instrument):
    """Shares and counts over the members of a group.

    Attributes:
        of: what the members form.
        values: values brought for each member besides the facts of a person.
        rules: the shares and counts.
    """

    KIND: ClassVar[str] = "quota"
    TITLE: ClassVar[str] = "结构比例"

    kind: Literal["quota"] = "quota"
    of: Literal["team", "batch", "pool"] = "team"
    values: dict[str, NamedValue] = {}
    rules: tuple[QuotaRule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _rules_differ(self) -> "Quota":
        ids = [rule.id for rule in self.rules]
        if len(set(ids)) != len(ids):
            raise ValueError("rules 中有相同的 id。")
        return self

    @cached_property
    def names(self) -> dict[str, ValueType]:
        """Every value a condition over a member may name."""
        return names_of("person", self.values)

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [
            each.text + (f"（{each.cite or self.cite}）" if each.cite or self.cite else "")
            for each in self.provisions()
            if each.part
        ]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a rule."""
        items = [
            Provision(self._sentence(rule), rule.cite, ("rules", rule.id), rule.note)
            for rule in self.rules
        ]
        return [Provision(f"{_GROUPS[self.of]}的构成应当符合下列要求："), *items]

    def _sentence(self, rule: QuotaRule) -> str:
        unit = "" if rule.share_of else "人"
        bounds = "，".join(
            f"{BOUNDS[name]}{in_place(text)}{unit}" for name, text in rule.bounds.items()
        )
        among = {"": "", EVERYBODY: "全体人员中，"}.get(rule.share_of)
        if among is None:
            among = f"{self._said(rule.share_of)}的人员中，"
        rounding = f"（人数{ROUNDINGS[rule.round]}）" if rule.round != "none" else ""
        when = f"{self._said(rule.when, WHEN_NAMES)}的，" if rule.when else ""
        until = f"，到{self._said(rule.until)}为止" if rule.until else ""
        usual = "一般要求" if rule.soft else ""
        return (
            f"{rule.label}：{when}{usual}{among}{self._said(rule.count)}的{bounds}{rounding}；"
            f"不符合的，{rule.verdict_of_breach.consequence}{until}。"
        )

    def _said(self, text: str, names: Mapping[str, ValueType] | None = None) -> str:
        return read_aloud(text, self.names if names is None else names)

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        stated = []
        for rule in self.rules:
            here = ("rules", rule.id)
            stated.append(StatedExpression((*here, "count"), rule.count, self.names))
            if rule.share_of and rule.share_of != EVERYBODY:
                stated.append(StatedExpression((*here, "share_of"), rule.share_of, self.names))
            if rule.when:
                stated.append(StatedExpression((*here, "when"), rule.when, WHEN_NAMES))
            if rule.until:
                stated.append(StatedExpression((*here, "until"), rule.until, {}, Kind.DATE))
            stated += [
                StatedExpression((*here, name), text, {}, Kind.NUMBER)
                for name, text in rule.bounds.items()
            ]
        return stated

    def faults(self, parameters: Mapping[str, Quantity]) -> Iterator[Fault]:
        """See `Instrument.faults`: shares over 100 %, bounds that exclude each other."""
        for rule in self.rules:
            try:
                bounds = {name: known(text, parameters) for name, text in rule.bounds.items()}
            except ExpressionFault:
                continue  # the checker of expressions words it
            for message in unfit(rule, bounds):
                yield Fault(("rules", rule.id), message + "。", "请改正界限或参数。")

    def compiled(self, parameters: Parameters) -> "CompiledQuota":
        """The quota with its parameters set, ready to judge.

        Raises:
            ExpressionFault: a rule does not fit the names or parameters.
        """
        return CompiledQuota(self, parameters)

    def decide(self, facts: QuotaFacts, parameters: Parameters) -> Outcome:
        """What the rules say of a group. Pure."""
        return self.compiled(parameters).decide(facts)

    def judged(self, given: Mapping[str, Any], parameters: Mapping[str, Value]) -> Outcome:
        """See `Instrument.judged`."""
        return self.decide(QuotaFacts.model_validate(dict(given)), parameters)

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`; besides, 人数 tells of each rule how many there are."""
        facts = QuotaFacts.model_validate(dict(given))
        compiled = self.compiled(parameters)
        figures = {
            rule.id: {
                "符合": standing.counted,
                "总数": standing.among,
                "不明": standing.unknown,
                **{_NEEDED[name]: show(value) for name, value in standing.needed.items()},
            }
            for rule, standing in compiled.standings(compiled.census(facts.members))
        }
        answer = answer_of(compiled.decide(facts))
        rules = {name.partition(".")[2]: verdict for name, verdict in answer["rules"].items()}
        return {**answer, "rules": rules, "人数": figures}
