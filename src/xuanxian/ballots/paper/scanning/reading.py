"""From scanned pages to ballots: what is clear is read, what is not goes to people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
from pydantic import BaseModel, ConfigDict

from xuanxian.ballots.paper.content import Filled, content_of, may_tick_several
from xuanxian.ballots.paper.geometry import FieldKind, Layout
from xuanxian.ballots.paper.scanning.marks import Mark, Marks, marks_on
from xuanxian.ballots.paper.scanning.pictures import Grey, pages_of
from xuanxian.ballots.paper.scanning.straightening import SCALE, NoFormError, is_blank, straighten
from xuanxian.ballots.poll_form import PollForm
from xuanxian.kernel.errors import Problem, Refusal

KEPT_SCALE = 6
"""Pixels a millimetre of the pictures that are kept."""

_WHY = {
    Mark.FAINT: "痕迹过浅",
    Mark.FILLED: "涂抹",
    Mark.ASTRAY: "框外有字迹",
}
_WRITTEN: dict[FieldKind, str] = {
    "names": "另写了姓名",
    "notes": "写了随名填写的内容",
    "writing": "写有文字",
}


class Doubt(BaseModel):
    """Something people have to look at.

    Attributes:
        section, line: which line of the form; -1 for the form as a whole.
        why: in Chinese.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    section: int
    line: int
    why: str


class Reading(BaseModel):
    """What was read of one form.

    Attributes:
        voters: the class on its code.
        filled: what is clear of it, by places.
        doubts: none where it may be counted as read.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    voters: str
    filled: Filled
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class ReadForm:
    """A form and its pages, straightened, as JPEG."""

    reading: Reading
    pages: tuple[bytes, ...]


def read_forms(
    files: Sequence[tuple[str, bytes]],
    layouts: Mapping[str, Layout],
    form: PollForm,
) -> list[ReadForm]:
    """Read every form in scanned files.

    Pages may lie upside down or sideways; empty backs are passed over. Pages of one form follow
    each other.

    Args:
        files: name and content, in the order scanned.
        layouts: class → its form as printed.
        form: what the poll votes on.

    Raises:
        Refusal: a file that cannot be read, pages that are no form of this poll or out of order,
            all of them named; nothing at all.
    """
    codes = {
        (voters, page.number): page.code
        for voters, layout in layouts.items()
        for page in layout.pages
    }
    read: list[ReadForm] = []
    problems: list[Problem] = []
    pending: list[tuple[str, Marks, bytes]] = []
    for page in pages_of(files):
        if is_blank(page.picture):
            continue
        try:
            (voters, number), picture = straighten(page.picture, codes)
        except NoFormError as reason:
            problems.append(
                Problem(
                    "扫描", page.where, "", f"{reason}。", "请重新扫描；仍读不出的，改由两人录入。"
                )
            )
            continue
        if number != len(pending) + 1 or (pending and pending[0][0] != voters):
            problems.append(
                Problem(
                    "扫描", page.where, "", "与前一页不是同一张票的连续两页。", "请理好顺序后重扫。"
                )
            )
            pending = []
            continue
        layout = layouts[voters]
        pending.append((voters, marks_on(picture, layout.pages[number - 1]), _kept(picture)))
        if number == len(layout.pages):
            reading = _reading(voters, [marks for _, marks, _ in pending], layout, form)
            fault = "" if reading.doubts else form.fault_of(content_of(form, reading.filled))
            if fault:
                # What costs a ballot its validity is for people to say.
                doubt = Doubt(section=-1, line=-1, why=f"按此识读整张票无效：{fault}")
                reading = reading.model_copy(update={"doubts": (doubt,)})
            read.append(ReadForm(reading, tuple(kept for _, _, kept in pending)))
            pending = []
    if pending:
        problems.append(Problem("扫描", "末页", "", "最后一张票缺页。", "请补扫后重新上传。"))
    if not read and not problems:
        problems.append(Problem("扫描", "", "", "文件里没有票。", "请检查扫描文件。"))
    if problems:
        raise Refusal(problems)
    return read


def _reading(voters: str, pages: Sequence[Marks], layout: Layout, form: PollForm) -> Reading:
    kinds = {
        (field.section, field.line): field.kind for page in layout.pages for field in page.fields
    }
    written = sorted(spot for page in pages for spot in page.written)
    doubts = [
        Doubt(section=section, line=line, why=_WRITTEN[kinds[section, line]])
        for section, line in written
    ]
    lines: dict[tuple[int, int], dict[int, Mark]] = {}
    for page in pages:
        for (section, line, option), mark in page.boxes.items():
            lines.setdefault((section, line), {})[option] = mark
    ticks: list[tuple[int, int, int]] = []
    for (section, line), boxes in sorted(lines.items()):
        unclear = [mark for mark in boxes.values() if mark in _WHY]
        ticked = [option for option, mark in boxes.items() if mark == Mark.TICKED]
        if unclear:
            doubts.append(Doubt(section=section, line=line, why=_WHY[unclear[0]]))
        elif len(ticked) > 1 and not may_tick_several(form, section):
            doubts.append(Doubt(section=section, line=line, why="一项有多处填写"))
        else:
            ticks += [(section, line, option) for option in ticked]
    return Reading(voters=voters, filled=Filled(ticks=tuple(ticks)), doubts=tuple(doubts))


def _kept(picture: Grey) -> bytes:
    factor = KEPT_SCALE / SCALE
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_LINEAR)
    made, encoded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 70])
    if not made:
        raise RuntimeError("the page could not be encoded")
    return encoded.tobytes()
