"""`xuanxian case`: a whole case rehearsed without a database."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from xuanxian.policy.schema import Policy
    from xuanxian.selection.rehearsal import Scenario


@click.group("case")
def case_command() -> None:
    """选任：不用数据库的整案推演。"""


@case_command.command("rehearse")
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--all-reasons", is_flag=True, help="通过的理由也列出。")
def rehearse_case(scenario: Path, *, as_json: bool, all_reasons: bool) -> None:
    """按 SCENARIO（YAML 文件）推演一个完整的选任过程。

    列出每一步的日期、结论和理由，以及每个人最后停在哪里、下一步由谁办什么。
    结果与情景中的 expect 不符时，退出码为 1。示例在 selection/rehearsal/scenarios/。
    """
    from xuanxian.policy import catalogue
    from xuanxian.selection import rehearsal

    given = rehearsal.read_scenario(scenario)
    beside = scenario.parent / given.policy
    policy = (
        catalogue.load_file(beside)
        if given.policy.endswith((".yaml", ".yml"))
        else catalogue.load(given.policy)
    )
    if carry(given, policy, {}, as_json=as_json, all_reasons=all_reasons):
        sys.exit(1)


def carry(
    scenario: "Scenario",
    policy: "Policy",
    settings: Mapping[str, str],
    *,
    as_json: bool,
    all_reasons: bool,
) -> list[str]:
    """Carry `scenario` through `policy`, print how it went, answer what did not come out.

    Raises:
        Refusal: a parameter is open or does not fit, or a step names what the policy lacks.
    """
    from xuanxian.policy import parameters
    from xuanxian.selection import rehearsal
    from xuanxian.selection.rules import Rules

    adopted = parameters.with_parameters(policy, {**scenario.parameters, **settings})
    parameters.refuse_open(adopted)
    result = rehearsal.rehearse(scenario, Rules.of_policy(adopted))
    if as_json:
        click.echo(json.dumps(rehearsal.as_data(result), ensure_ascii=False, indent=2))
    else:
        click.echo(rehearsal.as_text(result, every_reason=all_reasons))
    return result.failures
