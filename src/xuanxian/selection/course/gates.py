"""What the instruments say of a case, and whether a stage may be left. Pure."""

from xuanxian.ballots.instruments import Ballot
from xuanxian.kernel.deadlines import add_months
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.outcome import Outcome, Reason, Verdict
from xuanxian.policy.parts import Parameters, whole
from xuanxian.selection.course.case_facts import CaseFacts
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
    OwnCase,
    PriorApproval,
    Probation,
    Recusal,
    SignedNomination,
    Stage,
    Talk,
)
from xuanxian.selection.instruments.admission import AdmissionFacts
from xuanxian.selection.instruments.appointment_test import AppointmentTestFacts
from xuanxian.selection.instruments.clearance import ClearanceFacts
from xuanxian.selection.instruments.element_review import ElementFacts
from xuanxian.selection.instruments.file_review import FileReviewFacts
from xuanxian.selection.instruments.follow_up import FollowUpFacts
from xuanxian.selection.instruments.inspection import InspectionFacts
from xuanxian.selection.instruments.nomination import NominationFacts
from xuanxian.selection.instruments.own_case import OwnCaseFacts
from xuanxian.selection.instruments.prior_approval import (
    PriorApprovalFacts,
    broken_for_certain,
)
from xuanxian.selection.instruments.procedure import Gate
from xuanxian.selection.instruments.talk import TalkFacts
from xuanxian.selection.rules import Rules


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
        case SignedNomination():
            return instrument.decide(facts.signed_nominations, parameters)
        case Talk():
            talks = facts.talks.get(check_id, TalkFacts(as_of=facts.as_of))
            return instrument.decide(talks, parameters)
        case Ballot():
            poll = facts.polls.get(check_id)
            return poll.outcome if poll else _unknown(check_id, "还没有计票结果。", instrument)
        case Contest():
            return _of_contest(instrument, facts, rules.parameters)
        case Inspection():
            return instrument.decide(_inspection_facts(rules, instrument, facts), parameters)
        case Clearance():
            letters = facts.clearance.get(check_id, ClearanceFacts(as_of=facts.as_of))
            return instrument.decide(letters, parameters)
        case Recusal():
            return instrument.decide(facts.recusal, parameters)
        case InformationReport():
            return instrument.decide(facts.information, parameters)
        case ElementReview():
            elements = facts.elements.get(check_id, ElementFacts(as_of=facts.as_of))
            return instrument.decide(elements, parameters)
        case FileReview():
            review = facts.file_reviews.get(check_id, FileReviewFacts(as_of=facts.as_of))
            return instrument.decide(review, parameters)
        case Meeting():
            poll = facts.polls.get(instrument.ballot)
            return instrument.decide(
                facts.meeting.model_copy(update={"poll": poll}) if poll else facts.meeting,
                parameters,
            )
        case Notice():
            return instrument.decide(facts.notice, parameters)
        case OwnCase():
            heard = facts.own_case or OwnCaseFacts(as_of=facts.as_of)
            return instrument.decide(heard, parameters)
        case PriorApproval():
            return instrument.decide(_approval_facts(instrument, facts, stage), parameters)
        case Admission():
            return instrument.decide(_admission_facts(rules, instrument, facts, stage), parameters)
        case AppointmentTest():
            tests = facts.appointment_tests.get(check_id, AppointmentTestFacts(as_of=facts.as_of))
            return instrument.decide(tests, parameters)
        case FollowUp():
            visits = facts.follow_up.get(
                check_id,
                FollowUpFacts(as_of=facts.as_of, appointed_on=facts.appointed_on),
            )
            return instrument.decide(visits, parameters)
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
            routed = _routed(rules, facts, stage, reason)
            reasons.append(_with_exemption(routed, each, facts, stage))
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


def file_review_at(rules: Rules, stage: Stage) -> FileReview | None:
    """The file review to be done in `stage`: the one that gates it, else the next that gates a
    later stage, else the policy's first; None when it has none."""
    order = [step.stage for step in rules.procedure.stages]
    later = rules.procedure.stages[order.index(stage) :] if stage in order else ()
    for step in later:
        for each in step.gates:
            found = rules.instruments.get(each.check)
            if isinstance(found, FileReview):
                return found
    return rules.first(FileReview)


def stage_gated_by(rules: Rules, check_id: str) -> Stage | None:
    """The stage that an instrument gates, None when it gates none."""
    for step in rules.procedure.stages:
        if any(each.check == check_id for each in step.gates):
            return step.stage
    return None


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


def _of_contest(contest: Contest, facts: CaseFacts, parameters: Parameters) -> Outcome:
    """What was published of the person; it holds while rounds are to come, and once it is stale."""
    standing = facts.contest.get(contest.id)
    if standing is None:
        return _unknown(contest.id, "没有报名参加。", contest)
    reasons = list(standing.outcome.reasons) if standing.outcome else []
    if not standing.final:
        reasons += _unknown(contest.id, "最后的成绩和名次还没有公布。", contest).reasons
    elif contest.valid_months is not None and standing.held_on is not None:
        months = whole(contest.valid_months, parameters, of="结果有效期（月）")
        until = add_months(standing.held_on, months)
        if facts.as_of > until:
            said = f"结果有效期到{until:%Y.%m.%d}，已经过期。"
            reasons += _unknown(f"{contest.id}.valid", said, contest).reasons
    return Outcome.of(reasons)


def _admission_facts(
    rules: Rules, instrument: Admission, facts: CaseFacts, stage: Stage
) -> AdmissionFacts:
    """What the instruments it rests on say, with what people released and overrode there."""
    outcomes: dict[str, Outcome] = {}
    for check_id in instrument.rests_on:
        own = stage_gated_by(rules, check_id) or stage
        said = check(rules, facts, check_id, own)
        step = rules.procedure.step(own)
        gates = [each for each in step.gates if each.check == check_id] if step else []
        outcomes[check_id] = Outcome.of(
            _with_exemption(_routed(rules, facts, own, reason), gates[0], facts, own)
            if gates
            else reason
            for reason in said.reasons
        )
    return AdmissionFacts(as_of=facts.as_of, outcomes=outcomes)


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


def _approval_facts(
    instrument: PriorApproval, facts: CaseFacts, stage: Stage
) -> PriorApprovalFacts:
    broken: dict[str, str] = {}
    for judged in facts.judgements.values():
        broken |= broken_for_certain(judged.reasons)
    return PriorApprovalFacts(
        as_of=facts.as_of,
        stage=stage,
        broken=broken,
        requests=facts.approval_requests.get(instrument.id, ()),
    )


def _routed(rules: Rules, facts: CaseFacts, stage: Stage, reason: Reason) -> Reason:
    """A reason that has to be approved beforehand, where the procedure asks for the approval."""
    for instrument in rules.all(PriorApproval):
        asked = any(
            gate.check == instrument.id for step in rules.procedure.stages for gate in step.gates
        )
        if asked and not reason.rule.startswith(f"{instrument.id}."):
            reason = instrument.routed(reason, _approval_facts(instrument, facts, stage), stage)
    return reason


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
