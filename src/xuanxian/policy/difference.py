"""What differs between two policies, entry by entry, and which way it is tighter. Pure.

It serves a policy beside what it extends, two versions of one policy, and two policies of
different places.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from xuanxian.policy import terms
from xuanxian.policy.expressions import exact
from xuanxian.policy.merging import name_of
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.schema import Parameter, Policy


class Change(StrEnum):
    """What happened to an entry on the way from the first policy to the second."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        """The word users read."""
        return {"added": "新增", "removed": "删去", "changed": "改动"}[self.value]


class Direction(StrEnum):
    """Whether the second policy asks for more or for less there."""

    TIGHTER = "tighter"
    LOOSER = "looser"

    @property
    def label(self) -> str:
        """The word users read."""
        return {"tighter": "收紧", "looser": "放宽"}[self.value]


class Section(StrEnum):
    """The part of a policy in which an entry stands, in the order of a file."""

    HEAD = "head"
    PARAMETERS = "parameters"
    INSTRUMENTS = "instruments"
    LISTS = "lists"
    UNCLEAR = "unclear"

    @property
    def label(self) -> str:
        """The word users read."""
        return {
            "head": "概况",
            "parameters": "参数",
            "instruments": "各项规定",
            "lists": "名单",
            "unclear": "原文不明之处",
        }[self.value]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry.

    Attributes:
        field: its name in the file.
        label: its Chinese name.
        before, after: what stands there, as a reader sees it; "" for nothing.
    """

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that differs.

    Attributes:
        section: the part of the policy.
        change: added, removed or changed.
        path: its place in the file, entries of lists by their name.
        title: its Chinese name, as 任职资格 › 年龄.
        fields: what differs in it; all its fields when it was added or removed.
        direction: which way it moved, None where that cannot be told.
    """

    section: Section
    change: Change
    path: tuple[str, ...]
    title: str
    fields: tuple[FieldChange, ...] = ()
    direction: Direction | None = None


def differences(base: Policy, other: Policy) -> tuple[Difference, ...]:
    """What differs from `base` to `other`, in the order of a policy file.

    The head (title, summary, dates) is compared only between versions of one policy; cases are a
    policy's own and are not compared.

    Args:
        base: the policy that stood before, or is extended.
        other: the policy that stands now, or extends it.
    """
    found: list[Difference] = []
    if base.id == other.id:
        found += _head(base, other)
    found += _parameters(base, other)
    found += _instruments(base, other)
    found += _lists(base, other)
    found += _unclear(base, other)
    return tuple(found)


def _head(base: Policy, other: Policy) -> Iterator[Difference]:
    fields = ("title", "cite_as", "summary", "extends", "effective", "source")
    before = {name: base.content.get(name) for name in fields}
    after = {name: other.content.get(name) for name in fields}
    changed = _changed_fields(before, after, {}, {})
    if changed:
        yield Difference(Section.HEAD, Change.CHANGED, (), other.title, changed)


# -- parameters


def _parameters(base: Policy, other: Policy) -> Iterator[Difference]:
    for name in _in_order(other.parameters, base.parameters):
        before, after = base.parameters.get(name), other.parameters.get(name)
        shown = after or before
        assert shown is not None  # noqa: S101  (the name is of one of the two)
        title = shown.label or name
        first = _parameter_fields(before) if before else {}
        second = _parameter_fields(after) if after else {}
        changed = tuple(
            FieldChange(key, terms.of_field(key, "parameter"), first.get(key, ""), second[key])
            if key in second
            else FieldChange(key, terms.of_field(key, "parameter"), first[key], "")
            for key in _in_order(first, second)
            if first.get(key, "") != second.get(key, "")
        )
        if changed:
            yield Difference(
                Section.PARAMETERS,
                _change(before, after),
                ("parameters", name),
                title,
                changed,
                _way_of_parameter(before, after) if before and after else None,
            )


def _parameter_fields(parameter: Parameter) -> dict[str, str]:
    fields = {"value": parameter.quantity.shown()}
    for name in ("note", "cite", "stricter", "least", "most", "choices", "unconfirmed"):
        if value := getattr(parameter, name):
            fields[name] = _shown(name, value, {})
    return fields


def _way_of_parameter(before: Parameter, after: Parameter) -> Direction | None:
    old, new = before.quantity.value, after.quantity.value
    stricter = after.stricter or before.stricter
    if old is None or new is None or type(old) is not type(new) or old == new:
        return _way_of_bounds(before, after) if old == new else None
    if stricter is None or isinstance(old, str | bool | tuple):
        return None
    is_higher = new > old  # type: ignore[operator]
    return Direction.TIGHTER if is_higher == (stricter == "higher") else Direction.LOOSER


def _way_of_bounds(before: Parameter, after: Parameter) -> Direction | None:
    """Bounds of what may be set: narrower is tighter."""
    ways = set()
    for name, sign in (("least", 1), ("most", -1)):
        old, new = exact(getattr(before, name)), exact(getattr(after, name))
        if old == new:
            continue
        if old is None or new is None:
            ways.add(Direction.TIGHTER if old is None else Direction.LOOSER)
        elif type(old) is type(new):
            moved = (new > old) - (new < old)  # type: ignore[operator]
            ways.add(Direction.TIGHTER if moved * sign > 0 else Direction.LOOSER)
    return ways.pop() if len(ways) == 1 else None


# -- instruments


def _instruments(base: Policy, other: Policy) -> Iterator[Difference]:
    before, after = _by_name(base, "instruments"), _by_name(other, "instruments")
    first, second = _said(base), _said(other)
    for name in _in_order(after, before):
        old, new = before.get(name), after.get(name)
        said = (first.get(name, {}), second.get(name, {}))
        shown = new or old or {}
        title = str(shown.get("title") or terms.of_kind(str(shown.get("kind"))) or name)
        yield from _entry(old, new, ("instruments", name), (title,), said)


def _entry(
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    path: tuple[str, ...],
    titles: tuple[str, ...],
    said: tuple[Mapping[str, str], Mapping[str, str]],
) -> Iterator[Difference]:
    """The difference of one named entry, then those of the named entries inside it."""
    old, new = before or {}, after or {}
    # What the title already says is not said again of a whole entry.
    told = {"title", "label"} if before is None or after is None else set()
    inner = [
        key for key in _in_order(new, old) if _is_named(old.get(key)) or _is_named(new.get(key))
    ]
    fields = _changed_fields(
        {key: value for key, value in old.items() if key not in {*inner, *told, *_NAMES}},
        {key: value for key, value in new.items() if key not in {*inner, *told, *_NAMES}},
        *said,
    )
    if before is None or after is None or fields:
        yield Difference(
            Section.INSTRUMENTS,
            _change(before, after),
            path,
            " › ".join(titles),
            fields,
            _way_of_entry(before, after),
        )
    for key in inner:
        first, second = _named(old.get(key)), _named(new.get(key))
        for name in _in_order(second, first):
            shown = second.get(name) or first.get(name) or {}
            title = str(shown.get("label") or shown.get("title") or terms.of_value(name))
            yield from _entry(
                first.get(name), second.get(name), (*path, key, name), (*titles, title), said
            )


def _way_of_entry(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> Direction | None:
    """A rule more is tighter, one less is looser; so is the weight of its breach."""
    if not any(key in (before or after or {}) for key in ("rule", "require")):
        return None
    if before is None or after is None:
        return Direction.TIGHTER if before is None else Direction.LOOSER
    same = {**before, "soft": None, "else": None} == {**after, "soft": None, "else": None}
    old, new = _weight(before), _weight(after)
    if not same or old == new:
        return None
    return Direction.TIGHTER if new > old else Direction.LOOSER


def _weight(rule: Mapping[str, Any]) -> int:
    if rule.get("soft") is True:
        return Verdict.FLAG.weight
    written = str(rule.get("else", ""))
    # Each kind has its own verdict for where none is written; only a step between two is compared.
    return Verdict(written).weight if written in set(Verdict) else Verdict.BAR.weight


# -- lists and unclear points


def _lists(base: Policy, other: Policy) -> Iterator[Difference]:
    before: Mapping[str, Any] = base.content.get("lists") or {}
    after: Mapping[str, Any] = other.content.get("lists") or {}
    for name in _in_order(after, before):
        old, new = before.get(name), after.get(name)
        fields = _changed_fields(old or {}, new or {}, {}, {})
        if fields:
            title = str((new or old or {}).get("title") or name)
            yield Difference(Section.LISTS, _change(old, new), ("lists", name), title, fields)


def _unclear(base: Policy, other: Policy) -> Iterator[Difference]:
    before = {each.point: each.cite for each in base.unclear}
    after = {each.point: each.cite for each in other.unclear}
    for point in _in_order(after, before):
        if point in before and point in after:
            continue
        change = Change.ADDED if point in after else Change.REMOVED
        yield Difference(Section.UNCLEAR, change, ("unclear",), point)


# -- shared


def _said(policy: Policy) -> dict[str, dict[str, str]]:
    """By instrument: what is written there → as a reader sees it, parameters in place."""
    references = {f"${name}": each.shown() for name, each in policy.quantities.items()}
    return {name: references | said for name, said in policy.spoken_expressions().items()}


_NAMES = ("id", "stage", "check")


def _changed_fields(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    first: Mapping[str, str],
    second: Mapping[str, str],
) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(
            key,
            terms.of_field(key),
            _shown(key, before.get(key), first),
            _shown(key, after.get(key), second),
        )
        for key in _in_order(after, before)
        if before.get(key) != after.get(key)
    )


def _shown(key: str, value: Any, said: Mapping[str, str]) -> str:
    """A value of a file as a reader sees it; `said` holds its expressions read aloud."""
    if value is None or value in ("", [], {}, ()):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "，".join(
            f"{terms.of_field(str(name))}（{_shown(str(name), inner, said)}）"
            if isinstance(inner, Mapping)
            else f"{terms.of_field(str(name))}：{_shown(str(name), inner, said)}"
            for name, inner in value.items()
            if inner not in (None, "")
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        parts = [_shown(key, entry, said) for entry in value]
        return ("；" if any(isinstance(entry, Mapping) for entry in value) else "、").join(parts)
    text = str(value)
    if key == "kind":
        return terms.of_kind(text) or text
    return said.get(text) or terms.of_value(text)


def _by_name(policy: Policy, part: str) -> dict[str, Mapping[str, Any]]:
    return {str(each.get("id")): each for each in policy.content.get(part) or []}


def _is_named(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(name_of(entry) for entry in value)


def _named(value: Any) -> dict[str, Mapping[str, Any]]:
    return {str(name_of(entry)): entry for entry in value} if _is_named(value) else {}


def _in_order(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    """The names of `first` in their order, then those only `second` has."""
    return [*first, *(name for name in second if name not in first)]


def _change(before: object, after: object) -> Change:
    if before is None:
        return Change.ADDED
    return Change.REMOVED if after is None else Change.CHANGED
