"""What is ticked on a straightened page, measured by that page's own paper and own pen."""

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from xuanxian.ballots.paper.geometry import BOTTOM, BOX, FOOTER, LEFT, RIGHT, Area, Box, Field, Page
from xuanxian.ballots.paper.scanning.pictures import Grey
from xuanxian.ballots.paper.scanning.straightening import SCALE


class Mark(StrEnum):
    """What a box shows."""

    EMPTY = "empty"
    TICKED = "ticked"
    FAINT = "faint"
    FILLED = "filled"
    ASTRAY = "astray"


@dataclass(frozen=True)
class Marks:
    """What a page shows.

    Attributes:
        boxes: (section, line, option) → its mark.
        written: (section, line) of fields somebody wrote in.
    """

    boxes: dict[tuple[int, int, int], Mark]
    written: frozenset[tuple[int, int]]


_SEARCH = 7
"""Pixels a box may stand off its place, where paper was bent or drawn in askew."""
_INSIDE = 0.75
"""Millimetres from a box's edge to where its inside begins."""


def marks_on(picture: Grey, page: Page) -> Marks:
    """Read the boxes and fields of `page` off its straightened picture."""
    noise, white = _paper(picture)
    darkness = white - picture.astype(np.float32)
    smooth = cv2.blur(darkness, (5, 5))
    # Averaged over 25 pixels noise is a fifth; what stands out of it is ink, however faint.
    ink = smooth > max(14.0, noise)
    control = [_inside(darkness, *_place(darkness, *each)) for each in page.controls]
    empty = float(np.mean([each.mean() for each in control]))
    places = {box: _place(darkness, box.x, box.y) for box in page.boxes}
    depth = {box: float(_inside(darkness, *place).mean()) - empty for box, place in places.items()}
    # The mean over the inside of an empty box strays by the noise over the root of its pixels,
    # which are not independent after scanning; a dozen times that is no accident.
    blank_below = max(2.0, 12 * noise / np.sqrt(control[0].size))
    clear = [each for each in depth.values() if each > 2 * blank_below]
    ticked_from = max(2 * blank_below, 0.3 * float(np.median(clear))) if clear else 2 * blank_below
    boxes = {
        (box.section, box.line, box.option): _mark(
            box, places[box], depth[box], ink, blank_below, ticked_from
        )
        for box in page.boxes
    }
    written = frozenset(
        (field.section, field.line) for field in page.fields if _is_written(field, ink)
    )
    return Marks(boxes, written)


def _paper(picture: Grey) -> tuple[float, float]:
    """Noise (standard deviation) and level of blank paper: a strip nothing is printed on."""
    strip = _cut(picture, LEFT, BOTTOM + 2, RIGHT - LEFT, FOOTER - BOTTOM - 6).astype(np.float32)
    white = float(np.median(strip))
    return float(np.median(np.abs(strip - white))) * 1.4826 + 0.5, white


def _cut(picture: np.ndarray, x: float, y: float, width: float, height: float) -> np.ndarray:
    left, top = round(x * SCALE), round(y * SCALE)
    return picture[top : top + round(height * SCALE), left : left + round(width * SCALE)]


def _frame() -> np.ndarray:
    side = round(BOX * SCALE)
    frame = np.ones((side + 2, side + 2), np.float32)
    frame[3:-3, 3:-3] = 0
    return frame


_FRAME = _frame()


def _place(darkness: np.ndarray, x: float, y: float) -> tuple[float, float]:
    """Where the printed box really stands: where its frame is darkest near its place."""
    left, top = round(x * SCALE) - 1 - _SEARCH, round(y * SCALE) - 1 - _SEARCH
    side = len(_FRAME) + 2 * _SEARCH
    around = np.minimum(darkness[top : top + side, left : left + side], 120.0)
    fit = cv2.matchTemplate(around, _FRAME, cv2.TM_CCORR)
    _, _, _, (across, down) = cv2.minMaxLoc(fit)
    return x + (across - _SEARCH) / SCALE, y + (down - _SEARCH) / SCALE


def _inside(picture: np.ndarray, x: float, y: float) -> np.ndarray:
    side = BOX - 2 * _INSIDE
    return _cut(picture, x + _INSIDE, y + _INSIDE, side, side)


def _mark(
    box: Box,
    place: tuple[float, float],
    depth: float,
    ink: np.ndarray,
    blank_below: float,
    ticked_from: float,
) -> Mark:
    inside = float(_inside(ink, *place).mean())
    outside = _outside(box.around, place, ink)
    own = inside * (BOX - 2 * _INSIDE) ** 2
    if depth < blank_below:
        return Mark.ASTRAY if outside > 1.2 else Mark.EMPTY
    if depth < ticked_from:
        return Mark.FAINT
    if inside > 0.9:
        return Mark.FILLED
    return Mark.ASTRAY if outside > max(6.0, 2 * own) else Mark.TICKED


def _outside(around: Area, place: tuple[float, float], ink: np.ndarray) -> float:
    """Square millimetres of ink near a box but clear of it."""
    total = float(_cut(ink, around.x, around.y, around.width, around.height).sum())
    reach = 1.1
    left, top = max(place[0] - reach, around.x), max(place[1] - reach, around.y)
    right = min(place[0] + BOX + reach, around.x + around.width)
    low = min(place[1] + BOX + reach, around.y + around.height)
    near = float(_cut(ink, left, top, right - left, low - top).sum())
    return max(0.0, total - near) / SCALE**2


def _is_written(field: Field, ink: np.ndarray) -> bool:
    area = field.area
    region = _cut(ink, area.x + 0.7, area.y + 0.7, area.width - 1.4, area.height - 1.4)
    return float(region.sum()) / SCALE**2 > 1.5
