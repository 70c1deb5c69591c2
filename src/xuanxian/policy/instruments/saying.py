"""Expressions of an instrument read aloud, before any policy has put its parameters in place."""

import re
from collections.abc import Mapping

from xuanxian.policy.expressions import Expression, Quantity, ValueType


def read_aloud(text: str, names: Mapping[str, ValueType]) -> str:
    """`text` in Chinese words; a parameter stands as 〔name〕 for `Policy.explain`.

    Raises:
        ExpressionFault: it names what is not among `names`, or is no expression.
    """
    placeholders = {
        name: Quantity(None, written=f"〔{name}〕") for name in re.findall(r"\$(\w+)", text)
    }
    return Expression.parse(text, names, placeholders).spoken()


def in_place(text: str) -> str:
    """A number or `$name` as sentences take it."""
    return re.sub(r"\$(\w+)", r"〔\1〕", text)
