"""The keys of examples and answers in the words of the field."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from xuanxian.policy.expressions import show
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.rehearsal import Rehearsed

_SHOWN_AS_VERDICT = {"verdict", "rules"}
"""What an answer holds that the outcome says better."""


@cache
def words() -> dict[str, str]:
    """Key of an example or answer → Chinese."""
    text = files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
    return dict(YAML(typ="safe", pure=True).load(text))


def named(key: str) -> str:
    """`key` in Chinese, where it has a word; names of people and things stay as they are."""
    return words().get(key, key)


@dataclass(frozen=True)
class Shown:
    """One thing of an answer: its Chinese name, and its text or the things within it."""

    name: str
    text: str = ""
    within: tuple["Shown", ...] = ()


def shown_answer(result: Rehearsed) -> tuple[Shown, ...]:
    """An answer as a page shows it.

    The verdict and the verdicts of its rules are left out where the outcome is there to be shown.
    """
    labels = _labels(result.instrument.model_dump())
    left_out = _SHOWN_AS_VERDICT if result.outcome is not None else set()
    return tuple(
        _shown(str(key), value, labels)
        for key, value in result.answer.items()
        if key not in left_out
    )


def _shown(key: str, value: Any, labels: Mapping[str, str]) -> Shown:
    name = labels.get(key) or named(key)
    if isinstance(value, Mapping):
        return Shown(name, within=tuple(_shown(str(k), v, labels) for k, v in value.items()))
    if isinstance(value, list | tuple | set | frozenset):
        if any(isinstance(each, Mapping | list | tuple) for each in value):
            parts = enumerate(value, start=1)
            return Shown(name, within=tuple(_shown(str(k), v, labels) for k, v in parts))
        return Shown(name, "、".join(_text(each, labels) for each in value) or "无")
    return Shown(name, _text(value, labels))


def _text(value: Any, labels: Mapping[str, str]) -> str:
    if isinstance(value, str) and value in set(Verdict):
        return Verdict(value).label
    if isinstance(value, Fraction) and value.denominator != 1:
        said = show(value)
        return f"{said}（约{float(value):.4g}）" if "/" in said else said
    if isinstance(value, str):
        return labels.get(value) or named(value)
    return show(value)


def _labels(node: Any) -> dict[str, str]:
    """Id → label of everything an instrument lists by id."""
    found: dict[str, str] = {}
    if isinstance(node, Mapping):
        label = node.get("label") or node.get("title")
        if isinstance(node.get("id"), str) and label:
            found[node["id"]] = str(label)
        for key, value in node.items():
            if isinstance(value, Mapping) and isinstance(value.get("label"), str):
                found[str(key)] = value["label"] or str(key)
            found |= _labels(value)
    elif isinstance(node, list | tuple):
        for each in node:
            found |= _labels(each)
    return found
