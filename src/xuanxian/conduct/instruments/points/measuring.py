"""The measures of a points account: over the whole of it, round by round, and their mean. Pure."""

from collections.abc import Mapping
from datetime import date
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
    """The rounds (次) of the period somebody took part in: those named, or with an entry."""
    statement = points.statement(facts, parameters)
    touched = (line.entry.round for line in statement.lines if line.is_open or not line.why_not)
    named = (name for name in facts.rounds if _is_due(name, facts, statement.period))
    return tuple(dict.fromkeys([*named, *touched]))


def _is_due(name: str, facts: AccountFacts, period: tuple[date, date] | None) -> bool:
    """Whether a named round has been held, and in the period."""
    days = [each.on for each in facts.events if each.round == name and each.on]
    on = facts.rounds[name].on or min(days, default=None)
    if on is None or facts.as_of is None:
        return True
    return on <= facts.as_of and (period is None or on >= period[0])


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
        known = facts.rounds.get(each)
        brought = values_given(known.values, declared) if known else {}
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
