"""Writing workbooks."""

import io
from datetime import date, datetime
from typing import Any

import xlsxwriter

from xuanxian.exchange.roster.labels import codes_of, label_by_code
from xuanxian.exchange.roster.tables import SHEETS, Tables
from xuanxian.kernel.partial_date import PartialDate

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  (the format knows no zone)


def write_tables(tables: Tables) -> bytes:
    """An .xlsx with one sheet a table that has rows, titles in the first line."""
    return write_sheets(
        {
            model.SHEET: (
                [str(field.title) for field in model.model_fields.values()],
                [
                    [
                        _written(getattr(row, name), codes_of(field))
                        for name, field in model.model_fields.items()
                    ]
                    for row in getattr(tables, key)
                ],
            )
            for key, model in SHEETS.items()
            if getattr(tables, key)
        }
    )


def write_sheets(sheets: dict[str, tuple[list[str], list[list[str]]]]) -> bytes:
    """An .xlsx of text cells: sheet name → (titles, rows). No cell can become a formula."""
    file = io.BytesIO()
    # The options keep a value that begins with = or looks like a link what it is: text.
    workbook = xlsxwriter.Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    # The same rows give the same bytes.
    workbook.set_properties({"created": _CREATED})
    head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    text = workbook.add_format({"num_format": "@", "valign": "top"})
    for name, (titles, rows) in sheets.items():
        sheet = workbook.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(titles) - 1, 0), 16, text)
        sheet.write_row(0, 0, titles, head)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if value:
                    sheet.write_string(number, column, value, text)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(titles) - 1)
    if not sheets:
        workbook.add_worksheet()
    workbook.close()
    return file.getvalue()


def _written(value: Any, table: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, PartialDate):
        return value.dotted(to_month=False)
    if isinstance(value, date):
        return value.isoformat()
    if table:
        return label_by_code(table).get(value, value)
    return str(value)
