"""`xuanxian sample`: write the files of a made-up county."""

from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from xuanxian.demonstration.county import FEWEST_PEOPLE, make_county
from xuanxian.demonstration.files import write_county
from xuanxian.kernel import clock


@click.command("sample")
@click.option(
    "--people", default=1200, show_default=True, type=click.IntRange(FEWEST_PEOPLE, 200_000),
    help="多少人。",
)  # fmt: skip
@click.option("--seed", default=7, show_default=True, help="同一个数总生成同一个县。")
@click.option(
    "--out", "folder", required=True, type=click.Path(path_type=Path, file_okay=False),
    help="写到哪个文件夹；须是空的或还没有。",
)  # fmt: skip
@click.option(
    "--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="截至哪一天；不写为今天。"
)
def sample_command(people: int, seed: int, folder: Path, as_of: datetime | None) -> None:
    """写出一个虚构县的全部文件：机构、职位、职数、任职等表格和每人的任免审批表。

    其中有意留下几处矛盾，供导入时查出。人员全部是虚构的。
    """
    day: date = as_of.date() if as_of else clock.today()
    county = make_county(people=people, seed=seed, as_of=day)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("写出文件", total=people)
        written = write_county(
            county, folder, progress=lambda done, total: bar.update(task, completed=done)
        )
    click.echo(f"已写出{county.name}：{len(county.units)}个机构、{people}人，共{written}个文件。")
    click.echo("有意留下的矛盾：")
    for one in county.contradictions:
        click.echo(f"  {one.person:05}{one.name}　{one.told}")
