"""任前公示: how long, what is shown, and what a report received during it means."""

from datetime import date
from typing import Literal

from xuanxian.kernel.deadlines import last_working_day
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import (
    Facts,
    Finding,
    Parameters,
    Part,
    Whole,
    said,
    whole,
)

ReportVerdict = Literal["pending", "unfounded", "partly_founded", "founded"]

REPORT_VERDICTS: dict[str, str] = {
    "pending": "正在核查",
    "unfounded": "查无实据",
    "partly_founded": "部分属实",
    "founded": "属实",
}
"""State of a report → its words."""


class ReportRule(Part):
    """What a report means by what became of it."""

    pending: Verdict = Verdict.HOLD
    partly_founded: Verdict = Verdict.HOLD
    founded: Verdict = Verdict.BAR


class ReceivedReport(Facts):
    """A report received about the person; what it says is kept elsewhere."""

    id: str
    received_on: date
    verdict: ReportVerdict = "pending"


class NoticeFacts(Facts):
    """The notice about one person on the day `as_of`."""

    as_of: date
    exempt_because: str = ""
    started_on: date | None = None
    ended_on: date | None = None
    reports: tuple[ReceivedReport, ...] = ()


class Notice(Instrument):
    """How an intended appointment is made public.

    Attributes:
        working_days: how long it stays up at least.
        count_first_day: whether the day it goes up counts.
        shows: what is shown of the person.
        sites: where it is shown.
        exempt: circumstances, in words, in which no notice is held.
        reports: what reports mean.
    """

    KIND = "notice"
    TITLE = "公示"

    kind: Literal["notice"] = "notice"
    working_days: Whole
    count_first_day: bool = False
    shows: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    reports: ReportRule = ReportRule()

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        lines = [
            f"{self.title or '任前公示'}不少于{said(self.working_days)}个工作日，"
            f"公示当日{'' if self.count_first_day else '不'}计入，节假日不计入。"
        ]
        if self.shows:
            lines.append(f"公示内容：{'、'.join(self.shows)}。")
        if self.sites:
            lines.append(f"公示地点：{'、'.join(self.sites)}。")
        if self.exempt:
            lines.append(f"不公示的情形：{'；'.join(self.exempt)}。")
        lines.append(
            f"公示期内收到反映的，核查期间{self.reports.pending.consequence}；"
            f"查明部分属实的，{self.reports.partly_founded.consequence}；"
            f"属实的，{self.reports.founded.consequence}。"
        )
        return lines

    def last_day(self, started_on: date, parameters: Parameters) -> date:
        """Last day of a notice that goes up on `started_on`."""
        days = whole(self.working_days, parameters, of="公示期（工作日）")
        return last_working_day(started_on, days, count_first_day=self.count_first_day)

    def decide(self, facts: NoticeFacts, parameters: Parameters) -> Outcome:
        """Whether the notice is over and nothing reported stands in the way."""
        finding = Finding(self)
        if facts.exempt_because:
            known = facts.exempt_because in self.exempt
            finding.add(
                "exempt",
                Verdict.FLAG if known else Verdict.HOLD,
                "免予公示",
                f"因“{facts.exempt_because}”"
                f"{'按规定不公示' if known else '不公示，但制度没有列入这种情形'}。",
                threshold="；".join(self.exempt),
            )
        elif facts.started_on is None:
            finding.missing("start", "公示期", "还没有公示。")
        else:
            last = self.last_day(facts.started_on, parameters)
            span = f"公示自{facts.started_on:%Y.%m.%d}至{last:%Y.%m.%d}"
            if facts.as_of <= last:
                finding.missing(
                    "period",
                    "公示期",
                    f"{span}，还没有期满。",
                    threshold=f"{last:%Y.%m.%d}期满",
                )
            elif facts.ended_on is None:
                finding.missing("end", "公示期", f"{span}，已经期满，还没有登记公示结果。")
            else:
                finding.met("period", "公示期", f"{span}，已期满。")
        for report in facts.reports:
            verdict = {
                "pending": self.reports.pending,
                "unfounded": Verdict.PASS,
                "partly_founded": self.reports.partly_founded,
                "founded": self.reports.founded,
            }[report.verdict]
            finding.add(
                f"report.{report.id}",
                verdict,
                "公示期反映",
                f"{report.received_on:%Y.%m.%d}收到的反映：{REPORT_VERDICTS[report.verdict]}。",
            )
        return Outcome.of(finding)
