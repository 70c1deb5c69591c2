"""`xuanxian policy diff`: what differs between two policies."""

import json
from dataclasses import asdict

import click

from xuanxian.cli.policy.arguments import POLICY_ARGUMENT, load


@click.command("diff")
@POLICY_ARGUMENT
@click.argument("other_id", metavar="[另一制度]", required=False)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def diff_policies(policy_id: str, other_id: str | None, as_json: bool) -> None:
    """列出两个制度的不同；只写一个时，列出它在上位制度之上改了什么。

    次序为先旧后新：policy diff 旧 新。
    """
    from xuanxian.kernel.errors import Refusal
    from xuanxian.policy import difference

    policy = load(policy_id)
    if other_id is None:
        if not policy.extends:
            raise Refusal(f"“{policy.title}”没有上位制度。", mend="请再写一个制度来比较。")
        base, other = load(policy.extends), policy
    else:
        base, other = policy, load(other_id)
    found = difference.differences(base, other)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2))
        return
    click.echo(f"{base.title}（{base.id}）→ {other.title}（{other.id}）")
    section = None
    for each in found:
        if each.section is not section:
            section = each.section
            click.echo(f"\n■ {section.label}")
        way = f"（{each.direction.label}）" if each.direction else ""
        click.echo(f"  {each.change.label}  {each.title}{way}")
        for field in each.fields:
            click.echo(f"      {field.label}：{_step(field.before, field.after)}")
    click.echo(f"\n{len(found)}处不同。")


def _step(before: str, after: str) -> str:
    if before and after:
        return f"{before} → {after}"
    return after or f"{before} → （无）"
