"""The printed form of a ballot or questionnaire: pdf exactly as laid out, docx for editing."""

from collections.abc import Sequence

from xuanxian.ballots.paper.form import PaperForm, Section
from xuanxian.ballots.paper.geometry import (
    BOX,
    CODE_CELL,
    CODE_HEIGHT,
    CODE_LEFT,
    CODE_TOP,
    MARK,
    MARKS,
    Layout,
)
from xuanxian.documents.papers.as_docx import render_docx
from xuanxian.documents.papers.sheet import (
    Block,
    Cell,
    PageBreak,
    Sheet,
    Table,
    body,
    cells,
    heading,
    heads,
    line,
    table_heading,
)
from xuanxian.documents.typesetting import typeset

_EMPTY_BOX = "□"


def render_form_pdf(layouts: Sequence[Layout]) -> bytes:
    """The forms as PDF, one after the other, at the very places a scan is read by.

    Raises:
        Refusal: the machine has no Chinese font.
    """
    pages = [page for layout in layouts for page in layout.pages]
    together = layouts[0].model_copy(update={"pages": tuple(pages)})
    return typeset(
        "ballot_form",
        {
            "layout": together.model_dump(mode="json", exclude={"pages": {"__all__": {"fields"}}}),
            "box": BOX,
            "mark": MARK,
            "marks": MARKS,
            "code": {
                "left": CODE_LEFT,
                "top": CODE_TOP,
                "cell": CODE_CELL,
                "height": CODE_HEIGHT,
            },
        },
    )


def render_form_docx(forms: Sequence[PaperForm]) -> bytes:
    """The forms as docx, without the marks of a scanner: what is edited is keyed in by tellers."""
    blocks: list[Block] = []
    for place, form in enumerate(forms):
        if place:
            blocks.append(PageBreak())
        blocks += _blocks(form)
    sheet = Sheet(title=forms[0].title, blocks=tuple(blocks), narrow=True, numbered=False)
    return render_docx(sheet)


def _blocks(form: PaperForm) -> list[Block]:
    blocks: list[Block] = [heading(form.title)]
    if form.matter:
        blocks.append(line(form.matter, face="kai", align="center"))
    if form.voters:
        blocks.append(line(f"填票人员类别：{form.voters}", face="hei", size=14))
    if form.ask:
        blocks.append(body(form.ask))
    for section in form.sections:
        if section.heading:
            blocks.append(table_heading(section.heading))
        blocks.append(_table(section))
    blocks.append(line("填写说明", face="hei", size=14))
    blocks += [
        line(f"{number}. {rule}", face="kai", size=14) for number, rule in enumerate(form.rules, 1)
    ]
    if form.signed:
        blocks.append(line("填票人签名：＿＿＿＿＿＿＿＿", align="right", before=1))
    return blocks


def _table(section: Section) -> Table:
    if section.kind == "lines":
        rows = [
            cells((str(number), *each.texts, *[_EMPTY_BOX] * len(section.options)), long=(2, 3))
            for number, each in enumerate(section.lines, 1)
        ]
        texts = (13.0, *[24.0] * (len(section.columns) - 1)) if section.columns[1:] else (40.0,)
        return Table(
            widths=(7, *texts, *[max(9.0, len(each) * 3.2) for each in section.options]),
            head=(heads("序号", *section.columns, *section.options),),
            rows=tuple(rows),
            height=11,
        )
    if section.kind == "choices":
        rows = [cells((_EMPTY_BOX, option), long=(1,)) for option in section.options]
        return Table(widths=(8, 90), rows=tuple(rows))
    if section.kind == "names":
        blank = tuple(cells((str(number), "", "")) for number in range(1, section.blanks + 1))
        return Table(
            widths=(7, 30, 50), head=(heads("序号", *section.columns),), rows=blank, height=11
        )
    return Table(widths=(1,), rows=((Cell(),),), height=section.blanks * 10)
