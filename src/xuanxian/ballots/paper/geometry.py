"""What a paper form is made of once it is laid out: millimetres from the top left of A4. Pure."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 20.0, 190.0, 24.0, 268.0
FOOTER = 277.0

MARK = 6.0
"""Side of the four black squares in the corners."""
MARKS = ((13.0, 13.0), (197.0, 13.0), (197.0, 284.0), (13.0, 284.0))
"""Their centres, from the top left clockwise."""

BOX = 5.0
CODE_LEFT, CODE_TOP, CODE_CELL, CODE_HEIGHT, CODE_BITS = 30.0, 282.0, 2.5, 4.0, 60
"""The form code: a row of black and white cells between the two lower squares."""
_CONTROLS = ((22.0, 281.5), (183.0, 281.5))


FieldKind = Literal["names", "notes", "writing"]
Face = Literal["title", "kai", "hei", "song"]


class _Plain(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Area(_Plain):
    """A rectangle: its top left and its size."""

    x: float
    y: float
    width: float
    height: float


class Text(_Plain):
    """One line of text; `x` is where it begins or its middle, `y` its base line, `size` points."""

    text: str
    x: float
    y: float
    size: float
    face: Face = "song"
    middle: bool = False


class Rule(_Plain):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.25


class Box(_Plain):
    """A box to be ticked: `section`, `line` and `option` of the form, counted from 0.

    Attributes:
        x, y: its top left; its side is `BOX`.
        around: what belongs to it alone: ink there, but not in the box, is a mark gone astray.
    """

    section: int
    line: int
    option: int
    x: float
    y: float
    around: Area


class Field(_Plain):
    """Room for handwriting: of the blank line `line` of `section`, a section of that `kind`."""

    section: int
    line: int
    area: Area
    kind: FieldKind = "names"


class Page(_Plain):
    """One page of a form.

    Attributes:
        code: the cells of its form code, `1` for black.
        controls: two boxes nobody fills in; they show what an empty box looks like in a scan.
    """

    number: int
    code: str = ""
    texts: tuple[Text, ...] = ()
    rules: tuple[Rule, ...] = ()
    boxes: tuple[Box, ...] = ()
    fields: tuple[Field, ...] = ()
    controls: tuple[tuple[float, float], ...] = _CONTROLS


class Layout(_Plain):
    """A form laid out, page by page."""

    title: str
    pages: tuple[Page, ...]
