"""监督信息月报、零报告: which bodies report on cadres, how often, and what an open matter means."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from pydantic import Field, model_validator

from xuanxian.kernel.deadlines import add_months
from xuanxian.policy.kinds import Instrument, Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Named, Parameters, Whole, said, whole

Every = Literal["month", "quarter", "half_year", "year"]

_MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_SAID: dict[Every, str] = {
    "month": "每月",
    "quarter": "每季度",
    "half_year": "每半年",
    "year": "每年",
}


class Matter(Facts):
    """Something a body reported of a person that nobody has looked into yet."""

    body: str
    reported_on: date
    urgent: bool = False


class InformationFacts(Facts):
    """What is known on the day `as_of`.

    Attributes:
        period: first day of the period asked about; None when only a person is.
        received: body id → day its report for the period came in.
        matters: matters reported of the person that are still open.
    """

    as_of: date
    period: date | None = None
    received: Mapping[str, date] = {}
    matters: tuple[Matter, ...] = ()


class InformationReport(Instrument):
    """Regular reports of bodies to the organisation department, also when there is nothing.

    Attributes:
        bodies: who reports.
        every: how often.
        due_days: calendar days after the last day of the period by which a report is in.
        zero: a body that knows of nothing says so (零报告).
        missing: what a report that did not come in means.
        open_matter: what a matter that nobody has looked into means for the person's case.
    """

    KIND = "information_report"
    TITLE = "监督信息报送"

    kind: Literal["information_report"] = "information_report"
    bodies: tuple[Named, ...] = Field(min_length=1)
    every: Every = "month"
    due_days: Whole = 0
    zero: bool = True
    missing: Verdict = Verdict.FLAG
    open_matter: Verdict = Verdict.HOLD

    @model_validator(mode="after")
    def _bodies_differ(self) -> "InformationReport":
        for names in ([one.id for one in self.bodies], [one.title for one in self.bodies]):
            if len(set(names)) != len(names):
                raise ValueError("bodies 中有相同的单位")
        return self

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        due = f"期满后{said(self.due_days)}天内" if self.due_days else "期末"
        zero = "，没有情况的也要报告（零报告）" if self.zero else ""
        return [
            Provision(
                f"{'、'.join(one.title for one in self.bodies)}"
                f"{_SAID[self.every]}{due}报送一次有关干部的情况{zero}，重要情况随时报送；"
                f"没有按期报送的，{self.missing.consequence}。"
            ),
            Provision(f"报送的情况还没有核实处理的，对该人选{self.open_matter.consequence}。"),
        ]

    def period_of(self, day: date) -> date:
        """First day of the period that `day` falls into."""
        months = _MONTHS[self.every]
        return date(day.year, (day.month - 1) // months * months + 1, 1)

    def period_after(self, period: date) -> date:
        """First day of the period that follows the one beginning on `period`."""
        return add_months(period, _MONTHS[self.every])

    def due_on(self, period: date, parameters: Parameters) -> date:
        """Last day for the report on the period that begins on `period`."""
        last = add_months(period, _MONTHS[self.every] - 1)
        last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
        return last + timedelta(days=whole(self.due_days, parameters, of="报送期限（天）"))

    def period_name(self, period: date) -> str:
        """The period as people call it."""
        match self.every:
            case "month":
                return f"{period.year}年{period.month}月"
            case "quarter":
                return f"{period.year}年第{(period.month + 2) // 3}季度"
            case "half_year":
                return f"{period.year}年{'上' if period.month == 1 else '下'}半年"
        return f"{period.year}年"

    def decide(self, facts: InformationFacts, parameters: Parameters) -> Outcome:
        """Which reports of a period are missing, and what is open about a person."""
        finding = Finding(self)
        if facts.period is not None:
            self._judge_period(facts, facts.period, finding, parameters)
        for number, matter in enumerate(facts.matters, start=1):
            urgent = "（重要情况）" if matter.urgent else ""
            finding.add(
                f"matter.{number}",
                self.open_matter,
                self.title or self.TITLE,
                f"{matter.body}{matter.reported_on:%Y.%m.%d}报送的情况{urgent}还没有核实处理。",
            )
        if facts.period is None and not facts.matters:
            finding.met("matter", self.title or self.TITLE, "没有待核实的监督信息。")
        return Outcome.of(finding)

    def _judge_period(
        self, facts: InformationFacts, period: date, finding: Finding, parameters: Parameters
    ) -> None:
        due = self.due_on(period, parameters)
        name = self.period_name(period)
        for body in self.bodies:
            came = facts.received.get(body.id)
            if came is not None:
                late = f"，晚于{due:%Y.%m.%d}的期限" if came > due else ""
                finding.add(
                    f"report.{body.id}",
                    Verdict.FLAG if late else Verdict.PASS,
                    body.title,
                    f"{came:%Y.%m.%d}报送了{name}的情况{late}。",
                )
            elif not self.zero:
                finding.met(f"report.{body.id}", body.title, f"{name}没有报送情况。")
            elif facts.as_of > due:
                finding.add(
                    f"report.{body.id}",
                    self.missing,
                    body.title,
                    f"{name}的报告应于{due:%Y.%m.%d}前报送，还没有报送；没有情况的也应报告。",
                )
            else:
                finding.met(f"report.{body.id}", body.title, f"{name}的报告到{due:%Y.%m.%d}报送。")
