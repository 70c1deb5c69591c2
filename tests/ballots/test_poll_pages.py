"""The poll pages over HTTP, as the people of a meeting use them."""

import base64
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.ballots.conftest import (
    PASSPHRASES,
    STAFF,
    WANG,
    Meeting,
    instrument,
    opened,
    prepared,
)
from tests.ballots.meetings import signed_in
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.ballots import queries, services
from xuanxian.ballots.models import Poll, Slip
from xuanxian.ballots.services import Electorate

pytestmark = pytest.mark.django_db


def key_upload(meeting: Meeting, *places: int) -> dict[str, Any]:
    form: dict[str, Any] = {}
    for at, place in enumerate(places):
        content = meeting.key_files[place].model_dump_json().encode()
        form[f"file_{at}"] = SimpleUploadedFile(f"{place}.json", content)
        form[f"passphrase_{at}"] = PASSPHRASES[place]
    return form


def counted(**changes: Any) -> Meeting:
    meeting = opened(14, **changes)
    meeting.cast(8)
    services.close_poll(meeting.poll, actor=STAFF)
    services.open_box(meeting.poll, meeting.keys(0, 1), actor=STAFF)
    return meeting


def test_staff_see_the_next_step_of_a_poll() -> None:
    meeting = prepared(14)
    staff = signed_in(Role.ORGANISATION_STAFF)
    assert "县委常委会会议表决" in staff.get("/ballots/").content.decode()
    page = staff.get(f"/ballots/{meeting.poll.pk}/").content.decode()
    assert "下一步：试开空票箱" in page
    assert "同意超过应到÷2" in page


def test_the_slip_sheet_shows_every_code_once_and_keeps_none() -> None:
    meeting = prepared(14)
    Slip.objects.filter(poll=meeting.poll).delete()
    staff = signed_in(Role.ORGANISATION_STAFF)
    form = {"number_0": 14, "address": "https://toupiao.example.gov.cn/"}
    response = staff.post(f"/ballots/{meeting.poll.pk}/slips/", form)
    page = response.content.decode()
    codes = re.findall(r'slip-code">([0-9A-Z-]+)<', page)
    assert len(set(codes)) == 14
    assert "no-store" in response.headers["Cache-Control"]
    from xuanxian.ballots.slip_codes import hash_of

    assert {hash_of(code.replace("-", ""), meeting.poll.pk) for code in codes} == set(
        Slip.objects.values_list("pk", flat=True)
    )
    assert codes[0] not in staff.get(f"/ballots/{meeting.poll.pk}/").content.decode()


@pytest.mark.slow
def test_three_key_files_come_with_the_answer_and_open_the_box() -> None:
    meeting = prepared(14)
    staff = signed_in(Role.ORGANISATION_STAFF)
    form: dict[str, str] = {}
    for place, passphrase in enumerate(PASSPHRASES):
        form |= {
            f"teller_{place}": f"计票人{place}",
            f"passphrase_{place}": passphrase,
            f"again_{place}": passphrase,
        }
    different = form | {"again_1": "另一句不同的口令"}
    refused = staff.post(f"/ballots/{meeting.poll.pk}/key/", different)
    assert "两次输入的口令不同" in refused.content.decode()
    page = staff.post(f"/ballots/{meeting.poll.pk}/key/", form).content.decode()
    files = [
        base64.b64decode(found)
        for found in re.findall(r"data:application/json;base64,([^\"]+)", page)
    ]
    assert len(files) == 3
    upload: dict[str, Any] = {}
    for place, content in enumerate(files):
        upload[f"file_{place}"] = SimpleUploadedFile("key.json", content)
        upload[f"passphrase_{place}"] = PASSPHRASES[place]
    done = staff.post(f"/ballots/{meeting.poll.pk}/test/", upload)
    assert done.status_code == 302
    assert Poll.objects.get(pk=meeting.poll.pk).box_tested


def test_voiding_needs_a_second_person_who_signs_in() -> None:
    meeting = prepared(14)
    staff = signed_in(Role.ORGANISATION_STAFF)
    signed_in(Role.DISCIPLINE_OFFICER, name="jiwei")
    form = {"codes": meeting.slips[0].code, "second_username": "jiwei", "second_password": "猜的"}
    refused = staff.post(f"/ballots/{meeting.poll.pk}/void/", form)
    assert "登录名或密码不对" in refused.content.decode()
    done = staff.post(
        f"/ballots/{meeting.poll.pk}/void/", form | {"second_password": "一个够长的口令"}
    )
    assert done.status_code == 302
    assert queries.balance(meeting.poll).void == 1


def test_two_tellers_open_the_box_on_a_page_that_reads_the_balance() -> None:
    meeting = opened(14)
    meeting.cast(8)
    services.close_poll(meeting.poll, actor=STAFF)
    staff = signed_in(Role.ORGANISATION_STAFF)
    address = f"/ballots/{meeting.poll.pk}/box/"
    assert "制票 14 张，投入 8 张，未投 6 张，作废 0 张" in staff.get(address).content.decode()
    wrong = key_upload(meeting, 0, 1) | {"passphrase_1": "不对的口令"}
    assert "口令不对" in staff.post(address, wrong).content.decode()
    assert staff.post(address, key_upload(meeting, 0, 1)).status_code == 302
    result = staff.get(f"/ballots/{meeting.poll.pk}/result/").content.decode()
    assert "57.14%" in result  # 8 of 14
    assert "监票人" in result


