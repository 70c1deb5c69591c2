"""Parts that the result sheets of ballots and of questionnaires share. Pure."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from xuanxian.ballots.poll_form import Counted
from xuanxian.documents.papers.sheet import Block, Table, cells, heads, line
from xuanxian.kernel.names import spaced

COMFORTABLE, UPRIGHT = 105, 135
"""Shares of width up to which the table is set in full size, and on paper upright."""


def breadth(title: str) -> float:
    """Share of the width that keeps a heading on one line."""
    return max(9.0, len(title) * 3.4)


class Signed(BaseModel):
    """A name under the result.

    Attributes:
        capacity: 计票人, 监票人 or 主持人.
        on: when the bearer typed it, in words; "" leaves a line for the pen.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    capacity: str
    name: str
    on: str = ""


class Note(BaseModel):
    """A text written beside a name, and who signed it; "" on a secret ballot."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    heading: str
    text: str
    signer: str = ""


def signatures(tellers: Sequence[str], signed: Sequence[Signed], digest: str) -> list[Block]:
    """Who has signed, and lines for those who sign on paper.

    Args:
        tellers: names under the lines that the tellers sign on paper.
        signed: who has signed already.
        digest: what the signatures are bound to; "" where nothing is.
    """
    blocks: list[Block] = []
    for capacity, fewest in (("计票人", 2), ("监票人", 1), ("主持人", 1)):
        own = [one for one in signed if one.capacity == capacity]
        names = [one.name for one in own]
        texts = [f"{spaced(one.name)}（{one.on}由本人签署）" for one in own]
        if capacity == "计票人":
            left = [name for name in tellers if name not in names]
            texts += [f"{spaced(name)}＿＿＿＿＿＿" for name in left]
        texts += ["＿＿＿＿＿＿"] * (fewest - len(texts))
        blocks.append(
            line(f"{capacity}：{'　'.join(texts)}", before=0 if blocks else 1, size=14, keep=True)
        )
    if digest:
        blocks.append(line(f"结果校验值 {digest}", size=9))
    return blocks


def written(notes: Sequence[Note]) -> Table:
    """What was written beside names, or in answer to questions."""
    signed, beside = any(each.signer for each in notes), any(each.heading for each in notes)
    rows = [
        cells(
            (
                spaced(each.name) if beside else each.name,
                *((each.heading,) if beside else ()),
                each.text,
                *((each.signer,) if signed else ()),
            ),
            long=(2 if beside else 1,),
        )
        for each in notes
    ]
    of_whom = ("姓名", "栏目") if beside else ("题目",)
    return Table(
        widths=(*((13, 16) if beside else (24,)), 70, *((14,) if signed else ())),
        head=(heads(*of_whom, "内容", *(("署名人",) if signed else ())),),
        rows=tuple(rows),
    )


def note(text: str) -> Block:
    """A remark below a table."""
    return line(text, face="kai", size=12)


def turnout(result: Counted) -> Table:
    """应到, 实到 and so on, by class and in all."""
    names = tuple(result.denominators)
    rows = [
        cells(
            (voters, *(str(numbers[name]) if name in numbers else "—" for name in names)), long=(0,)
        )
        for voters, numbers in result.by_class.items()
    ]
    rows.append(cells(("合　计", *(str(result.denominators[name]) for name in names))))
    return Table(
        widths=(24, *(10 for _ in names)), head=(heads("人员类别", *names),), rows=tuple(rows)
    )
