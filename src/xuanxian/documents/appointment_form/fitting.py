"""How large the type of a cell may be, so that text stays inside the cell. Pure."""

import math
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from xuanxian.documents.wording import ResumeRow

TWIPS_PER_POINT = 20


class Fit(NamedTuple):
    """A size of type and the distance from line to line, both in points."""

    size: float
    pitch: float


@cache
def layout() -> dict[str, Any]:
    """The layout of the printed form, `layout.yaml`; lengths in twips, sizes in points."""
    text = files(__package__).joinpath("layout.yaml").read_text(encoding="utf-8")
    description: dict[str, Any] = YAML(typ="safe").load(text)
    return description


def width_of(text: str) -> float:
    """The width of `text` in full-width characters: Han count 1, Latin and digits a half."""
    wide = sum(1 for character in text if unicodedata.east_asian_width(character) in "WFA")
    return wide + (len(text) - wide) / 2


def lines_of(text: str, characters: float) -> int:
    """How many lines `text` takes where one line holds `characters` full-width characters."""
    return sum(max(1, math.ceil(width_of(line) / characters)) for line in text.split("\n"))


def fit_cell(text: str, width: int, height: int) -> Fit:
    """The first size at which `text` fits a cell of `width` by `height` twips, else the last."""
    form = layout()
    points_wide = (width - 2 * form["cell_margin"]) / TWIPS_PER_POINT
    points_high = height / TWIPS_PER_POINT
    for size in form["sizes"]:
        pitch = size * form["pitch"]
        # Half a character is kept free: a line may not begin with a closing mark.
        characters = max(
            1.0,
            points_wide / size - 0.5
            if lines_of(text, points_wide / size) > 1
            else points_wide / size,
        )
        if lines_of(text, characters) * pitch <= points_high:
            return Fit(size, round(pitch, 2))
    return Fit(size, round(pitch, 2))


def fit_resume(rows: tuple[ResumeRow, ...]) -> Fit:
    """The first step of the table at which the 简历 fits its cell, else the last step."""
    form = layout()
    for step in form["resume_steps"]:
        beside_dates = step["characters"] - form["resume_date_characters"]
        if sum(lines_of(row.text, beside_dates) for row in rows) <= step["lines"]:
            break
    return Fit(step["size"], step["size"] + 1)
