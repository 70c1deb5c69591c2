"""What an appeal and a report have in common: steps within deadlines, and what each result means.

While a matter is open it stands as the policy says; nothing follows from silence.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Self

from pydantic import Field, model_validator

from xuanxian.conduct.instruments.deadlines import (
    Step,
    course_of_steps,
    day_said,
    judge_steps,
    refuse_unfit_steps,
    said_steps,
)
from xuanxian.conduct.instruments.declared import meaning_for, refuse_repeated
from xuanxian.conduct.instruments.written_out import WrittenOut
from xuanxian.policy.expressions import Value
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.kinds import Moment, Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Named


class Result(Named):
    """What the handling may end in.

    Attributes:
        verdict: what it means for the matter it is about.
        effects: what is then done, in words.
    """

    verdict: Verdict
    effects: tuple[str, ...] = ()
    cite: str = ""


class HandlingFacts(Facts):
    """One matter under way.

    Attributes:
        begun_on: the day the appeal was filed or the report received.
        done: step → the day it was done.
        result: id or title of the result; "" while there is none.
    """

    as_of: date
    begun_on: date
    done: Mapping[str, date] = {}
    result: str = ""


class Handling(WrittenOut):
    """A matter that is handled in steps and ends in one of several results.

    Attributes:
        steps: each runs from the end of the one before, the first from the beginning.
        results: what it may end in.
        open_verdict: what it means while it is open, `while_open` in the file.
    """

    steps: tuple[Step, ...] = ()
    results: tuple[Result, ...] = Field(min_length=2)
    open_verdict: Verdict = Field(default=Verdict.HOLD, alias="while_open")

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        refuse_unfit_steps(self.steps)
        refuse_repeated((each.id for each in self.results), "results")
        refuse_repeated((each.title for each in self.results), "results › title")
        return self

    def result(self, name: str) -> Result:
        """The result with this id or title.

        Raises:
            ValueError: there is none.
        """
        for each in self.results:
            if name in {each.id, each.title}:
                return each
        known = "、".join(each.title for each in self.results)
        raise ValueError(f"没有“{name}”这种结果，可用的有：{known}。")

    def provide_handling(self, matter: str) -> list[Provision]:
        """Steps and results as provisions; `matter` is what they are about."""
        late = "" if self.open_verdict is Verdict.PASS else "；逾期没有办结的仍按没有办结处理"
        said = [
            *said_steps(self.steps),
            Provision(f"没有办结以前，{meaning_for(matter, self.open_verdict)}{late}。"),
            Provision("办结以后，按结果处理："),
        ]
        for each in self.results:
            # What is only to be noted says itself in its effects.
            is_said = each.verdict is Verdict.FLAG and each.effects
            meaning = [] if is_said else [meaning_for(matter, each.verdict)]
            text = f"{each.title}的，{'；'.join([*meaning, *each.effects])}。"
            said.append(Provision(text, each.cite, ("results", each.id)))
        return said

    def suggestions(self) -> Mapping[str, Sequence[str]]:
        """See `Instrument.suggestions`: the results."""
        return {**super().suggestions(), "result": tuple(each.title for each in self.results)}

    def judge_handling(
        self, facts: HandlingFacts, parameters: Parameters, finding: Finding
    ) -> dict[str, Any]:
        """Note how far the steps are and what the result means; answers 状态, 期限, 处理."""
        progress = judge_steps(
            self.steps,
            facts.begun_on,
            facts.done,
            facts.as_of,
            parameters,
            finding,
            undone=self.open_verdict,
        )
        answer: dict[str, Any] = {
            "状态": "已办结",
            "期限": progress.due.isoformat() if progress.due else None,
            "处理": [],
        }
        is_done = progress.next_step is None
        if facts.result and is_done:
            result = self.result(facts.result)
            answer["状态"] = result.title
            answer["处理"] = list(result.effects)
            said = "；".join([f"结果为{result.title}", *result.effects])
            finding.add("result", result.verdict, "结果", f"{said}。", cite=result.cite)
            return answer
        answer["状态"] = "办理中"
        if progress.next_step is not None:
            answer["状态"] = f"待{progress.next_step.title}"
        finding.add(
            "result",
            self.open_verdict,
            "结果",
            f"{day_said(facts.begun_on)}开始办理，还没有结果。"
            if not facts.result
            else f"已登记结果“{self.result(facts.result).title}”，但步骤没有办完，不作为结果。",
        )
        return answer

    def answer_handling(self, finding: Finding, answer: Mapping[str, Any]) -> dict[str, Any]:
        """What is answered to a case."""
        rules = {reason.rule.partition(".")[2]: reason.verdict.value for reason in finding}
        return {**answer, "verdict": Outcome.of(finding).verdict.value, "rules": rules}

    def course_of_handling(
        self, facts: HandlingFacts, parameters: Mapping[str, Value], begins: str
    ) -> Sequence[Moment]:
        """The beginning and every step, with how things stand on each day."""
        moments = [
            Moment(facts.begun_on, begins),
            *course_of_steps(self.steps, facts.begun_on, facts.done, parameters),
        ]
        course = []
        for moment in moments:
            if moment.on > facts.as_of:
                continue
            is_done = all(facts.done.get(step.id, date.max) <= moment.on for step in self.steps)
            given = facts.model_dump() | {
                "as_of": moment.on,
                "result": facts.result if is_done else "",
            }
            course.append(Moment(moment.on, moment.said, self.rehearse(given, parameters)))
        return course
