"""署名推荐: forms that put somebody forward, what of them counts, and for how long."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.selection.county import (
    ENTRY,
    LEADER,
    MEMBER,
    OPEN_PARAMETERS,
    STAFF,
    dossier,
)
from tests.selection.snapshots import rows_of
from tests.selection.whole_case import OPENED, Case, opened
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue, parameters
from xuanxian.policy.outcome import Verdict
from xuanxian.record.models import Entry
from xuanxian.registry import services as registry
from xuanxian.registry.models import Relative
from xuanxian.selection import models, projection, queries, services
from xuanxian.selection.instruments import Stage
from xuanxian.selection.rules import Rules

pytestmark = pytest.mark.django_db

BOSHAN = "山东省/淄博市/博山区/科级干部实名推荐"
ZICHUAN = "山东省/淄博市/淄川区/领导干部实名推荐"
TEXT = {"basics": "正股级", "conduct": "好", "grounds": "熟悉财政业务", "integrity": "没有反映"}


def rules_with_gate(policy_id: str = BOSHAN) -> Rules:
    """The national procedure with the signed nominations of a policy before the motion is left."""
    base = catalogue.load(BOSHAN)
    if policy_id != BOSHAN:
        own = next(
            one for one in catalogue.load(policy_id).instruments if one.kind == "signed_nomination"
        ).model_copy(update={"id": "signed_nomination"})
        kept = [own if one.kind == "signed_nomination" else one for one in base.instruments]
        base = base.model_copy(update={"instruments": tuple(kept)})
    return Rules.of_policy(parameters.with_parameters(base, OPEN_PARAMETERS))


def record(case: Case, on: date = OPENED, **changes: Any) -> models.NominationForm:
    given: dict[str, Any] = {
        "nominator": "刘某",
        "nominator_post": "某县副县长",
        "attested": ["signed"],
        "text": TEXT,
        "actor": STAFF,
        **changes,
    }
    with clock.set_to(on):
        return services.record_signed_nomination(case.candidacy, **given)


def says(case: Case, on: date = OPENED) -> dict[str, Verdict]:
    """Rule → verdict of the signed nominations, asked at the gate of the motion."""
    with clock.set_to(on):
        outcome = queries.gate(case.candidacy, Stage.MOTION)
    return {
        reason.rule.removeprefix("signed_nomination."): reason.verdict
        for reason in outcome.reasons
        if reason.rule.startswith("signed_nomination.")
    }


def why(case: Case, on: date = OPENED) -> str:
    with clock.set_to(on):
        outcome = queries.gate(case.candidacy, Stage.MOTION)
    return "".join(
        reason.explanation
        for reason in outcome.reasons
        if reason.rule.startswith("signed_nomination.forms")
    )


def signed_in(role: Role) -> Client:
    account = Account.objects.create(username=role.value, full_name="某某")
    RoleGrant.objects.create(account=account, role=role, unit_code="3701")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_nobody_leaves_the_motion_before_a_form_that_counts_has_come_in() -> None:
    case = opened(rules_with_gate())
    assert says(case) == {"count": Verdict.HOLD}
    record(case, attested=[])
    assert says(case) == {"forms.1": Verdict.FLAG, "count": Verdict.HOLD}
    record(case, nominator="孙某")
    assert says(case)["count"] is Verdict.PASS
    # It is the other's form that counts; nobody else gains by it.
    other = Case(case.county, case.round, case.vacancy, case.other, case.candidacy)
    assert says(other) == {"count": Verdict.HOLD}


def test_an_oral_nomination_is_kept_and_counts_for_nothing() -> None:
    case = opened(rules_with_gate())
    form = record(case, oral=True)
    assert (form.attested, form.written, form.text_digest) == ([], [], "")
    assert says(case)["count"] is Verdict.HOLD
    assert "口头" in why(case)


def test_a_form_counts_for_a_year_and_not_on_the_day_it_is_a_year_old() -> None:
    """博山's policy sets twelve months: from 2 March 2026 to 1 March 2027."""
    case = opened(rules_with_gate())
    record(case)
    assert says(case, date(2027, 3, 1))["count"] is Verdict.PASS
    assert says(case, date(2027, 3, 2))["count"] is Verdict.HOLD


