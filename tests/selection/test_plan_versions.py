"""动议: five versions of a plan, occasions, joint proposals, candidates in proportion to seats."""

from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.selection import county as made_up
from tests.selection import whole_case
from tests.selection.county import LEADER, STAFF
from tests.selection.snapshots import rows_of
from tests.selection.test_letters import office_account
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.documents.papers.motion_sheet import compose_motion_sheet
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue
from xuanxian.policy.outcome import Verdict
from xuanxian.selection import models, queries, services
from xuanxian.selection.instruments import Motion
from xuanxian.selection.instruments.motion import MotionFacts
from xuanxian.selection.projection import replay
from xuanxian.selection.queries.plan_versions import versions_of
from xuanxian.selection.rules import Rules

GUANGRAO = "山东省/东营市/广饶县/科级干部动议酝酿"
FIVE = (
    "干部调整动议的初步建议",
    "初步酝酿方案",
    "干部调整个别酝酿方案",
    "干部调整酝酿方案",
    "干部调整工作方案",
)
"""广饶's versions, in the words and the order of the article."""


def motion_of(policy_id: str) -> Motion:
    return next(one for one in catalogue.load(policy_id).instruments if isinstance(one, Motion))


def rules_with(**changes: object) -> Rules:
    """The national rules with another motion."""
    rules = made_up.national_rules()
    changed = rules.get("motion", Motion).model_copy(update=changes)
    return Rules.of(
        [changed if one.id == "motion" else one for one in rules.instruments.values()],
        rules.parameters,
        policy=rules.policy,
        title=rules.title,
    )


def with_five_versions() -> Rules:
    motion = motion_of(GUANGRAO)
    return rules_with(plan=motion.plan, approvers=motion.approvers, versions=motion.versions)


