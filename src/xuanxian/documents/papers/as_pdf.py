"""A paper as PDF."""

from xuanxian.documents.papers.sheet import Sheet
from xuanxian.documents.typesetting import typeset


def render_pdf(sheet: Sheet) -> bytes:
    """`sheet` set as PDF.

    Raises:
        Refusal: the machine has no Chinese font.
    """
    return typeset("paper", {"sheet": sheet.cleaned().model_dump(mode="json")})
