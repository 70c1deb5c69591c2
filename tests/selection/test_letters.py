"""Letters of the clearance: due dates, reminders, and the bodies that answer for themselves."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.selection import whole_case
from tests.selection.county import DISCIPLINE, ENTRY, LEADER, STAFF
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Verdict
from xuanxian.registry import services as registry
from xuanxian.registry.models import Organisation
from xuanxian.selection import models, queries, services
from xuanxian.selection.instruments import Stage
from xuanxian.selection.projection import replay

pytestmark = pytest.mark.django_db

SENT = whole_case.CLEARED
DUE = date(2026, 3, 25)
"""Five working days after Wednesday, 18 March 2026, counted by hand."""
AFTER = date(2026, 3, 26)


def letter_of(case: whole_case.Case, item: str = "discipline") -> models.Letter:
    with clock.set_to(SENT):
        (letter,) = services.send_letter([case.candidacy], item, actor=STAFF)
    return letter


def gate_says(case: whole_case.Case, rule: str, on: date = AFTER) -> Verdict | None:
    with clock.set_to(on):
        outcome = queries.gate(case.candidacy, Stage.CLEARANCE)
    return next((one.verdict for one in outcome.reasons if one.rule == rule), None)


def test_a_reply_after_the_due_date_is_refused_until_the_office_gives_more_time() -> None:
    case = whole_case.clearing()
    letter = letter_of(case)
    assert letter.due_on == DUE
    with clock.set_to(AFTER):
        with pytest.raises(Refusal, match="已经过期"):
            services.record_reply(letter, "favourable", sealed=True, actor=DISCIPLINE)
        assert models.Letter.objects.get(pk=letter.pk).answer == ""
        with pytest.raises(Refusal, match="晚于原期限"):
            services.extend_letter(letter, DUE, "查阅案卷", actor=STAFF)
        with pytest.raises(Refusal, match="延期理由"):
            services.extend_letter(letter, date(2026, 3, 31), " ", actor=STAFF)
        with pytest.raises(Refusal, match="由组织部工作人员"):
            services.extend_letter(letter, date(2026, 3, 31), "查阅案卷", actor=DISCIPLINE)
        services.extend_letter(letter, date(2026, 3, 31), "查阅案卷", actor=STAFF)
        answered = services.record_reply(letter, "favourable", sealed=True, actor=DISCIPLINE)
    assert answered.due_on == date(2026, 3, 31)
    assert answered.replied_by == DISCIPLINE.name
    assert gate_says(case, "clearance.discipline.answer") is Verdict.PASS


def test_a_reply_that_came_in_time_may_be_registered_later() -> None:
    case = whole_case.clearing()
    letter = letter_of(case)
    with clock.set_to(AFTER):
        services.record_reply(letter, "favourable", sealed=True, on=DUE, actor=DISCIPLINE)
    assert gate_says(case, "clearance.discipline.answer") is Verdict.PASS


def test_a_reminder_is_on_the_record_and_moves_no_date() -> None:
    case = whole_case.clearing()
    letter = letter_of(case)
    with clock.set_to(DUE):
        with pytest.raises(Refusal, match="催办方式"):
            services.remind_of_letter(letter, manner=" ", actor=STAFF)
        reminded = services.remind_of_letter(letter, manner="电话", actor=STAFF)
    assert reminded.due_on == DUE
    assert reminded.reminders == [{"on": "2026-03-25", "by": STAFF.name, "manner": "电话"}]
    with clock.set_to(DUE):
        services.record_reply(letter, "favourable", sealed=True, actor=DISCIPLINE)
        with pytest.raises(Refusal, match="已经登记"):
            services.remind_of_letter(letter, manner="电话", actor=STAFF)


def test_a_letter_taken_back_counts_as_never_sent() -> None:
    case = whole_case.clearing()
    letter = letter_of(case)
    assert gate_says(case, "clearance.discipline.reply") is Verdict.HOLD
    with clock.set_to(SENT):
        with pytest.raises(Refusal, match="撤回原因"):
            services.withdraw_letter(letter, "", actor=STAFF)
        services.withdraw_letter(letter, "函号有误", actor=STAFF)
        with pytest.raises(Refusal, match="撤回"):
            services.record_reply(letter, "favourable", sealed=True, actor=DISCIPLINE)
    assert gate_says(case, "clearance.discipline.reply") is None
    assert gate_says(case, "clearance.discipline.letter") is Verdict.HOLD
    assert letter_of(case).pk != letter.pk


def test_letters_are_rebuilt_from_the_record() -> None:
    case = whole_case.clearing()
    letter = letter_of(case)
    again = letter_of(case, "archive")
    with clock.set_to(SENT):
        services.remind_of_letter(letter, manner="书面", actor=STAFF)
        services.withdraw_letter(again, "重复", actor=STAFF)
    with clock.set_to(AFTER):
        services.extend_letter(letter, date(2026, 3, 31), "查阅案卷", actor=STAFF)
        services.record_reply(
            letter,
            "partial",
            text="正在核查",
            actor=DISCIPLINE,
            reply_file="复函".encode(),
            reply_file_name="C:\\文件\\复函.pdf",
        )
    before = list(models.Letter.objects.order_by("place").values())
    assert before[0]["reply_file_name"] == "复函.pdf"
    replay(case.round.pk)
    assert list(models.Letter.objects.order_by("place").values()) == before


def petition_office(case: whole_case.Case) -> Organisation:
    """某县信访局, which answers what the national policy asks 信访举报受理机构."""
    office = registry.enter_organisation(
        code="3701.A02",
        name="某县信访局",
        kind="government",
        parent=case.county.unit,
        actor=ENTRY,
        source="测试",
    )
    with clock.set_to(whole_case.OPENED):
        services.name_consulted_body(case.county.unit, "信访举报受理机构", office, actor=STAFF)
    return office


def body_account(unit_code: str) -> Client:
    account = Account.objects.create(username=f"body{unit_code}", full_name="信访庚")
    RoleGrant.objects.create(account=account, role=Role.CONSULTED_BODY, unit_code=unit_code)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_body_answers_its_own_letters_and_sees_nothing_else_of_the_case() -> None:
    case = whole_case.clearing()
    office = petition_office(case)
    letter = letter_of(case, "complaints")
    assert letter.unit_code == office.code
    body = body_account(office.code)
    with clock.set_to(SENT):
        waiting = body.get("/selection/replies/").content.decode()
        assert case.candidacy.person.name in waiting
        address = f"/selection/replies/{letter.pk}/"
        page = body.get(address).content.decode()
        assert case.candidacy.person.name in page
        # Neither the letter nor its page tells what somebody is proposed for.
        assert case.vacancy.post.title not in page
        for closed in (
            f"/selection/person/{case.candidacy.pk}/",
            f"/selection/{case.round.pk}/",
            "/selection/letters/",
            "/selection/bodies/",
        ):
            assert body.get(closed).status_code in {403, 404}
        answer = body.post(
            address,
            {
                "answer": "partial",
                "text": "有一件信访件正在核实",
                "sealed": "on",
                "on": SENT.isoformat(),
                "file": SimpleUploadedFile("复函.pdf", b"%PDF-1.7"),
            },
        )
        assert answer.status_code == 302
        again = body.post(address, {"answer": "favourable", "on": SENT.isoformat()})
    assert again.status_code == 200
    answered = models.Letter.objects.get(pk=letter.pk)
    assert (answered.answer, answered.replied_by) == ("partial", "信访庚")
    assert body.get(f"{address}file/").content == b"%PDF-1.7"
    done = body.get("/selection/replies/?state=done").content.decode()
    assert case.candidacy.person.name in done


def test_another_body_finds_no_such_letter() -> None:
    case = whole_case.clearing()
    petition_office(case)
    letter = letter_of(case, "complaints")
    other = body_account("3701.A03")
    assert other.get(f"/selection/replies/{letter.pk}/").status_code == 404
    page = other.get("/selection/replies/").content.decode()
    assert case.candidacy.person.name not in page


def test_a_late_body_is_told_to_ask_the_office_and_nothing_is_stored() -> None:
    case = whole_case.clearing()
    office = petition_office(case)
    letter = letter_of(case, "complaints")
    body = body_account(office.code)
    with clock.set_to(AFTER):
        answer = body.post(
            f"/selection/replies/{letter.pk}/",
            {"answer": "favourable", "sealed": "on", "on": AFTER.isoformat()},
        )
    assert answer.status_code == 422
    assert "写明理由延期" in answer.content.decode()
    assert models.Letter.objects.get(pk=letter.pk).answer == ""


def test_only_the_office_says_which_unit_answers_and_can_take_it_back() -> None:
    case = whole_case.clearing()
    office = petition_office(case)
    with pytest.raises(Refusal, match="由组织部工作人员确定"):
        services.name_consulted_body(case.county.unit, "信访举报受理机构", None, actor=LEADER)
    with clock.set_to(whole_case.OPENED):
        services.name_consulted_body(case.county.unit, "信访举报受理机构", None, actor=STAFF)
    letter = letter_of(case, "complaints")
    assert letter.unit_code == case.county.unit.code != office.code


def test_the_letter_on_integrity_goes_to_the_persons_own_unit() -> None:
    letter = letter_of(whole_case.clearing(), "integrity")
    # The file of the person counts him at 某镇.
    assert letter.unit_code == "3701.B01"


def office_account() -> Client:
    account = Account.objects.create(username="office", full_name="组织员甲")
    RoleGrant.objects.create(account=account, role=Role.ORGANISATION_STAFF, unit_code="3701")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_ledger_narrows_and_reminds_of_several_letters_or_of_none() -> None:
    case = whole_case.clearing()
    first, second = letter_of(case, "archive"), letter_of(case, "discipline")
    staff = office_account()
    name = case.candidacy.person.name
    with clock.set_to(AFTER):
        assert name in staff.get("/selection/letters/?state=overdue").content.decode()
        assert name not in staff.get("/selection/letters/?state=doubtful").content.decode()
        only = staff.get("/selection/letters/", {"body": second.asks}).content.decode()
        assert second.title in only
        assert first.title not in only
        services.extend_letter(second, date(2026, 3, 31), "查阅案卷", actor=STAFF)
        services.record_reply(second, "favourable", sealed=True, actor=DISCIPLINE)
        chosen = {"letter": [str(first.pk), str(second.pk)], "manner": "书面"}
        # One of the two has been answered meanwhile: none is reminded of.
        assert staff.post("/selection/letters/", chosen).status_code == 422
        assert models.Letter.objects.get(pk=first.pk).reminders == []
        assert staff.post("/selection/letters/", {"letter": []}).status_code == 422
        chosen = {"letter": [str(first.pk)], "manner": "书面"}
        assert staff.post("/selection/letters/", chosen).status_code == 302
    assert models.Letter.objects.get(pk=first.pk).reminders[0]["manner"] == "书面"


def test_the_page_of_bodies_lists_every_name_the_policy_asks_by() -> None:
    case = whole_case.clearing()
    staff = office_account()
    page = staff.get("/selection/bodies/").content.decode()
    for name in ("纪检监察机关", "干部监督机构", "信访举报受理机构", "干部人事档案管理部门"):
        assert name in page
    # The person's own unit needs no unit named for it.
    assert "所在单位党组" not in page
    answer = staff.post(
        "/selection/bodies/",
        {"name": "纪检监察机关", "body": str(case.county.bureau.pk), "telephone": "0000"},
    )
    assert answer.status_code == 302
    assert models.ConsultedBody.objects.get().body == case.county.bureau
