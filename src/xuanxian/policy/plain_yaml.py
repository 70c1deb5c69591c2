"""YAML as plain data with the line of everything in it: no aliases, tags, objects or surprises.

The reader of libyaml tells what stands where; what is built of it is built here, so that numbers
keep their digits and nothing but texts, whole numbers, truths, lists and mappings comes out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.wording import unreadable

DEEPEST_NESTING = 20
LONGEST_NUMBER = 30
"""Digits; more of them than people write would fill the machine's memory."""

_NO_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_WHOLE = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?\d[\d_.eE+-]*")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(slots=True)
class Node:
    """One value and the line, counting from 1, on which its name or its dash stands."""

    value: "str | int | bool | dict[str, Node] | list[Node] | None"
    line: int

    @property
    def data(self) -> Any:
        """The value as plain JSON data; decimals and days stay texts."""
        if isinstance(self.value, dict):
            return {name: node.data for name, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.data for node in self.value]
        return self.value


def compose(text: str, *, where: str) -> Node:
    """The one document in `text`.

    Args:
        where: how messages name the text.

    Raises:
        Refusal: it is no YAML, more than plain data, or nested too deeply; names the line.
    """
    if odd := _NO_TEXT.search(text.removeprefix("\ufeff")):
        line = text.count("\n", 0, odd.start()) + 1
        raise _refused(where, line, "", "有不能显示的控制字符。", "请删去它。")
    try:
        return _Composer(text, where).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message, mend = unreadable(f"{error.problem or ''} {_character(text, mark)}")
        raise _refused(where, mark.line + 1 if mark else 1, "", message, mend) from error
    except yaml.YAMLError as error:
        message, mend = "文件不是可读的 YAML。", "请检查缩进和引号。"
        raise Refusal(Problem(where, "", "", message, mend)) from error


def _character(text: str, mark: Any) -> str:
    """What stands where reading stopped, as messages quote it."""
    lines = text.splitlines()
    if mark is None or mark.line >= len(lines):
        return ""
    return f"character {lines[mark.line][mark.column : mark.column + 1]!r}"


def _refused(where: str, line: int, value: str, message: str, mend: str) -> Refusal:
    return Refusal(Problem(f"{where} 第{line}行", "", value, message, mend))


class _Composer:
    """Builds nodes of events as they come, so that nothing runs ahead of the bounds."""

    def __init__(self, text: str, where: str) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        self._events: Iterator[yaml.Event] = iter(loader.get_event, None)
        self._where = where

    def document(self) -> Node:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._refuse(event, *unreadable("another document"))
                if event.version or event.tags:
                    self._refuse(event, "不能用 % 开头的 YAML 指令。", "请删去这一行。")
                root = self._node(next(self._events), depth=0)
        return root or Node(None, 1)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line = _line_of(event)
        if isinstance(event, yaml.CollectionStartEvent) and depth >= DEEPEST_NESTING:
            self._refuse(event, "内容嵌套太深。", "请减少层次。")
        if isinstance(event, yaml.AliasEvent):
            message, mend = "不能用 YAML 别名。", "请写出内容，或用参数。"
            self._refuse(event, message, mend, f"*{event.anchor}")
        tag = getattr(event, "tag", None)
        if tag not in {None, "!"}:
            mend = "请删去感叹号开头的标签，直接写内容。"
            self._refuse(event, "不能用 YAML 标签。", mend, str(tag))
        if isinstance(event, yaml.MappingStartEvent):
            return Node(self._mapping(depth), line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self._sequence(depth), line)
        return Node(self._scalar(event), line)

    def _mapping(self, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            scalar = event if isinstance(event, yaml.ScalarEvent) else None
            name = str(scalar.value) if scalar else ""
            is_null = bool(scalar and scalar.implicit[0] and _WORDS.get(name, name) is None)
            if not name or is_null:
                self._node(event, depth + 1)
                self._refuse(event, "冒号前面应当是名称。", "请检查写法。")
            if name in found:
                message = f"同一个名称“{name}”写了两次。"
                self._refuse(event, message, "请删去一处，或改名。")
            node = self._node(next(self._events), depth + 1)
            found[name] = Node(node.value, _line_of(event))
        return found

    def _sequence(self, depth: int) -> list[Node]:
        found = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self._node(event, depth + 1))
        return found

    def _scalar(self, event: Any) -> str | int | bool | None:
        text = str(event.value)
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if len(text) > LONGEST_NUMBER and _NUMBER.fullmatch(text):
            message, mend = "数太长。", f"不超过{LONGEST_NUMBER}位；编号请加引号。"
            self._refuse(event, message, mend, text[:20] + "…")
        if _WHOLE.fullmatch(text):
            return int(text)
        if day := _DAY.fullmatch(text):
            try:
                return date(*map(int, day.groups())).isoformat()
            except ValueError:
                message, mend = "不是日期。", "请写成 2026-11-21；不是日期的请加引号。"
                self._refuse(event, message, mend, text)
        return text

    def _refuse(self, event: yaml.Event, message: str, mend: str, value: str = "") -> None:
        raise _refused(self._where, _line_of(event), value, message, mend)


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
