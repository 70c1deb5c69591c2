"""Polls on questionnaires, from preparing to the count; figures are counted by hand."""

import base64
import json
import re
from collections import Counter
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.ballots.conftest import PASSPHRASES, STAFF
from tests.ballots.questionnaires import ADVICE, WORK, counted, lines, opened, questionnaire
from tests.ballots.test_voter_page import post
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.ballots import envelope, services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.models import OpenedBallot, OpenedText, Poll, Slip
from xuanxian.ballots.questionnaire_answers import FilledForm
from xuanxian.ballots.services import Electorate
from xuanxian.cli.ballot import ballot_command
from xuanxian.documents.papers.poll_result import result_sheet_of
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry

pytestmark = pytest.mark.django_db


def cast(meeting: Any, slip: int, filled: list[str]) -> str:
    answer = post("/v/cast", {"code": meeting.slips[slip].code, "filled": filled})
    return answer.content.decode()


def test_a_questionnaire_is_filled_in_on_the_phone_opened_and_counted() -> None:
    meeting = opened(12)
    paper = post("/v/paper", {"code": meeting.slips[0].code}).content.decode()
    for said in ("本单位选人用人工作", "正向测评", "以权谋私", "有人请客", "最多选 2 项", "60 字"):
        assert said in paper
    for slip in range(6):
        assert "已投票" in cast(meeting, slip, lines())
    for slip in range(6, 9):
        assert "已投票" in cast(meeting, slip, lines("1.", "23", "11.", f"第{slip}条意见"))
    poll = counted(meeting)
    result = poll.counted
    assert result is not None
    assert {k: result.denominators[k] for k in ("应到", "发出", "收回", "有效")} == {
        "应到": 12,
        "发出": 12,
        "收回": 9,
        "有效": 9,
    }
    counts = {one.name: one.counts for each in result.questions.values() for one in each.subjects}
    assert counts["理想信念"] == {"优秀": 6, "良好": 3, "一般": 0, "较差": 0, "未填": 0}
    assert counts["工作作风"] == {"优秀": 6, "良好": 0, "一般": 0, "较差": 0, "未填": 3}
    assert counts["搞团团伙伙"]["存在"] == 3
    assert counts["有人请客"] == {"得票": 3}
    assert counts["没有"] == {"得票": 6}
    # 理想信念 (6 × 100 + 3 × 80) / 9 = 280/3, 工作作风 100: 290/3 on average
    figure = result.summary["正向得分"]
    assert figure is not None
    assert figure.exact == "290/3"


def test_what_is_written_leaves_its_questionnaire_and_the_record_has_only_counts() -> None:
    meeting = opened(8)
    said = [f"第{slip}位的看法" for slip in range(8)]
    for slip in range(8):
        cast(meeting, slip, lines("00" if slip % 2 else "33", advice=said[slip]))
    poll = counted(meeting)
    assert sorted(OpenedText.objects.values_list("text", flat=True)) == sorted(said)
    assert set(OpenedText.objects.values_list("subject", "note")) == {("", "advice")}
    for content in OpenedBallot.objects.values_list("content", flat=True):
        assert "texts" not in content
    bodies = [bytes(each).decode() for each in Entry.objects.values_list("body", flat=True)]
    everything = json.dumps(poll.result, ensure_ascii=False) + "".join(bodies)
    assert not any(text in everything for text in said)
    entry = json.loads(bytes(Entry.objects.get(kind="poll.counted").body))
    assert entry["questions"][0]["title"] == "正向测评"
    assert entry["questions"][0]["counted_items"][0]["counts"]["较差"] == 4
    opening = json.loads(bytes(Entry.objects.get(kind="poll.box_opened").body))
    assert opening["texts"] == poll.texts_digest


def test_every_envelope_of_a_poll_is_as_long_as_any_other() -> None:
    meeting = opened(6)
    for slip, filled in enumerate([lines(), lines(advice="字" * 60), lines("..", "..", "...")]):
        assert "已投票" in cast(meeting, slip, filled)
    lengths = {
        len(bytes(each))
        for each in Slip.objects.exclude(envelope=None).values_list("envelope", flat=True)
    }
    assert len(lengths) == 1


