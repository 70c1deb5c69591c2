"""The verbs of a contest (竞争性选拔)."""

from xuanxian.selection.services.contest.applications import (
    QUALIFICATION,
    Applying,
    Finding,
    apply_oneself,
    enter_application,
    review_applications,
    withdraw_application,
)
from xuanxian.selection.services.contest.examiners import (
    NewExaminer,
    enter_examiners,
    open_paper,
    recuse_examiner,
    seal_paper,
)
from xuanxian.selection.services.contest.lots import commit_draw, make_draw
from xuanxian.selection.services.contest.marks import (
    announce_marks,
    key_marks,
    record_absence,
    sign_marks,
    state_values,
)
from xuanxian.selection.services.contest.notice import (
    PostNotice,
    close_applications,
    end_contest,
    publish_contest,
    settle_contest_post,
    state_of_contest,
)
from xuanxian.selection.services.contest.objections import answer_objection, raise_objection
from xuanxian.selection.services.contest.reserve import call_reserve
from xuanxian.selection.services.contest.results import (
    choose_post,
    decide_going_on,
    publish_results,
)
from xuanxian.selection.services.contest.taking_on import TakenOn, take_on

__all__ = [
    "QUALIFICATION",
    "Applying",
    "Finding",
    "NewExaminer",
    "PostNotice",
    "TakenOn",
    "announce_marks",
    "answer_objection",
    "apply_oneself",
    "call_reserve",
    "choose_post",
    "close_applications",
    "commit_draw",
    "decide_going_on",
    "end_contest",
    "enter_application",
    "enter_examiners",
    "key_marks",
    "make_draw",
    "open_paper",
    "publish_contest",
    "publish_results",
    "raise_objection",
    "record_absence",
    "recuse_examiner",
    "review_applications",
    "seal_paper",
    "settle_contest_post",
    "sign_marks",
    "state_of_contest",
    "state_values",
    "take_on",
    "withdraw_application",
]
