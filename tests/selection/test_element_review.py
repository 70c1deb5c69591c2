"""动议前置要素预审: offices look into elements; a doubt keeps the person off the list."""

import pytest

from tests.selection import county as made_up
from tests.selection import whole_case
from tests.selection.county import LEADER, MEMBER, STAFF
from tests.selection.snapshots import rows_of
from tests.selection.test_letters import office_account
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue, parameters
from xuanxian.policy.outcome import Verdict
from xuanxian.selection import models, queries, services
from xuanxian.selection.instruments import ElementReview
from xuanxian.selection.projection import replay
from xuanxian.selection.rules import Rules

pytestmark = pytest.mark.django_db

DAIYUE = "山东省/泰安市/岱岳区/动议前置要素预审"


def daiyue_rules() -> Rules:
    """岱岳's policy, which stands on the national one, with its open parameters set."""
    policy = catalogue.load(DAIYUE)
    return Rules.of_policy(parameters.with_parameters(policy, made_up.OPEN_PARAMETERS))


REVIEW = daiyue_rules().get("elements", ElementReview)


@pytest.fixture
def case() -> whole_case.Case:
    found = whole_case.opened(rules=daiyue_rules())
    with clock.set_to(whole_case.OPENED):
        services.write_plan(found.round, whole_case.PLAN, actor=STAFF)
        services.approve_motion(found.round, "leader", actor=LEADER)
    return found


def all_clear(candidacy: models.Candidacy, *, besides: str = "") -> None:
    """Every office finds no doubt, but for one element left out."""
    with clock.set_to(whole_case.OPENED):
        for office in REVIEW.offices:
            findings = {
                one.id: ("clear", "") for one in REVIEW.elements_of(office.id) if one.id != besides
            }
            services.review_elements(candidacy, office.id, findings, actor=STAFF)  # type: ignore[arg-type]


def verdicts(candidacy: models.Candidacy) -> dict[str, Verdict]:
    reasons = queries.gate(candidacy).reasons
    return {
        reason.rule.removeprefix("elements."): reason.verdict
        for reason in reasons
        if reason.rule.startswith("elements.")
    }


def test_three_offices_share_the_elements_of_the_articles() -> None:
    # Ten of thirteen regular and four of seven special elements are named there.
    assert len(REVIEW.offices) == 3
    assert sum(one.special for one in REVIEW.elements) == 4
    assert len(REVIEW.elements) == 14


def test_nobody_leaves_the_motion_before_every_element_was_looked_into(
    case: whole_case.Case,
) -> None:
    with clock.set_to(whole_case.OPENED):
        step = queries.next_step(case.candidacy)
        assert step is not None
        assert step.verb == "review_elements"
        with pytest.raises(Refusal, match="还没有预审"):
            services.move_stage(case.candidacy, actor=LEADER)
    all_clear(case.candidacy, besides="kin")
    assert verdicts(case.candidacy)["kin"] is Verdict.HOLD
    with clock.set_to(whole_case.OPENED):
        services.review_elements(case.candidacy, "supervision", {"kin": ("clear", "")}, actor=STAFF)
        services.move_stage(case.candidacy, actor=LEADER)
    assert models.Candidacy.objects.get(pk=case.candidacy.pk).stage == "nomination"


def test_a_doubt_keeps_the_person_off_until_it_is_cleared_in_words(case: whole_case.Case) -> None:
    all_clear(case.candidacy, besides="entry")
    one = case.candidacy

    def found(answer: str, note: str) -> None:
        services.review_elements(one, "archive", {"entry": (answer, note)}, actor=STAFF)  # type: ignore[dict-item]

    with clock.set_to(whole_case.OPENED):
        with pytest.raises(Refusal, match="没有写明情况"):
            found("doubt", " ")
        with pytest.raises(Refusal, match="没有存疑"):
            found("cleared", "查实")
        found("doubt", "录用手续缺审批表")
        assert verdicts(one)["entry"] is Verdict.BAR
        with pytest.raises(Refusal, match="还没有查清"):
            services.move_stage(one, actor=LEADER)
        with pytest.raises(Refusal, match="不能改为没有疑问"):
            found("clear", "")
        found("cleared", "审批表已从原单位补回")
        assert verdicts(one)["entry"] is Verdict.PASS
        services.move_stage(one, actor=LEADER)


def test_an_office_records_its_own_elements_only(case: whole_case.Case) -> None:
    with clock.set_to(whole_case.OPENED):
        with pytest.raises(Refusal, match="不由干部科室预审"):
            services.review_elements(case.candidacy, "cadres", {"kin": ("clear", "")}, actor=STAFF)
        with pytest.raises(Refusal):
            services.review_elements(
                case.candidacy, "cadres", {"vacancy": ("clear", "")}, actor=MEMBER
            )
        with pytest.raises(Refusal, match="没有填写"):
            services.review_elements(case.candidacy, "cadres", {}, actor=STAFF)
    assert not models.ElementFinding.objects.exists()


def test_replaying_gives_the_same_findings(case: whole_case.Case) -> None:
    all_clear(case.candidacy)
    with clock.set_to(whole_case.OPENED):
        services.review_elements(
            case.candidacy, "archive", {"entry": ("doubt", "缺审批表")}, actor=STAFF
        )
    before = rows_of(case.round.pk)
    kept = list(models.ElementFinding.objects.order_by("element").values())
    assert len(kept) == 14
    replay(case.round.pk)
    assert rows_of(case.round.pk) == before
    assert list(models.ElementFinding.objects.order_by("element").values()) == kept


def test_the_office_fills_its_elements_in_on_the_page_and_prints_the_sheet(
    case: whole_case.Case,
) -> None:
    client = office_account()
    address = f"/selection/do/candidacy/{case.candidacy.pk}/review_elements/"
    with clock.set_to(whole_case.OPENED):
        page = client.get(address).content.decode()
        assert "档案信息科：学历" in page
        answers = {f"answer_{one.id}": "clear" for one in REVIEW.elements_of("archive")}
        answers |= {"answer_entry": "doubt", "note_entry": "缺审批表"}
        given = {"office": "archive", "on": whole_case.OPENED.isoformat(), **answers}
        assert client.post(address, given).status_code == 302
        assert "缺审批表" in client.get(f"/selection/person/{case.candidacy.pk}/").content.decode()
        sheet = client.post(
            f"/documents/papers/{case.candidacy.pk}/element-review/", {"form": "docx"}
        )
    assert sheet.status_code == 200
    assert models.ElementFinding.objects.get(element="entry").finding == "doubt"
