"""Simulation: what a policy's rules do to the people of a snapshot, before anybody adopts them.

Pure: a frame of facts and a policy go in, figures come out. The counts are those of judging every
person by `policy.judging.judge_people`.
"""

from xuanxian.policy.simulation.effects import Overlap, RuleEffect, Simulation, simulate
from xuanxian.policy.simulation.field import Field
from xuanxian.policy.simulation.groups import (
    Effect,
    GroupEffect,
    Grouping,
    NamingRule,
    effect_by,
    naming_rules,
)
from xuanxian.policy.simulation.sweeping import Sweep, SweepPoint, sweep, values_of

__all__ = [
    "Effect",
    "Field",
    "GroupEffect",
    "Grouping",
    "NamingRule",
    "Overlap",
    "RuleEffect",
    "Simulation",
    "Sweep",
    "SweepPoint",
    "effect_by",
    "naming_rules",
    "simulate",
    "sweep",
    "values_of",
]
