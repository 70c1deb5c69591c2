"""The facts of a subject as the names and types expressions may use."""

from functools import cache

from xuanxian.facts.definitions import FactDefinition, FactKind, Subject, facts_of
from xuanxian.policy.expressions.values import BOOLEAN, DATE, Kind, ValueType, number, ordered


@cache
def fact_types(subject: Subject | str = Subject.PERSON) -> dict[str, ValueType]:
    """Every fact about a person, post, unit or team by name.

    Raises:
        ValueError: there is no such subject.
    """
    return {name: type_of_fact(fact) for name, fact in facts_of(subject).items()}


def type_of_fact(fact: FactDefinition) -> ValueType:
    """The type of one fact."""
    match fact.kind:
        case FactKind.INTEGER | FactKind.FRACTION:
            return number(fact.unit)
        case FactKind.BOOLEAN:
            return BOOLEAN
        case FactKind.DATE:
            return DATE
        case FactKind.CODE:
            return ordered(fact.levels)
        case FactKind.TEXT:
            return ValueType(Kind.TEXT, levels=fact.choices)
