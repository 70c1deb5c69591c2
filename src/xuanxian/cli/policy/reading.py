"""`xuanxian policy list`, `show` and `explain`."""

import json

import click

from xuanxian.cli.policy.arguments import POLICY_ARGUMENT, load


@click.command("list")
def list_policies() -> None:
    """列出目录中的全部制度。"""
    from rich.console import Console
    from rich.table import Table

    from xuanxian.kernel.errors import Refusal
    from xuanxian.policy import catalogue

    table = Table("编号", "名称", "项", "未定参数", "案例")
    for policy_id in catalogue.policy_ids():
        try:
            policy = catalogue.load(policy_id)
        except Refusal as refusal:
            table.add_row(policy_id, f"有{len(refusal.problems)}处错误", "", "", "")
            continue
        table.add_row(
            policy.id,
            policy.title,
            str(len(policy.instruments)),
            str(len(policy.open_parameters)),
            str(len(policy.cases)),
        )
    Console().print(table)


@click.command("show")
@POLICY_ARGUMENT
@click.option("--json", "as_json", is_flag=True, help="输出合并上位制度后的全部内容（JSON）。")
def show_policy(policy_id: str, as_json: bool) -> None:
    """列出一个制度的各项和参数。"""
    policy = load(policy_id)
    if as_json:
        click.echo(json.dumps(policy.content, ensure_ascii=False, indent=2))
        return
    click.echo(f"{policy.title}（{policy.id}）")
    if policy.summary:
        click.echo(policy.summary)
    for source in policy.source:
        said = " ".join(part for part in (source.document, source.article, source.place) if part)
        click.echo(f"来源：{said}" + (f"（{source.note}）" if source.note else ""))
    if policy.lineage:
        click.echo(f"上位制度：{' ← '.join(policy.lineage)}")
    click.echo(f"版本：{policy.digest}")
    click.echo("\n各项")
    for each in policy.instruments:
        click.echo(f"  {each.id}：{each.title or each.TITLE}（{each.TITLE}）")
    click.echo("\n参数")
    for name, parameter in policy.parameters.items():
        cite = f"  {parameter.cite}" if parameter.cite else ""
        click.echo(f"  {name} = {parameter.quantity.shown()}  {parameter.note}{cite}")
