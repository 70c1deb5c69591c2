"""Rules that need no expression to be written: a fact, how it is compared, a value. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Kind, ValueType

COMPARISONS = (
    (">=", "不少于（不低于、不早于）"),
    ("<=", "不超过（不高于、不晚于）"),
    (">", "超过（高于、晚于）"),
    ("<", "不满（低于、早于）"),
    ("=", "是"),
    ("<>", "不是"),
    ("in", "是下列之一"),
    ("so", "成立（是非类）"),
    ("not so", "不成立（是非类）"),
)
"""Key and Chinese of every way to compare, in the order of the choice."""

_NUMBER = re.compile(r"^-?\d+(\.\d+)?$|^\d+\s*/\s*\d+$|^\d+(\.\d+)?\s*[%％]$")
_DAY = re.compile(r"^(\d{4})[-.年](\d{1,2})[-.月](\d{1,2})日?$")
_NAME = r'(?P<name>"[^"]+"|[^\W\d]\w*)'
_VALUE = r"(?P<value>\$\w+|-?\d+(?:\.\d+)?%?|\d+/\d+|'[^']*'|DATE '[\d-]+')"
_FORMS = (
    re.compile(rf"^{_NAME}\s*(?P<sign>>=|<=|<>|>|<|=)\s*{_VALUE}$"),
    re.compile(rf"^{_NAME}\s+IN\s*\((?P<list>\$\w+|'[^']*'(?:\s*,\s*'[^']*')*)\)$"),
    re.compile(rf"^NOT\s+{_NAME}$"),
    re.compile(rf"^{_NAME}$"),
)


@dataclass(frozen=True, slots=True)
class SimpleRule:
    """A fact, a key of `COMPARISONS`, and what it is compared with, as people write it."""

    name: str
    comparison: str
    value: str = ""


def simple(expression: str) -> SimpleRule | None:
    """`expression` as a simple rule; None where it says more than that."""
    text = expression.strip()
    for place, form in enumerate(_FORMS):
        match = form.match(text)
        if match is None:
            continue
        name = match["name"].strip('"')
        if place == 0:
            value = match["value"].removeprefix("DATE ").strip("'")
            return SimpleRule(name, match["sign"], value)
        if place == 1:
            listed = match["list"]
            said = listed if listed[0] == "$" else "、".join(re.findall(r"'([^']*)'", listed))
            return SimpleRule(name, "in", said)
        return SimpleRule(name, "not so" if place == 2 else "so")
    return None


def expression_of(rule: SimpleRule, types: Mapping[str, ValueType]) -> str:
    """The expression that `rule` means.

    Raises:
        Refusal: no such fact, or the value does not fit it.
    """
    known = types.get(rule.name)
    if known is None:
        raise _refusal("事实", rule.name, "请先选一个事实。", "从列表里选。")
    name = rule.name if re.fullmatch(r"[^\W\d]\w*", rule.name) else f'"{rule.name}"'
    is_so = rule.comparison in {"so", "not so"}
    if is_so != (known.kind is Kind.BOOLEAN):
        said = "只能选“成立”或“不成立”" if known.kind is Kind.BOOLEAN else "不是是非类"
        raise _refusal("比较", rule.name, f"“{rule.name}”{said}。", "请换一种比较。")
    if is_so:
        return f"NOT {name}" if rule.comparison == "not so" else name
    if not rule.value.strip():
        raise _refusal("比较的值", "", "没有写比较的值。", f"请写{_example(known)}。")
    if rule.comparison == "in":
        return f"{name} IN ({_members(rule.value, known)})"
    if known.kind is Kind.TEXT and rule.comparison not in {"=", "<>"}:
        raise _refusal("比较", rule.name, f"“{rule.name}”没有高低。", "请选“是”或“不是”。")
    return f"{name} {rule.comparison} {_literal(rule.value, known)}"


def _members(value: str, known: ValueType) -> str:
    text = value.strip()
    if text.startswith("$"):
        return text
    if known.kind not in {Kind.TEXT, Kind.ORDERED}:
        raise _refusal("比较", text, "只有文字和代码可以“是下列之一”。", "请换一种比较。")
    members = [part.strip() for part in re.split("[、，,]", text) if part.strip()]
    return ", ".join(_literal(each, known) for each in members)


def _literal(value: str, known: ValueType) -> str:
    text = value.strip()
    if text.startswith("$"):
        return text
    match known.kind:
        case Kind.NUMBER:
            number = text.removesuffix(known.unit).strip() if known.unit else text
            if not _NUMBER.match(number):
                raise _refusal("比较的值", text, "这里应当是数。", "如 5、2/3、30% 或参数 $名称。")
            return number.replace("％", "%")
        case Kind.DATE:
            return f"DATE '{_day(text)}'"
    return f"'{_one_of(text, known.levels)}'"


def _one_of(text: str, levels: Sequence[str]) -> str:
    text = text.strip("'\"“”")
    if "'" in text:
        raise _refusal("比较的值", text, "不能含有单引号。", "请改正。")
    if levels and text not in levels:
        raise _refusal("比较的值", text, "不是可用的值。", f"可用的有：{'、'.join(levels)}。")
    return text


def _day(text: str) -> str:
    match = _DAY.match(text)
    try:
        return date(*(int(part) for part in match.groups())).isoformat() if match else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> str:
    raise _refusal("比较的值", text, "不是日期。", "请写成 2026-11-21。")


def _example(known: ValueType) -> str:
    match known.kind:
        case Kind.NUMBER:
            return f"数，如 5{known.unit}，或参数 $名称"
        case Kind.DATE:
            return "日期，如 2026-11-21"
    return f"“{known.levels[0]}”这样的值" if known.levels else "文字"


def _refusal(field: str, value: str, message: str, mend: str) -> Refusal:
    return Refusal(Problem("规则", field, value, message, mend))
