"""Whether what a policy writes over the one it extends changes anything. Pure."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from xuanxian.policy.kinds import Fault
from xuanxian.policy.merging import are_named, laid_over, name_of

_PARTS = ("parameters", "instruments", "lists")


def dead_overrides(base: Mapping[str, Any], own: Mapping[str, Any]) -> Iterator[Fault]:
    """Every entry of `own` that leaves `base`, all it extends merged, as it is.

    Such an entry is a mistake: an id misspelt, a value that was meant to differ, or something
    taken out that is not there.
    """
    for part in _PARTS:
        if part in base and part in own:
            yield from _dead(base[part], own[part], (part,))


def _dead(base: Any, own: Any, path: tuple[str | int, ...]) -> Iterator[Fault]:
    if isinstance(base, dict) and isinstance(own, dict):
        for key, value in own.items():
            if key in base and not isinstance(value, str | int | bool | None):
                yield from _dead_entry(base[key], value, (*path, key), len(path) == 1)
    elif isinstance(base, list) and isinstance(own, list) and are_named(base) and are_named(own):
        inherited = {name_of(entry): entry for entry in base}
        for entry in own:
            name = str(name_of(entry))
            if name in inherited:
                yield from _of_entry(inherited[name], entry, (*path, name))
            elif entry.get("drop") is True:
                close = get_close_matches(name, [str(each) for each in inherited], n=1, cutoff=0.5)
                mend = f"是不是想写“{close[0]}”？" if close else "请删去这一条。"
                yield Fault((*path, name), "要去掉的这一条上位制度里没有。", mend)


def _dead_entry(base: Any, own: Any, path: tuple[str | int, ...], whole: bool) -> Iterator[Fault]:
    """A value under a name; parameters and lists are entries as a whole, other mappings are not."""
    if whole and laid_over(base, own) == base:
        yield _same(path)
    else:
        yield from _dead(base, own, path)


def _of_entry(
    base: Mapping[str, Any], own: Mapping[str, Any], path: tuple[str | int, ...]
) -> Iterator[Fault]:
    if own.get("drop") is True:
        return
    if "kind" in own and "kind" in base and own["kind"] != base["kind"]:
        yield Fault(
            (*path, "kind"),
            f"上位制度里这一项是 {base['kind']}，不能改成另一类。",
            "请换一个 id；不要上位制度那一项的，先用 drop: true 去掉。",
            own["kind"],
        )
    else:
        inner = list(_dead(base, own, path))
        yield from inner
        if not inner and laid_over(base, own) == base:
            yield _same(path)


def _same(path: tuple[str | int, ...]) -> Fault:
    return Fault(path, "与上位制度完全相同，没有改变什么。", "请删去，或改成想要的内容。")
