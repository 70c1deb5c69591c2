"""`xuanxian import` and `xuanxian export`."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from xuanxian.access.actor import Actor
from xuanxian.exchange.models import ImportBatch
from xuanxian.exchange.roster import ColumnMapping
from xuanxian.exchange.services import (
    BatchReport,
    SourceFile,
    check_files,
    export_files,
    gather,
    prepare_batch,
    store_batch,
    undo_batch,
)
from xuanxian.kernel.errors import Problem, Refusal, Severity
from xuanxian.registry.models import Organisation, Person

_ENDINGS = {".lrmx", ".lrm", ".pic", ".xlsx", ".zip"}
_SHOWN_PROBLEMS = 200
_progress_console = Console(stderr=True)


@click.command("import")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查并报告，不导入。")
@click.option(
    "--mapping",
    "mapping_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="花名册各列含义的 YAML 文件：sheet、title_row、columns。",
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出报告。")
@click.option("--undo", "undone", metavar="批次", help="撤销一次导入。")
@click.option("--reason", default="", help="撤销的原因。")
@click.pass_context
def import_command(
    context: click.Context,
    paths: tuple[Path, ...],
    dry_run: bool,
    mapping_file: Path | None,
    as_json: bool,
    undone: str | None,
    reason: str,
) -> None:
    """导入 .lrmx、.lrm（连同 .pic）、.xlsx 文件，或装有它们的文件夹和 .zip。

    有错误的文件不导入，其余照常导入；有文件没有导入时退出码为 1。
    """
    if undone:
        set_back = undo_batch(_batch(undone), actor=Actor.command_line(), reason=reason)
        click.echo(f"已撤销：{set_back.title}")
        return
    if not paths:
        raise click.UsageError("请写明要导入的文件或文件夹，或用 --undo 撤销一次导入。")
    files = gather(_read(paths))
    if not files:
        raise Refusal("没有找到可以导入的文件。", mend="可导入 .lrmx、.lrm、.xlsx 和 .zip。")
    mapping = _mapping(mapping_file) if mapping_file else None
    batch, report = _run(files, mapping, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(_as_json(report, batch), ensure_ascii=False, indent=2))
    else:
        _show(report, batch)
    stored = batch is None or not batch.files.filter(state="refused").exists()
    if report.has_errors or not stored:
        context.exit(1)


def _run(
    files: list[SourceFile], mapping: ColumnMapping | None, *, dry_run: bool
) -> tuple[ImportBatch | None, BatchReport]:
    with _bar("检查") as advance:
        if dry_run:
            return None, check_files(files, mapping, progress=advance)
        checked, report = prepare_batch(
            files, mapping, actor=Actor.command_line(), progress=advance
        )
    with _bar("导入") as advance:
        return store_batch(checked, actor=Actor.command_line(), progress=advance), report


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on the error output, so that a report can be piped on."""
    with Progress(
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=_progress_console,
        transient=True,
    ) as progress:
        task = progress.add_task(title, total=None)

        def advance(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield advance


def _read(paths: tuple[Path, ...]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                if file.is_file() and file.suffix.lower() in _ENDINGS:
                    yield str(file.relative_to(path)), file.read_bytes()
        else:
            yield path.name, path.read_bytes()


def _mapping(path: Path) -> ColumnMapping:
    try:
        return ColumnMapping.model_validate(YAML(typ="safe").load(path))
    except (YAMLError, ValidationError) as error:
        raise Refusal(
            Problem(
                str(path),
                "",
                "",
                "不是有效的列含义文件。",
                "请写成：sheet: 花名册、title_row: 0、columns: {name: 1, birth: 3}。",
            )
        ) from error


def _batch(identity: str) -> ImportBatch:
    matches = [
        batch for batch in ImportBatch.objects.all() if str(batch.pk).startswith(identity.lower())
    ]
    if len(matches) != 1:
        raise Refusal(
            Problem(
                "",
                "批次",
                identity,
                "没有这个批次。" if not matches else "有几个批次以此开头。",
                "请写导入时给出的批次编号。",
            )
        )
    return matches[0]


def _show(report: BatchReport, batch: ImportBatch | None) -> None:
    console = Console()
    for problem in report.problems[:_SHOWN_PROBLEMS]:
        mark = "[red]错误[/red]" if problem.severity is Severity.ERROR else "[yellow]提示[/yellow]"
        console.print(f"{mark} ", end="")
        console.print(str(problem), markup=False, highlight=False)
    hidden = len(report.problems) - _SHOWN_PROBLEMS
    if hidden > 0:
        console.print(f"……还有{hidden}条，用 --json 可全部列出。")
    figures = report.summary()
    table = Table(show_header=False, box=None)
    for title, name in (
        ("文件", "files"),
        ("　其中有错误不导入", "files_refused"),
        ("新增干部", "people_entered"),
        ("更正干部", "people_corrected"),
        ("没有变化的干部", "people_same"),
        ("新增机构", "units_entered"),
        ("新增职位", "posts_entered"),
        ("错误", "errors"),
        ("提示", "warnings"),
    ):
        table.add_row(title, str(figures[name]))
    console.print(table)
    if batch is None:
        console.print("以上只是检查结果，没有导入任何内容。")
    else:
        console.print(f"已导入，批次 {batch.pk}", highlight=False)
        console.print(f"撤销：xuanxian import --undo {str(batch.pk)[:8]} --reason 原因")


def _as_json(report: BatchReport, batch: ImportBatch | None) -> dict[str, Any]:
    return {
        "batch": str(batch.pk) if batch else None,
        "summary": report.summary(),
        "files": [
            {
                "name": plan.name,
                "kind": plan.kind,
                "storable": not plan.errors,
                "changes": [
                    {"subject": change.subject, "title": change.title, "action": change.action}
                    for change in plan.changes
                ],
                "problems": [
                    {
                        "where": problem.where,
                        "field": problem.field,
                        "value": problem.value,
                        "message": problem.message,
                        "mend": problem.mend,
                        "severity": str(problem.severity),
                    }
                    for problem in plan.problems
                ],
            }
            for plan in report.plans
        ],
    }


@click.command("export")
@click.option("--unit", "unit_code", metavar="编码", help="一个机构及其下级的全部现职干部。")
@click.option("--person", "people", multiple=True, metavar="编号", help="一名干部，可写多次。")
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="写入的文件夹。",
)
@click.option("--reason", default="", help="导出的用途，记入纪实。")
def export_command(unit_code: str | None, people: tuple[str, ...], out: Path, reason: str) -> None:
    """把干部导出为 .lrmx 文件，一人一个。"""
    if bool(unit_code) == bool(people):
        raise click.UsageError("请写 --unit 或 --person 之一。")
    chosen = _of_unit(unit_code) if unit_code else _by_identity(people)
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    with _bar("导出") as advance:
        for name, data in export_files(chosen, actor=Actor.command_line(), reason=reason):
            # Written beside and renamed, so that no half file is ever found.
            waiting = out / f".{name}.part"
            waiting.write_bytes(data)
            waiting.rename(out / name)
            count += 1
            advance(count, len(chosen))
    click.echo(f"已导出{count}人到{out}")


def _of_unit(code: str) -> list[Person]:
    if not Organisation.objects.filter(code=code).exists():
        raise Refusal(Problem("", "机构编码", code, "机构库中没有这个编码。", "请核对机构编码。"))
    return list(
        Person.objects.filter(unit__code__startswith=code, status="1").order_by(
            "unit__code", "place", "stroke_key"
        )
    )


def _by_identity(identities: tuple[str, ...]) -> list[Person]:
    people = []
    for identity in identities:
        matches = list(
            Person.objects.filter(pk__in=_as_uuids(identity))
            or Person.objects.filter(id_number=identity)
        )
        if len(matches) != 1:
            raise Refusal(
                Problem("", "干部编号", identity, "没有找到这名干部。", "请写编号或身份证号。")
            )
        people += matches
    return people


def _as_uuids(text: str) -> list[str]:
    hexadecimal = text.replace("-", "")
    is_uuid = len(hexadecimal) == 32 and all(sign in "0123456789abcdef" for sign in hexadecimal)
    return [text] if is_uuid else []
