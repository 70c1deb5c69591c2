"""Two policies in force on one matter: how that is seen, which one is followed, who decides."""

from datetime import date

import pytest

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue, queries, services
from xuanxian.policy.conflicts import clashes
from xuanxian.record.models import Entry
from xuanxian.record.services import body_of
from xuanxian.registry.models import Organisation, OrganisationKind

LEADER = Actor(account="", name="李部长", role="organisation_leader")
RULES = """\
policy: {id}
title: {title}
{more}
instruments:
  - kind: criteria
    id: qualification
    rules:
      - {{id: age, label: 年龄, rule: {age}, soft: {soft}}}
      - {{id: years, label: 工龄, rule: 工龄 >= 3}}
"""


def write(folder, policy_id, title, age, soft="false", more=""):
    path = folder / f"{policy_id}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = RULES.format(id=policy_id, title=title, age=age, soft=soft, more=more)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, "某省/甲", "甲制度", "年龄 <= 45")
    write(tmp_path, "某省/乙", "乙制度", "年龄 <= 50")
    return tmp_path


def load(folder, policy_id):
    return catalogue.load(policy_id, root=folder)


def test_rules_that_ask_the_same_fact_for_different_values_clash(folder):
    (clash,) = clashes(load(folder, "某省/甲"), load(folder, "某省/乙"))
    assert clash.matter == "年龄"
    assert "45" in clash.first
    assert "50" in clash.second


def test_rules_that_say_the_same_do_not_clash(folder):
    write(folder, "某省/丙", "丙制度", "年龄 <= 45")
    assert clashes(load(folder, "某省/甲"), load(folder, "某省/丙")) == ()


def test_a_soft_rule_clashes_with_a_strict_one(folder):
    write(folder, "某省/丙", "丙制度", "年龄 <= 45", soft="true")
    (clash,) = clashes(load(folder, "某省/甲"), load(folder, "某省/丙"))
    assert "一般" in clash.second


def test_a_policy_does_not_clash_with_what_it_extends(folder):
    path = folder / "某省/丁.yaml"
    path.write_text(
        "policy: 某省/丁\ntitle: 丁制度\nextends: 某省/甲\ninstruments:\n"
        "  - id: qualification\n    rules: [{id: age, rule: 年龄 <= 40}]\n",
        encoding="utf-8",
    )
    assert clashes(load(folder, "某省/甲"), load(folder, "某省/丁")) == ()
    (clash,) = clashes(load(folder, "某省/丁"), load(folder, "某省/乙"))
    assert "40" in clash.first


def test_policies_about_different_people_do_not_clash(folder):
    write(folder, "某省/戊", "戊制度", "年龄 <= 45", more="about: [科级干部]")
    write(folder, "某省/己", "己制度", "年龄 <= 50", more="about: [中层干部]")
    assert clashes(load(folder, "某省/戊"), load(folder, "某省/己")) == ()
    assert clashes(load(folder, "某省/甲"), load(folder, "某省/己"))


def test_two_procedures_clash_whatever_they_say():
    national = catalogue.load("国家/党政领导干部选拔任用")
    other = national.model_copy(update={"id": "某省/某程序", "lineage": ()})
    matters = [clash.matter for clash in clashes(national, other)]
    assert matters == ["程序"]


@pytest.fixture
def county():
    def unit(code, name):
        return Organisation.objects.create(code=code, name=name, kind=OrganisationKind.AREA)

    return unit("001", "某县"), unit("001.001", "某镇")


def adopt(folder, policy_id, scope, day):
    return services.adopt(
        policy_id, scope=scope, valid_from=day, given={}, actor=LEADER, root=folder
    )


