"""What the record checklist and the file review decide, by hand-made examples."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.selection.instruments import Checklist, FileReview, Stage
from xuanxian.selection.instruments.checklist import ChecklistFacts, MaterialFacts
from xuanxian.selection.instruments.file_review import FileReviewFacts, ItemFinding

DAY = date(2026, 3, 10)


def verdicts(outcome: Outcome) -> dict[str, str]:
    """Rule inside the instrument → verdict."""
    return {one.rule.split(".", 1)[1]: one.verdict.value for one in outcome.reasons}


def test_who_filed_a_material_may_not_audit_it() -> None:
    checklist = Checklist.model_validate(
        {
            "id": "k",
            "kind": "checklist",
            "links": [
                {
                    "stage": "motion",
                    "items": [
                        {"id": "plan", "title": "方案", "auditor": ["organisation_leader"]},
                        {"id": "note", "title": "说明", "missing": "flag"},
                    ],
                }
            ],
        }
    )

    def judged(audited_by: str) -> dict[str, str]:
        plan = MaterialFacts(recorded_by="甲", recorded_on=DAY, audited_by=audited_by)
        facts = ChecklistFacts(as_of=DAY, stage=Stage.MOTION, materials={"plan": plan})
        return verdicts(checklist.decide(facts, {}))

    assert judged("乙") == {"plan": "pass", "note": "flag"}
    assert judged("甲")["plan.audit"] == "hold"
    assert judged("")["plan.audit"] == "hold"
    elsewhere = ChecklistFacts(as_of=DAY, stage=Stage.NOTICE)
    assert checklist.decide(elsewhere, {}).verdict is Verdict.PASS


def test_a_material_is_due_so_many_working_days_after_another() -> None:
    # From Wednesday 30 September 2026 the national holiday leaves 8 and 9 October as the first two.
    checklist = Checklist.model_validate(
        {
            "id": "k",
            "kind": "checklist",
            "links": [
                {
                    "stage": "appointment",
                    "items": [
                        {"id": "decision", "title": "任免决定"},
                        {
                            "id": "filing",
                            "title": "备案",
                            "after": "decision",
                            "within_working_days": "$days",
                        },
                    ],
                }
            ],
        }
    )
    decided = MaterialFacts(recorded_by="甲", recorded_on=date(2026, 9, 30))

    def judged(filed_on: date | None, as_of: date) -> Outcome:
        materials = {"decision": decided}
        if filed_on:
            materials["filing"] = MaterialFacts(recorded_by="乙", recorded_on=filed_on)
        facts = ChecklistFacts(as_of=as_of, stage=Stage.APPOINTMENT, materials=materials)
        return checklist.decide(facts, {"days": 2})

    assert judged(date(2026, 10, 9), date(2026, 10, 9)).verdict is Verdict.PASS
    assert verdicts(judged(date(2026, 10, 10), date(2026, 10, 10)))["filing.late"] == "flag"
    waiting = judged(None, date(2026, 10, 11))
    assert verdicts(waiting)["filing"] == "hold"
    assert "2026.10.09前完成，已逾期2天" in waiting.reasons[0].explanation
    assert any("后〔days〕个工作日内完成" in line for line in checklist.explain())


def test_a_deadline_may_begin_with_another_deadline() -> None:
    def checklist(*items: dict[str, object]) -> Checklist:
        links = [{"stage": "appointment", "items": list(items)}]
        return Checklist.model_validate({"id": "k", "kind": "checklist", "links": links})

    document = {"id": "document", "title": "文件"}
    archive = {"id": "archive", "title": "归档", "after": "document", "within_working_days": 3}
    report = {"id": "report", "title": "汇报", "after": "archive", "counts_from": "due",
              "within_working_days": 2}  # fmt: skip
    # Monday 16 November 2026: filed at once, due on Thursday 19, reported by Monday 23.
    for reported_on, verdict in ((date(2026, 11, 23), "pass"), (date(2026, 11, 24), "flag")):
        materials = {
            name: MaterialFacts(recorded_by="甲", recorded_on=day)
            for name, day in (
                ("document", date(2026, 11, 16)),
                ("archive", date(2026, 11, 16)),
                ("report", reported_on),
            )
        }
        facts = ChecklistFacts(
            as_of=date(2026, 11, 30), stage=Stage.APPOINTMENT, materials=materials
        )
        assert checklist(document, archive, report).decide(facts, {}).verdict.value == verdict
    for wrong in (
        [document, report],
        [archive],
        [document, {**report, "after": "document"}],
        [{**archive, "id": "document"}],
        [{**archive, "after": "report"}, report],
    ):
        with pytest.raises(ValueError, match=r"after|期限"):
            checklist(*wrong)


@given(people=st.integers(0, 6))
def test_each_step_of_a_file_review_needs_other_people(people: int) -> None:
    review = FileReview.model_validate(
        {
            "id": "f",
            "kind": "file_review",
            "items": [{"id": "birth", "title": "年龄"}],
            "steps": [{"title": "初审", "reviewers": 2}, {"title": "复审", "reviewers": "$second"}],
            "conclusions": [{"id": "clear", "title": "无问题", "verdict": "pass"}],
        }
    )
    reviewers = tuple(f"审核人{place}" for place in range(people))
    facts = FileReviewFacts(
        as_of=DAY,
        findings={"birth": ItemFinding(consistent=True)},
        reviewers=(*reviewers, *reviewers),
        conclusion="clear",
        reviewed_on=DAY,
    )
    # Two and one make three; whoever is named twice is one person.
    assert review.decide(facts, {"second": 1}).blocks is (people < 3)
