"""The pages of a form as the page draws them: in SVG, millimetre by millimetre as printed."""

from typing import Any

from xuanxian.ballots.paper.geometry import (
    BOX,
    CODE_CELL,
    CODE_HEIGHT,
    CODE_LEFT,
    CODE_TOP,
    MARK,
    MARKS,
    Layout,
)

_POINT = 25.4 / 72


def sheets_of(layout: Layout) -> dict[str, Any]:
    """What `ballots/paper/sheets.html` draws."""
    pages = [
        {
            "number": page.number,
            "texts": [(each, round(each.size * _POINT, 3)) for each in page.texts],
            "rules": page.rules,
            "boxes": [*((box.x, box.y) for box in page.boxes), *page.controls],
            "cells": [
                round(CODE_LEFT + CODE_CELL * at, 2)
                for at, cell in enumerate(page.code)
                if cell == "1"
            ],
        }
        for page in layout.pages
    ]
    return {
        "pages": pages,
        "marks": [(x - MARK / 2, y - MARK / 2) for x, y in MARKS],
        "mark": MARK,
        "box": BOX,
        "code_top": CODE_TOP,
        "code_cell": CODE_CELL,
        "code_height": CODE_HEIGHT,
    }
