"""The tables of selection: projections of the record, rebuilt from it at will."""

from xuanxian.selection.models.appointment import (
    Appointment,
    AppointmentTestSitting,
    FollowUpVisit,
    ProbationAssessment,
)
from xuanxian.selection.models.approvals import PriorApprovalRequest
from xuanxian.selection.models.clearance import ConsultedBody, FileReviewRecord, Letter
from xuanxian.selection.models.contest import (
    Announcement,
    Application,
    Contest,
    ContestPost,
    ContestStep,
    Draw,
    Examiner,
    ExamPaper,
    Mark,
    Objection,
    Standing,
)
from xuanxian.selection.models.deliberation import Agenda, Sitting, SittingItem
from xuanxian.selection.models.information import BodyReport, ReportedMatter
from xuanxian.selection.models.inspection import (
    Claim,
    ClaimSide,
    ClaimSource,
    InspectionRecord,
    InspectorLicence,
)
from xuanxian.selection.models.motion import ElementFinding, PlanVersion
from xuanxian.selection.models.nomination_forms import NominationForm
from xuanxian.selection.models.notice import AchievementsStatement, PublicNotice, ReceivedReport
from xuanxian.selection.models.papers import Exemption, Material
from xuanxian.selection.models.round import (
    Approval,
    Candidacy,
    Passage,
    Round,
    Vacancy,
)
from xuanxian.selection.models.statements import OwnStatement
from xuanxian.selection.models.states import StateChange
from xuanxian.selection.models.talks import ScheduledTalk, Talk, TalkPurpose
from xuanxian.selection.models.vacant_posts import NominatorBan, SignedNomination, VacantPost

__all__ = [
    "AchievementsStatement",
    "Agenda",
    "Announcement",
    "Application",
    "Appointment",
    "AppointmentTestSitting",
    "Approval",
    "BodyReport",
    "Candidacy",
    "Claim",
    "ClaimSide",
    "ClaimSource",
    "ConsultedBody",
    "Contest",
    "ContestPost",
    "ContestStep",
    "Draw",
    "ElementFinding",
    "ExamPaper",
    "Examiner",
    "Exemption",
    "FileReviewRecord",
    "FollowUpVisit",
    "InspectionRecord",
    "InspectorLicence",
    "Letter",
    "Mark",
    "Material",
    "NominationForm",
    "NominatorBan",
    "Objection",
    "OwnStatement",
    "Passage",
    "PlanVersion",
    "PriorApprovalRequest",
    "ProbationAssessment",
    "PublicNotice",
    "ReceivedReport",
    "ReportedMatter",
    "Round",
    "ScheduledTalk",
    "SignedNomination",
    "Sitting",
    "SittingItem",
    "Standing",
    "StateChange",
    "Talk",
    "TalkPurpose",
    "Vacancy",
    "VacantPost",
]
