"""`xuanxian policy adopt`."""

from datetime import datetime

import click

from xuanxian.cli.policy.arguments import POLICY_ARGUMENT, settings_given


@click.command("adopt")
@POLICY_ARGUMENT
@click.option("--scope", required=True, help="适用范围的机构编码；写 all 为全部。")
@click.option(
    "--from", "valid_from", required=True, type=click.DateTime(["%Y-%m-%d"]), help="开始日期。"
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="停止日期（不含当日）。")
@click.option("--set", "settings", multiple=True, metavar="参数=值", help="设定参数，可多次。")
def adopt_policy(
    policy_id: str,
    scope: str,
    valid_from: datetime,
    until: datetime | None,
    settings: tuple[str, ...],
) -> None:
    """采用一个制度。原文没有规定的参数必须用 --set 设定。"""
    from xuanxian.access.actor import Actor
    from xuanxian.policy import services

    adoption = services.adopt(
        policy_id,
        scope="" if scope == "all" else scope,
        valid_from=valid_from.date(),
        valid_until=until.date() if until else None,
        given=settings_given(settings),
        actor=Actor.command_line(),
    )
    click.echo(f"已采用“{adoption.title}”，{adoption.valid_from:%Y.%m.%d}起。")
    click.echo(f"版本 {adoption.digest}，编号 {adoption.pk}。")
