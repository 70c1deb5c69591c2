"""Taking up and leaving posts: two timelines that only grow."""

from datetime import date

import pytest

from tests.registry.cast import ACTOR, TODAY
from xuanxian.kernel.errors import Refusal
from xuanxian.registry import services


def _appoint(person, post, **more):
    return services.appoint_to_post(
        person, post, on=TODAY, document_number="某任〔2026〕1号", actor=ACTOR, **more
    )


def test_an_appointment_ends_the_rank_before_and_begins_the_new_one(county):
    _appoint(county.chen, county.chief)
    ranks = county.chen.rank_holdings.order_by("held_from")
    assert [(row.code, row.held_until and row.held_until.iso()) for row in ranks] == [
        ("1A42", "2026-11-21"),
        ("1A41", None),
    ]


def test_lists_follow_an_appointment(county):
    _appoint(county.wang, county.chief)
    county.wang.refresh_from_db()
    assert county.wang.rank_order < 99
    assert county.wang.current_post == "某县财政局局长"
    assert county.wang.unit == county.finance


def test_a_probation_is_kept_with_the_holding(county):
    holding = _appoint(county.wang, county.chief, probation_until=date(2027, 11, 20))
    holding.refresh_from_db()
    assert holding.probation_until == date(2027, 11, 20)


def test_it_refuses_a_post_without_free_seat_and_stores_nothing(county, entries):
    _appoint(county.wang, county.chief)
    before = entries()
    with pytest.raises(Refusal, match="没有空缺"):
        _appoint(county.chen, county.chief)
    assert county.chen.post_holdings.count() == 1
    assert entries() == before


def test_it_refuses_to_end_a_holding_twice(county, entries):
    holding = county.chen.post_holdings.get()
    services.remove_from_post(holding, on=TODAY, document_number="", reason="调离", actor=ACTOR)
    before = entries()
    with pytest.raises(Refusal, match="已于"):
        services.remove_from_post(holding, on=TODAY, document_number="", reason="", actor=ACTOR)
    assert entries() == before
