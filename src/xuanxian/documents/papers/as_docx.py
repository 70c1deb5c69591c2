"""A paper as docx, its faces named as the field names them."""

import io
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import (
    WD_CELL_VERTICAL_ALIGNMENT,
    WD_ROW_HEIGHT_RULE,
    WD_TABLE_ALIGNMENT,
)
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from xuanxian.documents.fonts import FACES
from xuanxian.documents.papers.sheet import (
    BODY_SIZE,
    TITLE_SIZE,
    Cell,
    PageBreak,
    Paragraph,
    Run,
    Sheet,
    Table,
)

_FACE_NAMES = {face.key: face.name for face in FACES}
_ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_PITCH = Pt(225 / 25.4 * 72 / 22)  # 22 lines on 225 mm
_TITLE_PITCH = Pt(35)
_PAPER = (Mm(210), Mm(297))
_MARGINS = {
    False: (Mm(37), Mm(35), Mm(28), Mm(26)),
    True: (Mm(22), Mm(22), Mm(20), Mm(20)),
}
"""Narrow or not → top, bottom, left, right."""


def render_docx(sheet: Sheet) -> bytes:
    """`sheet` as a docx file; the same sheet always gives the same text and layout."""
    sheet = sheet.cleaned()
    document = docx.Document()
    _set_properties(document, sheet.title)
    text_width = _set_page(document, sheet)
    _set_base_style(document)
    body = document.element.body
    for empty in list(body.iterchildren(qn("w:p"))):
        body.remove(empty)
    begins_page = False
    for block in sheet.blocks:
        match block:
            case PageBreak():
                begins_page = True
                continue
            case Paragraph():
                paragraph = document.add_paragraph()
                # A break of its own would need a line, and on a full page a page.
                paragraph.paragraph_format.page_break_before = begins_page
                _write_paragraph(paragraph, block)
            case Table():
                _write_table(document, block, text_width)
        begins_page = False
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_properties(document: Any, title: str) -> None:
    properties = document.core_properties
    properties.title = title[:255]
    # The library's template names its author and a day of its own.
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)


def _set_page(document: Any, sheet: Sheet) -> int:
    """Paper, margins and page number; answers the width of the text in EMU."""
    section = document.sections[0]
    width, height = _PAPER
    if sheet.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        width, height = height, width
    section.page_width, section.page_height = width, height
    top, bottom, left, right = _MARGINS[sheet.narrow]
    section.top_margin, section.bottom_margin = top, bottom
    section.left_margin, section.right_margin = left, right
    section.footer_distance = bottom - Mm(12)
    if sheet.numbered:
        # Odd pages bear the number at the right, even ones at the left, one character in.
        document.settings.odd_and_even_pages_header_footer = True
        _write_page_number(section.footer.paragraphs[0], "right")
        _write_page_number(section.even_page_footer.paragraphs[0], "left")
    return int(width - left - right)


def _write_page_number(paragraph: Any, side: str) -> None:
    paragraph.alignment = _ALIGNMENTS[side]
    indent = Pt(14)
    if side == "right":
        paragraph.paragraph_format.right_indent = indent
    else:
        paragraph.paragraph_format.left_indent = indent
    _write_run(paragraph, Run(text="— ", face="song", size=14))
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        _set_face(run, "song", 14)
        if code:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = code
            run._r.append(instruction)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
    _write_run(paragraph, Run(text=" —", face="song", size=14))


def _set_base_style(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.size = Pt(BODY_SIZE)
    style.font.name = _FACE_NAMES["body"]
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FACE_NAMES["body"])
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)


def _write_paragraph(paragraph: Any, block: Paragraph) -> None:
    size = block.runs[0].size if block.runs else BODY_SIZE
    layout = paragraph.paragraph_format
    layout.alignment = _ALIGNMENTS[block.align]
    layout.first_line_indent = Pt(block.first * size)
    layout.left_indent, layout.right_indent = Pt(block.left * size), Pt(block.right * size)
    layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    layout.line_spacing = _TITLE_PITCH if size >= TITLE_SIZE else _PITCH
    layout.keep_with_next = block.keep
    layout.space_before = int(_PITCH * block.before)
    layout.space_after = int(_PITCH * block.after)
    for run in block.runs:
        _write_run(paragraph, run)


def _write_run(paragraph: Any, run: Run) -> None:
    written = paragraph.add_run(run.text)
    _set_face(written, run.face, run.size)


def _set_face(run: Any, face: str, size: float) -> None:
    name = _FACE_NAMES[face]
    run.font.size = Pt(size)
    run.font.name = name
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), name)


def _write_table(document: Any, block: Table, text_width: int) -> None:
    rows = block.head + block.rows
    table = document.add_table(len(rows), len(block.widths), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    share = text_width / sum(block.widths)
    for column, width in zip(table.columns, block.widths, strict=True):
        column.width = int(width * share)
    grid = [list(row.cells) for row in table.rows]
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        written = table.rows[number]
        is_head = number < len(block.head)
        written.height = Mm(6 if is_head else block.height)
        written.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
        _set_row(written, is_head)
        place = 0
        for cell in row:
            while (number, place) in taken:
                place += 1
            target = grid[number][place]
            last_row, last_place = number + cell.rows - 1, place + cell.columns - 1
            taken |= {
                (one, two)
                for one in range(number, last_row + 1)
                for two in range(place, last_place + 1)
            }
            if (last_row, last_place) != (number, place):
                target = target.merge(grid[last_row][last_place])
            else:
                target.width = int(block.widths[place] * share)
            _write_cell(target, cell, block.size)
            place = last_place + 1
    if document.element.body[-2].tag == qn("w:tbl"):
        # Two tables that touch would become one.
        gap = document.add_paragraph()
        gap.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        gap.paragraph_format.line_spacing = Pt(8)


def _set_row(row: Any, is_head: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    whole = OxmlElement("w:cantSplit")
    properties.append(whole)
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))


def _write_cell(target: Any, cell: Cell, size: float) -> None:
    target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = target.paragraphs[0]
    paragraph.alignment = _ALIGNMENTS[cell.align]
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(size * 1.35)
    _write_run(paragraph, Run(text=cell.text, face=cell.face, size=size))