def test_the_answer_to_a_cast_is_the_same_whatever_was_said_and_a_second_one_is_refused() -> None:
    meeting = opened(6)
    answers = Counter(
        cast(meeting, slip, filled)
        for slip, filled in enumerate([lines(), lines("33", "22", "11.", "意见"), lines("..")])
    )
    assert len(answers) == 1
    again = cast(meeting, 0, lines("33"))
    assert "这张票现在不能投" in again
    assert Slip.objects.exclude(envelope=None).count() == 3


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"filled": lines(known="111")}, "您了解到的情况"),
        ({"filled": lines(advice="字" * 61)}, "超过 60 字"),
        ({"filled": lines(advice="看\u200b不见")}, "看不见的符号"),
        ({"filled": lines("0")}, "没有读懂"),
        ({"filled": lines("0z")}, "没有读懂"),
        ({"filled": lines(known="..2")}, "没有读懂"),
        ({"filled": lines()[:3]}, "没有读懂"),
        ({"filled": []}, "没有读懂"),
        ({"filled": lines(), "marks": [0]}, "没有读懂"),
        ({"marks": [0, 0]}, "没有读懂"),
        ({"filled": [*lines(), ""]}, "没有读懂"),
        ({"filled": ["00", "00", "..1", None]}, "没有读懂"),
    ],
)
def test_what_the_questionnaire_does_not_ask_for_is_not_cast(
    posted: dict[str, Any], said: str
) -> None:
    meeting = opened(6)
    answer = post("/v/cast", {"code": meeting.slips[0].code, **posted}).content.decode()
    assert said in answer
    assert not Slip.objects.exclude(envelope=None).exists()


def test_a_ballot_takes_no_questionnaire(open_meeting: Any) -> None:
    meeting = open_meeting(6)
    answer = cast(meeting, 0, lines())
    assert "没有读懂" in answer
    assert not Slip.objects.exclude(envelope=None).exists()


def test_too_few_questionnaires_are_not_opened() -> None:
    meeting = opened(6)
    for slip in range(4):
        cast(meeting, slip, lines())
    with pytest.raises(Refusal, match="不足 5 票"):
        counted(meeting)


def test_a_small_class_is_shown_neither_apart_nor_by_subtraction() -> None:
    classes = [{"class": "班子"}, {"class": "中层"}, {"class": "职工"}]
    meeting = opened(6, questionnaire(electorate=classes))
    of_class: dict[str, list[int]] = {}
    for place, slip in enumerate(meeting.slips):
        of_class.setdefault(slip.class_name, []).append(place)
    for name, number in {"班子": 2, "中层": 5, "职工": 6}.items():
        for place in of_class[name][:number]:
            cast(meeting, place, lines("33" if name == "班子" else "00"))
    result = counted(meeting).counted
    assert result is not None
    # 班子 returned 2; with 中层, the next smallest, they are 7: only 职工 may be shown.
    assert set(result.withheld) == {"班子", "中层"}
    for each in result.questions.values():
        assert set(each.withheld) == {"班子", "中层"}
        assert all(set(one.by_class) == {"职工"} for one in each.subjects)
    assert "有效" not in result.by_class["班子"]
    assert result.by_class["职工"]["有效"] == 6


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"subjects": []}, "没有对象"),
        ({"subjects": [WORK, WORK.model_copy(update={"id": "two"})]}, "只问一个人或一件事"),
        ({"parameters": {}}, "smallest"),
        ({"instrument": questionnaire(measures={"德": "正向得分 * $share"})}, "share"),
        ({"instrument": questionnaire(turnout="实到 >= $gate * 应到")}, "gate"),
        (
            {
                "instrument": questionnaire().model_copy(
                    update={
                        "questions": tuple(
                            questionnaire()
                            .texts[0]
                            .model_copy(update={"id": f"t{at}", "longest": 2000})
                            for at in range(9)
                        )
                    }
                )
            },
            "装不下",
        ),
    ],
)
def test_what_could_not_be_held_or_counted_is_never_prepared(
    change: dict[str, Any], said: str
) -> None:
    given: dict[str, Any] = {
        "instrument": questionnaire(),
        "parameters": {"smallest": 5},
        "subjects": [WORK],
    }
    with pytest.raises(Refusal, match=said):
        services.prepare_poll(
            **(given | change),
            title="评议",
            electorates=[Electorate("干部群众", 10)],
            case="",
            actor=STAFF,
        )
    assert not Poll.objects.exists()


