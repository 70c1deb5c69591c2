"""The policy kind `corroboration`: results of a nomination held against talks and past years."""

from xuanxian.insight.instruments.corroboration.comparing import Candidate, Comparison, compare
from xuanxian.insight.instruments.corroboration.facts import (
    CandidateFacts,
    CorroborationFacts,
    PastPoll,
    Support,
)
from xuanxian.insight.instruments.corroboration.kind import Corroboration

__all__ = [
    "Candidate",
    "CandidateFacts",
    "Comparison",
    "Corroboration",
    "CorroborationFacts",
    "PastPoll",
    "Support",
    "compare",
]
