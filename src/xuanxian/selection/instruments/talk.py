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
    Named,
    Parameters,
    Requirement,
    Whole,
    said,
    whole,
)


class TalkRecord(Facts):
    """One talk held.

    Attributes:
        names: those the interviewee recommended or spoke about.
        of_class: id of the class the interviewee belongs to, "" where classes are not asked for.
        noted: whether what was said was written down.
        signed_by: interviewers who signed the notes.
    """

    interviewee: str
    interviewers: tuple[str, ...]
    on: date
    names: tuple[str, ...] = ()
    of_class: str = ""
    noted: bool = False
    signed_by: tuple[str, ...] = ()


class PlannedTalk(Facts):
    """Somebody who is to be talked with."""

    interviewee: str
    of_class: str


class TalkFacts(Facts):
    """The talks of one purpose: those held and how many people are in the range (应谈)."""

    as_of: date
    due: int = 0
    talks: tuple[TalkRecord, ...] = ()
    planned: tuple[PlannedTalk, ...] = ()


class IntervieweeClass(Named):
    """A class of people who are talked with.

    Attributes:
        found_as: whom the program proposes: the other members of the person's own team
            (`leaders`), those who hold posts of its sections (`sections`), the chiefs of the units
            directly under it (`subordinates`), the person (`person`); "" are named by hand.
        minimum: how many of them must be talked with.
        everybody: whether all of them on the schedule must.
    """

    found_as: Literal["leaders", "sections", "subordinates", "person", ""] = ""
    minimum: Whole = 0
    everybody: bool = False


class Talk(Instrument):
    """谈话推荐, 考察谈话 or 任职谈话.

    Attributes:
        participants: the range of people, in words.
        interviewers_minimum: how many must hold each talk.
        talks_minimum: how many talks there must be.
        classes: who is talked with, class by class.
        notes_signed: what was said is written down and signed by all who held the talk.
        requirements: conditions over 应谈, 已谈.
    """

    KIND = "talk"
    TITLE = "谈话"

    kind: Literal["talk"] = "talk"
    participants: tuple[str, ...] = ()
    interviewers_minimum: Whole = 1
    talks_minimum: Whole = 0
    classes: tuple[IntervieweeClass, ...] = ()
    notes_signed: bool = False
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
        for one in self.classes:
            asked = ["都要谈到"] if one.everybody else []
            if one.minimum:
                asked.append(f"不少于{said(one.minimum)}人")
            lines.append(f"与{'，'.join([f'{one.title}谈话', *asked])}。")
        if self.notes_signed:
            lines.append("谈话记录由谈话人签字。")
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
                # Who is talked with is known to those who work at it only: numbers, no names.
                f"有{len(short)}次谈话不足{interviewers}人进行。",
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
        for one in self.classes:
            self._judge_class(one, facts, finding, parameters)
        if self.notes_signed:
            self._judge_notes(facts, finding)
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

    def _judge_class(
        self, asked: IntervieweeClass, facts: TalkFacts, finding: Finding, parameters: Parameters
    ) -> None:
        met = {talk.interviewee for talk in facts.talks if talk.of_class == asked.id}
        least = whole(asked.minimum, parameters, of=f"与{asked.title}谈话人数")
        if least:
            finding.add(
                f"class.{asked.id}",
                Verdict.PASS if len(met) >= least else Verdict.HOLD,
                f"与{asked.title}谈话",
                f"已与{asked.title}{len(met)}人谈话，应不少于{least}人。",
                figures={"已谈": len(met)},
                threshold=f"≥{least}人",
            )
        if asked.everybody:
            planned = {one.interviewee for one in facts.planned if one.of_class == asked.id}
            open_ = len(planned - met)
            finding.add(
                f"everybody.{asked.id}",
                Verdict.HOLD if open_ or not planned else Verdict.PASS,
                f"与{asked.title}谈话",
                f"{asked.title}应谈{len(planned)}人，还有{open_}人没有谈。"
                if planned
                else f"{asked.title}还没有列入谈话安排。",
                figures={"应谈": len(planned), "未谈": open_},
            )

    def _judge_notes(self, facts: TalkFacts, finding: Finding) -> None:
        open_ = sum(
            not talk.noted or not set(talk.interviewers) <= set(talk.signed_by)
            for talk in facts.talks
        )
        finding.add(
            "notes",
            Verdict.HOLD if open_ else Verdict.PASS,
            "谈话记录",
            f"有{open_}次谈话没有记录，或谈话人没有都签字。"
            if open_
            else "谈话都有记录，谈话人都已签字。",
            figures={"未完成": open_},
        )
