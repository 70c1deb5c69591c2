"""The pages of import and export: who may open them, and what a run through them does."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.exchange.samples import LIN, lrmx, workbook
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.exchange.lrmx import read_lrmx
from xuanxian.exchange.models import ImportBatch, RememberedMapping
from xuanxian.record.models import Entry
from xuanxian.registry.models import Person

pytestmark = pytest.mark.django_db


def client_of(role: Role, unit_code: str = "") -> Client:
    account = Account.objects.create(username=f"{role}{unit_code}", full_name="陈明")
    RoleGrant.objects.create(account=account, role=role, unit_code=unit_code)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def staff() -> Client:
    return client_of(Role.ORGANISATION_STAFF)


def upload(client: Client, *files: tuple[str, bytes]) -> ImportBatch:
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    answer = client.post("/import/upload/", {"chosen": sent})
    assert answer.status_code == 302, answer.content.decode()
    return ImportBatch.objects.get()


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ORGANISATION_STAFF])
def test_nobody_but_staff_may_import(role: Role) -> None:
    client = client_of(role)
    assert client.get("/import/").status_code == 403
    assert client.post("/import/upload/", {}).status_code == 403


def test_staff_of_one_unit_may_not_import_for_all() -> None:
    assert client_of(Role.ORGANISATION_STAFF, "511.02").get("/import/").status_code == 403


def test_who_is_not_signed_in_is_sent_to_sign_in() -> None:
    assert Client().get("/import/").status_code == 302


def test_an_upload_is_checked_but_not_stored(staff: Client) -> None:
    batch = upload(staff, ("林安然.lrmx", lrmx()))
    page = text_of(staff.get(f"/import/{batch.pk}/"))
    assert "新增干部 1" in page
    assert "机构库中没有找到这个单位" in page
    assert Person.objects.count() == 0


def test_storing_goes_on_until_done_and_undoing_sets_back(staff: Client) -> None:
    batch = upload(staff, ("林安然.lrmx", lrmx()), ("坏.lrmx", b""))
    answer = staff.post(f"/import/{batch.pk}/store/", follow=True)
    assert "已导入1个文件，1个因有错误没有导入" in text_of(answer)
    assert Person.objects.get().name == "林安然"
    assert staff.post(f"/import/{batch.pk}/undo/", {"reason": ""}).status_code == 422
    assert Person.objects.count() == 1
    answer = staff.post(f"/import/{batch.pk}/undo/", {"reason": "选错文件"}, follow=True)
    assert "选错文件" in text_of(answer)
    assert Person.objects.count() == 0


def test_no_file_is_an_error_beside_the_field(staff: Client) -> None:
    answer = staff.post("/import/upload/", {})
    assert answer.status_code == 422
    assert "没有选择文件" in text_of(answer)


def test_a_hostile_zip_is_told_on_the_upload_page(staff: Client) -> None:
    answer = staff.post("/import/upload/", {"chosen": SimpleUploadedFile("a.zip", b"PK\3\4")})
    assert answer.status_code == 422
    assert "压缩结构已损坏" in text_of(answer)
    assert ImportBatch.objects.count() == 0


ROSTER = workbook({"县直": [["姓名", "性别", "诞辰", "民族"], ["赵一", "男", "1980.05", "回族"]]})


def test_a_roster_asks_for_its_columns_and_remembers_them(staff: Client) -> None:
    batch = upload(staff, ("花名册.xlsx", ROSTER))
    page = text_of(staff.get(f"/import/{batch.pk}/columns/"))
    assert "1980.05" in page
    choice = {"column0": "name", "column1": "sex", "column2": "birth", "column3": "nation"}
    answer = staff.post(f"/import/{batch.pk}/columns/", choice, follow=True)
    assert "新增干部 1" in text_of(answer)
    staff.post(f"/import/{batch.pk}/store/")
    assert str(Person.objects.get().birth) == "1980.05"
    assert RememberedMapping.objects.get().columns["birth"] == 2


def test_a_column_cannot_be_chosen_twice_and_the_name_is_needed(staff: Client) -> None:
    batch = upload(staff, ("花名册.xlsx", ROSTER))
    address = f"/import/{batch.pk}/columns/"
    twice = staff.post(address, {"column0": "name", "column1": "birth", "column2": "birth"})
    assert (twice.status_code, "出生年月选了两列" in text_of(twice)) == (422, True)
    nameless = staff.post(address, {"column1": "sex"})
    assert (nameless.status_code, "没有指定哪一列是姓名" in text_of(nameless)) == (422, True)


def test_the_report_comes_as_a_workbook(staff: Client) -> None:
    batch = upload(staff, ("坏.lrmx", b""))
    answer = staff.get(f"/import/{batch.pk}/report/")
    strings = zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/sharedStrings.xml").decode()
    assert "文件是空的。" in strings


def test_an_export_needs_a_reason_and_is_on_the_record(staff: Client) -> None:
    batch = upload(staff, ("林安然.lrmx", lrmx()))
    staff.post(f"/import/{batch.pk}/store/")
    who = {"person": str(Person.objects.get().pk)}
    assert "林安然" in text_of(staff.get("/import/export/", who))
    assert staff.post("/import/export/", {**who, "reason": ""}).status_code == 422
    assert not Entry.objects.filter(kind="people.exported").exists()
    answer = staff.post("/import/export/", {**who, "reason": "报市委组织部备案"})
    assert read_lrmx(answer.content, "林安然.lrmx").dossier == LIN
    assert Entry.objects.filter(kind="people.exported").count() == 1


def test_an_export_gives_nobody_outside_the_scope(staff: Client) -> None:
    batch = upload(staff, ("林安然.lrmx", lrmx()))
    staff.post(f"/import/{batch.pk}/store/")
    elsewhere = client_of(Role.ORGANISATION_STAFF, "511.02")
    answer = elsewhere.post(
        "/import/export/", {"person": str(Person.objects.get().pk), "reason": "试"}
    )
    assert "没有选中干部" in text_of(answer)
    assert not Entry.objects.filter(kind="people.exported").exists()
