"""讨论任免干部名单: what the deciding body has before it. Pure."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from xuanxian.documents.papers.notices import chinese
from xuanxian.documents.papers.person import PaperPerson, month
from xuanxian.documents.papers.sheet import (
    SMALL_SIZE,
    Block,
    Sheet,
    Table,
    cells,
    heading,
    heads,
    line,
)


class DeliberationList(BaseModel):
    """The people of one sitting, in the order they are discussed.

    Attributes:
        body: the deciding body.
        held_on: None while the day is not fixed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    body: str = ""
    held_on: date | None = None
    people: tuple[PaperPerson, ...]


_TITLES = (
    "序号", "姓名", "现任职务", "拟任免职务", "性别", "出生年月", "学历学位", "籍贯",
    "参加工作\n时间", "入党时间", "任现职务\n层次时间", "任现职\n时间", "备注",
)  # fmt: skip
_WIDTHS = (5, 9, 24, 26, 5, 9, 13, 11, 9, 9, 9, 9, 10)


def compose_deliberation_list(paper: DeliberationList) -> Sheet:
    """The list on A4 across, marked to be kept."""
    about = "　".join(part for part in (paper.body, chinese(paper.held_on)) if part)
    blocks: list[Block] = [
        line("工作秘密　注意保存", face="hei", size=14),
        heading("讨论任免干部名单"),
        line(about, face="kai", align="right", size=14),
        Table(
            widths=_WIDTHS,
            head=(heads(*_TITLES),),
            rows=tuple(
                cells(
                    (
                        str(number), one.spaced_name, one.current_post, one.proposal, one.sex,
                        month(one.birth), one.education, one.native_place, month(one.joined_work),
                        one.joined_party, month(one.rank_since), month(one.post_since), one.remark,
                    ),
                    long=(2, 3, 12),
                )
                for number, one in enumerate(paper.people, start=1)
            ),
            size=SMALL_SIZE,
            height=12,
        ),
    ]  # fmt: skip
    return Sheet(title="讨论任免干部名单", blocks=tuple(blocks), landscape=True, narrow=True)
