"""程序: which stages a case goes through, who works on and moves each, what gates it."""

from enum import StrEnum
from typing import Literal

from pydantic import Field, field_validator, model_validator

from xuanxian.policy.kinds import Instrument, Provision
from xuanxian.policy.parts import Part, RoleCode, Whole, role_names, said


class Stage(StrEnum):
    """The stages of selection and appointment, in the field's order."""

    MOTION = "motion"
    NOMINATION = "nomination"
    CONTEST = "contest"
    INSPECTION = "inspection"
    CLEARANCE = "clearance"
    DELIBERATION = "deliberation"
    NOTICE = "notice"
    APPOINTMENT = "appointment"
    PROBATION = "probation"

    @property
    def label(self) -> str:
        """The word users read."""
        return {
            "motion": "动议",
            "nomination": "民主推荐",
            "contest": "竞争选拔",
            "inspection": "考察",
            "clearance": "审核把关",
            "deliberation": "讨论决定",
            "notice": "公示",
            "appointment": "任职",
            "probation": "试用期",
        }[self.value]


VERBS: dict[str, str] = {
    "open_round": "启动批次",
    "write_plan": "填写动议方案",
    "add_vacancy": "提出空缺职位",
    "propose_candidate": "提出人选",
    "judge_candidate": "审查人选资格",
    "set_nomination_range": "确定推荐范围",
    "prepare_meeting": "组织会议推荐",
    "record_recommendation_talk": "记录谈话推荐",
    "accept_results": "认定推荐结果",
    "set_targets": "确定考察对象",
    "record_signed_nomination": "登记署名推荐",
    "withdraw_signed_nomination": "撤销署名推荐",
    "publish_contest": "发布竞争选拔公告",
    "close_applications": "截止报名",
    "enter_application": "登记报名",
    "withdraw_application": "登记弃权或取消资格",
    "review_application": "审查报名资格",
    "answer_objection": "处理异议",
    "settle_contest_post": "核减、合并或取消竞争职位",
    "make_draw": "组织抽签",
    "keep_examiners": "登记考官",
    "keep_exam_papers": "保管试卷",
    "key_marks": "登记成绩",
    "sign_marks": "成绩签字",
    "announce_marks": "现场宣布成绩",
    "publish_results": "公布成绩和名次",
    "decide_going_on": "研究确定进入下一环节的人选",
    "choose_post": "登记选岗",
    "end_contest": "结束竞争选拔",
    "publish_inspection_notice": "发布考察预告",
    "write_inspection_plan": "写考察方案",
    "appoint_team": "组成考察组",
    "sign_pledge": "签订考察承诺书",
    "schedule_talks": "安排考察谈话",
    "record_inspection_talk": "记录考察谈话",
    "sign_talk_notes": "谈话记录签字",
    "prepare_rating": "组织民主测评",
    "prepare_form": "组织专项测评",
    "fill_list": "填写清单",
    "add_claim": "记入考察依据",
    "ask_former_unit": "延伸考察",
    "submit_report": "提交考察材料",
    "sign_report": "考察材料签名",
    "record_appraisal": "登记鉴定",
    "send_letter": "发函征求意见",
    "record_reply": "登记回复意见",
    "review_file": "审核档案",
    "confirm_file_review": "登记本人确认档案审核结果",
    "convene": "召开会议",
    "prepare_decision_poll": "组织表决",
    "record_decision": "登记会议决定",
    "start_notice": "公示",
    "exempt_notice": "登记不公示的情形",
    "receive_complaint": "登记公示期反映",
    "handle_complaint": "核查公示期反映",
    "end_notice": "登记公示结果",
    "appoint": "办理任职",
    "record_appointment_talk": "记录任职谈话",
    "assess_probation": "试用期考核",
    "attach_material": "归集材料",
    "request_approval": "事前报批",
    "record_approval_reply": "登记事前报批的批复",
    "hold_candidate": "暂缓人选",
    "resume_candidate": "恢复人选",
    "bar_candidate": "把人选列为不得",
    "drop_candidate": "终止人选",
    "withdraw_candidate": "登记本人退出",
    "void_candidate": "宣布作废",
    "return_candidate": "免去试任职务",
}
"""What a policy may give to other roles than those that work on the stage → its Chinese name.

What decides the state of a person is done by those who move people on, where the policy does not
say otherwise. Approving a motion, answering a letter, auditing a material, releasing and
overriding name their roles where they stand: at the approver, the item, the material and the gate.
"""

_BY_MOVERS = frozenset(
    {"hold_candidate", "resume_candidate", "bar_candidate", "void_candidate", "return_candidate"}
)
_BY_MOVERS_AND_WORKERS = frozenset({"drop_candidate", "withdraw_candidate"})


