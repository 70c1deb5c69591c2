"""The pages of a meeting over HTTP, as staff, chair, supervisor and members use them."""

import base64
import re
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.ballots.conftest import (
    CHEAP,
    PASSPHRASES,
    STAFF,
    TELLERS,
)
from tests.ballots.meetings import Held, discussed, page, signed_in, speak
from xuanxian.access.models import Account, Role
from xuanxian.ballots import meeting_queries, queries, services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.models import AgendaItem, Meeting, Poll, PollClass, Slip
from xuanxian.ballots.services import Electorate, agenda
from xuanxian.ballots.services.recusal import Recusal, set_recusals
from xuanxian.policy import catalogue
from xuanxian.policy import services as policies
from xuanxian.registry.models import Person

pytestmark = pytest.mark.django_db


RULES = """
policy: 某省/会议
title: 某省会议办法
parameters:
  quorum: {value: 2/3}
instruments:
  - kind: ballot
    id: decision
    title: 讨论决定表决
    purpose: decision
    secrecy: secret
    question: {form: marks, options: [同意, 反对], blank: 弃权}
    electorate:
      - {class: 委员}
    smallest_group: 5
    turnout: 实到 >= $quorum * 应到
    passes: 同意 > 应到 / 2
    effect: gates
  - kind: meeting
    id: meeting
    title: 讨论决定
    body: 党委
    quorum: 实到 >= $quorum * 应到
    ballot: decision
    chief_speaks_last: true
    recusal: {in_due: false}
    deferral: 缓议 > 实到 / 2
"""


def key_upload(held: Held, number: int) -> dict[str, Any]:
    form: dict[str, Any] = {}
    for place, (file, passphrase) in enumerate(held.keys[:number]):
        content = file.model_dump_json().encode()
        form[f"file_{place}"] = SimpleUploadedFile(f"{place}.json", content)
        form[f"passphrase_{place}"] = passphrase
    return form


def test_the_list_says_what_a_meeting_is_for_and_narrows_by_name() -> None:
    staff = signed_in(Role.ORGANISATION_STAFF)
    assert "还没有会议" in page(staff, "/ballots/meetings/")
    held = Held()
    shown = page(staff, "/ballots/meetings/")
    assert held.meeting.title in shown
    assert "2 项，已办完 0 项" in shown
    assert "没有符合条件的会议" in page(staff, "/ballots/meetings/?q=别的")


