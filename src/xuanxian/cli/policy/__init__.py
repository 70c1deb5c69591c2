"""`xuanxian policy`: read, check, test and adopt policies. Each command stands in its own file."""

import click

from xuanxian.cli.policy.adopt import adopt_policy
from xuanxian.cli.policy.check import check_policies
from xuanxian.cli.policy.coverage import show_coverage
from xuanxian.cli.policy.diff import diff_policies
from xuanxian.cli.policy.explain import explain_policy
from xuanxian.cli.policy.reading import list_policies, show_policy
from xuanxian.cli.policy.rehearse import rehearse_policy
from xuanxian.cli.policy.schema import show_schema
from xuanxian.cli.policy.simulate import simulate_policy
from xuanxian.cli.policy.test import test_policies

__all__ = ["policy_command"]


@click.group("policy")
def policy_command() -> None:
    """制度：查看、检查、测试、采用。

    “制度”写编号（如 国家/党政领导干部选拔任用），也可以写一个 .yaml 文件的路径。
    """


for _command in (
    list_policies,
    show_policy,
    explain_policy,
    check_policies,
    test_policies,
    diff_policies,
    show_coverage,
    rehearse_policy,
    simulate_policy,
    show_schema,
    adopt_policy,
):
    policy_command.add_command(_command)