@pytest.mark.django_db
def test_five_versions_each_released_by_the_next_approver_before_the_next() -> None:
    case = whole_case.opened(rules=with_five_versions())
    motion = with_five_versions().get("motion", Motion)
    round_ = case.round
    with clock.set_to(whole_case.OPENED):
        services.write_plan(round_, {"content": "副局长1名，两名意向"}, actor=STAFF)
        with pytest.raises(Refusal, match="组织部部内酝酿还没有同意"):
            services.approve_motion(round_, "secretary", actor=LEADER)
        services.approve_motion(round_, "department", actor=LEADER)
        services.drop_candidate(case.other, "部内酝酿后不再作为意向", actor=LEADER)
        services.write_plan(round_, {"content": "副局长1名，一名意向"}, actor=STAFF)
        services.approve_motion(round_, "secretary", actor=LEADER)
        with pytest.raises(Refusal):
            services.move_stage(case.candidacy, actor=LEADER)
        services.approve_motion(round_, "members", actor=LEADER)
        services.approve_motion(round_, "meeting", actor=LEADER)
        with pytest.raises(Refusal, match="不能再改"):
            services.write_plan(round_, {"content": "又改"}, actor=STAFF)
    round_ = models.Round.objects.get(pk=round_.pk)
    views = versions_of(round_, motion)
    assert tuple(view.title for view in views) == FIVE
    assert [view.is_current for view in views] == [False] * 4 + [True]
    first, second, third = views[:3]
    assert first.people[0]["people"] == ["陈某甲", "赵某乙"]
    assert first.differences is None
    assert second.differences == [
        "调整的职位和人选建议：由“副局长1名，两名意向”改为“副局长1名，一名意向”",
        "某县财政局副局长减少人选赵某乙",
    ]
    assert third.differences == []
    page = office_account().get(f"/selection/{round_.pk}/motion/").content.decode()
    assert all(title in page for title in FIVE)
    assert "减少人选赵某乙" in page
    sheet = compose_motion_sheet(round_, with_five_versions()).text
    assert all(title in sheet for title in FIVE)
    assert "某县财政局副局长减少人选赵某乙" in sheet
    office = Client()
    office.force_login(
        Account.objects.get(username="office"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    for form in ("docx", "pdf"):
        assert office.get(f"/documents/motion/{round_.pk}/{form}/").status_code == 200


@pytest.mark.django_db
def test_who_does_not_work_at_the_motion_sees_neither_versions_nor_sheet() -> None:
    case = whole_case.opened(rules=with_five_versions())
    with clock.set_to(whole_case.OPENED):
        services.write_plan(case.round, {"content": "一名"}, actor=STAFF)
        services.approve_motion(case.round, "department", actor=LEADER)
    account = Account.objects.create(username="inspector", full_name="考察丙")
    RoleGrant.objects.create(account=account, role=Role.INSPECTION_TEAM, unit_code="3701")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/selection/{case.round.pk}/motion/")
    assert page.status_code == 200
    assert "赵某乙" not in page.content.decode()
    assert client.get(f"/documents/motion/{case.round.pk}/docx/").status_code == 404


@pytest.mark.django_db
def test_replaying_gives_the_same_versions() -> None:
    case = whole_case.opened(rules=with_five_versions())
    with clock.set_to(whole_case.OPENED):
        services.write_plan(case.round, {"content": "一名"}, actor=STAFF)
        services.approve_motion(case.round, "department", actor=LEADER)
    before = rows_of(case.round.pk)
    kept = list(models.PlanVersion.objects.values())
    assert len(kept) == 1
    replay(case.round.pk)
    assert rows_of(case.round.pk) == before
    assert list(models.PlanVersion.objects.values()) == kept


@pytest.mark.django_db
def test_a_round_begins_only_on_an_occasion_the_policy_lists() -> None:
    county = made_up.county()
    # 陵城: 班子换届, 职位空缺, 出现问题, 机构改革, 执行政策 and nothing else.
    occasions = motion_of("山东省/德州市/陵城区/干部选任四关").occasions
    assert len(occasions) == 5
    rules = rules_with(occasions=occasions)
    with clock.set_to(date(2026, 3, 2)):
        with pytest.raises(Refusal, match="不得临时动议"):
            services.open_round(
                title="临时一批", unit=county.unit, actor=STAFF, rules=rules, occasion="领导交办"
            )
        services.open_round(
            title="第一批", unit=county.unit, actor=STAFF, rules=rules, occasion="职位空缺"
        )
    assert models.Round.objects.count() == 1


@pytest.mark.django_db
def test_nine_signers_hold_a_joint_proposal_and_ten_carry_it() -> None:
    county = made_up.county()
    with clock.set_to(whole_case.OPENED):
        round_ = services.open_round(
            title="第一批", unit=county.unit, actor=STAFF, rules=rules_with(joint_minimum=10)
        )
        vacancy = services.add_vacancy(round_, county.post, actor=STAFF)
        for person, number in zip(county.people, (9, 10), strict=True):
            services.propose_candidate(
                vacancy,
                person,
                actor=STAFF,
                reason="群众公认",
                source="联名提名",
                signers=[f"群众{one}" for one in range(number)] + ["群众0"],
            )
        verdicts = {
            one.person.name: next(
                reason.verdict
                for reason in queries.gate(one).reasons
                if reason.rule == "motion.joint"
            )
            for one in vacancy.candidacies.all()
        }
    # A name that stands twice counts once.
    assert verdicts == {"陈某甲": Verdict.HOLD, "赵某乙": Verdict.PASS}


def ratio_verdict(least: str, most: str, rounding: str, seats: int, candidates: int) -> str:
    motion = Motion.model_validate(
        {
            "id": "m",
            "kind": "motion",
            "ratio": {"least": least, "most": most, "round": rounding},
        }
    )
    facts = MotionFacts(as_of=date(2026, 3, 2), candidates=candidates, seats=seats)
    outcome = motion.decide(facts, {})
    return next(one.verdict.value for one in outcome.reasons if one.rule == "m.ratio")


@pytest.mark.parametrize(
    ("least", "rounding", "seats", "fewest"),
    [
        ("3", "up", 37, 111),  # 昌乐: 1:3 over 37 posts
        ("1.5", "up", 1, 2),
        ("1.5", "down", 1, 1),
        ("1.5", "nearest", 1, 2),  # 1.5 rounds half up
        ("1.2", "up", 4, 5),  # 4.8
        ("1.2", "nearest", 2, 2),  # 2.4
        ("1.3", "up", 10, 13),  # exactly 13, no rounding error
    ],
)
def test_the_number_of_candidates_follows_the_ratio_and_its_rounding(
    least: str, rounding: str, seats: int, fewest: int
) -> None:
    assert ratio_verdict(least, "", rounding, seats, fewest) == "pass"
    assert ratio_verdict(least, "", rounding, seats, fewest - 1) == "hold"


@given(st.integers(1, 30), st.integers(0, 100))
def test_between_one_and_three_a_seat_is_kept_and_nothing_else(seats: int, people: int) -> None:
    kept = seats <= people <= 3 * seats
    assert ratio_verdict("1", "3", "up", seats, people) == ("pass" if kept else "hold")
