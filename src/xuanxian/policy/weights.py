"""Weights that several scores, judges or classes share: they add to 1, or are a stated ratio."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Quantity, show
from xuanxian.policy.formulas import exact
from xuanxian.policy.parts import Parameters

Weighing = Literal["shares", "ratio"]
"""`shares` must add to 1; a `ratio` such as 3:3:4 is divided by its sum."""


_PLAIN = re.compile(r"\d{1,15}(\.\d{1,15})?")


def number_of(text: str, parameters: Parameters) -> Fraction:
    """As `policy.formulas.exact`, without reading a plain number or parameter as an expression.

    Raises:
        Refusal: it is not a number, or the parameter is open.
    """
    if _PLAIN.fullmatch(text):
        return Fraction(text)
    if text.startswith("$"):
        value = Quantity.of(parameters.get(text[1:])).value
        if isinstance(value, Fraction):
            return value
    return exact(text, parameters)


def check_weights(weights: Mapping[str, str], weighing: Weighing) -> None:
    """Refuse weights that cannot add up, as far as they are written as plain numbers.

    Raises:
        ValueError: in Chinese, with the sum found.
    """
    if any("$" in text for text in weights.values()):
        return
    try:
        found = {name: exact(text, {}) for name, text in weights.items()}
    except Refusal:
        return  # the checker of expressions says what is wrong with it
    if message := _fault(found, weighing):
        raise ValueError(message)


def fault_of(
    weights: Mapping[str, str], weighing: Weighing, parameters: Mapping[str, Quantity]
) -> str:
    """What is wrong with weights whose parameters are set, in Chinese; "" while one is open."""
    try:
        found = {name: number_of(text, parameters) for name, text in weights.items()}
    except Refusal:
        return ""
    return _fault(found, weighing)


def weights_of(
    weights: Mapping[str, str], weighing: Weighing, parameters: Parameters, *, of: str
) -> dict[str, Fraction]:
    """The weights as exact shares of 1.

    Args:
        of: the Chinese name of what is weighed, for the message.

    Raises:
        Refusal: they do not add to 1, or a parameter is open.
    """
    found = {name: number_of(text, parameters) for name, text in weights.items()}
    if message := _fault(found, weighing):
        raise Refusal(Problem("制度", of, "", message, "请改正权重。"))
    total = sum(found.values())
    return {name: value / total for name, value in found.items()}


def spoken_weights(weights: Mapping[str, str], weighing: Weighing) -> str:
    """As `笔试占40%、面试占60%`, or `笔试、面试按4:6的比例折算`."""
    if weighing == "ratio":
        return f"{'、'.join(weights)}按{':'.join(map(bare, weights.values()))}的比例折算"
    return "、".join(f"{name}占{bare(text)}" for name, text in weights.items())


def bare(text: str) -> str:
    """A number inside a sentence that brings its own unit: `$name` stands as 〔name〕."""
    return f"〔{text[1:]}〕" if text.startswith("$") else text


def _fault(weights: Mapping[str, Fraction], weighing: Weighing) -> str:
    total = sum(weights.values())
    if negative := [name for name, value in weights.items() if value < 0]:
        return f"“{negative[0]}”的权重小于零，权重不能小于零"
    if weighing == "ratio":
        return "" if total > 0 else "各项比例都是零，请写出比例，如 3:3:4"
    if total != 1:
        return (
            f"各项权重合计是{show(total)}，应当正好是1（100%）；"
            "写的是3:3:4这样的比例，请加上 weighing: ratio"
        )
    return ""
