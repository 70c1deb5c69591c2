"""`xuanxian serve`: bring the installation up to date and serve it."""

import os
import socket
import sys

import click
from django.conf import settings

from xuanxian.kernel.errors import Refusal


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="监听端口。"
)
def serve_command(host: str, port: int) -> None:
    """升级数据库、收集静态文件并启动服务；按 Ctrl+C 停止。"""
    prepare()
    refuse_used_port(host, port)
    click.echo(f"数据目录：{settings.XUANXIAN_HOME}")
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"已启动：http://{shown}:{port}/  按 Ctrl+C 停止")
    sys.stdout.flush()
    run(host, port)


def prepare() -> None:
    """Bring tables and static files up to date, quietly; have the catalogue read at the start."""
    from django.core.management import call_command

    os.environ.setdefault("XUANXIAN_READ_AHEAD", "1")
    call_command("migrate", verbosity=0, interactive=False)
    from xuanxian.policy import working_calendar

    working_calendar.load()
    call_command("collectstatic", verbosity=0, interactive=False)


def refuse_used_port(host: str, port: int) -> None:
    """Say in one sentence that somebody listens there already, instead of a trace.

    Raises:
        Refusal: the address cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise Refusal(
                f"不能在 {host}:{port} 上监听（{fault.strerror}）。",
                mend="请用 --port 换一个端口，或先停止占用它的程序。",
            ) from fault


def run(host: str, port: int) -> None:
    """Serve until stopped, in this process.

    Many threads receive, so that slow phones hold up nobody; `web.receiving` lets one at a time
    answer on SQLite: one writer casts faster than several that wait for each other, and write-ahead
    logs are safe. PostgreSQL lets its connections answer side by side.
    """
    from django.db import connection
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    connection.close()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuanxian.settings")
    Granian(
        "xuanxian.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=256,
        log_access=False,
        # The command has said in Chinese where it listens; what remains worth saying are faults.
        log_level=LogLevels.error,
        websockets=False,
    ).serve()
