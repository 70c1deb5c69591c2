"""Whole tables column by column, for work over everybody at once.

Django's objects cost some hundred times what their content does; a snapshot of a hundred thousand
files reads three million rows. Every value comes as its text, "" for null.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from urllib.parse import quote

import polars as pl
from adbc_driver_sqlite import dbapi
from django.db import connection
from django.db.models import Model

_ROWS_AT_ONCE = 50_000


def read_columns(model: type[Model], names: Sequence[str]) -> pl.DataFrame:
    """All rows of the table of `model`: a text column for each of the fields `names`.

    What the running transaction has written is seen. Null and the empty text are both "";
    identifiers come as 32 hexadecimal digits, truth as 1 or 0.
    """
    named = connection.ops.quote_name
    fields = {field.name: field for field in model._meta.concrete_fields}
    texts = [
        _as_text(named(str(fields[name].column)), fields[name].get_internal_type())
        for name in names
    ]
    query = f"SELECT {', '.join(texts)} FROM {named(model._meta.db_table)}"  # noqa: S608
    if connection.vendor == "postgresql":
        return _copied(query, names)
    name = str(connection.settings_dict["NAME"])
    if connection.in_atomic_block or name == ":memory:" or "mode=memory" in name:
        # Nobody but this very connection sees what it has not yet committed, or a store in memory.
        return _fetched(query, names)
    return _fetched_as_columns(query, names)


def _as_text(column: str, kind: str) -> str:
    text = f"CAST({column} AS TEXT)"
    if connection.vendor == "postgresql":
        match kind:
            case "UUIDField" | "ForeignKey" | "OneToOneField":
                text = f"REPLACE({column}::text, '-', '')"
            case "BooleanField":
                text = f"{column}::int::text"
    return f"COALESCE({text}, '')"


def _copied(query: str, names: Sequence[str]) -> pl.DataFrame:
    connection.ensure_connection()
    cursor = connection.connection.cursor()
    with cursor, cursor.copy(f"COPY ({query}) TO STDOUT WITH (FORMAT csv)") as copy:
        written = b"".join(copy)
    if not written:
        return _no_rows(names)
    return pl.read_csv(
        BytesIO(written),
        has_header=False,
        schema=dict.fromkeys(names, pl.String()),
    ).fill_null("")


def _fetched(query: str, names: Sequence[str]) -> pl.DataFrame:
    parts = list(_parts(query, names))
    return pl.concat(parts) if parts else _no_rows(names)


def _parts(query: str, names: Sequence[str]) -> Iterator[pl.DataFrame]:
    connection.ensure_connection()
    cursor = connection.connection.cursor()
    try:
        cursor.execute(query)
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            columns = zip(*rows, strict=True)
            yield pl.DataFrame(
                [
                    pl.Series(name, column, dtype=pl.String())
                    for name, column in zip(names, columns, strict=True)
                ]
            )
    finally:
        cursor.close()


def _fetched_as_columns(query: str, names: Sequence[str]) -> pl.DataFrame:
    """The same through ADBC, which hands over columns instead of a tuple a row."""
    file = f"file:{quote(str(connection.settings_dict['NAME']))}?mode=ro"
    with dbapi.connect(file) as store, store.cursor() as cursor:
        cursor.execute(query)
        frame = pl.DataFrame(cursor.fetch_arrow())
    frame.columns = list(names)
    # A column without any row has no type of its own.
    return frame.cast(pl.String())


def _no_rows(names: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(names, pl.String()))
