"""How a policy that extends another is put together: by name and by id. Pure."""

from collections.abc import Mapping
from typing import Any

_OWN = {"policy", "title", "cite_as", "summary", "extends", "source", "effective", "cases"}
"""What is a policy's own and never inherited."""


def with_full_citations(data: Mapping[str, Any]) -> dict[str, Any]:
    """`data` with every `cite` naming the policy it stands in, so that it can be merged away."""
    name = str(data.get("cite_as") or f"《{data.get('title', '')}》")
    name += "" if name.endswith("》") else "："

    def complete(node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key: name + value
                if key == "cite" and isinstance(value, str) and value and not _is_full(value)
                else complete(value)
                for key, value in node.items()
            }
        if isinstance(node, list):
            return [complete(entry) for entry in node]
        return node

    return {key: value if key == "cases" else complete(value) for key, value in data.items()}


def _is_full(cite: str) -> bool:
    return cite.startswith("《") or "：" in cite


def with_parameters_written_out(data: Mapping[str, Any]) -> dict[str, Any]:
    """`data` with `name: 5` under `parameters` written as `name: {value: 5}`."""
    parameters = data.get("parameters")
    if not isinstance(parameters, dict):
        return dict(data)
    written = {
        name: each if isinstance(each, dict) else {"value": each}
        for name, each in parameters.items()
    }
    return {**data, "parameters": written}


def merge(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """`own` laid over `base`.

    Mappings merge by key. Lists whose entries are all named, by `id`, `stage` or `check`, merge by
    that name, new entries after the old ones; any other list replaces. An entry
    `{id: …, drop: true}` takes the inherited one out.
    """
    inherited = {key: value for key, value in base.items() if key not in _OWN}
    result = dict(laid_over(inherited, dict(own)))
    points = [base.get("unclear") or [], own.get("unclear") or []]
    if all(isinstance(each, list) for each in points) and any(points):
        result["unclear"] = [point for each in points for point in each]
    return result


def name_of(entry: Any) -> str | None:
    """What an entry of a list is merged and found by; None when it has no name."""
    if not isinstance(entry, Mapping):
        return None
    for key in _NAMES:
        if isinstance(entry.get(key), str):
            return str(entry[key])
    return None


_NAMES = ("id", "stage", "check")


def laid_over(base: Any, own: Any) -> Any:
    """`own` over `base`, by key and by name; anything else replaces."""
    if isinstance(base, dict) and isinstance(own, dict):
        merged = dict(base)
        for key, value in own.items():
            merged[key] = laid_over(base[key], value) if key in base else _without_dropped(value)
        return merged
    if isinstance(base, list) and isinstance(own, list) and are_named(base) and are_named(own):
        entries = {name_of(entry): entry for entry in base}
        for entry in own:
            name = name_of(entry)
            if entry.get("drop") is True:
                entries.pop(name, None)
            else:
                known = entries.get(name)
                entries[name] = laid_over(known, entry) if known else entry
        return list(entries.values())
    return own


def _without_dropped(value: Any) -> Any:
    if isinstance(value, list) and are_named(value):
        return [entry for entry in value if entry.get("drop") is not True]
    return value


def are_named(entries: list[Any]) -> bool:
    """Whether a list is merged by the names of its entries."""
    return bool(entries) and all(name_of(entry) is not None for entry in entries)
