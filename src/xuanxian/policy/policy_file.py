"""Reading one policy file, keeping the line of everything in it. Bounded, and plain data only."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xuanxian.kernel.errors import Problem, Refusal, Severity
from xuanxian.policy.merging import name_of
from xuanxian.policy.plain_yaml import Node, compose

LARGEST_FILE = 256 * 1024
"""Bytes of one policy file."""

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
    _root: Node

    def line_of(self, path: Path_) -> int | None:
        """The line on which `path` stands, or the nearest thing above it; None if not in here.

        Entries of a list are named as in merging, else by number.
        """
        node, steps = self._walked(path)
        return node.line if steps else None

    def depth_of(self, path: Path_) -> int:
        """How many steps of `path` stand in this file."""
        return self._walked(path)[1]

    def _walked(self, path: Path_) -> tuple[Node, int]:
        """The last node on `path` that stands here, and how many steps away it is."""
        node, steps = self._root, 0
        for step in path:
            found = _step(node, step)
            if found is None:
                break
            node, steps = found, steps + 1
        return node, steps

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
    root = compose(text, where=where)
    if not isinstance(root.value, dict):
        message, mend = "文件的最外层不是“名称: 内容”。", "请从 policy: … 写起。"
        raise Refusal(Problem(where, "", "", message, mend))
    return PolicyFile(where=where, data=root.data, _root=root)


def _step(node: Node, step: str | int) -> Node | None:
    if isinstance(node.value, dict):
        return node.value.get(str(step))
    if isinstance(node.value, list):
        for index, entry in enumerate(node.value):
            if (_name_of(entry) or index) == step:
                return entry
    return None


def _name_of(entry: Node) -> str | None:
    if not isinstance(entry.value, dict):
        return None
    return name_of({name: node.value for name, node in entry.value.items()})
