"""The tables of selection: projections of the record, rebuilt from it at will."""

from xuanxian.selection.models.appointment import Appointment, ProbationAssessment
from xuanxian.selection.models.clearance import FileReviewRecord, Letter
from xuanxian.selection.models.deliberation import Sitting, SittingItem
from xuanxian.selection.models.inspection import InspectionRecord
from xuanxian.selection.models.notice import PublicNotice, ReceivedReport
from xuanxian.selection.models.papers import Exemption, Material
from xuanxian.selection.models.round import (
    Approval,
    Candidacy,
    Passage,
    Round,
    Vacancy,
)
from xuanxian.selection.models.states import StateChange
from xuanxian.selection.models.talks import Talk, TalkPurpose

__all__ = [
    "Appointment",
    "Approval",
    "Candidacy",
    "Exemption",
    "FileReviewRecord",
    "InspectionRecord",
    "Letter",
    "Material",
    "Passage",
    "ProbationAssessment",
    "PublicNotice",
    "ReceivedReport",
    "Round",
    "Sitting",
    "SittingItem",
    "StateChange",
    "Talk",
    "TalkPurpose",
    "Vacancy",
]