def another_round(case: Case, *, same_post: bool) -> Case:
    post = case.county.post
    if not same_post:
        post = registry.enter_post(
            case.county.bureau,
            title="总会计师",
            kind="leading",
            rank=post.rank,
            management="county",
            actor=ENTRY,
            source="测试",
        )
    with clock.set_to(OPENED + timedelta(days=30)):
        services.drop_candidate(case.candidacy, "另行安排", actor=LEADER)
        round_ = services.open_round(
            title="第二批", unit=case.county.unit, actor=STAFF, rules=rules_with_gate()
        )
        vacancy = services.add_vacancy(round_, post, actor=STAFF)
        candidacy = services.propose_candidate(
            vacancy, case.candidacy.person, reason="熟悉财政业务", actor=STAFF
        )
    return Case(case.county, round_, vacancy, candidacy, candidacy)


@pytest.mark.parametrize(
    ("directed", "same_post", "counts"),
    [(True, True, True), (True, False, False), (False, False, True)],
)
def test_a_directed_form_counts_later_for_its_post_only_an_undirected_one_for_the_level(
    directed: bool, same_post: bool, counts: bool
) -> None:
    case = opened(rules_with_gate(), approved=4)
    record(case, directed=directed, rank="" if directed else case.county.post.rank)
    later = another_round(case, same_post=same_post)
    verdict = says(later, OPENED + timedelta(days=40))["count"]
    assert verdict is (Verdict.PASS if counts else Verdict.HOLD)


def test_a_form_for_another_level_does_not_suit_the_post() -> None:
    case = opened(rules_with_gate())
    record(case, directed=False, rank="1A41")
    assert says(case)["count"] is Verdict.HOLD
    assert "不适合" in why(case)


def test_a_withdrawn_form_no_longer_counts_and_may_be_given_anew() -> None:
    case = opened(rules_with_gate())
    form = record(case)
    with pytest.raises(Refusal, match="已经登记"):
        record(case)
    with clock.set_to(OPENED):
        services.withdraw_signed_nomination(form, "推荐人收回", actor=STAFF)
        assert says(case) == {"count": Verdict.HOLD}
        with pytest.raises(Refusal, match="撤销"):
            services.withdraw_signed_nomination(form, "再次", actor=STAFF)
    record(case)
    assert says(case)["count"] is Verdict.PASS


def test_who_did_not_tell_the_truth_may_not_nominate_for_a_year() -> None:
    """Twelve months from 2 March 2026, so that 1 March 2027 is the last day."""
    case = opened(rules_with_gate())
    form = record(case)
    with clock.set_to(OPENED):
        found = services.find_nomination_untrue(form, "隐瞒受处分的情况", actor=STAFF)
    assert found.found_untrue
    ban = models.NominatorBan.objects.get()
    assert (ban.banned_on, ban.until) == (OPENED, date(2027, 3, 1))
    record(case, date(2027, 3, 1))
    assert "不得推荐" in why(case, date(2027, 3, 1))
    other = Case(case.county, case.round, case.vacancy, case.other, case.candidacy)
    record(other, date(2027, 3, 2))
    assert says(other, date(2027, 3, 2))["count"] is Verdict.PASS


def test_a_namesake_of_a_barred_nominator_holds() -> None:
    case = opened(rules_with_gate())
    with clock.set_to(OPENED):
        services.find_nomination_untrue(record(case), "夸大实绩", actor=STAFF)
    record(case, nominator_post="某镇党委书记")
    assert says(case)["count"] is Verdict.HOLD
    assert "同名" in why(case)


def test_kin_by_the_file_may_not_nominate_and_a_namesake_is_looked_into() -> None:
    case = opened(rules_with_gate(ZICHUAN))
    given: dict[str, Any] = {
        "of_class": "district_leaders",
        "relation": "无",
        "text": {"field": "财政", "grounds": "好", "conduct": "好", "integrity": "好"},
    }
    record(case, **given)
    assert says(case)["count"] is Verdict.PASS
    relative = Relative.objects.create(
        person=case.candidacy.person, name="刘某", relation="舅父", place=9
    )
    assert "同名的舅父" in why(case)
    uncle = registry.enter_dossier(dossier("刘某"), actor=ENTRY, source="测试")
    relative.linked_person = uncle
    relative.save()
    record(case, **given, nominator_post="某县县委常委", nominator_person=uncle)
    assert "推荐人是其舅父" in why(case)
    assert says(case)["count"] is Verdict.HOLD


