"""征求意见函. Pure."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from xuanxian.documents.papers.notices import chinese
from xuanxian.documents.papers.person import PaperPerson, month, names_in_title
from xuanxian.documents.papers.sheet import (
    Block,
    Sheet,
    Table,
    body,
    cells,
    heading,
    heads,
    line,
    signature,
)


class OpinionLetter(BaseModel):
    """A letter that asks a body about people.

    Attributes:
        addressee: the body asked.
        about: what it is asked about, as 党风廉政情况.
        due_on: by when it answers; None when the policy sets no date.
        signatures: by title, who signs the reply.
        sealed: whether the reply bears the seal.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    document_number: str = ""
    addressee: str
    about: str
    people: tuple[PaperPerson, ...]
    due_on: date | None = None
    signatures: tuple[str, ...] = ()
    sealed: bool = False
    telephone: str = ""
    issuer: str = ""
    dated_on: date


def compose_opinion_letter(letter: OpinionLetter) -> Sheet:
    """The letter with the list of people below it.

    It tells only who is asked about, not for which post.
    """
    title = f"关于征求{names_in_title([one.name for one in letter.people])}{letter.about}意见的函"
    blocks: list[Block] = [line("工作秘密　注意保存", face="hei", after=1)]
    if letter.document_number:
        blocks.append(line(letter.document_number, align="center", after=1))
    due = f"请于{chinese(letter.due_on)}前书面回复" if letter.due_on else "请书面回复"
    form = []
    if letter.sealed:
        form.append("加盖单位公章")
    if letter.signatures:
        form.append(f"由{'、'.join(letter.signatures)}签字")
    count = f"{len(letter.people)}名" if len(letter.people) > 1 else ""
    blocks += [
        heading(title),
        line(f"{letter.addressee}："),
        body(
            f"因干部工作需要，现征求你单位对下列{count}同志{letter.about}的意见。"
            f"{due}{'，并' + '，'.join(form) if form else ''}；"
            "有影响使用的情形或者需要核实的情况，请说明具体内容。"
        ),
    ]
    if letter.telephone:
        blocks.append(body(f"联系电话：{letter.telephone}"))
    blocks += [
        *signature(letter.issuer, chinese(letter.dated_on)),
        line("附：征求意见人员名单", face="hei", before=1, keep=True),
        Table(
            widths=(7, 12, 7, 12, 36),
            head=(heads("序号", "姓名", "性别", "出生年月", "现任职务"),),
            rows=tuple(
                cells(
                    (str(number), one.spaced_name, one.sex, month(one.birth), one.current_post),
                    long=(4,),
                )
                for number, one in enumerate(letter.people, start=1)
            ),
        ),
    ]
    return Sheet(title=title, blocks=tuple(blocks))
