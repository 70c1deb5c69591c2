"""The 干部任免审批表 as it is given out: every cell, two pages whatever the file holds.

What a cell holds is worked out by hand from the made-up person of `people`; the rules of writing
are those printed with the form (填表说明): ages in full years, nothing for the dead, two-character
names widened.
"""

import hashlib
import io
from datetime import date

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.documents.people import crowded_dossier, ordinary_dossier, ordinary_proposal
from tests.documents.test_case_papers import signed_in
from tests.selection import whole_case
from xuanxian.access.models import Role
from xuanxian.documents import fonts
from xuanxian.documents.appointment_form.as_docx import render_appointment_form_docx
from xuanxian.documents.appointment_form.as_pdf import (
    render_appointment_form_pdf,
    render_appointment_forms_pdf,
)
from xuanxian.documents.appointment_form.content import AppointmentFormData, appointment_form_data
from xuanxian.exchange.lrmx import carried, read_lrmx
from xuanxian.kernel.errors import Refusal
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.record.models import Entry
from xuanxian.record.services import body_of
from xuanxian.registry.dossier import (
    AppointmentForm,
    Dossier,
    EducationEntry,
    RelativeEntry,
    ResumeLine,
)
from xuanxian.registry.queries import read_dossier

DAY = date(2026, 11, 21)


def cells(dossier: Dossier, form: AppointmentForm | None = None) -> AppointmentFormData:
    return appointment_form_data(dossier, form or AppointmentForm(), DAY)


def docx_text(dossier: Dossier) -> str:
    document = Document(io.BytesIO(render_appointment_form_docx(cells(dossier))))
    return "\n".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )


def pdf_of(dossier: Dossier) -> PdfReader:
    return PdfReader(io.BytesIO(render_appointment_form_pdf(cells(dossier))))


def test_the_cells_of_the_docx_say_what_the_file_says() -> None:
    data = cells(ordinary_dossier(), ordinary_proposal())
    document = Document(io.BytesIO(render_appointment_form_docx(data)))
    first, second, end = document.tables
    assert [first.cell(0, column).text for column in (2, 4, 6)] == [
        "林　峻",
        "男",
        "1980.05\n（46岁）",  # 2026.11.21 less 1980.05.01
    ]
    assert [first.cell(1, column).text for column in (2, 4, 6)] == ["汉族", "云溪青岚", "云溪青岚"]
    assert [first.cell(2, column).text for column in (2, 4, 6)] == ["2001.06", "2002.07", "健康"]
    assert first.cell(3, 2).text == "助理工程师"
    assert first.cell(4, 3).text == "大学\n管理学学士"
    assert first.cell(6, 3).text == "省委党校研究生"
    assert first.cell(8, 3).text == "青岚县柳河镇党委副书记、镇长"
    assert first.cell(9, 3).text == "青岚县柳河镇党委书记"
    assert first.cell(10, 3).text == "青岚县柳河镇镇长"
    resume = first.cell(11, 1).text.split("\n")
    assert resume[0] == "1998.09--2002.07\t云溪大学公共管理学院行政管理专业学习"
    assert resume[-1] == "2021.02--\t青岚县柳河镇党委副书记、镇长"
    assert [second.cell(4, column).text for column in range(1, 6)] == [
        "妻子",
        "周　敏",
        "45",  # 1981.11 to 2026.11.21
        "群众",
        "青岚县第一中学教师",
    ]
    assert "中共青岚县委组织部" in end.cell(0, 1).text
    assert "2026年11月21日" in end.cell(0, 1).text
    assert document.paragraphs[-1].text == "填表人：吴桐"
    assert len(document.inline_shapes) == 1


def test_the_dead_have_no_age() -> None:
    father = cells(ordinary_dossier()).relatives[2]
    assert (father.name.text, father.age.text) == ("林国栋", "")
    assert father.unit_and_post.text.endswith("（已去世）")


