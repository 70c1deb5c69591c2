"""Opening an .xlsx from outside: sheets of text, formulas named, nothing unpacked unchecked."""

import re
import zipfile
from dataclasses import dataclass

import fastexcel
from lxml import etree

from xuanxian.exchange import limits
from xuanxian.exchange.archives import open_archive, read_entry
from xuanxian.exchange.phrases.cleaning import cleaned
from xuanxian.kernel.errors import Problem, Refusal

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_FORMULA_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]+)(\d+)"[^>]*>\s*<(?:\w+:)?f[\s/>]')
_FIRST_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?r="(\d+)"[^>]*[^/]>\s*<')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as text.

    Attributes:
        first_row: number that the sheet's program shows beside the first of `rows`.
        formulas: (column letters, row number) of cells that hold a formula.
    """

    name: str
    first_row: int
    rows: list[tuple[str, ...]]
    formulas: tuple[tuple[str, int], ...]


def open_workbook(data: bytes, name: str) -> list[Sheet]:
    """The sheets of the .xlsx `name`.

    Raises:
        Refusal: the file is empty, no workbook, too large, or hostile.
    """
    if not data:
        raise Refusal(Problem(name, "", "", "文件是空的。", "请重新导出这个文件。"))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(
            Problem(name, "", "", "是旧版 .xls 或加了密码的表格。", "请另存为 .xlsx 后再导入。")
        )
    archive = open_archive(data, name, largest=limits.WORKBOOK_BYTES)
    parts = _sheet_parts(archive, name)
    try:
        reader = fastexcel.read_excel(data)
        return [_sheet(reader, sheet, parts.get(sheet, b""), name) for sheet in reader.sheet_names]
    except fastexcel.FastExcelError as error:
        raise Refusal(
            Problem(name, "", "", "不是可用的 .xlsx 表格。", "请用表格软件另存为 .xlsx。")
        ) from error


def _sheet(reader: fastexcel.ExcelReader, sheet: str, part: bytes, name: str) -> Sheet:
    loaded = reader.load_sheet(sheet, header_row=None, dtypes="string")
    if loaded.height > limits.ROSTER_ROWS:
        raise Refusal(
            Problem(
                name,
                sheet,
                f"{loaded.height}行",
                f"一张表超过{limits.ROSTER_ROWS}行。",
                "请分成几个文件导入。",
            )
        )
    rows = loaded.to_polars().rows() if loaded.height else []
    first = _FIRST_ROW.search(part)
    formulas = _FORMULA_CELL.findall(part) if _FORMULA.search(part) else []
    return Sheet(
        name=sheet,
        first_row=int(first[1]) if first else 1,
        rows=[tuple(cleaned(value) for value in row) for row in rows],
        formulas=tuple((column.decode(), int(row)) for column, row in formulas),
    )


def _sheet_parts(archive: zipfile.ZipFile, name: str) -> dict[str, bytes]:
    """The XML of each sheet by the sheet's name."""
    entries = {entry.filename: entry for entry in archive.infolist()}
    if "xl/workbook.xml" not in entries:
        raise Refusal(Problem(name, "", "", "不是 .xlsx 表格。", "请用表格软件另存为 .xlsx。"))
    content = {
        path: read_entry(archive, entry, name)
        for path, entry in entries.items()
        if path.endswith((".xml", ".rels"))
    }
    for part in content.values():
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
            raise Refusal(
                Problem(
                    name,
                    "",
                    "<!DOCTYPE",
                    "表格含有文档类型或实体声明，可能被用来攻击，已拒绝读取。",
                    "请用表格软件打开并另存为 .xlsx。",
                )
            )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        workbook = etree.fromstring(content["xl/workbook.xml"], parser)
        relations = etree.fromstring(content.get("xl/_rels/workbook.xml.rels", b"<none/>"), parser)
    except etree.XMLSyntaxError as error:
        raise Refusal(
            Problem(name, "", "", "表格内部结构已损坏。", "请用表格软件打开并另存为 .xlsx。")
        ) from error
    targets = {str(row.get("Id")): str(row.get("Target")).lstrip("/") for row in relations}
    parts = {}
    for sheet in workbook.iter(f"{_MAIN}sheet"):
        target = targets.get(str(sheet.get(f"{_RELATION}id")), "")
        path = target if target.startswith("xl/") else f"xl/{target}"
        parts[str(sheet.get("name"))] = content.get(path, b"")
    return parts
