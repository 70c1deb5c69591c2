"""Finding a form in a picture by its four black squares, and laying it straight."""

import itertools
from collections.abc import Iterator, Mapping
from typing import TypeVar

import cv2
import numpy as np

from xuanxian.ballots.paper.geometry import (
    CODE_BITS,
    CODE_CELL,
    CODE_HEIGHT,
    CODE_LEFT,
    CODE_TOP,
    HEIGHT,
    MARK,
    MARKS,
    WIDTH,
)
from xuanxian.ballots.paper.scanning.pictures import Grey

SCALE = 8
"""Pixels a millimetre of a straightened page."""

_DIFFERING_CELLS = 8
"""Cells of a form code that may be misread; two codes differ in thirty on average."""
_PROPORTION = (MARKS[3][1] - MARKS[0][1]) / (MARKS[1][0] - MARKS[0][0])
_EDGE = 0.05

Key = TypeVar("Key")


class NoFormError(Exception):
    """The picture shows no form that was looked for; says why in Chinese."""


def is_blank(picture: Grey) -> bool:
    """Whether a picture is the empty back of a sheet: hardly anything dark on it."""
    small = cv2.blur(picture[::4, ::4], (3, 3))[::2, ::2]
    return bool((small < np.median(small) * 0.6).mean() < 0.002)


def straighten(picture: Grey, codes: Mapping[Key, str]) -> tuple[Key, Grey]:
    """The form in `picture`, whichever way round it lies.

    Args:
        picture: one scanned page.
        codes: the form codes looked for.

    Returns:
        Whose code it bears, and the page at `SCALE`, white evened out.

    Raises:
        NoFormError: no four squares, or none of these codes.
    """
    found = False
    for corners in _corners(picture):
        found = True
        best: tuple[int, Key, np.ndarray] | None = None
        for turn in range(4):
            placed = np.roll(corners, -turn, axis=0).astype(np.float32)
            to_picture = cv2.getPerspectiveTransform(np.array(MARKS, np.float32), placed)
            cells = _code_in(picture, to_picture)
            for key, code in codes.items():
                wrong = sum(one != other for one, other in zip(cells, code, strict=True))
                if best is None or wrong < best[0]:
                    best = (wrong, key, to_picture)
        if best is not None and best[0] <= _DIFFERING_CELLS:
            return best[1], _laid_straight(picture, best[2])
    raise NoFormError("不是本次投票的票，或者票面代码污损" if found else "四角的黑色方块没有找全")


def _corners(picture: Grey) -> Iterator[np.ndarray]:
    """Centres of four squares that stand as those of a form, clockwise; the likeliest first."""
    squares = _squares(picture)
    if len(squares) < 4:
        return
    points = np.array(squares)
    sums, differences = points.sum(axis=1), points[:, 0] - points[:, 1]
    outer = {int(sums.argmin()), int(differences.argmax()), int(sums.argmax()),
             int(differences.argmin())}  # fmt: skip
    tried = set()
    if len(outer) == 4:
        tried.add(tuple(sorted(outer)))
        quad = _clockwise(points[list(outer)])
        if _fits(quad):
            yield quad
    others = itertools.combinations(range(min(len(points), 12)), 4)
    quads = [_clockwise(points[list(four)]) for four in others if four not in tried]
    yield from sorted((quad for quad in quads if _fits(quad)), key=_area, reverse=True)[:3]


def _squares(picture: Grey) -> list[tuple[float, float]]:
    """Centres of everything black, square and of about the right size; the fullest first."""
    height, width = picture.shape
    millimetre = max(height, width) / HEIGHT
    smooth = cv2.GaussianBlur(picture, (5, 5), 0)
    block = int(millimetre * 30) | 1
    dark = cv2.adaptiveThreshold(
        smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 35
    )
    contours, _ = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    low, high = (MARK * millimetre * 0.5) ** 2, (MARK * millimetre * 1.25) ** 2
    found = []
    for contour in contours:
        area = cv2.contourArea(contour)
        if not low < area < high:
            continue
        _, (across, down), _ = cv2.minAreaRect(contour)
        full = area / (across * down)
        if full > 0.8 and 0.78 < across / down < 1.28:
            moments = cv2.moments(contour)
            centre = (moments["m10"] / moments["m00"], moments["m01"] / moments["m00"])
            found.append((full, centre))
    return [centre for _, centre in sorted(found, reverse=True)]


def _clockwise(points: np.ndarray) -> np.ndarray:
    middle = points.mean(axis=0)
    angles = np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0])
    return points[np.argsort(angles)]


def _sides(quad: np.ndarray) -> np.ndarray:
    return np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)


def _fits(quad: np.ndarray) -> bool:
    """Whether four points stand as the squares of an upright or lying form do."""
    one, two, three, four = _sides(quad)
    if min(one, two, three, four) < 50:
        return False
    across, down = (one + three) / 2, (two + four) / 2
    proportion = max(across, down) / min(across, down)
    diagonals = np.linalg.norm(quad[0] - quad[2]) / np.linalg.norm(quad[1] - quad[3])
    return bool(
        abs(one - three) < across * _EDGE
        and abs(two - four) < down * _EDGE
        and abs(proportion / _PROPORTION - 1) < _EDGE
        and abs(diagonals - 1) < _EDGE
    )


def _area(quad: np.ndarray) -> float:
    return float(cv2.contourArea(quad.astype(np.float32)))


def _code_in(picture: Grey, to_picture: np.ndarray) -> str:
    """The cells of the form code, read where `to_picture` says they are."""
    across = CODE_LEFT + CODE_CELL * (np.arange(CODE_BITS) + 0.5)
    rows = [CODE_TOP + CODE_HEIGHT * part for part in (0.3, 0.5, 0.7)]
    spots = np.array([[[x, y] for x in across] for y in rows], np.float32).reshape(-1, 1, 2)
    places = cv2.perspectiveTransform(spots, to_picture).reshape(-1, 2)
    smooth = cv2.remap(
        cv2.blur(picture, (3, 3)),
        places[:, 0].astype(np.float32).reshape(1, -1),
        places[:, 1].astype(np.float32).reshape(1, -1),
        cv2.INTER_LINEAR,
        borderValue=255,
    ).reshape(len(rows), CODE_BITS)
    level = np.median(smooth, axis=0)
    middle = (np.percentile(level, 10) + np.percentile(level, 90)) / 2
    return "".join("1" if each < middle else "0" for each in level)


def _laid_straight(picture: Grey, to_picture: np.ndarray) -> Grey:
    size = (int(WIDTH * SCALE), int(HEIGHT * SCALE))
    shrink = np.diag([1 / SCALE, 1 / SCALE, 1.0])
    flat = cv2.warpPerspective(
        picture,
        to_picture @ shrink,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderValue=255,
    )
    # Paper is what is lightest around; shadows and yellowing go, ink stays.
    small = cv2.resize(flat, (size[0] // 16, size[1] // 16), interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), (9, 9), 0)
    paper = cv2.resize(paper, size, interpolation=cv2.INTER_LINEAR)
    return cv2.divide(flat, np.maximum(paper, 1), scale=255)