@pytest.mark.parametrize(
    ("degree_school", "printed"),
    [("云溪大学法学院", ["云溪大学法学院"]), ("远山大学", ["云溪大学法学院", "远山大学"])],
)
def test_one_school_that_gave_diploma_and_degree_is_named_once(degree_school, printed) -> None:
    entry = EducationEntry(
        mode="full_time", level="21", level_text="大学", degree="400", degree_text="法学学士",
        school="云溪大学法学院", degree_school=degree_school,
    )  # fmt: skip
    data = cells(ordinary_dossier().model_copy(update={"education": (entry,)}))
    assert data.full_time_school.text.split("\n") == printed


@pytest.mark.parametrize("make", [ordinary_dossier, crowded_dossier])
def test_the_pdf_has_two_pages_and_the_second_begins_with_the_rewards(make) -> None:
    pages = pdf_of(make()).pages
    assert len(pages) == 2
    assert "干部任免审批表" in "".join(pages[0].extract_text().split())
    second = "".join(pages[1].extract_text().split())
    assert "惩" in second
    assert "（盖章）" in second


def test_every_line_of_a_very_long_resume_stands_on_the_first_page() -> None:
    first = "".join(pdf_of(crowded_dossier()).pages[0].extract_text().split())
    assert "第1综合业务科" in first
    assert "第40综合业务科" in first


def test_more_relatives_than_rows_are_all_printed() -> None:
    rows = tuple(
        RelativeEntry(relation="堂弟", name=f"林小{number}", unit_and_post="务农")
        for number in "一二三四五六七八九十"
    )
    dossier = ordinary_dossier().model_copy(update={"relatives": rows})
    text = "".join(pdf_of(dossier).pages[1].extract_text().split())
    written = docx_text(dossier)
    assert all(row.name in text and row.name in written for row in rows)


@pytest.mark.parametrize(
    "value", ["{{ 7 * 7 }}", "{% include 'x' %}", "<w:p/>&amp;", '#panic("x")', "$x$ *粗* _斜_"]
)
def test_values_are_written_as_they_are_and_never_obeyed(value: str) -> None:
    dossier = ordinary_dossier().model_copy(update={"current_post": value, "speciality": value})
    assert docx_text(dossier).count(value) >= 2
    squeezed = "".join(pdf_of(dossier).pages[0].extract_text().split())
    assert squeezed.count("".join(value.split())) >= 2


def test_control_characters_vanish_and_nothing_else() -> None:
    dossier = ordinary_dossier().model_copy(update={"current_post": "某局\x00副局\x08长"})
    assert cells(dossier).current_post.text == "某局副局长"
    assert "某局副局长" in docx_text(dossier)
    assert len(pdf_of(dossier).pages) == 2


@pytest.mark.parametrize("photo", [None, b"", b"no picture", b"\xff\xd8\xff\xe0 broken \xff\xd9"])
def test_a_missing_or_broken_photo_leaves_its_cell_empty(photo) -> None:
    data = cells(ordinary_dossier().model_copy(update={"photo": photo}))
    document = Document(io.BytesIO(render_appointment_form_docx(data)))
    assert not document.inline_shapes
    assert len(PdfReader(io.BytesIO(render_appointment_form_pdf(data))).pages) == 2


