"""The papers of a case: what they say, read back from docx and pdf."""

import io
from datetime import date

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.people import month, ordinary_dossier
from xuanxian.ballots.results import SubjectResult, TallyResult
from xuanxian.documents.papers.appointment_notice import (
    AppointmentLine,
    AppointmentNotice,
    compose_appointment_notice,
    spoken_months,
)
from xuanxian.documents.papers.as_docx import render_docx
from xuanxian.documents.papers.as_pdf import render_pdf
from xuanxian.documents.papers.blank_ballot import (
    BallotSubject,
    BlankBallot,
    compose_blank_ballot,
)
from xuanxian.documents.papers.deliberation_list import (
    DeliberationList,
    compose_deliberation_list,
)
from xuanxian.documents.papers.inspection_report import (
    InspectionReport,
    ReportSection,
    compose_inspection_report,
)
from xuanxian.documents.papers.notices import PublicNotice, compose_public_notice
from xuanxian.documents.papers.opinion_letter import OpinionLetter, compose_opinion_letter
from xuanxian.documents.papers.person import PaperPerson, paper_person
from xuanxian.documents.papers.result_table import ResultTable, compose_result_table
from xuanxian.documents.papers.sheet import (
    Cell,
    Paragraph,
    Sheet,
    Table,
    body,
    cells,
    heading,
    numeral,
    signature,
)
from xuanxian.policy.outcome import Outcome

DAY = date(2026, 4, 9)


def docx_of(sheet: Sheet) -> docx.document.Document:
    return docx.Document(io.BytesIO(render_docx(sheet)))


def docx_text(sheet: Sheet) -> str:
    document = docx_of(sheet)
    texts = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        texts += [cell.text for row in table.rows for cell in row.cells]
    return "\n".join(texts)


def pdf_text(sheet: Sheet) -> str:
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(sheet)))
    return "\n".join(page.extract_text() for page in reader.pages)


def flat(text: str) -> str:
    """Without the breaks and blanks that setting a page brings."""
    return "".join(text.split())


def lin() -> PaperPerson:
    return paper_person(
        ordinary_dossier(),
        DAY,
        proposed_post="青岚县柳河镇党委书记",
        post_to_leave="青岚县柳河镇镇长",
        post_since=month("2021.02"),
        rank_since=month("2021.02"),
    )


# ---- sentences


def test_a_notice_introduces_a_person_in_the_order_of_the_field() -> None:
    # Every value is that of the file in tests/documents/people.py.
    assert lin().introduced() == (
        "林峻，男，汉族，1980年5月出生，籍贯云溪青岚，全日制大学、管理学学士，"
        "在职省委党校研究生，中共党员，2002年7月参加工作，"
        "现任青岚县柳河镇党委副书记、镇长，拟任青岚县柳河镇党委书记。"
    )


def test_a_policy_says_what_of_a_person_is_shown() -> None:
    assert lin().introduced(("姓名", "性别", "现任职务")) == (
        "林峻，男，现任青岚县柳河镇党委副书记、镇长。"
    )


def test_what_the_file_does_not_say_leaves_no_gap() -> None:
    assert PaperPerson(name="甲某").introduced() == "甲某。"


def test_a_birth_known_to_the_day_is_told_to_the_month() -> None:
    assert PaperPerson(name="甲某", birth=month("1980.05.03")).introduced() == (
        "甲某，1980年5月出生。"
    )


def appointments(*people: AppointmentLine, **given_: object) -> str:
    notice = AppointmentNotice.model_validate(
        {
            "document_number": "青组干〔2026〕5号",
            "addressee": "各乡镇党委",
            "body_deciding": "县委常委会",
            "decided_on": date(2026, 3, 30),
            "people": people,
            "issuer": "中共青岚县委组织部",
            "dated_on": DAY,
            **given_,
        }
    )
    return compose_appointment_notice(notice).text