def test_chiefs_of_units_put_forward_only_people_of_their_own_unit() -> None:
    case = opened(rules_with_gate(ZICHUAN))
    given: dict[str, Any] = {
        "of_class": "unit_chiefs",
        "relation": "无",
        "text": {"field": "财政", "grounds": "好", "conduct": "好", "integrity": "好"},
    }
    # 陈某甲 serves in the town.
    record(case, **given, nominator_unit=case.county.bureau)
    assert "只能在本单位" in why(case)
    record(case, **given, nominator="周某", nominator_unit=case.candidacy.person.unit)
    assert says(case)["count"] is Verdict.PASS


def test_what_the_policy_does_not_know_is_refused_and_nothing_stored() -> None:
    case = opened(rules_with_gate())
    before = Entry.objects.count()
    for wrong in (
        {"attested": ["stamp"]},
        {"text": {"poem": "好"}},
        {"of_class": "friends"},
        {"directed": False, "rank": ""},
        {"nominator": " "},
        {"nominator_person": case.candidacy.person},
        {"received_on": OPENED + timedelta(days=1)},
        {"actor": MEMBER},
    ):
        with pytest.raises(Refusal):
            record(case, **wrong)
    assert not models.NominationForm.objects.exists()
    assert Entry.objects.count() == before


def test_a_policy_without_signed_nominations_takes_none() -> None:
    with pytest.raises(Refusal, match="没有署名推荐"):
        record(opened())


def test_what_a_form_says_is_a_file_and_the_tables_come_back_from_the_record() -> None:
    case = opened(rules_with_gate())
    form = record(case)
    with clock.set_to(OPENED):
        services.withdraw_signed_nomination(form, "推荐人收回", actor=STAFF)
    assert not any(TEXT["grounds"] in str(entry.body) for entry in Entry.objects.all())
    before = rows_of(case.round.pk)
    projection.replay(case.round.pk)
    assert rows_of(case.round.pk) == before
    assert models.NominationForm.objects.get().withdrawn_because == "推荐人收回"


def test_a_form_is_entered_listed_printed_and_taken_back_on_pages() -> None:
    case = opened(rules_with_gate())
    client = signed_in(Role.ORGANISATION_STAFF)
    address = reverse("deed", args=["candidacy", case.candidacy.pk, "record_signed_nomination"])
    with clock.set_to(OPENED):
        assert "登记署名推荐" in client.get(address).content.decode()
        typed = {f"element_{key}": words for key, words in TEXT.items()}
        typed |= {
            "nominator": "刘某",
            "nominator_post": "某县财政局局长",
            "nominator_unit": "某县财政局",
            "direction": "undirected",
            "rank": case.county.post.rank,
            "attested": "signed",
            "received_on": OPENED.isoformat(),
        }
        wrong = client.post(address, {**typed, "nominator_unit": "没有这个单位"})
        assert "名册里没有这个单位" in wrong.content.decode()
        assert not models.NominationForm.objects.exists()
        answer = client.post(address, typed)
        form = models.NominationForm.objects.get()
        assert (form.directed, form.rank, form.nominator_unit) == (
            False,
            case.county.post.rank,
            case.county.bureau,
        )
        assert answer.headers["Location"] == reverse("nomination_form", args=[form.pk])
        page = client.get(answer.headers["Location"]).content.decode()
        assert TEXT["grounds"] in page
        assert "2027.03.02前有效" in page
        listed = client.get(reverse("vacancy", args=[case.vacancy.pk])).content.decode()
        assert "刘某" in listed
        assert TEXT["grounds"] not in listed
        withdraw = reverse("deed", args=["nomination_form", form.pk, "withdraw_signed_nomination"])
        client.post(withdraw, {"reason": "推荐人收回"})
        assert "推荐人收回" in client.get(answer.headers["Location"]).content.decode()


def test_only_those_who_work_at_the_motion_or_nomination_read_a_form() -> None:
    case = opened(rules_with_gate())
    form = record(case)
    # The team knows of the person from the inspection on, and still not of who put him forward.
    models.Candidacy.objects.filter(pk=case.candidacy.pk).update(stage=Stage.INSPECTION)
    team = signed_in(Role.INSPECTION_TEAM)
    assert team.get(reverse("candidacy", args=[case.candidacy.pk])).status_code == 200
    assert team.get(reverse("nomination_form", args=[form.pk])).status_code == 404
    listed = team.get(reverse("vacancy", args=[case.vacancy.pk])).content.decode()
    assert "刘某" not in listed