texts = st.text(max_size=60)
partial_dates = st.one_of(
    st.none(), st.builds(PartialDate, st.integers(1940, 2026), st.integers(1, 12))
)
dossiers = st.builds(
    Dossier,
    name=texts,
    sex=st.sampled_from(["", "1", "2"]),
    birth=partial_dates,
    native_place=texts,
    health=texts,
    speciality=texts,
    current_post=texts,
    joined_work=partial_dates,
    rewards_sanctions_text=texts,
    resume=st.lists(
        st.builds(ResumeLine, held_from=partial_dates, held_until=partial_dates, text=texts),
        max_size=30,
    ).map(tuple),
    relatives=st.lists(
        st.builds(
            RelativeEntry, relation=texts, name=texts, birth=partial_dates, unit_and_post=texts
        ),
        max_size=12,
    ).map(tuple),
    photo=st.one_of(st.none(), st.binary(max_size=20)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dossiers)
def test_any_file_gives_two_pages(dossier: Dossier) -> None:
    data = cells(dossier)
    assert len(PdfReader(io.BytesIO(render_appointment_form_pdf(data))).pages) == 2
    assert len(Document(io.BytesIO(render_appointment_form_docx(data))).sections) == 2


def test_three_people_give_six_pages() -> None:
    pages = PdfReader(
        io.BytesIO(render_appointment_forms_pdf([cells(ordinary_dossier())] * 3))
    ).pages
    assert len(pages) == 6


def test_without_a_chinese_font_nothing_is_printed_and_the_way_out_is_named() -> None:
    with pytest.raises(Refusal, match="没有中文字体") as caught:
        fonts.settings_of(frozenset({"DejaVu Sans", "Liberation Serif"}))
    assert "XUANXIAN_FONTS" in str(caught.value)


def test_the_face_itself_goes_before_what_stands_in_for_it() -> None:
    found = fonts.settings_of(frozenset({"SimSun", "FZXiaoBiaoSong-B05S"}))
    assert found["title"].families[0] == "FZXiaoBiaoSong-B05S"
    assert found["title"].is_own
    assert not found["title"].bold
    assert found["body"].families == ("SimSun",)
    assert not found["body"].is_own


@pytest.mark.django_db
def test_the_record_keeps_the_digest_of_what_was_given_out() -> None:
    case = whole_case.deliberating()
    client = signed_in(Role.ORGANISATION_STAFF)
    before = Entry.objects.filter(kind="document.produced").count()
    answer = client.get(f"/documents/appointment-form/{case.candidacy.person_id}/?form=docx")
    assert answer.status_code == 200
    entries = Entry.objects.filter(kind="document.produced")
    assert entries.count() == before + 1
    assert (
        body_of(entries.order_by("-pk")[0])["sha256"]
        == f"sha256:{hashlib.sha256(answer.content).hexdigest()}"
    )
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.PERSON, Role.COMMITTEE_MEMBER, Role.SYSTEM_ADMINISTRATOR])
def test_roles_without_the_right_get_no_form(role: Role) -> None:
    case = whole_case.deliberating()
    before = Entry.objects.filter(kind="document.produced").count()
    answer = signed_in(role).get(f"/documents/appointment-form/{case.candidacy.person_id}/")
    assert answer.status_code in {403, 404}
    assert Entry.objects.filter(kind="document.produced").count() == before


@pytest.mark.django_db
def test_unknown_forms_and_unknown_people_are_not_found() -> None:
    case = whole_case.deliberating()
    client = signed_in(Role.ORGANISATION_STAFF)
    of_person = f"/documents/appointment-form/{case.candidacy.person_id}/"
    assert client.get(of_person, {"form": "exe"}).status_code == 404
    many = "/documents/appointment-form/"
    assert client.post(many, {"person": ["no key"]}).status_code == 404
    assert client.get(many).status_code == 405


@pytest.mark.django_db
def test_the_form_of_a_case_carries_the_proposal() -> None:
    case = whole_case.deliberating()
    client = signed_in(Role.ORGANISATION_STAFF)
    answer = client.get(f"/documents/appointment-form/case/{case.candidacy.pk}/", {"form": "docx"})
    first = Document(io.BytesIO(answer.content)).tables[0]
    post = case.candidacy.vacancy.post
    assert first.cell(9, 3).text == f"{post.organisation.name}{post.title}"


@pytest.mark.django_db
def test_the_data_file_reads_back_as_the_file_that_was_written() -> None:
    case = whole_case.deliberating()
    client = signed_in(Role.ORGANISATION_STAFF)
    answer = client.get(
        f"/documents/appointment-form/{case.candidacy.person_id}/", {"form": "lrmx"}
    )
    dossier = read_dossier(case.candidacy.person)
    assert read_lrmx(answer.content, "form.lrmx").dossier == carried(dossier)
