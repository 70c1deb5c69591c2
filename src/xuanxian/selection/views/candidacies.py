"""One person's case: where it stands, what is missing, what comes next, what was done."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.ballots.models import Poll
from xuanxian.kernel import clock
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.outcome import Outcome
from xuanxian.policy.parts import role_names
from xuanxian.selection import models, queries
from xuanxian.selection.course import NextStep
from xuanxian.selection.deeds import Deed, deed_of
from xuanxian.selection.deeds.achievements import rule_of
from xuanxian.selection.deeds.complaints import open_deeds
from xuanxian.selection.instruments import (
    AppointmentTest,
    ElementReview,
    FileReview,
    FollowUp,
    Inspection,
    Meeting,
    PriorApproval,
    SignedNomination,
    Stage,
)
from xuanxian.selection.instruments.achievements import characters
from xuanxian.selection.queries.inspection_board import asked_for
from xuanxian.selection.rules import Rules
from xuanxian.selection.states import ENDED, State, moves_of, permits
from xuanxian.selection.views.access import candidacy_for
from xuanxian.selection.views.vacancies import NOMINATION_VERBS

VERBS_OF_STAGE: dict[Stage, tuple[str, ...]] = {
    Stage.MOTION: (
        "record_signed_nomination",
        "judge_candidate",
        "review_elements",
        "review_file",
        "confirm_file_review",
    ),
    Stage.NOMINATION: ("record_signed_nomination",),
    Stage.INSPECTION: (
        "publish_inspection_notice",
        "write_inspection_plan",
        "appoint_team",
        "sign_pledge",
        "schedule_talks",
        "record_inspection_talk",
        "prepare_rating",
        "prepare_form",
        "fill_list",
        "add_claim",
        "ask_former_unit",
        "submit_report",
        "sign_report",
        "record_appraisal",
        "send_letter",
    ),
    Stage.CLEARANCE: ("send_letter", "review_file", "confirm_file_review"),
    Stage.DELIBERATION: ("issue_agenda", "convene", "send_letter"),
    Stage.NOTICE: (
        "write_achievements",
        "confirm_achievements",
        "file_achievements",
        "record_appointment_test",
        "record_test_talk",
        "start_notice",
        "exempt_notice",
        "receive_complaint",
        "end_notice",
    ),
    Stage.APPOINTMENT: (
        "record_appointment_test",
        "record_test_talk",
        "appoint",
        "record_appointment_talk",
        "receive_complaint",
    ),
    Stage.PROBATION: ("record_visit", "assess_probation", "receive_complaint"),
}
"""What is done to one person in each stage, in its order."""

ALWAYS = (
    "attach_material", "judge_candidate", "request_approval", "send_back", "hold_candidate",
    "bar_candidate",
    "drop_candidate", "withdraw_candidate", "void_candidate", "return_candidate",
)  # fmt: skip
"""What may be done in any stage."""

_RECEIVING = frozenset({"attach_material", "receive_complaint"})
"""What takes in what arrives, also while the work stands still."""

_ON_ELIGIBILITY = {Stage.MOTION, Stage.NOMINATION, Stage.INSPECTION}
"""The stages for which 资格核验 is made."""

_OF_LETTER = ("record_reply", "remind_of_letter", "extend_letter", "withdraw_letter")
"""What is done with a letter until it is answered."""

_OF_ROUND = ("write_plan", "approve_motion", "add_vacancy")


@needs("selection.view_case")
def candidacy(request: SignedInRequest, candidacy_id: UUID) -> HttpResponse:
    """The page of one person's case."""
    found = candidacy_for(request, candidacy_id)
    rules = queries.rules_of(found.round)
    stage = request.GET.get("stage", "")
    shown = Stage(stage) if stage in set(Stage) else Stage(found.stage)
    reads = queries.reads_of(request.user, rules, found.round)
    works = queries.works_at(request.user, rules, found.round)
    view = queries.stage_view(found, shown)
    here = queries.stage_view(found) if shown != found.stage else view
    verbs, others = _deeds(request, rules, found)
    step = here.next if found.stage in reads else None
    if shown not in reads:
        view = replace(view, done=(), flags=(), missing=())
    return render(
        request,
        "selection/candidacy.html",
        {
            "candidacy": found,
            "round": found.round,
            "view": view,
            "shown": shown,
            "rail": _rail(found, rules, step, here.outcome),
            "step": step,
            "step_roles": role_names(step.roles) if step else "",
            "step_address": _address_of_step(found, step, verbs + others) if step else "",
            "verbs": verbs,
            "others": others,
            "missing": [
                (
                    one,
                    "override_verdict" if one.overrides else "release_hold",
                    request.user.holds(*one.roles, over=found.round.unit.code),
                )
                for one in view.missing
            ],
            "reads_eligibility": bool(reads & _ON_ELIGIBILITY),
            "judgements": [
                (rules.instruments[name].title, Outcome.model_validate(outcome))
                for name, outcome in found.judgements.items()
                if name in rules.instruments
            ],
            "standing": found.state_changes.last()
            if found.state not in {State.ACTIVE, State.APPOINTED}
            else None,
            "state_changes": found.state_changes.all() if works else (),
            "may_view_record": may(request.user, "record.view_stream"),
            "may_see_complaints": request.user.holds(
                *rules.step(Stage.NOTICE).roles_for("handle_complaint"),
                over=found.round.unit.code,
            )
            if rules.procedure.step(Stage.NOTICE)
            else False,
            "today": clock.today(),
            **_done(found, rules, request),
        },
    )


