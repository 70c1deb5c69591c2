"""破格, 越级, 免推荐: which clause is broken, whose approval is needed, and no reply, no step."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.selection import whole_case
from tests.selection.county import ENTRY, LEADER, STAFF, dossier, national_rules
from tests.selection.snapshots import refused
from tests.selection.test_board import signed_in, text_of
from tests.selection.whole_case import OPENED, Case
from xuanxian.access.models import Role
from xuanxian.kernel import clock
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.policy.outcome import Verdict
from xuanxian.registry import services as registry
from xuanxian.registry.dossier import RankEntry
from xuanxian.selection import models, projection, queries, services
from xuanxian.selection.instruments import PriorApproval, Stage
from xuanxian.selection.instruments.prior_approval import ApprovalRequest, PriorApprovalFacts

RULES = national_rules()
NATIONAL = RULES.get("prior_approval", PriorApproval)
UNUSUAL = NATIONAL.item("unusual")


@given(
    broken=st.sets(
        st.sampled_from(
            [
                "qualification.county_working_years",
                "qualification.chief_to_deputy_years",
                "qualification.posts_below",
                "exceptional.one_step",
                "exceptional.on_probation",
            ]
        )
    ),
    replies=st.lists(
        st.tuples(
            st.sampled_from(["unusual", "skipping"]),
            st.sampled_from([None, "approved", "refused"]),
        ),
        max_size=3,
    ),
    stage=st.sampled_from(Stage),
)
def test_nobody_leaves_the_stage_without_a_reply_in_favour(
    broken: set[str], replies: list[tuple[str, str | None]], stage: Stage
) -> None:
    day = date(2026, 3, 2)
    facts = PriorApprovalFacts(
        as_of=day,
        stage=stage,
        broken=dict.fromkeys(broken, "某项不符合"),
        requests=tuple(
            ApprovalRequest(item=item, sent_on=day, reply=reply, replied_on=day if reply else None)
            for item, reply in replies
        ),
    )
    outcome = NATIONAL.decide(facts, {})
    order = list(Stage)
    for item in NATIONAL.items:
        if item.on_request or not any(item.is_broken_by(rule) for rule in broken):
            continue
        last = next((reply for name, reply in reversed(replies) if name == item.id), None)
        forbidden = bool(broken & set(item.forbidden_by))
        late = order.index(stage) >= order.index(item.holds)
        if forbidden or last == "refused" or (late and last != "approved"):
            assert outcome.blocks


def test_silence_is_no_consent_however_long_it_lasts() -> None:
    facts = PriorApprovalFacts(
        as_of=date(2030, 1, 1),
        stage=Stage.CLEARANCE,
        broken={"qualification.county_working_years": "工龄4年"},
        requests=(
            ApprovalRequest(item="unusual", sent_on=date(2026, 3, 2), due_on=date(2026, 3, 16)),
        ),
    )
    outcome = NATIONAL.decide(facts, {})
    assert outcome.verdict is Verdict.HOLD
    assert "不回复不视为同意" in outcome.reasons[0].explanation


def test_the_policy_says_whose_approval_before_which_stage() -> None:
    words = " ".join(NATIONAL.explain())
    assert "越级提拔：离开民主推荐环节以前报上级组织部门批准" in words
    assert "破格提拔：离开审核把关环节以前报上级组织部门批准" in words


def skipping() -> tuple[Case, models.Candidacy]:
    """A case with somebody two levels below the post: 办事员 for 乡科级副职."""
    case = whole_case.opened()
    person = registry.enter_dossier(
        dossier(
            "钱某丙",
            rank="1A60",
            ranks=(RankEntry(line="0", code="1A60", held_from=PartialDate.parse("2010.01")),),
        ),
        actor=ENTRY,
        source="测试",
    )
    with clock.set_to(OPENED):
        one = services.propose_candidate(case.vacancy, person, actor=STAFF, reason="成绩突出")
        services.write_plan(case.round, whole_case.PLAN, actor=STAFF)
        services.approve_motion(case.round, "leader", actor=LEADER)
    return case, one


def reasons(one: models.Candidacy) -> dict[str, Verdict]:
    return {reason.rule: reason.verdict for reason in queries.gate(one).reasons}


@pytest.mark.django_db
def test_who_skips_a_level_goes_on_from_the_motion_and_no_further_without_a_reply() -> None:
    case, one = skipping()
    with clock.set_to(OPENED):
        assert reasons(one)["exceptional.one_step"] is Verdict.FLAG
        one = services.move_stage(one, actor=LEADER)
        assert reasons(one)["prior_approval.skipping"] is Verdict.HOLD
        with refused(case, "还没有报批"):
            services.move_stage(one, actor=LEADER)
        # Nobody of the office may let it pass: the policy gives the gate to no one.
        with refused(case, "不允许任何角色办理"):
            services.release_hold(one, "prior_approval.skipping", "急需", actor=LEADER)
        with refused(case, "制度没有这一类理由"):
            services.request_approval(one, "skipping", "急需", ground="x", actor=STAFF)
        request = services.request_approval(
            one, "skipping", "连续三年在急难险重任务中表现突出", ground="outstanding",
            document_number="某组请〔2026〕1号", actor=STAFF,
        )  # fmt: skip
        assert request.broken[0]["rule"] == "exceptional.one_step"
        assert "第九条" in request.broken[0]["citation"]
        with refused(case, "已经报批"):
            services.request_approval(one, "skipping", "再报", ground="needed", actor=STAFF)
        assert reasons(one)["prior_approval.skipping.reply"] is Verdict.HOLD
        step = queries.next_step(one)
        assert step is not None
        assert step.verb == "record_approval_reply"
    with clock.set_to(OPENED + timedelta(days=10)):
        with refused(case, "没有填写"):
            services.record_approval_reply(request, "approved", document_number="", actor=STAFF)
        services.record_approval_reply(
            request, "approved", document_number="某组批〔2026〕3号", actor=STAFF
        )
        with refused(case, "已有批复"):
            services.record_approval_reply(request, "refused", document_number="另号", actor=STAFF)
        assert reasons(one)["prior_approval.skipping"] is Verdict.PASS
    before = list(models.PriorApprovalRequest.objects.values())
    projection.replay(case.round.pk)
    assert list(models.PriorApprovalRequest.objects.values()) == before


@pytest.mark.django_db
def test_a_refusal_bars_and_may_be_asked_again() -> None:
    _, one = skipping()
    with clock.set_to(OPENED):
        request = services.request_approval(
            one, "skipping", "表现突出", ground="outstanding", actor=STAFF
        )
        services.record_approval_reply(request, "refused", document_number="某号", actor=STAFF)
        one = models.Candidacy.objects.get(pk=one.pk)
        assert reasons(one)["exceptional.one_step"] is Verdict.HOLD
        services.request_approval(one, "skipping", "补充材料", ground="needed", actor=STAFF)


@pytest.mark.django_db
def test_nothing_is_asked_for_who_breaks_nothing() -> None:
    case = whole_case.nominating()
    with clock.set_to(OPENED):
        assert reasons(case.candidacy)["prior_approval.none"] is Verdict.PASS
        with refused(case, "没有突破这一项所指的条款"):
            services.request_approval(
                case.candidacy, "skipping", "表现突出", ground="outstanding", actor=STAFF
            )


@pytest.mark.django_db
def test_doing_without_a_recommendation_is_asked_for_and_then_the_recommendation_only_flags() -> (
    None
):
    case = whole_case.nominating()
    with clock.set_to(OPENED):
        request = services.request_approval(
            case.candidacy, "without_recommendation", "安全工作特殊需要", ground="needed",
            actor=STAFF,
        )  # fmt: skip
        assert reasons(case.candidacy)["nomination.meeting"] is Verdict.HOLD
        services.record_approval_reply(request, "approved", document_number="某号", actor=STAFF)
        assert reasons(case.candidacy)["nomination.meeting"] is Verdict.FLAG
        # The other is not covered by somebody else's approval.
        assert reasons(case.other)["nomination.meeting"] is Verdict.HOLD


@pytest.mark.django_db
def test_the_pages_ask_show_and_print_the_request() -> None:
    case, one = skipping()
    staff = signed_in(Role.ORGANISATION_STAFF)
    with clock.set_to(OPENED):
        page = text_of(staff.get(f"/selection/person/{one.pk}/"))
        assert "事前报批" in page
        form = {
            "item": "skipping", "ground": "outstanding", "reason": "表现突出", "on": "2026-03-02",
        }  # fmt: skip
        staff.post(f"/selection/do/candidacy/{one.pk}/request_approval/", form)
        request = models.PriorApprovalRequest.objects.get()
        letter = text_of(staff.get(f"/selection/approval/{request.pk}/"))
        assert "关于钱某丙同志越级提拔的请示" in letter
        assert "上级组织部门" in letter
        assert "待批复" in text_of(staff.get(f"/selection/person/{one.pk}/"))
        staff.post(
            f"/selection/do/approval/{request.pk}/record_approval_reply/",
            {"reply": "approved", "document_number": "某批1号", "on": "2026-03-02"},
        )
    request.refresh_from_db()
    assert request.reply == "approved"
    assert case.round.pk == one.vacancy.round_id
