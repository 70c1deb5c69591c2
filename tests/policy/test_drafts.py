"""Drafts of a scope's own policy: begun, changed, tried, saved, restored, adopted."""

from datetime import date

import pytest
from django.urls import reverse

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue, queries
from xuanxian.policy.drafts import services, writing
from xuanxian.policy.drafts.queries import policy_of
from xuanxian.policy.drafts.services import Overtaken, latest_version
from xuanxian.policy.models import PolicyDraft
from xuanxian.record.models import Entry
from xuanxian.registry.models import Organisation, OrganisationKind

pytestmark = pytest.mark.django_db

# A small catalogue of the tests' own: what drafts do must not hang on a policy of the catalogue.
BASE = """\
policy: 某省/任职资格
title: 任职资格
cite_as: 《任职资格办法》
summary: 提任的资格。
source:
  - {document: 《任职资格办法》, place: 某省}
parameters:
  oldest: {value: 45, unit: 周岁, note: 提任年龄, cite: 第三条, stricter: lower}
  years:  {value: null, type: number, unit: 年, least: 1, note: 任职年限；原文没有规定}
  # 公示期，原文第七条
  notice_days: {value: 5, unit: 个工作日, note: 公示期, stricter: higher}
instruments:
  - kind: criteria
    id: qualification
    title: 提任资格
    cite: 第三条
    rules:
      - {id: age, label: 年龄, rule: 年龄 <= $oldest, soft: true}
      - {id: years, label: 任职年限, rule: 任现职年限 >= $years, else: hold, cite: 第四条}
  - kind: notice
    id: notice
    working_days: $notice_days
cases:
  - name: 年龄正好
    instrument: qualification
    given: {parameters: {years: 2}, values: {年龄: 45, 任现职年限: 2}}
    expect: {verdict: pass}
"""
BASE_ID = "某省/任职资格"
LEADER = Actor.command_line()
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def small_catalogue(tmp_path, monkeypatch):
    (tmp_path / "某省").mkdir()
    (tmp_path / "某省" / "任职资格.yaml").write_text(BASE, encoding="utf-8")
    monkeypatch.setenv("XUANXIAN_CATALOGUE", str(tmp_path))
    with clock.set_to(TODAY):
        yield tmp_path


@pytest.fixture
def county():
    return Organisation.objects.create(code="001", name="示范县", kind=OrganisationKind.AREA)


@pytest.fixture
def draft(county):
    return services.begin(BASE_ID, scope="001", title="本县任职资格", manner="extend", actor=LEADER)


@pytest.fixture
def signed_in(client):
    def sign_in(role, unit_code=""):
        account = Account.objects.create_user(f"{role}{unit_code}", full_name="李某")
        RoleGrant.objects.create(account=account, role=role, unit_code=unit_code)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def text_of(response):
    return response.content.decode()


def saved(draft, text, opened=None):
    number = opened or latest_version(draft).number
    return services.save(draft, text=text, change="修改", opened=number, actor=LEADER)


def with_oldest(draft, value):
    return writing.with_parameters(latest_version(draft).text, {"oldest": {"value": value}})


# -- the text


def test_a_draft_that_extends_says_what_its_base_says(draft):
    policy = policy_of(latest_version(draft))
    base = catalogue.load(BASE_ID)
    assert policy.id == "本级制度/示范县/本县任职资格"
    assert policy.lineage == (BASE_ID,)
    assert policy.parameters == base.parameters
    assert [each.id for each in policy.instruments] == ["qualification", "notice"]
    assert policy.cases == ()


def test_a_draft_that_copies_keeps_comments_and_goes_its_own_way(county):
    draft = services.begin(BASE_ID, scope="001", title="抄录", manner="copy", actor=LEADER)
    text = latest_version(draft).text
    assert "# 公示期，原文第七条" in text
    policy = policy_of(latest_version(draft))
    assert policy.extends == ""
    assert len(policy.cases) == 1
    assert [source.document for source in policy.source] == [
        "《抄录》（本级拟订）",
        "《任职资格办法》",
    ]


