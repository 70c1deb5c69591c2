"""Whose turn it is: what has to be done next, by which role, until when. Pure."""

from dataclasses import dataclass
from datetime import date

from xuanxian.ballots.instruments import Ballot
from xuanxian.kernel.deadlines import last_working_day
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.outcome import Reason, Verdict
from xuanxian.policy.parts import whole
from xuanxian.selection.course.case_facts import CaseFacts
from xuanxian.selection.course.gates import gate, gate_of
from xuanxian.selection.instruments import (
    Admission,
    AppointmentTest,
    Checklist,
    Clearance,
    Contest,
    ElementReview,
    FileReview,
    FollowUp,
    InformationReport,
    Inspection,
    Meeting,
    Motion,
    Nomination,
    Notice,
    PriorApproval,
    Probation,
    Recusal,
    SignedNomination,
    Stage,
    Talk,
)
from xuanxian.selection.rules import Rules


@dataclass(frozen=True)
class NextStep:
    """What has to be done next.

    Attributes:
        verb: the service that does it.
        what: what, as a short Chinese imperative.
        roles: role codes, any of which may do it.
        due: last day, None when no rule sets one.
        rule: which rule made the deadline, "" without one.
        why: what is missing, one Chinese sentence.
        waits: whether it is only a day that has to come.
    """

    stage: Stage
    verb: str
    what: str
    roles: tuple[str, ...]
    due: date | None = None
    rule: str = ""
    why: str = ""
    waits: bool = False


def next_step(rules: Rules, facts: CaseFacts) -> NextStep:
    """What has to be done next in the stage where the person stands."""
    stage = facts.stage
    step = rules.step(stage)
    blocking = [
        reason
        for reason in gate(rules, facts, stage).reasons
        if reason.verdict in {Verdict.HOLD, Verdict.BAR}
    ]
    due, rule = _stage_deadline(rules, facts)
    if not blocking:
        last = rules.procedure.after(stage) is None
        return NextStep(
            stage=stage,
            verb="move_stage",
            what="办结" if last else f"提交{_label_after(rules, stage)}",
            roles=step.moves,
            due=due,
            rule=rule,
            why="本环节的条件都已满足。",
        )
    first = blocking[0]
    verb, what = _duty(rules, stage, first)
    deadline, why_due, waits = _deadline(rules, facts, first)
    return NextStep(
        stage=stage,
        verb=verb,
        what=what,
        roles=_roles(rules, stage, verb, first),
        due=deadline or due,
        rule=why_due or rule,
        why=first.explanation,
        waits=waits,
    )


def _label_after(rules: Rules, stage: Stage) -> str:
    after = rules.procedure.after(stage)
    return after.label if after else "办结"


