"""Giving a document out."""

import re
from urllib.parse import quote

from django.http import HttpResponse

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "lrmx": "application/xml",
    "zip": "application/zip",
}
_NOT_IN_A_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST_NAME = 80


def as_download(content: bytes, title: str, form: str) -> HttpResponse:
    """`content` as a file that the browser saves under its Chinese title and never caches.

    Args:
        form: docx, xlsx, pdf, lrmx or zip.
    """
    name = _NOT_IN_A_FILE_NAME.sub("", title)[:_LONGEST_NAME] or "文书"
    return HttpResponse(
        content,
        content_type=_TYPES[form],
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{name}.{form}')}",
            "Cache-Control": "no-store",
        },
    )
