"""The 简历 cell: one experience a line, concurrent ones in brackets after it.

`1988.09--1992.07  某某大学历史系历史专业学习`, to the present `2015.03--         某县副县长`;
what ran beside a line follows it as `（其间：1990.03--1991.01某地挂职；…）`. Files in circulation
vary the dash, the brackets and the words; all variants read, one is written.
"""

import re
from typing import Literal

from xuanxian.exchange.phrases.cleaning import Doubt, shortened
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import ResumeLine

_DATE = (
    r"\d{4}(?:\s?[.．/年]\s?\d{1,2}(?!\d)(?:\s?[.．/月]\s?\d{1,2}(?!\d)\s?日?)?\s?月?"
    r"|-\d{2}(?!\d)(?:-\d{2}(?!\d))?|\d{2}(?!\d)|年|(?!\d))"
)
_DASH = r"(?:[-—–－―─~～至到]{1,4})"
# Seven blanks stand for the end of a post still held; five are enough to tell.
_SPAN = re.compile(
    rf"\s*(?P<start>{_DATE})\s?(?:{_DASH}(?:(?=[\s\u3000]{{5}})|\s*(?P<end>{_DATE}"
    r"|(?:至今|今|现在|目前)))?)?[\s\u3000]*"
)
_STUDY = re.compile(r"(?:学习|进修|就读|深造|培训|学生|学员)(?:$|[，,（；])")
_BESIDE = re.compile(rf"[其期]间[：:，,]?\s*|(?=\s*{_DATE}\s?{_DASH})")
_WIDTHS = str.maketrans("():;", "（）：；")
_PRESENT = " " * 9


def kind_of(text: str) -> Literal["study", "work"]:
    """`study` for a line about studying, else `work`, by the words that end it."""
    return "study" if _STUDY.search(text) else "work"


def read_resume(text: str) -> tuple[tuple[ResumeLine, ...], list[Doubt]]:
    """The lines of a 简历 with what could not be understood in them."""
    doubts: list[Doubt] = []
    joined: list[str] = []
    for line in text.translate(_WIDTHS).split("\n"):
        line = line.strip()
        if not line:
            continue
        if joined and not _SPAN.match(line):
            # No date in front: the line goes on with what the line before began.
            joined[-1] += line
        else:
            joined.append(line)
    return tuple(_read_line(line, doubts) for line in joined), doubts


def _read_line(line: str, doubts: list[Doubt]) -> ResumeLine:
    held_from, held_until, rest = _read_span(line, doubts)
    if held_from is None:
        doubts.append(
            Doubt(
                shortened(line),
                "这一段简历没有起止时间。",
                "请写成“2015.03--2018.06  单位职务”。",
            )
        )
    text, brackets = _without_brackets_of_time(rest)
    concurrent = []
    for bracket in brackets:
        for item in _items_of(bracket):
            start, end, words = _read_span(item, doubts)
            concurrent.append(
                ResumeLine(
                    held_from=start,
                    held_until=end,
                    text=words,
                    kind=kind_of(words),
                )
            )
    return ResumeLine(
        held_from=held_from,
        held_until=held_until,
        text=text,
        kind=kind_of(text),
        concurrent=tuple(concurrent),
    )


def _read_span(
    line: str, doubts: list[Doubt]
) -> tuple[PartialDate | None, PartialDate | None, str]:
    """(from, until, the words after); until is None to the present or without dates at all."""
    match = _SPAN.match(line)
    if match is None:
        return None, None, line.strip()
    dates: list[PartialDate | None] = []
    for part in ("start", "end"):
        written = match[part]
        if not written or "今" in written or written in {"现在", "目前"}:
            dates.append(None)
            continue
        try:
            dates.append(PartialDate.parse(written.replace("．", ".")))
        except ValueError as error:
            dates.append(None)
            doubts.append(
                Doubt(
                    written,
                    f"简历中的“{written}”不是有效年月：{error}。",
                    "请写成 2024.03 这样的年月。",
                    is_error=True,
                )
            )
    return dates[0], dates[1], line[match.end() :].strip()


def _without_brackets_of_time(text: str) -> tuple[str, list[str]]:
    """`text` without its outermost brackets that tell of a time beside it, and what those hold."""
    kept: list[str] = []
    brackets: list[str] = []
    position = 0
    while (opening := text.find("（", position)) >= 0:
        closing = _closing_of(text, opening)
        inner = text[opening + 1 : closing]
        kept.append(text[position:opening])
        beside = _BESIDE.match(inner)
        if beside:
            brackets.append(inner[beside.end() :])
        else:
            kept.append(text[opening : closing + 1])
        position = closing + 1
    kept.append(text[position:])
    return "".join(kept).strip(), brackets


def _closing_of(text: str, opening: int) -> int:
    """Where the bracket opened at `opening` closes; the end of the text when it never does."""
    depth = 0
    for position in range(opening, len(text)):
        if text[position] == "（":
            depth += 1
        elif text[position] == "）":
            depth -= 1
            if depth == 0:
                return position
    return len(text)


def _items_of(bracket: str) -> list[str]:
    """The items of a bracket, split at `；` outside inner brackets."""
    items = [""]
    depth = 0
    for character in bracket:
        depth += (character == "（") - (character == "）")
        if character == "；" and depth <= 0:
            items.append("")
        else:
            items[-1] += character
    return [item.strip() for item in items if item.strip()]


def write_resume(lines: tuple[ResumeLine, ...]) -> str:
    """The 简历 cell, lines parted by LF."""
    return "\n".join(_written_line(line) for line in lines)


def _written_line(line: ResumeLine) -> str:
    text = _one_line(line.text)
    if line.concurrent:
        items = "；".join(
            _written_span(item, present="--", blank="") + _one_line(item.text)
            for item in line.concurrent
        )
        text += f"（其间：{items}）"
    return _written_span(line, present=f"--{_PRESENT}", blank="  ") + text


def _written_span(line: ResumeLine, *, present: str, blank: str) -> str:
    if line.held_from is None:
        return ""
    start = line.held_from.dotted()
    if line.held_until is None:
        return start + (present if blank else "--至今 ")
    return f"{start}--{line.held_until.dotted()}{blank}"


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))
