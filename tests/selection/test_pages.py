"""The pages of a round: what they show, and that their forms do what the services do."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.selection import whole_case
from tests.selection.snapshots import rows_of
from tests.selection.whole_case import Case
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.kernel import clock
from xuanxian.record.models import Stream
from xuanxian.selection import models

pytestmark = pytest.mark.django_db

ROLES = {
    "staff": Role.ORGANISATION_STAFF,
    "leader": Role.ORGANISATION_LEADER,
    "inspector": Role.INSPECTION_TEAM,
    "member": Role.COMMITTEE_MEMBER,
    "discipline": Role.DISCIPLINE_OFFICER,
}


def desk(who: str) -> Client:
    account = Account.objects.create(username=who, full_name=f"某{who}")
    RoleGrant.objects.create(account=account, role=ROLES[who])
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def do(client: Client, kind: str, subject: object, verb: str, **form: Any) -> Any:
    return client.post(f"/selection/do/{kind}/{subject}/{verb}/", form)


def head_of(case: Case) -> str:
    return Stream.objects.get(name=case.round.stream).head


def test_the_board_shows_everybody_and_narrows_by_its_address() -> None:
    case = whole_case.clearing()
    staff = desk("staff")
    address = f"/selection/{case.round.pk}/"
    page = text_of(staff.get(address))
    assert "陈某甲" in page
    assert "赵某乙" in page
    narrowed = text_of(staff.get(address, {"state": "active"}))
    assert "陈某甲" in narrowed
    assert "赵某乙" not in narrowed
    none = text_of(staff.get(address, {"stage": "probation"}))
    assert "没有符合条件的人选" in none


@pytest.mark.parametrize(
    "state", ["opened", "nominating", "inspecting", "clearing", "deliberating", "noticing",
              "appointing", "on_probation", "completed"],
)  # fmt: skip
def test_every_page_of_a_case_opens_in_every_state(state: str) -> None:
    case = getattr(whole_case, state)()
    staff = desk("staff")
    pages = [
        f"/selection/{case.round.pk}/",
        f"/selection/{case.round.pk}/motion/",
        f"/selection/{case.round.pk}/papers/",
        f"/selection/{case.round.pk}/entries/",
        f"/selection/vacancy/{case.vacancy.pk}/",
        f"/selection/vacancy/{case.vacancy.pk}/find/?text=c",
        f"/selection/person/{case.candidacy.pk}/",
        f"/selection/person/{case.candidacy.pk}/?stage=motion",
    ]
    pages += [f"/selection/sitting/{one.pk}/" for one in case.round.sittings.all()]
    for page in pages:
        assert staff.get(page).status_code == 200, page
    before = head_of(case)
    for verb in ("send_letter", "convene", "appoint", "start_notice", "submit_report"):
        answer = staff.get(f"/selection/do/candidacy/{case.candidacy.pk}/{verb}/")
        assert answer.status_code in {200, 403}
    # Looking at forms leaves nothing on the record.
    assert head_of(case) == before


def test_a_page_says_what_is_missing_and_who_is_next() -> None:
    case = whole_case.clearing()
    page = text_of(desk("staff").get(f"/selection/person/{case.candidacy.pk}/"))
    assert "下一步：征求意见：干部档案凡提必审" in page
    assert "由组织部工作人员办理" in page
    assert "还没有征求纪检监察机关的意见" in page


def test_several_letters_are_sent_at_once_or_none_is() -> None:
    case = whole_case.clearing()
    staff = desk("staff")
    with clock.set_to(whole_case.CLEARED):
        form = {
            "people": [str(case.candidacy.pk)],
            "items": ["archive", "discipline"],
            "on": "2026-03-18",
        }
        assert do(staff, "candidacy", case.candidacy.pk, "send_letter", **form).status_code == 302
        assert case.candidacy.letters.count() == 2
        # The second item is under way already: the first of this form is not sent either.
        again = form | {"items": ["complaints", "archive"]}
        answer = do(staff, "candidacy", case.candidacy.pk, "send_letter", **again)
    assert answer.status_code == 422
    assert "还没有回复" in text_of(answer)
    assert case.candidacy.letters.count() == 2


def test_a_form_with_a_mistake_says_so_beside_the_field_and_stores_nothing() -> None:
    case = whole_case.clearing()
    staff = desk("staff")
    before = rows_of(case.round.pk), head_of(case)
    answer = do(
        staff, "candidacy", case.candidacy.pk, "send_letter",
        people=[str(case.candidacy.pk)], items=["archive"], on="三月十八",
    )  # fmt: skip
    assert "不是有效日期，请写成 2026.11.21。" in text_of(answer)
    answer = do(staff, "candidacy", case.candidacy.pk, "review_file", reviewers="甲、乙")
    assert answer.status_code == 200
    assert (rows_of(case.round.pk), head_of(case)) == before


@pytest.mark.parametrize(
    ("who", "verb", "form"),
    [
        ("staff", "move_stage", {}),
        ("inspector", "send_letter", {"items": ["archive"], "on": "2026-03-18"}),
        ("member", "review_file", {}),
        ("discipline", "drop_candidate", {"reason": "越权"}),
        ("member", "release_hold", {"rule": "clearance.archive.letter", "reason": "越权"}),
        ("inspector", "appoint", {"document_number": "1号", "effective_on": "2026-03-18"}),
    ],
)
def test_a_role_the_policy_does_not_name_changes_nothing(
    who: str, verb: str, form: dict[str, Any]
) -> None:
    case = whole_case.clearing()
    before = rows_of(case.round.pk), head_of(case)
    form = {"people": [str(case.candidacy.pk)], **form}
    answer = do(desk(who), "candidacy", case.candidacy.pk, verb, **form)
    assert answer.status_code in {403, 404, 422}
    assert (rows_of(case.round.pk), head_of(case)) == before


def test_a_hold_is_released_by_the_leader_with_a_reason_that_stays_visible() -> None:
    case = whole_case.clearing()
    leader = desk("leader")
    page = text_of(leader.get(f"/selection/person/{case.candidacy.pk}/"))
    assert "放行" in page
    rule = "clearance.archive.letter"
    empty = do(leader, "candidacy", case.candidacy.pk, "release_hold", rule=rule, reason="")
    assert empty.status_code == 200
    assert not models.Exemption.objects.exists()
    done = do(
        leader, "candidacy", case.candidacy.pk, "release_hold", rule=rule, reason="上月刚审过"
    )
    assert done.status_code == 302
    page = text_of(leader.get(f"/selection/person/{case.candidacy.pk}/"))
    assert "放行：上月刚审过" in page


def test_the_nomination_shows_votes_beside_talks() -> None:
    # The whole case: all 30 ballots and all three talks name the first person.
    case = whole_case.inspecting()
    page = text_of(desk("staff").get(f"/selection/vacancy/{case.vacancy.pk}/"))
    assert '<td data-label="会议得票" class="number-cell">30</td>' in page
    assert '<td data-label="谈话推荐" class="number-cell">3</td>' in page
    assert "不是唯一依据" in page


def test_a_material_comes_back_as_a_download_that_nothing_keeps() -> None:
    case = whole_case.deliberating()
    staff = desk("staff")
    file = SimpleUploadedFile("记录.html", b"<script>alert(1)</script>")
    done = do(staff, "candidacy", case.candidacy.pk, "attach_material", item="minutes", file=file)
    assert done.status_code == 302, text_of(done)
    material = models.Material.objects.get()
    answer = staff.get(f"/selection/material/{material.pk}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]


def test_an_unknown_verb_or_subject_is_not_found() -> None:
    case = whole_case.opened()
    staff = desk("staff")
    assert staff.get(f"/selection/do/candidacy/{case.candidacy.pk}/fly/").status_code == 404
    assert staff.get(f"/selection/do/planet/{case.candidacy.pk}/move_stage/").status_code == 404
    assert staff.get(f"/selection/do/round/{case.candidacy.pk}/write_plan/").status_code == 404
