"""What an adoption means for a round under way: it keeps its version; how would it stand?

The two people of the county were graded 称职 last year (tests/selection/county.py).
"""

import pytest

from tests.selection import county as made_up
from tests.selection import whole_case
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.kernel import clock
from xuanxian.policy import catalogue, parameters
from xuanxian.policy.consequences import of_adopting
from xuanxian.policy.schema import Policy

pytestmark = pytest.mark.django_db


def account(role: Role, unit_code: str = "") -> Account:
    made = Account.objects.create(username=role.value, full_name="郑某某")
    RoleGrant.objects.create(account=made, role=role, unit_code=unit_code)
    return made


def national(**changes: object) -> Policy:
    policy = catalogue.load(made_up.NATIONAL)
    return parameters.for_rehearsal(policy, {**made_up.OPEN_PARAMETERS, **changes})


def test_the_same_rules_change_nothing():
    whole_case.opened()
    with clock.set_to(whole_case.OPENED):
        (one,) = of_adopting(account(Role.ORGANISATION_LEADER), "3701", national())
    assert one.title == "2026年第一批"
    assert "2026.03.02启动" in one.stays_on
    assert one.differences == ()


def test_a_stricter_line_is_told_for_everybody_it_would_stop():
    whole_case.opened()
    with clock.set_to(whole_case.OPENED):
        (one,) = of_adopting(
            account(Role.ORGANISATION_LEADER), "3701", national(lowest_assessment="优秀")
        )
    assert len(one.differences) == 2
    assert one.differences[0].startswith("陈某甲，动议：现为暂缓，按新制度为不得（")
    assert "考核" in one.differences[0]


def test_who_may_not_see_the_case_learns_how_many_and_no_names():
    whole_case.opened()
    with clock.set_to(whole_case.OPENED):
        (one,) = of_adopting(
            account(Role.DISCIPLINE_OFFICER, "99"), "3701", national(lowest_assessment="优秀")
        )
    assert one.title == "一个批次"
    assert one.url == ""
    assert one.differences == ("另有2名人选的结论会不同。",)


def test_rounds_of_other_units_are_not_touched():
    whole_case.opened()
    assert of_adopting(account(Role.ORGANISATION_LEADER), "3702", national()) == []


def test_a_policy_without_a_procedure_says_nothing_of_rounds():
    whole_case.opened()
    bare = national().model_copy(update={"instruments": national().of_kind("criteria")})
    assert of_adopting(account(Role.ORGANISATION_LEADER), "3701", bare) == []
