"""竞争性选拔: 竞争上岗, 公开选拔, 公开遴选, 比选 and 选岗, as one kind.

`schema` says what a policy may fix, `scores` how a mark comes about, `places` what is certain of
an order with gaps, `fields` who competes with whom, `deciding` what follows for each candidate.
"""

from xuanxian.selection.instruments.contest.deciding import decide
from xuanxian.selection.instruments.contest.facts import (
    CandidateFacts,
    CandidateResult,
    ContestFacts,
    ContestResult,
    PostFacts,
)
from xuanxian.selection.instruments.contest.schema import Contest

__all__ = [
    "CandidateFacts",
    "CandidateResult",
    "Contest",
    "ContestFacts",
    "ContestResult",
    "PostFacts",
    "decide",
]
