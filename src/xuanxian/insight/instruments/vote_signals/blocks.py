"""From pairs of people named together to the groups they make. Pure."""

from collections.abc import Callable, Iterable

Pair = tuple[str, str]


def groups_of(
    pairs: Iterable[Pair], is_block: Callable[[frozenset[str]], bool]
) -> list[tuple[str, ...]]:
    """The largest groups of whom every two are linked and which are a block as a whole.

    Where a group of which every two are linked is no block as a whole, the pairs in it stand by
    themselves.

    Args:
        pairs: two people linked; each pair is a block already.
        is_block: whether enough ballots name a whole group.
    """
    links: dict[str, set[str]] = {}
    known = {frozenset(pair) for pair in pairs}
    for one, other in (tuple(pair) for pair in known):
        links.setdefault(one, set()).add(other)
        links.setdefault(other, set()).add(one)
    groups = [group for group in _all_linked(links) if len(group) > 2 and is_block(group)]
    covered = {pair for pair in known for group in groups if pair <= group}
    return sorted(tuple(sorted(group)) for group in (*groups, *(known - covered)))


def _all_linked(links: dict[str, set[str]]) -> list[frozenset[str]]:
    """The largest groups of whom every two are linked (Bron and Kerbosch, with a pivot)."""
    found: list[frozenset[str]] = []

    def extend(group: set[str], candidates: set[str], done: set[str]) -> None:
        if not candidates and not done:
            found.append(frozenset(group))
            return
        pivot = max(candidates | done, key=lambda each: (len(links[each] & candidates), each))
        for each in sorted(candidates - links[pivot]):
            extend(group | {each}, candidates & links[each], done & links[each])
            candidates = candidates - {each}
            done = done | {each}

    extend(set(), set(links), set())
    return found
