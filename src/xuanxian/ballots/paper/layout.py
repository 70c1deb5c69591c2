"""Where everything on a paper form stands, in millimetres from the top left of an A4 page. Pure.

What is printed, what the page shows and what a scan is read by are one and the same layout. Every
text is one line: Chinese type is set on squares, so where a line breaks follows from its letters.
"""

import hashlib
import unicodedata

from xuanxian.ballots.paper.form import PaperForm
from xuanxian.ballots.paper.geometry import (
    BOTTOM,
    BOX,
    CODE_BITS,
    FOOTER,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Area,
    Box,
    Face,
    Field,
    FieldKind,
    Layout,
    Page,
    Rule,
    Text,
)

_POINT = 25.4 / 72
_TITLE, _MATTER, _TEXT, _SMALL, _FINE = 22.0, 15.0, 12.0, 11.0, 8.0
_NUMBER = 10.0
_NAME = 23.0
_NARROWEST_TEXT = 27.0
_NARROWEST_OPTION, _WIDEST_OPTION = 9.0, 24.0
_HANGING = "，。；：、！？）》”’』」】"


def lay_out(form: PaperForm, owner: str) -> Layout:
    """Lay `form` out.

    Args:
        form: what it says.
        owner: whose form it is, as the id of a poll; goes into the form codes with the class, the
            page and all that is printed, so that no other form is taken for it. Forms of one class
            and page are the same to the last dot: no number tells one from another.
    """
    pen = _Pen()
    _head(pen, form)
    for at, section in enumerate(form.sections):
        _LAYING[section.kind](pen, form, at)
    _foot(pen, form)
    drawn = pen.pages
    said = hashlib.sha256(form.model_dump_json().encode()).hexdigest()
    pages = []
    for place, page in enumerate(drawn):
        note = f"{form.voters}　" if form.voters else ""
        last = f"　第 {place + 1} 页，共 {len(drawn)} 页" if len(drawn) > 1 else ""
        footer = Text(
            text=f"{form.title}　{note}{last}".replace("　　", "　").strip("　"),
            x=WIDTH / 2, y=FOOTER, size=_FINE, middle=True,
        )  # fmt: skip
        pages.append(
            Page(
                number=place + 1,
                code=_code(owner, said, place),
                texts=(*page.texts, footer),
                rules=tuple(page.rules),
                boxes=tuple(page.boxes),
                fields=tuple(page.fields),
            )
        )
    return Layout(title=form.title, pages=tuple(pages))


def _code(owner: str, said: str, place: int) -> str:
    digest = hashlib.sha256(f"xuanxian form {owner} {said} {place}".encode()).digest()
    return "".join(f"{byte:08b}" for byte in digest)[:CODE_BITS]


def breadth(text: str, size: float) -> float:
    """How broad `text` is in `size` points, in millimetres."""
    ems = sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else 0.56 for each in text)
    return ems * size * _POINT


