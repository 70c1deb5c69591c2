"""考察材料: the skeleton an inspection team writes into. Pure."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from xuanxian.documents.papers.notices import chinese
from xuanxian.documents.papers.person import PaperPerson
from xuanxian.documents.papers.sheet import (
    Block,
    Paragraph,
    Run,
    Sheet,
    body,
    heading,
    line,
    numeral,
    section,
)


class ReportSection(BaseModel):
    """A section the policy asks for; `text` "" is still to be written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    text: str = ""


class InspectionReport(BaseModel):
    """What the report holds.

    Attributes:
        resume: the 简历, a line each.
        sections: in the order of the policy.
        shortcomings: named one by one.
        team: the inspection team, its leader first.
        dated_on: None until it is submitted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    person: PaperPerson
    resume: tuple[str, ...] = ()
    sections: tuple[ReportSection, ...] = ()
    shortcomings: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    issuer: str = ""
    dated_on: date | None = None


def compose_inspection_report(report: InspectionReport) -> Sheet:
    """Person, 简历, sections, signatures; where nothing is written yet, room to write."""
    title = f"{report.person.name}同志考察材料"
    blocks: list[Block] = [heading(title), body(report.person.introduced())]
    if report.resume:
        blocks.append(section("简历"))
        blocks += [
            Paragraph(runs=(Run(text=entry),), align="left", left=2) for entry in report.resume
        ]
    for number, one in enumerate(report.sections, start=1):
        blocks.append(section(f"{numeral(number)}、{one.title}"))
        written = [text for text in one.text.splitlines() if text.strip()]
        blocks += [body(text) for text in written] or [body(""), body("")]
    if report.shortcomings:
        blocks.append(section("缺点和不足"))
        blocks += [
            body(f"{number}. {text}") for number, text in enumerate(report.shortcomings, start=1)
        ]
    blocks.append(line("考察组成员签名：", before=2, keep=True))
    for place, name in enumerate(report.team):
        leads = "（组长）" if place == 0 else ""
        signed = body(f"{name}{leads}：＿＿＿＿＿＿＿＿")
        blocks.append(signed.model_copy(update={"keep": True}))
    if report.issuer:
        blocks.append(line(report.issuer, align="right", before=1, keep=True))
    blocks.append(line(chinese(report.dated_on), align="right"))
    return Sheet(title=title, blocks=tuple(blocks))
