"""Reading workbooks into rows: the sheets of docs/formats.md, or one roster of people."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from xuanxian.exchange.phrases.cleaning import cleaned_name, read_date, shortened
from xuanxian.exchange.roster.labels import code_by_label, codes_of, label_by_code
from xuanxian.exchange.roster.mapping import ColumnMapping, propose_mapping, titles_of
from xuanxian.exchange.roster.tables import SHEETS, PersonRow, Row
from xuanxian.exchange.roster.workbook import Sheet, open_workbook
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.kernel.partial_date import PartialDate

_MIDNIGHT = re.compile(r"\s00:00:00$")
_AMBIGUOUS_MONTH = re.compile(r"^\d{4}\.1$")
_YES = {"是", "true", "1", "√", "有", "y", "yes"}
_NO = {"否", "false", "0", "×", "无", "n", "no", ""}


@dataclass(slots=True)
class ReadTables:
    """A workbook as read.

    Attributes:
        rows: table key of `SHEETS` → (place in the file, row).
        told: fields of `PersonRow` that the roster has a column for.
    """

    name: str
    rows: dict[str, list[tuple[str, Any]]] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)


def read_tables(data: bytes, name: str, mapping: ColumnMapping | None = None) -> ReadTables:
    """Read the workbook `name`. Faults of its content are problems, never raised.

    Args:
        mapping: which column is which for a roster of people; None lets the titles decide.
    """
    tables = ReadTables(name)
    try:
        sheets = open_workbook(data, name)
    except Refusal as refusal:
        tables.problems += refusal.problems
        return tables
    if not any(sheet.rows for sheet in sheets):
        tables.problems.append(
            Problem(name, "", "", "表格里没有内容。", "请确认选择的是有数据的文件。")
        )
        return tables
    known = {model.SHEET: key for key, model in SHEETS.items()}
    for sheet in sheets:
        if mapping is not None and sheet.name == mapping.sheet:
            _read_people(sheet, mapping, tables)
        elif sheet.name in known and sheet.rows:
            _read_sheet(sheet, known[sheet.name], tables)
    if not tables.rows and not tables.problems:
        _read_proposed(sheets, tables)
    return tables


def _read_proposed(sheets: list[Sheet], tables: ReadTables) -> None:
    for sheet in sheets:
        mapping = propose_mapping(sheet)
        if mapping:
            _read_people(sheet, mapping, tables)
            return
    tables.problems.append(
        Problem(
            tables.name,
            "",
            "、".join(sheet.name for sheet in sheets)[:60],
            "没有找到认识的表：既没有“姓名”等列，也不是机构、职位、职数、任职等表。",
            "请在导入时指定各列的含义，或使用系统的表格模板。",
        )
    )


def _read_sheet(sheet: Sheet, key: str, tables: ReadTables) -> None:
    model = SHEETS[key]
    titles, height = titles_of(sheet, 0)
    columns = {
        field_name: titles.index(str(info.title))
        for field_name, info in model.model_fields.items()
        if str(info.title) in titles
    }
    for field_name, info in model.model_fields.items():
        if info.is_required() and field_name not in columns:
            tables.problems.append(
                Problem(
                    f"{tables.name} {sheet.name}",
                    str(info.title),
                    "",
                    "缺少这一列。",
                    f"请在第{sheet.first_row}行加上“{info.title}”列。",
                )
            )
    if any(problem.where.endswith(sheet.name) for problem in tables.problems):
        return
    if key == "people":
        tables.told = frozenset(columns)
    tables.rows[key] = list(_rows(sheet, model, columns, height, tables))


def _read_people(sheet: Sheet, mapping: ColumnMapping, tables: ReadTables) -> None:
    _, height = titles_of(sheet, mapping.title_row)
    unknown = set(mapping.columns) - set(PersonRow.model_fields)
    if "name" not in mapping.columns or unknown:
        tables.problems.append(
            Problem(
                f"{tables.name} {sheet.name}",
                "姓名" if not unknown else "、".join(sorted(unknown)),
                "",
                "没有指定姓名是哪一列。" if not unknown else "没有这个项目。",
                "请重新指定各列的含义。",
            )
        )
        return
    tables.told = frozenset(mapping.columns)
    tables.rows["people"] = list(
        _rows(sheet, PersonRow, mapping.columns, mapping.title_row + height, tables)
    )


def _rows(
    sheet: Sheet, model: type[Row], columns: dict[str, int], start: int, tables: ReadTables
) -> Iterator[tuple[str, Any]]:
    formulas = {(_column_number(letters), row) for letters, row in sheet.formulas}
    for offset, cells in enumerate(sheet.rows[start:], start):
        if not any(cells[place] for place in columns.values() if place < len(cells)):
            continue
        number = sheet.first_row + offset
        where = f"{tables.name} {sheet.name} 第{number}行"
        before = len(tables.problems)
        values = {}
        for name, place in columns.items():
            info = model.model_fields[name]
            text = cells[place] if place < len(cells) else ""
            if (place, number) in formulas:
                tables.problems.append(
                    Problem(
                        where,
                        str(info.title),
                        shortened(text),
                        "单元格是公式，读到的只是上次计算的结果。",
                        "请复制后以“值”粘贴，再导入。",
                    )
                )
                continue
            if text == "" and not info.is_required():
                continue
            try:
                values[name] = _converted(text, info)
            except ValueError as error:
                tables.problems.append(
                    Problem(where, str(info.title), shortened(text), f"{error}。", _mend_of(info))
                )
        if len(tables.problems) > before:
            continue
        try:
            yield where, model(**values)
        except ValidationError as error:
            for fault in error.errors():
                name = str(fault["loc"][0]) if fault["loc"] else ""
                info = model.model_fields.get(name) or FieldInfo()
                tables.problems.append(
                    Problem(
                        where,
                        str(info.title or name),
                        shortened(str(fault.get("input", ""))),
                        "不能填这个值。",
                        _mend_of(info),
                    )
                )


def _converted(text: str, info: FieldInfo) -> Any:
    """The cell `text` as the value of the field.

    Raises:
        ValueError: with the fault in Chinese, without a full stop.
    """
    table = codes_of(info)
    if table:
        return _code(text, table)
    convert = _CONVERTERS.get(_kind_of(info), str)
    if info.is_required() and not text:
        raise ValueError("没有填写")
    value = convert(text)
    return cleaned_name(value) if info.title == "姓名" else value


def _kind_of(info: FieldInfo) -> type:
    for kind in (PartialDate, date, bool, int):
        if info.annotation is kind or kind in getattr(info.annotation, "__args__", ()):
            return kind
    return str


def _code(text: str, table: str) -> str:
    codes = code_by_label(table)
    code = codes.get(text)
    if code is None and table == "nation":
        code = codes.get(f"{text}族")
    if code is None:
        raise ValueError("没有填写" if not text else "代码表中没有这一项")
    return code


def _partial_date(text: str) -> PartialDate:
    text = _MIDNIGHT.sub("", text)
    if _AMBIGUOUS_MONTH.match(text):
        # A cell holding the number 1980.10 shows and stores 1980.1.
        raise ValueError("分不清是1月还是10月，单元格可能是数字格式")
    found = read_date(text)
    if found is None:
        raise ValueError("没有填写")
    return found


def _date(text: str) -> date:
    return _partial_date(text).earliest()


def _number(text: str) -> int:
    try:
        value = float(text)
    except ValueError:
        raise ValueError("不是数字") from None
    if value != int(value):
        raise ValueError("不是整数")
    return int(value)


def _truth(text: str) -> bool:
    lowered = text.lower()
    if lowered in _YES:
        return True
    if lowered in _NO:
        return False
    raise ValueError("应填“是”或“否”")


_CONVERTERS: dict[type, Callable[[str], Any]] = {
    PartialDate: _partial_date,
    date: _date,
    bool: _truth,
    int: _number,
}


def _mend_of(info: FieldInfo) -> str:
    table = codes_of(info)
    if table:
        labels = list(label_by_code(table).values())
        shown = "、".join(labels[:6]) + ("等" if len(labels) > 6 else "")
        return f"请填写：{shown}。"
    return {
        PartialDate: "请写成 2024.03 或 2024.03.05，并把这一列设为文本。",
        date: "请写成 2024.03.05，并把这一列设为文本。",
        bool: "请填“是”或“否”。",
        int: "请填写不小于0的整数。",
        str: "请补填。",
    }[_kind_of(info)]


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
