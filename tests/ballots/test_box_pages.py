"""The pages of the box over HTTP: each teller at a device of their own, with or without account."""

import base64
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.ballots.ceremony import Ceremony
from tests.ballots.conftest import PASSPHRASES, STAFF
from tests.ballots.meetings import Held, signed_in
from xuanxian.access.models import Account, Role
from xuanxian.access.todo import todos_of
from xuanxian.ballots import services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.models import Poll, TellerSeat

pytestmark = pytest.mark.django_db


def file_on(page: str) -> bytes:
    (found,) = re.findall(r"data:application/json;base64,([^\"]+)", page)
    return base64.b64decode(found)


def handed_in(client: Client, box: Any, file: bytes, passphrase: str) -> str:
    form = {"file_0": SimpleUploadedFile("key.json", file), "passphrase_0": passphrase}
    return client.post(f"/ballots/box/{box}/hand-in/", form).content.decode()


@pytest.mark.slow
def test_three_tellers_make_try_and_open_the_box_each_on_a_device_of_their_own() -> None:
    """One with an account, two with codes on paper and browsers that never signed in."""
    ceremony = Ceremony(6)
    box = ceremony.box.id
    staff = signed_in(Role.ORGANISATION_STAFF)
    first = signed_in(Role.COMMITTEE_MEMBER, name="weiyuan")
    account = Account.objects.get(username="weiyuan")
    named = {"teller_0": "甲某", "account_0": account.pk, "teller_1": "乙某", "teller_2": "丙某"}
    page = staff.post(f"/ballots/box/{box}/tellers/", named).content.decode()
    codes = re.findall(r'class="code">([0-9A-Z-]+)<', page)
    assert len(codes) == 2
    assert all(code not in staff.get(f"/ballots/box/{box}/").content.decode() for code in codes)

    assert [todo.title for todo in todos_of(account)] == ["县委常委会会议表决：制钥"]
    again = {"passphrase": PASSPHRASES[0], "again": PASSPHRASES[0]}
    seat = TellerSeat.objects.get(box=box, place=0)
    assert f"/ballots/tellers/{seat.pk}/" in first.get("/ballots/tellers/").content.decode()
    files = [file_on(first.post(f"/ballots/tellers/{seat.pk}/", again).content.decode())]
    devices = [first, Client(), Client()]
    for place, code in enumerate(codes, 1):
        device = devices[place]
        asked = device.post("/ballots/teller/", {"code": code.lower()}).content.decode()
        assert "制作我的密钥文件" in asked
        typed = {"code": code, "passphrase": PASSPHRASES[place], "again": PASSPHRASES[place]}
        files.append(file_on(device.post("/ballots/teller/", typed).content.decode()))
        used = device.post("/ballots/teller/", {"code": code})
        assert "已经用过" in used.content.decode()
    for place in (0, 1, 2):
        said = handed_in(devices[place], box, files[place], PASSPHRASES[place])
        assert ("试开成功" in said) == (place == 2)
    state = staff.get(f"/ballots/box/{box}/?state").content.decode()
    assert "空票箱已试开" in state

    slips = services.issue_slips(ceremony.poll, {"委员": 6}, actor=STAFF)
    services.record_presence(ceremony.poll, {"委员": 6}, actor=STAFF)
    services.open_poll(ceremony.poll, actor=STAFF)
    for slip in slips:
        services.cast(slip.code, Answers(marks={"wang": "同意", "li": "同意"}))
    services.close_poll(ceremony.poll, actor=STAFF)
    assert "口令不对" in handed_in(Client(), box, files[1], "猜一个口令试试")
    assert "须由本人登录" in handed_in(Client(), box, files[0], PASSPHRASES[0])
    waiting = handed_in(devices[2], box, files[2], PASSPHRASES[2])
    assert "已收到您的密钥" in waiting
    assert "丙某" in devices[1].get(f"/ballots/box/{box}/hand-in/state/").content.decode()
    assert "已开箱计票" in handed_in(first, box, files[0], PASSPHRASES[0])
    assert Poll.objects.get(pk=box).state == Poll.State.OPENED


@pytest.mark.slow
def test_tellers_are_told_to_keep_their_files_until_the_last_item_is_open() -> None:
    held = Held().ready()
    for number, said in ((0, "密钥文件请保管好"), (1, "请当场删除密钥文件")):
        services.open_poll(held.polls[number], actor=STAFF)
        held.cast(number, "同意", 9)
        services.close_poll(held.polls[number], actor=STAFF)
        for file, passphrase in held.keys[:2]:
            content = file.model_dump_json().encode()
            page = handed_in(Client(), held.meeting.pk, content, passphrase)
        assert said in page
        assert held.polls[number].title not in page  # nothing is left to be opened now


def test_the_pages_of_a_teller_lead_to_what_is_next() -> None:
    ceremony = Ceremony(6)
    teller = signed_in(Role.COMMITTEE_MEMBER, name="weiyuan")
    TellerSeat.objects.filter(box=ceremony.box.id, place=0).update(
        account=str(Account.objects.get(username="weiyuan").pk)
    )
    assert ">制钥</a>" in teller.get("/ballots/tellers/").content.decode()
    box = signed_in(Role.ORGANISATION_STAFF).get(f"/ballots/box/{ceremony.box.id}/")
    # Nothing to hand in before the key is there.
    assert "交验密钥文件和口令" not in box.content.decode()
    assert (
        "还没有制好票箱密钥"
        in teller.get(f"/ballots/box/{ceremony.box.id}/hand-in/").content.decode()
    )


