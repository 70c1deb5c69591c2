"""The words a plan is written in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from xuanxian.exchange.checks.identity import masked
from xuanxian.exchange.form_texts import CELLS, texts_from
from xuanxian.exchange.phrases.cleaning import shortened
from xuanxian.kernel.errors import Problem, Severity
from xuanxian.registry import codes
from xuanxian.registry.dossier import Dossier

Subject = Literal["person", "unit", "post", "establishment"]
Action = Literal["enter", "correct", "same"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that an import would change; "" where nothing stood or stands."""

    field: str
    before: str
    after: str


@dataclass(slots=True)
class Change:
    """What an import does to one person, unit, post or establishment figure.

    Attributes:
        identity: id of the subject in the registry; for a person not yet entered None.
        target: the `Dossier`, or the fields of a unit, post or figure.
    """

    subject: Subject
    title: str
    action: Action
    identity: UUID | None
    target: Any
    before: Dossier | None = None
    differences: tuple[Difference, ...] = ()


@dataclass(slots=True)
class FilePlan:
    """What importing one file would do, with every problem of it."""

    name: str
    kind: Literal["lrmx", "lrm", "tables", "unknown"]
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep the file from being stored."""
        return [problem for problem in self.problems if problem.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Problem]:
        """The problems that are stored and shown."""
        return [problem for problem in self.problems if problem.severity is Severity.WARNING]


def differences_between(before: Dossier, after: Dossier) -> tuple[Difference, ...]:
    """Field by field, in the words of the form."""
    if before == after:
        return ()
    old, new = texts_from(before, None), texts_from(after, None)
    for texts in (old, new):
        # A report goes from hand to hand; the whole number stays in the file.
        texts.cells["ShenFenZheng"] = masked(texts.cells["ShenFenZheng"])
    found = [
        Difference(label, old.cells.get(cell, ""), new.cells.get(cell, ""))
        for cell, label in CELLS.items()
        if old.cells.get(cell, "") != new.cells.get(cell, "")
    ]
    if old.relatives != new.relatives:
        found.append(
            Difference(
                CELLS["JiaTingChengYuan"], _relatives(old.relatives), _relatives(new.relatives)
            )
        )
    if before.photo != after.photo:
        found.append(Difference("照片", _photo(before.photo), _photo(after.photo)))
    found += [
        Difference(label, _written(getattr(before, name)), _written(getattr(after, name)))
        for name, label in _BEYOND_THE_FORM.items()
        if getattr(before, name) != getattr(after, name)
    ]
    if before.id_number != after.id_number and old.cells == new.cells:
        found.append(Difference(CELLS["ShenFenZheng"], "", "中间几位有变化"))
    return tuple(found) or (Difference("其他内容", "", "有细节变化"),)


_BEYOND_THE_FORM = {
    "unit_code": "单位编码",
    "place": "单位内排序",
    "rank": "现职务层次",
    "grade": "现职级",
    "category": "人员类别",
    "posts": "任职",
    "ranks": "职务层次与职级",
    "trainings": "培训",
}


def _relatives(rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(" ".join(part for part in row if part) for row in rows)


def _photo(jpeg: bytes | None) -> str:
    return f"有（{len(jpeg) // 1024} KB）" if jpeg else "无"


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return "\n".join(_written_row(row) for row in value)
    return codes.table("rank").label(str(value)) if value else ""


def _written_row(row: Any) -> str:
    text = getattr(row, "title", "") or getattr(row, "name", "") or ""
    if not text:
        text = codes.table("rank").label(getattr(row, "code", ""))
    span = "--".join(day.dotted() if day else "" for day in (row.held_from, row.held_until))
    return shortened(f"{span} {text}", 80)