def test_the_list_is_paged_and_asks_no_more_of_the_store_for_more_meetings(
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(60):
        services.prepare_meeting(
            title=f"第{number:02}次会议",
            classes=[Electorate("委员", 9)],
            held_on=date(2026, 1, 1),
            actor=STAFF,
        )
    staff = signed_in(Role.ORGANISATION_STAFF)
    with django_assert_max_num_queries(20):
        shown = page(staff, "/ballots/meetings/")
    assert len(re.findall(r"第\d\d次会议", shown)) == 50
    assert len(re.findall(r"第\d\d次会议", page(staff, "/ballots/meetings/?page=2"))) == 10


def test_a_meeting_is_made_and_filled_from_an_adopted_policy_on_its_pages() -> None:
    policies.adopt(catalogue.from_text(RULES), scope="", valid_from=date(2026, 1, 1), actor=STAFF)
    person = Person.objects.create(name="赵长河", pinyin="zhaochanghe", initials="zch",
                                   sex="1", birth="1980-05", current_post="某局副局长")  # fmt: skip
    staff = signed_in(Role.ORGANISATION_STAFF)
    form = {"title": "县委常委会会议", "held_on": "2026-11-20", "unit_code": "",
            "class_0": "委员", "entitled_0": "14"}  # fmt: skip
    assert "委员" in page(staff, "/ballots/meetings/new/")
    assert staff.post("/ballots/meetings/new/", form).status_code == 302
    meeting = Meeting.objects.get()
    address = f"/ballots/meetings/{meeting.pk}/"
    assert "下一步：加入表决项" in page(staff, address)

    offered = page(staff, f"{address}add/")
    assert "讨论决定表决（无记名；委员）" in offered
    value = re.search(r'value="([^"]+/decision)"', offered)
    assert value
    assert "赵长河" in page(staff, f"{address}people/?name=赵长")
    vote = {"instrument": value[1], "title": "干部任免", "separately": "on",
            "person": [str(person.pk)], "typed": "王某甲，某镇镇长，拟任某局局长",
            "proposal": "拟任某局副局长"}  # fmt: skip
    assert staff.post(f"{address}add/", vote).status_code == 302
    first, second = Poll.objects.order_by("place")
    assert [first.title, second.title] == ["干部任免：赵长河", "干部任免：王某甲"]
    assert first.subjects[0]["proposal"] == "拟任某局副局长"
    assert second.subjects[0] | {"id": ""} == {
        "id": "", "name": "王某甲", "title": "某镇镇长", "unit": "", "proposal": "拟任某局局长",
    }  # fmt: skip
    # 实到 is left out of the policy's 回避 rule, so the default of that kind holds: not counted.
    assert (first.agenda_item.recused_entitled, first.agenda_item.recused_present) == (False, False)
    assert first.agenda_item.chief_last
    assert "下一步：制票箱密钥" in page(staff, address)
    nobody = staff.post(f"{address}add/", {"instrument": value[1], "title": "空的"})
    assert nobody.status_code == 422
    assert "请选择或填写投票对象" in nobody.content.decode()


def test_a_class_without_a_number_is_asked_for() -> None:
    staff = signed_in(Role.ORGANISATION_STAFF)
    form = {"title": "会议", "held_on": "2026-11-20", "class_0": "委员"}
    answer = staff.post("/ballots/meetings/new/", form)
    assert answer.status_code == 422
    assert "请填写委员的应到人数" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_the_page_leads_from_step_to_step_to_the_end() -> None:
    held = Held()
    staff = signed_in(Role.ORGANISATION_STAFF)

    def next_step() -> str:
        found = re.search(r"下一步：([^<]+)<", page(staff, held.address))
        return found[1] if found else ""

    assert next_step() == "制票箱密钥"
    held.keys = list(zip(
        services.make_box_key(held.meeting, TELLERS, actor=STAFF, cost=CHEAP), PASSPHRASES,
        strict=True,
    ))  # fmt: skip
    assert next_step() == "试开空票箱"
    assert staff.post(f"{held.box_address}test/", key_upload(held, 3)).status_code == 302
    assert next_step() == "制票"
    form = {"number_0": 14, "address": "https://toupiao.example.gov.cn/"}
    sheet = staff.post(f"{held.box_address}slips/", form)
    codes = re.findall(r'slip-code">([0-9A-Z-]+)<', sheet.content.decode())
    assert len(set(codes)) == 14
    assert "no-store" in sheet.headers["Cache-Control"]
    assert next_step() == "登记实到人数"
    assert staff.post(f"{held.box_address}presence/", {"number_0": 14}).status_code == 302
    assert next_step() == "第1项开始投票"
    assert staff.post(f"{held.item(0)}open/").status_code == 302
    assert next_step() == "第1项截止投票"
    for code in codes[:9]:
        services.cast(code, Answers(marks={"wang": "同意"}), held.polls[0].pk)
    assert staff.post(f"{held.item(0)}close/").status_code == 302
    assert next_step() == "第1项两名计票人开箱"
    box = staff.post(f"/ballots/{held.polls[0].pk}/box/", key_upload(held, 2))
    assert box.status_code == 302
    assert next_step() == "第1项宣布结果"
    assert staff.post(f"{held.item(0)}announce/", {"announced": "figures"}).status_code == 302
    assert next_step() == "第2项开始投票"
    services.abandon_poll(held.polls[1], "不再表决", actor=STAFF)
    assert next_step() == "销毁密钥"
    witnesses = {"first": "钱某某", "second": "孙某某"}
    assert staff.post(f"{held.box_address}destroy/", witnesses).status_code == 302
    assert next_step() == ""
    assert Poll.objects.get(pk=held.polls[0].pk).key_destroyed


def test_the_turnout_gate_is_shown_before_it_stops_the_vote() -> None:
    held = Held().ready(present=9)
    staff = signed_in(Role.ORGANISATION_STAFF)
    shown = page(staff, held.address)
    # Two thirds of 14 are 9 1/3, so ten have to come.
    assert "至少 10 人到会" in shown
    assert "实到 9 人，不能投票" in shown
    refused = staff.post(f"{held.item(0)}open/")
    assert refused.status_code == 422
    services.record_presence(held.meeting, {"委员": 10}, actor=STAFF)
    assert "实到 10 人，可以投票" in page(staff, f"{held.box_address}presence/")
    assert staff.post(f"{held.item(0)}open/").status_code == 302


def test_voiding_needs_a_second_person_and_holds_for_every_item() -> None:
    held = Held().ready()
    staff = signed_in(Role.ORGANISATION_STAFF)
    signed_in(Role.DISCIPLINE_OFFICER)
    form = {"codes": held.slips[0].code, "second_username": "discipline_officer",
            "second_password": "猜的"}  # fmt: skip
    assert "登录名或密码不对" in staff.post(f"{held.box_address}void/", form).content.decode()
    right = form | {"second_password": "一个够长的口令"}
    assert staff.post(f"{held.box_address}void/", right).status_code == 302
    assert Slip.objects.filter(state=Slip.State.VOID).count() == len(held.polls) == 2


def test_every_entry_of_a_meeting_has_a_chinese_name() -> None:
    held = Held().ready()
    first, second = discussed(held)
    agenda.defer(second, 8, actor=STAFF)
    agenda.begin_discussion(first, actor=STAFF)
    for name in ("李某", "周某", "王某"):
        agenda.note_speaker(first, name, actor=STAFF)
    agenda.end_discussion(first, actor=STAFF)
    held.count(0)
    agenda.announce(held.polls[0], AgendaItem.Announced.FIGURES, actor=STAFF)
    for step in meeting_queries.steps_taken(held.meeting):
        assert "." not in step.what
    shown = page(
        signed_in(Role.ORGANISATION_STAFF), reverse("record_stream", args=[held.meeting.case])
    )
    assert not re.findall(r">(speakers|chief|wishing|announced|spoke|speaker)<", shown)


def test_a_meeting_waits_on_the_desk_once_and_its_polls_do_not() -> None:
    held = Held()
    page(signed_in(Role.ORGANISATION_STAFF), held.address)
    account = Account.objects.get(username="organisation_staff")
    assert [todo.title for todo in meeting_queries.todos_of(account)] == [
        "县委常委会会议：制票箱密钥"
    ]
    assert queries.todos_of(account) == []
    assert held.meeting.title in page(signed_in(Role.ORGANISATION_STAFF), "/")


def test_a_meeting_goes_on_after_the_server_forgot_everything() -> None:
    held = Held().ready()
    first, _ = discussed(held)
    agenda.begin_discussion(first, actor=STAFF)
    agenda.note_speaker(first, "李某", actor=STAFF)
    cache.clear()
    fresh = signed_in(Role.ORGANISATION_LEADER)
    assert "正在讨论" in page(fresh, f"{held.address}screen/")
    assert speak(fresh, held, first, "周某") == 302
    assert speak(fresh, held, first, "王某") == 302
    agenda.end_discussion(first, actor=STAFF)
    services.open_poll(held.polls[0], actor=STAFF)
    held.cast(0, "同意", 5)
    cache.clear()
    again = signed_in(Role.ORGANISATION_STAFF)
    assert "<b>5</b><span>已投</span>" in page(again, f"{held.address}screen/?now")
    held.slips = held.slips[5:]
    held.cast(0, "同意", 3)
    assert again.post(f"{held.item(0)}close/").status_code == 302
    services.open_box(held.polls[0], held.keys[:2], actor=STAFF)
    tallied = Poll.objects.get(pk=held.polls[0].pk).tally_result
    assert tallied
    assert [one.counts["同意"] for one in tallied.subjects] == [8]


def test_a_phone_that_saw_no_answer_retries_without_a_second_ballot() -> None:
    held = Held().ready()
    for poll in held.polls:
        services.open_poll(poll, actor=STAFF)
    phone = Client()
    code = held.slips[0].code
    cast = {"code": code, "marks": [0], "poll": str(held.polls[0].pk)}
    answers = [
        phone.post(
            "/v/cast",
            cast,
            content_type="application/json",
            headers={"Origin": "http://testserver"},
        ).content.decode()
        for _ in range(3)
    ]
    assert "已投票" in answers[0]
    assert "这张票现在不能投" in answers[1]
    assert answers[1] == answers[2]
    lines = meeting_queries.agenda(held.meeting)
    assert [line.total["cast"] for line in lines] == [1, 0]
    # The slip is still good for the other item.
    assert [paper.poll for paper in services.ballot_papers(code)] == [held.polls[1].pk]


@pytest.mark.parametrize("people", [14, 1300])
def test_pages_ask_the_same_few_questions_for_14_and_for_1300_people(
    people: int, django_assert_max_num_queries: Any
) -> None:
    held = Held(people).ready()
    for poll in held.polls:
        services.open_poll(poll, actor=STAFF)
    held.cast(0, "同意", 10)
    staff = signed_in(Role.ORGANISATION_STAFF)
    for part in ("", "chair/", "screen/?now", "supervision/"):
        with django_assert_max_num_queries(26):
            shown = page(staff, held.address + part)
        assert str(people) in shown
        assert len(shown) < 60_000


def test_the_agenda_counts_as_the_page_of_each_poll_does() -> None:
    held = Held().ready()
    set_recusals(
        held.polls[1],
        [Recusal("李某", "委员", "亲属")],
        counted_entitled=True,
        counted_present=False,
        actor=STAFF,
    )
    held.count(0, voters=9)
    services.open_poll(held.polls[1], actor=STAFF)
    held.cast(1, "反对", 4)
    PollClass.objects.update(paper_issued=3, paper_void=1, paper_returned=2)
    for line in meeting_queries.agenda(held.meeting):
        assert line.classes == queries.turnout_by_class(line.poll)
        assert line.balance == queries.balance(line.poll)
    first, second = meeting_queries.agenda(held.meeting)
    # 14 slips and 3 forms, one of them void; on the second item one slip is not for it.
    assert (first.total["out"], first.total["cast"]) == (16, 11)
    assert (second.total["out"], second.total["cast"]) == (15, 6)


def test_paper_forms_that_wait_come_before_the_box() -> None:
    held = Held().ready()
    services.open_poll(held.polls[0], actor=STAFF)
    held.cast(0, "同意", 6)
    PollClass.objects.filter(poll=held.polls[0]).update(paper_issued=2)
    services.close_poll(held.polls[0], actor=STAFF)
    shown = page(signed_in(Role.ORGANISATION_STAFF), held.address)
    assert "下一步：第1项录入纸质票" in shown
    assert f"/ballots/{held.polls[0].pk}/paper/" in shown


def test_numbers_may_be_mended_until_slips_are_out_and_polls_take_them_over() -> None:
    held = Held()
    staff = signed_in(Role.ORGANISATION_STAFF)
    form = {"class_0": "委员", "entitled_0": "12", "class_1": "列席人员", "entitled_1": "3"}
    assert staff.post(f"{held.address}classes/", form).status_code == 302
    assert [line.total["entitled"] for line in meeting_queries.agenda(held.meeting)] == [12, 12]
    without = {"class_0": "列席人员", "entitled_0": "3"}
    refused = staff.post(f"{held.address}classes/", without)
    assert refused.status_code == 422
    assert "已有表决项由这类人员投票" in refused.content.decode()
    services.issue_slips(held.meeting, {"委员": 12}, actor=STAFF)
    assert staff.post(f"{held.address}classes/", form).status_code == 422


def test_three_key_files_come_with_the_answer() -> None:
    held = Held()
    staff = signed_in(Role.ORGANISATION_STAFF)
    form: dict[str, str] = {}
    for place, passphrase in enumerate(PASSPHRASES):
        form |= {
            f"teller_{place}": f"计票人{place}",
            f"passphrase_{place}": passphrase,
            f"again_{place}": passphrase,
        }
    shown = staff.post(f"{held.box_address}key/", form).content.decode()
    files = re.findall(r"data:application/json;base64,([^\"]+)", shown)
    assert len(files) == 3
    assert str(held.meeting.pk) in base64.b64decode(files[0]).decode()
