"""The facts of a person as the names and types expressions may use."""

from functools import cache

from xuanxian.facts.definitions import FACTS, FactDefinition, FactKind
from xuanxian.policy.expressions.values import BOOLEAN, DATE, Kind, ValueType, number, ordered


@cache
def fact_types() -> dict[str, ValueType]:
    """Every fact of a person by name."""
    return {name: type_of_fact(fact) for name, fact in FACTS.items()}


def type_of_fact(fact: FactDefinition) -> ValueType:
    """The type of one fact."""
    match fact.kind:
        case FactKind.INTEGER:
            return number(fact.unit)
        case FactKind.BOOLEAN:
            return BOOLEAN
        case FactKind.DATE:
            return DATE
        case FactKind.CODE:
            return ordered(fact.levels)
        case FactKind.TEXT:
            return ValueType(Kind.TEXT, levels=fact.choices)
