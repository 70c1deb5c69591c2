"""Votes from the hall's network only: outside it, the answer every unusable slip gets."""

import logging
from typing import Any

import pytest
from django.test import Client

from tests.ballots.ceremony import Ceremony
from tests.ballots.conftest import STAFF, opened
from tests.ballots.test_voter_page import post
from xuanxian.ballots import services
from xuanxian.ballots.hall_network import within
from xuanxian.ballots.models import Slip
from xuanxian.kernel.errors import Refusal

pytestmark = pytest.mark.django_db

HALL, OUTSIDE = "10.2.7.9", "203.0.113.77"


def cast_from(code: str, address: str, **headers: str) -> bool:
    answer = post("/v/cast", {"code": code, "marks": [0, 0]}, REMOTE_ADDR=address, **headers)
    return "已投票" in answer.content.decode()


def test_outside_the_hall_a_good_slip_is_answered_as_a_void_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    meeting = opened(6)
    services.set_networks(services.box_of(meeting.poll), ["10.2.0.0/16"], actor=STAFF)
    caplog.set_level(logging.DEBUG)
    code = meeting.slips[0].code
    for path, more in (("/v/paper", {}), ("/v/cast", {"marks": [0, 0]})):
        outside = post(path, {"code": code} | more, REMOTE_ADDR=OUTSIDE)
        unknown = post(path, {"code": "Z" * 26} | more, REMOTE_ADDR=HALL)
        assert (outside.status_code, outside.content) == (unknown.status_code, unknown.content)
        assert str(outside.headers) == str(unknown.headers)
    assert OUTSIDE not in caplog.text
    assert not Slip.objects.exclude(envelope=None).exists()
    assert cast_from(code, HALL)
    assert cast_from(meeting.slips[1].code, "::ffff:10.2.7.10")


def test_a_header_that_names_another_address_is_believed_of_trusted_proxies_only(
    settings: Any,
) -> None:
    meeting = opened(6)
    services.set_networks(services.box_of(meeting.poll), ["10.2.0.0/16"], actor=STAFF)
    codes = iter(slip.code for slip in meeting.slips)
    assert not cast_from(next(codes), OUTSIDE, HTTP_X_FORWARDED_FOR=HALL)
    settings.XUANXIAN_PROXIES = ["192.0.2.0/24"]
    assert not cast_from(next(codes), OUTSIDE, HTTP_X_FORWARDED_FOR=HALL)
    assert cast_from(next(codes), "192.0.2.1", HTTP_X_FORWARDED_FOR=HALL)
    # What the caller wrote in front of what the proxy added.
    forged = f"{HALL}, {OUTSIDE}"
    assert not cast_from(next(codes), "192.0.2.1", HTTP_X_FORWARDED_FOR=forged)
    assert cast_from(next(codes), "192.0.2.1", HTTP_X_FORWARDED_FOR=f"{OUTSIDE}, {HALL}, 192.0.2.2")


@pytest.mark.parametrize("address", [None, "", "nonsense", "10.2.7"])
def test_an_address_that_is_not_known_lies_in_no_hall(address: str | None) -> None:
    assert not within(["0.0.0.0/0", "::/0"], address)
    assert within([], address)


def test_a_policy_that_asks_for_the_hall_lets_nothing_open_without_one() -> None:
    ceremony = Ceremony(6, box={"hall_network": True})
    ceremony.ready()
    with pytest.raises(Refusal, match="会场网络"):
        services.open_poll(ceremony.poll, actor=STAFF)
    with pytest.raises(Refusal, match="会场网络"):
        services.set_networks(ceremony.box, [], actor=STAFF)
    with pytest.raises(Refusal, match="第 2 行"):
        services.set_networks(ceremony.box, ["10.2.0.0/16", "会场"], actor=STAFF)
    services.set_networks(ceremony.box, ["10.2.0.7/16"], actor=STAFF)
    assert services.open_poll(ceremony.poll, actor=STAFF).networks == ["10.2.0.0/16"]
    assert Client().get("/v").status_code == 200
