"""The pages of a contest: carried over HTTP, and what is not shown to whom."""

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from tests.selection import contests as made_up
from tests.selection.contests import CLOSED, HELD, OPENS, PLAIN, contest_rules
from tests.selection.county import LEADER, STAFF
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.exchange.roster.writer import write_sheets
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry
from xuanxian.registry.models import Person
from xuanxian.selection import models
from xuanxian.selection.services import contest as contests
from xuanxian.selection.services.contest import Finding

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]


def signed_in(*roles: Role, person: Person | None = None) -> Client:
    """A client with these roles everywhere; `person` is the cadre behind the account."""
    account = Account.objects.create(
        username="-".join(roles) + (person.name if person else ""), full_name="周某某"
    )
    for role in roles:
        RoleGrant.objects.create(account=account, role=role)
    if person:
        Person.objects.filter(pk=person.pk).update(account=account)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def pages_of(held: made_up.Held, step: str) -> list[str]:
    """Every page of a contest for those who hold it."""
    start = "/selection/contest"
    base = f"{start}/{held.contest.pk}"
    one = held.applications[0]
    return [
        f"{base}/", f"{base}/?text=第", f"{base}/applications/", f"{base}/applications/?state=open",
        f"{base}/applications/?text=1&found=pass", f"{base}/find/?text=某", f"{base}/import/",
        f"{base}/step/{step}/", f"{base}/marks/{step}/", f"{base}/marks/{step}/blank/",
        f"{base}/announcing/{step}/", f"{base}/screen/{step}/", f"{base}/screen/{step}/?now",
        f"{start}/application/{one.pk}/", f"/selection/{held.round.pk}/",
    ]  # fmt: skip


def test_every_page_opens_before_the_examination_and_after_it() -> None:
    staff = signed_in(Role.ORGANISATION_STAFF)
    held = made_up.ready(4, seats=(1,))
    with clock.set_to(HELD):
        wrong = {page: staff.get(page).status_code for page in pages_of(held, "written")}
    assert set(wrong.values()) == {200}, wrong
    made_up.written(held, {1: "90", 2: "80", 3: "70", 4: "60"})
    made_up.interviewed(held, {1: ("70",) * 3, 2: ("90",) * 3, 3: ("80",) * 3})
    with clock.set_to(HELD):
        contests.publish_results(held.contest, "interview", actor=LEADER)
        found = {page: staff.get(page).status_code for page in pages_of(held, "interview")}
        for draw in held.contest.draws.all():
            page = f"/selection/contest/draw/{draw.pk}/"
            found[page] = staff.get(page).status_code
        results = staff.get(f"/selection/contest/{held.contest.pk}/results/interview/")
    assert set(found.values()) == {200}, found
    assert "86" in results.content.decode()


def test_a_contest_is_carried_from_the_notice_to_the_result_over_the_pages() -> None:
    staff, leader = signed_in(Role.ORGANISATION_STAFF), signed_in(Role.ORGANISATION_LEADER)
    held = made_up.published(contest_rules(PLAIN), seats=(1,))
    people = [made_up.person(number) for number in range(3)]
    contest, post = held.contest.pk, held.posts[0]
    do = f"/selection/do/contest/{contest}"
    with clock.set_to(date(2026, 3, 3)):
        for person in people:
            answer = staff.post(
                f"{do}/enter_application/",
                {"person": person.pk, "post": post.pk, "on": "2026-03-03"},
            )
            assert answer.status_code == 302, answer.content.decode()
    with clock.set_to(CLOSED):
        staff.post(f"/selection/contest/{contest}/review/", {"all": "1"})
        assert staff.post(f"{do}/close_applications/").status_code == 302
    rows = held.applications
    with clock.set_to(HELD):
        page = f"/selection/contest/{contest}/marks/written/"
        marks = {f"mark_{one.pk}": str(60 + 10 * one.number) for one in rows}
        refused = staff.post(page, {**marks, f"mark_{rows[0].pk}": "众"})
        assert refused.status_code == 422
        assert "写法不对" in refused.content.decode()
        assert staff.post(page, marks).status_code == 302
        denied = staff.post(f"{do}/publish_results/", {"step": "written"})
        assert denied.status_code == 403
        assert leader.post(f"{do}/publish_results/", {"step": "written"}).status_code == 302
    # 70, 80 and 90 for one seat.
    assert [one.going_on for one in held.applications] == [False, False, True]