def test_a_change_of_a_parameter_touches_nothing_else(county):
    draft = services.begin(BASE_ID, scope="001", title="抄录", manner="copy", actor=LEADER)
    before = latest_version(draft).text
    after = with_oldest(draft, 40)
    changed = set(after.splitlines()) ^ set(before.splitlines())
    assert changed == {
        "  oldest: {value: 45, unit: 周岁, note: 提任年龄, cite: 第三条, stricter: lower}",
        "  oldest: {value: 40, unit: 周岁, note: 提任年龄, cite: 第三条, stricter: lower}",
    }


def test_an_inherited_rule_taken_out_is_gone_and_a_new_one_stands(draft):
    text = writing.without_rule(
        latest_version(draft).text,
        {"kind": "criteria", "id": "qualification"},
        "age",
        is_inherited=True,
    )
    fields = {"label": "学历", "rule": "学历 >= '大学本科'", "else": "bar"}
    text = writing.with_rule(text, {"kind": "criteria", "id": "qualification"}, "local_1", fields)
    policy = catalogue.from_text(text)
    assert [rule.id for rule in policy.instruments[0].rules] == ["years", "local_1"]


# -- saving


def test_every_save_is_a_version_and_leaves_an_entry(draft):
    saved(draft, with_oldest(draft, 40))
    saved(draft, with_oldest(draft, 38))
    assert [version.number for version in draft.versions.all()] == [3, 2, 1]
    kinds = list(
        Entry.objects.filter(stream="policy:001").order_by("number").values_list("kind", flat=True)
    )
    assert kinds == ["policy.draft_begun", "policy.draft_saved", "policy.draft_saved"]


def test_two_editors_at_once_the_second_is_told_and_loses_nothing(draft):
    first, second = with_oldest(draft, 40), with_oldest(draft, 38)
    saved(draft, first, opened=1)
    with pytest.raises(Overtaken) as caught:
        saved(draft, second, opened=1)
    assert caught.value.latest.number == 2
    assert "第2版" in str(caught.value)
    assert latest_version(draft).text == first


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("value: 40", "value: 50"), ["第12行", "只能不变或更低"]),
        (("policy: 本级制度/示范县/本县任职资格", "policy: 别的"), ["制度编号不能改"]),
        (("extends: 某省/任职资格", "extends: 某省/没有的"), ["没有这个上位制度"]),
        (("parameters:", "parameter:"), ["不认识“parameter”", "parameters"]),
        (("    value: 40", "   value: 40\n     unit: 岁"), ["第14行"]),
    ],
)
def test_a_text_with_a_mistake_is_not_saved_and_the_message_says_where(draft, change, words):
    text = with_oldest(draft, 40)
    assert change[0] in text
    with pytest.raises(Refusal) as caught:
        saved(draft, text.replace(*change))
    for word in words:
        assert word in str(caught.value)
    assert latest_version(draft).number == 1


def test_a_text_beyond_every_measure_is_refused(draft):
    with pytest.raises(Refusal, match=r"\d+ KB"):
        saved(draft, latest_version(draft).text + "# 长\n" * 200_000)


def test_an_earlier_version_can_be_restored_and_none_is_lost(draft):
    saved(draft, with_oldest(draft, 40))
    services.restore(draft, number=1, opened=2, actor=LEADER)
    assert latest_version(draft).number == 3
    assert policy_of(latest_version(draft)).parameters["oldest"].value == 45
    assert draft.versions.get(number=2).text != latest_version(draft).text


def test_a_draft_given_up_takes_no_more_versions(draft):
    services.give_up(draft, reason="不再需要", actor=LEADER)
    with pytest.raises(Refusal, match="已经作废"):
        saved(draft, with_oldest(draft, 40))


