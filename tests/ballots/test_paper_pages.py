"""The pages of paper forms over HTTP, as staff, tellers and supervisors use them."""

import random
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.ballots.conftest import STAFF, Meeting, prepared
from tests.ballots.meetings import signed_in
from tests.ballots.paper import FIRST, SECOND, both, closed, key, mixed
from tests.ballots.scanned_forms import ROTATED, as_file, filled_in, printed
from xuanxian.access.models import Account, Role
from xuanxian.ballots import queries, services
from xuanxian.ballots.models import PaperBatch, PaperEntry, Poll, ScannedForm
from xuanxian.ballots.paper.of_poll import layouts_of
from xuanxian.ballots.services import paper
from xuanxian.kernel import clock
from xuanxian.record.models import Entry

pytestmark = pytest.mark.django_db

SECOND_PERSON = {"second_username": "jiwei", "second_password": "一个够长的口令"}
RULES = {"largest_batch": "25", "unclear_line": "blank", "scans_kept_days": "30"}


def staff_and_supervisor() -> Client:
    signed_in(Role.DISCIPLINE_OFFICER, name="jiwei")
    return signed_in(Role.ORGANISATION_STAFF)


def address(meeting: Meeting, step: str = "") -> str:
    return f"/ballots/{meeting.poll.pk}/paper/{step}"


def laid(meeting: Meeting) -> PaperBatch:
    (batch,) = paper.lay_batches(meeting.poll, actor=STAFF)
    return batch


def test_slips_are_exchanged_on_a_page_that_asks_for_the_rules_once() -> None:
    meeting = prepared(14)
    staff = staff_and_supervisor()
    assert "还没有发出纸质票" in staff.get(address(meeting)).content.decode()
    form = {"codes": meeting.slips[0].code, **SECOND_PERSON}
    refused = staff.post(address(meeting, "exchange/"), form)
    assert refused.status_code == 422
    assert queries.balance(meeting.poll).void == 0
    assert staff.post(address(meeting, "exchange/"), form | RULES).status_code == 302
    page = staff.get(address(meeting, "exchange/")).content.decode()
    assert "每批最多" not in page
    desk = staff.get(address(meeting)).content.decode()
    assert "每批不超过25张" in desk
    assert "录入的人看得出是谁投的" in desk  # one form only


def test_the_preview_shows_the_printed_form_and_gives_it_out_on_the_record() -> None:
    meeting = prepared(14)
    staff = staff_and_supervisor()
    page = staff.get(address(meeting, "form/0/")).content.decode()
    for word in ("表决票", "县委常委会会议表决", "王某甲", "拟任某局局长", "填写说明"):
        assert word in page
    assert page.count('fill="none" stroke="#000" stroke-width="0.3"') == 2 * 3 + 2
    assert staff.get(address(meeting, "form/7/")).status_code == 404
    for form, start in (("pdf", b"%PDF-"), ("docx", b"PK")):
        given = staff.post(f"/documents/ballot-form/{meeting.poll.pk}/{form}/")
        assert given.content.startswith(start)
    assert staff.post(f"/documents/ballot-form/{meeting.poll.pk}/exe/").status_code == 404
    assert Entry.objects.filter(kind="document.produced").count() == 2


def test_two_tellers_key_a_pile_on_pages_of_their_own() -> None:
    meeting = mixed(20, on_paper=2)
    meeting.cast(8)
    services.close_poll(meeting.poll, actor=STAFF)
    staff = staff_and_supervisor()
    form = {"number_0": "2", **SECOND_PERSON}
    assert staff.post(address(meeting, "returned/"), form).status_code == 302
    assert staff.post(address(meeting, "lay/")).status_code == 302
    batch = PaperBatch.objects.get()
    other = signed_in(Role.DISCIPLINE_OFFICER, name="other")
    enter = address(meeting, f"{batch.pk}/")
    first = staff.get(enter).content.decode()
    assert "第 1 张，共 2 张" in first
    assert 'data-key="1"' in first
    staff.post(enter, {"mark_0_0": "0", "mark_0_1": "1"})
    # What one keyed in shows nowhere to the other, only how far it is.
    seen = other.get(enter).content.decode()
    assert "第 1 张，共 2 张" in seen
    assert not re.search(r'value="[01]"[^>]*checked', seen)
    staff.post(enter, {"mark_0_0": "x", "mark_0_1": ""})
    assert staff.get(enter).status_code == 302  # the entry is full
    other.post(enter, {"mark_0_0": "", "mark_0_1": ""})
    done = other.post(enter, {"mark_0_0": "0", "mark_0_1": "1"}, follow=True)
    # x is a line with two marks: by the rules of this poll it counts as not filled in.
    assert "两人录入一致，已入箱" in done.content.decode()
    batch.refresh_from_db()
    assert batch.state == PaperBatch.State.SEALED


def test_a_third_settles_on_a_page_that_shows_both_versions() -> None:
    meeting = closed({"委员": 2})
    batch = laid(meeting)
    key(batch, [both("同意"), both("反对")], FIRST)
    key(batch, [both("同意"), both("弃权")], SECOND)
    third = signed_in(Role.DISCIPLINE_OFFICER, name="third")
    settle = address(meeting, f"{batch.pk}/settle/")
    page = third.get(settle).content.decode()
    assert "第 1 张，共 1 张" in page
    for said in ("王某甲：反对", "王某甲：弃权"):
        assert said in page
    assert "王某甲：同意" not in page  # what both say is nobody's business
    done = third.post(settle, {"as": "second"}, follow=True)
    assert "已核定入箱" in done.content.decode()


