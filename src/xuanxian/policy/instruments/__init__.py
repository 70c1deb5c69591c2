"""The policy kinds of this room; importing it registers them all."""

from xuanxian.policy.instruments.criteria import (
    VERDICTS,
    CompiledCriteria,
    Criteria,
    Rule,
    decide,
    judge_together,
)
from xuanxian.policy.instruments.item_list import ItemList
from xuanxian.policy.instruments.quota import CompiledQuota, Quota, QuotaFacts
from xuanxian.policy.instruments.schedule import Schedule, ScheduleFacts

__all__ = [
    "VERDICTS",
    "CompiledCriteria",
    "CompiledQuota",
    "Criteria",
    "ItemList",
    "Quota",
    "QuotaFacts",
    "Rule",
    "Schedule",
    "ScheduleFacts",
    "decide",
    "judge_together",
]
