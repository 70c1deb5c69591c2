"""The course of one person's case: gates, what is missing, whose turn it is. Pure.

The same functions serve a live case, whose facts are read from the tables, and a rehearsal, whose
facts come from a scenario.
"""

from xuanxian.selection.course.case_facts import (
    CaseFacts,
    ContestStanding,
    ExemptionFacts,
    poll_facts,
)
from xuanxian.selection.course.gates import check, file_review_at, gate, gate_of, stage_gated_by
from xuanxian.selection.course.next_steps import NextStep, next_step

__all__ = [
    "CaseFacts",
    "ContestStanding",
    "ExemptionFacts",
    "NextStep",
    "check",
    "file_review_at",
    "gate",
    "gate_of",
    "next_step",
    "poll_facts",
    "stage_gated_by",
]