def test_the_turnout_gate_of_a_questionnaire_stops_it() -> None:
    with pytest.raises(Refusal, match="不符合"):
        opened(6, questionnaire(turnout="实到 > 应到"))


def test_spoilt_and_unreadable_questionnaires_are_returned_and_not_valid() -> None:
    meeting = opened(8)
    for slip in range(6):
        cast(meeting, slip, lines())
    # Something that was sealed for this box and is no questionnaire, as a damaged store would hold.
    box = bytes(Poll.objects.get(pk=meeting.poll.pk).box_public_key or b"")
    length = meeting.poll.padded_length
    spare = Slip.objects.filter(envelope=None, poll=meeting.poll).first()
    assert spare is not None
    spare.envelope = envelope.seal(box, b'["?"]'.ljust(length))
    spare.save()
    result = counted(meeting).counted
    assert result is not None
    assert (result.denominators["收回"], result.denominators["无效"]) == (7, 1)
    assert result.questions["positive"].denominators["有效"] == 6


def test_counting_again_gives_the_same_result() -> None:
    meeting = opened(6)
    for slip in range(6):
        cast(meeting, slip, lines("01", advice="意见"))
    poll = counted(meeting)
    services.count(poll, actor=STAFF)
    assert Poll.objects.get(pk=poll.pk).result == poll.result


def test_content_of_the_other_kind_is_a_defect_of_the_caller() -> None:
    form = opened(6).poll.form
    with pytest.raises(TypeError):
        form.pack(Answers(), 1024)
    assert form.fault_of(FilledForm(texts={ADVICE["id"]: "好"})) == ""


def at(role: Role, username: str) -> Client:
    """A browser in which somebody of `role` has signed in."""
    account = Account.objects.create_user(username, password="一个够长的口令", full_name="某某")
    RoleGrant.objects.create(account=account, role=role, unit_code="")
    browser = Client()
    browser.force_login(account)
    return browser


def held(**more: Any) -> Poll:
    """Eight returned: six as good as can be, two that hint at something and say so."""
    meeting = opened(8, questionnaire(**more))
    for slip in range(6):
        cast(meeting, slip, lines())
    for slip in range(6, 8):
        cast(meeting, slip, lines("11", "20", "1..", f"第{slip}条意见"))
    return counted(meeting)


def test_the_result_page_shows_every_question_and_texts_to_the_office_alone() -> None:
    gate = {"id": "line", "label": "德", "require": "反映最多 <= 10%", "else": "bar"}
    poll = held(effect="gates", requirements=[gate])
    office = at(Role.ORGANISATION_STAFF, "ganshi")
    page = office.get(f"/ballots/{poll.pk}/result/").content.decode()
    for said in ("1. 正向测评", "3. 您了解到的情况", "有人打招呼", "反映率", "收到 2 条文字"):
        assert said in page
    # 2 of 8 know of 搞团团伙伙, which is more than 10 %
    assert "不符合" in page
    assert "25.00%" in page
    # 理想信念 (6 × 100 + 2 × 80) / 8 = 95
    assert "95" in page
    assert "第6条意见" not in page

    texts = office.get(f"/ballots/{poll.pk}/result/notes/").content.decode()
    assert "第6条意见" in texts
    assert "第7条意见" in texts
    found = office.get(f"/ballots/{poll.pk}/result/notes/", {"q": "第7"}).content.decode()
    assert "第6条意见" not in found

    supervisor = at(Role.DISCIPLINE_OFFICER, "jiwei")
    page = supervisor.get(f"/ballots/{poll.pk}/result/").content.decode()
    assert "收到 2 条文字" in page
    assert "25.00%" not in page
    assert 'class="reasons"' not in page
    assert supervisor.get(f"/ballots/{poll.pk}/result/notes/").status_code == 403
    member = at(Role.COMMITTEE_MEMBER, "weiyuan")
    assert member.get(f"/ballots/{poll.pk}/result/").status_code == 403


