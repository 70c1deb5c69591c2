"""`xuanxian policy rehearse`: a scenario carried through a policy, day by day."""

import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xuanxian.cli.policy.arguments import POLICY_ARGUMENT, load, settings_given

if TYPE_CHECKING:
    from xuanxian.policy.rehearsal import Rehearsed
    from xuanxian.policy.schema import Policy


@click.command("rehearse")
@POLICY_ARGUMENT
@click.argument("scenario", type=click.Path(path_type=Path), metavar="情景.yaml")
@click.option("--set", "settings", multiple=True, metavar="参数=值", help="代入参数。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--all-reasons", is_flag=True, help="整案推演时，通过的理由也列出。")
def rehearse_policy(
    policy_id: str, scenario: Path, settings: tuple[str, ...], *, as_json: bool, all_reasons: bool
) -> None:
    """让一个情景按制度走一遍，时间逐日推进，列出每一天发生的事。

    情景写有 instrument 的，试其中一项（如信用积分、提醒函询）；写有 steps 的，是整个选任过程，
    从动议到试用期。公休日、期限和影响期都按日历推算。结果与 expect 不符时退出码为 1。
    """
    from xuanxian.cli.case import carry
    from xuanxian.policy import trial
    from xuanxian.selection.rehearsal import read_scenario

    policy = load(policy_id)
    given = settings_given(settings)
    if trial.is_trial(scenario):
        failures = _rehearse_trial(policy, scenario, given, as_json=as_json)
    else:
        case = read_scenario(scenario)
        failures = carry(case, policy, given, as_json=as_json, all_reasons=all_reasons)
    if failures:
        sys.exit(1)


def _rehearse_trial(
    policy: "Policy", path: Path, given: dict[str, str], *, as_json: bool
) -> list[str]:
    from xuanxian.policy import rehearsal, trial

    tried = trial.read_trial(path)
    result = rehearsal.rehearse(
        policy, tried.instrument, tried.given, {**tried.parameters, **given}
    )
    failures = rehearsal.differences(tried.expect, result.answer)
    if as_json:
        click.echo(json.dumps(_as_data(result, failures), ensure_ascii=False, indent=2))
        return failures
    click.echo(f"{tried.title}\n依据：{policy.title}（{policy.id}）\n")
    for moment in result.moments:
        click.echo(f"{moment.on.isoformat()}  {moment.said}")
    if result.moments:
        click.echo("")
    for name, value in result.answer.items():
        click.echo(f"{name}：{_shown(value)}")
    if failures:
        click.echo("与预期不符：")
        for line in failures:
            click.echo(f"    {line}")
    elif tried.expect:
        click.echo("与预期相符。")
    return failures


def _as_data(result: "Rehearsed", failures: list[str]) -> dict[str, Any]:
    return {
        "policy": result.policy.id,
        "instrument": result.instrument.id,
        "timeline": [
            {"on": each.on.isoformat(), "said": each.said, "values": _plain(each.values)}
            for each in result.moments
        ],
        "answer": _plain(result.answer),
        "as_expected": not failures,
        "failures": failures,
    }


def _plain(value: Any) -> Any:
    if hasattr(value, "items"):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    return str(value)


def _shown(value: Any) -> str:
    if hasattr(value, "items"):
        return "，".join(f"{key}：{_shown(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return "、".join(_shown(each) for each in value) or "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return "不详"
    if isinstance(value, Fraction) and value.denominator != 1:
        return f"{value}（约{float(value):.4g}）"
    return str(value)
