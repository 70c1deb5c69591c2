"""The root command. Each command lives in a module of its own, loaded when it is called."""

import os
import sys
from importlib import import_module
from typing import Any

import click

_COMMANDS = {
    "demo": ("xuanxian.cli.demo", "建立示范县并启动：从空机到可用"),
    "serve": ("xuanxian.cli.serve", "启动服务"),
    "sample": ("xuanxian.cli.sample", "写出一个虚构县的全部文件"),
    "import": ("xuanxian.cli.exchange", "导入 .lrmx、.lrm、xlsx 文件"),
    "export": ("xuanxian.cli.exchange", "导出 .lrmx 文件"),
    "policy": ("xuanxian.cli.policy", "制度：查看、检查、测试"),
    "facts": ("xuanxian.cli.facts", "事实：列出、说明、生成快照"),
    "case": ("xuanxian.cli.case", "选任：不用数据库的整案推演"),
    "ballot": ("xuanxian.cli.ballot", "投票：验票、独立复核"),
    "record": ("xuanxian.cli.record", "纪实：列出、导出、校验"),
    "account": ("xuanxian.cli.account", "账号：新建、授予角色"),
    "backup": ("xuanxian.cli.backup", "备份整个安装"),
    "restore": ("xuanxian.cli.backup", "从备份恢复"),
}
"""Command → the module holding it as `<name>_command`, and its one-line help."""

_ON_THE_STORE = {"import", "export", "facts", "ballot", "record", "account", "backup", "policy"}
"""Commands that read or write the store, whose tables are brought up to date first."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[name]
        if name in _ON_THE_STORE and not {"-h", "--help"} & set(sys.argv):
            _bring_up_to_date()
        command: click.Command = getattr(import_module(module), f"{name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # The short helps stand here, so that --help need not import every room.
        with formatter.section("命令"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="xuanxian", message="xuanxian %(version)s")
def _root() -> None:
    """选贤：干部选拔任用工作软件。数据都在 XUANXIAN_HOME 指定的文件夹中。"""


def _bring_up_to_date() -> None:
    """Make or renew the tables of the installation, so that a first command needs no other."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def main(*arguments: Any) -> None:
    """Run the command line; a refusal ends with exit code 1 and its Chinese message."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuanxian.settings")
    import django

    django.setup()
    from xuanxian.kernel.errors import Refusal

    try:
        _root(args=list(arguments) or None, prog_name="xuanxian")
    except Refusal as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)
