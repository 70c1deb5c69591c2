"""`xuanxian record`: list, export and verify the record."""

from pathlib import Path

import click
from rich.progress import Progress

from xuanxian.record import offline_verifier
from xuanxian.record.export import export_stream
from xuanxian.record.models import Stream
from xuanxian.record.verification import verify_all


@click.group("record", help="纪实：列出、导出、校验。")
def record_command() -> None:
    pass


@record_command.command("list", help="列出纪实链：编号、条数、名称。")
@click.option("--kind", default="", help="只列某类，如 case、person、policy。")
@click.option("--limit", default=50, show_default=True, help="最多列出多少条。")
def list_streams(kind: str, limit: int) -> None:
    streams = Stream.objects.order_by("name")
    if kind:
        streams = streams.filter(name__startswith=f"{kind}:")
    total = streams.count()
    for stream in streams[:limit]:
        click.echo(f"{stream.name}\t{stream.length}\t{stream.title}")
    if total > limit:
        click.echo(f"共{total}条，只列出前{limit}条；用 --limit 或 --kind 看其余。", err=True)


@record_command.command("export", help="把一条纪实链导出为可离线校验的文件夹。")
@click.argument("case")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path("."),
    show_default="当前文件夹", help="放在哪个文件夹下。",
)  # fmt: skip
def export(case: str, output: Path) -> None:
    name = case if ":" in case else f"case:{case}"
    click.echo(str(export_stream(name, output)))


@record_command.command("verify", help="校验导出的文件夹；不给文件夹则校验本安装的全部纪实。")
@click.argument(
    "folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False)
)
@click.option("--head", default="", help="纸面上印的末条校验值，只用于文件夹。")
def verify(folder: Path | None, head: str) -> None:
    if folder is not None:
        try:
            faults = offline_verifier.check(folder, head)
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        summary = "纪实完整，未发现改动。"
    else:
        with Progress(transient=True) as bar:
            total = sum(Stream.objects.values_list("length", flat=True))
            task = bar.add_task("校验纪实", total=total)
            result = verify_all(progress=lambda done: bar.update(task, completed=done))
        faults = [str(fault) for fault in result.faults]
        summary = f"{result.streams}条纪实链、{result.entries}条记录完整，未发现改动。"
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(f"发现{len(faults)}处问题。")
    click.echo(summary)
