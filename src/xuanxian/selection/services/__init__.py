"""The verbs of a case, stage by stage. Each is one transaction and leaves one entry at least.

Every verb checks that the actor's role may do it under the round's policy, decides with the pure
functions of the instruments, and either takes a step on the record or refuses; a refusal changes
nothing. They answer the changed row, freshly read.
"""

from xuanxian.selection.services.achievements import (
    confirm_achievements,
    file_achievements,
    write_achievements,
)
from xuanxian.selection.services.appointment import (
    appoint,
    assess_probation,
    record_appointment_talk,
)
from xuanxian.selection.services.appointment_test import (
    record_appointment_test,
    record_test_talk,
)
from xuanxian.selection.services.approvals import record_approval_reply, request_approval
from xuanxian.selection.services.complaints import (
    advance_complaint,
    clear_person,
    handle_complaint,
    receive_complaint,
    refer_accuser,
)
from xuanxian.selection.services.consulted_bodies import name_consulted_body
from xuanxian.selection.services.deliberation import (
    AgendaItem,
    convene,
    prepare_decision_poll,
    record_decision,
)
from xuanxian.selection.services.element_review import review_elements
from xuanxian.selection.services.file_review import confirm_file_review, review_file
from xuanxian.selection.services.follow_up import record_visit, tell_of_visit
from xuanxian.selection.services.information import (
    handle_matter,
    report_matter,
    submit_body_report,
)
from xuanxian.selection.services.inspection import (
    Inspector,
    Interviewee,
    add_claim,
    appoint_team,
    ask_former_unit,
    fill_list,
    grant_licence,
    prepare_form,
    prepare_rating,
    publish_inspection_notice,
    record_appraisal,
    record_inspection_talk,
    schedule_talks,
    sign_pledge,
    sign_report,
    sign_talk_notes,
    submit_report,
    withdraw_claim,
    withdraw_licence,
    write_inspection_plan,
    write_talk_notes,
)
from xuanxian.selection.services.letters import (
    extend_letter,
    record_reply,
    remind_of_letter,
    send_letter,
    withdraw_letter,
)
from xuanxian.selection.services.motion import (
    add_vacancy,
    approve_motion,
    judge_candidate,
    open_round,
    propose_candidate,
    write_plan,
)
from xuanxian.selection.services.nomination import (
    accept_results,
    prepare_meeting,
    record_recommendation_talk,
    set_nomination_range,
    set_targets,
)
from xuanxian.selection.services.notice import end_notice, exempt_notice, start_notice
from xuanxian.selection.services.papers import attach_material, audit_material
from xuanxian.selection.services.progress import (
    close_round,
    move_stage,
    override_verdict,
    release_hold,
    send_back,
)
from xuanxian.selection.services.signed_nominations import (
    find_nomination_untrue,
    record_signed_nomination,
    withdraw_signed_nomination,
)
from xuanxian.selection.services.sittings import issue_agenda, sign_minutes, write_minutes
from xuanxian.selection.services.statements import appeal, settle_appeal, state_on_own_case
from xuanxian.selection.services.states import (
    bar_candidate,
    drop_candidate,
    hold_candidate,
    resume_candidate,
    return_candidate,
    void_candidate,
    withdraw_candidate,
)
from xuanxian.selection.services.vacant_posts import (
    announce_vacant_post,
    ban_nominator,
    receive_nomination,
    renew_vacant_posts,
    state_requirements,
)

__all__ = [
    "AgendaItem",
    "Inspector",
    "Interviewee",
    "accept_results",
    "add_claim",
    "add_vacancy",
    "advance_complaint",
    "announce_vacant_post",
    "appeal",
    "appoint",
    "appoint_team",
    "approve_motion",
    "ask_former_unit",
    "assess_probation",
    "attach_material",
    "audit_material",
    "ban_nominator",
    "bar_candidate",
    "clear_person",
    "close_round",
    "confirm_achievements",
    "confirm_file_review",
    "convene",
    "drop_candidate",
    "end_notice",
    "exempt_notice",
    "extend_letter",
    "file_achievements",
    "fill_list",
    "find_nomination_untrue",
    "grant_licence",
    "handle_complaint",
    "handle_matter",
    "hold_candidate",
    "issue_agenda",
    "judge_candidate",
    "move_stage",
    "name_consulted_body",
    "open_round",
    "override_verdict",
    "prepare_decision_poll",
    "prepare_form",
    "prepare_meeting",
    "prepare_rating",
    "propose_candidate",
    "publish_inspection_notice",
    "receive_complaint",
    "receive_nomination",
    "record_appointment_talk",
    "record_appointment_test",
    "record_appraisal",
    "record_approval_reply",
    "record_decision",
    "record_inspection_talk",
    "record_recommendation_talk",
    "record_reply",
    "record_signed_nomination",
    "record_test_talk",
    "record_visit",
    "refer_accuser",
    "release_hold",
    "remind_of_letter",
    "renew_vacant_posts",
    "report_matter",
    "request_approval",
    "resume_candidate",
    "return_candidate",
    "review_elements",
    "review_file",
    "schedule_talks",
    "send_back",
    "send_letter",
    "set_nomination_range",
    "set_targets",
    "settle_appeal",
    "sign_minutes",
    "sign_pledge",
    "sign_report",
    "sign_talk_notes",
    "start_notice",
    "state_on_own_case",
    "state_requirements",
    "submit_body_report",
    "submit_report",
    "tell_of_visit",
    "void_candidate",
    "withdraw_candidate",
    "withdraw_claim",
    "withdraw_letter",
    "withdraw_licence",
    "withdraw_signed_nomination",
    "write_achievements",
    "write_inspection_plan",
    "write_minutes",
    "write_plan",
    "write_talk_notes",
]
