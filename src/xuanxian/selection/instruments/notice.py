"""任前公示: how long, what is shown, and what a report received during it means."""

from collections.abc import Collection
from datetime import date
from typing import Literal

from xuanxian.kernel.deadlines import last_working_day
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import (
    Facts,
    Finding,
    Named,
    Parameters,
    Part,
    RoleCode,
    Whole,
    said,
    whole,
)
from xuanxian.selection.instruments.achievements import AchievementsFacts, AchievementsRule

ReportVerdict = Literal["pending", "unfounded", "partly_founded", "founded"]

REPORT_VERDICTS: dict[str, str] = {
    "pending": "正在核查",
    "unfounded": "查无实据",
    "partly_founded": "部分属实",
    "founded": "属实",
}
"""State of a report → its words."""


class HandlingStep(Named):
    """One step in which a report is handled.

    Attributes:
        working_days: by when, counted from the step before it; None where the policy sets no day.
        after_verdict: it follows what was found, as telling the result; else it comes before.
        roles: who takes it; () those who handle reports.
    """

    working_days: Whole | None = None
    after_verdict: bool = False
    roles: tuple[RoleCode, ...] = ()


class ReportRule(Part):
    """How a report is handled, and what it means by what became of it.

    Attributes:
        steps: 登记 comes by itself; what follows it, in order.
        clears: somebody about whom a report was unfounded is cleared (澄清正名).
        false_reports_to: the body that deals with false accusation, "" where the policy is silent.
    """

    pending: Verdict = Verdict.HOLD
    partly_founded: Verdict = Verdict.HOLD
    founded: Verdict = Verdict.BAR
    steps: tuple[HandlingStep, ...] = ()
    clears: bool = False
    false_reports_to: str = ""
    cite: str = ""

    def step(self, step_id: str) -> HandlingStep | None:
        """The step with this id, None when there is none."""
        return next((one for one in self.steps if one.id == step_id), None)

    def next_step(self, done: Collection[str], *, decided: bool) -> HandlingStep | None:
        """The step to be taken next; None once all of this side of the verdict are done.

        Args:
            done: ids of the steps taken.
            decided: whether what was found is registered.
        """
        return next(
            (one for one in self.steps if one.after_verdict == decided and one.id not in done),
            None,
        )

    def due_on(self, step: HandlingStep | None, since: date, parameters: Parameters) -> date | None:
        """Last day of `step` when the one before it was taken on `since`."""
        if step is None or step.working_days is None:
            return None
        days = whole(step.working_days, parameters, of=f"{step.title}期限（工作日）")
        return last_working_day(since, days, count_first_day=False)


class ReceivedReport(Facts):
    """A report received about the person; what it says is kept elsewhere.

    Attributes:
        steps: ids of the steps taken.
        due_on: last day of the next step, where the policy sets one.
        cleared_on: the day the person was cleared.
    """

    id: str
    received_on: date
    verdict: ReportVerdict = "pending"
    steps: tuple[str, ...] = ()
    due_on: date | None = None
    cleared_on: date | None = None


class NoticeFacts(Facts):
    """The notice about one person on the day `as_of`."""

    as_of: date
    exempt_because: str = ""
    started_on: date | None = None
    ended_on: date | None = None
    achievements: AchievementsFacts | None = None
    reports: tuple[ReceivedReport, ...] = ()


class Notice(Instrument):
    """How an intended appointment is made public.

    Attributes:
        working_days: how long it stays up at least.
        count_first_day: whether the day it goes up counts.
        shows: what is shown of the person.
        sites: where it is shown.
        every_site: it goes up at every one of `sites`; less is refused.
        exempt: circumstances, in words, in which no notice is held.
        achievements: the statement of achievements that goes up with it; None without.
        reports: what reports mean.
    """

    KIND = "notice"
    TITLE = "公示"

    kind: Literal["notice"] = "notice"
    working_days: Whole
    count_first_day: bool = False
    shows: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    every_site: bool = False
    exempt: tuple[str, ...] = ()
    achievements: AchievementsRule | None = None
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
            every = "，缺一不可" if self.every_site else ""
            lines.append(f"公示地点：{'、'.join(self.sites)}{every}。")
        if self.achievements:
            lines += self.achievements.explain()
        if self.exempt:
            lines.append(f"不公示的情形：{'；'.join(self.exempt)}。")
        lines.append(
            f"公示期内收到反映的，核查期间{self.reports.pending.consequence}；"
            f"查明部分属实的，{self.reports.partly_founded.consequence}；"
            f"属实的，{self.reports.founded.consequence}。"
        )
        if self.reports.steps:
            steps = "、".join(
                one.title
                if one.working_days is None
                else f"{one.title}（{said(one.working_days)}个工作日内）"
                for one in self.reports.steps
            )
            lines.append(f"反映登记受理后，依次{steps}。")
        if self.reports.clears:
            lines.append("查无实据的，及时为本人澄清正名。")
        if self.reports.false_reports_to:
            lines.append(f"属于诬告陷害的，移送{self.reports.false_reports_to}处理。")
        return lines

    def missing_sites(self, sites: Collection[str]) -> tuple[str, ...]:
        """The places of the policy at which a notice shown at `sites` is missing."""
        if not self.every_site:
            return ()
        return tuple(one for one in self.sites if one not in sites)

    def judge_achievements(self, facts: AchievementsFacts, parameters: Parameters) -> Outcome:
        """Whether the statement of achievements may go up."""
        finding = Finding(self)
        if self.achievements is not None:
            self.achievements.judge(facts, finding, parameters)
        return Outcome.of(finding)

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
        if self.achievements is not None and not facts.exempt_because:
            shown = facts.achievements or AchievementsFacts(shown_on=facts.as_of)
            self.achievements.judge(shown, finding, parameters)
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
                f"{report.received_on:%Y.%m.%d}收到的反映：{REPORT_VERDICTS[report.verdict]}"
                f"{self._waiting(report, facts.as_of)}。",
                cite=self.reports.cite,
            )
            self._judge_aftermath(report, facts.as_of, finding)
        return Outcome.of(finding)

    def _waiting(self, report: ReceivedReport, as_of: date) -> str:
        """What a report that is being looked into waits for, as the end of a sentence."""
        if report.verdict != "pending":
            return ""
        following = self.reports.next_step(report.steps, decided=False)
        if following is None:
            return ""
        if report.due_on is None:
            return f"，待{following.title}"
        late = (as_of - report.due_on).days
        overdue = f"，已逾期{late}天" if late > 0 else ""
        return f"，{report.due_on:%Y.%m.%d}前{following.title}{overdue}"

    def _judge_aftermath(self, report: ReceivedReport, as_of: date, finding: Finding) -> None:
        if report.verdict == "pending":
            return
        following = self.reports.next_step(report.steps, decided=True)
        if following is not None:
            late = report.due_on is not None and as_of > report.due_on
            by = f"，应在{report.due_on:%Y.%m.%d}前完成" if report.due_on else ""
            finding.missing(
                f"report.{report.id}.{following.id}",
                "公示期反映",
                f"{report.received_on:%Y.%m.%d}收到的反映已有结论，还没有{following.title}{by}"
                f"{'，已经逾期' if late else ''}。",
                cite=self.reports.cite,
            )
        if self.reports.clears and report.verdict == "unfounded" and report.cleared_on is None:
            finding.add(
                f"report.{report.id}.cleared",
                Verdict.FLAG,
                "澄清正名",
                "反映查无实据，还没有为本人澄清正名。",
                cite=self.reports.cite,
            )
