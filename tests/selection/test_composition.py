"""The panel beside a plan: shares of the round, and teams before and after."""

import pytest

from tests.selection import county as made_up
from tests.selection import whole_case
from tests.selection.county import ENTRY, LEADER, STAFF
from tests.selection.test_letters import office_account
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue, parameters
from xuanxian.registry import services as registry
from xuanxian.selection import models, services
from xuanxian.selection.queries.composition import ShareStanding, shares_of, team_changes
from xuanxian.selection.rules import Rules

pytestmark = pytest.mark.django_db

CHANGLE = "山东省/潍坊市/昌乐县/项目一线选拔和差额比选"
FRONT_LINE = "包靠项目或攻坚一线"


def changle_rules() -> Rules:
    policy = catalogue.load(CHANGLE)
    return Rules.of_policy(parameters.with_parameters(policy, made_up.OPEN_PARAMETERS))


RULES = changle_rules()


def share(case: whole_case.Case) -> ShareStanding:
    (quota,) = shares_of(case.round, RULES, whole_case.OPENED)
    return quota.shares[0]


def state(candidacy: models.Candidacy, value: bool) -> None:
    with clock.set_to(whole_case.OPENED):
        services.judge_candidate(candidacy, actor=STAFF, stated={FRONT_LINE: value})


def test_what_nobody_stated_is_unknown_and_one_more_may_not_settle_it() -> None:
    case = whole_case.opened(rules=RULES)
    found = share(case)
    assert (found.counted, found.among, found.unknown) == (0, 2, 2)
    # 30 % of two people, rounded up, is one.
    assert found.needed == "不少于1人"
    assert found.met is None
    assert found.with_one is True  # one for certain of three: 3 × 30 % = 0.9, one is enough


def test_the_panel_says_what_one_more_proposal_would_do() -> None:
    case = whole_case.opened(rules=RULES)
    state(case.candidacy, True)
    state(case.other, False)
    found = share(case)
    assert (found.counted, found.among, found.met) == (1, 2, True)
    assert (found.with_one, found.with_other) == (True, True)
    state(case.candidacy, False)
    found = share(case)
    assert (found.met, found.with_one, found.with_other) == (False, True, False)
    with clock.set_to(whole_case.OPENED), pytest.raises(Refusal, match="制度没有问这一项"):
        services.judge_candidate(case.candidacy, actor=STAFF, stated={"喜欢钓鱼": True})


def test_people_dropped_do_not_count() -> None:
    case = whole_case.opened(rules=RULES)
    state(case.candidacy, True)
    state(case.other, False)
    with clock.set_to(whole_case.OPENED):
        services.drop_candidate(case.candidacy, "不再作为意向", actor=LEADER)
    assert (share(case).counted, share(case).met) == (0, False)


def test_the_team_afterwards_has_the_one_who_joins_and_not_the_one_who_leaves() -> None:
    case = whole_case.opened(rules=RULES)
    bureau = case.county.bureau
    type(case.county.post).objects.filter(pk=case.county.post.pk).update(is_team_member=True)
    chief = registry.enter_post(
        bureau, title="局长", kind="leading", rank="1A41", management="county", is_chief=True,
        is_team_member=True, actor=ENTRY, source="测试",
    )  # fmt: skip
    entry = made_up.PostEntry(
        post=chief.pk, title="局长", rank="1A41", held_from=made_up.PartialDate.parse("2020.01")
    )
    registry.enter_dossier(
        made_up.dossier("何某", posts=(entry,), sex="2"), actor=ENTRY, source="测试"
    )
    (change,) = team_changes(case.round, RULES, whole_case.OPENED)
    # Two people for one seat: nobody is counted in yet.
    assert change.undecided == ("某县财政局副局长",)
    assert change.joining == ()
    with clock.set_to(whole_case.OPENED):
        services.drop_candidate(case.other, "不再作为意向", actor=LEADER)
    (change,) = team_changes(case.round, RULES, whole_case.OPENED)
    assert change.joining == ("陈某甲",)
    rows = {(dimension, name): (before, after) for dimension, name, before, after in change.rows}
    assert rows["性别", "女"] == (1, 1)
    assert rows["性别", "男"] == (0, 1)


def test_the_page_shows_the_panel_and_the_office_states_values_in_a_form() -> None:
    case = whole_case.opened(rules=RULES)
    client = office_account()
    address = f"/selection/do/candidacy/{case.candidacy.pk}/judge_candidate/"
    with clock.set_to(whole_case.OPENED):
        assert FRONT_LINE in client.get(address).content.decode()
        given = {f"stated_{FRONT_LINE}": "yes", "stated_群众公认度高": "no"}
        assert client.post(address, given).status_code == 302
        page = client.get(f"/selection/{case.round.pk}/motion/").content.decode()
    candidacy = models.Candidacy.objects.get(pk=case.candidacy.pk)
    assert candidacy.stated == {FRONT_LINE: True, "群众公认度高": False}
    # The bar for want of recognition is told at once.
    assert candidacy.judgements["exclusion_judged"]["verdict"] == "bar"
    assert "再提一名不符合的" in page
    assert "项目一线干部的名额" in page
    assert "不少于1:3（人数进位取整）" in page