def test_appointments_come_first_and_removals_after_them() -> None:
    text = appointments(
        AppointmentLine(
            name="林峻",
            appointed=("青岚县柳河镇党委书记",),
            probation_months=12,
            removed=("青岚县柳河镇镇长",),
        ),
        AppointmentLine(name="周敏", appointed=("青岚县财政局局长",)),
    )
    # The pattern: number, title, addressee, decision, appointments, removals, issuer, date.
    assert text.splitlines() == [
        "青组干〔2026〕5号",
        "关于林峻等同志职务任免的通知",
        "各乡镇党委：",
        "经2026年3月30日县委常委会研究决定：",
        "林峻同志任青岚县柳河镇党委书记（试用期一年）；",
        "周敏同志任青岚县财政局局长；",
        "免去林峻同志的青岚县柳河镇镇长职务。",
        "中共青岚县委组织部",
        "2026年4月9日",
    ]


def test_the_title_names_what_is_done() -> None:
    only = AppointmentLine(name="林峻", appointed=("镇长",))
    assert "关于林峻同志任职的通知" in appointments(only)
    left = AppointmentLine(name="林峻", removed=("镇长",))
    assert "关于林峻同志免职的通知" in appointments(left)


@pytest.mark.parametrize(
    ("months", "spoken"),
    [(12, "一年"), (24, "两年"), (6, "六个月"), (18, "一年六个月"), (2, "两个月"), (None, "")],
)
def test_a_probation_is_spoken_in_years_and_months(months: int | None, spoken: str) -> None:
    assert spoken_months(months) == spoken


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九")]
)
def test_headings_are_counted_in_chinese(number: int, text: str) -> None:
    assert numeral(number) == text


def test_a_notice_gives_its_days_and_where_to_turn() -> None:
    text = compose_public_notice(
        PublicNotice(
            basis="《党政领导干部选拔任用工作条例》",
            people=(lin(),),
            starts_on=date(2026, 3, 31),
            last_day=date(2026, 4, 8),
            working_days=5,
            telephone="0531-12380",
            address="青岚县府前街1号",
            issuer="中共青岚县委组织部",
            dated_on=date(2026, 3, 31),
        )
    ).text
    assert "公示期：2026年3月31日至2026年4月8日（5个工作日）。" in text
    assert "联系电话：0531-12380" in text
    assert "署真实姓名" in text
    assert text.endswith("中共青岚县委组织部\n2026年3月31日")


def test_days_not_fixed_yet_are_left_blank() -> None:
    text = compose_public_notice(PublicNotice(people=(lin(),), dated_on=DAY)).text
    assert "公示期：　　　　年　　月　　日至　　　　年　　月　　日。" in text


def test_a_letter_does_not_tell_for_which_post() -> None:
    text = compose_opinion_letter(
        OpinionLetter(
            addressee="中共青岚县纪委",
            about="党风廉政情况",
            people=(lin(),),
            due_on=date(2026, 3, 25),
            signatures=("纪委书记",),
            sealed=True,
            dated_on=DAY,
        )
    ).text
    assert "工作秘密　注意保存" in text
    assert "请于2026年3月25日前书面回复，并加盖单位公章，由纪委书记签字" in text
    assert "柳河镇党委书记" not in text


def test_a_report_leaves_room_for_what_is_not_written() -> None:
    sheet = compose_inspection_report(
        InspectionReport(
            person=lin(),
            sections=(
                ReportSection(title="主要表现", text="一段\n又一段"),
                ReportSection(title="主要缺点和不足"),
            ),
            team=("王芳", "李伟"),
        )
    )
    lines = sheet.text.splitlines()
    assert lines[lines.index("一、主要表现") :][:5] == [
        "一、主要表现", "一段", "又一段", "二、主要缺点和不足", "",
    ]  # fmt: skip
    assert "王芳（组长）：＿＿＿＿＿＿＿＿" in lines


def test_a_secret_ballot_has_no_room_to_be_told_by() -> None:
    ballot = BlankBallot(
        title="表决票",
        classes=("委员", "列席"),
        subjects=(BallotSubject(name="林峻", title="镇长", proposal="拟任党委书记"),),
        options=("同意", "不同意", "缓议"),
    )
    secret = compose_blank_ballot(ballot)
    assert "备注" not in secret.text
    assert "签名" not in secret.text
    signed = compose_blank_ballot(ballot.model_copy(update={"signed": True}))
    assert "备注" in signed.text
    assert "填票人签名" in signed.text


