"""不上会: a case that lacks something elsewhere is not put before the body."""

import pytest

from tests.selection import county as made_up
from tests.selection import whole_case
from tests.selection.county import LEADER
from xuanxian.kernel import clock
from xuanxian.policy.outcome import Verdict
from xuanxian.selection import queries, services
from xuanxian.selection.instruments import Admission, Stage
from xuanxian.selection.rules import Rules

pytestmark = pytest.mark.django_db

# 昌邑: without an inspection, without a review of the archive, no meeting.
NOT_SUBMITTED = Admission.model_validate(
    {
        "id": "not_submitted",
        "kind": "admission",
        "situations": [
            {"id": "not_inspected", "title": "没有经过考察", "unless": ["inspection"]},
            {"id": "not_reviewed", "title": "未经档案审核", "unless": ["file_review"]},
        ],
    }
)


def rules() -> Rules:
    national = made_up.national_rules()
    procedure = national.procedure
    stages = []
    for step in procedure.stages:
        if step.stage is Stage.CLEARANCE:
            gate = step.gates[0].model_copy(
                update={"check": NOT_SUBMITTED.id, "release": (), "override": ()}
            )
            step = step.model_copy(update={"gates": (*step.gates, gate)})
        stages.append(step)
    changed = procedure.model_copy(update={"stages": tuple(stages)})
    kept = [changed if one is procedure else one for one in national.instruments.values()]
    return Rules.of(
        [*kept, NOT_SUBMITTED],
        national.parameters,
        policy=national.policy,
        title=national.title,
    )


def says(case: whole_case.Case) -> dict[str, Verdict]:
    outcome = queries.gate(case.candidacy, Stage.CLEARANCE)
    return {
        one.rule: one.verdict for one in outcome.reasons if one.rule.startswith("not_submitted.")
    }


def test_what_another_instrument_holds_keeps_a_case_from_the_meeting_until_it_is_released() -> None:
    case = whole_case.clearing(rules())
    with clock.set_to(whole_case.CLEARED):
        assert says(case) == {
            "not_submitted.not_inspected": Verdict.PASS,
            "not_submitted.not_reviewed": Verdict.BAR,
        }
        held = next(
            one.rule
            for one in queries.gate(case.candidacy, Stage.CLEARANCE).reasons
            if one.rule.startswith("file_review.") and one.verdict is Verdict.HOLD
        )
        services.release_hold(case.candidacy, held, "档案在省里，已电话核实", actor=LEADER)
        assert says(case)["not_submitted.not_reviewed"] is Verdict.PASS
