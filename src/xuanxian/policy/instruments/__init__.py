"""The policy kinds of this room; importing it registers them all."""

from xuanxian.policy.instruments.criteria import (
    VERDICTS,
    CompiledCriteria,
    Criteria,
    Rule,
    decide,
    judge_together,
)

__all__ = [
    "VERDICTS",
    "CompiledCriteria",
    "Criteria",
    "Rule",
    "decide",
    "judge_together",
]