def test_a_whole_ballot_is_keyed_as_invalid_and_a_pile_begun_again() -> None:
    meeting = closed({"委员": 2})
    batch = laid(meeting)
    staff = staff_and_supervisor()
    staff.post(address(meeting, f"{batch.pk}/"), {"spoilt": "1"})
    assert PaperEntry.objects.get().number == 1
    staff.post(address(meeting, f"{batch.pk}/again/"))
    assert not PaperEntry.objects.exists()
    assert staff.post(address(meeting, f"{batch.pk}/"), {"mark_0_0": "9"}).status_code == 422


def test_a_scan_is_uploaded_and_its_doubtful_form_decided_by_the_picture() -> None:
    meeting = closed({"委员": 3})
    layout = layouts_of(meeting.poll)["委员"]
    blank, dice = printed(layout), random.Random(4)
    ticked: list[list[tuple[int, int, int]]] = [
        [(0, 0, 0), (0, 1, 0)], [(0, 0, 1), (0, 1, 1)], [(0, 0, 0), (0, 0, 2), (0, 1, 1)]
    ]  # fmt: skip
    content = as_file([filled_in(layout, blank, each, dice, ROTATED)[0] for each in ticked])
    staff = staff_and_supervisor()
    other = signed_in(Role.DISCIPLINE_OFFICER, name="other")
    upload: dict[str, Any] = {"scans": SimpleUploadedFile("a.tif", content)}
    done = staff.post(address(meeting, "scan/"), upload, follow=True)
    assert "已识读 3 张，其中 1 张存疑" in done.content.decode()
    batch, row = PaperBatch.objects.get(), ScannedForm.objects.exclude(reading=None).get()
    for client in (staff, other):
        page = client.get(address(meeting, f"{batch.pk}/")).content.decode()
        assert "第 1 行：一项有多处填写" in page
        # The line that is clear stands as read: the second person, the second option.
        assert re.search(r'name="mark_0_1" value="1"[^>]*checked', page)
        picture = client.get(address(meeting, f"{batch.pk}/{row.key}/0/?section=0&line=0"))
        assert picture.content.startswith(b"\xff\xd8")
        client.post(
            address(meeting, f"{batch.pk}/"), {"form": row.key, "mark_0_0": "x", "mark_0_1": "1"}
        )
    batch.refresh_from_db()
    assert batch.state == PaperBatch.State.SEALED
    gone = staff.get(address(meeting, f"{batch.pk}/{row.key}/0/"))
    assert gone.status_code == 404


def test_a_file_that_is_no_scan_is_refused_on_the_page() -> None:
    meeting = closed({"委员": 3})
    upload: dict[str, Any] = {"scans": SimpleUploadedFile("a.pdf", b"MZ\x90 not a picture")}
    answer = staff_and_supervisor().post(address(meeting, "scan/"), upload)
    assert answer.status_code == 422
    assert "不是能读的图像" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.COMMITTEE_MEMBER, Role.INSPECTION_TEAM, Role.AUDITOR])
def test_nobody_else_keys_in_or_sees_a_picture(role: Role) -> None:
    meeting = closed({"委员": 2})
    batch = laid(meeting)
    client = signed_in(role)
    steps = [f"{batch.pk}/", f"{batch.pk}/settle/", f"{batch.pk}/again/", "scan/", "lay/",
             "issue/", "exchange/", "returned/", "void/"]  # fmt: skip
    for step in steps:
        assert client.post(address(meeting, step)).status_code == 403
    picture = address(meeting, f"{batch.pk}/{'0' * 32}/0/")
    assert client.get(picture).status_code == 403


def test_a_batch_of_another_poll_is_not_found() -> None:
    meeting = closed({"委员": 2})
    batch = laid(meeting)
    other = prepared(14)
    staff = staff_and_supervisor()
    assert staff.get(address(other, f"{batch.pk}/")).status_code == 404
    assert Account.objects.count() == 2


def test_the_page_of_a_poll_leads_to_paper_before_the_box() -> None:
    meeting = closed({"委员": 2})
    staff = staff_and_supervisor()
    page = staff.get(f"/ballots/{meeting.poll.pk}/").content.decode()
    assert "下一步：录入纸质票" in page
    batch = laid(meeting)
    for teller in (FIRST, SECOND):
        key(batch, [both("同意")] * 2, teller)
    page = staff.get(f"/ballots/{meeting.poll.pk}/").content.decode()
    assert "下一步：两名计票人开箱" in page


def test_scans_that_are_due_wait_on_the_desk_of_staff() -> None:
    meeting = prepared(14)
    account = Account.objects.get(pk=signed_in(Role.ORGANISATION_STAFF).session["_auth_user_id"])
    waiting = f"{meeting.poll.title}：删除扫描图像"
    for days, due in ((1, False), (0, True)):
        Poll.objects.update(scans_due=clock.today() + timedelta(days=days))
        assert (waiting in [todo.title for todo in queries.todos_of(account)]) == due