def test_a_cadre_applies_sees_what_was_found_and_objects() -> None:
    held = made_up.published(contest_rules(PLAIN), seats=(1,))
    person = made_up.person(1)
    cadre, staff = signed_in(Role.PERSON, person=person), signed_in(Role.ORGANISATION_STAFF)
    post = held.posts[0]
    with clock.set_to(date(2026, 3, 3)):
        assert "中层干部竞争上岗" in cadre.get("/selection/contest/openings/").content.decode()
        answer = cadre.post(f"/selection/contest/openings/post/{post.pk}/", {"statement": "愿意"})
        (row,) = held.applications
        mine = f"/selection/contest/mine/{row.pk}/"
        assert answer.headers["Location"] == mine
        assert row.by_person
        again = cadre.post(f"/selection/contest/openings/post/{post.pk}/")
        assert "已经报了这个职位" in again.content.decode()
    with clock.set_to(CLOSED):
        staff.post(
            f"/selection/do/application/{row.pk}/review_application/",
            {"qualified": "0", "reason": "工龄不足"},
        )
        assert "工龄不足" in cadre.get(mine).content.decode()
        cadre.post(f"{mine}objection/", {"against": "qualification", "text": "工龄算错了"})
    (objection,) = models.Objection.objects.all()
    assert objection.by_person
    assert objection.raised_on == CLOSED


def test_nobody_opens_the_application_of_somebody_else() -> None:
    held = made_up.published(contest_rules(PLAIN))
    first, second = made_up.person(1), made_up.person(2)
    made_up.applied(held, [first, second])
    cadre = signed_in(Role.PERSON, person=second)
    mine = held.applications[0]
    assert cadre.get(f"/selection/contest/mine/{mine.pk}/").status_code == 404
    assert cadre.get(f"/selection/contest/application/{mine.pk}/").status_code == 403
    assert cadre.post(f"/selection/contest/mine/{mine.pk}/leave/").status_code == 404


def test_staff_who_take_part_do_not_see_the_contest() -> None:
    held = made_up.published(contest_rules(PLAIN))
    person = made_up.person(1)
    made_up.applied(held, [person])
    client = signed_in(Role.ORGANISATION_STAFF, Role.PERSON, person=person)
    for page in pages_of(held, "written")[:-1]:
        assert client.get(page).status_code == 404, page
    refused = client.post(f"/selection/do/contest/{held.contest.pk}/close_applications/")
    assert refused.status_code == 404


def test_no_verb_is_done_by_somebody_who_takes_part() -> None:
    held = made_up.published(contest_rules(PLAIN))
    person = made_up.person(1)
    (row,) = made_up.applied(held, [person])
    signed_in(Role.ORGANISATION_STAFF, person=person)
    person.refresh_from_db()
    assert person.account is not None
    himself = person.account.acting_as(Role.ORGANISATION_STAFF)
    with pytest.raises(Refusal, match="应当回避"):
        contests.review_applications(
            held.contest, [Finding(row, qualified=True, reason="合格")], actor=himself
        )


def test_the_screen_shows_only_what_was_announced() -> None:
    held = made_up.ready(2, contest_rules([{**PLAIN[0], "exam": {"announced": True}}]))
    staff, leader = signed_in(Role.ORGANISATION_STAFF), signed_in(Role.ORGANISATION_LEADER)
    screen = f"/selection/contest/{held.contest.pk}/screen/written/?now"
    first, second = held.applications
    with clock.set_to(HELD):
        marks = made_up.by_name(held, {1: "81.5", 2: "72.5"})
        contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)
        staff.post(f"/selection/contest/announce/{first.pk}/written/")
        shown = staff.get(screen).content.decode()
        denied = leader.post(
            f"/selection/do/contest/{held.contest.pk}/publish_results/", {"step": "written"}
        )
    assert "81.5" in shown
    assert "72.5" not in shown
    assert second.person.name not in shown
    assert "还没有当场宣布" in denied.content.decode()


def test_a_workbook_of_applications_is_read_whole_or_not_at_all() -> None:
    held = made_up.published(contest_rules(PLAIN), seats=(1,))
    people = [made_up.person(number) for number in range(3)]
    staff = signed_in(Role.ORGANISATION_STAFF)
    title = held.posts[0].title
    page = f"/selection/contest/{held.contest.pk}/import/"

    def send(rows: list[list[str]]) -> str:
        file = io.BytesIO(write_sheets({"报名": (["姓名", "报考职位"], rows)}))
        file.name = "报名.xlsx"
        with clock.set_to(date(2026, 3, 3)):
            answer = staff.post(page, {"file": file, "on": "2026-03-03"})
        return "" if answer.status_code == 302 else answer.content.decode()

    refused = send([[people[0].name, title], ["无此人", title], [people[1].name, "不存在的职位"]])
    assert "第3行" in refused
    assert "干部库中没有这个人" in refused
    assert "第4行" in refused
    assert "公告中没有这个职位" in refused
    assert not models.Application.objects.exists()
    assert send([[person.name, title] for person in people]) == ""
    assert [one.person.name for one in held.applications] == [one.name for one in people]
    assert Entry.objects.filter(kind="contest.applied").count() == 1


