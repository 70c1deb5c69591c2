"""举报办理: steps within working days, three results, and what an unresolved report does."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import model_validator

from xuanxian.conduct.instruments.handling import Handling, HandlingFacts
from xuanxian.policy.expressions import Value
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.kinds import Moment, Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Finding

RESULTS = ("unfounded", "partly_founded", "founded")
"""查无实据, 部分属实, 属实: no fourth one."""


class ReportFacts(HandlingFacts):
    """One report, without what it says.

    Attributes:
        is_false_accusation: whether it was found to be 诬告陷害; None while nobody has looked.
    """

    is_false_accusation: bool | None = None


class ReportHandling(Handling):
    """How a report about a person is handled.

    Attributes:
        channels: how reports come in.
        protects: how whoever reports is protected, in words.
        clears: what is done for a person cleared, in words.
        false_accuser: what follows for a false accuser, in words.
    """

    KIND = "report_handling"
    TITLE = "举报办理"

    kind: Literal["report_handling"] = "report_handling"
    channels: tuple[str, ...] = ()
    protects: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    false_accuser: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _three_results(self) -> "ReportHandling":
        if sorted(each.id for each in self.results) != sorted(RESULTS):
            raise ValueError(
                f"举报只有三种结果，results 要写且只写{'、'.join(RESULTS)}"
                "（查无实据、部分属实、属实）。"
            )
        if self.result("unfounded").verdict.weight > Verdict.FLAG.weight:
            raise ValueError("查无实据的举报不能暂缓或者不得，请改成 pass 或 flag。")
        return self

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        said = []
        if self.channels:
            said.append(Provision(f"受理渠道：{'、'.join(self.channels)}。"))
        said += [Provision(f"{each}。") for each in self.protects]
        said += self.provide_handling("任用被反映人")
        if self.clears:
            said.append(Provision(f"查无实据的，{'；'.join(self.clears)}。"))
        if self.false_accuser:
            said.append(Provision(f"经查属于诬告陷害的，{'；'.join(self.false_accuser)}。"))
        return said

    def decide(self, facts: ReportFacts, parameters: Parameters) -> Outcome:
        """How far the report is, and what it means for the person's appointment."""
        return Outcome.of(self._judged(facts, parameters)[0])

    def _judged(self, facts: ReportFacts, parameters: Parameters) -> tuple[Finding, dict[str, Any]]:
        if facts.is_false_accusation and facts.result and self.result(facts.result).id == "founded":
            raise ValueError("登记为诬告陷害的举报不能同时认定属实，请改正其中一个。")
        finding = Finding(self)
        answer = self.judge_handling(facts, parameters, finding)
        if answer["状态"] == self.result("unfounded").title:
            answer["处理"] += self.clears
            if facts.is_false_accusation:
                answer["处理"] += self.false_accuser
        return finding, answer

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`; answers 状态, 期限 of the next step, 处理, the verdict."""
        finding, answer = self._judged(ReportFacts.model_validate(dict(given)), parameters)
        return self.answer_handling(finding, answer)

    def timeline(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Sequence[Moment]:
        """See `Instrument.timeline`."""
        facts = ReportFacts.model_validate(dict(given))
        return self.course_of_handling(facts, parameters, "收到举报。")
