"""The part of a kept page that people have to look at."""

import cv2
import numpy as np

from xuanxian.ballots.paper.geometry import BOX, HEIGHT, LEFT, RIGHT, Page

_ABOVE = 4.0


def cut_out(picture: bytes, page: Page, section: int, line: int) -> bytes | None:
    """The strip of `picture`, a kept JPEG of `page`, with one line of the form.

    Returns:
        A JPEG; None when the line does not stand on this page.
    """
    spans = [
        (box.y, box.y + BOX) for box in page.boxes if (box.section, box.line) == (section, line)
    ]
    spans += [
        (field.area.y, field.area.y + field.area.height)
        for field in page.fields
        if (field.section, field.line) == (section, line)
    ]
    if not spans:
        return None
    grey = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        return None
    scale = grey.shape[0] / HEIGHT
    top = max(0.0, min(low for low, _ in spans) - _ABOVE)
    bottom = min(HEIGHT, max(high for _, high in spans) + _ABOVE)
    strip = grey[
        round(top * scale) : round(bottom * scale),
        round((LEFT - 3) * scale) : round((RIGHT + 3) * scale),
    ]
    _, encoded = cv2.imencode(".jpg", strip, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return encoded.tobytes()
