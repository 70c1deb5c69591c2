"""The pages of policies, through their addresses."""

from datetime import date

import pytest
from django.urls import reverse

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.kernel import clock
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.policy import services
from xuanxian.policy.models import Adoption
from xuanxian.registry.dossier import (
    AssessmentEntry,
    Dossier,
    EducationEntry,
    PostEntry,
    RankEntry,
    RelativeEntry,
    RewardSanctionEntry,
)
from xuanxian.registry.models import Organisation, OrganisationKind
from xuanxian.registry.services import enter_dossier

pytestmark = pytest.mark.django_db

LOCAL = "山东省/潍坊市/昌邑市/科级干部选拔任用"
SETTINGS = {
    "recommendation_names": "1",
    "inspection_notice_days": "3",
    "reply_days": "5",
    "township_deputy_years": "2",
    "township_working_years": "3",
}
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def county():
    return Organisation.objects.create(code="001", name="示范县", kind=OrganisationKind.AREA)


@pytest.fixture
def signed_in(client):
    def sign_in(role, unit_code=""):
        account = Account.objects.create_user(f"{role}", full_name="李某")
        RoleGrant.objects.create(account=account, role=role, unit_code=unit_code)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def text_of(response):
    return response.content.decode()


def test_the_list_shows_places_and_where_a_policy_is_adopted(signed_in, county):
    services.adopt(
        LOCAL,
        scope="001",
        valid_from=TODAY,
        given=SETTINGS,
        actor=Actor.command_line(),
    )
    client = signed_in(Role.ORGANISATION_STAFF)
    assert "党政领导干部选拔任用" in text_of(client.get(reverse("policies:list")))
    page = text_of(client.get(reverse("policies:list"), {"adopted": "yes"}))
    assert "个制度中找到1个" in page
    assert "潍坊市 · 昌邑市" in page
    assert "示范县" in page


def test_the_list_is_narrowed_by_a_text(signed_in):
    client = signed_in(Role.ORGANISATION_STAFF)
    page = text_of(client.get(reverse("policies:list"), {"text": "昌邑市科级干部选拔任用"}))
    assert "个制度中找到1个" in page
    page = text_of(client.get(reverse("policies:list"), {"place": "国家"}))
    assert "党政领导干部选拔任用" in page
    assert "昌邑市科级干部选拔任用" not in page
    page = text_of(client.get(reverse("policies:list"), {"text": "没有的词"}))
    assert "没有找到制度" in page


@pytest.mark.parametrize("part", ["text", "parameters", "cases", "unclear", "adoptions"])
def test_every_part_of_a_policy_opens(part, signed_in):
    client = signed_in(Role.COMMITTEE_MEMBER)
    response = client.get(reverse("policies:policy", args=(LOCAL,)), {"part": part})
    assert response.status_code == 200
    page = text_of(response)
    assert "不符</span>" not in page
    assert {"text": "〔待定：", "cases": "符合"}.get(part, "昌邑市") in page


def test_an_unknown_policy_is_not_found(signed_in):
    client = signed_in(Role.ORGANISATION_STAFF)
    for name in ("policies:policy", "policies:people"):
        assert client.get(reverse(name, args=("../../etc/passwd",))).status_code == 404


def test_only_the_leader_may_adopt(signed_in):
    client = signed_in(Role.ORGANISATION_STAFF)
    assert client.get(reverse("policies:adopt", args=(LOCAL,))).status_code == 403


def _posted(**more):
    settings = {f"set-{name}": value for name, value in SETTINGS.items()}
    return {"scope": "001", "valid_from": "2026-11-21", **settings, **more}


def test_open_parameters_are_asked_for(signed_in, county):
    client = signed_in(Role.ORGANISATION_LEADER)
    data = _posted(adopt="1")
    data["set-reply_days"] = ""
    page = text_of(client.post(reverse("policies:adopt", args=(LOCAL,)), data))
    assert "原文没有规定，请设定" in page
    assert not Adoption.objects.exists()


def test_a_preview_shows_the_text_and_stores_nothing(signed_in, county):
    client = signed_in(Role.ORGANISATION_LEADER)
    url = reverse("policies:adopt", args=(LOCAL,))
    page = text_of(client.post(url, _posted(preview="1", **{"set-notice_days": "7"})))
    assert "任前公示不少于7个工作日" in page
    assert "5个工作日内回复" in page
    assert not Adoption.objects.exists()


def test_a_looser_value_is_refused_on_the_form(signed_in, county):
    client = signed_in(Role.ORGANISATION_LEADER)
    url = reverse("policies:adopt", args=(LOCAL,))
    page = text_of(client.post(url, _posted(adopt="1", **{"set-notice_days": "3"})))
    assert "放宽了上位制度的规定" in page
    assert not Adoption.objects.exists()


