"""Adopting a policy: what is asked, what is refused, which one is in force where and when."""

from datetime import date

import pytest

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import queries, services
from xuanxian.record.models import Entry
from xuanxian.record.services import body_of
from xuanxian.registry.models import Organisation, OrganisationKind

pytestmark = [pytest.mark.django_db, pytest.mark.stores]

BASE = """\
policy: 某省/基本
title: 基本制度
parameters:
  oldest: {value: 45, unit: 周岁, stricter: lower}
  fixed: {value: 5}
  years: {value: null, type: number, unit: 年, least: 1, most: 10, note: 任职年限}
  education: {value: null, choices: [大学专科, 大学本科]}
instruments:
  - kind: criteria
    id: qualification
    rules:
      - {id: age, label: 年龄, rule: 年龄 <= $oldest}
      - {id: years, label: 年限, rule: 任现职年限 >= $years AND 工龄 >= $fixed}
      - {id: education, label: 学历, rule: 学历 >= $education}
"""
GIVEN = {"years": "2", "education": "大学专科"}
LEADER = Actor(account="", name="李部长", role="organisation_leader")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "某省").mkdir()
    (tmp_path / "某省" / "基本.yaml").write_text(BASE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def county():
    def unit(code, name):
        return Organisation.objects.create(code=code, name=name, kind=OrganisationKind.AREA)

    return unit("001", "某县"), unit("001.001", "某镇")


def adopt(folder, given=GIVEN, scope="", valid_from=date(2026, 1, 1), **more):
    return services.adopt(
        "某省/基本",
        scope=scope,
        valid_from=valid_from,
        given=given,
        actor=LEADER,
        root=folder,
        **more,
    )


def refusal_of(folder, given=GIVEN, **more):
    with pytest.raises(Refusal) as caught:
        adopt(folder, given, **more)
    return str(caught.value)


def test_it_refuses_while_a_parameter_is_open_and_names_each(folder):
    message = refusal_of(folder, {})
    assert "years（任职年限）原文没有规定" in message
    assert "education" in message
    assert not Entry.objects.filter(kind="policy.adopted").exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"years": "两"}, "应当是数"),
        ({"years": "0"}, "不能小于1年"),
        ({"years": "11"}, "不能大于10年"),
        ({"education": "高中"}, "可选的有：大学专科、大学本科"),
        ({"oldest": "46"}, "放宽了上位制度的规定（45周岁）"),
        ({"fixed": "6"}, "已经规定为5，采用时不能改"),
        ({"yeers": "2"}, "是不是想写“years”"),
    ],
)
def test_it_refuses_a_value_that_does_not_fit(folder, given, words):
    assert words in refusal_of(folder, {**GIVEN, **given})


def test_it_may_be_tightened(folder):
    adoption = adopt(folder, {**GIVEN, "oldest": "40"})
    adopted = queries.adopted_version(adoption.pk)
    assert adopted.values["oldest"] == 40
    assert adopted.values["fixed"] == 5


def test_it_refuses_an_unknown_scope(folder):
    assert "没有这个机构编码" in refusal_of(folder, scope="999")


def test_it_refuses_to_end_before_it_begins(folder):
    assert "不晚于开始日期" in refusal_of(folder, valid_until=date(2026, 1, 1))


def test_an_adoption_is_on_the_record(folder, county):
    adoption = adopt(folder, scope="001")
    entry = Entry.objects.get(stream="policy:001", kind="policy.adopted")
    body = body_of(entry)
    assert body["digest"] == adoption.digest
    assert body["parameters"] == {"years": 2, "education": "大学专科"}
    assert entry.actor_name == "李部长"


def test_the_nearest_scope_up_the_tree_is_in_force(folder, county):
    of_county = adopt(folder, {**GIVEN, "oldest": "40"}, scope="001")
    # Newer, but wider: the nearer scope still counts.
    everywhere = adopt(folder, valid_from=date(2026, 2, 1))
    on = date(2026, 6, 1)
    assert queries.in_force("002", on).adoption_id == everywhere.pk
    assert queries.in_force("001", on).adoption_id == of_county.pk
    assert queries.in_force("001.001", on).adoption_id == of_county.pk


def test_the_newest_adoption_begun_by_the_day_is_in_force(folder):
    first = adopt(folder)
    second = adopt(folder, {**GIVEN, "years": "3"}, valid_from=date(2026, 7, 1))
    assert queries.in_force("", date(2026, 6, 30)).adoption_id == first.pk
    assert queries.in_force("", date(2026, 7, 1)).adoption_id == second.pk


def test_nothing_in_force_is_a_refusal_that_says_what_to_do(folder):
    adopt(folder, valid_from=date(2026, 2, 1), valid_until=date(2026, 3, 1))
    for on in (date(2026, 1, 31), date(2026, 3, 1)):
        with pytest.raises(Refusal, match="请先在“制度”中采用"):
            queries.in_force("", on)
    assert queries.in_force("", date(2026, 2, 28))


def test_a_change_of_the_catalogue_does_not_change_what_was_adopted(folder):
    adoption = adopt(folder)
    changed = BASE.replace("value: 45", "value: 30")
    (folder / "某省" / "基本.yaml").write_text(changed, encoding="utf-8")
    adopted = queries.adopted_version(adoption.pk)
    assert adopted.values["oldest"] == 45
    assert adopted.digest == adoption.digest
    assert adopt(folder).digest != adoption.digest


def test_an_adoption_can_be_ended_with_a_reason(folder):
    adoption = adopt(folder)
    with pytest.raises(Refusal, match="没有写理由"):
        services.end_adoption(adoption, on=date(2026, 5, 1), reason=" ", actor=LEADER)
    services.end_adoption(adoption, on=date(2026, 5, 1), reason="机构改革", actor=LEADER)
    assert queries.in_force("", date(2026, 4, 30)).adoption_id == adoption.pk
    with pytest.raises(Refusal):
        queries.in_force("", date(2026, 5, 1))
    assert Entry.objects.filter(stream="policy:everywhere", kind="policy.ended").exists()