def test_who_is_signed_in_on_one_seat_cannot_act_on_another() -> None:
    ceremony = Ceremony(6)
    staff = signed_in(Role.ORGANISATION_STAFF)
    organiser = Account.objects.get(username="organisation_staff")
    assert str(organiser.pk) != STAFF.account
    page = staff.get(f"/ballots/box/{ceremony.box.id}/tellers/").content.decode()
    # The organiser is not offered among the accounts.
    assert f'value="{organiser.pk}"' not in page
    seat = ceremony.box.seats[0]
    assert staff.get(f"/ballots/tellers/{seat.pk}/").status_code == 404


def test_the_balance_stands_large_on_a_page_to_be_read_aloud() -> None:
    ceremony = Ceremony(9)
    ceremony.vote(7)
    ceremony.close()
    staff = signed_in(Role.ORGANISATION_STAFF)
    page = staff.get(f"/ballots/{ceremony.poll.pk}/balance/").content.decode()
    figures = re.findall(r"<b>(\d+)</b><span>(制票|投入|未投|作废)</span>", page)
    assert figures == [("9", "制票"), ("7", "投入"), ("2", "未投"), ("0", "作废")]
    assert "票数相符" in page


def pages_of(poll: Poll) -> list[str]:
    start = f"/ballots/{poll.pk}/"
    steps = ("", "screen/", "balance/", "presence/", "slips/", "void/", "abandon/", "box/")
    box = f"/ballots/box/{poll.pk}/"
    return [*(start + step for step in steps), box, box + "networks/", box + "hand-in/"]


@pytest.mark.parametrize(
    ("keeping", "said"), [("server", "由服务器保管"), ("same_screen", "不能证明到场的是三个人")]
)
def test_every_page_says_what_this_way_of_keeping_the_key_cannot_promise(
    keeping: str, said: str
) -> None:
    ceremony = Ceremony(6)
    ceremony.vote(6)
    staff = signed_in(Role.ORGANISATION_STAFF)
    for path in pages_of(ceremony.poll):
        assert "不能保证" not in staff.get(path).content.decode(), path
    Poll.objects.update(box_keeping=keeping)
    for path in pages_of(ceremony.poll):
        page = staff.get(path).content.decode()
        assert "不能保证" in page, path
        assert said in page, path


def test_the_voter_reads_it_too() -> None:
    ceremony = Ceremony(6)
    ceremony.vote(0)
    Poll.objects.update(box_keeping=Poll.BoxKeeping.SERVER)
    paper = Client().post(
        "/v/paper",
        {"code": ceremony.slips[0].code},
        content_type="application/json",
        HTTP_ORIGIN="http://testserver",
    )
    assert "由服务器保管" in paper.content.decode()


@pytest.mark.slow
def test_a_key_on_the_server_is_made_by_one_button_and_leaves_no_file_after_opening(
    django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    poll = Ceremony(6).poll
    Poll.objects.update(instrument=poll.instrument | {"box": {"kept_by": "server"}})
    staff = signed_in(Role.ORGANISATION_STAFF)
    assert staff.post(f"/ballots/box/{poll.pk}/server/").status_code == 302
    file = settings.XUANXIAN_HOME / "box-keys" / f"{poll.pk}.key"
    assert file.stat().st_mode & 0o077 == 0
    slips = services.issue_slips(poll, {"委员": 6}, actor=STAFF)
    services.record_presence(poll, {"委员": 6}, actor=STAFF)
    services.open_poll(poll, actor=STAFF)
    for slip in slips:
        services.cast(slip.code, Answers(marks={"wang": "同意"}))
    services.close_poll(poll, actor=STAFF)
    with django_capture_on_commit_callbacks(execute=True):
        assert staff.post(f"/ballots/{poll.pk}/box/").status_code == 302
    assert Poll.objects.get(pk=poll.pk).state == Poll.State.OPENED
    assert not file.exists()


def test_the_box_of_a_meeting_is_one_for_all_of_its_polls() -> None:
    from tests.ballots.test_meeting import meeting_with

    meeting, (first, second) = meeting_with(("委员",), ("委员", "列席人员"))
    staff = signed_in(Role.ORGANISATION_STAFF)
    page = staff.get(f"/ballots/box/{meeting.pk}/").content.decode()
    assert "指定三名计票人" in page
    assert page.count("同屏制钥") == 1
    for poll in (first, second):
        assert (
            f"/ballots/box/{meeting.pk}/tellers/"
            in staff.get(f"/ballots/box/{poll.pk}/").content.decode()
        )
    named = {f"teller_{place}": name for place, name in enumerate(("甲某", "乙某", "丙某"))}
    codes = staff.post(f"/ballots/box/{meeting.pk}/tellers/", named).content.decode()
    assert codes.count('class="code"') == 3
    assert {poll.box_keeping for poll in Poll.objects.all()} == {"separate"}
