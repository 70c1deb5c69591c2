"""`xuanxian policy coverage`: which articles of the sources have a policy."""

import json

import click


@click.command("coverage")
@click.option(
    "--state",
    type=click.Choice(["covered", "nothing", "missing"]),
    help="逐篇列出：covered 已有制度，nothing 没有可计算的内容，missing 还没有制度。",
)
@click.option("--place", default="", help="只看地方名称含这几个字的。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def show_coverage(state: str | None, place: str, as_json: bool) -> None:
    """来源各篇：多少已有制度，多少没有可计算的内容，多少还没有制度。"""
    from xuanxian.policy import catalogue
    from xuanxian.policy.coverage import State, articles, coverage

    listed = [each for each in articles() if place in each.place]
    found = coverage((catalogue.load(each) for each in catalogue.policy_ids()), listed)
    if as_json:
        click.echo(
            json.dumps(
                [
                    {
                        "title": each.article.title,
                        "place": each.article.place,
                        "state": each.state.value,
                        "reason": each.article.reason,
                        "policies": each.policies,
                    }
                    for each in found.standings
                    if state in {None, each.state.value}
                ],
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    for each in found.standings:
        if each.state.value != state:
            continue
        more = "、".join(each.policies) or each.article.reason
        click.echo(f"{each.article.title}（{each.article.place}）" + (f"：{more}" if more else ""))
    total = len(found.standings)
    counts = "，".join(f"{len(found.of(each))}篇{each.label}" for each in State)
    click.echo(f"来源共{total}篇：{counts}。")
    if found.strangers and not place and state is None:
        click.echo("以下制度的来源不在清单里（全国性法规，或标题写法不同）：")
        for policy_id, titles in found.strangers.items():
            click.echo(f"  {policy_id}：{'、'.join(titles)}")
