"""The archive reviewed twice, at the motion and before the decision, by two and one."""

from datetime import date

import pytest
from django.test import Client

from tests.selection import county as made_up
from tests.selection import whole_case
from tests.selection.county import STAFF
from tests.selection.test_letters import office_account
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Verdict
from xuanxian.selection import models, queries, services
from xuanxian.selection.instruments import FileReview, Stage
from xuanxian.selection.instruments.file_review import ItemFinding
from xuanxian.selection.projection import replay
from xuanxian.selection.rules import Rules

pytestmark = pytest.mark.django_db

# 2+1 as 冠县 has it (two first reviewers, one who reviews again); the pages are asked for here.
FIRST = FileReview.model_validate(
    {
        "id": "first",
        "kind": "file_review",
        "title": "动议环节档案审核",
        "items": [{"id": "birth", "title": "年龄"}, {"id": "education", "title": "学历"}],
        "steps": [{"title": "初审", "reviewers": 2}, {"title": "复审", "reviewers": 1}],
        "conclusions": [
            {"id": "clear", "title": "通过", "verdict": "pass"},
            {"id": "stop", "title": "终止待补", "verdict": "hold"},
        ],
        "evidence": True,
    }
)
BIRTH = ItemFinding(consistent=True, evidence="入党志愿书第1页")
EDUCATION = ItemFinding(consistent=True, evidence="毕业生登记表第3页")
BY_STEP = {"初审": ["档案甲", "档案乙"], "复审": ["档案丙"]}


def rules() -> Rules:
    """The national rules with a review of their own at the motion."""
    national = made_up.national_rules()
    procedure = national.procedure
    motion = procedure.stages[0]
    gate = motion.gates[0].model_copy(update={"check": "first"})
    gated = motion.model_copy(update={"gates": (*motion.gates, gate)})
    stages = procedure.model_copy(update={"stages": (gated, *procedure.stages[1:])})
    return Rules.of(
        [stages if one is procedure else one for one in national.instruments.values()] + [FIRST],
        national.parameters,
        policy=national.policy,
        title=national.title,
    )


@pytest.fixture
def case() -> whole_case.Case:
    return whole_case.opened(rules())


def says(case: whole_case.Case) -> dict[str, Verdict]:
    outcome = queries.gate(case.candidacy, Stage.MOTION)
    return {one.rule: one.verdict for one in outcome.reasons if one.rule.startswith("first.")}


def test_each_stage_has_the_review_that_gates_it(case: whole_case.Case) -> None:
    with clock.set_to(whole_case.OPENED):
        assert says(case)["first.review"] is Verdict.HOLD
        row = services.review_file(
            case.candidacy,
            {"birth": BIRTH, "education": EDUCATION},
            by_step=BY_STEP,
            conclusion="clear",
            actor=STAFF,
        )
        assert row.instrument == "first"
        assert row.reviewed_by == "档案甲、档案乙（初审），档案丙（复审）"
        assert set(says(case).values()) == {Verdict.PASS}
        # The national review before the decision is another one and still to be done.
        later = queries.gate(case.candidacy, Stage.CLEARANCE)
        assert any(
            one.rule == "file_review.review" for one in later.reasons if one.verdict == "hold"
        )


@pytest.mark.parametrize(
    ("by_step", "said"),
    [
        ({"初审": ["档案甲"], "复审": ["档案丙"]}, "初审1人，应不少于2人"),
        ({"初审": ["档案甲", "档案乙"], "复审": ["档案乙"]}, "档案乙已经参加前一步审核"),
        ({"初审": ["档案甲", "档案乙", "档案丁"]}, "复审0人"),
        ({**BY_STEP, "终审": ["档案戊"]}, "制度没有这一步"),
    ],
)
def test_nobody_reviews_twice_and_no_step_is_left_out(
    case: whole_case.Case, by_step: dict[str, list[str]], said: str
) -> None:
    with clock.set_to(whole_case.OPENED), pytest.raises(Refusal, match=said):
        services.review_file(
            case.candidacy,
            {"birth": BIRTH, "education": EDUCATION},
            by_step=by_step,
            conclusion="clear",
            actor=STAFF,
        )
    assert not models.FileReviewRecord.objects.exists()


def test_an_item_without_the_papers_it_rests_on_holds(case: whole_case.Case) -> None:
    with clock.set_to(whole_case.OPENED):
        services.review_file(
            case.candidacy,
            {"birth": ItemFinding(consistent=True), "education": EDUCATION},
            by_step=BY_STEP,
            conclusion="clear",
            actor=STAFF,
        )
        assert says(case)["first.item.birth"] is Verdict.HOLD


def test_a_review_done_again_replaces_what_was_found_and_the_record_rebuilds_it(
    case: whole_case.Case,
) -> None:
    with clock.set_to(whole_case.OPENED):
        doubt = ItemFinding(consistent=False, doubt="两处出生日期不一致", evidence="第1、7页")
        for finding, conclusion in ((doubt, "stop"), (BIRTH, "clear")):
            services.review_file(
                case.candidacy,
                {"birth": finding, "education": EDUCATION},
                by_step=BY_STEP,
                conclusion=conclusion,
                actor=STAFF,
            )
    before = list(models.FileReviewRecord.objects.values())
    assert [row["conclusion"] for row in before] == ["clear"]
    replay(case.round.pk)
    assert list(models.FileReviewRecord.objects.values()) == before


def form(**changes: object) -> dict[str, object]:
    return {
        "consistent_birth": "yes",
        "evidence_birth": "入党志愿书第1页",
        "consistent_education": "yes",
        "evidence_education": "毕业生登记表第3页",
        "step_0": "档案甲、档案乙",
        "step_1": "档案丙",
        "conclusion": "clear",
        "on": date(2026, 3, 2).isoformat(),
        **changes,
    }


def send(staff: Client, case: whole_case.Case, **changes: object) -> int:
    address = f"/selection/do/candidacy/{case.candidacy.pk}/review_file/"
    with clock.set_to(whole_case.OPENED):
        return staff.post(address, form(**changes)).status_code


def test_the_form_asks_step_by_step_and_for_the_pages(case: whole_case.Case) -> None:
    staff = office_account()
    # A page left out is asked for again; somebody in two steps is refused.
    assert send(staff, case, evidence_birth="") == 200
    assert send(staff, case, step_1="档案甲") == 422
    assert not models.FileReviewRecord.objects.exists()
    assert send(staff, case) == 302
    with clock.set_to(whole_case.OPENED):
        page = staff.get(f"/selection/person/{case.candidacy.pk}/").content.decode()
    assert "档案甲、档案乙（初审），档案丙（复审）" in page
    assert "毕业生登记表第3页" in page
