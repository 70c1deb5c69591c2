"""Materials, releases and overrides, dropping, and moving on."""

from datetime import date

from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import role_names
from xuanxian.selection import course
from xuanxian.selection.course import ExemptionFacts
from xuanxian.selection.instruments import Probation, Stage
from xuanxian.selection.rehearsal import steps
from xuanxian.selection.rehearsal.ground import Course, Ground, carry_out


@carry_out.register
def _material(step: steps.MaterialGiven, ground: Ground) -> None:
    names = [step.who] if step.who else ground.everybody
    ground.file(names, step.item, step.by, step.on, step.audited_by)
    ground.tell(step, f"归集材料：{step.item}", (step.who,) if step.who else ())


@carry_out.register
def _judge(step: steps.JudgeAgain, ground: Ground) -> None:
    for name in step.who:
        judgement = ground.courses[name].judge(step.on, step.facts)
        one = ground.courses[name]
        one.facts = one.facts.model_copy(update={"judgements": judgement.outcomes})
        heaviest = max(
            (outcome.verdict for outcome in judgement.outcomes.values()),
            key=lambda verdict: verdict.weight,
            default=Verdict.PASS,
        )
        ground.tell(step, "重新审查资格", (name,), verdict=heaviest)


@carry_out.register
def _set_aside(step: steps.SetAside, ground: Ground) -> None:
    one = ground.courses[step.who]
    stage = one.facts.stage
    outcome = course.gate(ground.rules, one.facts, stage)
    reason = next((each for each in outcome.reasons if each.rule == step.rule), None)
    gate = course.gate_of(ground.rules, stage, step.rule)
    if reason is None or gate is None or reason.verdict not in {Verdict.HOLD, Verdict.BAR}:
        ground.tell(step, f"没有可以放行或破例的“{step.rule}”", (step.who,))
        return
    overrides = reason.verdict is Verdict.BAR
    roles = gate.override if overrides else gate.release
    word = "破例" if overrides else "放行"
    if step.role not in roles:
        may = f"只能由{role_names(roles)}{word}" if roles else f"制度不允许{word}"
        ground.tell(step, f"“{reason.label}”{may}", (step.who,), verdict=reason.verdict)
        return
    exemption = ExemptionFacts(
        stage=stage,
        check=gate.check,
        rule=step.rule,
        overrides=overrides,
        reason=step.reason,
        by=step.by,
        on=step.on,
    )
    ground.change([step.who], lambda facts: {"exemptions": (*facts.exemptions, exemption)})
    ground.tell(step, f"{word}“{reason.label}”", (step.who,), said=step.reason)


@carry_out.register
def _drop(step: steps.Drop, ground: Ground) -> None:
    for name in step.who:
        ground.courses[name].state = "dropped"
    remaining = sum(one.state == "active" for one in ground.courses.values())
    ground.set(ground.everybody, "motion", candidates=remaining)
    ground.tell(step, "终止", step.who, said=step.reason)


@carry_out.register
def _void(step: steps.Void, ground: Ground) -> None:
    for name in step.who:
        ground.courses[name].state = "void"
    ground.tell(step, "宣布作废", step.who, said=step.reason)


@carry_out.register
def _move(step: steps.Move, ground: Ground) -> None:
    for name in step.who:
        one = ground.courses[name]
        stage = one.facts.stage
        if one.state != "active":
            ground.tell(step, "已经终止、作废或办结，不再提交", (name,))
            continue
        moves = ground.rules.step(stage).moves
        if step.role is not None and step.role not in moves:
            ground.tell(step, f"{stage.label}只能由{role_names(moves)}提交", (name,))
            continue
        outcome = course.gate(ground.rules, one.facts, stage)
        one.outcome = outcome
        if step.expect is not None and outcome.verdict is not step.expect:
            ground.failures.append(
                f"{step.on.isoformat()}{name}离开{stage.label}："
                f"应为{step.expect.label}，实为{outcome.verdict.label}。"
            )
        what = f"{stage.label}未通过" if outcome.blocks else _pass_on(ground, one, step.on)
        ground.tell(step, what, (name,), verdict=outcome.verdict, outcome=outcome)


def _pass_on(ground: Ground, one: Course, on: date) -> str:
    stage = one.facts.stage
    after = ground.rules.procedure.after(stage)
    probation = ground.rules.first(Probation)
    exempt = probation and not probation.applies(one.facts.probation.manner)
    if after is None or (after.stage is Stage.PROBATION and exempt):
        one.state = "completed"
        return f"{stage.label}通过，办结"
    one.facts = one.facts.model_copy(update={"stage": after.stage, "entered_on": on})
    return f"{stage.label}通过，进入{after.label}"
