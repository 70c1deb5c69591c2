"""民主推荐: meeting and talks, how long their result holds, how people become 考察对象."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from pydantic import Field

from xuanxian.kernel.deadlines import add_months
from xuanxian.policy.conditions import aloud, holds, spoken, stated, stated_requirements
from xuanxian.policy.kinds import Instrument, StatedExpression
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import (
    Facts,
    Finding,
    Parameters,
    Part,
    Requirement,
    Whole,
    said,
    whole,
)

Number = int | Fraction


NAMES = ("会议得票", "会议有效票", "会议应到", "会议实到", "谈话推荐", "已谈", "名次")
"""What requirements may speak of: 得票 and 谈话推荐 count those for the person."""


class MeetingForm(Part):
    """会议推荐: the ballot used, and when the meeting may be left out."""

    ballot: str
    # Over 范围人数 and 意见集中, 1 when the people responsible state it and 0 otherwise.
    may_be_skipped_when: str = ""


class TalkForm(Part):
    """谈话推荐: the `talk` instrument used."""

    talk: str


class TargetRule(Part):
    """How many 考察对象 there may be for a post."""

    minimum: Whole = 1
    maximum: Whole | None = None
    otherwise: Verdict = Field(default=Verdict.HOLD, alias="else")


class PollFacts(Facts):
    """What a ballot says about one person.

    Attributes:
        held_on: day the poll was counted.
        outcome: what the ballot instrument decided about the person.
        figures: denominators, counts and measures by their Chinese names.
        place: rank by the ballot's own order, None where it has none.
    """

    held_on: date
    outcome: Outcome
    figures: Mapping[str, Fraction] = {}
    place: int | None = None


class NominationFacts(Facts):
    """What is known of one person's nomination.

    Attributes:
        meeting: the meeting's result for the person; None before it is counted.
        talks_in_favour: talks in which the person was named.
        talks_held: talks held.
        talk_outcome: what the `talk` instrument decided; None where no talk was recorded.
        range: how many people take part (范围人数).
        opinions_agree: the people responsible state that opinions are concentrated.
        accepted_on: day on which people accepted the results.
        targets: number of 考察对象 set for the post; None before they are set.
        is_target: whether the person is one of them.
    """

    as_of: date
    meeting: PollFacts | None = None
    talks_in_favour: int = 0
    talks_held: int = 0
    talk_outcome: Outcome | None = None
    talked_first: bool | None = None
    range: int = 0
    opinions_agree: bool = False
    accepted_on: date | None = None
    targets: int | None = None
    is_target: bool = False


class Nomination(Instrument):
    """How people are recommended for a post.

    Attributes:
        meeting: the meeting, None where the policy knows none.
        talks: the talks, None where the policy knows none.
        order: which comes first.
        valid_months: how long an accepted result may be used.
        targets: how many 考察对象 a post gets.
        requirements: conditions over `NAMES`; one over the meeting waits until it is counted.
    """

    KIND = "nomination"
    TITLE = "民主推荐"

    kind: Literal["nomination"] = "nomination"
    meeting: MeetingForm | None = None
    talks: TalkForm | None = None
    order: Literal["either", "talks_first", "meeting_first"] = "either"
    valid_months: Whole
    targets: TargetRule = Field(default_factory=TargetRule)
    requirements: tuple[Requirement, ...] = ()

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        found = stated_requirements(self.requirements, NAMES)
        if self.meeting and self.meeting.may_be_skipped_when:
            path = ("meeting", "may_be_skipped_when")
            found.append(stated(path, self.meeting.may_be_skipped_when, ("范围人数", "意见集中")))
        return found

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        forms = [
            name for name, form in (("会议推荐", self.meeting), ("谈话推荐", self.talks)) if form
        ]
        order = {"either": "", "talks_first": "，先谈话后会议", "meeting_first": "，先会议后谈话"}
        lines = [f"民主推荐采用{'和'.join(forms) or '组织推荐'}{order[self.order]}。"]
        if self.meeting and self.meeting.may_be_skipped_when:
            lines.append(f"符合“{self.meeting.may_be_skipped_when}”时可以不开会议推荐。")
        lines.append(f"推荐结果{said(self.valid_months)}个月内有效，供研究参考，由人确定考察对象。")
        most = f"，不多于{said(self.targets.maximum)}名" if self.targets.maximum is not None else ""
        lines.append(f"每个职位的考察对象不少于{said(self.targets.minimum)}名{most}。")
        lines += [spoken(requirement) for requirement in self.requirements]
        return lines

    def expires_on(self, accepted_on: date, parameters: Parameters) -> date:
        """First day on which a result accepted on `accepted_on` can no longer be used."""
        return add_months(
            accepted_on, whole(self.valid_months, parameters, of="推荐结果有效期（月）")
        )

    def decide(self, facts: NominationFacts, parameters: Parameters) -> Outcome:
        """Whether the person's nomination is complete and may lead to 考察."""
        finding = Finding(self)
        self._judge_meeting(facts, finding, parameters)
        self._judge_talks(facts, finding)
        self._judge_requirements(facts, finding, parameters)
        if facts.accepted_on is None:
            finding.missing("accepted", "推荐结果", "推荐结果还没有研究认定。")
        else:
            expiry = self.expires_on(facts.accepted_on, parameters)
            if facts.as_of >= expiry:
                finding.missing(
                    "validity",
                    "推荐有效期",
                    f"推荐结果于{facts.accepted_on:%Y.%m.%d}认定，"
                    f"有效期已于{expiry:%Y.%m.%d}届满，应重新推荐。",
                )
            else:
                finding.met(
                    "validity",
                    "推荐有效期",
                    f"推荐结果于{facts.accepted_on:%Y.%m.%d}认定，{expiry:%Y.%m.%d}前有效。",
                )
        self._judge_targets(facts, finding, parameters)
        return Outcome.of(finding)

    def _judge_meeting(
        self, facts: NominationFacts, finding: Finding, parameters: Parameters
    ) -> None:
        if self.meeting is None:
            return
        if facts.meeting is None:
            names: dict[str, Number | bool] = {
                "范围人数": facts.range,
                "意见集中": int(facts.opinions_agree),
            }
            skip = self.meeting.may_be_skipped_when
            if skip and facts.range and holds(skip, names, parameters):
                finding.add(
                    "meeting",
                    Verdict.FLAG,
                    "会议推荐",
                    f"参加范围{facts.range}人且意见集中，按规定可以不开会议推荐。",
                    figures={"范围人数": facts.range},
                    threshold=aloud(skip, names, parameters),
                )
            else:
                finding.missing("meeting", "会议推荐", "会议推荐还没有开票结果。")
            return
        if facts.meeting.outcome.blocks:
            for reason in facts.meeting.outcome.reasons:
                if reason.verdict in {Verdict.HOLD, Verdict.BAR}:
                    finding.add(
                        "meeting",
                        reason.verdict,
                        "会议推荐",
                        reason.explanation,
                        figures=reason.figures,
                        threshold=reason.threshold,
                        cite=reason.citation,
                    )
        else:
            finding.met(
                "meeting",
                "会议推荐",
                f"会议推荐于{facts.meeting.held_on:%Y.%m.%d}计票，{_votes(facts.meeting)}。",
                figures=facts.meeting.figures,
            )

    def _judge_talks(self, facts: NominationFacts, finding: Finding) -> None:
        if self.talks is None:
            return
        if facts.talk_outcome is None:
            finding.missing("talks", "谈话推荐", "谈话推荐还没有记录。")
        elif facts.talk_outcome.blocks:
            for reason in facts.talk_outcome.reasons:
                if reason.verdict in {Verdict.HOLD, Verdict.BAR}:
                    finding.add(
                        "talks",
                        reason.verdict,
                        "谈话推荐",
                        reason.explanation,
                        figures=reason.figures,
                        threshold=reason.threshold,
                        cite=reason.citation,
                    )
        else:
            finding.met(
                "talks",
                "谈话推荐",
                f"已谈话{facts.talks_held}人，其中{facts.talks_in_favour}人推荐。",
                figures={"已谈": facts.talks_held, "谈话推荐": facts.talks_in_favour},
            )
        if (
            self.order != "either"
            and facts.talked_first is not None
            and facts.talked_first != (self.order == "talks_first")
        ):
            wanted = "先谈话后会议" if self.order == "talks_first" else "先会议后谈话"
            finding.missing("order", "推荐次序", f"制度要求{wanted}，实际次序相反。")

    def _judge_requirements(
        self, facts: NominationFacts, finding: Finding, parameters: Parameters
    ) -> None:
        names: dict[str, Number | bool] = {
            "谈话推荐": facts.talks_in_favour,
            "已谈": facts.talks_held,
        }
        if facts.meeting is not None:
            found = facts.meeting.figures
            for name in ("得票", "同意", "应到", "实到", "有效"):
                if name in found:
                    names[f"会议{name}{'票' if name == '有效' else ''}"] = found[name]
            if "会议得票" not in names and "会议同意" in names:
                names["会议得票"] = names["会议同意"]
            if facts.meeting.place is not None:
                names["名次"] = facts.meeting.place
        for requirement in self.requirements:
            # A rule over the meeting has nothing to judge before the meeting is counted.
            if facts.meeting is None and "会议" in requirement.require + requirement.when:
                continue
            if "名次" in requirement.require + requirement.when and "名次" not in names:
                continue
            if requirement.when and not holds(requirement.when, names, parameters):
                continue
            kept = holds(requirement.require, names, parameters)
            finding.add(
                requirement.id,
                Verdict.PASS if kept else requirement.verdict_of_breach,
                requirement.label,
                f"{'符合' if kept else '不符合'}“{requirement.label}”（{requirement.require}）。",
                figures=names,
                threshold=requirement.require,
                cite=requirement.cite,
            )

    def _judge_targets(
        self, facts: NominationFacts, finding: Finding, parameters: Parameters
    ) -> None:
        if facts.targets is None:
            finding.missing("targets", "考察对象", "考察对象还没有确定。")
            return
        if not facts.is_target:
            finding.add("targets", Verdict.BAR, "考察对象", "没有确定为考察对象。")
            return
        least = whole(self.targets.minimum, parameters, of="考察对象人数下限")
        most = (
            None
            if self.targets.maximum is None
            else whole(self.targets.maximum, parameters, of="考察对象人数上限")
        )
        kept = facts.targets >= least and (most is None or facts.targets <= most)
        line = f"≥{least}名" + ("" if most is None else f"且≤{most}名")
        finding.add(
            "targets",
            Verdict.PASS if kept else self.targets.otherwise,
            "考察对象人数",
            f"该职位确定考察对象{facts.targets}名，制度要求{line}。",
            figures={"考察对象": facts.targets},
            threshold=line,
        )


def _votes(poll: PollFacts) -> str:
    shown = [
        f"{name}{poll.figures[name]}"
        for name in ("应到", "实到", "收回", "有效", "得票", "同意")
        if name in poll.figures
    ]
    return "、".join(shown) or "已出结果"
