"""Carrying a scenario: each step changes plain facts, each move asks the gate. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xuanxian.facts.definitions import FACTS, Reading, Surroundings
from xuanxian.policy.outcome import Verdict
from xuanxian.selection import course
from xuanxian.selection.course import CaseFacts, NextStep
from xuanxian.selection.instruments import Clearance
from xuanxian.selection.instruments.clearance import CONSULTED_ON, ClearanceFacts
from xuanxian.selection.instruments.motion import EstablishmentFacts
from xuanxian.selection.judging import Judgement, judge_given
from xuanxian.selection.rehearsal import (  # noqa: F401  (each declares its steps)
    asking_beforehand,
    contesting,
    from_clearance,
    moving,
    to_inspection,
)
from xuanxian.selection.rehearsal.ground import Course, Ground, Line, carry_out
from xuanxian.selection.rehearsal.passing import pass_time
from xuanxian.selection.rehearsal.scenario import Expectation, PersonGiven, Scenario
from xuanxian.selection.rules import Rules


@dataclass
class Rehearsal:
    """How a scenario came out.

    Attributes:
        timeline: every step with what it led to.
        courses: name → where the person stands in the end.
        next: name → what would come next, for those under way.
        failures: every expectation that was not met, in Chinese.
    """

    title: str
    rules: Rules
    timeline: list[Line]
    courses: dict[str, Course]
    failures: list[str]
    next: dict[str, NextStep] = field(default_factory=dict)


def rehearse(scenario: Scenario, rules: Rules) -> Rehearsal:
    """Carry `scenario` under `rules`.

    Raises:
        Refusal: a step names something the policy lacks, or a parameter is open.
    """
    ground = Ground(
        rules,
        {name: _course(name, person, scenario, rules) for name, person in scenario.people.items()},
        letters={name: [] for name in scenario.people},
    )
    today = scenario.opened_on
    for step in scenario.steps:
        pass_time(ground, today, step.on)
        today = step.on
        carry_out(step, ground)
        ground.leave_material(step)
    result = Rehearsal(scenario.scenario, rules, ground.timeline, ground.courses, ground.failures)
    for name, one in ground.courses.items():
        if one.state == "active":
            one.outcome = course.gate(rules, one.facts, one.facts.stage)
            result.next[name] = course.next_step(rules, one.facts)
    for name, wanted in scenario.expect.items():
        result.failures += _differences(ground.courses[name], wanted)
    return result


def _course(name: str, person: PersonGiven, scenario: Scenario, rules: Rules) -> Course:
    def judge(on: date, changed: Mapping[str, Any]) -> Judgement:
        facts = {**person.facts, **changed}
        rank = scenario.post.rank_code
        return judge_given(rules, person.dossier, facts, rank, on, person.stated)

    first = _first_facts(scenario, rules, judge(scenario.opened_on, {}))
    values = _consulted_on(scenario, person)
    asked = {
        one.id: ClearanceFacts(as_of=scenario.opened_on, values=values)
        for one in rules.all(Clearance)
    }
    return Course(name, first.model_copy(update={"clearance": asked}), judge)


def _consulted_on(scenario: Scenario, person: PersonGiven) -> dict[str, Any]:
    """By what the policy says whom it asks: as the scenario gives it, else as the file says."""
    given = {"职位层次": scenario.post.rank, **scenario.post.facts, **person.facts}
    if person.dossier is not None:
        file = Reading(person.dossier, scenario.opened_on, Surroundings())
        given.setdefault("是否党外人士", FACTS["是否党外人士"].compute(file).value)
    return {name: value for name, value in given.items() if name in CONSULTED_ON}


def _first_facts(scenario: Scenario, rules: Rules, judgement: Judgement) -> CaseFacts:
    on, post = scenario.opened_on, scenario.post
    blank = CaseFacts.blank(on, rules.procedure.stages[0].stage, judgements=judgement.outcomes)
    figure = post.establishment
    establishment = (
        (EstablishmentFacts(unit=post.unit, rank=post.rank, **figure.model_dump()),)
        if figure
        else ()
    )
    return blank.model_copy(
        update={
            "motion": blank.motion.model_copy(
                update={
                    "occasion": scenario.occasion,
                    "establishment": establishment,
                    "candidates": len(scenario.people),
                }
            ),
            "inspection": blank.inspection.model_copy(
                update={"years_in_post": judgement.years_in_post}
            ),
            "probation": blank.probation.model_copy(update={"manner": post.manner}),
        }
    )


def _differences(one: Course, wanted: Expectation) -> list[str]:
    """What of `wanted` did not come out, in Chinese."""
    found = []
    if wanted.stage is not None and one.facts.stage is not wanted.stage:
        found.append(f"{one.name}应在{wanted.stage.label}，实在{one.facts.stage.label}。")
    if wanted.state is not None and one.state != wanted.state:
        found.append(f"{one.name}应为{wanted.state}，实为{one.state}。")
    if wanted.blocked_by is not None:
        blocking = {
            reason.rule
            for reason in (one.outcome.reasons if one.outcome else ())
            if reason.verdict in {Verdict.HOLD, Verdict.BAR}
        }
        if blocking != set(wanted.blocked_by):
            found.append(
                f"{one.name}应受阻于{'、'.join(wanted.blocked_by) or '无'}，"
                f"实受阻于{'、'.join(sorted(blocking)) or '无'}。"
            )
    return found
