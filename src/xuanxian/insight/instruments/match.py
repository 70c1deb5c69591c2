"""The policy kind `match`: which people fit which posts, and why, in both directions. Pure.

There is no score that decides. What must be met says who is considered; what is wished for orders
those who are, by the weight of wishes met, and every one of them is named. Equals stay equal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.policy.expressions import Kind, Value, ValueType
from xuanxian.policy.fact_names import fact_types
from xuanxian.policy.formulas import Formula
from xuanxian.policy.formulas import exact as exact_number
from xuanxian.policy.inner_rules import InnerRules, renamed
from xuanxian.policy.instruments.criteria import CompiledCriteria, Rule
from xuanxian.policy.instruments.saying import in_place, read_aloud
from xuanxian.policy.instruments.subjects import NamedValue, names_of, values_given
from xuanxian.policy.kinds import Instrument, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Reason, Verdict
from xuanxian.policy.parts import ExactText, Facts, Finding, Parameters, Part

Standing = Literal["in", "unknown", "out"]

STANDINGS: dict[str, str] = {"in": "入围", "unknown": "待核", "out": "未入围"}


class Wish(Part):
    """What speaks for a person, without being required.

    Attributes:
        rule: condition over person and post.
        weight: what it weighs among the wishes.
    """

    id: str
    label: str
    rule: str
    weight: ExactText = "1"
    cite: str = ""


class MatchFacts(Facts):
    """One person before one post, by name → value."""

    person: Mapping[str, Any] = {}
    post: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Fit:
    """How one person fits one post.

    Attributes:
        standing: considered; not yet known; not considered.
        reasons: of everything that must be met.
        met, unmet, unknown: labels of the wishes.
        weight: of the wishes met, of all of them; of those unknown.
    """

    standing: Standing
    reasons: tuple[Reason, ...]
    met: tuple[str, ...]
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]
    weight: Fraction
    weight_unknown: Fraction
    weight_of_all: Fraction

    @property
    def missed(self) -> tuple[str, ...]:
        """Labels of what must be met and is not."""
        return tuple(each.label for each in self.reasons if each.verdict is Verdict.BAR)

    @property
    def unclear(self) -> tuple[str, ...]:
        """Labels of what must be met and cannot be told."""
        return tuple(each.label for each in self.reasons if each.verdict is Verdict.HOLD)


@dataclass(frozen=True)
class Slate:
    """Who is considered for one post.

    Attributes:
        ranked: groups of equals, first those who meet most of what is wished for.
        unknown: those of whom something that must be met is unknown.
        out: those who miss something.
        nearest: of those out, the ones who miss least.
        fits: everybody's fit.
    """

    ranked: tuple[tuple[str, ...], ...]
    unknown: tuple[str, ...]
    out: tuple[str, ...]
    nearest: tuple[str, ...]
    fits: Mapping[str, Fit]


class Match(Instrument):
    """Requirements of posts against people.

    Attributes:
        values: what a person brings besides the facts.
        post_values: what a post brings besides its facts.
        must: what has to be met; a rule with `else: hold` asks for a look before it decides.
        wishes: what is wished for.
        effect: always `advises`.
    """

    KIND = "match"
    TITLE = "人岗匹配"

    kind: Literal["match"] = "match"
    values: dict[str, NamedValue] = {}
    post_values: dict[str, NamedValue] = {}
    must: tuple[Rule, ...] = Field(min_length=1)
    wishes: tuple[Wish, ...] = ()
    effect: Literal["advises"] = "advises"

    @model_validator(mode="after")
    def _parts_fit(self) -> "Match":
        ids = [rule.id for rule in self.must] + [wish.id for wish in self.wishes]
        if len(set(ids)) != len(ids):
            raise ValueError("must 和 wishes 中有相同的 id，请改正。")
        if both := sorted(set(self.values) & set(self.post_values)):
            raise ValueError(f"“{both[0]}”在 values 和 post_values 中都有，请改名分开。")
        return self

    @cached_property
    def names(self) -> dict[str, ValueType]:
        """What conditions may name; a fact of the person goes before one of the post."""
        return {**self._post_names, **names_of("person", self.values)}

    @cached_property
    def _post_names(self) -> dict[str, ValueType]:
        return names_of("post", self.post_values)

    @cached_property
    def _rules(self) -> InnerRules:
        person = names_of("person", self.values)
        of_post = {
            name: _declared(known)
            for name, known in fact_types("post").items()
            if name not in person
        }
        declared = {**of_post, **self.post_values, **self.values}
        return InnerRules(self.must, declared, ("must",), cite=self.cite)

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        wishes = [
            StatedExpression(("wishes", each.id, "rule"), each.rule, self.names)
            for each in self.wishes
        ]
        weights = [
            StatedExpression(("wishes", each.id, "weight"), each.weight, {}, Kind.NUMBER)
            for each in self.wishes
        ]
        return [*self._rules.expressions(), *wishes, *weights]

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        said = [Provision("列入比选的人选，应当符合下列条件：")]
        said += self._rules.provisions()
        if self.wishes:
            said.append(Provision("列入比选的，按符合下列优先条件的多少排列："))
            alike = len({each.weight for each in self.wishes}) == 1
            for each in self.wishes:
                rule = read_aloud(each.rule, self.names)
                weight = "" if alike else f"；分量{in_place(each.weight)}"
                text = f"{each.label}：{rule}{weight}。"
                said.append(Provision(text, each.cite, ("wishes", each.id)))
        said.append(
            Provision(
                "既可由职位找人，也可由人找职位。逐人写明入围和未入围的理由，条件不明的列为待核，"
                "未入围的列出相差最少的；符合同样多的并列。结果只供动议参考，不以分取人。"
            )
        )
        return said

    def ready(self, parameters: Parameters) -> "ReadyMatch":
        """The match with its parameters set, for many people and posts.

        Raises:
            ExpressionFault: a condition does not fit the names or parameters.
        """
        return ReadyMatch(self, self._rules.compiled(parameters), parameters)

    def decide(self, facts: MatchFacts, parameters: Parameters) -> Outcome:
        """How one person fits one post; a wish not met flags."""
        ready = self.ready(parameters)
        fit = ready.fit(self.person_values(facts.person), self.post_values_of(facts.post))
        finding = Finding(self)
        for wish in self.wishes:
            if wish.label in fit.met:
                finding.met(wish.id, wish.label, f"符合优先条件“{wish.label}”。", cite=wish.cite)
            else:
                said = "情况不明，请核实" if wish.label in fit.unknown else "不符合"
                finding.add(
                    wish.id,
                    Verdict.FLAG,
                    wish.label,
                    f"优先条件“{wish.label}”{said}，不影响入围。",
                    cite=wish.cite,
                )
        return Outcome.of([*fit.reasons, *finding])

    def person_values(self, given: Mapping[str, Any]) -> dict[str, Value]:
        """A person's values as conditions take them.

        Raises:
            ValueError: a value nobody declared, or of another type; in Chinese.
        """
        return values_given(given, names_of("person", self.values))

    def post_values_of(self, given: Mapping[str, Any]) -> dict[str, Value]:
        """A post's values as conditions take them; see `person_values`."""
        return values_given(given, self._post_names)

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """What the match answers to a case.

        `given` holds one `person` and `post`, or `people` and `posts`, each name → values.
        """
        if "people" not in given:
            facts = MatchFacts.model_validate(dict(given))
            fit = self.ready(parameters).fit(
                self.person_values(facts.person), self.post_values_of(facts.post)
            )
            return {**answer_of(self.decide(facts, parameters)), **_said_of(fit)}
        people = {name: self.person_values(one) for name, one in given["people"].items()}
        posts = {
            name: self.post_values_of(one or {})
            for name, one in (given.get("posts") or {"本职位": {}}).items()
        }
        slates = {
            post: self.ready(parameters).slate(people, values) for post, values in posts.items()
        }
        return {
            "按职位": {
                post: {
                    "入围": [name for group in slate.ranked for name in group],
                    "并列": [list(group) for group in slate.ranked if len(group) > 1],
                    "待核": {name: list(slate.fits[name].unclear) for name in slate.unknown},
                    "未入围": {name: list(slate.fits[name].missed) for name in slate.out},
                    "最接近": list(slate.nearest),
                }
                for post, slate in slates.items()
            },
            "按人": {
                name: [post for post, slate in slates.items() if slate.fits[name].standing == "in"]
                for name in people
            },
        }


