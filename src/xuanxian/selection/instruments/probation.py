"""任职试用期: how long, for whom, and what may follow."""

from datetime import date, timedelta
from typing import Literal

from pydantic import Field, model_validator

from xuanxian.kernel.deadlines import add_months
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

Effect = Literal["confirm", "extend", "relieve"]


class ProbationOutcome(Part):
    """What an assessment may end in.

    Attributes:
        effect: the person stays, is tried longer, or is relieved.
        months: by how much an extension is.
    """

    id: str
    title: str
    effect: Effect
    months: Whole | None = None

    @model_validator(mode="after")
    def _extension_has_months(self) -> "ProbationOutcome":
        if (self.effect == "extend") != (self.months is not None):
            raise ValueError("只有 effect 为 extend 的结论写 months，并且必须写")
        return self


class ProbationFacts(Facts):
    """The probation of one person on the day `as_of`.

    Attributes:
        manner: 任用方式 of the post, as 委任制 or 选任制.
        started_on: day the appointment counts from.
        until: last day of the probation, extensions included; None when there is none.
        outcome: id of the assessment's outcome, "" before it.
        extended: extensions so far.
    """

    as_of: date
    manner: str = ""
    started_on: date | None = None
    until: date | None = None
    outcome: str = ""
    assessed_on: date | None = None
    extended: int = 0


class Probation(Instrument):
    """How an appointment is tried.

    Attributes:
        months: length of the probation.
        exempt: 任用方式 without probation.
        outcomes: what the assessment may end in.
        extensions_maximum: how often it may be prolonged.
        keeps_former_level: who is relieved is placed by the former level.
    """

    KIND = "probation"
    TITLE = "试用期"

    kind: Literal["probation"] = "probation"
    months: Whole
    exempt: tuple[str, ...] = ()
    outcomes: tuple[ProbationOutcome, ...] = Field(min_length=1)
    extensions_maximum: Whole = 0
    keeps_former_level: bool = True

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        lines = [f"任职试用期{said(self.months)}个月。"]
        if self.exempt:
            lines.append(f"{'、'.join(self.exempt)}的职务不实行试用期。")
        lines.append(f"试用期满考核，结论为{'、'.join(one.title for one in self.outcomes)}。")
        if self.keeps_former_level:
            lines.append("不胜任的免去试任职务，一般按试任前职级或职务层次安排工作。")
        return lines

    def applies(self, manner: str) -> bool:
        """Whether a post filled in this manner has a probation."""
        return manner not in self.exempt

    def last_day(self, started_on: date, parameters: Parameters) -> date:
        """Last day of a probation that counts from `started_on`."""
        months = whole(self.months, parameters, of="试用期（月）")
        return add_months(started_on, months) - timedelta(days=1)

    def extended_until(
        self, until: date, outcome: ProbationOutcome, parameters: Parameters
    ) -> date:
        """Last day after an extension of a probation that ended on `until`."""
        months = whole(outcome.months or 0, parameters, of="延长试用期（月）")
        return add_months(until + timedelta(days=1), months) - timedelta(days=1)

    def outcome(self, outcome_id: str) -> ProbationOutcome | None:
        """The outcome with this id, None when there is none."""
        return next((one for one in self.outcomes if one.id == outcome_id), None)

    def decide(self, facts: ProbationFacts, parameters: Parameters) -> Outcome:
        """Whether the probation has been passed."""
        finding = Finding(self)
        if facts.started_on is None:
            finding.missing("started", "试用期", "还没有任职。")
            return Outcome.of(finding)
        if not self.applies(facts.manner):
            finding.met("exempt", "试用期", f"{facts.manner}职务不实行试用期。")
            return Outcome.of(finding)
        until = facts.until or self.last_day(facts.started_on, parameters)
        ended = self.outcome(facts.outcome)
        if ended and ended.effect == "confirm":
            finding.met("assessment", "试用期考核", f"试用期考核结论：{ended.title}。")
        elif ended and ended.effect == "relieve":
            finding.add("assessment", Verdict.BAR, "试用期考核", f"试用期考核结论：{ended.title}。")
        elif facts.as_of <= until:
            finding.missing("period", "试用期", f"试用期到{until:%Y.%m.%d}，还没有期满。")
        else:
            finding.missing(
                "assessment", "试用期考核", f"试用期已于{until:%Y.%m.%d}届满，应当考核。"
            )
        most = whole(self.extensions_maximum, parameters, of="延长试用期次数")
        if facts.extended > most:
            finding.add(
                "extensions",
                Verdict.BAR,
                "延长试用期",
                f"试用期已延长{facts.extended}次，制度只许{most}次。",
                figures={"延长次数": facts.extended},
                threshold=f"≤{most}次",
            )
        return Outcome.of(finding)
