"""`xuanxian facts`: what facts there are, what each means, and snapshots of them."""

from datetime import datetime
from pathlib import Path

import click


@click.group("facts")
def facts_command() -> None:
    """事实：列出、说明、生成快照。"""


@facts_command.command("list")
def list_facts() -> None:
    """列出全部事实。"""
    from rich.console import Console
    from rich.table import Table

    from xuanxian.facts.definitions import FACTS

    table = Table("名称", "类型", "单位", "含义", title=f"事实 {len(FACTS)} 项")
    for fact in FACTS.values():
        table.add_row(fact.name, fact.kind.label, fact.unit, fact.meaning)
    Console().print(table)


@facts_command.command("show")
@click.argument("name", metavar="名称")
def show_fact(name: str) -> None:
    """说明一项事实。"""
    from xuanxian.facts.definitions import FACTS
    from xuanxian.kernel.errors import Refusal

    if name not in FACTS:
        near = "、".join(known for known in FACTS if name in known or known in name)
        raise Refusal(
            f"没有名为“{name}”的事实。",
            mend=f"相近的有：{near}。" if near else "用 xuanxian facts list 查看全部名称。",
        )
    fact = FACTS[name]
    click.echo(f"{fact.name}（{fact.kind.label}{'，' + fact.unit if fact.unit else ''}）")
    click.echo(fact.meaning)
    click.echo(f"来源：{fact.source}")
    if fact.levels:
        click.echo(f"由低到高：{'、'.join(fact.levels)}")
    if fact.choices:
        click.echo(f"取值：{'、'.join(fact.choices)}")
    if fact.of_proposal:
        click.echo("只在有拟任职位时才有值。")


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

    from xuanxian.facts import snapshot
    from xuanxian.facts.installation import build_snapshot
    from xuanxian.kernel import clock

    day = as_of.date() if as_of else clock.today()
    info = snapshot.write(
        build_snapshot(day), out or Path(settings.XUANXIAN_HOME) / "snapshots", day
    )
    click.echo(f"{info.rows}人，截至{info.as_of:%Y.%m.%d}，校验值 sha256:{info.digest}")
    click.echo(str(info.path))
