"""How large a file from outside may be. Guards of the machine, not rules of any source.

Every figure can be raised for an installation by an environment variable of the same name with
the prefix `XUANXIAN_`, e.g. `XUANXIAN_FILE_BYTES=20000000`.
"""

import os


def _limit(name: str, standard: int) -> int:
    return int(os.environ.get(f"XUANXIAN_{name}", standard))


FILE_BYTES = _limit("FILE_BYTES", 12 * 1024 * 1024)
"""Bytes of one .lrmx, .lrm or .pic file: a photo of 5 MB in base64 with room to spare."""

WORKBOOK_BYTES = _limit("WORKBOOK_BYTES", 50 * 1024 * 1024)
"""Bytes of one .xlsx as it lies on disk."""

ARCHIVE_BYTES = _limit("ARCHIVE_BYTES", 256 * 1024 * 1024)
"""Bytes of one .zip of files as it lies on disk."""

UNPACKED_BYTES = _limit("UNPACKED_BYTES", 512 * 1024 * 1024)
"""Bytes of all entries of one zip or workbook once unpacked."""

UNPACKING_RATIO = _limit("UNPACKING_RATIO", 200)
"""How many times larger an entry may become by unpacking; text rarely exceeds 50."""

ARCHIVE_ENTRIES = _limit("ARCHIVE_ENTRIES", 20_000)
"""Entries of one zip or workbook."""

PHOTO_BYTES = _limit("PHOTO_BYTES", 5 * 1024 * 1024)
"""Bytes of one photo."""

PHOTO_PIXELS = _limit("PHOTO_PIXELS", 24_000_000)
"""Pixels of one photo; a camera's full picture, far from what exhausts memory."""

ROSTER_ROWS = _limit("ROSTER_ROWS", 200_000)
"""Rows of one sheet."""

RELATIVES = _limit("RELATIVES", 60)
"""Relatives in one file."""

CELL_CHARACTERS = _limit("CELL_CHARACTERS", 100_000)
"""Characters of one cell of a form."""
