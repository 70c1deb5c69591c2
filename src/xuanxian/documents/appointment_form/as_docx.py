"""The 干部任免审批表 as docx, to be edited in Word or WPS: the cells of the printed form."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Pt, Twips
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from PIL import Image

from xuanxian.documents.appointment_form.as_pdf import as_jpeg
from xuanxian.documents.appointment_form.content import AppointmentFormData, Cell
from xuanxian.documents.appointment_form.fitting import layout

BODY_FONT, TITLE_FONT = "宋体", "方正小标宋简体"


class _Grid:
    """The cells of a table, read once: python-docx reads the whole table anew for every cell."""

    def __init__(self, cells: Sequence[_Cell], columns: int) -> None:
        self._cells = cells
        self._columns = columns

    def cell(self, row: int, column: int) -> _Cell:
        """The cell as the table was made; not to be asked for once it was merged away."""
        return self._cells[row * self._columns + column]


def render_appointment_form_docx(data: AppointmentFormData) -> bytes:
    """Both pages for one person."""
    return render_appointment_forms_docx([data])


def render_appointment_forms_docx(people: Sequence[AppointmentFormData]) -> bytes:
    """Both pages for each of `people`, one after the other in one document.

    Raises:
        ValueError: nobody is named; a defect of the caller.
    """
    if not people:
        raise ValueError("no form to write")
    document = Document()
    style = document.styles["Normal"]
    style.font.name = BODY_FONT
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY_FONT)
    for number, data in enumerate(people):
        section = document.sections[0] if number == 0 else document.add_section(WD_SECTION.NEW_PAGE)
        _set_page(section, layout()["first_page_top"])
        _first_page(document, data)
        _set_page(document.add_section(WD_SECTION.NEW_PAGE), layout()["second_page_top"])
        _second_page(document, data)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_page(section: Section, top: int) -> None:
    page = layout()["page"]
    section.page_width, section.page_height = Twips(page["width"]), Twips(page["height"])
    section.left_margin, section.right_margin = Twips(page["left"]), Twips(page["right"])
    section.top_margin, section.bottom_margin = Twips(top), Twips(page["bottom"])
    section.header_distance = section.footer_distance = Twips(0)


def _first_page(document: WordDocument, data: AppointmentFormData) -> None:
    title = layout()["title"]
    heading = document.add_paragraph()
    heading.alignment = ALIGN.CENTER
    _tighten(heading, title["size"] + 4)
    _write(heading, title["text"], title["size"], font=TITLE_FONT, spacing=title["spacing"])
    rows = layout()["rows"]
    heights = [
        rows["name"], rows["nation"], rows["party"], rows["title"],
        *[rows["education"]] * 4, *[rows["post"]] * 3, rows["resume"],
    ]  # fmt: skip
    table = _table(document, layout()["columns"], heights)
    _label(table, 0, (0, 1), "姓　名")
    _fill(table, 0, (2, 2), data.name)
    _label(table, 0, (3, 3), "性　别")
    _fill(table, 0, (4, 4), data.sex)
    _label(table, 0, (5, 5), "出生年月\n（　岁）")
    _fill(table, 0, (6, 6), data.birth)
    _photo(_merged(table, 0, 3, 7, 7), data.photo)
    _label(table, 1, (0, 1), "民　族")
    _fill(table, 1, (2, 2), data.nation)
    _label(table, 1, (3, 3), "籍　贯")
    _fill(table, 1, (4, 4), data.native_place)
    _label(table, 1, (5, 5), "出生地")
    _fill(table, 1, (6, 6), data.birthplace)
    _label(table, 2, (0, 1), "入　党\n时　间")
    _fill(table, 2, (2, 2), data.joined_party)
    _label(table, 2, (3, 3), "参加工\n作时间")
    _fill(table, 2, (4, 4), data.joined_work)
    _label(table, 2, (5, 5), "健康状况")
    _fill(table, 2, (6, 6), data.health)
    _label(table, 3, (0, 1), "专业技\n术职务")
    _fill(table, 3, (2, 2), data.professional_title)
    _label(table, 3, (3, 3), "熟悉专业\n有何专长")
    _fill(table, 3, (4, 6), data.speciality)
    _put_label(_merged(table, 4, 7, 0, 1), "学　历\n学　位")
    for row, name, education, school in (
        (4, "全日制\n教　育", data.full_time_education, data.full_time_school),
        (6, "在　职\n教　育", data.in_service_education, data.in_service_school),
    ):
        _put_label(_merged(table, row, row + 1, 2, 2), name)
        _put(_merged(table, row, row + 1, 3, 4), education)
        _put_label(_merged(table, row, row + 1, 5, 5), "毕业院校\n系及专业")
        _put(_merged(table, row, row + 1, 6, 7), school)
    for row, name, post in (
        (8, "现　任　职　务", data.current_post),
        (9, "拟　任　职　务", data.proposed_post),
        (10, "拟　免　职　务", data.post_to_leave),
    ):
        _label(table, row, (0, 2), name)
        _fill(table, row, (3, 7), post, ALIGN.LEFT)
    _label(table, 11, (0, 0), "简\n\n\n\n历")
    _resume(_merged(table, 11, 11, 1, 7), data)


def _second_page(document: WordDocument, data: AppointmentFormData) -> None:
    form = layout()
    rows = form["rows"]
    relatives = max(form["relative_rows"], len(data.relatives))
    widths = [form["columns"][0], *form["relative_columns"]]
    heights = [
        rows["rewards"], rows["assessments"], rows["reason"], rows["relative_head"],
        *[data.relative_height] * relatives,
    ]  # fmt: skip
    table = _table(document, widths, heights)
    for row, (name, cell) in enumerate(
        (
            ("奖\n惩\n情\n况", data.rewards),
            ("年度\n考核\n结果", data.assessments),
            ("任\n免\n理\n由", data.reason),
        )
    ):
        _label(table, row, (0, 0), name)
        _fill(table, row, (1, 5), cell, ALIGN.LEFT)
    _put_label(_merged(table, 3, 3 + relatives, 0, 0), "家庭\n主要\n成员\n及重\n要社\n会关\n系")
    for column, name in enumerate(
        ("称谓", "姓　名", "年龄", "政　治\n面　貌", "工作单位及职务"), 1
    ):
        _label(table, 3, (column, column), name)
    for row, relative in enumerate(data.relatives, 4):
        for column, cell in enumerate(
            (relative.relation, relative.name, relative.age, relative.politics), 1
        ):
            _fill(table, row, (column, column), cell)
        _fill(table, row, (5, 5), relative.unit_and_post, ALIGN.LEFT)
    _glue(document)
    narrow = form["columns"][0]
    half = (sum(form["columns"]) - 2 * narrow) // 2
    end = _table(
        document,
        [narrow, half, narrow, half],
        [rows["reporting"] + rows["reporting_date"], rows["approval"]],
    )
    _label(end, 0, (0, 0), "呈\n报\n单\n位")
    reporting = _merged(end, 0, 0, 1, 3)
    _put(reporting, data.reporting_unit)
    dated = reporting.add_paragraph()
    dated.alignment = ALIGN.RIGHT
    _write(dated, data.reporting_date or "年　　月　　日", form["label_size"])
    _label(end, 1, (0, 0), "审\n批\n机\n关\n意\n见")
    _label(end, 1, (2, 2), "行任\n政免\n机意\n关见")
    for column in (1, 3):
        opinion = end.cell(1, column)
        opinion.vertical_alignment = VERTICAL.BOTTOM
        sealed = opinion.paragraphs[0]
        sealed.alignment = ALIGN.CENTER
        _write(sealed, "（盖章）", form["label_size"])
        dated = opinion.add_paragraph()
        dated.alignment = ALIGN.RIGHT
        _write(dated, "年　　月　　日", form["label_size"])
    filled_by = document.add_paragraph()
    filled_by.alignment = ALIGN.RIGHT
    _write(filled_by, f"填表人：{data.filled_by or '　　　　'}", form["label_size"])


def _table(document: WordDocument, widths: Sequence[int], heights: Sequence[int]) -> _Grid:
    table = document.add_table(rows=len(heights), cols=len(widths))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Twips(width)
    cells = table._cells
    for number, cell in enumerate(cells):
        cell.width = Twips(widths[number % len(widths)])
        cell.vertical_alignment = VERTICAL.CENTER
    for row, height in zip(table.rows, heights, strict=True):
        row.height = Twips(height)
        row.height_rule = WD_ROW_HEIGHT_RULE.EXACTLY
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(layout()["cell_margin"]))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)
    return _Grid(cells, len(widths))


def _merged(table: _Grid, first_row: int, last_row: int, first: int, last: int) -> _Cell:
    cell = table.cell(first_row, first)
    if (first_row, first) != (last_row, last):
        cell = cell.merge(table.cell(last_row, last))
    cell.vertical_alignment = VERTICAL.CENTER
    return cell


def _label(table: _Grid, row: int, columns: tuple[int, int], text: str) -> None:
    _put_label(_merged(table, row, row, *columns), text)


def _put_label(cell: _Cell, text: str) -> None:
    size = layout()["label_size"]
    _put(cell, Cell(text=text, size=size, pitch=size + 2))


def _fill(
    table: _Grid, row: int, columns: tuple[int, int], cell: Cell, align: ALIGN = ALIGN.CENTER
) -> None:
    _put(_merged(table, row, row, *columns), cell, align)


def _put(cell: _Cell, content: Cell, align: ALIGN = ALIGN.CENTER) -> None:
    for number, line in enumerate(content.text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = align
        _tighten(paragraph, content.pitch)
        _write(paragraph, line, content.size)


def _resume(cell: _Cell, data: AppointmentFormData) -> None:
    size, pitch = data.resume_fit
    hang = Pt(size * layout()["resume_date_characters"])
    for number, line in enumerate(data.resume):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        _tighten(paragraph, pitch)
        paragraph.paragraph_format.left_indent = hang
        paragraph.paragraph_format.first_line_indent = -hang
        paragraph.paragraph_format.tab_stops.add_tab_stop(hang)
        dates = f"{line.dates}\t" if line.dates else "\t"
        _write(paragraph, f"{dates}{line.text}", size)


def _photo(cell: _Cell, photo: bytes | None) -> None:
    jpeg = as_jpeg(photo) if photo else None
    if jpeg is None:
        return
    paragraph = cell.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    form = layout()
    rows = form["rows"]
    height = sum(rows[name] for name in ("name", "nation", "party", "title"))
    height -= 4 * form["cell_margin"]
    width = form["columns"][7] - 2 * form["cell_margin"]
    with Image.open(io.BytesIO(jpeg)) as picture:
        # As large as the cell allows, in the proportions of the picture.
        fitting = min(height, width * picture.height // picture.width)
    paragraph.add_run().add_picture(io.BytesIO(jpeg), height=Twips(fitting))


def _tighten(paragraph: Paragraph, pitch: float) -> None:
    layout_of = paragraph.paragraph_format
    layout_of.space_before = layout_of.space_after = Pt(0)
    layout_of.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    layout_of.line_spacing = Pt(pitch)


def _write(
    paragraph: Paragraph, text: str, size: float, *, font: str = BODY_FONT, spacing: float = 0
) -> None:
    # Word would widen every change between Han and Latin by a quarter and overrun the fitted cells.
    spacing_of = paragraph._p.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        if spacing_of.find(qn(name)) is None:
            element: Any = OxmlElement(name)
            element.set(qn("w:val"), "0")
            spacing_of.insert_element_before(
                element, "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind",
                "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc",
                "w:textDirection", "w:textAlignment", "w:outlineLvl", "w:rPr", "w:sectPr",
            )  # fmt: skip
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = font
    properties = run._element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if spacing:
        element = OxmlElement("w:spacing")
        element.set(qn("w:val"), str(round(spacing * 20)))
        properties.append(element)


def _glue(document: WordDocument) -> None:
    """A paragraph of no height between two tables, which would otherwise become one."""
    paragraph = document.add_paragraph()
    _tighten(paragraph, 1)
    _write(paragraph, "", 1)