@pytest.mark.django_db
class TestAdopted:
    """What is followed where both are adopted; today is 2026-06-01."""

    @pytest.fixture(autouse=True)
    def today(self):
        with clock.set_to(date(2026, 6, 1)):
            yield

    def test_the_nearer_scope_is_followed_until_somebody_decides(self, folder, county):
        near = adopt(folder, "某省/甲", "001.001", date(2026, 1, 1))
        wide = adopt(folder, "某省/乙", "001", date(2026, 5, 1))
        (conflict,) = queries.conflicts(date(2026, 6, 1))
        assert conflict.followed.adoption_id == near.pk
        assert conflict.deciding_scope == "001"
        assert conflict.precedence is None
        assert queries.in_force("001.001", date(2026, 6, 1)).title == "甲制度"

        services.decide_precedence(wide, near, reason="全县统一执行", actor=LEADER)
        (conflict,) = queries.conflicts(date(2026, 6, 1))
        assert conflict.followed.adoption_id == wide.pk
        assert conflict.clashes[0].first == "年龄不超过50周岁"
        assert queries.in_force("001.001", date(2026, 6, 1)).title == "乙制度"

    def test_in_one_scope_the_later_is_followed_until_somebody_decides(self, folder, county):
        early = adopt(folder, "某省/甲", "001", date(2026, 1, 1))
        late = adopt(folder, "某省/乙", "001", date(2026, 5, 1))
        assert queries.in_force("001.001", date(2026, 6, 1)).title == "乙制度"
        services.decide_precedence(early, late, reason="甲制度更细", actor=LEADER)
        assert queries.in_force("001.001", date(2026, 6, 1)).title == "甲制度"
        services.decide_precedence(late, early, reason="改按新的", actor=LEADER)
        assert queries.in_force("001.001", date(2026, 6, 1)).title == "乙制度"

    def test_scopes_that_do_not_meet_have_no_conflict(self, folder, county):
        Organisation.objects.create(code="002", name="另县", kind=OrganisationKind.AREA)
        adopt(folder, "某省/甲", "001", date(2026, 1, 1))
        adopt(folder, "某省/乙", "002", date(2026, 1, 1))
        assert queries.conflicts(date(2026, 6, 1)) == ()

    def test_one_that_has_ended_is_in_no_conflict(self, folder, county):
        one = adopt(folder, "某省/甲", "001", date(2026, 1, 1))
        adopt(folder, "某省/乙", "001", date(2026, 5, 1))
        services.end_adoption(one, on=date(2026, 5, 20), reason="用新的", actor=LEADER)
        assert queries.conflicts(date(2026, 6, 1)) == ()

    def test_the_decision_stands_on_the_record(self, folder, county):
        early = adopt(folder, "某省/甲", "001", date(2026, 1, 1))
        late = adopt(folder, "某省/乙", "001", date(2026, 5, 1))
        services.decide_precedence(early, late, reason="甲制度更细", actor=LEADER)
        entry = Entry.objects.get(kind="policy.precedence_decided")
        assert entry.stream_id == "policy:001"
        assert body_of(entry)["reason"] == "甲制度更细"

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_it_refuses_a_decision_without_a_reason(self, folder, county, reason):
        early = adopt(folder, "某省/甲", "001", date(2026, 1, 1))
        late = adopt(folder, "某省/乙", "001", date(2026, 5, 1))
        with pytest.raises(Refusal, match="没有写理由"):
            services.decide_precedence(early, late, reason=reason, actor=LEADER)
        assert not Entry.objects.filter(kind="policy.precedence_decided").exists()

    def test_it_refuses_to_decide_between_two_that_do_not_clash(self, folder, county):
        write(folder, "某省/丙", "丙制度", "年龄 <= 45")
        one = adopt(folder, "某省/甲", "001", date(2026, 1, 1))
        other = adopt(folder, "某省/丙", "001", date(2026, 5, 1))
        with pytest.raises(Refusal, match="没有冲突"):
            services.decide_precedence(one, other, reason="试试", actor=LEADER)

    def test_an_adoption_to_come_is_told_whom_it_would_clash_with(self, folder, county):
        adopt(folder, "某省/甲", "001", date(2026, 1, 1))
        ((other, (clash,)),) = queries.would_clash(
            load(folder, "某省/乙"), "001.001", date(2026, 7, 1)
        )
        assert other.title == "甲制度"
        assert clash.matter == "年龄"
