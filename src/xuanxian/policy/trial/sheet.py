"""An example as a sheet of single values and small tables that people fill in, and back. Pure.

The form follows the example it starts from: a value is one field, a list of values is a table of
one column, a list of entries or a mapping of entries is a table. What is deeper than that stays
text in the notation of policy files.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ruamel.yaml import YAML

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy import policy_file

Form = Literal["text", "number", "yes_no", "day", "notation"]

_WHOLE = re.compile(r"^[+-]?\d{1,15}$")
_DECIMAL = re.compile(r"^[+-]?\d{1,15}\.\d{1,10}$")
_DAY = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}$")
_NAME = "名称"
_VALUE = "值"
YES, NO = "是", "否"


@dataclass(frozen=True)
class Column:
    """One column of a table, or a single value.

    Attributes:
        key: its key in the example.
        form: how it is filled in; `notation` is text as in a policy file.
    """

    key: str
    form: Form


@dataclass(frozen=True)
class Table:
    """One part of an example.

    Attributes:
        key: its key in the example.
        shape: a single value; a list of values or of entries; a mapping of values or of entries,
            whose first column is the name.
        columns: the columns; one for a single value and a list of values.
        rows: the values as people write them.
    """

    key: str
    shape: Literal["value", "values", "entries", "named_values", "named_entries"]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A whole example as parts to fill in."""

    tables: tuple[Table, ...] = field(default=())


def sheet_of(given: Mapping[str, Any]) -> Sheet:
    """The sheet on which `given` is filled in."""
    return Sheet(tuple(_table(str(key), value) for key, value in given.items()))


def blank_rows(table: Table, number: int) -> tuple[tuple[str, ...], ...]:
    """`number` empty rows for a table; none for a single value."""
    if table.shape == "value":
        return ()
    return (("",) * len(table.columns),) * number


def given_on(sheet: Sheet, filled: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, Any]:
    """The example that people filled in, in the shape of `sheet`.

    Args:
        filled: key of each table → its rows as typed. Empty rows and cells are left out, so that
            an instrument takes them for unknown.

    Raises:
        Refusal: a name is given twice or missing, or notation that cannot be read.
    """
    given: dict[str, Any] = {}
    for table in sheet.tables:
        rows = [
            tuple(cell.strip() for cell in row)
            for row in filled.get(table.key, ())
            if any(cell.strip() for cell in row)
        ]
        read = _read(table, rows)
        if read is not None:
            given[table.key] = read
    return given


def _table(key: str, value: Any) -> Table:
    rows: tuple[tuple[str, ...], ...]
    if isinstance(value, Mapping) and value and all(_is_plain(each) for each in value.values()):
        form = _form_of(value.values())
        rows = tuple((str(name), _said(each)) for name, each in value.items())
        return Table(key, "named_values", (Column(_NAME, "text"), Column(_VALUE, form)), rows)
    if isinstance(value, Mapping) and value and all(_is_entry(each) for each in value.values()):
        columns = _columns(value.values())
        rows = tuple(
            (str(name), *(_said(entry.get(column.key)) for column in columns))
            for name, entry in value.items()
        )
        return Table(key, "named_entries", (Column(_NAME, "text"), *columns), rows)
    if isinstance(value, list) and all(_is_plain(each) for each in value):
        rows = tuple((_said(each),) for each in value)
        return Table(key, "values", (Column(_VALUE, _form_of(value)),), rows)
    if isinstance(value, list) and all(_is_entry(each) for each in value):
        columns = _columns(value)
        rows = tuple(tuple(_said(entry.get(column.key)) for column in columns) for entry in value)
        return Table(key, "entries", columns, rows)
    form = _form_of([value]) if _is_plain(value) else "notation"
    return Table(key, "value", (Column(key, form),), ((_said(value),),))


def _columns(entries: Iterable[Mapping[str, Any]]) -> tuple[Column, ...]:
    values: dict[str, list[Any]] = {}
    for entry in entries:
        for key, value in entry.items():
            values.setdefault(str(key), []).append(value)
    return tuple(Column(key, _form_of(column)) for key, column in values.items())


def _is_plain(value: Any) -> bool:
    return not isinstance(value, Mapping | list)


def _is_entry(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value)


def _form_of(values: Iterable[Any]) -> Form:
    known = [value for value in values if value is not None]
    if any(not _is_plain(value) for value in known):
        return "notation"
    if known and all(isinstance(value, bool) for value in known):
        return "yes_no"
    if known and all(isinstance(value, int | float) for value in known):
        return "number"
    if known and all(isinstance(value, str) and _DAY.match(value) for value in known):
        return "day"
    return "text"


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    return str(value) if _is_plain(value) else _notation(value)


def _notation(value: Any) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = True
    yaml.width = 2000
    yaml.allow_unicode = True
    stream = io.StringIO()
    yaml.dump(value, stream)
    return stream.getvalue().strip()


def _read(table: Table, rows: Sequence[tuple[str, ...]]) -> Any:
    match table.shape:
        case "value":
            return _cell(table.columns[0], rows[0][0], table.key) if rows else None
        case "values":
            return [_cell(table.columns[0], row[0], table.key) for row in rows]
        case "entries":
            return [_entry(table, table.columns, row) for row in rows]
        case "named_values":
            return {
                _named(table, rows, row): _cell(table.columns[1], row[1], table.key) for row in rows
            }
        case "named_entries":
            return {
                _named(table, rows, row): _entry(table, table.columns[1:], row[1:]) for row in rows
            }


def _named(table: Table, rows: Sequence[tuple[str, ...]], row: tuple[str, ...]) -> str:
    name = row[0]
    if not name:
        raise Refusal(Problem(table.key, _NAME, "", "有一行没有写名称。", "请写上，或清空这一行。"))
    if sum(each[0] == name for each in rows) > 1:
        raise Refusal(Problem(table.key, _NAME, name, "写了两次。", "请留下一行。"))
    return name


def _entry(table: Table, columns: Sequence[Column], row: Sequence[str]) -> dict[str, Any]:
    cells = {
        column.key: _cell(column, text, f"{table.key} › {column.key}")
        for column, text in zip(columns, row, strict=True)
    }
    return {key: value for key, value in cells.items() if value is not None}


def _cell(column: Column, text: str, where: str) -> Any:
    """What was typed, None when nothing was.

    Numbers are read in every field but those of days: what a policy takes for text, as a name that
    is all digits, is rare in an example, and what it takes for a number is not.
    """
    if not text:
        return None
    if column.form == "notation":
        return _from_notation(text, where)
    if text in {YES, NO} and column.form == "yes_no":
        return text == YES
    if _WHOLE.match(text):
        return int(text)
    if _DECIMAL.match(text):
        return text
    return text


def _from_notation(text: str, where: str) -> Any:
    try:
        return policy_file.parse(f"value: {text}", where=where).data["value"]
    except Refusal as refusal:
        raise Refusal(
            Problem(where, "", text[:60], "写法读不通。", "请照原来的写法改。")
        ) from refusal
