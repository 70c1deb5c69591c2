"""The steps a scenario may take, each on its date."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import RoleCode
from xuanxian.selection.instruments.clearance import Answer
from xuanxian.selection.instruments.file_review import ItemFinding
from xuanxian.selection.instruments.inspection import TeamMember
from xuanxian.selection.instruments.meeting import Decision
from xuanxian.selection.instruments.notice import ReportVerdict
from xuanxian.selection.instruments.prior_approval import ReplyWord


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Step(_Part):
    on: date
    note: str = ""


class WritePlan(_Step):
    """填写动议方案."""

    do: Literal["plan"]
    plan: dict[str, str]
    by: str = "组织部"


class Approve(_Step):
    """动议审批."""

    do: Literal["approve"]
    approver: str
    by: str


class ReviewElements(_Step):
    """动议前置要素预审: what an office found; elements not named have no doubt."""

    do: Literal["elements"]
    who: tuple[str, ...]
    office: str
    doubt: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    by: str = ""


class SetRange(_Step):
    """参加推荐的范围."""

    do: Literal["range"]
    people: int
    talks_due: int = 0
    opinions_agree: bool = False


class TalksHeld(_Step):
    """Talks of one `talk` instrument; `who` for those about or with one person."""

    do: Literal["talks"]
    instrument: str
    who: str = ""
    interviewees: tuple[str, ...]
    interviewers: tuple[str, ...]
    names: tuple[str, ...] = ()


class TurnoutGiven(_Part):
    """应到, 实到, 发出 of a class of voters."""

    entitled: int
    present: int
    issued: int | None = None


class Ballots(_Part):
    """So many equal ballots of a class: names chosen, or a mark set against each person."""

    voters: str
    count: int = Field(ge=0)
    names: tuple[str, ...] = ()
    marks: dict[str, str] = {}
    mark_all: str = ""


class Vote(_Step):
    """A poll by a `ballot` instrument over `who`; class of voters → turnout."""

    do: Literal["vote"]
    ballot: str
    who: tuple[str, ...]
    turnout: dict[str, TurnoutGiven]
    ballots: tuple[Ballots, ...]


class Accept(_Step):
    """认定推荐结果."""

    do: Literal["accept"]


class SetTargets(_Step):
    """确定考察对象."""

    do: Literal["targets"]
    who: tuple[str, ...]


class EnterContest(_Step):
    """报名 and 资格审查: who applies for which post of a contest, and who is let in."""

    do: Literal["apply"]
    contest: str
    who: tuple[str, ...]
    post: str = ""
    qualified: bool = True


class ContestMarks(_Step):
    """公布一轮成绩: marks of a round by name, and whom people let go on where that is theirs.

    Attributes:
        contest: id of the `contest` instrument.
        round: id of its round, published with this step.
        seats: post → seats; the post of the case with one seat when left out.
        marks: name → what was given for each score.
        values: name → values that conditions name.
        case: values of the whole case.
        absent: name → scores missed.
        decided: name → whether he goes on, where the marks leave it to people.
    """

    do: Literal["contest"]
    contest: str
    round: str
    seats: dict[str, int] = {}
    marks: dict[str, dict[str, Any]] = {}
    values: dict[str, dict[str, Any]] = {}
    case: dict[str, Any] = {}
    absent: dict[str, tuple[str, ...]] = {}
    decided: dict[str, bool] = {}

    @property
    def who(self) -> tuple[str, ...]:
        """Everybody the step names."""
        return tuple(dict.fromkeys((*self.marks, *self.values, *self.absent, *self.decided)))


class InspectionNotice(_Step):
    """考察预告."""

    do: Literal["inspection_notice"]
    who: tuple[str, ...]


class Team(_Step):
    """考察组."""

    do: Literal["team"]
    who: tuple[str, ...]
    team: tuple[TeamMember, ...]


class ReportGiven(_Step):
    """考察材料, with those who signed."""

    do: Literal["report"]
    who: str
    sections: dict[str, str]
    shortcomings: tuple[str, ...]
    signed_by: tuple[str, ...]


class FormerUnit(_Step):
    """延伸考察."""

    do: Literal["former_unit"]
    who: str


class SendLetter(_Step):
    """发函."""

    do: Literal["letter"]
    who: tuple[str, ...]
    items: tuple[str, ...]


class ReplyGiven(_Step):
    """回复."""

    do: Literal["reply"]
    who: str
    items: tuple[str, ...]
    answer: Answer = "favourable"
    text: str = ""
    sealed: bool = True
    signed_by: tuple[str, ...] = ()


class ReviewFile(_Step):
    """档案审核; items in doubt stand in `doubts`, all others are consistent.

    Attributes:
        reviewers: who reviewed, where the policy knows no steps.
        by_step: title of the step → who did it.
        evidence: item id → papers and pages it rests on.
    """

    do: Literal["file_review"]
    who: str
    doubts: dict[str, str] = {}
    reviewers: tuple[str, ...] = ()
    by_step: dict[str, tuple[str, ...]] = {}
    evidence: dict[str, str] = {}
    conclusion: str
    person_signs: bool = False

    def findings(self, items: tuple[str, ...]) -> dict[str, ItemFinding]:
        """A finding for each of `items`."""
        return {
            item: ItemFinding(
                consistent=item not in self.doubts,
                doubt=self.doubts.get(item, ""),
                evidence=self.evidence.get(item, ""),
            )
            for item in items
        }


class SittingGiven(_Step):
    """讨论决定会议."""

    do: Literal["sitting"]
    who: tuple[str, ...]
    due: tuple[str, ...]
    present: tuple[str, ...]
    recused: tuple[str, ...] = ()
    chief: str = ""
    spoken_last: str = ""
    listed: bool = True
    consents_to_reconsider: int = 0


class Decide(_Step):
    """登记会议决定."""

    do: Literal["decide"]
    who: tuple[str, ...]
    decision: Decision
    hands: dict[str, int] = {}


class StartNotice(_Step):
    """公示."""

    do: Literal["notice"]
    who: tuple[str, ...]
    exempt_because: str = ""


class EndNotice(_Step):
    """登记公示结果."""

    do: Literal["end_notice"]
    who: tuple[str, ...]


class Complaint(_Step):
    """公示期反映, received or, with another verdict than pending, handled."""

    do: Literal["complaint"]
    who: str
    id: str
    verdict: ReportVerdict = "pending"


class AppointGiven(_Step):
    """任职."""

    do: Literal["appoint"]
    who: str
    effective_on: date | None = None


class Assess(_Step):
    """试用期考核."""

    do: Literal["assess"]
    who: str
    outcome: str


class MaterialGiven(_Step):
    """归集材料; of the round without `who`."""

    do: Literal["material"]
    who: str = ""
    item: str
    by: str
    audited_by: str = ""


class JudgeAgain(_Step):
    """重新审查资格, on the facts of the day; `facts` override those given at the beginning."""

    do: Literal["judge"]
    who: tuple[str, ...]
    facts: dict[str, Any] = {}


class RequestApproval(_Step):
    """事前报批 of an exception, by the id of its item in the policy."""

    do: Literal["request_approval"]
    who: str
    item: str


class ApprovalReply(_Step):
    """The reply to a prior request."""

    do: Literal["approval_reply"]
    who: str
    item: str
    reply: ReplyWord
    document_number: str = ""


class SetAside(_Step):
    """放行 a hold or 破例 a bar."""

    do: Literal["set_aside"]
    who: str
    rule: str
    reason: str
    by: str
    role: RoleCode


class Drop(_Step):
    """终止."""

    do: Literal["drop"]
    who: tuple[str, ...]
    reason: str


class Void(_Step):
    """宣布作废, also after the appointment."""

    do: Literal["void"]
    who: tuple[str, ...]
    reason: str


class Move(_Step):
    """Try to leave the present stage; `expect` is what the gate should say."""

    do: Literal["move"]
    who: tuple[str, ...]
    role: RoleCode | None = None
    expect: Verdict | None = None


Step = Annotated[
    WritePlan
    | Approve
    | ReviewElements
    | SetRange
    | TalksHeld
    | Vote
    | Accept
    | SetTargets
    | EnterContest
    | ContestMarks
    | InspectionNotice
    | Team
    | ReportGiven
    | FormerUnit
    | SendLetter
    | ReplyGiven
    | ReviewFile
    | SittingGiven
    | Decide
    | StartNotice
    | EndNotice
    | Complaint
    | AppointGiven
    | Assess
    | MaterialGiven
    | JudgeAgain
    | RequestApproval
    | ApprovalReply
    | SetAside
    | Drop
    | Void
    | Move,
    Field(discriminator="do"),
]