def test_a_nomination_has_lines_for_names_beyond_the_list() -> None:
    sheet = compose_blank_ballot(
        BlankBallot(title="民主推荐票", subjects=(BallotSubject(name="林峻"),), write_in_lines=2)
    )
    (table,) = [block for block in sheet.blocks if isinstance(block, Table)]
    assert [row[0].text for row in table.rows] == ["1", "另选他人（请写姓名和现任职务）", "2", "3"]


def test_every_class_of_voters_gets_a_page_of_its_own() -> None:
    sheet = compose_blank_ballot(
        BlankBallot(title="推荐票", classes=("甲类", "乙类", "丙类"), write_in_lines=1)
    )
    pages = pypdf.PdfReader(io.BytesIO(render_pdf(sheet))).pages
    assert [flat(page.extract_text()).count("类别：") for page in pages] == [1, 1, 1]
    titles = [one for one in docx_of(sheet).paragraphs if one.text == "推荐票"]
    breaks = [bool(one.paragraph_format.page_break_before) for one in titles]
    assert breaks == [False, True, True]


# ---- a count with a class too small to be shown


def counted() -> TallyResult:
    """Ten ballots of a large class and two of a small one, whose answers are withheld."""
    return TallyResult(
        denominators={"应到": 12, "实到": 12, "发出": 12, "收回": 12, "有效": 12, "无效": 0},
        by_class={
            "中层": {"应到": 10, "实到": 10, "发出": 10, "收回": 10},
            "班子": {"应到": 2, "实到": 2, "发出": 2, "收回": 2},
        },
        withheld=("中层", "班子"),
        measures_withheld=True,
        subjects=(
            SubjectResult(
                subject="a", name="林峻", counts={"同意": 9, "不同意": 3}, measures={"得分": None},
                rank=1, passed=True, outcome=Outcome.of([]),
            ),
        ),
    )  # fmt: skip


def test_a_result_table_shows_no_class_that_is_withheld() -> None:
    text = compose_result_table(ResultTable(poll="推荐", result=counted())).text
    assert "班子\t2\t2\t2\t2\t—\t—" in text
    assert "1\t林　峻\t\t9\t3\t—\t1\t通过" in text
    assert "分类得票情况" not in text
    assert "中层、班子因人数少，为保密不单独列出" in text


# ---- docx


def test_a_docx_names_the_faces_of_the_field() -> None:
    sheet = Sheet(title="通知", blocks=(heading("关于林峻同志任职的通知"), body("经研究决定：")))
    title, text = docx_of(sheet).paragraphs
    assert title.runs[0].font.name == "方正小标宋简体"
    assert title.runs[0].font.size.pt == 22
    fonts = text.runs[0]._r.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert text.runs[0].font.size.pt == 16
    # Two characters of 16 points; 22 lines on 225 mm, in twentieths of a point.
    assert text.paragraph_format.first_line_indent.pt == 32
    assert abs(text.paragraph_format.line_spacing.pt * 22 - 225 / 25.4 * 72) < 1.1


def test_a_docx_has_the_margins_of_official_papers() -> None:
    section = docx_of(Sheet(title="函", blocks=(body("正文"),))).sections[0]
    margins = (section.top_margin, section.left_margin, section.page_width, section.page_height)
    # GB/T 9704: 37 mm above, 28 mm at the binding, text 156 x 225 mm on A4.
    assert [round(margin.mm) for margin in margins] == [37, 28, 210, 297]
    text_width = section.page_width - section.left_margin - section.right_margin
    text_height = section.page_height - section.top_margin - section.bottom_margin
    assert (round(text_width / 36000), round(text_height / 36000)) == (156, 225)


