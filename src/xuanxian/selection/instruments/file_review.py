"""干部档案任前审核: item by item, by several reviewers, with one of the policy's conclusions."""

from datetime import date
from typing import Literal

from pydantic import Field

from xuanxian.policy.kinds import Instrument
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import (
    Facts,
    Finding,
    Named,
    Parameters,
    Part,
    Whole,
    said,
    whole,
)


class Conclusion(Part):
    """A conclusion of the review and what it means for the case."""

    id: str
    title: str
    verdict: Verdict


class ReviewStep(Part):
    """One step of the review, as 初审 or 复审, and how many people do it."""

    title: str
    reviewers: Whole


class ItemFinding(Facts):
    """What the reviewers found on one item: consistent, or in doubt and why.

    Attributes:
        evidence: which papers of the archive say so, with their pages.
    """

    consistent: bool
    determined: str = ""
    doubt: str = ""
    evidence: str = ""


class FileReviewFacts(Facts):
    """The review of one person's file.

    Attributes:
        reviewers: everybody who reviewed, where it is not said who did which step.
        by_step: title of the step → who did it.
    """

    as_of: date
    findings: dict[str, ItemFinding] = {}
    reviewers: tuple[str, ...] = ()
    by_step: dict[str, tuple[str, ...]] = {}
    conclusion: str = ""
    reviewed_on: date | None = None
    person_signed_on: date | None = None


class FileReview(Instrument):
    """三龄两历一身份 and what else is compared.

    Attributes:
        items: what is compared.
        reviewers_minimum: how many review, where the policy knows no steps.
        steps: the steps of the review, each done by other people than the steps before.
        conclusions: the conclusions open to them.
        person_signs: the person confirms the result with a signature.
        evidence: every item names the papers and pages it rests on.
        doubt: what an item in doubt means whatever the conclusion says.
    """

    KIND = "file_review"
    TITLE = "档案审核"

    kind: Literal["file_review"] = "file_review"
    items: tuple[Named, ...] = Field(min_length=1)
    reviewers_minimum: Whole = 1
    steps: tuple[ReviewStep, ...] = ()
    conclusions: tuple[Conclusion, ...] = Field(min_length=1)
    person_signs: bool = False
    evidence: bool = False
    doubt: Verdict = Verdict.HOLD

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        conclusions = "；".join(f"{one.title}（{one.verdict.label}）" for one in self.conclusions)
        return [
            f"档案逐项审核{'、'.join(item.title for item in self.items)}，"
            f"由{self._said_reviewers()}审核"
            f"{'，每项写明依据的材料和页码' if self.evidence else ''}"
            f"{'，由本人签字确认' if self.person_signs else ''}。",
            f"审核结论为下列之一：{conclusions}。有一项存疑未认定的，{self.doubt.consequence}。",
        ]

    def _said_reviewers(self) -> str:
        if not self.steps:
            return f"{said(self.reviewers_minimum)}人以上"
        listed = "、".join(f"{said(step.reviewers)}人{step.title}" for step in self.steps)
        return f"{listed}（不得为同一人），逐级"

    def reviewers_needed(self, parameters: Parameters) -> int:
        """How many different people have to review a file."""
        if not self.steps:
            return whole(self.reviewers_minimum, parameters, of="档案审核人数")
        return sum(whole(step.reviewers, parameters, of=step.title) for step in self.steps)

    def decide(self, facts: FileReviewFacts, parameters: Parameters) -> Outcome:
        """Whether the file stands in the way."""
        finding = Finding(self)
        if facts.reviewed_on is None:
            finding.missing("review", "档案审核", "干部人事档案还没有审核。")
            return Outcome.of(finding)
        for item in self.items:
            found = facts.findings.get(item.id)
            if found is None:
                finding.missing(f"item.{item.id}", item.title, f"{item.title}还没有审核。")
            elif found.consistent:
                determined = f"，认定为{found.determined}" if found.determined else ""
                if self.evidence and not found.evidence:
                    finding.missing(
                        f"item.{item.id}", item.title, f"{item.title}没有写明依据的材料和页码。"
                    )
                    continue
                rests = f"，见{found.evidence}" if found.evidence else ""
                finding.met(
                    f"item.{item.id}", item.title, f"{item.title}记载一致{determined}{rests}。"
                )
            else:
                finding.add(
                    f"item.{item.id}",
                    self.doubt,
                    item.title,
                    f"{item.title}存疑：{found.doubt or '记载不一致'}。",
                )
        self._judge_reviewers(facts, finding, parameters)
        conclusion = next((one for one in self.conclusions if one.id == facts.conclusion), None)
        if conclusion is None:
            finding.missing("conclusion", "审核结论", "档案审核还没有结论。")
        else:
            finding.add(
                "conclusion",
                conclusion.verdict,
                "审核结论",
                f"{facts.reviewed_on:%Y.%m.%d}档案审核结论为“{conclusion.title}”。",
            )
        if self.person_signs and facts.person_signed_on is None:
            finding.missing("person_signs", "本人确认", "本人还没有签字确认审核结果。")
        return Outcome.of(finding)

    def _judge_reviewers(
        self, facts: FileReviewFacts, finding: Finding, parameters: Parameters
    ) -> None:
        everybody = {*facts.reviewers, *(name for step in facts.by_step.values() for name in step)}
        least = self.reviewers_needed(parameters)
        finding.add(
            "reviewers",
            Verdict.PASS if len(everybody) >= least else Verdict.HOLD,
            "审核人数",
            f"审核人{len(everybody)}名，应不少于{least}名。",
            figures={"审核人": len(everybody)},
            threshold=f"≥{least}名",
        )
        if not facts.by_step:
            return
        before: set[str] = set()
        for step in self.steps:
            names = set(facts.by_step.get(step.title, ()))
            wanted = whole(step.reviewers, parameters, of=step.title)
            if len(names) < wanted:
                finding.missing(
                    f"step.{step.title}",
                    step.title,
                    f"{step.title}{len(names)}人，应不少于{wanted}人。",
                    figures={"审核人": len(names)},
                    threshold=f"≥{wanted}人",
                )
            if twice := sorted(names & before):
                finding.missing(
                    f"step.{step.title}",
                    step.title,
                    f"{'、'.join(twice)}已经参加前一步审核，{step.title}应由其他人进行。",
                )
            before |= names
