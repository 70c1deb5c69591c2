"""The tables of the registry. Field names of the national information sets stand in comments."""

from xuanxian.registry.models.correction import Correction, CorrectionRequest, DeclinedLink
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
from xuanxian.registry.models.organisation import (
    Establishment,
    ManagementLevel,
    Organisation,
    OrganisationKind,
    Post,
    PostKind,
)
from xuanxian.registry.models.person import Person, PersonStatus, PostHolding, RankHolding

__all__ = [
    "Correction",
    "CorrectionRequest",
    "DeclinedLink",
    "Education",
    "Establishment",
    "ManagementLevel",
    "Organisation",
    "OrganisationKind",
    "PartyMembership",
    "Person",
    "PersonStatus",
    "Photo",
    "Post",
    "PostHolding",
    "PostKind",
    "ProfessionalTitle",
    "RankHolding",
    "Relative",
    "ResumeEntry",
    "RewardSanction",
    "Training",
    "YearlyAssessment",
]
