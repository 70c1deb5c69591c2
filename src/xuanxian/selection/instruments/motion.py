"""动议: the plan of a round, who approves it, and whether the establishment has room."""

from collections.abc import Mapping
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
    RoleCode,
    Whole,
    role_names,
    said,
    whole,
)


class Approver(Part):
    """Whose approval the motion needs: a body or person by title, acting in a role."""

    id: str
    title: str
    roles: tuple[RoleCode, ...]


class EstablishmentRule(Part):
    """职数预审: what a post over the approved number, or without one, means.

    Attributes:
        over: verdict of a post over the approved number.
        unknown: verdict where no figure is on the books.
        reserved_counts: 预留职数 are no vacancies.
        refuse: what does not pass the review does not start (预审不通过不上会): the post cannot
            even be put up.
    """

    over: Verdict = Verdict.HOLD
    unknown: Verdict = Verdict.HOLD
    reserved_counts: bool = True  # 预留职数不作空缺使用
    refuse: bool = False


class Approval(Facts):
    """An approval given."""

    approver: str
    by: str
    on: date


class EstablishmentFacts(Facts):
    """职数 of one unit and rank on the day of the motion.

    Attributes:
        approved: 核定, None when no figure is on the books.
        filled: 实有, holders of posts that count.
        reserved: 预留.
        leaving: of the filled, those whose removal this round already plans.
        planned: 拟配, seats of this and other open rounds, this one included.
    """

    unit: str
    rank: str
    approved: int | None = None
    filled: int = 0
    reserved: int = 0
    leaving: int = 0
    planned: int = 1


class MotionFacts(Facts):
    """What is known of a motion on the day `as_of`; `plan` is element id → what was written."""

    as_of: date
    occasion: str = ""
    plan: Mapping[str, str] = {}
    approvals: tuple[Approval, ...] = ()
    establishment: tuple[EstablishmentFacts, ...] = ()
    candidates: int | None = None


class Motion(Instrument):
    """How a round may be moved.

    Attributes:
        occasions: the only occasions of a motion; empty: no limit.
        plan: elements the plan must state.
        approvers: approvals needed, in their order.
        establishment: the check of 职数.
        candidates_minimum: least number of people proposed for a post.
        candidates_maximum: largest number of people proposed for a post; None: no limit.
    """

    KIND = "motion"
    TITLE = "动议"

    kind: Literal["motion"] = "motion"
    occasions: tuple[str, ...] = ()
    plan: tuple[Named, ...] = ()
    approvers: tuple[Approver, ...] = ()
    establishment: EstablishmentRule = Field(default_factory=EstablishmentRule)
    candidates_minimum: Whole = 1
    candidates_maximum: Whole | None = None

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        lines = []
        if self.occasions:
            lines.append(f"只在下列情形动议：{'；'.join(self.occasions)}。")
        if self.plan:
            lines.append(f"动议方案写明{'、'.join(part.title for part in self.plan)}。")
        for approver in self.approvers:
            lines.append(f"方案须经{approver.title}同意（由{role_names(approver.roles)}登记）。")
        lines.append(
            f"动议前预审职数：超出核定职数的，{self.establishment.over.consequence}；"
            f"没有核定数的，{self.establishment.unknown.consequence}。"
            + ("预审不通过的职位不予启动。" if self.establishment.refuse else "")
        )
        most = (
            "" if self.candidates_maximum is None else f"，不多于{said(self.candidates_maximum)}人"
        )
        if self.candidates_minimum != 1 or most:
            lines.append(f"每个职位的动议人选不少于{said(self.candidates_minimum)}人{most}。")
        return lines

    def decide_establishment(self, facts: EstablishmentFacts) -> Outcome:
        """职数预审 of one unit and rank."""
        finding = Finding(self)
        _judge_establishment(self, facts, finding)
        return Outcome.of(finding)

    def decide(self, facts: MotionFacts, parameters: Parameters) -> Outcome:
        """Whether the motion stands: occasion, plan, approvals, establishment, people."""
        finding = Finding(self)
        if self.occasions:
            if facts.occasion in self.occasions:
                finding.met("occasion", "动议时机", f"属于“{facts.occasion}”。")
            else:
                finding.add(
                    "occasion",
                    Verdict.HOLD,
                    "动议时机",
                    f"动议时机“{facts.occasion or '未填'}”不在制度所列情形之内。",
                    threshold="；".join(self.occasions),
                )
        for establishment in facts.establishment:
            _judge_establishment(self, establishment, finding)
        for element in self.plan:
            if facts.plan.get(element.id, "").strip():
                finding.met(f"plan.{element.id}", element.title, f"方案已写明{element.title}。")
            else:
                finding.missing(
                    f"plan.{element.id}", element.title, f"动议方案没有写明{element.title}。"
                )
        if facts.candidates is not None:
            least = whole(self.candidates_minimum, parameters, of="动议人选数")
            most = (
                None
                if self.candidates_maximum is None
                else whole(self.candidates_maximum, parameters, of="动议人选数上限")
            )
            kept = facts.candidates >= least and (most is None or facts.candidates <= most)
            line = f"不少于{least}名" + ("" if most is None else f"、不多于{most}名")
            finding.add(
                "candidates",
                Verdict.PASS if kept else Verdict.HOLD,
                "动议人选数",
                f"该职位现有人选{facts.candidates}名，制度要求{line}。",
                figures={"人选": facts.candidates},
                threshold=line,
            )
        given = {approval.approver: approval for approval in facts.approvals}
        for approver in self.approvers:
            approval = given.get(approver.id)
            if approval:
                finding.met(
                    f"approval.{approver.id}",
                    f"{approver.title}同意",
                    f"{approval.on:%Y.%m.%d}由{approval.by}登记同意。",
                )
            else:
                finding.missing(
                    f"approval.{approver.id}",
                    f"{approver.title}同意",
                    f"动议方案还没有{approver.title}的同意意见。",
                )
        return Outcome.of(finding)


def _judge_establishment(motion: Motion, facts: EstablishmentFacts, finding: Finding) -> None:
    rule = f"establishment.{facts.rank}"
    label = "职数预审"
    if facts.approved is None:
        finding.add(
            rule,
            motion.establishment.unknown,
            label,
            f"{facts.unit}没有{facts.rank}的核定职数，无法预审。",
        )
        return
    reserved = facts.reserved if motion.establishment.reserved_counts else 0
    after = facts.filled - facts.leaving + facts.planned
    room = facts.approved - reserved
    figures = {
        "核定": facts.approved,
        "实有": facts.filled,
        "预留": facts.reserved,
        "拟免": facts.leaving,
        "拟配": facts.planned,
    }
    if after <= room:
        finding.met(
            rule,
            label,
            f"配备后{facts.unit}{facts.rank}{after}名，不超过可用职数{room}名。",
            figures=figures,
            threshold=f"≤{room}名",
        )
    else:
        finding.add(
            rule,
            motion.establishment.over,
            label,
            f"配备后{facts.unit}{facts.rank}将达{after}名，"
            f"超过可用职数{room}名，超配{after - room}名。",
            figures=figures,
            threshold=f"≤{room}名",
        )