def test_a_docx_numbers_its_pages_with_dashes_outwards() -> None:
    section = docx_of(Sheet(title="函", blocks=(body("正文"),))).sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert odd.text.startswith("— ")
    assert odd.text.endswith(" —")
    assert "PAGE" in odd._p.xml
    assert (odd.alignment, even.alignment) == (2, 0)  # right, left


def test_a_docx_tells_nothing_of_who_made_it_or_when() -> None:
    properties = docx_of(Sheet(title="函", blocks=(body("正文"),))).core_properties
    assert properties.author == ""
    assert properties.last_modified_by == ""
    assert properties.created is not None
    assert properties.created.year == 2000


def test_a_merged_cell_stands_once() -> None:
    table = Table(
        widths=(1, 1, 1),
        rows=(
            (Cell(text="甲", rows=2), Cell(text="乙"), Cell(text="丙")),
            (Cell(text="丁", columns=2),),
        ),
    )
    (written,) = docx_of(Sheet(title="表", blocks=(table,))).tables
    grid = [[cell.text for cell in row.cells] for row in written.rows]
    assert grid == [["甲", "乙", "丙"], ["甲", "丁", "丁"]]


def test_the_signature_is_centred_over_its_date() -> None:
    # 中共青岚县委组织部 is 9 characters; 2026年4月9日 is 6 half and 3 whole ones, 6 in all.
    name, day = signature("中共青岚县委组织部", "2026年4月9日")
    assert (name.right, day.right) == (2, 3.5)
    # A short name stands over a date four characters from the edge.
    name, day = signature("组织部", "2026年4月9日")
    assert (name.right, day.right) == (5.5, 4)


# ---- both formats say the same, literally


HOSTILE = (
    "{{ person.name }}{% for x in y %}",
    "<w:t>甲</w:t>&amp;<!DOCTYPE a>",
    '#read("/etc/passwd") $x$ *粗* _斜_ @标 = 题 // 注',
    "\\u{1F600} `raw` ~ -- ... \"引\" 'x'",
)


@pytest.mark.parametrize("value", HOSTILE)
def test_values_are_printed_as_they_stand(value: str) -> None:
    sheet = Sheet(
        title=value,
        blocks=(
            heading(value),
            body(value),
            Table(widths=(1, 1), head=(cells((value, "")),), rows=(cells((value, value)),)),
        ),
    )
    assert docx_text(sheet).count(value) == 5
    # 5 times in the PDF too; the setting may break a line anywhere.
    assert flat(pdf_text(sheet)).count(flat(value)) == 5


def test_what_no_paper_can_carry_is_left_out() -> None:
    sheet = Sheet(
        title="甲\x00",
        blocks=(body("甲\x07\u202e乙"), Table(widths=(1,), rows=(cells(("丙\x0b丁",)),))),
    )
    assert docx_text(sheet) == "甲乙\n\n丙丁"
    assert "甲乙" in flat(pdf_text(sheet))
    assert "丙丁" in flat(pdf_text(sheet))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8"), max_size=40),
        min_size=1,
        max_size=4,
    )
)
def test_any_text_makes_a_docx_that_opens(texts: list[str]) -> None:
    sheet = Sheet(
        title=texts[0],
        blocks=(
            *(body(text) for text in texts),
            Table(widths=(1,) * len(texts), rows=(cells(texts),)),
        ),
    )
    document = docx_of(sheet)
    assert [paragraph.text for paragraph in document.paragraphs][: len(texts)] == [
        block.text for block in sheet.cleaned().blocks if isinstance(block, Paragraph)
    ]


def test_a_long_list_repeats_its_headings_on_every_page() -> None:
    people = tuple(PaperPerson(name=f"甲{number}", current_post="某镇干部") for number in range(60))
    sheet = compose_deliberation_list(DeliberationList(people=people))
    pages = pypdf.PdfReader(io.BytesIO(render_pdf(sheet))).pages
    assert len(pages) > 2
    assert all("拟任免职务" in flat(page.extract_text()) for page in pages)
    # A4 across, in points
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == (842, 595)
    table = docx_of(sheet).tables[0]
    assert "w:tblHeader" in table.rows[0]._tr.xml
