"""The written document of a policy as a sheet, in the faces of GB/T 9704-2012. Pure."""

from collections.abc import Iterator

from xuanxian.documents.papers.sheet import (
    Block,
    PageBreak,
    Paragraph,
    Run,
    Sheet,
    Table,
    body,
    cells,
    heading,
    heads,
    line,
    numeral,
)
from xuanxian.policy.booklet import Article, Booklet, Chapter, Section

_NOTE_SIZE = 14.0
_TABLE_SIZE = 10.5


def compose_booklet(booklet: Booklet) -> Sheet:
    """The paper of `booklet`: title, chapters, appendices on pages of their own."""
    blocks: list[Block] = [
        heading(booklet.title).model_copy(update={"after": 0.3}),
        line(f"（{booklet.state}）", face="kai", align="center", after=0.8),
    ]
    for chapter in booklet.chapters:
        blocks += _chapter(chapter)
    blocks.append(_note(f"地方：{booklet.place}　文本版本：{booklet.version}", before=1))
    for title, compose in (
        ("参数表", _parameters),
        ("名单", _lists),
        (booklet.title_of_differences, _differences),
        ("原文不明之处", _unclear),
    ):
        if title in booklet.appendices:
            blocks += [PageBreak(), *_appendix(booklet, title), *compose(booklet)]
    return Sheet(title=booklet.title, blocks=tuple(blocks))


def _chapter(chapter: Chapter) -> Iterator[Block]:
    yield line(chapter.heading, face="hei", align="center", before=0.6, after=0.3, keep=True)
    for number, section in enumerate(chapter.sections, start=1):
        if section.title:
            yield line(
                f"第{numeral(number)}节　{section.title}",
                face="kai",
                align="center",
                after=0.2,
                keep=True,
            )
        yield from _section(section)


def _section(section: Section) -> Iterator[Block]:
    for article in section.articles:
        yield from _article(article)
    said = []
    if section.cite:
        said.append(f"依据：{section.cite}")
    if section.origin:
        said.append(f"承自{section.origin}")
    if section.completes:
        said.append(f"在{section.completes}的规定上修改补充")
    if said:
        yield _note(f"（{'；'.join(said)}）")


def _article(article: Article) -> Iterator[Block]:
    yield body(Run(text=f"{article.heading}　", face="hei"), article.text)
    for number, item in enumerate(article.items, start=1):
        more = []
        if item.note:
            more.append(item.note)
        if item.cite:
            more.append(item.cite)
        if item.origin:
            more.append(f"承自{item.origin}")
        note = [Run(text=f"（{'；'.join(more)}）", face="kai", size=_NOTE_SIZE)] if more else []
        yield body(f"（{numeral(number) if number < 100 else number}）{item.text}", *note)


def _appendix(booklet: Booklet, title: str) -> Iterator[Block]:
    yield line(booklet.appendix_heading(title), face="hei", after=0.4, keep=True)


def _parameters(booklet: Booklet) -> Iterator[Block]:
    rows = []
    for number, row in enumerate(booklet.parameters, start=1):
        said = "\n".join(
            part
            for part in (
                row.limits,
                row.remark,
                row.cite,
                f"承自{row.origin}" if row.origin else "",
            )
            if part
        )
        value = f"{row.value}\n（{row.state}）" if row.state and row.state != "待定" else row.value
        rows.append(cells([str(number), row.label, value, row.source_value, said], long=(1, 4)))
    yield Table(
        widths=(1, 5, 3, 2.6, 5.4),
        head=(heads("序号", "含义", "数值", "原文数值", "依据和说明"),),
        rows=tuple(rows),
        size=_TABLE_SIZE,
    )


def _lists(booklet: Booklet) -> Iterator[Block]:
    for number, each in enumerate(booklet.lists, start=1):
        cite = f"（{each.cite}）" if each.cite else ""
        yield body(Run(text=f"{numeral(number)}、{each.title}", face="hei"), cite)
        for place, item in enumerate(each.items, start=1):
            yield body(f"{place}. {item}")
        if each.incomplete:
            yield _note("（原文没有列全，采用时补充。）")


def _differences(booklet: Booklet) -> Iterator[Block]:
    rows = []
    for number, each in enumerate(booklet.differences, start=1):
        way = f"\n（{each.direction.label}）" if each.direction else ""
        before = "\n".join(f"{one.label}：{one.before}" for one in each.fields if one.before)
        after = "\n".join(f"{one.label}：{one.after}" for one in each.fields if one.after)
        rows.append(
            cells([str(number), f"{each.change.label}{way}", each.title, before or "—",
                   after or "—"], long=(2, 3, 4))
        )  # fmt: skip
    yield Table(
        widths=(1, 1.8, 3.6, 4.8, 5.8),
        head=(heads("序号", "变化", "何处", "上位制度", "本制度"),),
        rows=tuple(rows),
        size=_TABLE_SIZE,
    )


def _unclear(booklet: Booklet) -> Iterator[Block]:
    for number, point in enumerate(booklet.unclear, start=1):
        cite = f"（{point.cite}）" if point.cite else ""
        yield body(f"{number}. {point.text}", Run(text=cite, face="kai", size=_NOTE_SIZE))


def _note(text: str, *, before: float = 0) -> Paragraph:
    return Paragraph(
        runs=(Run(text=text, face="kai", size=_NOTE_SIZE),), align="left", left=2, before=before
    )
