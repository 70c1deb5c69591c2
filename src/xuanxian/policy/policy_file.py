"""Reading one policy file, keeping the line of everything in it. Bounded, and plain data only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.scalarfloat import ScalarFloat

from xuanxian.kernel.errors import Problem, Refusal, Severity
from xuanxian.policy.merging import name_of

LARGEST_FILE = 512 * 1024
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
        raise Refusal(
            Problem(
                f"{where} 第{line}行",
                "",
                "",
                _yaml_words(str(error.problem or "")),
                "请检查缩进、冒号后的空格、引号和括号是否成对。",
            )
        ) from error
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
    """Refuse aliases and deep nesting while reading on, before anything is built of it."""
    depth = 0
    for event in YAML(typ="rt").parse(text):
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent):
            raise Refusal(
                Problem(
                    f"{where} 第{line}行",
                    "",
                    f"*{event.anchor}",
                    "不能用 YAML 别名。",
                    "请写出内容，或用参数。",
                )
            )
        depth += isinstance(event, CollectionStartEvent)
        depth -= isinstance(event, CollectionEndEvent)
        if depth > DEEPEST_NESTING:
            raise Refusal(Problem(f"{where} 第{line}行", "", "", "内容嵌套太深。", "请减少层次。"))


def _yaml_words(problem: str) -> str:
    if "duplicate key" in problem:
        return (
            f"同一个名称写了两次（{problem.split(chr(34))[1]}）。"
            if '"' in problem
            else ("同一个名称写了两次。")
        )
    return f"YAML 写法有误（{problem}）。"


def _plain(node: Any, where: str, depth: int) -> Any:
    if depth > DEEPEST_NESTING:
        raise Refusal(Problem(where, "", "", "内容嵌套太深。", "请减少层次。"))
    if isinstance(node, CommentedMap):
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
