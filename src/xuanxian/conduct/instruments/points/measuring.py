"""The measures of a points account: over the whole of it, round by round, and their mean. Pure."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from xuanxian.conduct.instruments.points.facts import AccountFacts
from xuanxian.conduct.instruments.points.terms import FIGURES, Measure
from xuanxian.policy.expressions import NUMBER, Expression, Kind, Value
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.instruments.subjects import names_of, values_given

if TYPE_CHECKING:
    from xuanxian.conduct.instruments.points.kind import Points

Measured = Fraction | None | dict[str, Fraction | None]
"""A measure's figure, None where it cannot be known; of several rounds, round → figure."""


def measured(points: "Points", facts: AccountFacts, parameters: Parameters) -> dict[str, Measured]:
    """Every measure by its name; one computed by round answers round → figure if several."""
    by_round = {
        name: _by_round(points, measure, facts, parameters)
        for name, measure in points.measures.items()
        if measure.per_round
    }
    found: dict[str, Measured] = {}
    for name, measure in points.measures.items():
        if measure.per_round:
            rounds = by_round[name]
            found[name] = next(iter(rounds.values()), None) if len(rounds) < 2 else rounds
        elif measure.average_of:
            found[name] = _mean(by_round[measure.average_of])
        else:
            state = points.statement(facts, parameters)
            figures = None if state.open_lines else state.figures
            found[name] = _figure(points, measure, figures, parameters)
    return found


def rounds_of(points: "Points", facts: AccountFacts, parameters: Parameters) -> tuple[str, ...]:
    """The rounds (次) somebody took part in: those named, and those that brought an entry."""
    lines = points.statement(facts, parameters).lines
    touched = (line.entry.round for line in lines if line.is_open or not line.why_not)
    return tuple(dict.fromkeys([*facts.rounds, *touched]))


def _mean(rounds: Mapping[str, Fraction | None]) -> Fraction | None:
    """The mean; one round whose figure nobody knows leaves it unknown, too."""
    figures = list(rounds.values())
    certain = [each for each in figures if each is not None]
    if not certain or len(certain) < len(figures):
        return None
    return sum(certain, Fraction(0)) / len(certain)


def _by_round(
    points: "Points", measure: Measure, facts: AccountFacts, parameters: Parameters
) -> dict[str, Fraction | None]:
    book = points.book(parameters)
    declared = names_of("case", points.values)
    found = {}
    for each in rounds_of(points, facts, parameters):
        entries = [entry for entry in facts.events if entry.round == each]
        state = book.state(entries, facts.as_of, Fraction(0))
        brought = values_given(facts.rounds.get(each, {}), declared)
        figures = None if state.open_lines else {**state.figures, **brought}
        found[each] = _figure(points, measure, figures, parameters)
    return found


def _figure(
    points: "Points",
    measure: Measure,
    figures: Mapping[str, Value] | None,
    parameters: Parameters,
) -> Fraction | None:
    """The measure over `figures`; None where they, or what it needs of them, are not certain."""
    if figures is None:
        return None
    names = {**dict.fromkeys(FIGURES, NUMBER), **names_of("case", points.values)}
    expression = Expression.parse(measure.value, names, parameters, expect=Kind.NUMBER)
    value = expression.evaluate(figures)
    return value if isinstance(value, Fraction) else None
