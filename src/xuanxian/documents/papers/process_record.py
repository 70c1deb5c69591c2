"""全程纪实表: what was done about one person, link by link, with the entries on it. Pure."""

from pydantic import BaseModel, ConfigDict

from xuanxian.documents.papers.person import PaperPerson, month
from xuanxian.documents.papers.sheet import (
    SMALL_SIZE,
    Block,
    Cell,
    Sheet,
    Table,
    cells,
    heading,
    heads,
    line,
    table_heading,
)


class _Plain(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RecordedMaterial(_Plain):
    """A material of a link: whether it is complete, and who left and who checked it.

    Attributes:
        state: 齐备, 待审核 or 缺.
    """

    title: str
    state: str
    recorded: str = ""
    audited: str = ""


class RecordedLink(_Plain):
    """A link: when it was entered and left, what the gate said, its materials."""

    title: str
    span: str = ""
    conclusion: str = ""
    moved_by: str = ""
    materials: tuple[RecordedMaterial, ...] = ()


class RecordedEntry(_Plain):
    """An entry of the record; `digest` shortened."""

    number: int
    day: str
    what: str
    who: str
    digest: str


class ProcessRecord(_Plain):
    """The whole record of one candidacy.

    Attributes:
        round: title of the round.
        policy: title of the policy it runs under.
        key_facts: (what, how it went), as 会议推荐 → 得票 30 张，名次 1.
        exemptions: holds released and bars overridden, a sentence each.
        head: digest of the last entry of the round's record.
    """

    round: str
    policy: str
    person: PaperPerson
    state: str
    key_facts: tuple[tuple[str, str], ...] = ()
    links: tuple[RecordedLink, ...] = ()
    exemptions: tuple[str, ...] = ()
    entries: tuple[RecordedEntry, ...] = ()
    head: str = ""
    made_on: str = ""


def compose_process_record(record: ProcessRecord) -> Sheet:
    """Who, the facts asked for most, every link with its materials, the entries."""
    person = record.person
    blocks: list[Block] = [
        heading("干部选拔任用工作全程纪实表"),
        line(f"{record.round}　依据：{record.policy}", face="kai", align="center", size=12),
        _about(person, record.state),
    ]
    if record.key_facts:
        blocks += [
            table_heading("一、主要情况"),
            Table(
                widths=(20, 80),
                rows=tuple(
                    (Cell(text=what, face="hei"), Cell(text=how, align="left"))
                    for what, how in record.key_facts
                ),
            ),
        ]
    blocks += [table_heading("二、各环节办理情况和材料"), _links(record.links)]
    if record.exemptions:
        blocks.append(table_heading("三、放行和破例"))
        blocks += [line(text, face="song", size=12) for text in record.exemptions]
    blocks += [
        table_heading("附：纪实记录"),
        Table(
            widths=(8, 16, 40, 16, 24),
            head=(heads("序号", "日期", "事项", "经办人", "校验值"),),
            rows=tuple(
                cells((str(one.number), one.day, one.what, one.who, one.digest), long=(2,))
                for one in record.entries
            ),
            size=SMALL_SIZE,
            height=7,
        ),
        line(f"纪实链末端校验值：{record.head}", face="song", size=9),
        line(
            f"填表人：＿＿＿＿＿＿　　审核人：＿＿＿＿＿＿　　{record.made_on}", size=14, before=1
        ),
    ]
    return Sheet(title=f"{person.name}同志选拔任用全程纪实表", blocks=tuple(blocks), narrow=True)


def _about(person: PaperPerson, state: str) -> Table:
    def label(text: str) -> Cell:
        return Cell(text=text, face="hei")

    def wide(text: str) -> Cell:
        return Cell(text=text, columns=5, align="left")

    return Table(
        widths=(16, 18, 16, 18, 16, 18),
        rows=(
            (
                label("姓　名"), Cell(text=person.spaced_name),
                label("性　别"), Cell(text=person.sex),
                label("出生年月"), Cell(text=month(person.birth)),
            ),
            (
                label("民　族"), Cell(text=person.nation),
                label("政治面貌"), Cell(text=person.politics),
                label("参加工作"), Cell(text=month(person.joined_work)),
            ),
            (label("现任职务"), wide(person.current_post)),
            (label("拟任免"), wide(person.proposal)),
            (label("当前状态"), wide(state)),
        ),
    )  # fmt: skip


def _links(links: tuple[RecordedLink, ...]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for link in links:
        about = "\n".join(
            part for part in (link.title, link.span, link.conclusion, link.moved_by) if part
        )
        materials = link.materials or (RecordedMaterial(title="（没有规定材料）", state="—"),)
        for place, one in enumerate(materials):
            row = cells((one.title, one.state, one.recorded, one.audited), long=(0,))
            if place == 0:
                row = (Cell(text=about, rows=len(materials)), *row)
            rows.append(row)
    return Table(
        widths=(31, 32, 11, 18, 18),
        head=(heads("环节", "纪实材料", "状态", "记录", "审核"),),
        rows=tuple(rows),
        size=SMALL_SIZE,
        height=8,
    )