def broken(text: str, width: float, size: float) -> list[str]:
    """`text` in lines no broader than `width`; closing signs hang over rather than begin a line."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for each in paragraph:
            if line and breadth(line + each, size) > width and each not in _HANGING:
                lines.append(line)
                line = ""
            line += each
        lines.append(line)
    return lines


class _Drawn:
    """A page being drawn."""

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self.rules: list[Rule] = []
        self.boxes: list[Box] = []
        self.fields: list[Field] = []


class _Pen:
    """Where the next thing goes."""

    def __init__(self) -> None:
        self.pages = [_Drawn()]
        self.y = TOP

    @property
    def page(self) -> _Drawn:
        return self.pages[-1]

    def needs(self, height: float) -> bool:
        """Make room for `height`; whether that took a new page."""
        if self.y + height <= BOTTOM or self.y == TOP:
            return False
        self.pages.append(_Drawn())
        self.y = TOP
        return True

    def paragraph(
        self, text: str, size: float, face: Face, *, middle: bool = False, after: float = 2.0
    ) -> None:
        """Set `text` over the whole width."""
        for line in broken(text, RIGHT - LEFT, size):
            height = size * _POINT * 1.5
            self.needs(height)
            x = WIDTH / 2 if middle else LEFT
            self.page.texts.append(
                Text(text=line, x=x, y=self.y + height * 0.72, size=size, face=face, middle=middle)
            )
            self.y += height
        self.y += after

    def lines_in(
        self, lines: list[str], area: Area, size: float, face: Face, *, middle: bool
    ) -> None:
        """Set `lines` into `area`, in the middle of its height."""
        pitch = size * _POINT * 1.3
        top = area.y + (area.height - pitch * len(lines)) / 2
        x = area.x + (area.width / 2 if middle else 1.5)
        for place, line in enumerate(lines):
            if line:
                self.page.texts.append(
                    Text(
                        text=line,
                        x=x,
                        y=top + pitch * place + pitch * 0.77,
                        size=size,
                        face=face,
                        middle=middle,
                    )
                )

    def frame(self, area: Area) -> None:
        """Rule the four sides of `area`."""
        x, y, right, low = area.x, area.y, area.x + area.width, area.y + area.height
        for one in ((x, y, right, y), (x, low, right, low), (x, y, x, low), (right, y, right, low)):
            rule = Rule(x1=one[0], y1=one[1], x2=one[2], y2=one[3])
            if rule not in self.page.rules:
                self.page.rules.append(rule)


def _head(pen: _Pen, form: PaperForm) -> None:
    pen.paragraph(form.title, _TITLE, "title", middle=True)
    if form.matter:
        pen.paragraph(form.matter, _MATTER, "kai", middle=True)
    if form.voters:
        pen.paragraph(f"填票人员类别：{form.voters}", _TEXT, "hei")
    if form.ask:
        pen.paragraph(form.ask, _TEXT, "song")


def _foot(pen: _Pen, form: PaperForm) -> None:
    pitch = _SMALL * _POINT * 1.5
    pen.needs(pitch * (len(form.rules) + 2))
    pen.paragraph("填写说明", _SMALL, "hei", after=0)
    for number, rule in enumerate(form.rules, 1):
        pen.paragraph(f"{number}. {rule}", _SMALL, "kai", after=0)
    if form.signed:
        pen.y += 6
        pen.needs(12)
        pen.page.texts.append(Text(text="填票人签名：", x=120, y=pen.y + 6, size=_TEXT))
        pen.page.rules.append(Rule(x1=148, y1=pen.y + 7, x2=RIGHT, y2=pen.y + 7))


def _heading(pen: _Pen, text: str, below: float) -> None:
    if text:
        pen.y += 2
        height = len(broken(text, RIGHT - LEFT, _TEXT)) * _TEXT * _POINT * 1.5 + 1
        pen.needs(height + below)
        pen.paragraph(text, _TEXT, "hei", after=1)


def _lines(pen: _Pen, form: PaperForm, at: int) -> None:
    section = form.sections[at]
    count = len(section.options)
    room = RIGHT - LEFT - _NUMBER
    wanted = max(breadth(option, _SMALL) for option in section.options) + 3
    option_width = max(_NARROWEST_OPTION, min(wanted, _WIDEST_OPTION))
    texts_need = _NAME + _NARROWEST_TEXT * max(1, len(section.columns) - 1)
    if room - option_width * count < texts_need:
        option_width = (room - texts_need) / count
    if option_width < _NARROWEST_OPTION:
        _lines_above_choices(pen, form, at)
        return
    widths = [_NUMBER, *_text_widths(section.columns, room - option_width * count)]
    widths += [option_width] * count
    heads = ["序号", *section.columns, *section.options]
    _heading(pen, section.heading, 20)
    _table_head(pen, heads, widths)
    for place, line in enumerate(section.lines):
        texts = [
            broken(text, width - 3, _TEXT)
            for text, width in zip(line.texts, widths[1:], strict=False)
        ]
        height = max(10.0, max(map(len, texts), default=1) * _TEXT * _POINT * 1.3 + 3)
        if pen.needs(height):
            _table_head(pen, heads, widths)
        cells = _cells(widths, pen.y, height)
        for cell in cells:
            pen.frame(cell)
        pen.lines_in([str(place + 1)], cells[0], _TEXT, "song", middle=True)
        for number, lines in enumerate(texts, 1):
            name = number == 1 and len(section.columns) > 1
            pen.lines_in(lines, cells[number], _TEXT, "song", middle=name)
        for option, cell in enumerate(cells[-count:]):
            pen.page.boxes.append(
                Box(
                    section=at,
                    line=place,
                    option=option,
                    x=cell.x + (cell.width - BOX) / 2,
                    y=cell.y + (cell.height - BOX) / 2,
                    around=Area(
                        x=cell.x + 0.8,
                        y=cell.y + 0.8,
                        width=cell.width - 1.6,
                        height=cell.height - 1.6,
                    ),
                )
            )
        pen.y += height
    pen.y += 4


def _text_widths(columns: tuple[str, ...], room: float) -> list[float]:
    if len(columns) == 1:
        return [room]
    rest = (room - _NAME) / (len(columns) - 1)
    return [_NAME, *[rest] * (len(columns) - 1)]


def _cells(widths: list[float], y: float, height: float) -> list[Area]:
    cells, x = [], LEFT
    for width in widths:
        cells.append(Area(x=round(x, 3), y=y, width=width, height=height))
        x += width
    return cells


def _table_head(pen: _Pen, heads: list[str], widths: list[float]) -> None:
    texts = [broken(head, width - 1.5, _SMALL) for head, width in zip(heads, widths, strict=True)]
    height = max(8.0, max(map(len, texts)) * _SMALL * _POINT * 1.3 + 2)
    for cell, lines in zip(_cells(widths, pen.y, height), texts, strict=True):
        pen.frame(cell)
        pen.lines_in(lines, cell, _SMALL, "hei", middle=True)
    pen.y += height


def _lines_above_choices(pen: _Pen, form: PaperForm, at: int) -> None:
    """Too many options for a table: every line with its options below it."""
    section = form.sections[at]
    _heading(pen, section.heading, 20)
    for place, line in enumerate(section.lines):
        text = f"{place + 1}. " + "　".join(each for each in line.texts if each)
        pen.needs(22)
        pen.paragraph(text, _TEXT, "song", after=1)
        _options(pen, section.options, at, place)
    pen.y += 3


def _choices(pen: _Pen, form: PaperForm, at: int) -> None:
    section = form.sections[at]
    _heading(pen, section.heading, 12)
    _options(pen, section.options, at, 0)
    pen.y += 3


def _options(pen: _Pen, options: tuple[str, ...], section: int, line: int) -> None:
    """Boxes with their options behind them, in columns as broad as the broadest."""
    gap = BOX + 2.5
    broadest = max(breadth(option, _TEXT) for option in options) + gap + 4
    columns = max(1, min(len(options), int((RIGHT - LEFT) // broadest)))
    width = (RIGHT - LEFT) / columns
    for option, text in enumerate(options):
        column = option % columns
        lines = broken(text, width - gap - 2, _TEXT)
        height = max(9.0, len(lines) * _TEXT * _POINT * 1.3 + 3)
        if column == 0:
            pen.needs(height)
        x, y = LEFT + column * width + 1.5, pen.y + (height - BOX) / 2
        pen.page.boxes.append(
            Box(
                section=section,
                line=line,
                option=option,
                x=x,
                y=y,
                around=Area(x=x - 1.3, y=y - 1.3, width=BOX + 2.6, height=BOX + 2.6),
            )
        )
        label = Area(x=x + gap - 1.5, y=pen.y, width=width - gap, height=height)
        pen.lines_in(lines, label, _TEXT, "song", middle=False)
        if column == columns - 1 or option == len(options) - 1:
            pen.y += height


def _names(pen: _Pen, form: PaperForm, at: int) -> None:
    section = form.sections[at]
    room = RIGHT - LEFT - _NUMBER
    notes = section.kind == "notes"
    name = room * (0.18 if notes else 0.36)
    rest = (room - name) / (len(section.columns) - 1)
    widths = [_NUMBER, name, *[rest] * (len(section.columns) - 1)]
    heads = ["序号", *section.columns]
    _heading(pen, section.heading, 20)
    _table_head(pen, heads, widths)
    height = 20.0 if notes else 11.0
    for place in range(section.blanks):
        if pen.needs(height):
            _table_head(pen, heads, widths)
        cells = _cells(widths, pen.y, height)
        for cell in cells:
            pen.frame(cell)
        pen.lines_in([str(place + 1)], cells[0], _TEXT, "song", middle=True)
        kind: FieldKind = "notes" if notes else "names"
        pen.page.fields += [_field(at, place, cell, kind) for cell in cells[1:]]
        pen.y += height
    pen.y += 4


def _field(section: int, line: int, cell: Area, kind: FieldKind) -> Field:
    return Field(
        section=section,
        line=line,
        kind=kind,
        area=Area(
            x=cell.x + 0.9,
            y=cell.y + 0.9,
            width=cell.width - 1.8,
            height=cell.height - 1.8,
        ),
    )


def _writing(pen: _Pen, form: PaperForm, at: int) -> None:
    section = form.sections[at]
    pitch = 10.0
    height = section.blanks * pitch
    _heading(pen, section.heading, height)
    pen.needs(height)
    area = Area(x=LEFT, y=pen.y, width=RIGHT - LEFT, height=height)
    pen.frame(area)
    pen.page.fields.append(_field(at, 0, area, "writing"))
    pen.y += height + 4


_LAYING = {
    "lines": _lines,
    "choices": _choices,
    "names": _names,
    "notes": _names,
    "writing": _writing,
}
