"""民主推荐票, 民主测评票 and 表决票: blank forms for voting on paper. Pure."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

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
)
from xuanxian.kernel.names import spaced


class BallotSubject(BaseModel):
    """Somebody on the ballot: 姓名, 现任职务 and 拟任免事项."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str = ""
    proposal: str = ""


class BlankBallot(BaseModel):
    """A ballot without marks. It bears nothing that tells one from another but the class.

    Attributes:
        title: as 民主推荐票.
        matter: what is voted on, below the title.
        ask: what the voter is asked.
        classes: one form a class of voters; one form without a class when empty.
        subjects: in the order printed.
        options: marks or grades; empty where names are chosen.
        rules: sentences on how to fill it in.
        write_in_lines: lines for names beyond the list.
        signed: whether the voter signs.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    matter: str = ""
    ask: str = ""
    classes: tuple[str, ...] = ()
    subjects: tuple[BallotSubject, ...] = ()
    options: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    write_in_lines: int = 0
    signed: bool = False
    dated: str = ""


def compose_blank_ballot(ballot: BlankBallot) -> Sheet:
    """One page a class of voters, for copying."""
    blocks: list[Block] = []
    for place, voters in enumerate(ballot.classes or ("",)):
        if place:
            blocks.append(PageBreak())
        blocks += _form(ballot, voters)
    return Sheet(title=ballot.title, blocks=tuple(blocks), narrow=True, numbered=False)


def _form(ballot: BlankBallot, voters: str) -> list[Block]:
    blocks: list[Block] = [heading(ballot.title)]
    if ballot.matter:
        blocks.append(line(ballot.matter, face="kai", align="center"))
    if voters:
        blocks.append(line(f"填票人员类别：{voters}", face="hei", size=14))
    if ballot.ask:
        blocks.append(body(ballot.ask))
    blocks.append(_names(ballot) if not ballot.options else _marks(ballot))
    blocks.append(line("填写说明", face="hei", size=14))
    rules = [
        "请在相应栏内画“√”，不要涂改。" if ballot.options or ballot.subjects else "请写清姓名。",
        *ballot.rules,
        "请署名。" if ballot.signed else "本票无记名，请不要写自己的姓名或者作其他记号。",
    ]
    blocks += [
        line(f"{number}. {rule}", face="kai", size=14) for number, rule in enumerate(rules, start=1)
    ]
    if ballot.signed:
        blocks.append(line("填票人签名：＿＿＿＿＿＿＿＿", align="right", before=1))
    if ballot.dated:
        blocks.append(line(ballot.dated, align="right", before=1))
    return blocks


def _names(ballot: BlankBallot) -> Table:
    rows = [
        cells((str(number), spaced(one.name), one.title, ""), long=(2,))
        for number, one in enumerate(ballot.subjects, start=1)
    ]
    rows += [
        cells((str(len(ballot.subjects) + extra), "", "", ""))
        for extra in range(1, ballot.write_in_lines + 1)
    ]
    if ballot.write_in_lines and ballot.subjects:
        first = len(ballot.subjects)
        rows.insert(first, (Cell(text="另选他人（请写姓名和现任职务）", columns=4, face="kai"),))
    return Table(
        widths=(7, 14, 38, 12),
        head=(heads("序号", "姓名", "现任职务", "推荐"),),
        rows=tuple(rows),
        size=14,
        height=12,
    )


def _marks(ballot: BlankBallot) -> Table:
    proposes = any(one.proposal for one in ballot.subjects)
    titles: Sequence[str] = ("序号", "姓名", "现任职务")
    widths: tuple[float, ...] = (7, 13, 24)
    if proposes:
        titles, widths = (*titles, "拟任免事项"), (*widths, 24)
    breadth = max(9.0, *(len(option) * 3.2 for option in ballot.options))
    # Room for remarks would let a secret ballot be told by its hand.
    remarks = ("备注",) if ballot.signed else ()
    rows = []
    for number, one in enumerate(ballot.subjects, start=1):
        texts = [str(number), spaced(one.name), one.title]
        texts += [one.proposal] if proposes else []
        blanks = ("",) * (len(ballot.options) + len(remarks))
        rows.append(cells([*texts, *blanks], long=(2, 3) if proposes else (2,)))
    return Table(
        widths=(*widths, *(breadth for _ in ballot.options), *(9.0 for _ in remarks)),
        head=(heads(*titles, *ballot.options, *remarks),),
        rows=tuple(rows),
        height=14,
    )
