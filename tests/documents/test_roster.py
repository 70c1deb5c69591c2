"""The 花名册, read back as a workbook."""

import hashlib
import io
import zipfile
from datetime import date

import fastexcel
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.people import month, ordinary_dossier
from tests.selection import county as made_up
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.documents.roster.columns import (
    COLUMNS,
    USUAL,
    RosterRow,
    columns_of,
    post_held_since,
    rank_held_since,
)
from xuanxian.documents.roster.workbook import ordered, render_roster
from xuanxian.exchange.phrases.cleaning import cleaned
from xuanxian.record.models import Entry
from xuanxian.record.services import body_of
from xuanxian.registry.dossier import Dossier, PostEntry, RankEntry

AS_OF = date(2026, 11, 21)


def rows_of(workbook: bytes) -> list[tuple[str | None, ...]]:
    sheet = fastexcel.read_excel(workbook).load_sheet(0, header_row=None, dtypes="string")
    return [tuple(row) for row in sheet.to_polars().rows()]


def named(name: str, **changes: object) -> RosterRow:
    return RosterRow(ordinary_dossier().model_copy(update={"name": name, **changes}))


def part_of(workbook: bytes, path: str) -> str:
    return zipfile.ZipFile(io.BytesIO(workbook)).read(path).decode()


def test_a_row_says_what_the_file_says() -> None:
    row = RosterRow(ordinary_dossier(), unit="柳河镇", remark="援派")
    title, day, head, under, first = rows_of(
        render_roster([row], columns_of(USUAL), "青岚县干部花名册", AS_OF)
    )
    assert title[0] == "青岚县干部花名册"
    assert day[0] == "截至2026年11月21日，共1人"
    # 序号 and the usual columns; the two modes of education stand under merged headings.
    assert head[:9] == (
        "序号", "姓名", "现任职务", "性别", "民族", "籍贯", "全日制教育", None, "在职教育",
    )  # fmt: skip
    assert under[6:10] == ("学历学位", "毕业院校系及专业", "学历学位", "毕业院校系及专业")
    assert first == (
        "1", "林　峻", "青岚县柳河镇党委副书记、镇长", "男", "汉族", "云溪青岚",
        "大学\n管理学学士", "云溪大学公共管理学院行政管理专业",
        "省委党校研究生", "云溪省委党校经济管理专业",
        "1980.05", "2002.07", "2001.06", "", "", "援派",
    )  # fmt: skip