def test_two_drafts_of_one_scope_need_two_names(draft):
    with pytest.raises(Refusal, match="已经有这个名称"):
        services.begin(BASE_ID, scope="001", title="本县任职资格", manner="copy", actor=LEADER)


# -- the pages


def page_address(draft, name="draft", *arguments):
    return reverse(f"policies:{name}", args=(draft.pk, *arguments))


def test_a_draft_is_begun_on_its_page(signed_in, county):
    client = signed_in(Role.ORGANISATION_LEADER, "001")
    address = reverse("policies:begin-draft", args=(BASE_ID,))
    assert client.get(address).status_code == 200
    response = client.post(address, {"scope": "001", "title": "新制度", "manner": "extend"})
    draft = PolicyDraft.objects.get()
    assert response.url == page_address(draft)
    assert (draft.scope, draft.begun_by) == ("001", "李某")


@pytest.mark.parametrize("part", ["parameters", "rules", "yaml", "cases", "compare", "versions"])
def test_every_part_of_a_draft_opens(part, draft, signed_in):
    client = signed_in(Role.ORGANISATION_STAFF)
    response = client.get(page_address(draft), {"part": part})
    assert response.status_code == 200
    words = {
        "parameters": "提任年龄",
        "rules": "任职年限",
        "yaml": "extends: 某省/任职资格",
        "cases": "结果相同",
        "compare": "没有不同",
        "versions": "第1版",
    }
    assert words[part] in text_of(response)


def test_who_may_not_write_and_who_is_of_elsewhere_sees_no_draft(draft, signed_in):
    assert signed_in(Role.COMMITTEE_MEMBER).get(page_address(draft)).status_code == 403
    assert signed_in(Role.ORGANISATION_STAFF, "002").get(page_address(draft)).status_code == 404


def fields(**changed):
    sent = {
        "opened": "1",
        "value-oldest": "45", "note-oldest": "提任年龄", "cite-oldest": "《任职资格办法》第三条",
        "value-years": "", "note-years": "任职年限；原文没有规定", "cite-years": "",
        "value-notice_days": "5", "note-notice_days": "公示期", "cite-notice_days": "",
    }  # fmt: skip
    return sent | changed


HTMX = {"HX-Request": "true"}


def test_a_parameter_is_tried_before_it_is_saved(draft, signed_in):
    client = signed_in(Role.ORGANISATION_STAFF)
    address = page_address(draft, "draft-parameters")
    tried = text_of(client.post(address, fields(**{"value-oldest": "40"}), headers=HTMX))
    assert "可以保存" in tried
    assert "一般要求年龄不超过40周岁" in tried
    assert latest_version(draft).number == 1
    # Aged 45 the inherited case passes at most 45, and is flagged at most 40.
    assert "年龄正好：结论：应为通过，结果是提示" in tried


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"value-oldest": "50"}, ["放宽了上位制度的规定", "45周岁"]),
        ({"value-oldest": "很大"}, ["oldest（提任年龄）", "应当是数"]),
        ({"value-years": "0"}, ["不能小于1年"]),
    ],
)
def test_a_wrong_value_is_told_while_typing_and_not_saved(draft, signed_in, sent, words):
    client = signed_in(Role.ORGANISATION_STAFF)
    address = page_address(draft, "draft-parameters")
    tried = text_of(client.post(address, fields(**sent), headers=HTMX))
    stored = client.post(address, fields(**sent))
    assert stored.status_code == 422
    for word in words:
        assert word in tried
        assert word in text_of(stored)
    assert latest_version(draft).number == 1


