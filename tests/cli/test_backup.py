"""A backup brings back the whole installation, and a damaged one changes nothing."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-c", "from xuanxian.cli import main; main()", *arguments],
        env=environment | {"XUANXIAN_HOME": str(home), "PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("installation")
    program = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "from django.db import transaction\n"
        "from xuanxian.access.actor import Actor\n"
        "from xuanxian.record.services import append\n"
        "call_command('migrate', verbosity=0)\n"
        "with transaction.atomic():\n"
        "    append('case:1', 'vacancy.added', {'n': 1}, actor=Actor.command_line())\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    subprocess.run(
        [sys.executable, "-c", program],
        env=environment
        | {
            "XUANXIAN_HOME": str(home),
            "PYTHONPATH": "src",
            "DJANGO_SETTINGS_MODULE": "xuanxian.settings",
        },
        check=True,
    )
    (home / "materials").mkdir()
    (home / "materials" / "notes.txt").write_text("考察谈话记录")
    return home


@pytest.fixture(scope="module")
def backup(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backups") / "installation.tar.gz"
    done = run(installation, "backup", str(file))
    assert done.returncode == 0, done.stderr
    return file


def test_a_backup_restores_store_and_files(backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "new"
    done = run(home, "restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert (home / "materials" / "notes.txt").read_text() == "考察谈话记录"
    verified = run(home, "record", "verify")
    assert (verified.returncode, "1条纪实链、1条记录完整" in verified.stdout) == (0, True)


def test_a_backup_is_readable_by_its_owner_only(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0


def test_a_backup_never_overwrites(installation: Path, backup: Path) -> None:
    before = backup.read_bytes()
    done = run(installation, "backup", str(backup))
    assert (done.returncode, "已经存在" in done.stderr) == (1, True)
    assert backup.read_bytes() == before


def test_a_used_folder_is_not_restored_over(installation: Path, backup: Path) -> None:
    done = run(installation, "restore", str(backup))
    assert (done.returncode, "不是空文件夹" in done.stderr) == (1, True)


@pytest.mark.parametrize("damage", ["cut", "changed", "foreign", "climbing", "linked"])
def test_a_damaged_backup_changes_nothing(backup: Path, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "damaged.tar.gz"
    if damage == "cut":
        file.write_bytes(backup.read_bytes()[:-500])
    elif damage in {"climbing", "linked"}:
        with tarfile.open(file, "w:gz") as tar:
            member = tarfile.TarInfo("xuanxian-backup/../../outside")
            if damage == "linked":
                member = tarfile.TarInfo("xuanxian-backup/home/link")
                member.type, member.linkname = tarfile.SYMTYPE, "/etc"
            tar.addfile(member)
    else:
        with tarfile.open(backup) as tar:
            tar.extractall(tmp_path)
        folder = tmp_path / "xuanxian-backup"
        if damage == "changed":
            (folder / "home" / "materials" / "notes.txt").write_text("改过")
        with tarfile.open(file, "w:gz") as tar:
            tar.add(folder, arcname="xuanxian-backup" if damage == "changed" else "other")
    home = tmp_path / "new"
    done = run(home, "restore", str(file))
    assert done.returncode == 1, done.stdout
    assert "备份" in done.stderr
    assert {entry.name for entry in home.iterdir()} <= {"secret-key"}
    assert not (tmp_path / "outside").exists()
