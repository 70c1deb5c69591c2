"""Relatives who both serve: proposed by name and month of birth, confirmed by staff."""

import pytest

from tests.registry.cast import ACTOR, dated
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry
from xuanxian.registry import models, queries, services

PEOPLE = models.Person.objects


def test_same_name_and_month_of_birth_are_proposed(county):
    # 陈一 names her husband 王二 born 1979.03; 王二 in the registry was born 1979.03.08.
    [proposal] = queries.kinship_proposals(PEOPLE.all(), PEOPLE.all())
    assert (proposal.relative.name, proposal.candidate) == ("王二", county.wang)


def test_another_month_of_birth_is_not_proposed(county):
    county.wang.birth = dated("1979.04")
    county.wang.save()
    assert queries.kinship_proposals(PEOPLE.all(), PEOPLE.all()) == []


def test_confirming_links_and_leaves_a_correction_and_an_entry(county):
    [proposal] = queries.kinship_proposals(PEOPLE.all(), PEOPLE.all())
    services.link_relative(proposal.relative, proposal.candidate, actor=ACTOR)
    assert models.Relative.objects.get(name="王二").linked_person == county.wang
    assert queries.kinship_proposals(PEOPLE.all(), PEOPLE.all()) == []
    [kept] = queries.corrections_of(county.chen)
    assert kept.before["linked_person"] is None
    assert Entry.objects.filter(kind="relative.linked").count() == 1


def test_what_staff_ruled_out_is_not_proposed_again(county):
    [proposal] = queries.kinship_proposals(PEOPLE.all(), PEOPLE.all())
    services.decline_link(proposal.relative, proposal.candidate, actor=ACTOR)
    assert queries.kinship_proposals(PEOPLE.all(), PEOPLE.all()) == []


def test_it_refuses_to_link_somebody_of_another_name(county, entries):
    relative = models.Relative.objects.get(name="王小")
    before = entries()
    with pytest.raises(Refusal, match="姓名不同"):
        services.link_relative(relative, county.wang, actor=ACTOR)
    relative.refresh_from_db()
    assert relative.linked_person is None
    assert entries() == before


def test_nobody_out_of_sight_is_proposed(county):
    in_sight = queries.people_in_scope(county.group)
    assert queries.kinship_proposals(PEOPLE.all(), in_sight) == []
