"""本人查阅: what of a case is open to the person it is about, and how he is heard.

Nothing is open unless the policy says so, nothing of others ever, and votes only where it says so
by name.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from xuanxian.kernel.deadlines import last_working_day
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import (
    Facts,
    Finding,
    Parameters,
    Part,
    RoleCode,
    Whole,
    role_names,
    said,
    whole,
)
from xuanxian.selection.instruments.procedure import Stage

Subject = Literal["state", "qualification", "file_review", "clearance", "complaints", "decision",
                  "votes"]  # fmt: skip

SUBJECTS: dict[str, str] = {
    "state": "进度和状态",
    "qualification": "资格核验",
    "file_review": "档案审核",
    "clearance": "征求意见的结论",
    "complaints": "公示期反映的核查结论",
    "decision": "会议决定",
    "votes": "会议得票",
}
"""What may be opened → its name."""

APPEAL_RESULTS: dict[str, str] = {
    "upheld": "维持原决定",
    "changed": "改变原决定",
    "further": "补充核查",
}
"""What an appeal may come to → its word."""


class OpenedPart(Part):
    """One thing that is open, from the time a stage has been left."""

    what: Subject
    after: Stage | None = None  # None: from the beginning


class OwnCaseFacts(Facts):
    """How one person has been heard, on the day `as_of`.

    Attributes:
        decided_on: day of the decision that may be appealed, None without one.
        appealed_on, settled_on: of the last appeal.
    """

    as_of: date
    decided_on: date | None = None
    appealed_on: date | None = None
    settled_on: date | None = None


class OwnCase(Instrument):
    """What the person sees, may say and may appeal.

    Attributes:
        opens: what is open, each from when.
        replies: whether the person may state something on what was found.
        appeal_working_days: how long a decision may be appealed; None: no appeal.
        appeal_to: the body that settles appeals.
        settled_by: roles that settle them; never somebody who took the decision.
        settle_working_days: by when.
        while_open: what an appeal not settled means where the procedure asks.
    """

    KIND = "own_case"
    TITLE = "本人查阅"

    kind: Literal["own_case"] = "own_case"
    opens: tuple[OpenedPart, ...] = Field(min_length=1)
    replies: bool = False
    appeal_working_days: Whole | None = None
    appeal_to: str = ""
    settled_by: tuple[RoleCode, ...] = ()
    settle_working_days: Whole | None = None
    while_open: Verdict = Verdict.HOLD

    @model_validator(mode="after")
    def _appeals_go_somewhere(self) -> "OwnCase":
        if (self.appeal_working_days is not None) != bool(self.settled_by):
            raise ValueError(
                "可以申诉的（appeal_working_days）要写由谁处理（settled_by），反之亦然"
            )
        return self

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        parts = [
            f"{SUBJECTS[part.what]}{f'（{part.after.label}以后）' if part.after else ''}"
            for part in self.opens
        ]
        lines = [f"向人选本人公开{'、'.join(parts)}；他人的情况一律不公开。"]
        if self.replies:
            lines.append("本人可以对核查到的情况作出说明，说明随案记入纪实。")
        if self.appeal_working_days is not None:
            to = f"向{self.appeal_to}" if self.appeal_to else ""
            by = (
                f"，{said(self.settle_working_days)}个工作日内处理"
                if self.settle_working_days is not None
                else ""
            )
            lines.append(
                f"对有关决定不服的，可以在{said(self.appeal_working_days)}个工作日内{to}申诉，"
                f"由{role_names(self.settled_by)}处理{by}；作出决定的人不处理申诉。"
            )
        return lines

    def opened(self, left: Iterable[Stage]) -> frozenset[Subject]:
        """What is open once the stages `left` have been left."""
        gone = set(left)
        return frozenset(
            part.what for part in self.opens if part.after is None or part.after in gone
        )

    def appeal_until(self, decided_on: date, parameters: Parameters) -> date | None:
        """Last day for an appeal, None where there is none."""
        if self.appeal_working_days is None:
            return None
        days = whole(self.appeal_working_days, parameters, of="申诉期限（工作日）")
        return last_working_day(decided_on, days, count_first_day=False)

    def settle_until(self, appealed_on: date, parameters: Parameters) -> date | None:
        """Last day for settling an appeal, None where the policy sets none."""
        if self.settle_working_days is None:
            return None
        days = whole(self.settle_working_days, parameters, of="申诉处理期限（工作日）")
        return last_working_day(appealed_on, days, count_first_day=False)

    def decide(self, facts: OwnCaseFacts, parameters: Parameters) -> Outcome:
        """Whether an appeal is open, and whether one came in time."""
        finding = Finding(self)
        if facts.appealed_on is None:
            finding.met("appeal", "申诉", "没有申诉。")
            return Outcome.of(finding)
        until = self.appeal_until(facts.decided_on, parameters) if facts.decided_on else None
        if until is not None and facts.appealed_on > until:
            finding.add("late", Verdict.BAR, "申诉期限", f"申诉期限到{until:%Y.%m.%d}，已经超过。")
        if facts.settled_on is None:
            finding.add(
                "appeal",
                self.while_open,
                "申诉",
                f"{facts.appealed_on:%Y.%m.%d}提出的申诉还没有处理。",
            )
        else:
            finding.met("appeal", "申诉", f"申诉已于{facts.settled_on:%Y.%m.%d}处理。")
        return Outcome.of(finding)
