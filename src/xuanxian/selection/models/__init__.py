"""The tables of selection: projections of the record, rebuilt from it at will."""

from xuanxian.selection.models.papers import Exemption, Material
from xuanxian.selection.models.round import (
    Approval,
    Candidacy,
    CandidacyState,
    Passage,
    Round,
    Vacancy,
)
from xuanxian.selection.models.stages import (
    Appointment,
    FileReviewRecord,
    InspectionRecord,
    Letter,
    ProbationAssessment,
    PublicNotice,
    ReceivedReport,
    Sitting,
    SittingItem,
    Talk,
)

__all__ = [
    "Appointment",
    "Approval",
    "Candidacy",
    "CandidacyState",
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
    "Talk",
    "Vacancy",
]
