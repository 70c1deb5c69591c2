"""The gate of a stage: every check of it, releases and overrides only for what they name. Pure."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.selection.county import national_rules
from xuanxian.policy.outcome import Outcome, Reason, Verdict
from xuanxian.selection import course
from xuanxian.selection.course import CaseFacts, ExemptionFacts
from xuanxian.selection.instruments import Stage
from xuanxian.selection.instruments.motion import Approval, MotionFacts

DAY = date(2026, 3, 2)
RULES = national_rules()
PLAN = {element.id: "已写" for element in RULES.instruments["motion"].plan}  # type: ignore[attr-defined]
MOVED = MotionFacts(
    as_of=DAY,
    plan=PLAN,
    candidates=1,
    approvals=(Approval(approver="leader", by="部长", on=DAY),),
)


def judged(**verdicts: Verdict) -> Outcome:
    """An outcome of the exclusions with a reason a rule."""
    return Outcome.of(
        Reason(rule=f"exclusion.{name}", label=name, verdict=verdict, explanation=name)
        for name, verdict in verdicts.items()
    )


def facts(outcome: Outcome, *exemptions: ExemptionFacts) -> CaseFacts:
    passed = Outcome.of([])
    return CaseFacts.blank(
        DAY,
        Stage.MOTION,
        motion=MOVED,
        judgements={"qualification": passed, "exceptional": passed, "exclusion": outcome},
        exemptions=exemptions,
    )


def exemption(**changes: object) -> ExemptionFacts:
    return ExemptionFacts.model_validate(
        {
            "stage": "motion",
            "check": "exclusion",
            "rule": "exclusion.sanction",
            "overrides": False,
            "reason": "已核实",
            "by": "部长",
            "on": DAY,
        }
        | changes
    )


def test_a_gate_passes_when_nothing_blocks() -> None:
    assert course.gate(RULES, facts(judged()), Stage.MOTION).verdict is Verdict.PASS


def test_a_check_nobody_has_judged_holds() -> None:
    unjudged = CaseFacts.blank(DAY, Stage.MOTION, motion=MOVED)
    outcome = course.gate(RULES, unjudged, Stage.MOTION)
    assert {one.rule for one in outcome.reasons if one.verdict is Verdict.HOLD} == {
        "qualification",
        "exceptional",
        "exclusion",
    }


@given(
    sanction=st.sampled_from(list(Verdict)),
    other=st.sampled_from(list(Verdict)),
    stage=st.sampled_from([Stage.MOTION, Stage.CLEARANCE]),
    rule=st.sampled_from(["exclusion.sanction", "exclusion.other", "exclusion"]),
    check=st.sampled_from(["exclusion", "qualification"]),
    overrides=st.booleans(),
)
def test_an_exemption_lifts_only_its_own_reason_in_its_own_stage(
    sanction: Verdict, other: Verdict, stage: Stage, rule: str, check: str, overrides: bool
) -> None:
    given_up = exemption(stage=stage, rule=rule, check=check, overrides=overrides)
    before = facts(judged(sanction=sanction, other=other))
    after = facts(judged(sanction=sanction, other=other), given_up)
    lifted = {
        one.rule: (one.verdict, then.verdict)
        for one in course.gate(RULES, before, Stage.MOTION).reasons
        for then in course.gate(RULES, after, Stage.MOTION).reasons
        if one.rule == then.rule and one.verdict is not then.verdict
    }
    liftable = Verdict.BAR if overrides else Verdict.HOLD
    verdicts = {"exclusion.sanction": sanction, "exclusion.other": other}
    expected = {
        name: (verdict, Verdict.FLAG)
        for name, verdict in verdicts.items()
        if name == rule and verdict is liftable and stage is Stage.MOTION and check == "exclusion"
    }
    assert lifted == expected


def test_the_heaviest_reason_comes_first_in_the_next_step() -> None:
    step = course.next_step(RULES, facts(judged(sanction=Verdict.BAR, other=Verdict.HOLD)))
    assert step.verb == "drop_candidate"
    assert step.why == "sanction"
    held = course.next_step(RULES, facts(judged(other=Verdict.HOLD)))
    assert held.verb == "judge_candidate"


def test_an_appointment_stage_is_left_only_by_somebody_appointed() -> None:
    waiting = CaseFacts.blank(DAY, Stage.APPOINTMENT)
    rules = {one.rule for one in course.gate(RULES, waiting, Stage.APPOINTMENT).reasons}
    assert "appointment.done" in rules
    appointed = CaseFacts.blank(DAY, Stage.APPOINTMENT, appointed_on=DAY)
    rules = {one.rule for one in course.gate(RULES, appointed, Stage.APPOINTMENT).reasons}
    assert "appointment.done" not in rules


def test_a_check_the_policy_does_not_have_holds() -> None:
    assert course.check(RULES, facts(judged()), "horoscope", Stage.MOTION).verdict is Verdict.HOLD