# Which service mends a reason: by kind of the instrument and beginning of the rule inside it.
_DUTIES: dict[type[Instrument], tuple[tuple[str, str, str], ...]] = {
    Motion: (
        ("plan", "write_plan", "写明动议方案"),
        ("approval", "approve_motion", "登记动议方案的审批意见"),
        ("candidates", "propose_candidate", "提出动议人选"),
        ("establishment", "release_hold", "核实职数"),
        ("", "write_plan", "完善动议方案"),
    ),
    Nomination: (
        ("meeting", "prepare_meeting", "组织会议推荐"),
        ("talks", "record_recommendation_talk", "组织谈话推荐"),
        ("accepted", "accept_results", "研究认定推荐结果"),
        ("targets", "set_targets", "确定考察对象"),
        ("", "prepare_meeting", "重新组织民主推荐"),
    ),
    SignedNomination: (("", "record_signed_nomination", "登记署名推荐"),),
    Contest: (
        ("valid", "publish_contest", "重新组织竞争选拔"),
        ("", "publish_results", "等待竞争选拔的结果"),
    ),
    Talk: (("", "record_talk", "组织谈话"),),
    Ballot: (("", "prepare_poll", "组织投票"),),
    Inspection: (
        ("notice", "publish_inspection_notice", "发布考察预告"),
        ("team", "appoint_team", "组成考察组"),
        ("recusal", "appoint_team", "调整考察组成员"),
        ("licence", "appoint_team", "换上有考察员资格的成员"),
        ("pledge", "sign_pledge", "签订考察承诺书"),
        ("plan", "write_inspection_plan", "写考察方案"),
        ("talks", "record_inspection_talk", "进行考察谈话"),
        ("rating", "prepare_rating", "组织民主测评"),
        ("form", "prepare_form", "组织专项测评"),
        ("list", "fill_list", "填写清单"),
        ("evidence", "add_claim", "记入考察依据"),
        ("former_unit", "ask_former_unit", "到原任职单位延伸考察"),
        ("signatures", "sign_report", "在考察材料上签名"),
        ("appraisal", "record_appraisal", "出具鉴定"),
        ("", "submit_report", "提交考察材料"),
    ),
    Clearance: (("", "send_letter", "征求意见"),),
    InformationReport: (("", "handle_matter", "核实处理监督信息"),),
    Recusal: (("", "release_hold", "核实应当回避的关系"),),
    ElementReview: (("", "review_elements", "预审动议前置要素"),),
    FileReview: (
        ("person_signs", "confirm_file_review", "请本人签字确认档案审核结果"),
        ("", "review_file", "审核干部人事档案"),
    ),
    Meeting: (
        ("held", "convene", "提交会议讨论"),
        ("minutes.signed", "sign_minutes", "请有关人员在会议记录上签字"),
        ("minutes", "write_minutes", "登记会议记录"),
        ("vote", "prepare_decision_poll", "组织表决"),
        ("decision", "record_decision", "登记会议决定"),
        ("", "convene", "重新召开会议"),
    ),
    Notice: (
        ("achievements.confirmed", "confirm_achievements", "请有关人员确认实绩材料"),
        ("achievements.filed", "file_achievements", "报备实绩材料"),
        ("achievements", "write_achievements", "填写实绩材料"),
        ("report", "handle_complaint", "核查公示期反映"),
        ("end", "end_notice", "登记公示结果"),
        ("period", "end_notice", "等待公示期满"),
        ("", "start_notice", "公示"),
    ),
    Admission: (("", "send_back", "补齐上会条件"),),
    AppointmentTest: (
        ("talk", "record_test_talk", "约谈测试成绩较差的人选"),
        ("held_back", "hold_candidate", "研究暂缓正式任职"),
        ("", "record_appointment_test", "组织任前测试"),
    ),
    FollowUp: (("", "record_visit", "开展任职回访"),),
    PriorApproval: (("", "request_approval", "事前报批"),),
    Probation: (("", "assess_probation", "试用期满考核"),),
    Checklist: (("", "attach_material", "归集纪实材料"),),
}


def _inside(rules: Rules, stage: Stage, reason: Reason) -> tuple[Instrument | None, str]:
    """The instrument a reason came from and its rule inside it."""
    found = gate_of(rules, stage, reason.rule)
    if found is None:
        return None, reason.rule
    rest = reason.rule.removeprefix(found.check).removeprefix(".")
    return rules.instruments.get(found.check), rest


def _duty(rules: Rules, stage: Stage, reason: Reason) -> tuple[str, str]:
    instrument, rest = _inside(rules, stage, reason)
    if reason.rule == "appointment.done":
        return "appoint", "办理任职"
    if isinstance(instrument, ElementReview):
        return "review_elements", f"预审动议前置要素：{reason.label}"
    if reason.verdict is Verdict.BAR:
        return "drop_candidate", f"研究处理“{reason.label}”"
    match instrument:
        case PriorApproval() if rest.endswith(".reply"):
            return "record_approval_reply", f"催办并登记{reason.label}的批复"
        case Clearance():
            item = instrument.item(rest.split(".")[0])
            title = item.title if item else instrument.TITLE
            if rest.endswith(".reply"):
                return "record_reply", f"催办并登记{title}的回复"
            # A reply stands as it was received; what it lacks has to be asked for again.
            again = "" if rest.endswith(".letter") else "重新"
            return "send_letter", f"{again}征求意见：{title}"
        case Checklist():
            verb = "audit_material" if rest.endswith(".audit") else "attach_material"
            return verb, f"{'审核' if verb == 'audit_material' else '归集'}{reason.label}"
    for kind, duties in _DUTIES.items():
        if isinstance(instrument, kind):
            for prefix, verb, what in duties:
                if rest.startswith(prefix):
                    return verb, what
    return "judge_candidate", f"审查{reason.label}"


