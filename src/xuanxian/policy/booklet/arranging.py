"""Which chapter of the written document each instrument stands in. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xuanxian.policy.kinds import Instrument
from xuanxian.policy.schema import Policy

Group = tuple[str, tuple[Instrument, ...]]
"""Title of a chapter and its instruments."""

_CONDITIONS = "条件和资格"
_OTHERS = "其他规定"


def arranged(policy: Policy) -> list[Group]:
    """The instruments of `policy` by chapter, in reading order.

    Where an instrument puts stages in order, the conditions come first, then the order, then a
    chapter a stage with what it asks and what that refers to, then the rest. Otherwise every
    instrument is a chapter.
    """
    ordering = next((each for each in policy.instruments if each.course()), None)
    if ordering is None:
        return [(each.title or each.TITLE, (each,)) for each in policy.instruments]
    placed: set[str] = set()
    by_id = {each.id: each for each in policy.instruments}
    contents = {
        str(each.get("id")): each for each in policy.content.get("instruments") or () if each
    }

    def take(chosen: Sequence[Instrument]) -> tuple[Instrument, ...]:
        placed.update(each.id for each in chosen)
        return tuple(chosen)

    groups: list[Group] = []
    if conditions := take(policy.of_kind("criteria")):
        groups.append((_CONDITIONS, conditions))
    groups.append((ordering.title or ordering.TITLE, take((ordering,))))
    for title, asked in ordering.course():
        wanted = set(_reached(asked, by_id, contents))
        if here := take([e for e in policy.instruments if e.id in wanted - placed]):
            groups.append((title, here))
    rest = [each for each in policy.instruments if each.id not in placed]
    if len(rest) == 1:
        groups.append((rest[0].title or rest[0].TITLE, tuple(rest)))
    elif rest:
        groups.append((_OTHERS, tuple(rest)))
    return groups


def _reached(
    asked: Sequence[str], by_id: Mapping[str, Instrument], contents: Mapping[str, Any]
) -> Iterator[str]:
    """The ids of `asked`, and of every instrument that their texts name."""
    waiting, seen = list(asked), set()
    while waiting:
        found = waiting.pop()
        if found in seen or found not in by_id:
            continue
        seen.add(found)
        yield found
        waiting += [text for text in _texts(contents.get(found)) if text in by_id]


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        # Its own id and titles name nothing else.
        for key, value in node.items():
            if key not in {"id", "title", "kind", "purpose"}:
                yield from _texts(value)
    elif isinstance(node, list):
        for each in node:
            yield from _texts(each)
    elif isinstance(node, str):
        yield node
