"""`xuanxian ballot`: list polls, show a result, export opened ballots for a recount."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from xuanxian.kernel.errors import Refusal


@click.group("ballot")
def ballot_command() -> None:
    """投票：列出、查看结果、导出开出的票供独立复核。"""


@ballot_command.command("list")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def _list(as_json: bool) -> None:
    """列出所有投票。"""
    from xuanxian.ballots import queries

    polls = list(queries.polls())
    if as_json:
        click.echo(
            json.dumps(
                [{"id": str(poll.pk), "title": poll.title, "state": poll.state} for poll in polls],
                ensure_ascii=False,
                indent=1,
            )
        )
        return
    for poll in polls:
        click.echo(f"{poll.pk}  {poll.get_state_display()}  {poll.title}")
    if not polls:
        click.echo("还没有投票。", err=True)


@ballot_command.command("show")
@click.argument("poll_id")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def _show(poll_id: str, as_json: bool) -> None:
    """查看一次投票的结果。"""
    poll = _poll(poll_id)
    result = poll.counted
    if result is None:
        raise Refusal(f"“{poll.title}”还没有计票。", mend="请先截止、开箱。")
    if as_json:
        click.echo(result.model_dump_json(indent=1))
        return
    click.echo(poll.title)
    click.echo("  ".join(f"{name} {number}" for name, number in result.denominators.items()))
    if poll.asks_questionnaire:
        titles = {each.id: each.title for each in poll.form.questionnaire.questions}
        for question, counted in result.questions.items():
            click.echo(titles[question])
            for one in counted.subjects:
                _echo(one)
        for name, figure in {**result.summary, **result.measures}.items():
            click.echo(f"{name}  {figure.shown(name) if figure else '无法计算或者不公布'}")
        click.echo(result.outcome.verdict.label)
        return
    for one in result.ranking:
        _echo(one)


def _echo(one: Any) -> None:
    """One subject of a ballot, or item of a questionnaire."""
    counts = "  ".join(f"{name} {number}" for name, number in one.counts.items())
    measures = "  ".join(
        f"{name} {figure.shown(name) if figure else '无法计算'}"
        for name, figure in one.measures.items()
    )
    rank = "" if one.rank is None else f"第 {one.rank} 名  "
    click.echo(f"{one.name}  {counts}  {measures}  {rank}{one.outcome.verdict.label}")


@ballot_command.command("export")
@click.argument("poll_id")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写入文件；缺省写到屏幕。")
def _export(poll_id: str, output: Path | None) -> None:
    """导出开出的票（JSON），供 scripts/recount.py 独立复核。导出会记入纪实。

    一张票上的多项选择合起来可能认得出是谁，导出的文件只交审计人员，用后销毁。
    """
    from django.db import transaction

    from xuanxian.access.actor import Actor
    from xuanxian.ballots.exporting import export_of
    from xuanxian.record.services import append

    poll = _poll(poll_id)
    content = json.dumps(export_of(poll), ensure_ascii=False, indent=1)
    with transaction.atomic():
        append(
            poll.case,
            "poll.ballots_exported",
            {"poll": str(poll.pk), "ballots": poll.opened_digest},
            actor=Actor.command_line(),
        )
    if output is None:
        click.echo(content)
        return
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        raise Refusal(
            f"不能写入 {output}（{fault.strerror}）。", mend="请换一个文件名。"
        ) from fault
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    click.echo(f"已导出到 {output}。复核：{Path(sys.executable).name} scripts/recount.py {output}")


def _poll(poll_id: str) -> Any:
    from django.core.exceptions import ValidationError

    from xuanxian.ballots.models import Poll

    try:
        return Poll.objects.get(pk=poll_id)
    except (Poll.DoesNotExist, ValidationError) as fault:
        raise Refusal(
            f"没有编号为 {poll_id} 的投票。", mend="用 xuanxian ballot list 查看编号。"
        ) from fault
