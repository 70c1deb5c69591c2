"""讨论决定: who must be there, who leaves the room, when a vote carries, what may come back."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from pydantic import model_validator

from xuanxian.kernel.deadlines import add_months
from xuanxian.kernel.working_days import add_working_days
from xuanxian.policy.conditions import aloud, holds, stated
from xuanxian.policy.kinds import Instrument, StatedExpression
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import (
    Facts,
    Finding,
    Parameters,
    Part,
    Whole,
    said,
    whole,
)
from xuanxian.selection.instruments.nomination import PollFacts

Decision = Literal["approved", "rejected", "deferred"]

DECISIONS: dict[str, str] = {"approved": "同意", "rejected": "不同意", "deferred": "缓议"}
"""Decision → its word."""


class RecusalRule(Part):
    """How those who leave the room are counted."""

    in_due: bool = True  # 回避的仍计入应到
    in_present: bool = False  # 回避的仍计入实到


class MeetingFacts(Facts):
    """One person's item on one meeting.

    Attributes:
        held_on: None before the meeting is convened.
        due: names of the members entitled to attend.
        present: of them, those who came.
        recused: of those present, who left the room for this item.
        listed: the item stood on the agenda sent out.
        poll: result of the ballot on the person.
        hands: 同意, 反对, 缓议 … counted where no ballot is used; with a ballot, 缓议 alone.
        decision: what people confirmed; None before.
        rejected_on: earlier days on which the same proposal failed.
        consents_to_reconsider: members who agreed that a decision be taken again.
        spoken_last: name of the member who spoke last, "" when not minuted.
        chief: name of the principal leader.
        minutes_written: whether the minutes of the meeting are registered.
        minutes_signed: in which capacities they were signed.
    """

    as_of: date
    held_on: date | None = None
    due: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    recused: tuple[str, ...] = ()
    listed: bool = True
    poll: PollFacts | None = None
    hands: Mapping[str, int] = {}
    decision: Decision | None = None
    decided_on: date | None = None
    rejected_on: tuple[date, ...] = ()
    consents_to_reconsider: int = 0
    spoken_last: str = ""
    chief: str = ""
    minutes_written: bool = False
    minutes_signed: tuple[str, ...] = ()


class Meeting(Instrument):
    """How a body discusses and decides.

    Attributes:
        body: the body that decides.
        quorum: over 应到, 实到, 回避.
        passes: over 应到, 实到, 同意, 反对, 缓议; used where no ballot is.
        ballot: id of the `ballot` used, "" when members show hands or speak.
        order: the order of the proceedings.
        chief_speaks_last: the principal leader gives his opinion last.
        recusal: who leaves and how they are counted.
        closed_agenda: only what stood on the agenda sent out beforehand may be discussed.
        agenda_working_days: how many working days before the meeting it is sent out; None: on any.
        minutes_signed_by: in which capacities the minutes are signed; () nobody asks for them.
        unlisted: what an item not on the agenda means.
        deferral: over 应到, 实到, 回避, 缓议: when a wish to defer an item carries, so that it is
            not voted on; "" where the source does not say.
        reproposal_ban_months: how long a rejected proposal may not return; None: no ban.
        rejected_returns: whether the same proposal may ever return after its rejection.
        reconsideration: over 同意复议, 应到: when a decision may be taken again; "" never asked.
    """

    KIND = "meeting"
    TITLE = "会议"

    kind: Literal["meeting"] = "meeting"
    body: str
    quorum: str
    passes: str = ""
    ballot: str = ""
    order: tuple[str, ...] = ()
    chief_speaks_last: bool = False
    recusal: RecusalRule = RecusalRule()
    unlisted: Verdict = Verdict.HOLD
    closed_agenda: bool = False
    agenda_working_days: Whole | None = None
    minutes_signed_by: tuple[str, ...] = ()
    deferral: str = ""
    reproposal_ban_months: Whole | None = None
    rejected_returns: bool = True
    reconsideration: str = ""

    @model_validator(mode="after")
    def _return_is_said_once(self) -> "Meeting":
        if not self.rejected_returns and (
            self.reconsideration or self.reproposal_ban_months is not None
        ):
            raise ValueError(
                "rejected_returns 为 false 时未通过的不再提出，"
                "请删去 reproposal_ban_months 和 reconsideration"
            )
        return self

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        attendance = ("应到", "实到", "回避")
        votes = ("同意", "反对", "缓议", "弃权")
        found = [stated(("quorum",), self.quorum, attendance)]
        if self.passes:
            found.append(stated(("passes",), self.passes, (*attendance, *votes)))
        if self.deferral:
            found.append(stated(("deferral",), self.deferral, (*attendance, "缓议")))
        if self.reconsideration:
            found.append(stated(("reconsideration",), self.reconsideration, ("同意复议", "应到")))
        return found

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        lines = [f"由{self.body}讨论决定；{self.quorum}，方可召开。"]
        if self.order:
            lines.append(f"按{'、'.join(self.order)}的次序进行。")
        if self.chief_speaks_last:
            lines.append("主要负责人最后表态。")
        lines.append(
            "涉及本人和亲属的，有关成员离场回避，"
            f"{'仍' if self.recusal.in_due else '不'}计入应到，"
            f"{'仍' if self.recusal.in_present else '不'}计入实到。"
        )
        if self.passes:
            lines.append(f"{self.passes}的，为通过。")
        if self.deferral:
            lines.append(f"意见分歧较大的可以提议缓议，满足{self.deferral}的形成缓议，不再表决。")
        lines.append(f"没有列入议题的，{self.unlisted.label}讨论。")
        if self.closed_agenda:
            ahead = (
                f"会前{said(self.agenda_working_days)}个工作日"
                if self.agenda_working_days is not None
                else "会前"
            )
            lines.append(f"议题{ahead}印发，印发后不得增加，不得临时动议。")
        if self.minutes_signed_by:
            lines.append(f"会议记录由{'、'.join(self.minutes_signed_by)}签字。")
        if not self.rejected_returns:
            lines.append("未通过的，同一人选的同一任免方案不得再次提出。")
        if self.reproposal_ban_months is not None:
            lines.append(f"未通过的，{said(self.reproposal_ban_months)}个月内不得重新提出。")
        if self.reconsideration:
            lines.append(f"对决定复议的，须{self.reconsideration}。")
        return lines

    def counts(self, facts: MeetingFacts) -> dict[str, int]:
        """应到, 实到 and 回避 for the item, as the policy counts those who left the room."""
        recused = set(facts.recused) & set(facts.due)
        present = set(facts.present) & set(facts.due)
        return {
            "应到": len(set(facts.due)) - (0 if self.recusal.in_due else len(recused)),
            "实到": len(present) - (0 if self.recusal.in_present else len(recused & present)),
            "回避": len(recused),
        }

    def earliest_meeting(self, issued_on: date, parameters: Parameters) -> date:
        """First day on which a meeting may follow an agenda sent out on `issued_on`."""
        if self.agenda_working_days is None:
            return issued_on
        days = whole(self.agenda_working_days, parameters, of="议题印发期限（工作日）")
        return add_working_days(issued_on, days)

    def judge_quorum(self, facts: MeetingFacts, parameters: Parameters) -> Outcome:
        """Whether the item may be discussed at all with those in the room."""
        finding = Finding(self)
        self._judge_quorum(facts, finding, parameters)
        return Outcome.of(finding)

    def decide(self, facts: MeetingFacts, parameters: Parameters) -> Outcome:
        """Whether the person's item has been decided in favour, in due form."""
        finding = Finding(self)
        if facts.held_on is None:
            finding.missing("held", self.body, f"还没有提交{self.body}讨论决定。")
            return Outcome.of(finding)
        self._judge_quorum(facts, finding, parameters)
        if not facts.listed:
            finding.add("listed", self.unlisted, "会议议题", "该事项没有列入会前通知的议题。")
        self._judge_earlier_rejection(facts, finding, parameters)
        if self.chief_speaks_last and facts.spoken_last and facts.spoken_last != facts.chief:
            finding.add(
                "order",
                Verdict.FLAG,
                "表态次序",
                f"最后表态的是{facts.spoken_last}，制度要求主要负责人（{facts.chief}）最后表态。",
            )
        if facts.decision == "deferred":
            self._judge_deferral(facts, finding, parameters)
        else:
            self._judge_vote(facts, finding, parameters)
        if facts.decision is None:
            finding.missing("decision", "会议决定", "会议决定还没有登记确认。")
        else:
            day = facts.decided_on or facts.held_on
            verdict = {
                "approved": Verdict.PASS,
                "rejected": Verdict.BAR,
                "deferred": Verdict.HOLD,
            }[facts.decision]
            finding.add(
                "decision",
                verdict,
                "会议决定",
                f"{self.body}{day:%Y.%m.%d}决定：{DECISIONS[facts.decision]}。",
            )
            self._judge_minutes(facts, finding)
        return Outcome.of(finding)

    def _judge_minutes(self, facts: MeetingFacts, finding: Finding) -> None:
        if not self.minutes_signed_by:
            return
        if not facts.minutes_written:
            finding.missing("minutes", "会议记录", "会议记录还没有登记。")
            return
        unsigned = [one for one in self.minutes_signed_by if one not in facts.minutes_signed]
        if unsigned:
            finding.missing(
                "minutes.signed", "会议记录", f"会议记录还没有{'、'.join(unsigned)}签字。"
            )
        else:
            finding.met("minutes", "会议记录", "会议记录已经签字。")

    def _judge_quorum(self, facts: MeetingFacts, finding: Finding, parameters: Parameters) -> None:
        counts = self.counts(facts)
        kept = holds(
            self.quorum, {name: Fraction(count) for name, count in counts.items()}, parameters
        )
        said_counts = f"应到{counts['应到']}人，实到{counts['实到']}人，回避{counts['回避']}人"
        finding.add(
            "quorum",
            Verdict.PASS if kept else Verdict.BAR,
            "到会人数",
            f"{said_counts}，{'达到' if kept else '没有达到'}规定人数。",
            figures=counts,
            threshold=aloud(self.quorum, counts, parameters),
        )

    def _judge_earlier_rejection(
        self, facts: MeetingFacts, finding: Finding, parameters: Parameters
    ) -> None:
        if not facts.rejected_on or facts.held_on is None:
            return
        last = max(facts.rejected_on)
        if not self.rejected_returns:
            finding.add(
                "reproposal",
                Verdict.BAR,
                "重新提出",
                f"{last:%Y.%m.%d}未获通过，同一任免方案不得再次提出。",
            )
            return
        if self.reproposal_ban_months is not None:
            months = whole(self.reproposal_ban_months, parameters, of="重新提出期限（月）")
            until = add_months(last, months)
            if facts.held_on < until:
                finding.add(
                    "reproposal",
                    Verdict.BAR,
                    "重新提出",
                    f"{last:%Y.%m.%d}未获通过，{until:%Y.%m.%d}前不得重新提出。",
                    threshold=f"{months}个月",
                )
                return
        if self.reconsideration:
            names = {
                "同意复议": Fraction(facts.consents_to_reconsider),
                "应到": Fraction(self.counts(facts)["应到"]),
            }
            kept = holds(self.reconsideration, names, parameters)
            finding.add(
                "reconsideration",
                Verdict.PASS if kept else Verdict.BAR,
                "复议",
                f"{last:%Y.%m.%d}未获通过，同意复议的{facts.consents_to_reconsider}人，"
                f"{'符合' if kept else '不符合'}复议条件。",
                figures=names,
                threshold=aloud(self.reconsideration, names, parameters),
            )

    def carries_deferral(self, facts: MeetingFacts, parameters: Parameters) -> bool:
        """Whether enough members wish to defer; True where the policy asks no number."""
        names = {
            name: Fraction(count)
            for name, count in {**self.counts(facts), "缓议": facts.hands.get("缓议", 0)}.items()
        }
        return not self.deferral or holds(self.deferral, names, parameters)

    def _judge_deferral(
        self, facts: MeetingFacts, finding: Finding, parameters: Parameters
    ) -> None:
        if not self.deferral:
            return
        kept = self.carries_deferral(facts, parameters)
        wishing, present = facts.hands.get("缓议", 0), self.counts(facts)["实到"]
        finding.add(
            "deferral",
            Verdict.PASS if kept else Verdict.BAR,
            "缓议",
            f"实到{present}人，同意缓议的{wishing}人，{'形成' if kept else '不能形成'}缓议。",
            figures={"实到": present, "缓议": wishing},
            threshold=aloud(self.deferral, ("应到", "实到", "回避", "缓议"), parameters),
        )

    def _judge_vote(self, facts: MeetingFacts, finding: Finding, parameters: Parameters) -> None:
        if self.ballot:
            if facts.poll is None:
                finding.missing("vote", "表决", "表决还没有计票结果。")
                return
            for reason in facts.poll.outcome.reasons:
                finding.add(
                    "vote",
                    reason.verdict,
                    "表决",
                    reason.explanation,
                    figures=reason.figures,
                    threshold=reason.threshold,
                    cite=reason.citation,
                )
            if not facts.poll.outcome.reasons:
                finding.met("vote", "表决", f"表决于{facts.poll.held_on:%Y.%m.%d}计票。")
            return
        if not self.passes:
            return
        if not facts.hands:
            finding.missing("vote", "表决", "表决情况还没有登记。")
            return
        counts = self.counts(facts)
        names = {
            **dict.fromkeys(("同意", "反对", "缓议", "弃权"), Fraction(0)),
            **{name: Fraction(count) for name, count in (*counts.items(), *facts.hands.items())},
        }
        kept = holds(self.passes, names, parameters)
        listed = "，".join(f"{name}{count}" for name, count in facts.hands.items())
        finding.add(
            "vote",
            Verdict.PASS if kept else Verdict.BAR,
            "表决",
            f"应到{counts['应到']}人，{listed}，{'达到' if kept else '没有达到'}通过人数。",
            figures=names,
            threshold=aloud(self.passes, names, parameters),
        )
