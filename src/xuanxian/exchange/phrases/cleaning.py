"""Bringing the text of a cell to a form that can be compared."""

import re
from dataclasses import dataclass

from xuanxian.kernel.partial_date import PartialDate

# C0 and C1 control characters except line feed, soft hyphen, zero-width and direction marks.
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]"
)
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])[\s\u3000]+(?=[\u3400-\u9fff])")


def cleaned(text: str | None) -> str:
    """`text` trimmed, with line ends as LF and without control and invisible characters."""
    if not text:
        return ""
    if not text.replace("\n", "").isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        text = _INVISIBLE.sub("", text).replace("\u00a0", " ")
    return text.strip()


def cleaned_name(text: str) -> str:
    """A name without the blanks that widen two characters to three: 王　强 → 王强."""
    return _BETWEEN_HAN.sub("", text)


def shortened(value: str, length: int = 40) -> str:
    """`value` on one line and short enough to stand in a message."""
    line = " ".join(value.split())
    return line if len(line) <= length else line[: length - 1] + "…"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in the text of a cell that could not be understood; `value` is the piece."""

    value: str
    message: str
    mend: str
    is_error: bool = False


_AGE_AFTER_DATE = re.compile(r"\s*[（(]\s*\d{1,3}\s*岁\s*[)）]\s*$")


def read_date(text: str) -> PartialDate | None:
    """The date in a cell, None when empty; an age in brackets after it is dropped.

    Raises:
        ValueError: the text is no date; the message says so in Chinese.
    """
    text = _AGE_AFTER_DATE.sub("", text)
    return PartialDate.parse(text) if text else None
