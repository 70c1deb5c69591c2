"""`xuanxian policy simulate`: what a policy's rules do to the people of a snapshot."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xuanxian.cli.policy.arguments import POLICY_ARGUMENT, load, settings_given

if TYPE_CHECKING:
    import polars as pl

    from xuanxian.policy.simulation.asking import Answer

Table = tuple[str, tuple[str, ...], list[tuple[str, ...]]]
"""Title, columns and rows."""


@click.command("simulate")
@POLICY_ARGUMENT
@click.option(
    "--instrument", "instruments", multiple=True, metavar="项", help="只算这一项条件，可多次。"
)
@click.option(
    "--people",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="快照.parquet",
    help="快照文件；不写则按登记的现职人员计算。",
)
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="计算日期，如 2026-11-20；不写为今天。"
)
@click.option("--rank", default="", metavar="职务层次", help="假定每个人都拟任这一职务层次。")
@click.option("--set", "settings", multiple=True, metavar="参数=值", help="改动参数试算，可多次。")
@click.option(
    "--sweep",
    default="",
    metavar="参数=范围",
    help="逐个试一个参数，如 age=35..45、age=30..60:5；只写参数名则取现值上下。",
)
@click.option(
    "--by", "groupings", default="", metavar="分组", help="如 性别,年龄段,职务层次,年龄:35/45/55。"
)
@click.option("--strict", is_flag=True, help="只把“通过”算通过；不写则“提示”也算。")
@click.option(
    "--charts", type=click.Path(file_okay=False, path_type=Path), help="把图存为 SVG 的文件夹。"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，比例写成分数。")
def simulate_policy(
    policy_id: str,
    instruments: tuple[str, ...],
    people: Path | None,
    as_of: datetime | None,
    rank: str,
    settings: tuple[str, ...],
    sweep: str,
    groupings: str,
    strict: bool,
    charts: Path | None,
    as_json: bool,
) -> None:
    """试算：每条规则单独和合起来能让多少人通过，改一个参数会怎样，对各类人影响如何。

    只计数，不列名单。例：

      xuanxian policy simulate 国家/党政领导干部选拔任用 --rank 县处级副职 --by 性别,年龄段
    """
    from xuanxian.policy.outcome import Verdict
    from xuanxian.policy.simulation import comparing, materials
    from xuanxian.policy.simulation.asking import Question, ask

    policy = load(policy_id)
    frame, day = _people(people, as_of.date() if as_of else None)
    if rank:
        frame = materials.propose(frame, rank)
    name, _, values = sweep.partition("=")
    question = Question(
        criteria=instruments,
        settings=settings_given(settings),
        line=Verdict.PASS if strict else Verdict.FLAG,
        by=tuple(part.strip() for part in groupings.replace("，", ",").split(",") if part.strip()),
        sweep=name.strip().removeprefix("$"),
        values=values,
    )
    answer = ask(
        frame,
        policy,
        question,
        materials.hints_in_force("", day),
        comparing.other_requirements(policy, instruments),
        as_of=day,
    )
    if charts is not None:
        _write_charts(answer, charts)
    if as_json:
        click.echo(json.dumps(_as_data(answer, day), ensure_ascii=False, indent=2))
    else:
        _print(answer, day)


def _people(path: Path | None, as_of: date | None) -> "tuple[pl.DataFrame, date]":
    from xuanxian.facts.installation import build_snapshot
    from xuanxian.kernel import clock
    from xuanxian.kernel.errors import Refusal
    from xuanxian.policy.simulation import materials

    if path is None:
        day = as_of or clock.today()
        frame = build_snapshot(day)
        if frame.is_empty():
            raise Refusal("登记中没有现职人员。", mend="请先导入，或用 --people 指定快照文件。")
        return frame, day
    try:
        written = date.fromisoformat(path.stem.removeprefix("facts-")[:10])
    except ValueError:
        written = None
    if as_of is not None and written is not None and as_of != written:
        raise Refusal(
            f"快照截至{written:%Y.%m.%d}，不能按{as_of:%Y.%m.%d}计算。",
            mend="请去掉 --as-of，或用 xuanxian facts build --as-of 生成那一天的快照。",
        )
    return materials.read_snapshot(path), as_of or written or clock.today()


def _print(answer: "Answer", day: date) -> None:
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table as RichTable

    from xuanxian.policy.simulation.shown import percent

    console = Console()
    found = answer.simulation
    counts = "，".join(f"{verdict.label}{number}" for verdict, number in found.counts.items())
    click.echo(
        f"{answer.policy.title}，截至{day:%Y.%m.%d}：{found.people}人中通过{found.through}人"
        f"（{percent(found.share)}）；{counts}。"
    )
    if found.open_parameters:
        click.echo(f"未定的参数，用到它的规则一律情况不明：{'、'.join(found.open_parameters)}。")
    if found.lacking:
        click.echo(f"没有数据的事实，一律情况不明：{'、'.join(found.lacking)}。")
    for title, columns, rows in _tables(answer):
        click.echo(title)
        table = RichTable(box=box.SIMPLE_HEAD)
        for place, column in enumerate(columns):
            is_text = place == 0 or column == "说明"
            table.add_column(column, justify="left" if is_text else "right", no_wrap=place == 0)
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        console.print(table)
    for place, rule in enumerate(found.rules, 1):
        cite = f"（{rule.citation}）" if rule.citation else ""
        click.echo(f"{place}. {rule.label}：{rule.requirement}{cite}")
    _print_signs(answer)


def _print_signs(answer: "Answer") -> None:
    from xuanxian.policy.outcome import Verdict

    outcome = answer.tailoring.outcome
    if outcome is not None:
        reasons = [each for each in outcome.reasons if each.verdict is not Verdict.PASS]
        click.echo("因人设岗提示：" + ("" if reasons else "没有提示。"))
        for reason in reasons:
            click.echo(f"  {reason.verdict.label}  {reason.label}：{reason.explanation}")
    for rule in answer.naming:
        cite = rule.citation or "没有写明依据"
        click.echo(f"直接以群体情况为要求：{rule.label}（{rule.requirement}），{cite}。")


def _tables(answer: "Answer") -> list[Table]:
    from xuanxian.policy.outcome import Verdict
    from xuanxian.policy.simulation.shown import percent, times

    shown = (Verdict.FLAG, Verdict.HOLD, Verdict.BAR)
    found: list[Table] = [
        (
            "逐条筛下来",
            (
                "规则",
                "还剩",
                "按次序挡住",
                "单独挡住",
                "只被它挡住",
                "不明",
                "提示",
                "暂缓",
                "不得",
            ),
            [
                (
                    f"{place}. {rule.label}",
                    *(str(rule.remaining), str(rule.removed), str(rule.stopped)),
                    *(str(rule.only), str(rule.unknown)),
                    *(str(rule.counts[each]) for each in shown),
                )
                for place, rule in enumerate(answer.simulation.rules, 1)
            ],
        )
    ]
    if answer.sweep:
        points = answer.sweep.points
        found.append(
            (
                f"试参数：{answer.sweep.label}",
                ("取值", "通过", "说明"),
                [
                    (each.shown, str(each.through), "现行" if each.is_in_force else each.obstacle)
                    for each in points
                ],
            )
        )
    for effect in answer.effects:
        found.append(
            (
                f"对各类人的影响（只计量，不评价）：按{effect.grouping.title}，"
                f"不足{effect.smallest}人的组并入其他",
                (effect.grouping.title, "人数", "通过", "比例", "与最高组之比"),
                [
                    (
                        each.label,
                        str(each.people),
                        str(each.through),
                        percent(each.share),
                        times(each.ratio),
                    )
                    for each in effect.groups
                ],
            )
        )
    return found


def _write_charts(answer: "Answer", folder: Path) -> None:
    from xuanxian.policy.simulation import charts

    folder.mkdir(parents=True, exist_ok=True)
    drawn = {"逐条": charts.funnel(answer.simulation)}
    if answer.sweep:
        drawn[f"参数-{answer.sweep.parameter}"] = charts.sweep_line(answer.sweep)
    for effect in answer.effects:
        drawn[f"影响-{effect.grouping.title}"] = charts.group_bars(effect)
    for name, svg in drawn.items():
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")


def _as_data(answer: "Answer", day: date) -> dict[str, Any]:
    from xuanxian.policy.simulation.exported import as_data

    return {"policy": answer.policy.id, "digest": answer.policy.digest, "as_of": day.isoformat(),
            **as_data(answer)}  # fmt: skip
