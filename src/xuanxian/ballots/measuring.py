"""Measures and ranks, from counts by class and the weights of the classes. Pure and exact."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from xuanxian.ballots.instruments import DENOMINATORS, Ballot
from xuanxian.policy.formulas import Formula, Parameters

Values = Mapping[str, Fraction | None]
Measures = dict[str, Fraction | None]


def measure_rules(ballot: Ballot, parameters: Parameters) -> dict[str, Formula]:
    """The measures, read; each may name those before it.

    Raises:
        Refusal: one cannot be read, or uses an open parameter.
    """
    names = [*DENOMINATORS, *ballot.counted]
    rules = {}
    for name, text in ballot.measures.items():
        rules[name] = Formula(text, names, parameters)
        names.append(name)
    return rules


def passing_rule(ballot: Ballot, parameters: Parameters, text: str = "") -> Formula | None:
    """`text`, or the instrument's own `passes`, read; None when there is nothing to pass.

    Raises:
        Refusal: it cannot be read, or uses an open parameter.
    """
    condition = text or ballot.passes
    if not condition:
        return None
    names = (*DENOMINATORS, *ballot.counted, *ballot.measures)
    return Formula(condition, names, parameters)


def evaluate(rules: Mapping[str, Formula], values: Values) -> Measures:
    """Every measure over `values`."""
    known = dict(values)
    measures: Measures = {}
    for name, rule in rules.items():
        measures[name] = known[name] = rule.number(known)
    return measures


def measure(
    ballot: Ballot,
    of_class: Mapping[str, Mapping[str, int]],
    weights: Mapping[str, Fraction],
    rules: Mapping[str, Formula],
    rates: Mapping[str, Values] | None = None,
) -> tuple[Measures, Values]:
    """The measures of one subject, and all values that `passes` may name.

    Args:
        ballot: the instrument; how it weighs stands there.
        of_class: class → denominators and what was counted for the subject.
        weights: class → weight.
        rules: as `measure_rules` reads them.
        rates: `within_classes` of the same, where it is known already.
    """
    keys = (*DENOMINATORS, *ballot.counted)
    if ballot.weighting == "ballots":
        values: Measures = {
            key: sum((weights[name] * each[key] for name, each in of_class.items()), Fraction(0))
            for key in keys
        }
        measures = evaluate(rules, values)
        return measures, {**values, **measures}
    total: Measures = dict.fromkeys(rules, Fraction(0))
    for name, each in (rates or within_classes(of_class, rules)).items():
        for rate, value in each.items():
            before = total[rate]
            total[rate] = (
                None if value is None or before is None else before + weights[name] * value
            )
    return total, {**_exact(pooled(of_class.values())), **total}


def within_classes(
    of_class: Mapping[str, Mapping[str, int]], rules: Mapping[str, Formula]
) -> dict[str, Measures]:
    """The measures within each class; one nobody belongs to has none, and adds nothing."""
    return {name: evaluate(rules, _exact(each)) for name, each in of_class.items() if each["应到"]}


def unweighted(of_class: Mapping[str, Mapping[str, int]], rules: Mapping[str, Formula]) -> Measures:
    """The measures as if every ballot weighed the same."""
    return evaluate(rules, _exact(pooled(of_class.values())))


def pooled(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Several classes taken for one."""
    total: dict[str, int] = {}
    for each in counts:
        for key, number in each.items():
            total[key] = total.get(key, 0) + number
    return total


def ranks(ballot: Ballot, measured: Sequence[Values]) -> list[int | None]:
    """The rank of each subject: equal ones share theirs, the next counts those before it."""
    if not ballot.rank_by:
        return [None] * len(measured)
    keys: list[tuple[Fraction, ...] | None] = []
    for measures in measured:
        values = [measures[name] for name in (ballot.rank_by, *ballot.tie_break)]
        keys.append(
            None if None in values else tuple(value for value in values if value is not None)
        )
    return [
        None if key is None else 1 + sum(other is not None and other > key for other in keys)
        for key in keys
    ]


def _exact(values: Mapping[str, int]) -> dict[str, Fraction]:
    return {key: Fraction(number) for key, number in values.items()}
