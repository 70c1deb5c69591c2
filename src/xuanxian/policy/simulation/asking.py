"""One question put to a simulation, and everything it answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from xuanxian.policy.expressions import ExpressionFault
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.schema import Policy
from xuanxian.policy.simulation.effects import Simulation, simulate
from xuanxian.policy.simulation.field import Field
from xuanxian.policy.simulation.groups import Effect, Grouping, NamingRule, effect_by, naming_rules
from xuanxian.policy.simulation.sweeping import Sweep, sweep, values_of
from xuanxian.policy.simulation.tailoring import Hints, Requirements, Tailoring, tailoring_of
from xuanxian.policy.simulation.trying import refusal, tried_with


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        criteria: ids of the criteria; () for every one of a person.
        settings: values tried for parameters, as text, whatever the bounds of adoption.
        line: the heaviest verdict that counts as coming through.
        by: groupings, as `性别` or `年龄:35/45`.
        sweep: name of a parameter to try over a range, "" for none.
        values: the range or values to try, "" for those suggested.
    """

    criteria: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    line: Verdict = Verdict.FLAG
    by: tuple[str, ...] = ()
    sweep: str = ""
    values: str = ""


@dataclass(frozen=True)
class Answer:
    """What comes out.

    Attributes:
        policy: the policy with the values tried.
        simulation: what the rules do.
        tailoring: how much they look cut to fit one person.
        effects: how they work out for groups.
        naming: rules that ask for what makes a group.
        sweep: the parameter tried over a range, None when none was.
    """

    policy: Policy
    simulation: Simulation
    tailoring: Tailoring
    effects: tuple[Effect, ...]
    naming: tuple[NamingRule, ...]
    sweep: Sweep | None


def ask(
    frame: pl.DataFrame,
    policy: Policy,
    question: Question,
    hints: Hints,
    others: Iterable[Requirements] = (),
    *,
    as_of: date | None = None,
) -> Answer:
    """Answer `question` over the people of `frame`. Pure.

    Args:
        hints: when to warn, and how few people a group may have to be shown by itself.
        others: requirements of the same kind to compare with.
        as_of: the day on which breaches may have expired; None lets none expire.

    Raises:
        Refusal: a criteria, parameter, value or grouping that does not fit, each named.
    """
    tried = tried_with(policy, question.settings)
    groupings = [Grouping.read(each, hints.age_bands) for each in question.by]
    try:
        people = Field(frame, tried, question.criteria, line=question.line, as_of=as_of)
        swept = (
            sweep(people, question.sweep, values_of(people, question.sweep, question.values))
            if question.sweep
            else None
        )
    except ExpressionFault as fault:
        # The policy's own text is checked; only a value that was tried can be wrong.
        given = "、".join([*question.settings, *filter(None, [question.sweep])])
        raise refusal(policy, given, "", fault.message, fault.mend) from fault
    simulation = simulate(people)
    return Answer(
        policy=tried,
        simulation=simulation,
        tailoring=hints.judged(tailoring_of(simulation, others)),
        effects=tuple(effect_by(people, each, hints.smallest_group) for each in groupings),
        naming=naming_rules(people, hints.group_facts),
        sweep=swept,
    )
