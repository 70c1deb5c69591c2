"""Measures and ranks, from counts by class and the weights of the classes. Pure and exact."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from xuanxian.ballots.instruments import DENOMINATORS, Ballot
from xuanxian.policy.formulas import Formula, Parameters

Values = Mapping[str, Fraction | None]
Counted = Mapping[str, Fraction | int | None]
"""What a measure may name: numbers counted, whole or weighted, and measures before it."""
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


def evaluate(rules: Mapping[str, Formula], values: Counted) -> Measures:
    """Every measure over `values`."""
    known: dict[str, Fraction | int | None] = dict(values)
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
) -> tuple[Measures, Counted]:
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
    return total, {**pooled(of_class.values()), **total}


def within_classes(
    of_class: Mapping[str, Mapping[str, int]], rules: Mapping[str, Formula]
) -> dict[str, Measures]:
    """The measures within each class; one nobody belongs to has none, and adds nothing."""
    return {name: evaluate(rules, each) for name, each in of_class.items() if each["应到"]}


def unweighted(of_class: Mapping[str, Mapping[str, int]], rules: Mapping[str, Formula]) -> Measures:
    """The measures as if every ballot weighed the same."""
    return evaluate(rules, pooled(of_class.values()))


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
    keys = [_rank_key(ballot, measures) for measures in measured]
    ordered = sorted((key for key in keys if key is not None), reverse=True)
    first: dict[tuple[Fraction, ...], int] = {}
    for before, key in enumerate(ordered):
        first.setdefault(key, before + 1)
    return [None if key is None else first[key] for key in keys]


def _rank_key(ballot: Ballot, measures: Values) -> tuple[Fraction, ...] | None:
    values = [measures[name] for name in (ballot.rank_by, *ballot.tie_break)]
    known = tuple(value for value in values if value is not None)
    return known if len(known) == len(values) else None
