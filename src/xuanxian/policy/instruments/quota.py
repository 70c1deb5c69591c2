"""The policy kind `quota`: how many, or what share, of a group has to be of a kind."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Literal

import polars as pl
from pydantic import Field, model_validator

from xuanxian.kernel.errors import Refusal
from xuanxian.policy import formulas
from xuanxian.policy.expressions import (
    Expression,
    ExpressionFault,
    Kind,
    Quantity,
    Value,
    ValueType,
    show,
)
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.instruments.columns import with_columns_for
from xuanxian.policy.instruments.saying import in_place, read_aloud
from xuanxian.policy.instruments.subjects import NamedValue, names_of, values_given
from xuanxian.policy.kinds import Fault, Instrument, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import ExactText, Expiring, Facts, Finding

EVERYBODY = "全体"
"""What `share_of` says where the denominator is every member."""

_GROUPS = {"team": "班子", "batch": "批次", "pool": "后备队伍"}
_BOUNDS = {"at_least": "不少于", "at_most": "不超过", "exactly": "等于"}
_ROUNDINGS = {"up": "进位取整", "down": "舍去尾数", "nearest": "四舍五入", "none": ""}


class QuotaRule(Expiring):
    """One share or count.

    Attributes:
        count: who is counted; a condition over one member.
        share_of: the denominator: 全体 or a condition over one member, of whom those who are
            counted are a share; "" where the bounds are numbers of people.
        at_least, at_most, exactly: the bounds: a share as `30%` or `1/3` with `share_of`, else a
            number of people; a number, `$name`, or a sum of these.
        round: how the number of people that a share asks for is rounded; `none` compares exactly.
        when: a condition over 人数, the number of all members.
    """

    count: str
    share_of: str = ""
    at_least: ExactText = ""
    at_most: ExactText = ""
    exactly: ExactText = ""
    round: Literal["up", "down", "nearest", "none"] = "none"

    @model_validator(mode="after")
    def _bounds_fit(self) -> "QuotaRule":
        if not self.bounds:
            raise ValueError("没有写 at_least、at_most 或 exactly")
        if self.exactly and len(self.bounds) > 1:
            raise ValueError("写了 exactly 就不要再写 at_least 和 at_most")
        if self.round != "none" and not self.share_of:
            raise ValueError("按人数的不用写 round；按比例的请写 share_of")
        for problem in _unfit(self, {name: _literal(text) for name, text in self.bounds.items()}):
            raise ValueError(problem)
        return self

    @property
    def bounds(self) -> dict[str, str]:
        """The bounds that are set, by their field."""
        stated = {"at_least": self.at_least, "at_most": self.at_most, "exactly": self.exactly}
        return {name: text for name, text in stated.items() if text}


class Member(Facts):
    """One member, or several alike.

    Attributes:
        name: what to call the member where something is unknown.
        values: facts and values brought, by name; what is missing is unknown.
        times: how many members are like this.
    """

    name: str = ""
    values: dict[str, Any] = {}
    times: int = Field(default=1, ge=0)


class QuotaFacts(Facts):
    """A group on a day.

    Attributes:
        members: everybody in it.
        as_of: the day; None where nothing expires.
    """

    members: tuple[Member, ...] = ()
    as_of: date | None = None


Census = Mapping[tuple[bool | None, bool | None], int]
"""Of how many members it is true, false or unknown (belongs to the denominator, is counted)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a group stands to one rule.

    Attributes:
        counted: members counted for certain.
        among: members of the denominator for certain.
        unknown: members of whom it is unknown and who could matter.
        needed: the bounds as numbers of people, by their field; {} where a parameter is open.
        met: whether the rule is kept; None where the unknown could decide it, or the line is open.
    """

    counted: int
    among: int
    unknown: int
    needed: Mapping[str, Fraction]
    met: bool | None


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
            f"{_BOUNDS[name]}{in_place(text)}{unit}" for name, text in rule.bounds.items()
        )
        among = {"": "", EVERYBODY: "全体人员中，"}.get(rule.share_of)
        if among is None:
            among = f"{self._said(rule.share_of)}的人员中，"
        rounding = f"（人数{_ROUNDINGS[rule.round]}）" if rule.round != "none" else ""
        when = f"{self._said(rule.when, _WHEN_NAMES)}的，" if rule.when else ""
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
                stated.append(StatedExpression((*here, "when"), rule.when, _WHEN_NAMES))
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
                bounds = {name: _known(text, parameters) for name, text in rule.bounds.items()}
            except ExpressionFault:
                continue  # the checker of expressions words it
            for message in _unfit(rule, bounds):
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


_WHEN_NAMES = {"人数": ValueType(Kind.NUMBER, unit="人")}
_NEEDED = {"at_least": "至少", "at_most": "至多", "exactly": "应为"}


class CompiledQuota:
    """A quota whose expressions are checked against names and parameters."""

    def __init__(self, quota: Quota, parameters: Parameters) -> None:
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
            yield rule, _standing(rule, census[rule.id], self._parameters)

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
        when = Expression.parse(rule.when, _WHEN_NAMES, self._parameters)
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
            return f"{_BOUNDS[bound]}{shown}人".replace("人人", "人")
        needed = standing.needed.get(bound)
        people = f"，即{show(needed)}人" if needed is not None else ""
        rounding = f"（{_ROUNDINGS[rule.round]}）" if people and rule.round != "none" else ""
        return f"{_BOUNDS[bound]}{shown}{people}{rounding}"

    def _expires(self, rule: QuotaRule) -> date | None:
        if not rule.until:
            return None
        last = Expression.parse(rule.until, {}, self._parameters).evaluate({})
        return last + timedelta(days=1) if isinstance(last, date) else None


# -- counting with unknowns


def _standing(rule: QuotaRule, census: Census, parameters: Mapping[str, Quantity]) -> Standing:
    counted = census.get((True, True), 0)
    among = sum(census.get((True, each), 0) for each in (True, False, None))
    bounds = {name: _known(text, parameters) for name, text in rule.bounds.items()}
    if not rule.share_of:
        # A count has no denominator of its own: everybody is in it.
        spread = _Spread(census.get((True, None), 0), 0, 0, 0)
    else:
        spread = _Spread(
            census.get((True, None), 0),
            census.get((None, True), 0),
            census.get((None, False), 0),
            census.get((None, None), 0),
        )
    if any(value is None for value in bounds.values()):
        return Standing(counted, among, spread.total, {}, None)
    lines = {name: value for name, value in bounds.items() if value is not None}
    needed = {name: _people(rule, value, among) for name, value in lines.items()}
    answers: set[bool] = set()
    for more, least, most in spread.reachable():
        lowest, highest = Fraction(0), None
        for name, value in lines.items():
            people = _people(rule, value, among + more)
            if name in {"at_least", "exactly"}:
                lowest = people
            if name in {"at_most", "exactly"}:
                highest = people
        answers |= _answers(counted + least, counted + most, lowest, highest)
    met = answers.pop() if len(answers) == 1 else None
    return Standing(counted, among, spread.total, needed, met)


@dataclass(frozen=True, slots=True)
class _Spread:
    """Unknown members: those of the denominator, and those who may be counted, not, or either."""

    inside: int
    outside_counted: int
    outside_not: int
    outside_either: int

    @property
    def total(self) -> int:
        return self.inside + self.outside_counted + self.outside_not + self.outside_either

    def reachable(self) -> Iterator[tuple[int, int, int]]:
        """How many more may be in the denominator, with the least and most more then counted."""
        outside = self.outside_counted + self.outside_not + self.outside_either
        for more in range(outside + 1):
            least = max(0, more - self.outside_not - self.outside_either)
            most = self.inside + min(more, self.outside_counted + self.outside_either)
            yield more, least, most


def _answers(least: int, most: int, lowest: Fraction, highest: Fraction | None) -> set[bool]:
    """Whether the rule is kept for some, and broken for some, of the numbers `least` to `most`."""
    first = max(least, math.ceil(lowest))
    last = most if highest is None else min(most, math.floor(highest))
    kept = max(0, last - first + 1)
    return ({True} if kept else set()) | ({False} if kept < most - least + 1 else set())


def _people(rule: QuotaRule, bound: Fraction, among: int) -> Fraction:
    """The number of people a bound asks for."""
    if not rule.share_of:
        return bound
    exact = bound * among
    match rule.round:
        case "up":
            return Fraction(math.ceil(exact))
        case "down":
            return Fraction(math.floor(exact))
        case "nearest":
            return Fraction(math.floor(exact + Fraction(1, 2)))
    return exact


def _known(text: str, parameters: Mapping[str, Quantity]) -> Fraction | None:
    value = Expression.parse(text, {}, parameters, expect=Kind.NUMBER).evaluate({})
    return value if isinstance(value, Fraction) else None


def _literal(text: str) -> Fraction | None:
    """The number, where no parameter is needed to tell; faults are for the checker to word."""
    try:
        return formulas.exact(text, {})
    except Refusal:
        return None


def _unfit(rule: QuotaRule, bounds: Mapping[str, Fraction | None]) -> Iterator[str]:
    """What is wrong with bounds whose values are known, in Chinese, without a full stop."""
    for name, value in bounds.items():
        if value is None:
            continue
        if rule.share_of and not 0 <= value <= 1:
            yield f"{name} 是比例，应当在 0 到 100% 之间，写的是 {show(value)}"
        elif not rule.share_of and (value < 0 or value.denominator != 1):
            yield f"{name} 是人数，应当是不小于零的整数；如果是比例，请用 share_of 写明占什么的比例"
    low, high = bounds.get("at_least"), bounds.get("at_most")
    if low is not None and high is not None and low > high:
        yield "自相矛盾：at_least 大于 at_most，没有人能符合"
