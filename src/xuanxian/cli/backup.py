"""`xuanxian backup` and `xuanxian restore`: a whole installation in one file."""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

import click
from django.conf import settings
from django.db import connection

import xuanxian
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal

_LEFT_OUT = {"static", "xuanxian.sqlite3", "xuanxian.sqlite3-wal", "xuanxian.sqlite3-shm"}
"""What a backup does not take from the folder: what is rebuilt, and the store copied on its own."""

_STORE = {"sqlite": "store/xuanxian.sqlite3", "postgresql": "store/xuanxian.dump"}


@click.command("backup", help="把整个安装备份为一个文件；可在程序运行时进行。")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup_command(file: Path) -> None:
    if file.exists():
        raise Refusal(f"{file} 已经存在。", mend="请换一个文件名；备份从不覆盖旧备份。")
    file.parent.mkdir(parents=True, exist_ok=True)
    home = Path(settings.XUANXIAN_HOME)
    with tempfile.TemporaryDirectory(dir=file.resolve().parent) as making:
        folder = Path(making) / "backup"
        (folder / "store").mkdir(parents=True)
        _copy_store(folder / _STORE[connection.vendor])
        shutil.copytree(
            home,
            folder / "home",
            ignore=lambda directory, names: (
                _LEFT_OUT & set(names) if Path(directory) == home else set()
            ),
        )
        _write_manifest(folder)
        archive = Path(making) / "backup.tar.gz"
        with tarfile.open(archive, "w:gz", compresslevel=6) as tar:
            tar.add(folder, arcname="xuanxian-backup")
        archive.chmod(0o600)
        os.replace(archive, file)
    size = file.stat().st_size / 1_000_000
    click.echo(f"已备份到 {file}（{size:.1f} MB）。其中有全部人员信息，请按密件保管。")


@click.command("restore", help="从备份恢复到 XUANXIAN_HOME；该文件夹须是空的。")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore_command(file: Path) -> None:
    home = Path(settings.XUANXIAN_HOME)
    connection.close()
    # The settings make a secret key in an empty folder; that alone does not make it used.
    if any(entry.name != "secret-key" for entry in home.iterdir()):
        raise Refusal(f"{home} 不是空文件夹。", mend="请把 XUANXIAN_HOME 指向一个新文件夹再恢复。")
    with tempfile.TemporaryDirectory(dir=home.parent) as making:
        folder = _unpack(file, Path(making))
        vendor = _check_manifest(folder, file)
        if vendor != connection.vendor:
            raise Refusal(
                f"{file} 备份自{vendor}，当前安装用的是{connection.vendor}。",
                mend="请把 DATABASE_URL 设成同一种数据库再恢复。",
            )
        store = folder / _STORE[vendor]
        if vendor == "sqlite":
            shutil.move(store, folder / "home" / "xuanxian.sqlite3")
        else:
            _restore_postgresql(store)
        for entry in (folder / "home").iterdir():
            os.replace(entry, home / entry.name)
    click.echo(f"已恢复到 {home}。用 xuanxian record verify 校验纪实。")


def _copy_store(target: Path) -> None:
    if connection.vendor == "sqlite":
        # VACUUM INTO copies one consistent state while others go on writing.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
        return
    _run_postgresql(["pg_dump", "--format=custom", f"--file={target}"])


def _restore_postgresql(store: Path) -> None:
    name = connection.settings_dict["NAME"]
    _run_postgresql(
        ["pg_restore", "--single-transaction", "--no-owner", f"--dbname={name}", str(store)]
    )


def _run_postgresql(command: list[str]) -> None:
    database = connection.settings_dict
    environment = os.environ | {
        "PGDATABASE": str(database["NAME"]),
        "PGHOST": str(database["HOST"] or database["OPTIONS"].get("host", "")),
        "PGPORT": str(database["PORT"] or ""),
        "PGUSER": str(database["USER"]),
        "PGPASSWORD": str(database["PASSWORD"]),
    }
    environment = {name: value for name, value in environment.items() if value}
    try:
        subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603
    except FileNotFoundError:
        raise Refusal(
            f"找不到程序 {command[0]}。", mend="请安装 PostgreSQL 的客户端程序。"
        ) from None
    except subprocess.CalledProcessError as error:
        raise Refusal(
            f"{command[0]} 未完成：{error.stderr.decode(errors='replace').strip()}",
            mend="请按上面的提示处理后再运行。",
        ) from error


def _write_manifest(folder: Path) -> None:
    files = {
        path.relative_to(folder).as_posix(): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    manifest = {
        "program": f"xuanxian {xuanxian.__version__}",
        "made_at": clock.now().isoformat(timespec="seconds"),
        "store": connection.vendor,
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1))


def _unpack(file: Path, directory: Path) -> Path:
    """Write the plain files of the archive below `directory`, and nothing else it may hold."""
    try:
        with tarfile.open(file, "r:gz") as tar:
            for member in tar:
                parts = PurePosixPath(member.name).parts
                if parts[:1] != ("xuanxian-backup",) or ".." in parts:
                    raise tarfile.TarError(member.name)
                if member.isdir():
                    continue
                content = tar.extractfile(member) if member.isreg() else None
                if content is None:
                    raise tarfile.TarError(member.name)
                target = directory.joinpath(*parts)
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with open(target, "wb") as copy:
                    shutil.copyfileobj(content, copy)
                target.chmod(0o600)
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        raise Refusal(
            f"{file} 不是完整的备份文件（{error}）。", mend="请换一份备份；当前安装没有改动。"
        ) from error
    return directory / "xuanxian-backup"


def _check_manifest(folder: Path, file: Path) -> str:
    """Check every file against the manifest and give the kind of store backed up."""
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
        files, vendor = dict(manifest["files"]), str(manifest["store"])
    except (OSError, ValueError, KeyError) as error:
        raise Refusal(f"{file} 中没有有效的清单。", mend="请换一份备份。") from error
    found = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    wrong = [
        name
        for name, digest in files.items()
        if name not in found or _digest(folder / name) != digest
    ]
    wrong += sorted(found - set(files))
    if wrong:
        raise Refusal(
            f"{file} 与清单不符：{'、'.join(wrong[:5])}。",
            mend="文件可能损坏或被改动，请换一份备份；当前安装没有改动。",
        )
    return vendor


def _digest(path: Path) -> str:
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
