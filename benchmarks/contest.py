"""What the benchmarks against peers share: taking turns, medians, tables."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence


def taking_turns(
    contenders: Mapping[str, Callable[[], object]], rounds: int = 5
) -> dict[str, float]:
    """Median seconds of each; who goes first changes every round, after one round to warm up."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    names = list(contenders)
    for turn in range(rounds + 1):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            began = time.perf_counter()
            contenders[name]()
            taken = time.perf_counter() - began
            if turn:
                times[name].append(taken)
    return {name: statistics.median(taken) for name, taken in times.items()}


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A Markdown table; every column but the first stands to the right."""
    print("| " + " | ".join(columns) + " |")
    print("|---" + "|---:" * (len(columns) - 1) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def shown(seconds: float) -> str:
    """Milliseconds with as many places as say something."""
    milliseconds = seconds * 1000
    if milliseconds >= 100:
        return f"{milliseconds:,.0f}"
    return f"{milliseconds:.1f}" if milliseconds >= 1 else f"{milliseconds:.3f}"