class Gate(Part):
    """An instrument that must not block when a person leaves the stage.

    Attributes:
        check: id of the instrument.
        release: roles that may let a hold (暂缓) pass, with a reason.
        override: roles that may set a bar (不得) aside, with a reason; empty: nobody.
    """

    check: str
    release: tuple[RoleCode, ...] = ()
    override: tuple[RoleCode, ...] = ()


class Step(Part):
    """One stage of the procedure.

    Attributes:
        works: roles that do the work of the stage.
        moves: roles that may move a person on.
        duties: verbs of the stage that other roles than `works` do, verb → roles.
        gates: what must not block.
        due_working_days: by when the stage should be done, from its beginning.
    """

    stage: Stage
    title: str = ""
    works: tuple[RoleCode, ...] = Field(min_length=1)
    moves: tuple[RoleCode, ...] = Field(min_length=1)
    duties: dict[str, tuple[RoleCode, ...]] = {}
    gates: tuple[Gate, ...] = ()
    due_working_days: Whole | None = None
    cite: str = ""

    @field_validator("duties")
    @classmethod
    def _verbs_are_known(
        cls, duties: dict[str, tuple[RoleCode, ...]]
    ) -> dict[str, tuple[RoleCode, ...]]:
        if unknown := [verb for verb in duties if verb not in VERBS]:
            raise ValueError(f"没有“{'、'.join(unknown)}”这件事，可用：{'、'.join(VERBS)}")
        return duties

    @property
    def label(self) -> str:
        """The stage as this policy calls it."""
        return self.title or self.stage.label

    def roles_for(self, verb: str) -> tuple[str, ...]:
        """The roles that may do `verb` in this stage."""
        if verb in self.duties:
            return self.duties[verb]
        if verb in _BY_MOVERS:
            return self.moves
        if verb in _BY_MOVERS_AND_WORKERS:
            return (*self.moves, *self.works)
        return self.works


class Procedure(Instrument):
    """The stages in order; the first is where a case begins.

    Attributes:
        concurrent_posts: whether somebody appointed may keep a main post beside the new one (兼任).
    """

    KIND = "procedure"
    TITLE = "程序"

    kind: Literal["procedure"] = "procedure"
    stages: tuple[Step, ...] = Field(min_length=1)
    concurrent_posts: bool = False

    @model_validator(mode="after")
    def _stages_differ(self) -> "Procedure":
        names = [step.stage for step in self.stages]
        if len(set(names)) != len(names):
            raise ValueError("stages 中有重复的环节")
        return self

    def step(self, stage: Stage | str) -> Step | None:
        """The step of `stage`, None when this procedure has no such stage."""
        return next((step for step in self.stages if step.stage == stage), None)

    def after(self, stage: Stage | str) -> Step | None:
        """The step after `stage`, None after the last."""
        for here, then in zip(self.stages, self.stages[1:], strict=False):
            if here.stage == stage:
                return then
        return None

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: the order, then one item a stage."""
        order = "、".join(step.label for step in self.stages)
        provisions = [Provision(f"依次经过{order}{len(self.stages)}个环节。")]
        for step in self.stages:
            due = (
                f"，一般在{said(step.due_working_days)}个工作日内完成"
                if step.due_working_days is not None
                else ""
            )
            passed = "、".join(gate.check for gate in step.gates)
            text = (
                f"{step.label}：由{role_names(step.works)}承办{due}，"
                f"由{role_names(step.moves)}提交下一环节"
                f"{f'；提交前须通过{passed}' if passed else ''}。{_exceptions(step.gates)}"
            )
            provisions.append(Provision(text, step.cite, ("stages", step.stage.value)))
        if self.concurrent_posts:
            provisions.append(Provision("任职后可以兼任原来的职务。", "", ("concurrent_posts",)))
        return provisions

    def course(self) -> list[tuple[str, tuple[str, ...]]]:
        """See `Instrument.course`."""
        return [(step.label, tuple(gate.check for gate in step.gates)) for step in self.stages]


def _exceptions(gates: tuple[Gate, ...]) -> str:
    """Who may let what pass, gates with the same rights said together."""
    together: dict[str, list[str]] = {}
    for gate in gates:
        rights = []
        if gate.release:
            rights.append(f"结论为暂缓的，{role_names(gate.release)}可以写明理由放行")
        if gate.override:
            rights.append(f"结论为不得的，{role_names(gate.override)}可以写明理由破例")
        if rights:
            together.setdefault("；".join(rights), []).append(gate.check)
    return "".join(
        f"{'、'.join(checks)}{right}。"
        if len(together) > 1 or len(checks) < len(gates)
        else f"{right}。"
        for right, checks in together.items()
    )
