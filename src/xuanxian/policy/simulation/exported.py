"""A simulation as plain JSON data; shares are exact, written as fractions."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from xuanxian.policy.expressions import Value
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.simulation.asking import Answer
from xuanxian.policy.simulation.effects import RuleEffect
from xuanxian.policy.simulation.groups import Effect
from xuanxian.policy.simulation.sweeping import Sweep


def as_data(answer: Answer) -> dict[str, Any]:
    """Everything `answer` says, keyed in English."""
    found, signs = answer.simulation, answer.tailoring
    return {
        "people": found.people,
        "through": found.through,
        "line": found.line.value,
        "verdicts": _counts(found.counts),
        "open_parameters": list(found.open_parameters),
        "lacking": list(found.lacking),
        "rules": [_rule(rule) for rule in found.rules],
        "both": [list(row) for row in found.both],
        "tailoring": {
            "figures": {name: _plain(value) for name, value in signs.values.items()},
            "strongest": signs.strongest,
            "rarest": signs.rarest,
            "nearest": signs.nearest,
            "verdict": signs.outcome.verdict.value if signs.outcome else None,
            "reasons": {
                reason.rule.partition(".")[2]: reason.verdict.value
                for reason in (signs.outcome.reasons if signs.outcome else ())
            },
        },
        "group_rules": [
            {"label": each.label, "requirement": each.requirement, "citation": each.citation}
            for each in answer.naming
        ],
        "groups": [_effect(effect) for effect in answer.effects],
        "sweep": _sweep(answer.sweep) if answer.sweep else None,
    }


def _rule(rule: RuleEffect) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "label": rule.label,
        "requirement": rule.requirement,
        "citation": rule.citation,
        "verdicts": _counts(rule.counts),
        "unknown": rule.unknown,
        "stopped": rule.stopped,
        "only": rule.only,
        "removed": rule.removed,
        "remaining": rule.remaining,
    }


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "by": effect.grouping.fact,
        "bands": list(effect.grouping.bands),
        "smallest": effect.smallest,
        "groups": [
            {
                "label": each.label,
                "people": each.people,
                "through": each.through,
                "share": _plain(each.share),
                "ratio": _plain(each.ratio),
            }
            for each in effect.groups
        ],
    }


def _sweep(sweep: Sweep) -> dict[str, Any]:
    return {
        "parameter": sweep.parameter,
        "rules": list(sweep.rules),
        "points": [
            {
                "value": _plain(each.value),
                "through": each.through,
                "in_force": each.is_in_force,
                "obstacle": each.obstacle,
            }
            for each in sweep.points
        ],
    }


def _counts(counts: Mapping[Verdict, int]) -> dict[str, int]:
    return {verdict.value: number for verdict, number in counts.items()}


def _plain(value: Value) -> Any:
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else str(value)
    return value if isinstance(value, bool | int | str | None) else str(value)
