"""申诉、复核: against which results, by when, decided by whom, and what a decision does."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from pydantic import model_validator

from xuanxian.conduct.instruments.deadlines import Deadline, day_said
from xuanxian.conduct.instruments.handling import Handling, HandlingFacts
from xuanxian.policy.expressions import Value
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.kinds import Moment, Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Finding


class AppealFacts(HandlingFacts):
    """One appeal.

    Attributes:
        told_on: the day the person was told the result; None where nobody wrote it down.
    """

    told_on: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "AppealFacts":
        if self.told_on and self.begun_on < self.told_on:
            raise ValueError("提出日期早于告知日期，请改正其中一个。")
        return self


class Appeal(Handling):
    """How somebody has a result looked at again.

    Attributes:
        against: ids of the instruments of this policy whose results it is about; () for all.
        to: who decides, in words.
        within: by when it has to be filed, from the day the person was told; None without limit.
        accepts_late: what a late appeal means: people decide on it, by default.
    """

    KIND = "appeal"
    TITLE = "申诉复核"

    kind: Literal["appeal"] = "appeal"
    against: tuple[str, ...] = ()
    to: str
    within: Deadline | None = None
    accepts_late: Verdict = Verdict.HOLD

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        what = "、".join(self.against) or "本制度的结果"
        within = f"自得知结果之日起{self.within.spoken}内" if self.within else "随时"
        late = "；逾期提出的，是否受理由人决定" if self.within else ""
        lead = Provision(f"对{what}有异议的，本人可以{within}向{self.to}提出{late}。")
        return [lead, *self.provide_handling("执行有异议的结果")]

    def decide(self, facts: AppealFacts, parameters: Parameters) -> Outcome:
        """Whether the appeal is in time, how far it is, and what it means for the result."""
        return Outcome.of(self._judged(facts, parameters)[0])

    def _judged(self, facts: AppealFacts, parameters: Parameters) -> tuple[Finding, dict[str, Any]]:
        finding = Finding(self)
        if self.within:
            if facts.told_on is None:
                finding.missing(
                    "within", "提出期限", "情况不明：没有登记告知日期，不知是否逾期提出。"
                )
            else:
                last = self.within.last_day(facts.told_on, parameters)
                is_late = facts.begun_on > last
                finding.add(
                    "within",
                    self.accepts_late if is_late else Verdict.PASS,
                    "提出期限",
                    f"{day_said(facts.begun_on)}提出，期限为{day_said(last)}"
                    f"{'，逾期，是否受理由人决定' if is_late else ''}。",
                    threshold=f"{day_said(last)}前",
                )
        return finding, self.judge_handling(facts, parameters, finding)

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`; answers 状态, 期限 of the next step, 处理, the verdict."""
        finding, answer = self._judged(AppealFacts.model_validate(dict(given)), parameters)
        return self.answer_handling(finding, answer)

    def timeline(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Sequence[Moment]:
        """See `Instrument.timeline`."""
        facts = AppealFacts.model_validate(dict(given))
        return self.course_of_handling(facts, parameters, "本人提出。")
