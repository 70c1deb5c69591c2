"""The course of one person's case: gates, what is missing, whose turn it is. Pure.

The same functions serve a live case, whose facts are read from the tables, and a rehearsal, whose
facts come from a scenario.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.results import TallyResult
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.outcome import Outcome, Reason, Verdict
from xuanxian.selection.instruments import (
    Checklist,
    Clearance,
    FileReview,
    Inspection,
    Meeting,
    Motion,
    Nomination,
    Notice,
    Probation,
    Stage,
    Talk,
)
from xuanxian.selection.instruments.calendar import last_working_day
from xuanxian.selection.instruments.checklist import ChecklistFacts
from xuanxian.selection.instruments.clearance import ClearanceFacts
from xuanxian.selection.instruments.file_review import FileReviewFacts
from xuanxian.selection.instruments.inspection import InspectionFacts
from xuanxian.selection.instruments.meeting import MeetingFacts
from xuanxian.selection.instruments.motion import MotionFacts
from xuanxian.selection.instruments.nomination import NominationFacts, PollFacts
from xuanxian.selection.instruments.notice import NoticeFacts
from xuanxian.selection.instruments.parts import Facts, whole
from xuanxian.selection.instruments.probation import ProbationFacts
from xuanxian.selection.instruments.procedure import Gate
from xuanxian.selection.instruments.talk import TalkFacts
from xuanxian.selection.rules import Rules


class ExemptionFacts(Facts):
    """A hold released or a bar overridden: which reason of which check, by whom and why."""

    stage: Stage
    check: str
    rule: str
    overrides: bool
    reason: str
    by: str
    on: date


class CaseFacts(Facts):
    """Everything known of one person's case on the day `as_of`.

    Attributes:
        stage: where the person stands.
        entered_on: since when.
        judgements: criteria instrument id → what it said of the person.
        polls: ballot instrument id → what the poll said of the person.
        talks: talk instrument id → the talks held.
        clearance: clearance instrument id → its letters.
        appointed_on: day the appointment counts from, None before it.
    """

    as_of: date
    stage: Stage
    entered_on: date
    motion: MotionFacts
    judgements: Mapping[str, Outcome] = {}
    polls: Mapping[str, PollFacts] = {}
    talks: Mapping[str, TalkFacts] = {}
    nomination: NominationFacts
    inspection: InspectionFacts
    clearance: Mapping[str, ClearanceFacts] = {}
    file_review: FileReviewFacts
    meeting: MeetingFacts
    notice: NoticeFacts
    appointed_on: date | None = None
    probation: ProbationFacts
    materials: ChecklistFacts
    exemptions: tuple[ExemptionFacts, ...] = ()

    @classmethod
    def blank(cls, as_of: date, stage: Stage, **known: Any) -> "CaseFacts":
        """A case of which nothing is known but `known`."""
        empty: dict[str, Any] = {
            name: kind(as_of=as_of)
            for name, kind in (
                ("motion", MotionFacts),
                ("nomination", NominationFacts),
                ("inspection", InspectionFacts),
                ("file_review", FileReviewFacts),
                ("meeting", MeetingFacts),
                ("notice", NoticeFacts),
                ("probation", ProbationFacts),
                ("materials", ChecklistFacts),
            )
        }
        return cls(**(empty | {"as_of": as_of, "stage": stage, "entered_on": as_of} | known))


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


def check(rules: Rules, facts: CaseFacts, check_id: str, stage: Stage) -> Outcome:
    """What one instrument says of the case, before any release or override.

    Args:
        check_id: id of the instrument.
        stage: the stage it gates; a checklist answers for its link only.
    """
    instrument = rules.instruments.get(check_id)
    parameters = rules.parameters
    match instrument:
        case None:
            return _unknown(check_id, "制度中没有这一条，无法审查。")
        case Motion():
            return instrument.decide(facts.motion, parameters)
        case Nomination():
            return instrument.decide(_nomination_facts(rules, instrument, facts), parameters)
        case Talk():
            talks = facts.talks.get(check_id, TalkFacts(as_of=facts.as_of))
            return instrument.decide(talks, parameters)
        case Ballot():
            poll = facts.polls.get(check_id)
            return poll.outcome if poll else _unknown(check_id, "还没有计票结果。", instrument)
        case Inspection():
            return instrument.decide(_inspection_facts(rules, instrument, facts), parameters)
        case Clearance():
            letters = facts.clearance.get(check_id, ClearanceFacts(as_of=facts.as_of))
            return instrument.decide(letters, parameters)
        case FileReview():
            return instrument.decide(facts.file_review, parameters)
        case Meeting():
            poll = facts.polls.get(instrument.ballot)
            return instrument.decide(
                facts.meeting.model_copy(update={"poll": poll}) if poll else facts.meeting,
                parameters,
            )
        case Notice():
            return instrument.decide(facts.notice, parameters)
        case Probation():
            return instrument.decide(facts.probation, parameters)
        case Checklist():
            return instrument.decide(
                facts.materials.model_copy(update={"stage": stage}), parameters
            )
    judged = facts.judgements.get(check_id)
    return judged or _unknown(check_id, "还没有审查。", instrument)


def gate(rules: Rules, facts: CaseFacts, stage: Stage) -> Outcome:
    """Whether the person may leave `stage`: every gate of it, releases and overrides applied."""
    step = rules.step(stage)
    reasons: list[Reason] = []
    for each in step.gates:
        for reason in check(rules, facts, each.check, stage).reasons:
            reasons.append(_with_exemption(reason, each, facts, stage))
    if stage is Stage.APPOINTMENT and facts.appointed_on is None:
        reasons.append(
            Reason(
                rule="appointment.done",
                label="任职",
                verdict=Verdict.HOLD,
                explanation="还没有任职。",
            )
        )
    return Outcome.of(reasons)


def gate_of(rules: Rules, stage: Stage, rule: str) -> Gate | None:
    """The gate of `stage` that a reason with this rule came through."""
    return next(
        (
            each
            for each in rules.step(stage).gates
            if rule == each.check or rule.startswith(f"{each.check}.")
        ),
        None,
    )


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


def poll_facts(result: TallyResult, subject: str, held_on: date) -> PollFacts | None:
    """What a count says of one subject, None when the subject was not on the ballot."""
    found = result.of(subject)
    if found is None:
        return None
    figures = {name: Fraction(number) for name, number in result.denominators.items()}
    figures |= {name: Fraction(number) for name, number in found.counts.items()}
    figures |= {name: figure.value for name, figure in found.measures.items() if figure is not None}
    return PollFacts(held_on=held_on, outcome=found.outcome, figures=figures, place=found.rank)


def _nomination_facts(rules: Rules, nomination: Nomination, facts: CaseFacts) -> NominationFacts:
    known: dict[str, object] = {}
    if nomination.meeting and (poll := facts.polls.get(nomination.meeting.ballot)):
        known["meeting"] = poll
    if nomination.talks and (talks := facts.talks.get(nomination.talks.talk)):
        known["talk_outcome"] = rules.get(nomination.talks.talk, Talk).decide(
            talks, rules.parameters
        )
    return facts.nomination.model_copy(update=known)


def _inspection_facts(rules: Rules, inspection: Inspection, facts: CaseFacts) -> InspectionFacts:
    known: dict[str, object] = {}
    if inspection.rating and (poll := facts.polls.get(inspection.rating)):
        known["rating"] = poll
    if inspection.talk and (talks := facts.talks.get(inspection.talk)):
        known["talk_outcome"] = rules.get(inspection.talk, Talk).decide(talks, rules.parameters)
    return facts.inspection.model_copy(update=known)


def _with_exemption(reason: Reason, gate: Gate, facts: CaseFacts, stage: Stage) -> Reason:
    overrides = reason.verdict is Verdict.BAR
    if reason.verdict not in {Verdict.HOLD, Verdict.BAR}:
        return reason
    for exemption in facts.exemptions:
        if (
            exemption.stage == stage
            and exemption.check == gate.check
            and exemption.rule == reason.rule
            and exemption.overrides == overrides
        ):
            word = "破例" if overrides else "放行"
            note = f"{exemption.on.isoformat()}{exemption.by}{word}：{exemption.reason}"
            return reason.model_copy(
                update={"verdict": Verdict.FLAG, "explanation": f"{reason.explanation}（{note}）"}
            )
    return reason


def _unknown(rule: str, sentence: str, instrument: Instrument | None = None) -> Outcome:
    title = (instrument.title or instrument.TITLE) if instrument else rule
    return Outcome.of(
        [Reason(rule=rule, label=title, verdict=Verdict.HOLD, explanation=f"{title}：{sentence}")]
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
    Talk: (("", "record_talk", "组织谈话"),),
    Ballot: (("", "prepare_poll", "组织投票"),),
    Inspection: (
        ("notice", "publish_inspection_notice", "发布考察预告"),
        ("team", "appoint_team", "组成考察组"),
        ("recusal", "appoint_team", "调整考察组成员"),
        ("talks", "record_inspection_talk", "进行考察谈话"),
        ("rating", "prepare_rating", "组织民主测评"),
        ("former_unit", "ask_former_unit", "到原任职单位延伸考察"),
        ("signatures", "sign_report", "在考察材料上签名"),
        ("", "submit_report", "提交考察材料"),
    ),
    Clearance: (("", "send_letter", "征求意见"),),
    FileReview: (
        ("person_signs", "confirm_file_review", "请本人签字确认档案审核结果"),
        ("", "review_file", "审核干部人事档案"),
    ),
    Meeting: (
        ("held", "convene", "提交会议讨论"),
        ("vote", "prepare_decision_poll", "组织表决"),
        ("decision", "record_decision", "登记会议决定"),
        ("", "convene", "重新召开会议"),
    ),
    Notice: (
        ("report", "handle_complaint", "核查公示期反映"),
        ("end", "end_notice", "登记公示结果"),
        ("period", "end_notice", "等待公示期满"),
        ("", "start_notice", "公示"),
    ),
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
    if reason.verdict is Verdict.BAR:
        return "drop_candidate", f"研究处理“{reason.label}”"
    match instrument:
        case Clearance():
            item = instrument.item(rest.split(".")[0])
            title = item.title if item else instrument.TITLE
            if rest.endswith((".letter", ".validity")):
                return "send_letter", f"就{title}征求意见"
            return "record_reply", f"催办并登记{title}的回复"
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
        case Inspection() if rest == "notice" and facts.inspection.notice_on:
            until = instrument.notice_until(facts.inspection.notice_on, parameters)
            return until, "考察预告期", facts.as_of <= until
        case Notice() if rest in {"period", "end"} and facts.notice.started_on:
            last = instrument.last_day(facts.notice.started_on, parameters)
            return last, "公示期", facts.as_of <= last
        case Probation() if facts.probation.started_on:
            until = facts.probation.until or instrument.last_day(
                facts.probation.started_on, parameters
            )
            return until, "试用期", facts.as_of <= until
    return None, "", False


def _stage_deadline(rules: Rules, facts: CaseFacts) -> tuple[date | None, str]:
    step = rules.step(facts.stage)
    if step.due_working_days is None:
        return None, ""
    days = whole(step.due_working_days, rules.parameters, of=f"{step.label}办理期限（工作日）")
    due = last_working_day(facts.entered_on, days, count_first_day=False)
    return due, f"{step.label}应在{days}个工作日内办结"
