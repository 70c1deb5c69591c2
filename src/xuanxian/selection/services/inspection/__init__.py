"""考察: the verbs of the inspection of a person."""

from xuanxian.selection.services.inspection.evidence import add_claim, withdraw_claim
from xuanxian.selection.services.inspection.former_unit import ask_former_unit
from xuanxian.selection.services.inspection.licences import grant_licence, withdraw_licence
from xuanxian.selection.services.inspection.rating import fill_list, prepare_form, prepare_rating
from xuanxian.selection.services.inspection.report import (
    record_appraisal,
    sign_report,
    submit_report,
)
from xuanxian.selection.services.inspection.talks import (
    Interviewee,
    record_inspection_talk,
    schedule_talks,
    sign_talk_notes,
    write_talk_notes,
)
from xuanxian.selection.services.inspection.team import (
    Inspector,
    appoint_team,
    publish_inspection_notice,
    sign_pledge,
    write_inspection_plan,
)

__all__ = [
    "Inspector",
    "Interviewee",
    "add_claim",
    "appoint_team",
    "ask_former_unit",
    "fill_list",
    "grant_licence",
    "prepare_form",
    "prepare_rating",
    "publish_inspection_notice",
    "record_appraisal",
    "record_inspection_talk",
    "schedule_talks",
    "sign_pledge",
    "sign_report",
    "sign_talk_notes",
    "submit_report",
    "withdraw_claim",
    "withdraw_licence",
    "write_inspection_plan",
    "write_talk_notes",
]
