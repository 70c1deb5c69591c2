"""`xuanxian demo`: from nothing to a county at work."""

import json
import os
import secrets
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import Progress

if TYPE_CHECKING:
    from xuanxian.demonstration.meetings import OpenMeeting

_console = Console(stderr=True)
_COMPLETE = "demonstration-complete"
_UNDER_WAY = "demonstration-under-way"
_VOTING_KIT = "演练投票"
_SLIPS_TOLD = 2


@click.command("demo")
@click.option("--once", is_flag=True, help="建好、自查、打印 JSON 摘要后退出。")
@click.option("--people", default=1200, show_default=True, type=click.IntRange(100, 20_000))
@click.option("--seed", default=7, show_default=True, help="同一个数总生成同一个县。")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。")
def demo_command(once: bool, people: int, seed: int, port: int, host: str) -> None:
    """建立一个虚构县：导入人员和机构，采用制度，把一批选任办到各个环节，然后启动服务。

    数据放在 XUANXIAN_HOME；没有设定时放在当前文件夹的 var/demo。再次运行直接启动。
    """
    began = time.monotonic()
    home = _enter_home()
    from xuanxian.cli import serve

    if not once:
        serve.refuse_used_port(host, port)
    serve.prepare()
    if not (home / _COMPLETE).exists():
        _build(home, people, seed)
    if once:
        _finish_once(began)
        return
    _tell(host, port)
    serve.run(host, port)


def _enter_home() -> Path:
    """Restart this command in a rehearsal installation, unless it runs in one already."""
    from django.conf import settings

    if not settings.XUANXIAN_REHEARSAL:
        home = os.environ.get("XUANXIAN_HOME") or str(Path.cwd() / "var" / "demo")
        environment = os.environ | {"XUANXIAN_HOME": home, "XUANXIAN_REHEARSAL": "1"}
        # The settings have read the environment already: only a new process sees the change.
        os.execve(sys.executable, [sys.executable, *sys.argv], environment)  # noqa: S606
    return Path(settings.XUANXIAN_HOME)


def _build(home: Path, people: int, seed: int) -> None:
    from xuanxian.demonstration.build import build, county_day
    from xuanxian.demonstration.county import make_county
    from xuanxian.demonstration.files import write_county
    from xuanxian.kernel import clock
    from xuanxian.kernel.errors import Refusal
    from xuanxian.record.models import Entry

    # Whatever is written leaves an entry: without any, nothing of an earlier build was kept.
    if Entry.objects.exists():
        if (home / _UNDER_WAY).exists():
            raise Refusal(
                f"上次在 {home} 建立演练县时中断了，只建成一部分，不能使用。",
                mend=f"请删除文件夹 {home}（其中只有虚构数据），再运行一次；"
                "如果另一个窗口还在建立，请等它完成。",
            )
        raise Refusal(
            f"{home} 中已有数据，但不是建成的演练安装。",
            mend="请把 XUANXIAN_HOME 指向一个空文件夹，或移走它。",
        )
    for left_over in home.glob("county-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    (home / _UNDER_WAY).touch()
    folder = Path(tempfile.mkdtemp(prefix="county-", dir=home))
    try:
        with Progress(console=_console, transient=True) as bar:
            tasks: dict[str, Any] = {}

            def report(what: str, done: int, total: int) -> None:
                name = what.split("：")[0]
                if name not in tasks:
                    tasks[name] = bar.add_task(name, total=total)
                bar.update(tasks[name], completed=done, total=total, description=what)

            county = make_county(people=people, seed=seed, as_of=county_day(clock.today()))
            write_county(
                county, folder, progress=lambda done, total: report("写出文件", done, total)
            )
            built = build(folder, seed=seed, report=report)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    accounts = [
        {"username": username, "name": name, "role": role}
        for username, name, role in built.cast.everybody
    ]
    meeting = built.meeting
    _write_voting_kit(home, meeting)
    text = json.dumps(
        {
            "accounts": accounts,
            "files": built.files,
            "refused": built.refused,
            "meeting": meeting.meeting.title,
            "slips": [slip.code for slip in meeting.slips],
        },
        ensure_ascii=False,
        indent=1,
    )
    # Written last and at once: what it stands for is either whole or absent.
    partial = home / f".{_COMPLETE}.{secrets.token_hex(4)}"
    partial.write_text(text, encoding="utf-8")
    partial.replace(home / _COMPLETE)
    (home / _UNDER_WAY).unlink()
    _console.print(
        f"已导入{built.files}个文件，其中{len(built.refused)}个有意留下的矛盾文件被拒绝。"
    )


def _write_voting_kit(home: Path, meeting: "OpenMeeting") -> None:
    """The slips nobody has used and the tellers' key files, for visitors to vote and count with.

    A working installation keeps neither: slips are paper, key files are the tellers' own.
    """
    from xuanxian.demonstration.tellers import PASSPHRASES

    folder = home / _VOTING_KIT
    folder.mkdir(exist_ok=True)
    lines = [meeting.meeting.title, "", "没有用过的票，一行一张：", ""]
    lines += [slip.code for slip in meeting.slips]
    lines += ["", "计票人的密钥文件在本文件夹，口令依次是：", ""]
    for file, passphrase in zip(meeting.tellers.files, PASSPHRASES, strict=True):
        (folder / f"{file.teller}.json").write_text(file.model_dump_json(), encoding="utf-8")
        lines.append(f"{file.teller}　{passphrase}")
    (folder / "票和口令.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _finish_once(began: float) -> None:
    from xuanxian.demonstration.build import summary

    with Progress(console=_console, transient=True) as bar:
        task = bar.add_task("校验纪实", total=None)
        result = summary(lambda done: bar.update(task, completed=done), began)
    click.echo(json.dumps(result, ensure_ascii=False, indent=1))
    if not result["record"]["verified"]:
        sys.exit(1)


def _tell(host: str, port: int) -> None:
    from django.conf import settings

    from xuanxian.demonstration.cast import PASSWORD

    made = json.loads((Path(settings.XUANXIAN_HOME) / _COMPLETE).read_text(encoding="utf-8"))
    click.echo(f"\n打开 http://{host}:{port}/ ，密码都是 {PASSWORD}\n")
    shown = set()
    for account in made["accounts"]:
        if account["role"] in shown:
            continue
        shown.add(account["role"])
        click.echo(f"  {account['username']:<12}{account['name']}　{account['role']}")
    _tell_of_voting(Path(settings.XUANXIAN_HOME), made, f"http://{host}:{port}")
    click.echo(f"\n数据在 {settings.XUANXIAN_HOME}，按 Ctrl+C 停止。")
    sys.stdout.flush()


def _tell_of_voting(home: Path, made: dict[str, Any], address: str) -> None:
    """Where a visitor can vote at once."""
    if not made.get("slips"):
        return
    click.echo(f"\n{made['meeting']}\n正在投票，一张票填完一份接着填下一份：\n")
    for code in made["slips"][:_SLIPS_TOLD]:
        click.echo(f"  {address}/v#{code}")
    left = len(made["slips"]) - _SLIPS_TOLD
    click.echo(f"\n  其余 {left} 张票、计票人的密钥和口令在 {home / _VOTING_KIT}")