def test_turnout_is_shown_while_voting_and_nothing_else() -> None:
    meeting = opened(14)
    meeting.cast(8, "反对")
    staff = signed_in(Role.ORGANISATION_STAFF)
    fragment = staff.get(f"/ballots/{meeting.poll.pk}/turnout/").content.decode()
    assert "<b>8</b><span>已投</span>" in fragment
    for name in ("反对", "同意", "王某甲"):
        assert name not in fragment
    assert staff.get(f"/ballots/{meeting.poll.pk}/result/").status_code == 404


def test_a_supervisor_sees_numbers_but_no_verdicts_and_no_classes() -> None:
    classes = [{"class": "甲类"}, {"class": "乙类"}]
    meeting = opened(10, electorate=classes)
    meeting.cast(20)
    services.close_poll(meeting.poll, actor=STAFF)
    services.open_box(meeting.poll, meeting.keys(1, 2), actor=STAFF)
    address = f"/ballots/{meeting.poll.pk}/result/"
    whole = signed_in(Role.ORGANISATION_LEADER).get(address).content.decode()
    assert "按人员类别" in whole
    assert "同意率" in whole
    seen = signed_in(Role.DISCIPLINE_OFFICER).get(address).content.decode()
    assert "应到" in seen
    assert "按人员类别" not in seen
    assert "verdict-word" not in seen


STAFF_ONLY = ["key", "slips", "void", "presence", "open", "close", "abandon", "sign"]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ORGANISATION_STAFF])
def test_only_staff_may_run_a_poll(role: Role) -> None:
    meeting = opened(14)
    client = signed_in(role)
    for step in STAFF_ONLY:
        assert client.post(f"/ballots/{meeting.poll.pk}/{step}/").status_code == 403
    meeting.poll.refresh_from_db()
    assert meeting.poll.state == Poll.State.OPEN


@pytest.mark.parametrize(
    "role",
    [Role.UNIT_PARTY_GROUP, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.PERSON,
     Role.COMMITTEE_MEMBER, Role.INSPECTION_TEAM],
)  # fmt: skip
def test_no_other_role_reads_a_result(role: Role) -> None:
    meeting = counted()
    assert signed_in(role).get(f"/ballots/{meeting.poll.pk}/result/").status_code == 403


def test_a_poll_waits_on_the_desk_of_staff() -> None:
    meeting = opened(14)
    account = Account.objects.get(pk=signed_in(Role.ORGANISATION_STAFF).session["_auth_user_id"])
    assert [todo.title for todo in queries.todos_of(account)] == [f"{meeting.poll.title}：截止投票"]
    outsider = Account.objects.get(pk=signed_in(Role.PERSON).session["_auth_user_id"])
    assert queries.todos_of(outsider) == []


def test_a_signed_ballot_is_keyed_in_on_its_page() -> None:
    poll = services.prepare_poll(
        instrument=instrument(secrecy="signed", smallest_group="", turnout=""),
        parameters={}, title="署名推荐", subjects=[WANG],
        electorates=[Electorate("委员", 3)], case="", actor=STAFF,
    )  # fmt: skip
    services.record_presence(poll, {"委员": 3}, actor=STAFF)
    staff = signed_in(Role.ORGANISATION_STAFF)
    assert staff.post(f"/ballots/{poll.pk}/open/").status_code == 302
    form = {"class_name": "委员", "signer": "赵某", "mark_0": "同意"}
    assert staff.post(f"/ballots/{poll.pk}/sign/", form).status_code == 302
    assert "已经投过" in staff.post(f"/ballots/{poll.pk}/sign/", form).content.decode()
    assert staff.post(f"/ballots/{poll.pk}/close/").status_code == 302
    assert staff.post(f"/ballots/{poll.pk}/count/").status_code == 302
    assert "33.33%" in staff.get(f"/ballots/{poll.pk}/result/").content.decode()


def test_a_step_out_of_turn_is_refused_with_the_reason() -> None:
    meeting = opened(14)
    staff = signed_in(Role.ORGANISATION_STAFF)
    response = staff.post(f"/ballots/{meeting.poll.pk}/open/")
    assert response.status_code == 422
    assert "这一步只能在“准备中”时办理" in response.content.decode()


def test_a_poll_of_another_unit_is_out_of_reach() -> None:
    meeting = prepared(14)
    Poll.objects.update(unit_code="B02")
    client = Client()
    for unit_code, status in (("B01", 403), ("B02", 200)):
        account = Account.objects.create_user(unit_code, full_name="钱某某")
        RoleGrant.objects.create(account=account, role=Role.ORGANISATION_STAFF, unit_code=unit_code)
        client.force_login(account)
        assert client.get(f"/ballots/{meeting.poll.pk}/").status_code == status
        assert client.get(f"/ballots/{meeting.poll.pk}/key/").status_code == status
        listed = meeting.poll.title in client.get("/ballots/").content.decode()
        assert listed == (status == 200)
        assert bool(queries.todos_of(account)) == (status == 200)
