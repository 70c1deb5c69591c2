"""Reading one policy file, keeping the line of everything in it. Bounded, and plain data only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    ScalarEvent,
)
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scalarfloat import ScalarFloat

from xuanxian.kernel.errors import Problem, Refusal, Severity
from xuanxian.policy.merging import name_of
from xuanxian.policy.wording import unreadable

LARGEST_FILE = 256 * 1024
"""Bytes of one policy file."""
DEEPEST_NESTING = 20

Path_ = Sequence[str | int]


@dataclass(frozen=True)
class PolicyFile:
    """One file as read.

    Attributes:
        where: the file as its user knows it.
        data: its content as plain JSON data.
    """

    where: str
    data: dict[str, Any]
    _marked: Any

    def line_of(self, path: Path_) -> int | None:
        """The line on which `path` stands, or the nearest thing above it; None if not in here.

        Entries of a list are named as in merging, else by number.
        """
        node, line, steps = self._marked, 1, 0
        for step in path:
            found = _step(node, step)
            if found is None:
                break
            node, line = found
            steps += 1
        return line if steps else None

    def depth_of(self, path: Path_) -> int:
        """How many steps of `path` stand in this file."""
        node, steps = self._marked, 0
        for step in path:
            found = _step(node, step)
            if found is None:
                break
            node, steps = found[0], steps + 1
        return steps

    def problem(
        self,
        path: Path_,
        value: object,
        message: str,
        mend: str,
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """A problem at `path` with file and line."""
        shown = "" if value is None or isinstance(value, dict | list) else str(value)
        return Problem(
            where=f"{self.where} 第{self.line_of(path) or 1}行",
            field=" › ".join(str(step) for step in path),
            value=shown if len(shown) <= 60 else shown[:59] + "…",
            message=message,
            mend=mend,
            severity=severity,
        )


def read(path: Path, *, where: str = "") -> PolicyFile:
    """Read the policy file at `path`.

    Raises:
        Refusal: it is missing, too large, no YAML, or uses YAML beyond plain data.
    """
    where = where or str(path)
    if not path.is_file():
        raise Refusal(Problem(where, "", "", "没有这个文件。", "请检查路径。"))
    if path.stat().st_size > LARGEST_FILE:
        raise Refusal(
            Problem(where, "", "", f"文件超过{LARGEST_FILE // 1024} KB。", "请拆成几个制度。")
        )
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(
            Problem(where, "", "", "文件不是 UTF-8 编码。", "请另存为 UTF-8。")
        ) from error
    return parse(text, where=where)


def parse(text: str, *, where: str) -> PolicyFile:
    """Read a policy file given as text; see `read`."""
    yaml = YAML(typ="rt")
    try:
        _refuse_beyond_plain(text, where)
        marked = yaml.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        message, mend = unreadable(str(error.problem or ""))
        raise Refusal(Problem(f"{where} 第{line}行", "", "", message, mend)) from error
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        message = "有不能显示的控制字符。"
        raise Refusal(Problem(f"{where} 第{line}行", "", "", message, "请删去它。")) from error
    except (YAMLError, ValueError, RecursionError) as error:
        raise Refusal(
            Problem(where, "", "", "文件不是可读的 YAML。", "请检查缩进和引号。")
        ) from error
    if not isinstance(marked, CommentedMap):
        raise Refusal(
            Problem(where, "", "", "文件的最外层不是“名称: 内容”。", "请从 policy: … 写起。")
        )
    return PolicyFile(where=where, data=_plain(marked, where, 0), _marked=marked)


def _refuse_beyond_plain(text: str, where: str) -> None:
    """Refuse what is no plain data, and deep nesting, before anything is built of it."""
    depth = 0
    for event in YAML(typ="rt").parse(text):
        depth += isinstance(event, CollectionStartEvent)
        depth -= isinstance(event, CollectionEndEvent)
        if found := _beyond_plain(event, depth):
            line = event.start_mark.line + 1
            raise Refusal(Problem(f"{where} 第{line}行", "", *found))


def _beyond_plain(event: Any, depth: int) -> tuple[str, str, str] | None:
    """Value, message and mend of what is wrong with an event; None where nothing is."""
    if depth > DEEPEST_NESTING:
        return "", "内容嵌套太深。", "请减少层次。"
    if isinstance(event, AliasEvent):
        return f"*{event.anchor}", "不能用 YAML 别名。", "请写出内容，或用参数。"
    if isinstance(event, DocumentStartEvent) and (event.version or event.tags):
        return "", "不能用 % 开头的 YAML 指令。", "请删去这一行。"
    if isinstance(event, CollectionStartEvent | ScalarEvent) and event.tag not in {None, "!"}:
        return str(event.tag), "不能用 YAML 标签。", "请删去感叹号开头的标签，直接写内容。"
    if isinstance(event, ScalarEvent) and event.implicit[0]:
        if _DAY.fullmatch(event.value) and not _is_day(event.value):
            return event.value, "不是日期。", "请写成 2026-11-21；不是日期的请加引号。"
        if len(event.value) > _LONGEST_NUMBER and _DIGITS.fullmatch(event.value):
            return event.value[:20] + "…", "数太长。", f"不超过{_LONGEST_NUMBER}位；编号请加引号。"
    return None


_DAY = re.compile(r"\d{4}-\d\d?-\d\d?")
_DIGITS = re.compile(r"[+-]?\d[\d_.eE+-]+")
_LONGEST_NUMBER = 30


def _is_day(text: str) -> bool:
    try:
        date(*(int(part) for part in text.split("-")))
    except ValueError:
        return False
    return True


def _plain(node: Any, where: str, depth: int) -> Any:
    if depth > DEEPEST_NESTING:
        raise Refusal(Problem(where, "", "", "内容嵌套太深。", "请减少层次。"))
    if isinstance(node, CommentedMap):
        if odd := [key for key in node if not isinstance(key, str | int | date)]:
            line = node.lc.key(odd[0])[0] + 1
            message = "冒号前面应当是名称。"
            raise Refusal(Problem(f"{where} 第{line}行", "", "", message, "请检查写法。"))
        return {str(key): _plain(value, where, depth + 1) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(value, where, depth + 1) for value in node]
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, ScalarFloat | float):
        # The digits as written: a decimal decides votes and may not pass through binary.
        return _digits(node)
    if isinstance(node, int):
        return int(node)
    if isinstance(node, datetime):
        return node.isoformat()
    if isinstance(node, date):
        return node.isoformat()
    return str(node)


def _digits(number: float) -> str:
    precision = getattr(number, "_prec", None)
    width = getattr(number, "_width", None)
    if precision is not None and width is not None and precision >= 0:
        return f"{float(number):.{max(width - precision - 1, 0)}f}"
    return repr(float(number))


def _step(node: Any, step: str | int) -> tuple[Any, int] | None:
    if isinstance(node, CommentedMap) and step in node:
        return node[step], node.lc.key(step)[0] + 1
    if isinstance(node, CommentedSeq):
        for index, entry in enumerate(node):
            if (name_of(entry) or index) == step:
                return entry, node.lc.item(index)[0] + 1
    return None
