"""`xuanxian policy`: read, check, test and adopt policies."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from xuanxian.policy.schema import Policy

_POLICY = click.argument("policy_id", metavar="制度")


@click.group("policy")
def policy_command() -> None:
    """制度：查看、检查、测试、采用。

    “制度”写编号（如 国家/党政领导干部选拔任用），也可以写一个 .yaml 文件的路径。
    """


@policy_command.command("list")
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


@policy_command.command("show")
@_POLICY
@click.option("--json", "as_json", is_flag=True, help="输出合并上位制度后的全部内容（JSON）。")
def show_policy(policy_id: str, as_json: bool) -> None:
    """列出一个制度的各项和参数。"""
    policy = _load(policy_id)
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


@policy_command.command("explain")
@_POLICY
@click.argument("instrument_id", metavar="[项]", required=False)
@click.option("--set", "settings", multiple=True, metavar="参数=值", help="代入参数。")
def explain_policy(policy_id: str, instrument_id: str | None, settings: tuple[str, ...]) -> None:
    """用中文说明一个制度，参数已代入，没有规定的写作〔未定〕。"""
    from xuanxian.policy import services

    policy = services.preview(_load(policy_id), _given(settings))
    chosen = [policy.instrument(instrument_id)] if instrument_id else list(policy.instruments)
    for each in chosen:
        click.echo(f"■ {each.title or each.TITLE}" + (f"（{each.cite}）" if each.cite else ""))
        for paragraph in policy.explain(each):
            click.echo(f"  {paragraph}")
    if policy.unclear and not instrument_id:
        click.echo("■ 原文不明之处")
        for point in policy.unclear:
            click.echo(f"  {point.point}" + (f"（{point.cite}）" if point.cite else ""))


@policy_command.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[文件…]")
def check_policies(files: tuple[Path, ...]) -> None:
    """检查制度文件；不写文件则检查整个目录。有错误时退出码为 1。"""
    from xuanxian.kernel.errors import Severity
    from xuanxian.policy import catalogue

    folder = catalogue.catalogue_folder()
    chosen = list(files) or [folder / f"{each}.yaml" for each in catalogue.policy_ids()]
    problems = catalogue.check(chosen)
    for problem in problems:
        mark = "错误" if problem.severity is Severity.ERROR else "提示"
        click.echo(f"{mark}  {problem}")
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    click.echo(f"{len(chosen)}个文件，{errors}处错误，{len(problems) - errors}处提示。")
    if errors:
        sys.exit(1)


@policy_command.command("test")
@click.argument("policy_ids", nargs=-1, metavar="[制度…]")
def test_policies(policy_ids: tuple[str, ...]) -> None:
    """运行制度自带的案例，每案一行；有一案不符退出码为 1。"""
    from xuanxian.policy import catalogue, rehearsal

    failed = total = 0
    for policy_id in policy_ids or tuple(catalogue.policy_ids()):
        policy = _load(policy_id)
        for result in rehearsal.run_cases(policy):
            total += 1
            failed += not result.passed
            click.echo(
                f"{'符合' if result.passed else '不符'}  {policy.title}·{result.case.name}"
                + "".join(f"\n      {line}" for line in result.differences)
            )
    click.echo(f"{total}案，{total - failed}案符合，{failed}案不符。")
    if failed:
        sys.exit(1)


@policy_command.command("schema")
@click.argument("kind", metavar="[类]", required=False)
def show_schema(kind: str | None) -> None:
    """输出制度文件或其中一类的 JSON Schema；不写类则是整个文件。"""
    from xuanxian.kernel.errors import Refusal
    from xuanxian.policy.kinds import kinds
    from xuanxian.policy.schema import Policy

    known = kinds()
    if kind is None:
        schema = Policy.model_json_schema(by_alias=True)
        for internal in ("content", "lineage"):
            schema["properties"].pop(internal, None)
        schema["properties"]["instruments"] = {
            "type": "array",
            "description": f"kind: {'、'.join(known)}；逐类见 xuanxian policy schema <类>。",
        }
    elif kind in known:
        schema = known[kind].model_json_schema(by_alias=True)
    else:
        raise Refusal(f"没有“{kind}”这一类。", mend=f"可用的有：{'、'.join(known)}。")
    click.echo(json.dumps(schema, ensure_ascii=False, indent=2))


@policy_command.command("adopt")
@_POLICY
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
        given=_given(settings),
        actor=Actor.command_line(),
    )
    click.echo(f"已采用“{adoption.title}”，{adoption.valid_from:%Y.%m.%d}起。")
    click.echo(f"版本 {adoption.digest}，编号 {adoption.pk}。")


def _load(policy_id: str) -> "Policy":
    from xuanxian.policy import catalogue

    if policy_id.endswith((".yaml", ".yml")):
        return catalogue.load_file(Path(policy_id))
    return catalogue.load(policy_id)


def _given(settings: tuple[str, ...]) -> dict[str, str]:
    from xuanxian.kernel.errors import Refusal

    given = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not name.strip():
            raise Refusal(f"“{setting}”写法不对。", mend="请写成 参数=值，如 reply_days=5。")
        given[name.strip().removeprefix("$")] = value.strip()
    return given
