"""How far a doing has come, whatever the unknown may turn out to be."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import comb, prod

from xuanxian.policy.expressions import Kind, Value, ValueType, number
from xuanxian.policy.instruments.schedule.standing import Standing, State

COUNTS = {
    "应办": number("人"),
    "已办": number("人"),
    "到期": number("人"),
    "逾期": number("人"),
    "不明": number("人"),
    "覆盖率": ValueType(Kind.NUMBER),
}
_MOST_WAYS = 5000
"""Ways in which the unknown may turn out that are tried out one by one."""


def counts_of(states: Mapping[tuple[State, bool], int]) -> dict[str, Value]:
    """The figures a rule may name, of so many subjects in each state and covered or not."""

    def of(*wanted: State) -> Fraction:
        return Fraction(sum(many for (state, _), many in states.items() if state in wanted))

    concerned = Fraction(sum(many for (state, _), many in states.items() if state != State.EXEMPT))
    covered = Fraction(
        sum(many for (state, done), many in states.items() if done and state != State.EXEMPT)
    )
    return {
        "应办": concerned,
        "已办": covered,
        "到期": of(State.DUE),
        "逾期": of(State.OVERDUE),
        "不明": of(State.UNKNOWN),
        "覆盖率": covered / concerned if concerned else None,
    }


def ways_of(standings: Iterable[Standing]) -> Iterator[dict[str, Value]]:
    """The figures for every way the unknown may turn out; none where there are too many ways."""
    known: Counter[tuple[State, bool]] = Counter()
    unknown: Counter[tuple[tuple[State, bool], ...]] = Counter()
    for each in standings:
        if each.state is not State.UNKNOWN:
            known[each.state, each.covered] += 1
            continue
        dated = (
            [(State.OPEN, False), (State.OVERDUE, False), (State.DUE, False)]
            if each.dated is State.UNKNOWN
            else [(each.dated, each.covered)]
        )
        outside = [(State.EXEMPT, False)] if each.belongs is None else []
        unknown[tuple(dated + outside)] += 1
    shared = [(many, len(outcomes)) for outcomes, many in unknown.items()]
    if prod(comb(many + parts - 1, parts - 1) for many, parts in shared) > _MOST_WAYS:
        return
    for chosen in product(*(_splits(many, parts) for many, parts in shared)):
        states = Counter(known)
        for outcomes, numbers in zip(unknown, chosen, strict=True):
            for outcome, many in zip(outcomes, numbers, strict=True):
                states[outcome] += many
        yield counts_of(states) | {"不明": Fraction(unknown.total())}


def _splits(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to share `total` among `parts`."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _splits(total - first, parts - 1):
            yield (first, *rest)