_WITH_AN_INSTRUMENT: dict[str, type[Instrument]] = {
    "request_approval": PriorApproval,
    "review_elements": ElementReview,
    "record_signed_nomination": SignedNomination,
    "record_appointment_test": AppointmentTest,
    "record_test_talk": AppointmentTest,
    "record_visit": FollowUp,
}
"""Verbs that only policies with such an instrument know."""


_WITH_ACHIEVEMENTS = frozenset({"write_achievements", "confirm_achievements", "file_achievements"})
"""Verbs that only notices with a statement of achievements know."""


def _deeds(
    request: SignedInRequest, rules: Rules, found: models.Candidacy
) -> tuple[list[Deed], list[Deed]]:
    """What the account may do now: the verbs of the stage, and those of any stage."""

    def open_ones(verbs: tuple[str, ...]) -> list[Deed]:
        deeds = (deed_of(models.Candidacy, verb) for verb in verbs)
        return [
            one
            for one in deeds
            if one
            and asked_for(rules, one.verb)
            and (one.verb not in _WITH_AN_INSTRUMENT or rules.first(_WITH_AN_INSTRUMENT[one.verb]))
            and (one.verb not in _WITH_ACHIEVEMENTS or rule_of(rules))
            and permits(
                found.state,
                ended=not found.is_under_way,
                moves=moves_of(one.verb),
                receiving=one.verb in _RECEIVING,
            )
            and one.open_to(request.user, rules, found)
        ]

    if found.round.closed_on:
        return [], open_ones(("void_candidate",))
    stage = Stage(found.stage)
    here = open_ones((*VERBS_OF_STAGE.get(stage, ()), "resume_candidate", "move_stage"))
    return here, [one for one in open_ones(ALWAYS) if one not in here]


def _rail(
    found: models.Candidacy, rules: Rules, step: NextStep | None, outcome: Outcome
) -> list[dict[str, Any]]:
    order = [one.stage for one in rules.procedure.stages]
    here = order.index(Stage(found.stage))
    left = {passage.stage: passage for passage in found.passages.all() if not passage.sent_back}
    page = reverse("candidacy", args=[found.pk])
    rail = []
    for place, one in enumerate(rules.procedure.stages):
        passage = left.get(one.stage.value)
        entry: dict[str, Any] = {"name": one.label, "state": "todo"}
        if place < here or (found.ended_on and found.state not in ENDED):
            entry |= {"state": "done", "url": f"{page}?stage={one.stage.value}"}
            if passage:
                entry["note"] = f"{passage.left_on:%Y.%m.%d} {passage.moved_by}"
        elif place == here:
            entry["url"] = page
            entry["state"] = "blocked" if outcome.blocks or not found.is_at_work else "now"
            if step:
                entry["note"] = f"待{step.what}"
                entry |= {
                    "due": step.due,
                    "rule": step.rule,
                    "overdue": bool(step.due and step.due < clock.today() and not step.waits),
                }
            elif not found.is_under_way:
                entry["note"] = found.get_state_display()
        rail.append(entry)
    return rail


def _address_of_step(found: models.Candidacy, step: NextStep, open_deeds: list[Deed]) -> str:
    """Where the next step is done, "" when this account may not do it or it only waits."""
    verb = step.verb
    if step.waits:
        return ""
    if verb in _OF_ROUND:
        return reverse("round_motion", args=[found.round.pk])
    if verb in NOMINATION_VERBS or verb in {"prepare_poll", "record_talk"}:
        return reverse("vacancy", args=[found.vacancy_id])
    if verb == "propose_candidate":
        return reverse("vacancy_find", args=[found.vacancy_id])
    if verb in {"prepare_decision_poll", "record_decision", "write_minutes", "sign_minutes"}:
        item = found.sitting_items.order_by("-sitting__place").first()
        return reverse("sitting", args=[item.sitting_id]) if item else ""
    if verb == "record_reply":
        return f"{reverse('candidacy', args=[found.pk])}#letters"
    if verb == "handle_matter":
        return reverse("information_ledger")
    if verb == "handle_complaint":
        return f"{reverse('candidacy', args=[found.pk])}#complaints"
    if any(one.verb == verb for one in open_deeds):
        return reverse("deed", args=["candidacy", found.pk, verb])
    return ""


