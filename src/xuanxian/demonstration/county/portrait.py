"""Portraits that are plainly drawings: a silhouette in varied shades, 4:5, a small JPEG."""

import io
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 240, 300
_SCALE = 2  # drawn larger and reduced, so that edges are smooth
_BACKGROUNDS = ("#c9d6e2", "#d9d4c5", "#cfdccf", "#e0d3d3", "#d3d1e2", "#c8dadb")
_SKINS = ("#e3bf9f", "#d8af8b", "#c99c78", "#edcdb0")
_HAIRS = ("#2a2624", "#3b322d", "#1f2328", "#57504b")
_COATS = ("#2f3b4c", "#3d4a3f", "#4a3b3b", "#31343a", "#47435c", "#28464c")
_OLDER_HAIR = "#8d8a86"


def draw_portrait(random: Random, *, is_woman: bool, age: int) -> bytes:
    """A head and shoulders without features but glasses now and then; JPEG bytes."""
    image = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), random.choice(_BACKGROUNDS))
    draw = ImageDraw.Draw(image)
    skin, coat = random.choice(_SKINS), random.choice(_COATS)
    hair = _OLDER_HAIR if age > 52 and random.random() < 0.5 else random.choice(_HAIRS)
    middle = 240 + random.randint(-6, 6)
    width = random.randint(78, 92)
    top = random.randint(128, 150)
    chin = top + random.randint(206, 226)
    shoulders = random.randint(172, 200)
    if is_woman:
        length = random.randint(20, 120)
        draw.ellipse((middle - width - 26, top - 40, middle + width + 26, chin + length), fill=hair)
    draw.rounded_rectangle(
        (middle - shoulders, chin + 52, middle + shoulders, 700), radius=90, fill=coat
    )
    draw.rectangle((middle - 36, chin - 50, middle + 36, chin + 70), fill=skin)
    draw.polygon(
        ((middle - 62, chin + 50), (middle + 62, chin + 50), (middle, chin + 168)), fill="#f4f2ee"
    )
    if not is_woman:
        tie = random.choice(("#7c2d2d", "#27456b", "#4b4b4b"))
        draw.polygon(
            ((middle - 11, chin + 70), (middle + 11, chin + 70), (middle, chin + 160)), fill=tie
        )
    draw.ellipse((middle - width, top, middle + width, chin), fill=skin)
    fringe = random.randint(62, 96)
    draw.pieslice(
        (middle - width - 8, top - 26, middle + width + 8, top + 2 * fringe + 40),
        180,
        360,
        fill=hair,
    )
    if random.random() < 0.4:
        eyes = top + 104
        for side in (-1, 1):
            centre = middle + side * 38
            draw.ellipse(
                (centre - 28, eyes - 22, centre + 28, eyes + 22), outline="#33302c", width=5
            )
        draw.line((middle - 10, eyes, middle + 10, eyes), fill="#33302c", width=5)
    file = io.BytesIO()
    image.reduce(_SCALE).save(file, "JPEG", quality=82)
    return file.getvalue()