def test_what_only_ballots_have_is_not_offered_for_a_questionnaire() -> None:
    poll = held()
    office = at(Role.ORGANISATION_STAFF, "ganshi")
    for step in ("weights", "second-round", "names"):
        assert office.get(f"/ballots/{poll.pk}/result/{step}/").status_code == 404
    for page in ("", "result/", "screen/"):
        assert office.get(f"/ballots/{poll.pk}/{page}").status_code == 200, page


def test_the_result_goes_out_as_a_paper_with_or_without_the_texts() -> None:
    poll = held()
    office = at(Role.ORGANISATION_STAFF, "ganshi")
    plain = result_sheet_of(poll, with_notes=False).text
    for said in (
        "问卷统计表",
        "二、正向测评",
        "以权谋私",
        "反映最多",
        "另收到文字意见2条",
        "计票人",
    ):
        assert said in plain
    assert "第6条意见" not in plain
    assert "第6条意见" in result_sheet_of(poll, with_notes=True).text
    for form in ("docx", "pdf"):
        answer = office.get(reverse("documents:poll_result", args=[poll.pk, form]))
        assert answer.status_code == 200
        assert (
            len(b"".join(answer.streaming_content) if answer.streaming else answer.content) > 5000
        )
    assert Entry.objects.filter(kind="document.produced").count() == 2


def test_the_command_line_shows_a_questionnaire() -> None:
    poll = held()
    shown = CliRunner().invoke(ballot_command, ["show", str(poll.pk)], catch_exceptions=False)
    # 2 of 8 know of 搞团团伙伙
    assert "反映率 25.00%" in shown.output
    assert "反映最多  0.25" in shown.output
    assert "有人打招呼  得票 2" in shown.output


@pytest.mark.slow
def test_the_whole_life_of_a_questionnaire_over_http() -> None:
    poll = services.prepare_poll(
        instrument=questionnaire(),
        parameters={"smallest": 5},
        title="选人用人工作民主评议",
        subjects=[WORK],
        electorates=[Electorate("干部群众", 8)],
        case="",
        actor=STAFF,
    )
    office, at_page = at(Role.ORGANISATION_STAFF, "ganshi"), f"/ballots/{poll.pk}/"
    assert "制票箱密钥" in office.get(at_page).content.decode()
    tellers = {
        f"{name}_{place}": value
        for place, passphrase in enumerate(PASSPHRASES)
        for name, value in (
            ("teller", f"计票人{place}"), ("passphrase", passphrase), ("again", passphrase)
        )
    }  # fmt: skip
    page = office.post(at_page + "key/", tellers).content.decode()
    files = [
        base64.b64decode(each)
        for each in re.findall(r"data:application/json;base64,([^\"]+)", page)
    ]

    def keys(*places: int) -> dict[str, Any]:
        return {
            name: value
            for at_field, place in enumerate(places)
            for name, value in (
                (f"file_{at_field}", SimpleUploadedFile("key.json", files[place])),
                (f"passphrase_{at_field}", PASSPHRASES[place]),
            )
        }

    def steps(path: str, form: dict[str, Any]) -> None:
        done = office.post(at_page + path, form)
        assert done.status_code == 302, done.content.decode()

    steps("test/", keys(0, 1, 2))
    address = {"number_0": 8, "address": "https://toupiao.example.gov.cn"}
    sheet = office.post(at_page + "slips/", address).content.decode()
    codes = re.findall(r'slip-code">([0-9A-Z-]+)<', sheet)
    steps("presence/", {"number_0": 8})
    steps("open/", {})
    for code in codes[:6]:
        answer = post("/v/cast", {"code": code, "filled": lines("01", advice="意见")})
        assert "已投票" in answer.content.decode()
    assert "意见" not in office.get(at_page + "turnout/").content.decode()
    steps("close/", {})
    steps("box/", keys(1, 2))
    assert "收到 6 条文字" in office.get(at_page + "result/").content.decode()
    steps("result/sign/", {"capacity": "teller", "name": "某某"})
    steps("destroy/", {"first": "见证人甲", "second": "见证人乙"})
    assert "计票已完成，密钥已销毁" in office.get(at_page).content.decode()
    assert "某某" in office.get(at_page + "result/").content.decode()