def test_a_workbook_of_marks_names_every_wrong_row() -> None:
    held = made_up.ready(3, contest_rules(PLAIN), seats=(1,))
    staff = signed_in(Role.ORGANISATION_STAFF)
    names = [one.person.name for one in held.applications]
    page = f"/selection/contest/{held.contest.pk}/marks/written/"

    def send(rows: list[list[str]]) -> str:
        file = io.BytesIO(write_sheets({"成绩": (["报名序号", "姓名", "笔试"], rows)}))
        file.name = "成绩.xlsx"
        with clock.set_to(HELD):
            answer = staff.post(page, {"file": file})
        return "" if answer.status_code == 302 else answer.content.decode()

    refused = send([["0001", names[0], "80"], ["0002", names[2], "70"], ["0009", "谁", "60"]])
    assert f"2号是{names[1]}" in refused.replace("0002号", "2号")
    assert "没有这个序号" in refused
    refused = send([["0001", names[0], "80"], ["0002", names[1], "170"]])
    assert "不在0至100分之间" in refused
    assert not models.Mark.objects.exists()
    assert send([["0001", names[0], "80"], ["0002", names[1], ""]]) == ""
    assert [one.given for one in held.applications] == [{"笔试": "80"}, {}, {}]


def test_a_draw_is_drawn_again_by_the_script_from_the_file_given_out(tmp_path: Path) -> None:
    held = made_up.ready(5)
    staff = signed_in(Role.ORGANISATION_STAFF)
    with clock.set_to(HELD):
        draw = contests.commit_draw(held.contest, "written", "seat", actor=STAFF)
        contests.make_draw(draw, "３ 1 6", actor=STAFF)
        content = staff.get(f"/selection/contest/draw/{draw.pk}/?json").content
    file = tmp_path / "draw.json"
    file.write_bytes(content)
    script = [sys.executable, str(ROOT / "scripts/draw.py"), str(file)]
    assert subprocess.run(script, check=False, capture_output=True).returncode == 0
    told = json.loads(content)
    told["result"] = [*told["result"][1:], told["result"][0]]
    file.write_text(json.dumps(told), encoding="utf-8")
    assert subprocess.run(script, check=False, capture_output=True).returncode == 1


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx"])
def test_results_are_given_out_and_the_giving_stands_on_the_record(form: str) -> None:
    held = made_up.ready(2, contest_rules(PLAIN), seats=(1,))
    staff = signed_in(Role.ORGANISATION_STAFF)
    with clock.set_to(HELD):
        marks = made_up.by_name(held, {1: "80", 2: "70"})
        contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)
        contests.publish_results(held.contest, "written", actor=LEADER)
        answer = staff.get(f"/documents/contest/{held.contest.pk}/written/{form}/")
    assert answer.status_code == 200
    assert answer.content[:2] == (b"%P" if form == "pdf" else b"PK")
    assert Entry.objects.filter(kind="document.produced").exists()


def test_what_a_contest_waits_for_stands_on_the_desk() -> None:
    held = made_up.published()
    made_up.applied(held, [made_up.person(1)])
    staff = signed_in(Role.ORGANISATION_STAFF)
    with clock.set_to(OPENS):
        assert "登记报名截止" not in staff.get("/").content.decode()
    with clock.set_to(CLOSED):
        assert "登记报名截止" in staff.get("/").content.decode()


def test_the_form_about_an_applicant_names_him() -> None:
    held = made_up.published(contest_rules(PLAIN))
    (row,) = made_up.applied(held, [made_up.person(1)])
    staff = signed_in(Role.ORGANISATION_STAFF)
    page = staff.get(f"/selection/do/application/{row.pk}/review_application/").content.decode()
    assert f"{row.person.name}，现任" in page
    board = staff.get(f"/selection/{held.round.pk}/").content.decode()
    # The only contest of the policy is published: there is no second notice to give.
    assert "publish_contest" not in board
