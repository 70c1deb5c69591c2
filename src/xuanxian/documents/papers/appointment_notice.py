"""任免通知. Pure."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from xuanxian.documents.papers.notices import chinese
from xuanxian.documents.papers.person import names_in_title
from xuanxian.documents.papers.sheet import (
    Block,
    Run,
    Sheet,
    body,
    heading,
    line,
    numeral,
    signature,
)


class AppointmentLine(BaseModel):
    """What the notice decides on one person.

    Attributes:
        appointed: posts taken up, unit and post in full.
        probation_months: length of the 试用期 that begins with them; None for none.
        removed: posts left.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    appointed: tuple[str, ...] = ()
    probation_months: int | None = None
    removed: tuple[str, ...] = ()


class AppointmentNotice(BaseModel):
    """The 任免通知.

    Attributes:
        document_number: 发文字号.
        addressee: to whom; "" leaves the line out.
        body_deciding: who decided, as 县委常委会.
        decided_on: when; None leaves a blank.
        people: in the order of the decision.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    document_number: str = ""
    addressee: str = ""
    body_deciding: str = ""
    decided_on: date | None = None
    people: tuple[AppointmentLine, ...]
    issuer: str = ""
    dated_on: date


def compose_appointment_notice(notice: AppointmentNotice) -> Sheet:
    """All appointments first, all removals after them, names in 黑体."""
    title = f"关于{names_in_title([one.name for one in notice.people])}{_matter(notice)}的通知"
    blocks: list[Block] = []
    if notice.document_number:
        blocks.append(line(notice.document_number, align="center", after=1))
    blocks.append(heading(title))
    if notice.addressee:
        blocks.append(line(f"{notice.addressee.rstrip('：:')}："))
    blocks.append(body(f"经{chinese(notice.decided_on)}{notice.body_deciding}研究决定："))
    decisions: list[tuple[Run | str, ...]] = []
    for one in notice.people:
        if one.appointed:
            probation = f"（试用期{spoken_months(one.probation_months)}）"
            decisions.append(
                (
                    Run(text=one.name, face="hei"),
                    f"同志任{'、'.join(one.appointed)}{probation if one.probation_months else ''}",
                )
            )
    for one in notice.people:
        if one.removed:
            decisions.append(
                (
                    "免去",
                    Run(text=one.name, face="hei"),
                    f"同志的{'、'.join(one.removed)}职务",
                )
            )
    for number, parts in enumerate(decisions, start=1):
        ending = "。" if number == len(decisions) else "；"
        blocks.append(body(*parts, ending))
    blocks += signature(notice.issuer, chinese(notice.dated_on))
    return Sheet(title=title, blocks=tuple(blocks))


def _matter(notice: AppointmentNotice) -> str:
    appoints = any(one.appointed for one in notice.people)
    removes = any(one.removed for one in notice.people)
    if appoints and removes:
        return "职务任免"
    return "免职" if removes else "任职"


def spoken_months(months: int | None) -> str:
    """A length of time as notices write it: 12 → 一年, 24 → 两年, 6 → 六个月, 18 → 一年六个月."""
    if not months:
        return ""
    years, rest = divmod(months, 12)
    spoken = f"{'两' if years == 2 else numeral(years)}年" if years else ""
    return spoken + (f"{'两' if rest == 2 else numeral(rest)}个月" if rest else "")
