"""`xuanxian policy test`: the cases that policies bring."""

import sys

import click

from xuanxian.cli.policy.arguments import load


@click.command("test")
@click.argument("policy_ids", nargs=-1, metavar="[制度…]")
def test_policies(policy_ids: tuple[str, ...]) -> None:
    """运行制度自带的案例，每案一行；有一案不符退出码为 1。"""
    from xuanxian.policy import catalogue, rehearsal

    failed = total = 0
    for policy_id in policy_ids or tuple(catalogue.policy_ids()):
        policy = load(policy_id)
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