def _done(found: models.Candidacy, rules: Rules, request: SignedInRequest) -> dict[str, Any]:
    """What the stages have left so far, as far as it is the account's business."""
    account, round_ = request.user, found.round
    works = queries.works_at(account, rules, round_)
    reads = queries.reads_of(account, rules, round_)
    inspection = None
    if Stage.INSPECTION in reads:
        inspection = models.InspectionRecord.objects.filter(pk=found.pk).first()
    letters = []
    for letter in found.letters.all():
        if not queries.letter_open_to(account, rules, round_, letter):
            continue
        deeds = (deed_of(models.Letter, verb) for verb in _OF_LETTER)
        letters.append(
            (
                letter,
                [
                    deed
                    for deed in deeds
                    if deed
                    and letter.is_open
                    and found.is_under_way
                    and deed.open_to(account, rules, letter)
                ],
            )
        )
    meeting = rules.first(Meeting)
    reply = deed_of(models.PriorApprovalRequest, "record_approval_reply")
    settle = deed_of(models.OwnStatement, "settle_appeal")
    return {
        "approvals": [
            (
                one,
                not one.reply
                and found.is_under_way
                and reply is not None
                and reply.open_to(account, rules, one),
            )
            for one in found.approval_requests.all()
        ]
        if works
        else (),
        "own_statements": [
            (
                one,
                settle is not None
                and one.is_appeal
                and not one.settled_on
                and settle.open_to(account, rules, one),
            )
            for one in found.own_statements.all()
        ]
        if works
        else (),
        "inspection": inspection,
        "inspects": Stage.INSPECTION in works and rules.first(Inspection) is not None,
        "rating": Poll.objects.filter(pk=inspection.rating_poll).first()
        if inspection and inspection.rating_poll
        else None,
        # Who talked with the team is known to those who work at the inspection only.
        "talks": found.talks.all() if Stage.INSPECTION in works else (),
        "letters": letters,
        "file_reviews": _file_reviews(found, rules) if Stage.CLEARANCE in reads else (),
        "sitting_items": found.sitting_items.select_related("sitting")
        if Stage.DELIBERATION in reads
        else (),
        "agendas": [
            one
            for one in models.Agenda.objects.filter(round=round_)
            if str(found.pk) in one.candidacies
        ]
        if Stage.DELIBERATION in works
        else (),
        "body": meeting.body if meeting else "",
        "notice": models.PublicNotice.objects.filter(pk=found.pk).first(),
        "complaints": _complaints(found, rules, request) if Stage.NOTICE in works else (),
        "achievements": _achievements(found, rules) if Stage.NOTICE in reads else None,
        "tests": found.appointment_tests.all() if Stage.APPOINTMENT in works else (),
        "visits": found.follow_up_visits.all() if Stage.PROBATION in works else (),
        "appointment": models.Appointment.objects.filter(pk=found.pk).first(),
        "assessments": found.probation_assessments.all() if Stage.PROBATION in works else (),
        "exemptions": [one for one in found.exemptions.all() if one.stage in reads],
        "materials": [
            one
            for one in found.materials.all()
            if queries.material_open_to(account, rules, round_, one.item)
        ],
    }


def _complaints(
    found: models.Candidacy, rules: Rules, request: SignedInRequest
) -> list[tuple[models.ReceivedReport, list[Deed]]]:
    """The reports received, each with what is to be done about it now."""
    return [
        (
            report,
            [
                deed
                for verb in open_deeds(rules, report)
                if (deed := deed_of(models.ReceivedReport, verb))
                and deed.open_to(request.user, rules, report)
            ],
        )
        for report in found.reports.all()
    ]


def _achievements(found: models.Candidacy, rules: Rules) -> dict[str, Any] | None:
    """The statement of achievements with the names the policy gives its parts."""
    rule = rule_of(rules)
    row = models.AchievementsStatement.objects.filter(pk=found.pk).first()
    if rule is None or row is None:
        return None
    return {
        "row": row,
        "characters": characters(row.sections),
        "sections": [(one.title, row.sections.get(one.id, "")) for one in rule.sections],
        "confirmed": [(one.title, row.confirmed.get(one.id)) for one in rule.confirmed_by],
    }


def _file_reviews(found: models.Candidacy, rules: Rules) -> list[dict[str, Any]]:
    """The reviews of the archive with the items as the policy calls them."""
    done = []
    for row in found.file_reviews.filter(reviewed_on__isnull=False):
        review = rules.get(row.instrument, FileReview)
        conclusions = {one.id: one for one in review.conclusions}
        done.append(
            {
                "row": row,
                "conclusion": conclusions.get(row.conclusion),
                "items": [
                    (item.title, row.findings[item.id])
                    for item in review.items
                    if item.id in row.findings
                ],
            }
        )
    return done