class ReadyMatch:
    """A match whose conditions are read once."""

    def __init__(self, match: Match, rules: CompiledCriteria, parameters: Parameters) -> None:
        self._match = match
        self._rules = rules
        self._wishes = [
            (
                wish,
                Formula(wish.rule, match.names, parameters, expect=Kind.BOOLEAN),
                exact_number(wish.weight, parameters),
            )
            for wish in match.wishes
        ]

    def fit(self, person: Mapping[str, Value], post: Mapping[str, Value]) -> Fit:
        """How a person fits a post."""
        values = {**post, **person}
        reasons = renamed(self._match.id, self._rules.decide(values))
        verdicts = {each.verdict for each in reasons}
        standing: Standing = "in"
        if Verdict.BAR in verdicts:
            standing = "out"
        elif Verdict.HOLD in verdicts:
            standing = "unknown"
        found: dict[bool | None, list[tuple[str, Fraction]]] = {True: [], False: [], None: []}
        for wish, formula, weight in self._wishes:
            found[formula.holds(values)].append((wish.label, weight))
        return Fit(
            standing=standing,
            reasons=reasons,
            met=tuple(label for label, _ in found[True]),
            unmet=tuple(label for label, _ in found[False]),
            unknown=tuple(label for label, _ in found[None]),
            weight=_weight(found[True]),
            weight_unknown=_weight(found[None]),
            weight_of_all=sum((weight for _, _, weight in self._wishes), Fraction()),
        )

    def slate(self, people: Mapping[str, Mapping[str, Value]], post: Mapping[str, Value]) -> Slate:
        """Everybody's fit to one post; the order of `people` is kept among equals."""
        fits = {name: self.fit(values, post) for name, values in people.items()}
        equals: dict[Fraction, list[str]] = {}
        for name, fit in fits.items():
            if fit.standing == "in":
                equals.setdefault(fit.weight, []).append(name)
        out = [name for name, fit in fits.items() if fit.standing == "out"]
        fewest = min((len(fits[name].missed) for name in out), default=0)
        return Slate(
            ranked=tuple(tuple(equals[weight]) for weight in sorted(equals, reverse=True)),
            unknown=tuple(name for name, fit in fits.items() if fit.standing == "unknown"),
            out=tuple(out),
            nearest=tuple(name for name in out if len(fits[name].missed) == fewest),
            fits=fits,
        )


def _declared(known: ValueType) -> NamedValue:
    """A fact of a post as a value that the match declares."""
    if known.kind is Kind.ORDERED:
        return NamedValue(type="text", choices=known.levels, ordered=True)
    kinds: dict[Kind, Literal["number", "boolean", "date"]] = {
        Kind.NUMBER: "number",
        Kind.BOOLEAN: "boolean",
        Kind.DATE: "date",
    }
    choices = known.levels if known.kind is Kind.TEXT else ()
    return NamedValue(type=kinds.get(known.kind, "text"), unit=known.unit, choices=choices)


def _weight(wishes: Sequence[tuple[str, Fraction]]) -> Fraction:
    return sum((weight for _, weight in wishes), Fraction())


def _said_of(fit: Fit) -> dict[str, Any]:
    return {
        "结论": STANDINGS[fit.standing],
        "优先条件": {"符合": list(fit.met), "不符合": list(fit.unmet), "不明": list(fit.unknown)},
        "分量": fit.weight,
        "分量最多": fit.weight + fit.weight_unknown,
        "总分量": fit.weight_of_all,
        "未达": list(fit.missed),
        "待核": list(fit.unclear),
    }
