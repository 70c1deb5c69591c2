"""谈话: who is talked with, by how many, and how many of them must be reached."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from xuanxian.policy.conditions import holds, spoken, stated_requirements
from xuanxian.policy.kinds import Instrument, StatedExpression
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import (
    Facts,
    Finding,
    Parameters,
    Requirement,
    Whole,
    said,
    whole,
)


class TalkRecord(Facts):
    """One talk held. `names` are those the interviewee recommended or spoke about."""

    interviewee: str
    interviewers: tuple[str, ...]
    on: date
    names: tuple[str, ...] = ()


class TalkFacts(Facts):
    """The talks of one purpose: those held and how many people are in the range (应谈)."""

    as_of: date
    due: int = 0
    talks: tuple[TalkRecord, ...] = ()


class Talk(Instrument):
    """谈话推荐, 考察谈话 or 任职谈话.

    Attributes:
        participants: the range of people, in words.
        interviewers_minimum: how many must hold each talk.
        talks_minimum: how many talks there must be.
        requirements: conditions over 应谈, 已谈.
    """

    KIND = "talk"
    TITLE = "谈话"

    kind: Literal["talk"] = "talk"
    participants: tuple[str, ...] = ()
    interviewers_minimum: Whole = 1
    talks_minimum: Whole = 0
    requirements: tuple[Requirement, ...] = ()

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        return stated_requirements(self.requirements, ("应谈", "已谈"))

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        lines = []
        if self.participants:
            lines.append(f"谈话范围：{'、'.join(self.participants)}。")
        if self.interviewers_minimum != 1:
            lines.append(f"每次谈话由{said(self.interviewers_minimum)}人以上进行。")
        if self.talks_minimum:
            lines.append(f"谈话不少于{said(self.talks_minimum)}人次。")
        lines += [spoken(requirement) for requirement in self.requirements]
        return lines or ["谈话的范围和人数没有另行规定。"]

    def decide(self, facts: TalkFacts, parameters: Parameters) -> Outcome:
        """Whether enough talks were held, each by enough people."""
        finding = Finding(self)
        interviewers = whole(self.interviewers_minimum, parameters, of="谈话人数")
        short = [talk for talk in facts.talks if len(set(talk.interviewers)) < interviewers]
        if short:
            finding.missing(
                "interviewers",
                "谈话人数",
                f"有{len(short)}次谈话不足{interviewers}人进行：与"
                f"{'、'.join(talk.interviewee for talk in short)}的谈话。",
                figures={"不足次数": len(short)},
                threshold=f"≥{interviewers}人",
            )
        held = len({talk.interviewee for talk in facts.talks})
        least = whole(self.talks_minimum, parameters, of="谈话人次")
        finding.add(
            "count",
            Verdict.PASS if held >= max(least, 1) else Verdict.HOLD,
            "谈话人次",
            f"已与{held}人谈话，应不少于{max(least, 1)}人。",
            figures={"已谈": held},
            threshold=f"≥{max(least, 1)}人",
        )
        names = {"应谈": Fraction(facts.due), "已谈": Fraction(held)}
        for requirement in self.requirements:
            if requirement.when and not holds(requirement.when, names, parameters):
                continue
            kept = holds(requirement.require, names, parameters)
            finding.add(
                requirement.id,
                Verdict.PASS if kept else requirement.verdict_of_breach,
                requirement.label,
                f"应谈{facts.due}人，已谈{held}人，"
                f"{'符合' if kept else '不符合'}“{requirement.label}”。",
                figures=names,
                threshold=requirement.require,
                cite=requirement.cite,
            )
        return Outcome.of(finding)