def _roles(rules: Rules, stage: Stage, verb: str, reason: Reason) -> tuple[str, ...]:
    instrument, rest = _inside(rules, stage, reason)
    step = rules.step(stage)
    if isinstance(instrument, Motion) and rest.startswith("approval."):
        wanted = rest.removeprefix("approval.")
        for approver in instrument.approvers:
            if approver.id == wanted:
                return approver.roles
    if isinstance(instrument, ElementReview):
        element = next((one for one in instrument.elements if one.id == rest), None)
        office = instrument.office(element.office) if element else None
        if office and verb == "review_elements":
            return office.roles
    if isinstance(instrument, Clearance) and verb == "record_reply":
        item = instrument.item(rest.split(".")[0])
        if item and item.answered_by:
            return item.answered_by
    if isinstance(instrument, Checklist):
        material = instrument.item(rest.removesuffix(".audit"))
        if material and verb == "audit_material":
            return material.auditor or step.works
        if material and material.recorder:
            return material.recorder
    found = gate_of(rules, stage, reason.rule)
    if verb == "release_hold" and found and found.release:
        return found.release
    return step.roles_for(verb)


def _deadline(rules: Rules, facts: CaseFacts, reason: Reason) -> tuple[date | None, str, bool]:
    instrument, rest = _inside(rules, facts.stage, reason)
    parameters = rules.parameters
    match instrument:
        case Clearance():
            letters = facts.clearance.get(instrument.id)
            for letter in reversed(letters.letters if letters else ()):
                if letter.item == rest.split(".")[0] and letter.reply is None and letter.due_on:
                    title = instrument.item(letter.item)
                    return letter.due_on, f"{title.title if title else ''}回复期限", False
        case Contest() if rest != "valid" and not _is_final(instrument, facts):
            return None, "", True
        case Inspection() if rest == "notice" and facts.inspection.notice_on:
            until = instrument.notice_until(facts.inspection.notice_on, parameters)
            return until, "考察预告期", facts.as_of <= until
        case PriorApproval():
            requests = facts.approval_requests.get(instrument.id, ())
            asked = [one for one in requests if one.item == rest.split(".")[0]]
            if asked and asked[-1].reply is None and asked[-1].due_on:
                return asked[-1].due_on, f"{reason.label}批复期限", False
        case Notice() if rest in {"period", "end"} and facts.notice.started_on:
            last = instrument.last_day(facts.notice.started_on, parameters)
            return last, "公示期", facts.as_of <= last
        case Probation() if facts.probation.started_on:
            until = facts.probation.until or instrument.last_day(
                facts.probation.started_on, parameters
            )
            return until, "试用期", facts.as_of <= until
    return None, "", False


def _is_final(contest: Contest, facts: CaseFacts) -> bool:
    standing = facts.contest.get(contest.id)
    return standing is not None and standing.final


def _stage_deadline(rules: Rules, facts: CaseFacts) -> tuple[date | None, str]:
    step = rules.step(facts.stage)
    if step.due_working_days is None:
        return None, ""
    days = whole(step.due_working_days, rules.parameters, of=f"{step.label}办理期限（工作日）")
    due = last_working_day(facts.entered_on, days, count_first_day=False)
    return due, f"{step.label}应在{days}个工作日内办结"