def test_ages_are_reckoned_on_the_day() -> None:
    columns = columns_of(["name", "age"])
    # Born May 1980: 46 on 1 May 2026, 45 the day before.
    for day, age in ((date(2026, 5, 1), "46"), (date(2026, 4, 30), "45")):
        assert rows_of(render_roster([named("林峻")], columns, "花名册", day))[-1][-1] == age


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "=1+1"),
        ("+86", "+86"),
        ("@SUM(A1)", "@SUM(A1)"),
        ("-1", "-1"),
        ("\t=1+1", "=1+1"),
        ("甲\r=1+1", "甲\n=1+1"),
        ("http://example.invalid/a", "http://example.invalid/a"),
        ("{=1+1}", "{=1+1}"),
        ("007", "007"),
        ("_x0041_", "_x0041_"),
        ("<v>1</v>&amp;", "<v>1</v>&amp;"),
        ("甲\x07\u202e乙", "甲乙"),
    ],
)
def test_no_value_becomes_anything_but_text(value: str, shown: str) -> None:
    row = RosterRow(
        ordinary_dossier().model_copy(update={"current_post": value, "native_place": value}),
        unit=value,
        remark=value,
    )
    workbook = render_roster([row], COLUMNS, value, AS_OF)
    rows = rows_of(workbook)
    assert rows[0][0] == shown
    assert [cell for cell in rows[-1] if cell == shown] == [shown] * 4
    sheet = part_of(workbook, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    # s: a shared string, so neither a number nor a formula's result
    body = sheet[sheet.index("<sheetData>") : sheet.index("</sheetData>")]
    assert all('t="s"' in cell for cell in body.split("<c ")[1:] if "<v>" in cell)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_value_is_read_back_as_it_was_written(value: str) -> None:
    row = RosterRow(ordinary_dossier(), remark=value)
    workbook = render_roster([row], columns_of(["name", "remark"]), "花名册", AS_OF)
    assert rows_of(workbook)[-1][-1] == cleaned(value)


def test_it_prints_across_with_headings_on_every_page_and_page_numbers() -> None:
    for paper, number in (("a4", '"9"'), ("a3", '"8"')):
        workbook = render_roster([named("林峻")], columns_of(USUAL), "花名册", AS_OF, paper=paper)
        sheet = part_of(workbook, "xl/worksheets/sheet1.xml")
        assert f"paperSize={number}" in sheet
        assert 'orientation="landscape"' in sheet
        assert "— &amp;P —" in sheet
        # Rows 3 and 4 are the headings.
        assert "花名册!$3:$4" in part_of(workbook, "xl/workbook.xml").replace("'", "")


def test_names_are_ordered_by_strokes_of_the_surname() -> None:
    # 丁 2 strokes, 王 4, 李 7, 赵 9.
    rows = [named(name) for name in ("赵敏", "李伟", "丁一凡", "王芳")]
    assert [row.dossier.name for row in ordered(rows, "strokes")] == [
        "丁一凡", "王芳", "李伟", "赵敏",
    ]  # fmt: skip


def test_names_are_ordered_by_unit_and_place_in_it() -> None:
    rows = [
        named("甲某", unit_code="3701.B01", place=1),
        named("乙某", unit_code="3701.A01", place=2),
        named("丙某", unit_code="3701.A01", place=1),
    ]
    assert [row.dossier.name for row in ordered(rows, "unit")] == ["丙某", "乙某", "甲某"]


def test_the_present_post_counts_from_when_it_was_taken_up() -> None:
    dossier = Dossier(
        name="林峻",
        posts=(
            PostEntry(title="副镇长", held_from=month("2016.08"), held_until=month("2021.02.05")),
            PostEntry(title="镇长", held_from=month("2021.02.05")),
            PostEntry(title="人大代表", held_from=month("2023.01"), is_main=False),
        ),
        ranks=(
            RankEntry(line="0", code="1A41", held_from=month("2021.02.05")),
            RankEntry(line="1", code="190", held_from=month("2019.06")),
        ),
    )
    assert post_held_since(dossier) == month("2021.02.05")
    assert post_held_since(dossier, date(2021, 2, 4)) == month("2016.08")
    assert rank_held_since(dossier, "0") == month("2021.02.05")
    assert rank_held_since(dossier, "1") == month("2019.06")
    assert rank_held_since(dossier, "0", date(2021, 2, 4)) is None


def test_no_column_tells_of_identity_numbers_or_families() -> None:
    row = RosterRow(ordinary_dossier())
    told = "".join(column.value(row, AS_OF) for column in COLUMNS)
    assert "37028219800503121X" not in told
    assert "周敏" not in told


# ---- the page


@pytest.fixture
def county(db: None) -> made_up.County:
    return made_up.county()


def signed_in(role: Role, unit_code: str = "") -> Client:
    account = Account.objects.create_user(username=f"{role}{unit_code}", full_name="组织员庚")
    RoleGrant.objects.create(account=account, role=role, unit_code=unit_code)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_roster_of_chosen_people_is_given_out_and_entered(county: made_up.County) -> None:
    client = signed_in(Role.ORGANISATION_STAFF)
    people = [str(person.pk) for person in county.people]
    page = client.get(reverse("documents:roster"), {"person": people})
    assert page.status_code == 200
    assert "陈某甲" in page.content.decode()
    assert not Entry.objects.filter(kind="document.produced").exists()

    given = client.post(
        reverse("documents:roster"),
        {
            "person": people,
            "title": "财政系统花名册",
            "columns": ["name", "birth"],
            "order": "strokes",
            "paper": "a4",
        },
    )
    assert given.status_code == 200
    # 陈 has 7 strokes, 赵 9.
    assert [row[1:] for row in rows_of(given.content)[4:]] == [
        ("陈某甲", "1985.03"),
        ("赵某乙", "1985.03"),
    ]
    entry = Entry.objects.get(kind="document.produced")
    body = body_of(entry)
    assert body is not None
    assert body["sha256"] == f"sha256:{hashlib.sha256(given.content).hexdigest()}"
    assert body["title"] == "财政系统花名册"
    assert sorted(body["people"]) == sorted(people)
    assert entry.actor_name == "组织员庚"


def test_people_out_of_scope_are_left_out(county: made_up.County) -> None:
    client = signed_in(Role.ORGANISATION_STAFF, "3701.A01")
    people = [str(person.pk) for person in county.people]  # both serve in 3701.B01
    page = client.get(reverse("documents:roster"), {"person": people}).content.decode()
    assert "没有选中干部" in page
    assert "陈某甲" not in page


def test_no_column_chosen_is_said_beside_the_field(county: made_up.County) -> None:
    client = signed_in(Role.ORGANISATION_STAFF)
    page = client.post(
        reverse("documents:roster"),
        {"person": [str(county.people[0].pk)], "title": "甲", "order": "unit", "paper": "a4"},
    )
    assert page.status_code == 422
    assert "至少选一个栏目" in page.content.decode()
    assert not Entry.objects.filter(kind="document.produced").exists()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COMMITTEE_MEMBER, Role.PERSON])
def test_other_roles_make_no_roster(county: made_up.County, role: Role) -> None:
    page = signed_in(role).get(reverse("documents:roster"), {"person": [str(county.people[0].pk)]})
    assert page.status_code == 403


def test_nonsense_in_the_address_chooses_nobody(county: made_up.County) -> None:
    page = signed_in(Role.ORGANISATION_STAFF).get(
        reverse("documents:roster"), {"person": ["nonsense", "' OR 1=1"]}
    )
    assert page.status_code == 200
    assert "没有选中干部" in page.content.decode()
