"""The photo: a JPEG of sensible size that really decodes."""

import io
import warnings

from PIL import Image, UnidentifiedImageError

from xuanxian.exchange import limits
from xuanxian.kernel.errors import Problem

_FIELD = "照片"
_END_OF_IMAGE = b"\xff\xd9"
_MEND = "请换成 5 MB 以内的 JPEG 照片。"


def check_photo(jpeg: bytes | None, where: str) -> list[Problem]:
    """A photo that is too large, no JPEG, a pixel bomb or broken off."""
    if jpeg is None:
        return []
    if len(jpeg) > limits.PHOTO_BYTES:
        return [Problem(where, _FIELD, f"{len(jpeg) / 1_048_576:.1f} MB", "照片文件太大。", _MEND)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            # Only the header is read here; nothing is unpacked before its size is known.
            with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
                width, height = image.size
                if width * height > limits.PHOTO_PIXELS:
                    return [Problem(where, _FIELD, f"{width}×{height}", "照片像素过大。", _MEND)]
                if not jpeg.endswith(_END_OF_IMAGE):
                    # Broken off, or something stands after the picture: decoding tells.
                    image.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return [Problem(where, _FIELD, _kind_of(jpeg), "照片不是可用的 JPEG 图片。", _MEND)]
    except (OSError, SyntaxError, ValueError) as error:
        return [Problem(where, _FIELD, str(error)[:40], "照片已损坏。", _MEND)]
    return []


def _kind_of(data: bytes) -> str:
    for start, kind in (
        (b"\x89PNG", "PNG"),
        (b"GIF8", "GIF"),
        (b"BM", "BMP"),
        (b"RIFF", "WebP"),
        (b"<svg", "SVG"),
        (b"%PDF", "PDF"),
    ):
        if data.startswith(start):
            return kind
    return "未知格式"
