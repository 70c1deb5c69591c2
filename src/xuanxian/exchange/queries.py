"""The reads that the pages of import share."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from xuanxian.access.models import Account, Role
from xuanxian.access.permissions import may
from xuanxian.access.todo import Todo
from xuanxian.exchange.models import ImportBatch, ImportedFile

CHOICES = (("", "全部"), ("errors", "有错误"), ("warnings", "有提示"), ("corrections", "有更正"))
"""What the report can be narrowed to: key in the address, words."""

_SUBJECTS = {"person": "干部", "unit": "机构", "post": "职位", "establishment": "职数"}
_ACTIONS = {"enter": "新增", "correct": "更正", "same": "不变"}
_SEVERITIES = {"error": "错误", "warning": "提示"}


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of a batch."""

    files: int
    checked: int
    refused: int
    stored: int
    errors: int
    warnings: int
    changes: list[tuple[str, int]]


def batches_with_figures() -> QuerySet[ImportBatch]:
    """Every batch, the latest first, with its counts of files."""
    state = ImportedFile.State
    return ImportBatch.objects.order_by("-made_at").annotate(
        file_count=Count("files"),
        refused_count=Count("files", filter=Q(files__state=state.REFUSED)),
        stored_count=Count("files", filter=Q(files__state__in=(state.STORED, state.UNDONE))),
    )


def figures_of(batch: ImportBatch) -> Figures:
    """The counts of `batch`; changes are those of the files that are or can be stored."""
    files = list(batch.files.values("state", "error_count", "warning_count", "changes"))
    state = ImportedFile.State
    counts: dict[tuple[str, str], int] = {}
    for row in files:
        if row["state"] == state.REFUSED:
            continue
        for change in row["changes"]:
            key = (change["action"], change["subject"])
            counts[key] = counts.get(key, 0) + 1
    return Figures(
        files=len(files),
        checked=sum(row["state"] == state.CHECKED for row in files),
        refused=sum(row["state"] == state.REFUSED for row in files),
        stored=sum(row["state"] == state.STORED for row in files),
        errors=sum(row["error_count"] for row in files),
        warnings=sum(row["warning_count"] for row in files),
        changes=[
            (f"{_ACTIONS[action]}{_SUBJECTS[subject]}", counts[action, subject])
            for action in _ACTIONS
            for subject in _SUBJECTS
            if (action, subject) in counts
        ],
    )


def progress_of(batch: ImportBatch) -> dict[str, int]:
    """(files done, files to store) while a batch is being stored."""
    waiting = batch.files.filter(state=ImportedFile.State.CHECKED).count()
    total = batch.files.count()
    return {"done": total - waiting, "total": total}


def files_of(batch: ImportBatch, show: str) -> QuerySet[ImportedFile]:
    """The files of `batch`, those to look at first, narrowed by a key of `CHOICES`."""
    files = batch.files.order_by("-error_count", "-warning_count", "place")
    if show == "errors":
        return files.filter(error_count__gt=0)
    if show == "warnings":
        return files.filter(warning_count__gt=0)
    if show == "corrections":
        corrected = [
            row.pk for row in files if any(change["action"] == "correct" for change in row.changes)
        ]
        return files.filter(pk__in=corrected)
    return files


def report_sheets(batch: ImportBatch) -> dict[str, tuple[list[str], list[list[str]]]]:
    """The problems and the changes of `batch` as sheets: name → (titles, rows)."""
    problems: list[list[str]] = []
    changes: list[list[str]] = []
    for row in batch.files.order_by("place"):
        problems += [
            [
                row.name,
                _SEVERITIES[problem["severity"]],
                problem["where"],
                problem["field"],
                problem["value"],
                problem["message"],
                problem["mend"],
            ]
            for problem in row.problems
        ]
        changes += [line for change in row.changes for line in _lines_of(row.name, change)]
    return {
        "问题": (["文件", "轻重", "位置", "项目", "内容", "问题", "怎样改"], problems),
        "变化": (["文件", "对象", "名称", "动作", "项目", "原内容", "新内容"], changes),
    }


def _lines_of(file: str, change: dict[str, Any]) -> list[list[str]]:
    start = [file, _SUBJECTS[change["subject"]], change["title"], _ACTIONS[change["action"]]]
    if not change["differences"]:
        return [[*start, "", "", ""]]
    return [[*start, row["field"], row["before"], row["after"]] for row in change["differences"]]


def todos_of(account: Account) -> list[Todo]:
    """Batches that the account checked and neither stored nor gave up."""
    if not may(account, "exchange.import_files", ""):
        return []
    waiting = ImportBatch.objects.filter(
        made_by=str(account.pk),
        state__in=(ImportBatch.State.CHECKED, ImportBatch.State.STORING),
    )
    return [
        Todo(
            title=f"处理已检查的导入：{batch.title}",
            url=f"/import/{batch.pk}/",
            why="文件已检查，还没有导入或放弃。",
            role=Role.ORGANISATION_STAFF,
        )
        for batch in waiting
    ]
