"""Made-up scans: the printed PDF, ticked by a made-up hand, turned, stained, faded."""

import io
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2
from PIL import Image

from xuanxian.ballots.paper.geometry import BOX, Layout
from xuanxian.documents.papers.ballot_form import render_form_pdf

DOTS = 200 / 25.4
"""Pixels a millimetre at 200 dpi."""


@dataclass(frozen=True)
class Quality:
    """How bad a scan is.

    Attributes:
        turn: degrees it lies askew at most, either way.
        noise: standard deviation of grey noise.
        pen: how much darker than paper the pen is, of 255.
        shadow: how much darker one edge is than the other.
        upside_down: how often a page is fed the wrong way round.
    """

    turn: float = 0.0
    noise: float = 0.0
    pen: float = 170.0
    shadow: float = 0.0
    upside_down: float = 0.0


CLEAN = Quality()
ROTATED = Quality(turn=6.0, noise=4.0, upside_down=0.5)
NOISY = Quality(turn=2.0, noise=14.0, shadow=40.0)
FAINT = Quality(turn=2.0, noise=5.0, pen=60.0)

Ticks = Sequence[tuple[int, int, int]]


def printed(layout: Layout) -> list[np.ndarray]:
    """The pages of a form as a printer makes them, at 200 dpi."""
    document = pypdfium2.PdfDocument(render_form_pdf([layout]))
    try:
        return [
            np.array(page.render(scale=200 / 72, grayscale=True).to_numpy(), copy=True).squeeze()
            for page in document
        ]
    finally:
        document.close()


def tick(
    page: np.ndarray,
    place: tuple[float, float],
    dice: random.Random,
    pen: float = 170.0,
    size: float = 1.0,
) -> None:
    """Draw a √ by hand into the box whose top left is at `place`."""
    shake = 0.45
    x, y = place
    corners = [(0.15, 0.55), (0.42, 0.88), (0.95, 0.08)]
    points = np.array(
        [
            [
                (x + BOX * (0.5 + (across - 0.5) * size) + dice.uniform(-shake, shake)) * DOTS,
                (y + BOX * (0.5 + (down - 0.5) * size) + dice.uniform(-shake, shake)) * DOTS,
            ]
            for across, down in corners
        ],
        np.int32,
    )
    stroke = np.zeros_like(page)
    width = max(2, round(dice.uniform(0.35, 0.7) * DOTS))
    cv2.polylines(stroke, [points], False, 255, width, cv2.LINE_AA)
    inked = page.astype(np.float32) - stroke.astype(np.float32) / 255 * pen
    page[:] = np.clip(inked, 0, 255).astype(np.uint8)


def filled_in(
    layout: Layout,
    blank: Sequence[np.ndarray],
    ticks: Ticks,
    dice: random.Random,
    quality: Quality = CLEAN,
) -> list[np.ndarray]:
    """A form with `ticks`, (section, line, option) each, as scanned."""
    pages = []
    for page, clean in zip(layout.pages, blank, strict=True):
        sheet = clean.copy()
        places = {(box.section, box.line, box.option): (box.x, box.y) for box in page.boxes}
        for each in ticks:
            if each in places:
                tick(sheet, places[each], dice, quality.pen)
        pages.append(scanned(sheet, dice, quality))
    return pages


def scanned(sheet: np.ndarray, dice: random.Random, quality: Quality) -> np.ndarray:
    """`sheet` as a scanner of `quality` sees it."""
    height, width = sheet.shape
    turn = dice.uniform(-quality.turn, quality.turn)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1.0)
    # A bed as large as the sheet needs when it lies askew.
    bed = (int(width * 1.0 + height * 0.1), int(height + width * 0.1))
    matrix[:, 2] += [(bed[0] - width) / 2, (bed[1] - height) / 2]
    seen = cv2.warpAffine(sheet, matrix, bed, flags=cv2.INTER_LINEAR, borderValue=245)
    seen = seen.astype(np.float32) * 0.94 + 8
    if quality.shadow:
        seen -= np.linspace(0, quality.shadow, bed[0], dtype=np.float32)[None, :]
    if quality.noise:
        grain = np.random.default_rng(dice.getrandbits(32))
        seen += grain.normal(0, quality.noise, seen.shape).astype(np.float32)
    picture = np.clip(seen, 0, 255).astype(np.uint8)
    return np.rot90(picture, 2).copy() if dice.random() < quality.upside_down else picture


def as_file(pages: Sequence[np.ndarray], form: str = "tiff") -> bytes:
    """Pages as one PDF or TIFF, or a single one as JPEG or PNG."""
    images = [Image.fromarray(page) for page in pages]
    stream = io.BytesIO()
    more: Mapping[str, object] = (
        {"save_all": True, "append_images": images[1:]} if form in {"tiff", "pdf"} else {}
    )
    images[0].save(stream, form, resolution=200, **more)
    return stream.getvalue()
