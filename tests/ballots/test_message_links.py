"""Links by message: a list to be sent, and a poll that says whom it is not secret against."""

import csv
import io
import json

import pytest
from django.core import serializers
from django.test import Client
from pydantic import ValidationError

from tests.ballots.conftest import CHEAP, LI, STAFF, TELLERS, WANG, instrument
from tests.ballots.meetings import signed_in
from xuanxian.access.models import Role
from xuanxian.ballots import services
from xuanxian.ballots.box_rules import SENT_NOTICE, BoxRules
from xuanxian.ballots.models import Poll, Slip
from xuanxian.ballots.services import Electorate
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry

pytestmark = pytest.mark.django_db

NUMBERS = [f"1380000000{last}" for last in range(6)]


def survey(*, allowed: bool = True) -> Poll:
    poll = services.prepare_poll(
        instrument=instrument(box={"links_by_message": allowed}),
        parameters={"smallest": 5},
        title="选人用人工作民意调查",
        subjects=[WANG, LI],
        electorates=[Electorate("委员", 6)],
        case="case:survey",
        actor=STAFF,
    )
    services.make_box_key(poll, TELLERS, actor=STAFF, cost=CHEAP)
    poll.refresh_from_db()
    return poll


def typed(*numbers: str) -> dict[str, str]:
    return {"numbers_0": "\r\n".join(numbers), "address": "https://toupiao.example.gov.cn/"}


def voter_page(code: str) -> str:
    answer = Client().post(
        "/v/paper",
        json.dumps({"code": code}),
        content_type="application/json",
        HTTP_ORIGIN="http://testserver",
    )
    return answer.content.decode()


def test_the_list_has_a_link_a_number_and_every_page_says_what_that_means() -> None:
    poll, staff = survey(), signed_in(Role.ORGANISATION_STAFF)
    assert SENT_NOTICE not in staff.get(f"/ballots/{poll.pk}/").content.decode()
    answer = staff.post(f"/ballots/{poll.pk}/links/", typed(*NUMBERS))
    assert "no-store" in answer.headers["Cache-Control"]
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head == ["手机号码", "投票链接"]
    assert [number for number, _ in rows] == NUMBERS
    codes = [link.removeprefix("https://toupiao.example.gov.cn/v#") for _, link in rows]
    assert len(set(codes)) == 6

    poll.refresh_from_db()
    stored = serializers.serialize("json", [poll, *poll.classes.all(), *poll.slips.all()])
    stored += "".join(bytes(entry.body or b"").decode() for entry in Entry.objects.all())
    assert not any(number in stored for number in NUMBERS)
    assert not any(code in stored for code in codes)

    Poll.objects.filter(pk=poll.pk).update(box_tested=True)
    services.record_presence(poll, {"委员": 6}, actor=STAFF)
    services.open_poll(poll, actor=STAFF)
    assert SENT_NOTICE in voter_page(codes[0])
    for page in ("", "screen/", "balance/"):
        assert SENT_NOTICE in staff.get(f"/ballots/{poll.pk}/{page}").content.decode(), page


def test_an_instrument_that_does_not_allow_links_gets_none() -> None:
    poll = survey(allowed=False)
    with pytest.raises(Refusal, match="不允许按手机号码发送链接"):
        services.make_message_links(poll, {"委员": NUMBERS}, actor=STAFF)
    page = signed_in(Role.ORGANISATION_STAFF).get(f"/ballots/{poll.pk}/").content.decode()
    assert f"/ballots/{poll.pk}/links/" not in page


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (["13800000000", "+86 138-0000-0000"], "出现 2 次"),
        (["1380000000"], "不是手机号码"),
        (["=1+1"], "不是手机号码"),
        ([], "没有填写张数"),
        ([*NUMBERS, "13900000000"], "不能超过应到 6 人"),
    ],
)
def test_a_list_with_a_fault_makes_no_link(numbers: list[str], said: str) -> None:
    poll = survey()
    answer = signed_in(Role.ORGANISATION_STAFF).post(f"/ballots/{poll.pk}/links/", typed(*numbers))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Slip.objects.filter(poll=poll).count() == 0
    poll.refresh_from_db()
    assert not poll.links_sent


def test_links_and_the_network_of_a_hall_exclude_each_other() -> None:
    with pytest.raises(ValidationError, match="不能同时"):
        BoxRules(hall_network=True, links_by_message=True)