def test_adopting_and_ending(signed_in, county):
    client = signed_in(Role.ORGANISATION_LEADER)
    response = client.post(reverse("policies:adopt", args=(LOCAL,)), _posted(adopt="1"))
    adoption = Adoption.objects.get()
    assert response.url == reverse("policies:version", args=(adoption.pk,))
    page = text_of(client.get(response.url))
    assert "采用的版本" in page
    assert "〔待定：" not in page
    url = reverse("policies:end", args=(adoption.pk,))
    client.post(url, {"on": "2026-12-01", "reason": "改用新文本"})
    adoption.refresh_from_db()
    assert adoption.valid_until == date(2026, 12, 1)


def test_a_leader_of_one_county_cannot_adopt_for_another(signed_in, county):
    Organisation.objects.create(code="002", name="邻县", kind=OrganisationKind.AREA)
    client = signed_in(Role.ORGANISATION_LEADER, unit_code="001")
    url = reverse("policies:adopt", args=(LOCAL,))
    assert "邻县" not in text_of(client.get(url))
    client.post(url, _posted(adopt="1", scope="002"))
    client.post(url, _posted(adopt="1", scope="all"))
    assert not Adoption.objects.exists()


def _person(
    name, *, grade="2", abroad=False, sanctioned=False, deputy_since="2020.03", rank="1A42"
):
    sanctions = (
        RewardSanctionEntry(
            nature="sanction",
            name="党内严重警告",
            approved_on=PartialDate.parse("2026.03.01"),
            influence_until=PartialDate.parse("2027.09.01"),
        ),
    )
    return Dossier(
        name=name,
        sex="1",
        birth=PartialDate(1985, 6),
        nation="01",
        health="健康",
        joined_work=PartialDate(2008, 7),
        unit_code="001",
        rank=rank,
        ranks=(RankEntry(code=rank, held_from=PartialDate.parse(deputy_since)),),
        posts=(PostEntry(title="示范县某局副局长", held_from=PartialDate.parse(deputy_since)),),
        education=(EducationEntry(mode="full_time", level="20", school="某大学"),),
        assessments=tuple(
            AssessmentEntry(year=year, grade=grade if year == 2025 else "2")
            for year in (2023, 2024, 2025)
        ),
        relatives=(RelativeEntry(relation="妻子", name="某某", is_abroad=abroad),),
        rewards_sanctions=sanctions if sanctioned else (),
    )


@pytest.fixture
def people(county):
    files = [
        _person("王通过"),
        _person("李基本称职", grade="3"),
        _person("张受处分", sanctioned=True),
        _person("刘移居", abroad=True),
        _person("陈年限短", deputy_since="2025.03"),
    ]
    for file in files:
        enter_dossier(file, actor=Actor.command_line(), source="试验")


def test_who_may_pass_and_why_not(signed_in, people):
    services.adopt(LOCAL, scope="001", valid_from=TODAY, given=SETTINGS, actor=Actor.command_line())
    client = signed_in(Role.ORGANISATION_STAFF)
    url = reverse("policies:people", args=(LOCAL,))
    page = text_of(client.get(url, {"rank": "1A41"}))
    for name in ("王通过", "李基本称职", "张受处分", "刘移居", "陈年限短"):
        assert name in page
    barred = text_of(client.get(url, {"rank": "1A41", "verdict": "bar"}))
    assert "王通过" not in barred
    assert "上年度考核结果基本称职" in barred
    assert "处分影响期内：是" in barred
    assert "至2027年9月2日不再适用" in barred
    assert "配偶移居国境外：是" in barred
    assert "乡科级副职任职年限1年" in barred
    passed = text_of(client.get(url, {"rank": "1A41", "verdict": "pass"}))
    assert "王通过" in passed
    assert "张受处分" not in passed


def test_who_may_pass_stays_inside_the_management_scope(signed_in, people):
    Organisation.objects.create(code="002", name="邻县", kind=OrganisationKind.AREA)
    client = signed_in(Role.ORGANISATION_STAFF, unit_code="002")
    url = reverse("policies:people", args=(LOCAL,))
    assert "王通过" not in text_of(client.get(url))
    assert client.get(url, {"unit": "001"}).status_code == 404


def test_who_may_pass_is_closed_to_those_who_may_not_rehearse(signed_in):
    client = signed_in(Role.COMMITTEE_MEMBER)
    assert client.get(reverse("policies:people", args=(LOCAL,))).status_code == 403


def test_the_one_search_finds_policies(signed_in):
    page = text_of(signed_in(Role.PERSON).get("/search/", {"q": "昌邑"}))
    assert reverse("policies:policy", args=(LOCAL,)) in page
