"""冲突: where two policies in force for the same unit say different things of one matter. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xuanxian.policy.expressions import Expression, ExpressionFault
from xuanxian.policy.instruments import Criteria, Rule
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.schema import Policy


@dataclass(frozen=True)
class Clash:
    """One matter on which two policies differ.

    Attributes:
        matter: what it is about, in Chinese.
        first, second: what each of the two says of it.
    """

    matter: str
    first: str
    second: str


def clashes(first: Policy, second: Policy) -> tuple[Clash, ...]:
    """The matters on which two policies, both with their parameters set, differ.

    A policy does not clash with what it extends: it stands in its place; nor with one that is about
    others (`Policy.about`). Between the rest there are three ways to clash: each has a procedure of
    its own, though a case can follow only one; each has an instrument of one kind and id that says
    something else; rules of criteria ask the same facts of the same people for other values.
    """
    if first.id == second.id or first.id in second.lineage or second.id in first.lineage:
        return ()
    if first.about and second.about and not set(first.about) & set(second.about):
        return ()
    found = [*_of_instruments(first, second), *_of_rules(first, second)]
    return tuple(dict.fromkeys(found))


def _of_instruments(first: Policy, second: Policy) -> Iterator[Clash]:
    for one in first.instruments:
        for other in second.instruments:
            if one.kind != other.kind or isinstance(one, Criteria):
                continue
            said, others = first.explain(one), second.explain(other)
            if one.kind == _PROCEDURE or (one.id == other.id and said != others):
                yield Clash(one.TITLE, _told(one, said, others), _told(other, others, said))


_PROCEDURE = "procedure"
"""The kind of which a case follows exactly one."""


def _told(instrument: Instrument, said: Sequence[str], others: Sequence[str]) -> str:
    """The title of `instrument` and the paragraphs of it that the other one does not have."""
    own = [paragraph for paragraph in said if paragraph not in others]
    return f"{instrument.title or instrument.TITLE}：{''.join(own) or '没有这项规定。'}"


def _of_rules(first: Policy, second: Policy) -> Iterator[Clash]:
    one, other = _rules_by_question(first), _rules_by_question(second)
    for asks, rules in one.items():
        said = dict.fromkeys(rule.said for rule in rules)
        others = dict.fromkeys(rule.said for rule in other.get(asks, ()))
        if others and set(said) != set(others):
            yield Clash(rules[0].label, "；".join(said), "；".join(others))


_Question = tuple[str, str, frozenset[str]]
"""Whom a rule asks, where it applies, and for which facts."""


@dataclass(frozen=True)
class _Rule:
    """A rule as it can be compared: what it asks, and what it says."""

    asks: _Question
    label: str
    said: str


def _rules_by_question(policy: Policy) -> dict[_Question, list[_Rule]]:
    found: dict[_Question, list[_Rule]] = {}
    for criteria in policy.instruments:
        if not isinstance(criteria, Criteria):
            continue
        for rule in criteria.rules:
            compared = _rule(policy, criteria, rule)
            if compared is not None:
                found.setdefault(compared.asks, []).append(compared)
    return found


def _rule(policy: Policy, criteria: Criteria, rule: Rule) -> _Rule | None:
    try:
        condition = Expression.parse(rule.rule, criteria.names, policy.quantities)
        when = (
            Expression.parse(rule.when, criteria.names, policy.quantities).spoken()
            if rule.when
            else ""
        )
    except ExpressionFault:
        return None
    if not condition.names:
        return None
    asks = (criteria.of, when, frozenset(condition.names))
    soft = "（一般）" if rule.soft else ""
    return _Rule(asks, rule.label, f"{condition.spoken()}{soft}")
