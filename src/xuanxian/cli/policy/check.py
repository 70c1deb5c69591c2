"""`xuanxian policy check`: everything wrong with policy files."""

import sys
from pathlib import Path

import click


@click.command("check")
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
