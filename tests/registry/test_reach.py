"""How far a grant reaches: a unit and what stands under it, nothing beside it, never oneself."""

import pytest

from tests.registry.cast import ACTOR
from xuanxian.access.models import Role, RoleGrant
from xuanxian.kernel.errors import Refusal
from xuanxian.registry import models, services

pytestmark = pytest.mark.django_db


def test_a_code_that_begins_with_the_code_of_a_sister_unit_is_refused(county):
    # A grant over 01.02, the finance office, would reach it.
    with pytest.raises(Refusal, match="一个是另一个的开头"):
        services.enter_organisation(
            code="01.025",
            name="某县审计局",
            kind="government",
            parent=county.area,
            actor=ACTOR,
            source="测试",
        )
    assert not models.Organisation.objects.filter(name="某县审计局").exists()


def test_a_code_that_is_the_beginning_of_another_units_code_is_refused(county):
    with pytest.raises(Refusal, match="某县教育局"):
        services.enter_organisation(
            code="01.0",
            name="某县水利局",
            kind="government",
            parent=county.area,
            actor=ACTOR,
            source="测试",
        )


def test_a_unit_under_another_continues_its_code(county):
    section = services.enter_organisation(
        code="01.02.1",
        name="预算科",
        kind="section",
        parent=county.finance,
        actor=ACTOR,
        source="测试",
    )
    services.correct_organisation(
        county.finance, {"name": "某县财政和审计局"}, actor=ACTOR, reason="改名"
    )
    with pytest.raises(Refusal, match="一个是另一个的开头"):
        # Taken out from under the finance office it would still be reached by its grants.
        services.correct_organisation(section, {"parent": county.area}, actor=ACTOR, reason="调整")


def test_staff_with_a_file_of_their_own_cannot_edit_it_nor_answer_their_own_request(
    county, signed_in
):
    RoleGrant.objects.create(account=county.chen.account, role=Role.ORGANISATION_STAFF)
    client = signed_in(county.chen.account)
    assert client.get(f"/people/{county.wang.pk}/correct/basics/").status_code == 200
    assert client.get(f"/people/{county.chen.pk}/correct/basics/").status_code == 404
    assert client.get(f"/people/{county.chen.pk}/correct/photo/").status_code == 404
    assert "correct/basics" not in client.get(f"/people/{county.chen.pk}/").content.decode()
    asked = services.request_correction(
        county.chen,
        information_set="基本情况",
        text="出生年月应为1981年",
        actor=county.chen.account.acting_as(),
    )
    form = {f"{asked.pk}-accepted": "yes", f"{asked.pk}-answer": "属实"}
    assert client.post(f"/people/requests/{asked.pk}/", form).status_code == 404
    asked.refresh_from_db()
    assert asked.answered_at is None
