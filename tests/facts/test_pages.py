"""The pages of facts: of a person, a unit with its team, a post, and the dictionary."""

from datetime import date
from types import SimpleNamespace

import pytest

from tests.facts.test_everybody import enter_a_town
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.facts.definitions import FACTS, Subject, facts_of
from xuanxian.kernel import clock
from xuanxian.registry import models


@pytest.fixture(autouse=True)
def _on_a_fixed_day():
    with clock.set_to(date(2026, 11, 21)):
        yield


@pytest.fixture
def town(db):
    enter_a_town()
    return SimpleNamespace(
        unit=models.Organisation.objects.get(code="01"),
        post=models.Post.objects.get(title="镇长"),
        mayor=models.Person.objects.get(name__startswith="陈一"),
    )


@pytest.fixture
def sign_in(client, db):
    def as_role(role, unit=""):
        account = Account.objects.create(username=f"{role}{unit}", full_name="周启明")
        RoleGrant.objects.create(account=account, role=role, unit_code=unit)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_role


def test_a_person_is_shown_with_how_each_fact_was_computed(town, sign_in):
    page = sign_in(Role.ORGANISATION_STAFF).get(f"/facts/people/{town.mayor.pk}/").content.decode()
    assert "46周岁" in page
    assert "1980.05至2026.11.21，满46周岁（只记到月，从1980.05.01起算）。" in page
    for group in ("基本", "学历", "职务", "考核", "处分", "家庭", "退休"):
        assert f"<h2>{group}</h2>" in page
    assert "拟任职务层次" not in page
    assert "待核对" in page


def test_facts_can_be_looked_for_on_another_day_and_unfolded(town, sign_in):
    client = sign_in(Role.ORGANISATION_STAFF)
    page = client.get(
        f"/facts/people/{town.mayor.pk}/",
        {"words": "年龄月数", "as_of": "2020-05-01", "how": "1"},
    ).content.decode()
    assert "480个月" in page
    assert '<details class="fact" open>' in page
    assert "党龄" not in page
    page = client.get(f"/facts/people/{town.mayor.pk}/", {"as_of": "明天"}).content.decode()
    assert "不是有效日期" in page
    page = client.get(f"/facts/people/{town.mayor.pk}/", {"words": "没有的词"}).content.decode()
    assert "没有符合的事实" in page


def test_a_unit_is_shown_with_its_team(town, sign_in):
    page = sign_in(Role.ORGANISATION_STAFF).get(f"/facts/units/{town.unit.pk}/").content.decode()
    assert "班子平均年龄" in page
    assert "1人年龄合计46周岁。" in page
    assert "班子职位空缺数" in page


def test_a_post_is_shown_with_its_holder(town, sign_in):
    page = sign_in(Role.ORGANISATION_STAFF).get(f"/facts/posts/{town.post.pk}/").content.decode()
    assert "现任者任职月数" in page
    assert "78个月" in page


def test_who_may_not_see_a_file_finds_nothing(town, sign_in):
    client = sign_in(Role.UNIT_PARTY_GROUP, "02")
    for kind, key in (("people", town.mayor), ("units", town.unit), ("posts", town.post)):
        assert client.get(f"/facts/{kind}/{key.pk}/").status_code == 404
    client = sign_in(Role.AUDITOR)
    assert client.get(f"/facts/people/{town.mayor.pk}/").status_code == 403


def test_the_dictionary_lists_every_fact_of_a_subject_and_finds_by_words(sign_in):
    client = sign_in(Role.AUDITOR)
    for subject in Subject:
        page = client.get("/facts/", {"subject": subject.value}).content.decode()
        for name in facts_of(subject):
            assert f">{name}</th>" in page, name
    page = client.get("/facts/", {"words": "退休 日期"}).content.decode()
    assert ">法定退休日期</th>" in page
    assert ">年龄</th>" not in page
    page = client.get("/facts/", {"words": "没有的词"}).content.decode()
    assert "没有符合的事实" in page


@pytest.mark.parametrize("odd", ["nobody", "'", "person "])
def test_an_odd_subject_shows_people(sign_in, odd):
    page = sign_in(Role.AUDITOR).get("/facts/", {"subject": odd}).content.decode()
    assert f">{next(iter(FACTS))}</th>" in page


def test_the_unit_and_the_post_lead_to_their_facts(town, sign_in):
    client = sign_in(Role.ORGANISATION_STAFF)
    assert f"/facts/units/{town.unit.pk}/" in client.get(f"/units/{town.unit.pk}/").content.decode()
    assert "事实目录" in client.get("/policies/").content.decode()
