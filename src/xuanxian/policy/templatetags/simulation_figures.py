"""Figures of simulations in templates: shares, ratios and counts of verdicts."""

from django import template

from xuanxian.policy.outcome import Verdict
from xuanxian.policy.simulation.effects import RuleEffect
from xuanxian.policy.simulation.shown import percent, times

register = template.Library()
register.filter("percent", percent)
register.filter("times", times)


@register.filter
def counted(rule: RuleEffect, verdicts: str) -> list[int]:
    """How many the rule alone gives each of these verdicts, named in one text."""
    return [rule.counts[Verdict(each)] for each in verdicts.split()]
