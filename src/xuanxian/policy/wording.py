"""Faults that the schema finds in a policy file, said in Chinese with a mend."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from xuanxian.policy.kinds import Fault
from xuanxian.policy.merging import name_of


def in_words(error: ValidationError, data: Any, model: type[BaseModel]) -> Iterator[Fault]:
    """Every fault of `error`, found when `data` was read as `model`."""
    seen: set[tuple[tuple[str | int, ...], str]] = set()
    for each in error.errors():
        path, holder = _path(each["loc"], data)
        message, mend = _words(dict(each), _known_fields(model, each["loc"]))
        # A value that fits none of several forms is reported once for each form.
        if (path, message) in seen:
            continue
        seen.add((path, message))
        value = None if each["type"] == "missing" else holder
        yield Fault(path, message, mend, value)


_UNREADABLE = (
    (r"duplicate key \"(?P<name>.*?)\"", "同一个名称“{name}”写了两次。", "请删去一处，或改名。"),
    (r"duplicate key", "同一个名称写了两次。", "请删去一处，或改名。"),
    (r"character '\\t'", "缩进用了制表符（Tab）。", "请改用空格缩进。"),
    (
        r"character '(?P<name>[@`%])'",
        "内容不能以“{name}”开头。",
        "请给这段内容加上引号。",
    ),
    (r"mapping values are not allowed", "冒号的位置不对。", "请检查缩进；内容里有冒号的请加引号。"),
    (r"end of stream|unexpected end", "引号或括号没有写完。", "请检查是否成对。"),
    (r"expected ',' or", "括号里缺少逗号或右括号。", "请检查括号是否成对，各项之间用半角逗号。"),
    (r"expected <block end>|block (mapping|collection)", "缩进不一致。", "同一层的各行要对齐。"),
    (r"could not find expected ':'", "名称后面缺少冒号。", "请写成“名称: 内容”，冒号后留空格。"),
    (r"another document", "一个文件里只能有一个制度。", "请删去 --- 之后的内容，另存一个文件。"),
    (r"alphabetic or numeric", "星号和与号有特别的意思，不能这样开头。", "请给这段内容加上引号。"),
)
"""What the reader of YAML says, as a pattern → what is wrong and how to mend it."""


def unreadable(problem: str) -> tuple[str, str]:
    """A fault of YAML itself: what is wrong, and how to mend it."""
    for pattern, message, mend in _UNREADABLE:
        if match := re.search(pattern, problem):
            return message.format(**match.groupdict()), mend
    return "这里的写法读不通。", "请检查缩进、冒号后的空格、引号和括号是否成对。"


def _words(error: dict[str, Any], known: list[str]) -> tuple[str, str]:
    kind, context = error["type"], error.get("ctx") or {}
    match kind:
        case "missing":
            return f"缺少“{error['loc'][-1]}”。", "请补上。"
        case "extra_forbidden":
            name = str(error["loc"][-1])
            close = get_close_matches(name, known, n=1, cutoff=0.5)
            mend = f"是不是想写“{close[0]}”？" if close else f"可用的有：{'、'.join(known)}。"
            return f"不认识“{name}”。", mend
        case "literal_error" | "enum":
            expected = str(context.get("expected", "")).replace("' or '", "'、'")
            return "不是可用的值。", f"可用的有：{expected.replace(chr(39), '')}。"
        case "value_error":
            return str(context.get("error", error["msg"])), ""
        case "too_short":
            return f"至少要有{context.get('min_length', 1)}项。", "请补上。"
        case "string_type" | "string_pattern_mismatch":
            return "应当是文字。", "请检查写法；参数写成 $名称。"
        case "int_type" | "int_parsing" | "int_from_float":
            return "应当是整数。", "请写整数，或写参数 $名称。"
        case "greater_than_equal":
            return f"不能小于{context.get('ge')}。", "请改正。"
        case "bool_type" | "bool_parsing":
            return "应当是 true 或 false。", "请改正。"
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            return "不是日期。", "请写成 2026-11-21。"
        case "tuple_type" | "list_type":
            return "应当是一列。", "每一条以“- ”开头。"
        case "dict_type" | "model_type" | "model_attributes_type":
            return "应当写成“名称: 内容”。", "请检查缩进。"
        case "union_tag_not_found" | "union_tag_invalid":
            return (
                "没有写明是哪一种。",
                f"请写 {str(context.get('discriminator', '')).strip(chr(39))}。",
            )
    return f"写法不符合要求（{error['msg']}）。", "请对照 xuanxian policy schema。"


def _path(location: tuple[str | int, ...], data: Any) -> tuple[tuple[str | int, ...], Any]:
    """The place in the data, list entries named by id; steps the data lacks are left out.

    The last step is kept when it is missing from the data: that is what is missing.
    """
    path: list[str | int] = []
    node = data
    for position, step in enumerate(location):
        if isinstance(node, dict) and step in node:
            node = node[step]
            path.append(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            node = node[step]
            path.append(name_of(node) or step)
        elif position == len(location) - 1 and isinstance(node, dict):
            path.append(step)
    return tuple(path), node


def _known_fields(model: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    """The names allowed where `location` ends, for the nearest one to be offered."""
    fields = _names(model)
    current: Any = model
    for step in location[:-1]:
        if isinstance(step, int):
            continue
        found = _field(current, str(step))
        if found is None:
            continue
        current = found
        fields = _names(current)
    return fields


def _names(model: Any) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _field(model: Any, name: str) -> Any:
    for key, field in model.model_fields.items():
        if name in {key, field.alias}:
            return _model_in(field.annotation)
    return None


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None
