"""The cast: a made-up county with two offices and a few people. 周启明 is staff everywhere,
宋致远 sees the finance office only, 陈一 is a cadre with an account, 罗无 holds no role.
"""

from types import SimpleNamespace

import pytest

from tests.registry.cast import ACTOR, TODAY, a_dossier, dated
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.kernel import clock
from xuanxian.registry import models, services
from xuanxian.registry.dossier import Dossier, PostEntry


@pytest.fixture(autouse=True)
def _on_a_fixed_day():
    with clock.set_to(TODAY):
        yield


def _account(username: str, name: str, *grants: tuple[str, str]) -> Account:
    account = Account.objects.create(username=username, full_name=name)
    for role, unit in grants:
        RoleGrant.objects.create(account=account, role=role, unit_code=unit)
    return account


@pytest.fixture
def county(db):
    enter = services.enter_organisation
    area = enter(code="01", name="某县", kind="area", actor=ACTOR, source="测试")
    education = enter(
        code="01.01", name="某县教育局", kind="government", parent=area, actor=ACTOR, source="测试"
    )
    finance = enter(
        code="01.02", name="某县财政局", kind="government", parent=area, actor=ACTOR, source="测试"
    )
    chief = services.enter_post(
        finance,
        title="局长",
        kind="leading",
        rank="1A41",
        management="county",
        is_chief=True,
        is_team_member=True,
        actor=ACTOR,
        source="测试",
    )
    deputy = services.enter_post(
        finance,
        title="副局长",
        kind="leading",
        rank="1A42",
        management="county",
        is_team_member=True,
        seats=2,
        place=1,
        actor=ACTOR,
        source="测试",
    )
    own_post = PostEntry(
        post=deputy.pk, title="某县财政局副局长", rank="1A42", held_from=dated("2020.05")
    )
    chen = services.enter_dossier(a_dossier(posts=(own_post,)), actor=ACTOR, source="测试")
    wang = services.enter_dossier(
        Dossier(name="王二", sex="1", birth=dated("1979.03.08"), unit_code="01.01"),
        actor=ACTOR,
        source="测试",
    )
    chen.account = _account("chen", "陈一", (Role.PERSON, ""))
    chen.save()
    return SimpleNamespace(
        area=area,
        education=education,
        finance=finance,
        chief=chief,
        deputy=deputy,
        chen=chen,
        wang=wang,
        staff=_account("staff", "周启明", (Role.ORGANISATION_STAFF, "")),
        group=_account("group", "宋致远", (Role.UNIT_PARTY_GROUP, "01.02")),
        nobody=_account("nobody", "罗无"),
    )


@pytest.fixture
def signed_in(client):
    def sign_in(account):
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def entries():
    """How many entries the record has now."""
    from xuanxian.record.models import Entry

    return Entry.objects.count


@pytest.fixture
def corrections():
    return models.Correction.objects.count