def test_only_the_changed_fields_are_written(draft, signed_in):
    client = signed_in(Role.ORGANISATION_STAFF)
    client.post(
        page_address(draft, "draft-parameters"),
        fields(**{"value-years": "3", "cite-years": "第五条"}),
    )
    version = latest_version(draft)
    assert version.number == 2
    assert version.change == "参数：任职年限"
    assert version.text.count("value:") == 1
    policy = policy_of(version)
    assert (policy.parameters["years"].value, policy.parameters["oldest"].value) == (3, 45)
    assert policy.parameters["years"].cite == "《本县任职资格》第五条"


def test_overtaken_the_form_keeps_ones_own_changes_over_those_of_others(draft, signed_in):
    client = signed_in(Role.ORGANISATION_STAFF)
    saved(draft, with_oldest(draft, 40))
    address = page_address(draft, "draft-parameters")
    response = client.post(address, fields(**{"value-years": "3"}))
    page = text_of(response)
    assert response.status_code == 422
    assert "保存了第2版" in page
    assert 'name="value-years" value="3"' in page
    assert 'name="value-oldest" value="40"' in page
    assert 'name="opened" value="2"' in page
    client.post(address, fields(**{"opened": "2", "value-oldest": "40", "value-years": "3"}))
    policy = policy_of(latest_version(draft))
    assert (policy.parameters["years"].value, policy.parameters["oldest"].value) == (3, 40)


def rule_fields(**changed):
    return {
        "opened": "1", "label": "学历", "manner": "simple", "fact": "学历", "comparison": ">=",
        "value": "大学本科", "rule": "", "when": "", "breach": "soft", "cite": "第六条", "note": "",
    } | changed  # fmt: skip


def test_a_rule_is_made_by_choosing(draft, signed_in):
    client = signed_in(Role.ORGANISATION_STAFF)
    address = page_address(draft, "draft-rule", "qualification", "new")
    assert client.get(address).status_code == 200
    tried = text_of(client.post(address, rule_fields(), headers=HTMX))
    assert "一般要求学历不低于大学本科" in tried
    client.post(address, rule_fields())
    rule = policy_of(latest_version(draft)).instruments[0].rules[-1]
    assert (rule.id, rule.rule, rule.soft) == ("local_1", "学历 >= '大学本科'", True)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"value": "大本"}, ["不是可用的值", "大学本科"]),
        ({"fact": "年龄", "value": "四十"}, ["这里应当是数"]),
        ({"fact": "性别", "value": "男"}, ["没有高低"]),
        ({"fact": "有配偶"}, ["只能选“成立”或“不成立”"]),
        ({"manner": "free", "rule": "年令 <= 45"}, ["不认识“年令”", "第1行第1列", "年龄"]),
        ({"manner": "free", "rule": "年龄 <= $old"}, ["没有参数 $old", "oldest"]),
        ({"when": "职务 ="}, ["提任资格", "适用"]),
        ({"label": ""}, ["没有写名称"]),
    ],
)
def test_a_wrong_rule_says_where_and_how_to_mend(draft, signed_in, sent, words):
    client = signed_in(Role.ORGANISATION_STAFF)
    address = page_address(draft, "draft-rule", "qualification", "new")
    tried = text_of(client.post(address, rule_fields(**sent), headers=HTMX))
    for word in words:
        assert word in tried
    assert client.post(address, rule_fields(**sent)).status_code == 422
    assert latest_version(draft).number == 1


def test_a_group_of_rules_of_ones_own_can_be_added(draft, signed_in):
    client = signed_in(Role.ORGANISATION_STAFF)
    client.post(page_address(draft, "draft-rule", "new", "new"), rule_fields())
    group = policy_of(latest_version(draft)).instruments[-1]
    assert (group.title, [rule.label for rule in group.rules]) == ("本级补充条件", ["学历"])


def test_a_rule_can_be_taken_out_on_its_page(draft, signed_in):
    client = signed_in(Role.ORGANISATION_STAFF)
    client.post(page_address(draft, "drop-rule", "qualification", "age"), {"opened": "1"})
    rules = policy_of(latest_version(draft)).instruments[0].rules
    assert [rule.id for rule in rules] == ["years"]


