"""容错: a fault may be tolerated only if every condition holds and no exclusion does."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.conduct.instruments.deadlines import (
    Step,
    course_of_steps,
    judge_steps,
    refuse_unfit_steps,
    said_steps,
)
from xuanxian.conduct.instruments.declared import judge, refuse_repeated, stated_figures
from xuanxian.conduct.instruments.written_out import WrittenOut
from xuanxian.policy.expressions import Value, ValueType
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.instruments.saying import read_aloud
from xuanxian.policy.instruments.subjects import NamedValue, names_of, values_given
from xuanxian.policy.kinds import Moment, Provision, StatedExpression
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Part


class Condition(Part):
    """What has to hold, together with all others."""

    id: str
    label: str
    require: str
    cite: str = ""


class Exclusion(Part):
    """What rules tolerance out, whatever else holds."""

    id: str
    label: str
    when: str
    cite: str = ""


class ToleranceFacts(Facts):
    """One application.

    Attributes:
        situation: which of the listed situations the fault belongs to; "" while nobody has said.
        values: circumstances; what is missing is unknown.
        applied_on, done: when it was applied for, and step → day done.
    """

    as_of: date | None = None
    situation: str = ""
    values: Mapping[str, Any] = {}
    applied_on: date | None = None
    done: Mapping[str, date] = {}


class Tolerance(WrittenOut):
    """When a fault may be tolerated.

    Attributes:
        applicants, decided_by: who applies and who decides, in words.
        situations: the listed situations, in words.
        incomplete: whether the source counts more situations than it names; then a situation that
            is not listed holds instead of barring.
        conditions: all must hold.
        exclusions: none may.
        effects: what a tolerated fault does not touch, in words.
        afterwards: what is done besides, in words.
        steps: the procedure.
    """

    KIND = "tolerance"
    TITLE = "容错"

    kind: Literal["tolerance"] = "tolerance"
    applicants: str = ""
    decided_by: str = ""
    situations: tuple[str, ...] = ()
    incomplete: bool = False
    values: dict[str, NamedValue] = {}
    conditions: tuple[Condition, ...] = Field(min_length=1)
    exclusions: tuple[Exclusion, ...] = ()
    effects: tuple[str, ...] = ()
    afterwards: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> "Tolerance":
        ids = [*(each.id for each in self.conditions), *(each.id for each in self.exclusions)]
        refuse_repeated(ids, "conditions、exclusions")
        refuse_repeated(self.situations, "situations")
        refuse_unfit_steps(self.steps)
        return self

    @property
    def names(self) -> dict[str, ValueType]:
        """What conditions may name."""
        return names_of("case", self.values)

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        return [
            *(
                StatedExpression(("conditions", each.id, "require"), each.require, self.names)
                for each in self.conditions
            ),
            *(
                StatedExpression(("exclusions", each.id, "when"), each.when, self.names)
                for each in self.exclusions
            ),
        ]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a condition, an exclusion and a step."""
        said = []
        if self.applicants or self.decided_by:
            said.append(
                Provision(
                    f"{self.applicants or '当事人'}提出申请，"
                    f"{self.decided_by or '组织'}调查核实并认定。"
                )
            )
        if self.situations:
            more = "等" if self.incomplete else ""
            listed = "；".join(self.situations)
            said.append(Provision(f"可以申请容错的情形：{listed}{more}。"))
        said.append(Provision("同时具备下列条件的，可以容错："))
        said += [
            Provision(f"{self._labelled(each.label, each.require)}。", each.cite,
                      ("conditions", each.id))
            for each in self.conditions
        ]  # fmt: skip
        if self.exclusions:
            said.append(Provision("有下列情形之一的，一律不予容错："))
        said += [
            Provision(f"{self._labelled(each.label, each.when)}。", each.cite,
                      ("exclusions", each.id))
            for each in self.exclusions
        ]  # fmt: skip
        said.append(Provision("任何一条不具备的不予容错；情况不明的暂缓，不当作具备。"))
        if self.effects:
            said.append(Provision(f"认定容错的：{'；'.join(self.effects)}。"))
        said += said_steps(self.steps)
        return [*said, *(Provision(f"{each}。") for each in self.afterwards)]

    def _labelled(self, label: str, condition: str) -> str:
        """A condition after its label, unless both say the same."""
        said = read_aloud(condition, self.names)
        return label if said == label else f"{label}（{said}）"

    def suggestions(self) -> Mapping[str, Sequence[str]]:
        """See `Instrument.suggestions`: the situations that are listed."""
        own = {"situation": self.situations} if self.situations else {}
        return {**super().suggestions(), **own}

    def decide(self, facts: ToleranceFacts, parameters: Parameters) -> Outcome:
        """Whether the fault may be tolerated, and how far the procedure is."""
        return Outcome.of(self._judged(facts, parameters)[0])

    def _judged(
        self, facts: ToleranceFacts, parameters: Parameters
    ) -> tuple[Finding, dict[str, Any]]:
        finding = Finding(self)
        values = values_given(facts.values, self.names)
        self._judge_situation(facts, finding)
        for exclusion in self.exclusions:
            judged = judge(exclusion.when, self.names, values, parameters)
            self._note(exclusion, judged.met, True, stated_figures(judged.figures), finding)
        for condition in self.conditions:
            judged = judge(condition.require, self.names, values, parameters)
            self._note(condition, judged.met, False, stated_figures(judged.figures), finding)
        merits = Outcome.of(finding).verdict
        answer: dict[str, Any] = {
            "认定": {
                Verdict.PASS: "可以容错",
                Verdict.FLAG: "可以容错",
                Verdict.HOLD: "情况不明，暂缓认定",
                Verdict.BAR: "不予容错",
            }[merits],
            "效果": list(self.effects) if merits.weight < Verdict.HOLD.weight else [],
        }
        if facts.applied_on and self.steps and facts.as_of:
            judge_steps(self.steps, facts.applied_on, facts.done, facts.as_of, parameters, finding)
        return finding, answer

    def _judge_situation(self, facts: ToleranceFacts, finding: Finding) -> None:
        if not self.situations:
            return
        listed = "；".join(self.situations)
        if not facts.situation:
            finding.missing("situation", "情形", "情况不明：没有写明属于哪一种情形。")
        elif facts.situation in self.situations:
            finding.met("situation", "情形", f"属于“{facts.situation}”。")
        elif self.incomplete:
            finding.missing(
                "situation",
                "情形",
                f"“{facts.situation}”不在已列的情形之中，而名单并不完整，请核对原文。",
                threshold=listed,
            )
        else:
            finding.add(
                "situation",
                Verdict.BAR,
                "情形",
                f"“{facts.situation}”不属于可以容错的情形。",
                threshold=listed,
            )

    def _note(
        self,
        rule: Condition | Exclusion,
        met: bool | None,
        excludes: bool,
        figures: str,
        finding: Finding,
    ) -> None:
        if met is None:
            finding.missing(
                rule.id, rule.label, f"情况不明：{figures}，不能判断“{rule.label}”，请核实。"
            )
        elif met is excludes:
            said = "属于一律不予容错的情形" if excludes else "不具备这一条件"
            finding.add(rule.id, Verdict.BAR, rule.label, f"{figures}，{said}。", cite=rule.cite)
        else:
            said = "没有这一情形" if excludes else "具备这一条件"
            finding.met(rule.id, rule.label, f"{figures}，{said}。", cite=rule.cite)

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`; `given` fits `ToleranceFacts`.

        Answers 认定, 效果 (what a tolerated fault does not touch) and the verdict.
        """
        return self._answer(ToleranceFacts.model_validate(dict(given)), parameters)

    def _answer(self, facts: ToleranceFacts, parameters: Parameters) -> dict[str, Any]:
        finding, answer = self._judged(facts, parameters)
        rules = {reason.rule.partition(".")[2]: reason.verdict.value for reason in finding}
        return {**answer, "verdict": Outcome.of(finding).verdict.value, "rules": rules}

    def timeline(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Sequence[Moment]:
        """See `Instrument.timeline`: the application and the steps of its procedure."""
        facts = ToleranceFacts.model_validate(dict(given))
        if facts.applied_on is None:
            return ()
        moments = [
            Moment(facts.applied_on, "提出容错申请。"),
            *course_of_steps(self.steps, facts.applied_on, facts.done, parameters),
        ]
        return [
            Moment(
                moment.on,
                moment.said,
                self._answer(facts.model_copy(update={"as_of": moment.on}), parameters),
            )
            for moment in moments
            if facts.as_of is None or moment.on <= facts.as_of
        ]


def _cited(cite: str) -> str:
    return f"（{cite}）" if cite else ""
