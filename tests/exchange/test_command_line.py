"""`xuanxian import` and `xuanxian export` as typed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.exchange.samples import lrmx, workbook
from xuanxian.cli.exchange import export_command, import_command
from xuanxian.exchange.lrmx import read_lrmx
from xuanxian.exchange.models import ImportBatch
from xuanxian.kernel.errors import Refusal
from xuanxian.registry.models import Person

pytestmark = pytest.mark.django_db


def run_import(*arguments: object) -> Result:
    return CliRunner().invoke(import_command, [str(part) for part in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "下级").mkdir()
    (tmp_path / "林安然.lrmx").write_bytes(lrmx())
    second = lrmx(name="赵一", id_number="110105194912310046")
    (tmp_path / "下级" / "赵一.lrmx").write_bytes(second)
    (tmp_path / "说明.txt").write_text("不是要导入的文件")
    return tmp_path


def test_a_folder_is_imported_with_all_below_it(folder: Path) -> None:
    result = run_import(folder)
    assert result.exit_code == 0, result.output
    assert sorted(person.name for person in Person.objects.all()) == ["林安然", "赵一"]


def test_a_dry_run_stores_nothing_and_says_so(folder: Path) -> None:
    result = run_import("--dry-run", folder)
    assert result.exit_code == 0
    assert "没有导入任何内容" in result.output
    assert (Person.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_errors_end_with_exit_code_1_and_the_rest_is_stored(folder: Path) -> None:
    (folder / "坏.lrmx").write_bytes(b"")
    result = run_import(folder)
    assert result.exit_code == 1
    assert "坏.lrmx文件是空的。" in result.output
    assert Person.objects.count() == 2


def test_the_report_comes_as_json(folder: Path) -> None:
    (folder / "坏.lrmx").write_bytes(lrmx(name="钱二", sex="", id_number=""))
    result = run_import("--dry-run", "--json", folder)
    report = json.loads(result.stdout)
    assert report["summary"]["people_entered"] == 2
    (broken,) = [file for file in report["files"] if not file["storable"]]
    assert broken["name"] == "坏.lrmx"
    assert broken["problems"][0]["field"] == "性别"


def test_an_import_is_undone_by_the_start_of_its_number(folder: Path) -> None:
    run_import(folder)
    number = str(ImportBatch.objects.get().pk)[:8]
    result = run_import("--undo", number, "--reason", "选错文件夹")
    assert result.exit_code == 0, result.output
    assert Person.objects.count() == 0


def test_an_unknown_number_is_refused() -> None:
    result = run_import("--undo", "zz", "--reason", "试")
    assert isinstance(result.exception, Refusal)
    assert "没有这个批次" in str(result.exception)


def test_a_mapping_file_tells_what_the_columns_are(tmp_path: Path) -> None:
    rows: list[list[object]] = [["甲", "乙", "丙", "丁"], ["赵一", "男", "1980.05", "回族"]]
    (tmp_path / "花名册.xlsx").write_bytes(workbook({"县直": rows}))
    mapping = tmp_path / "columns.yaml"
    mapping.write_text("sheet: 县直\ncolumns: {name: 0, sex: 1, birth: 2, nation: 3}\n")
    result = run_import("--mapping", mapping, tmp_path / "花名册.xlsx")
    assert result.exit_code == 0, result.output
    assert str(Person.objects.get(name="赵一").birth) == "1980.05"


def test_an_exported_person_reads_back_equal(folder: Path) -> None:
    run_import(folder / "林安然.lrmx")
    out = folder / "out"
    person = str(Person.objects.get().pk)
    result = CliRunner().invoke(export_command, ["--person", person, "-o", str(out)])
    assert result.exit_code == 0, result.output
    written = (out / "林安然.lrmx").read_bytes()
    assert read_lrmx(written, "x").dossier == read_lrmx(lrmx(), "x").dossier
    assert [file.name for file in out.iterdir()] == ["林安然.lrmx"]


def test_an_export_asks_for_a_unit_or_people(tmp_path: Path) -> None:
    result = CliRunner().invoke(export_command, ["-o", str(tmp_path)])
    assert result.exit_code == 2
    assert "--unit" in result.output