def test_the_whole_text_is_tried_and_saved_with_the_same_checks(draft, signed_in):
    client = signed_in(Role.ORGANISATION_STAFF)
    address = page_address(draft, "draft-yaml")
    text = with_oldest(draft, 40)
    wrong = text.replace("value: 40", "value: 50").replace("\n", "\r\n")
    tried = text_of(client.post(address, {"opened": "1", "text": wrong}, headers=HTMX))
    assert 'data-line="12"' in tried
    assert "只能不变或更低" in tried
    response = client.post(address, {"opened": "1", "text": wrong})
    assert response.status_code == 422
    assert "value: 50" in text_of(response)
    client.post(address, {"opened": "1", "text": text.replace("\n", "\r\n")})
    assert latest_version(draft).text == text


def test_a_draft_is_adopted_by_the_leader_and_holds_as_it_stood_then(draft, signed_in):
    saved(draft, with_oldest(draft, 40))
    sent = {"scope": "001", "valid_from": "2026-11-21", "set-years": "2", "adopt": "1"}
    address = page_address(draft, "adopt-draft")
    assert signed_in(Role.ORGANISATION_STAFF).get(address).status_code == 403
    client = signed_in(Role.ORGANISATION_LEADER)
    assert client.get(address).status_code == 200
    assert client.post(address, sent).status_code == 302
    saved(draft, with_oldest(draft, 38))
    (adopted,) = queries.all_in_force("001", TODAY)
    assert adopted.policy.parameters["oldest"].value == 40
    assert adopted.policy.parameters["years"].value == 2
    page = text_of(client.get(page_address(draft), {"part": "versions"}))
    assert page.count("2026.11.21起") == 1
    assert client.get(reverse("policies:version", args=(adopted.adoption_id,))).status_code == 200
    listed = text_of(client.get(reverse("policies:list")))
    assert reverse("policies:version", args=(adopted.adoption_id,)) in listed
    other = text_of(client.get(reverse("policies:list"), {"text": "没有的词"}))
    assert reverse("policies:version", args=(adopted.adoption_id,)) not in other


def test_a_base_that_changes_leaves_the_draft_to_be_mended_in_its_text(
    draft, signed_in, small_catalogue
):
    saved(draft, with_oldest(draft, 40))
    tightened = BASE.replace("value: 45", "value: 38").replace("年龄: 45", "年龄: 38")
    (small_catalogue / "某省" / "任职资格.yaml").write_text(tightened, encoding="utf-8")
    client = signed_in(Role.ORGANISATION_STAFF)
    for part in ("parameters", "rules", "yaml", "cases", "compare", "versions"):
        page = text_of(client.get(page_address(draft), {"part": part}))
        assert "放宽了上位制度的规定" in page
    client.post(
        page_address(draft, "draft-yaml"),
        {"opened": "2", "text": latest_version(draft).text.replace("value: 40", "value: 36")},
    )
    assert policy_of(latest_version(draft)).parameters["oldest"].value == 36


def test_a_figure_beyond_what_versions_can_hold_is_refused(draft):
    with pytest.raises(Refusal, match="整数"):
        saved(draft, with_oldest(draft, -(10**20)))


def test_a_draft_is_rehearsed_before_anybody_adopts_it(draft, signed_in):
    saved(draft, with_oldest(draft, 40))
    client = signed_in(Role.ORGANISATION_STAFF)
    address = reverse("policies:rehearse", args=(draft.policy,))
    assert client.get(address).status_code == 404
    page = client.get(address, {"draft": str(draft.pk)})
    assert page.status_code == 200
    assert "年龄正好" in text_of(page)
    assert client.get(address, {"draft": "nothing"}).status_code == 404
    elsewhere = signed_in(Role.ORGANISATION_LEADER, "002")
    assert elsewhere.get(address, {"draft": str(draft.pk)}).status_code == 404
