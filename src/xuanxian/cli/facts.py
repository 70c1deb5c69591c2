"""`xuanxian facts`: what facts there are, what each means, and snapshots of them."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from xuanxian.facts.definitions import FactDefinition

_SUBJECTS = ("person", "post", "unit", "team")


@click.group("facts")
def facts_command() -> None:
    """事实：列出、说明、生成快照。"""


@facts_command.command("list")
@click.option(
    "--subject",
    type=click.Choice(_SUBJECTS),
    help="只列出一类：person 干部、post 职位、unit 单位、team 领导班子。",
)
@click.option("--search", default="", metavar="词", help="名称、含义、来源中含有这些词的。")
def list_facts(subject: str | None, search: str) -> None:
    """列出事实。"""
    from rich.console import Console
    from rich.table import Table

    from xuanxian.facts.definitions import Subject
    from xuanxian.facts.dictionary import find_facts

    console = Console()
    total = 0
    for each in Subject:
        if subject and each != subject:
            continue
        found = find_facts(each, search)
        total += len(found)
        if not found:
            continue
        table = Table("分组", "名称", "类型", "单位", "含义", title=f"{each.label}：{len(found)}项")
        for fact in found:
            table.add_row(fact.group, fact.name, fact.kind.label, fact.unit, fact.meaning)
        console.print(table)
    click.echo(f"共{total}项。" if total else "没有符合的事实。")


@facts_command.command("show")
@click.argument("name", metavar="名称")
def show_fact(name: str) -> None:
    """说明一项事实。"""
    from xuanxian.facts.dictionary import fact_named

    fact = fact_named(name)
    unit = f"，{fact.unit}" if fact.unit else ""
    click.echo(f"{fact.name}（{fact.subject.label}的事实，{fact.kind.label}{unit}）")
    click.echo(fact.meaning)
    for line in _further(fact):
        click.echo(line)


def _further(fact: "FactDefinition") -> list[str]:
    lines = [f"分组：{fact.group}", f"来源：{fact.source}"]
    if fact.levels:
        lines.append(f"由低到高：{'、'.join(fact.levels)}")
    if fact.choices:
        lines.append(f"取值：{'、'.join(fact.choices)}")
    if fact.unconfirmed:
        lines.append(f"待核对：{fact.unconfirmed}")
    if fact.of_proposal:
        lines.append("只在有拟任职位时才有值。")
    return lines


@facts_command.command("build")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="计算日期，如 2026-11-20；不写为今天。",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="存放文件夹；不写为 XUANXIAN_HOME 下的 snapshots。",
)
def build_facts(as_of: datetime | None, out: Path | None) -> None:
    """生成现职人员全部事实的快照（Parquet，含内容校验值）。"""
    from django.conf import settings
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from xuanxian.facts import snapshot
    from xuanxian.facts.installation import build_snapshot
    from xuanxian.kernel import clock

    day = as_of.date() if as_of else clock.today()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("读取档案")

        def told(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        frame = build_snapshot(day, progress=told)
        bar.update(task, description="写出快照", total=None)
        info = snapshot.write(frame, out or Path(settings.XUANXIAN_HOME) / "snapshots", day)
    facts = frame.width - 1
    click.echo(
        f"{info.rows}人，{facts}项事实，截至{info.as_of:%Y.%m.%d}，校验值 sha256:{info.digest}"
    )
    click.echo(str(info.path))
