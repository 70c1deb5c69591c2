"""动议: the plan of a round, who approves it, and whether the establishment has room."""

import math
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from xuanxian.policy.formulas import exact
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import (
    ExactText,
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


class PlanVersion(Part):
    """A version of the plan (方案演进), as 初步酝酿方案.

    Attributes:
        released_by: id of the approver whose consent turns it into the next; "" for the last.
    """

    id: str
    title: str
    released_by: str = ""


class CandidateRatio(Part):
    """差额: candidates in proportion to the seats of a post, as 1:1.5.

    Attributes:
        least, most: candidates a seat; a number, fraction or `$name`; "" no limit.
        round: how the number of people is rounded.
        otherwise: what another number means, `else` in the file.
    """

    least: ExactText = ""
    most: ExactText = ""
    round: Literal["up", "down", "nearest"] = "up"
    otherwise: Verdict = Field(default=Verdict.HOLD, alias="else")

    def people(self, bound: str, seats: int, parameters: Parameters) -> int:
        """The number of people that `bound` asks for over `seats` seats."""
        exactly = exact(bound, parameters) * seats
        match self.round:
            case "up":
                return math.ceil(exactly)
            case "down":
                return math.floor(exactly)
        return math.floor(exactly + Fraction(1, 2))

    @property
    def spoken(self) -> str:
        """As the end of a sentence: 不少于1:1.5（人数进位取整）."""
        bounds = [
            f"{word}1:{_spoken(text)}"
            for word, text in (("不少于", self.least), ("不多于", self.most))
            if text
        ]
        rounding = {"up": "进位取整", "down": "舍去尾数", "nearest": "四舍五入"}[self.round]
        return f"{'、'.join(bounds)}（人数{rounding}）"


def _spoken(text: str) -> str:
    return f"〔{text.removeprefix('$')}〕" if text.startswith("$") else text


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
    """What is known of a motion on the day `as_of`.

    Attributes:
        plan: element id → what was written.
        candidates: people proposed for the post; None when that is not asked.
        seats: seats of the post.
        signers: how many proposed the person together (联名); None when it was no joint proposal.
    """

    as_of: date
    occasion: str = ""
    plan: Mapping[str, str] = {}
    approvals: tuple[Approval, ...] = ()
    establishment: tuple[EstablishmentFacts, ...] = ()
    candidates: int | None = None
    seats: int = 1
    signers: int | None = None


class Motion(Instrument):
    """How a round may be moved.

    Attributes:
        occasions: the only occasions of a motion; empty: no limit.
        plan: elements the plan must state.
        approvers: approvals needed, in their order.
        establishment: the check of 职数.
        candidates_minimum: least number of people proposed for a post.
        candidates_maximum: largest number of people proposed for a post; None: no limit.
        ratio: 差额: people in proportion to the seats; None: none is set.
        versions: the versions the plan goes through, each released by an approver; () where there
            is but one.
        joint_minimum: how many have to sign a joint proposal; None: the policy knows none.
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
    ratio: CandidateRatio | None = None
    versions: tuple[PlanVersion, ...] = ()
    joint_minimum: Whole | None = None

    @model_validator(mode="after")
    def _versions_follow_approvers(self) -> "Motion":
        if not self.versions:
            return self
        released = [each.released_by for each in self.versions]
        if released != [*(each.id for each in self.approvers), ""]:
            raise ValueError(
                "versions 应当比 approvers 多一个，依次由 approvers 同意，最后一版不写 released_by"
            )
        return self

    def version_at(self, approved: Iterable[str]) -> PlanVersion | None:
        """The version the plan stands in once the approvers in `approved` have consented."""
        given = set(approved)
        return next(
            (
                each
                for each in self.versions
                if each.released_by not in given or not each.released_by
            ),
            None,
        )

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
        if self.ratio:
            lines.append(
                f"职位与人选之比{self.ratio.spoken}；不符合的，{self.ratio.otherwise.consequence}。"
            )
        if self.versions:
            titles = {one.id: one.title for one in self.approvers}
            steps = [self.versions[0].title] + [
                f"经{titles[before.released_by]}同意形成{after.title}"
                for before, after in pairwise(self.versions)
            ]
            lines.append(f"方案逐级酝酿：{'，'.join(steps)}。")
        if self.joint_minimum is not None:
            lines.append(f"联名提出的人选，联名的不少于{said(self.joint_minimum)}人。")
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
        self._judge_people(facts, finding, parameters)
        given = {approval.approver: approval for approval in facts.approvals}
        version = self.version_at(given)
        if version is not None:
            last = self.versions[-1]
            if version.id == last.id:
                finding.met("version", "方案版本", f"已形成{last.title}。")
            else:
                finding.missing(
                    "version", "方案版本", f"现在是{version.title}，还没有形成{last.title}。"
                )
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

    def _judge_people(self, facts: MotionFacts, finding: Finding, parameters: Parameters) -> None:
        """差额 and joint proposals."""
        if self.ratio and facts.candidates is not None:
            bounds = {
                name: self.ratio.people(text, facts.seats, parameters)
                for name, text in (("least", self.ratio.least), ("most", self.ratio.most))
                if text
            }
            kept = facts.candidates >= bounds.get("least", 0) and facts.candidates <= bounds.get(
                "most", facts.candidates
            )
            line = "、".join(
                f"{word}{bounds[name]}名"
                for name, word in (("least", "不少于"), ("most", "不多于"))
                if name in bounds
            )
            finding.add(
                "ratio",
                Verdict.PASS if kept else self.ratio.otherwise,
                "差额",
                f"该职位拟配{facts.seats}名，人选{facts.candidates}名；"
                f"比例{self.ratio.spoken}，即{line}。",
                figures={"职数": facts.seats, "人选": facts.candidates},
                threshold=line,
            )
        if self.joint_minimum is not None and facts.signers is not None:
            least = whole(self.joint_minimum, parameters, of="联名人数")
            finding.add(
                "joint",
                Verdict.PASS if facts.signers >= least else Verdict.HOLD,
                "联名提名",
                f"联名提出的{facts.signers}人，制度要求不少于{least}人。",
                figures={"联名": facts.signers},
                threshold=f"≥{least}人",
            )


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
