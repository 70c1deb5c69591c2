"""The tables of the registry. Field names of the national information sets stand in comments."""

from xuanxian.registry.models.correction import Correction
from xuanxian.registry.models.dossier import (
    Education,
    PartyMembership,
    Photo,
    ProfessionalTitle,
    Relative,
    ResumeEntry,
    RewardSanction,
    Training,
    YearlyAssessment,
)
from xuanxian.registry.models.organisation import Establishment, Organisation, Post
from xuanxian.registry.models.person import Person, PostHolding, RankHolding

__all__ = [
    "Correction",
    "Education",
    "Establishment",
    "Organisation",
    "PartyMembership",
    "Person",
    "Photo",
    "Post",
    "PostHolding",
    "ProfessionalTitle",
    "RankHolding",
    "Relative",
    "ResumeEntry",
    "RewardSanction",
    "Training",
    "YearlyAssessment",
]
