"""The pages in uploaded files, as grey pictures. Files are hostile until shown otherwise."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2
from PIL import Image, ImageSequence, UnidentifiedImageError

from xuanxian.kernel.errors import Problem, Refusal

Grey = np.ndarray
"""A picture: rows of pixels from 0, black, to 255, white."""

LARGEST_FILE = 200 * 1024 * 1024
MOST_PAGES = 3000
MOST_PIXELS = 60_000_000
"""Of one page; A4 at 600 dots an inch has 35 million."""
_SIDE = 2400
_LARGEST_SIDE_IN_POINTS = 1800
_FORMATS = ("JPEG", "PNG", "TIFF")
_MEND = "请上传扫描仪生成的 PDF，或 jpg、png、tif 图像。"


@dataclass(frozen=True)
class ScannedPage:
    """One page and where it came from, as people call it."""

    where: str
    picture: Grey


def pages_of(files: Sequence[tuple[str, bytes]]) -> Iterator[ScannedPage]:
    """Every page of `files`, one at a time, in the order given.

    Args:
        files: name and content.

    Raises:
        Refusal: a file is too large or damaged, is none of the kinds read, has too many pages, or
            a page has too many pixels.
    """
    left = MOST_PAGES
    for name, content in files:
        if len(content) > LARGEST_FILE:
            raise _refusal(name, f"超过 {LARGEST_FILE // 1024 // 1024} MB。", "请分几次上传。")
        reading = _of_pdf if content[:1024].lstrip().startswith(b"%PDF-") else _of_image
        for number, picture in enumerate(reading(name, content), 1):
            left -= 1
            if left < 0:
                raise _refusal(name, f"一次超过 {MOST_PAGES} 页。", "请分几次上传。")
            yield ScannedPage(f"{name} 第 {number} 页", picture)


def _of_pdf(name: str, content: bytes) -> Iterator[Grey]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _refusal(name, "不是完好的 PDF，或者有密码。", _MEND) from error
    try:
        if len(document) > MOST_PAGES:
            raise _refusal(name, f"超过 {MOST_PAGES} 页。", "请分几次上传。")
        for number in range(len(document)):
            try:
                page = document[number]
                longest = max(page.get_size())
                if not 0 < longest <= _LARGEST_SIDE_IN_POINTS:
                    raise _refusal(name, f"第 {number + 1} 页不是 A4 纸。", _MEND)
                bitmap = page.render(scale=_SIDE / longest, grayscale=True)
                picture = np.array(bitmap.to_numpy(), copy=True)
                bitmap.close()
                page.close()
            except pypdfium2.PdfiumError as error:
                raise _refusal(name, f"第 {number + 1} 页损坏。", _MEND) from error
            yield picture[:, :, 0] if picture.ndim == 3 else picture
    finally:
        document.close()


def _of_image(name: str, content: bytes) -> Iterator[Grey]:
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            for frame in ImageSequence.Iterator(image):
                width, height = frame.size
                if width * height > MOST_PIXELS or min(width, height) < 200:
                    raise _refusal(
                        name,
                        f"一页有 {width}×{height} 点，过大或过小。",
                        "请用 200 至 300 dpi 扫描。",
                    )
                # JPEG decodes straight to a smaller picture; the others are made smaller below.
                if frame.format == "JPEG":
                    frame.draft("L", (_SIDE // 2, _SIDE // 2))
                grey = frame.convert("L")
                if max(grey.size) > _SIDE * 1.2:
                    grey.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
                yield np.asarray(grey)
    except Refusal:
        raise
    except Image.DecompressionBombError as error:
        raise _refusal(name, "一页的点数过大或过小。", "请用 200 至 300 dpi 扫描。") from error
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
    ) as error:
        raise _refusal(name, "不是能读的图像，或者已损坏。", _MEND) from error


def _refusal(name: str, message: str, mend: str) -> Refusal:
    return Refusal(Problem("扫描文件", name[:80], "", message, mend))
