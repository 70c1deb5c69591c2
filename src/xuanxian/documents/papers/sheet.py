"""A paper as plain blocks, before it is docx or pdf: paragraphs and tables in the field's faces.

Sizes follow GB/T 9704-2012: title 2号, body 3号, 22 lines of 28 characters on a page.
"""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from xuanxian.exchange.phrases.cleaning import cleaned

Face = Literal["title", "body", "kai", "hei", "song"]
Alignment = Literal["left", "center", "right", "justify"]

TITLE_SIZE, BODY_SIZE, TABLE_SIZE, SMALL_SIZE = 22.0, 16.0, 12.0, 10.5
"""2号, 3号, 小四 and 五号 in points."""

_BLANKS = " \u3000"


class _Plain(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Run(_Plain):
    """Text in one face; line feeds in it break the line."""

    text: str
    face: Face = "body"
    size: float = BODY_SIZE

    def cleaned(self) -> "Run":
        """Without what neither format can carry; the blanks at its ends are kept."""
        start = len(self.text) - len(self.text.lstrip(_BLANKS))
        end = len(self.text.rstrip(_BLANKS))
        middle = cleaned(self.text[start:end])
        kept = self.text[:start] + middle + self.text[max(start, end) :]
        return self.model_copy(update={"text": kept})


class Paragraph(_Plain):
    """One paragraph.

    Attributes:
        first: indent of the first line, in characters of its size.
        left, right: indents of all lines, in characters.
        before, after: blank lines before and after.
        keep: whether it stays on the page of what follows.
    """

    kind: Literal["paragraph"] = "paragraph"
    runs: tuple[Run, ...]
    align: Alignment = "justify"
    first: float = 0
    left: float = 0
    right: float = 0
    before: float = 0
    after: float = 0
    keep: bool = False

    @property
    def text(self) -> str:
        """All of its text."""
        return "".join(run.text for run in self.runs)

    def cleaned(self) -> "Paragraph":
        """With every run cleaned."""
        return self.model_copy(update={"runs": tuple(run.cleaned() for run in self.runs)})


class Cell(_Plain):
    """A cell covering `columns` × `rows`; line feeds in it break the line."""

    text: str = ""
    columns: int = 1
    rows: int = 1
    align: Alignment = "center"
    face: Face = "song"

    def cleaned(self) -> "Cell":
        """With its text cleaned."""
        return self.model_copy(update={"text": cleaned(self.text)})


class Table(_Plain):
    """A framed table.

    Attributes:
        widths: shares of the width, one a column.
        head: rows repeated on every page.
        rows: its rows; a cell that covers several rows stands in the first of them only.
        height: least height of a row below the head, in millimetres.
    """

    kind: Literal["table"] = "table"
    widths: tuple[float, ...]
    head: tuple[tuple[Cell, ...], ...] = ()
    rows: tuple[tuple[Cell, ...], ...]
    size: float = TABLE_SIZE
    height: float = 8

    def cleaned(self) -> "Table":
        """With every cell cleaned."""
        return self.model_copy(
            update={
                "head": tuple(tuple(cell.cleaned() for cell in row) for row in self.head),
                "rows": tuple(tuple(cell.cleaned() for cell in row) for row in self.rows),
            }
        )


class PageBreak(_Plain):
    """The paragraph that follows begins a new page."""

    kind: Literal["page"] = "page"

    def cleaned(self) -> "PageBreak":
        """Itself."""
        return self


Block = Paragraph | Table | PageBreak


class Sheet(_Plain):
    """A whole paper.

    Attributes:
        title: title of the file.
        narrow: the margins of forms and lists instead of those of official papers.
        numbered: whether pages bear — 1 —.
    """

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    narrow: bool = False
    numbered: bool = True

    @property
    def text(self) -> str:
        """All text in order, a line a paragraph or table row; for reading and comparing."""
        lines = []
        for block in self.blocks:
            if isinstance(block, Paragraph):
                lines.append(block.text)
            elif isinstance(block, Table):
                lines += ["\t".join(cell.text for cell in row) for row in block.head + block.rows]
        return "\n".join(lines)

    def cleaned(self) -> "Sheet":
        """Without control and invisible characters, which neither docx nor pdf can carry."""
        return self.model_copy(
            update={
                "title": cleaned(self.title),
                "blocks": tuple(block.cleaned() for block in self.blocks),
            }
        )


def heading(text: str) -> Paragraph:
    """The title of a paper."""
    return Paragraph(runs=(Run(text=text, face="title", size=TITLE_SIZE),), align="center", after=1)


def line(
    text: str,
    *,
    face: Face = "body",
    align: Alignment = "left",
    size: float = BODY_SIZE,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
) -> Paragraph:
    """A line without indent: addressee, document number, banner."""
    return Paragraph(
        runs=(Run(text=text, face=face, size=size),),
        align=align,
        before=before,
        after=after,
        keep=keep,
    )


def body(*parts: str | Run) -> Paragraph:
    """A paragraph of the text, its first line two characters in."""
    runs = tuple(Run(text=part) if isinstance(part, str) else part for part in parts)
    return Paragraph(runs=runs, first=2)


def section(text: str) -> Paragraph:
    """A heading of the first level, as 一、…"""
    return body(Run(text=text, face="hei")).model_copy(update={"keep": True})


def table_heading(text: str) -> Paragraph:
    """A heading above a table, on its page."""
    return line(text, face="hei", size=14, keep=True)


def signature(issuer: str, dated_on: str) -> tuple[Paragraph, ...]:
    """Who issues the paper, centred over its date, which ends four characters from the edge.

    A name longer than the date stands two characters from the edge, the date centred below it.
    """
    name, day = _breadth(issuer), _breadth(dated_on)
    if name > day:
        name_right, day_right = 2.0, 2 + (name - day) / 2
    else:
        name_right, day_right = 4 + (day - name) / 2, 4.0
    lines = []
    if issuer:
        lines.append(
            Paragraph(
                runs=(Run(text=issuer),), align="right", right=name_right, before=2, keep=True
            )
        )
    if dated_on:
        lines.append(
            Paragraph(
                runs=(Run(text=dated_on),),
                align="right",
                right=day_right,
                before=0 if issuer else 2,
            )
        )
    return tuple(lines)


def cells(texts: Iterable[str], *, long: Iterable[int] = ()) -> tuple[Cell, ...]:
    """A row of `texts`; those at the places `long` are set from the left."""
    from_left = set(long)
    return tuple(
        Cell(text=text, align="left" if place in from_left else "center")
        for place, text in enumerate(texts)
    )


def heads(*titles: str) -> tuple[Cell, ...]:
    """A row of column headings."""
    return tuple(Cell(text=title, face="hei") for title in titles)


_NUMERALS = "〇一二三四五六七八九"


def numeral(number: int) -> str:
    """1 to 99 as Chinese headings count: 一, 十, 十二, 二十."""
    tens, ones = divmod(number, 10)
    text = ("" if tens == 1 else _NUMERALS[tens]) + "十" if tens else ""
    return text + (_NUMERALS[ones] if ones or not tens else "")


def _breadth(text: str) -> float:
    return sum(0.5 if letter.isascii() else 1 for letter in text)
