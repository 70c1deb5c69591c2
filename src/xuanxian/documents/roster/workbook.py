"""Writing a 花名册 as .xlsx. Pure."""

import io
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any, Literal

import xlsxwriter

from xuanxian.documents.roster.columns import Column, RosterRow
from xuanxian.exchange.phrases.cleaning import cleaned
from xuanxian.kernel.names import stroke_key_of
from xuanxian.kernel.partial_date import PartialDate

Order = Literal["strokes", "unit", "given"]
ORDERS: dict[str, str] = {"strokes": "姓氏笔画", "unit": "单位顺序", "given": "所选顺序"}
"""Key of an order → its words."""

PAPERS: dict[str, tuple[str, int]] = {"a4": ("A4 横向", 9), "a3": ("A3 横向", 8)}
"""Key of a paper → its words and its number in the file format."""

_TITLE_ROW, _DAY_ROW, _HEAD_ROW, _FIRST_ROW = 0, 1, 2, 4
_CELL_LIMIT = 32767
"""Characters a cell holds at most; longer texts make the whole file unreadable."""


def ordered(rows: Sequence[RosterRow], order: Order) -> list[RosterRow]:
    """`rows` by 姓氏笔画, by unit and place within it, or as they stand."""
    match order:
        case "strokes":
            return sorted(rows, key=lambda row: stroke_key_of(row.dossier.name))
        case "unit":
            return sorted(rows, key=lambda row: (row.dossier.unit_code, row.dossier.place))
        case _:
            return list(rows)


def render_roster(
    rows: Sequence[RosterRow],
    columns: Sequence[Column],
    title: str,
    as_of: date,
    *,
    paper: str = "a4",
) -> bytes:
    """The roll of `rows`, in their order, as a workbook ready for print.

    Every value is written as text, so that none can become a formula, a number or a link.

    Args:
        columns: from `columns.COLUMNS`; a leading 序号 is added.
        as_of: the day ages are reckoned on, printed below the title.
        paper: key of `PAPERS`, landscape.

    Raises:
        ValueError: no column is chosen; a defect of the caller.
    """
    if not columns:
        raise ValueError("a roll needs columns")
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    formats = _formats(workbook)
    sheet = workbook.add_worksheet("花名册")
    last = len(columns)
    _set_up_print(sheet, PAPERS[paper][1])
    sheet.set_column(0, 0, 5)
    for place, column in enumerate(columns, start=1):
        sheet.set_column(place, place, column.width)
    _across(sheet, _TITLE_ROW, 0, last, _text(title), formats["title"])
    day = f"截至{PartialDate.of(as_of).chinese()}，共{len(rows)}人"
    _across(sheet, _DAY_ROW, 0, last, day, formats["day"])
    sheet.set_row(_TITLE_ROW, 36)
    sheet.set_row(_DAY_ROW, 18)
    _write_headings(sheet, columns, formats["head"])
    for number, row in enumerate(rows):
        line = _FIRST_ROW + number
        sheet.write_string(line, 0, str(number + 1), formats["centred"])
        most_lines = 1
        for place, column in enumerate(columns, start=1):
            text = _text(column.value(row, as_of))
            style = formats["centred" if column.centred else "long"]
            sheet.write_string(line, place, text, style)
            most_lines = max(most_lines, _lines_in(text, column.width))
        sheet.set_row(line, max(27.0, 13.5 * most_lines + 4))
    sheet.freeze_panes(_FIRST_ROW, 2)
    workbook.close()
    return file.getvalue()


def _write_headings(sheet: Any, columns: Sequence[Column], style: Any) -> None:
    """Two rows: a merged heading above its columns, or one cell down both rows."""
    sheet.set_row(_HEAD_ROW, 20)
    sheet.set_row(_HEAD_ROW + 1, 28)
    sheet.merge_range(_HEAD_ROW, 0, _HEAD_ROW + 1, 0, "", style)
    sheet.write_string(_HEAD_ROW, 0, "序号", style)
    place = 1
    for heading, group in groupby(columns, key=lambda column: column.heading):
        members = list(group)
        if heading:
            _across(sheet, _HEAD_ROW, place, place + len(members) - 1, heading, style)
        for offset, column in enumerate(members):
            if heading:
                sheet.write_string(_HEAD_ROW + 1, place + offset, column.title, style)
            else:
                here = place + offset
                sheet.merge_range(_HEAD_ROW, here, _HEAD_ROW + 1, here, "", style)
                sheet.write_string(_HEAD_ROW, here, column.title, style)
        place += len(members)


def _across(sheet: Any, row: int, first: int, last: int, text: str, style: Any) -> None:
    # Merged first and then written: merge_range guesses a type from the text it is given.
    if last > first:
        sheet.merge_range(row, first, row, last, "", style)
    sheet.write_string(row, first, text, style)


def _set_up_print(sheet: Any, paper: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    sheet.center_horizontally()
    sheet.repeat_rows(_HEAD_ROW, _HEAD_ROW + 1)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C— &P —&R共&N页")


def _formats(workbook: Any) -> dict[str, Any]:
    cell = {
        "font_name": "宋体",
        "font_size": 10,
        "border": 1,
        "text_wrap": True,
        "valign": "vcenter",
        "num_format": "@",
    }
    centre = {"align": "center"}
    return {
        "title": workbook.add_format(
            {"font_name": "方正小标宋简体", "font_size": 20, "valign": "vcenter", **centre}
        ),
        "day": workbook.add_format(
            {"font_name": "楷体_GB2312", "font_size": 11, "align": "right", "valign": "vcenter"}
        ),
        "head": workbook.add_format({**cell, **centre, "font_name": "黑体"}),
        "centred": workbook.add_format({**cell, **centre}),
        "long": workbook.add_format({**cell, "align": "left"}),
    }


def _text(value: str) -> str:
    return cleaned(value)[:_CELL_LIMIT]


def _lines_in(text: str, width: float) -> int:
    """Printed lines of `text` in a column `width` characters wide, a Chinese one taking two."""
    return sum(
        1 + int(sum(1 if letter.isascii() else 2 for letter in line) // max(width, 1))
        for line in text.split("\n")
    )
