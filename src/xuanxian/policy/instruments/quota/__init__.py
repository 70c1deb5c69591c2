"""The policy kind `quota`: shares and counts over a team, batch or pool."""

from xuanxian.policy.instruments.quota.compiled import CompiledQuota
from xuanxian.policy.instruments.quota.kind import Quota
from xuanxian.policy.instruments.quota.rules import EVERYBODY, Member, QuotaFacts, QuotaRule

__all__ = ["EVERYBODY", "CompiledQuota", "Member", "Quota", "QuotaFacts", "QuotaRule"]
