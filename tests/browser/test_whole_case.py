"""One case from imported files to the end of probation, by six people, in a real browser.

The policy is the national base policy of the catalogue: 会议推荐 by two thirds of the range,
考察组 of two, five letters, a decision by more than half of the committee, five working days of
notice, twelve months of probation.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pypdf import PdfReader

from tests.ballots.live import Installation, installation
from tests.browser.files_of_county import UNIT, write_files
from tests.browser.office import Desk, hold_poll, last_uuid

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CAST = {
    "staff": ("组织员甲", "organisation_staff"),
    "leader": ("部长乙", "organisation_leader"),
    "inspector": ("考察丙", "inspection_team"),
    "member": ("常委一", "committee_member"),
    "discipline": ("纪检戊", "discipline_officer"),
    "party_group": ("党组己", "unit_party_group"),
}

SET_UP = f"""
from tests.browser.office import PASSWORD
from xuanxian.access.models import Account, RoleGrant
for username, (name, role) in {CAST!r}.items():
    account = Account.objects.create_user(username, password=PASSWORD, full_name=name)
    RoleGrant.objects.create(account=account, role=role)
"""

IMPORTED = """
from xuanxian.registry.models import Person, Post
people = {person.name: str(person.pk) for person in Person.objects.all()}
answer([str(Post.objects.get(title="副局长").pk), people["陈某甲"], people["赵某乙"]])
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Installation]:
    home = tmp_path / "home"
    home.mkdir()
    with installation(home) as made:
        made.environment["XUANXIAN_REHEARSAL"] = "1"
        made.run(
            "from django.core.management import call_command\n"
            "call_command('collectstatic', verbosity=0, interactive=False)"
        )
        with made.serving():
            yield made


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[
                "--no-sandbox", "--disable-gpu", "--disable-quic",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        )  # fmt: skip
        yield browser
        browser.close()


def test_six_people_carry_a_case_to_a_verified_record(
    place: Installation, browser: Browser, tmp_path: Path
) -> None:
    place.run(SET_UP)
    address = f"http://127.0.0.1:{place.port}"
    desks = {username: Desk(browser, address, username) for username in CAST}
    staff, leader, inspector = desks["staff"], desks["leader"], desks["inspector"]
    member, discipline, party_group = desks["member"], desks["discipline"], desks["party_group"]

    _import(staff, write_files(tmp_path / "files"))
    post, first, second = place.run(IMPORTED)
    _adopt(leader, UNIT)

    # 动议
    staff.go("/selection/open/")
    staff.submit({"title": "2026年第一批"})
    round_id = last_uuid(staff.page.url)
    staff.deed("round", round_id, "add_vacancy", post=post)
    vacancy = last_uuid(staff.page.url)
    people = []
    for person, reason in ((first, "业务能力强"), (second, "基层经历丰富")):
        staff.go(f"/selection/do/vacancy/{vacancy}/propose_candidate/?person={person}")
        staff.submit({"reason": reason})
        people.append(last_uuid(staff.page.url))
    one, other = people
    staff.go(f"/selection/do/round/{round_id}/write_plan/")
    plan = staff.page.locator("main textarea").all()
    for field in plan:
        field.fill("按动议方案办理")
    staff.submit()
    leader.deed("round", round_id, "approve_motion", approver="leader", remark="同意")
    for each in people:
        leader.deed("candidacy", each, "move_stage")

    # 民主推荐
    staff.deed("vacancy", vacancy, "set_nomination_range", people=30, talks_due=3)
    staff.go(f"/selection/do/vacancy/{vacancy}/prepare_meeting/")
    staff.submit({f"entitled_{number}": size for number, size in enumerate((6, 8, 6, 10))})

    def on_the_phone(code: str) -> None:
        _vote_by_phone(browser, f"{address}/v#{code}", "陈某甲")

    hold_poll(
        staff,
        place,
        tmp_path,
        dict(enumerate((6, 8, 6, 10))),
        lambda _: {"names": [0]},  # the first on the ballot
        phone=on_the_phone,
    )
    for number in range(3):
        staff.deed(
            "vacancy", vacancy, "record_recommendation_talk",
            interviewee=f"干部{number}", interviewers="组织员甲、组织员庚", names=[one],
        )  # fmt: skip
    leader.deed("vacancy", vacancy, "accept_results", opinion="推荐集中，结果有效")
    leader.deed("vacancy", vacancy, "set_targets", targets=[one], reason="票数和平时表现一致")
    leader.deed("candidacy", one, "move_stage")
    leader.deed("candidacy", other, "drop_candidate", reason="没有列为考察对象")

    # 考察
    staff.deed("candidacy", one, "publish_inspection_notice")
    staff.deed("candidacy", one, "appoint_team", leader="考察丙", members="考察辛")
    staff.go(f"/selection/do/candidacy/{one}/prepare_rating/")
    staff.submit({f"entitled_{number}": size for number, size in enumerate((6, 8, 6, 10))})
    hold_poll(staff, place, tmp_path, dict(enumerate((6, 8, 6, 10))), lambda _: {"marks": [0]})
    inspector.deed(
        "candidacy", one, "record_inspection_talk",
        interviewee="某镇镇长", interviewers=["考察丙", "考察辛"],
    )  # fmt: skip
    _advance(staff, 7)  # past the three working days of the notice
    inspector.go(f"/selection/do/candidacy/{one}/submit_report/")
    for field in inspector.page.locator("main textarea").all():
        field.fill("政治过硬，业务熟练；抓队伍建设的办法不多")
    inspector.submit()
    for name in ("考察丙", "考察辛"):
        inspector.deed("candidacy", one, "sign_report", name=name)
    leader.deed("candidacy", one, "move_stage")

    # 审核把关: five letters; each is answered by whom the policy names
    staff.deed("candidacy", one, "send_letter", document_number="某组函〔2026〕3号")
    _reply(staff, one, "干部档案凡提必审")
    _reply(staff, one, "个人有关事项报告凡提必核")
    _reply(staff, one, "线索具体的信访举报凡提必查")
    _reply(discipline, one, "纪检监察机关意见凡提必听")
    _reply(party_group, one, "廉洁自律结论性意见")
    staff.go(f"/selection/do/candidacy/{one}/review_file/")
    for field in staff.page.locator("main input[type=radio][value=yes]").all():
        field.check()
    staff.submit({"reviewers": "组织员甲、组织员庚", "conclusion": "clear"})
    leader.deed("candidacy", one, "move_stage")

    # 讨论决定
    committee = [f"常委{number}" for number in "一二三四五六七八九"]
    staff.go(f"/selection/do/candidacy/{one}/convene/")
    staff.submit(
        {"members": "、".join(committee), "present": "、".join(committee[:7]), "chief": "常委一"}
    )
    sitting = last_uuid(staff.page.url)
    staff.press(staff.page.get_by_role("button", name="组织表决"))
    hold_poll(staff, place, tmp_path, {0: 7}, lambda _: {"marks": [0]})
    member.go(f"/selection/sitting/{sitting}/")
    member.follow("登记决定")
    member.submit({"decision": "approved", "spoken_last": "常委一"})
    leader.deed("candidacy", one, "move_stage")

    # 公示: five working days; nothing may shorten them
    staff.deed("candidacy", one, "start_notice")
    staff.go(f"/selection/do/candidacy/{one}/end_notice/")
    staff.page.locator("main form[method=post] button.button").first.click()
    expect(staff.page.locator("main .problems")).to_contain_text("才期满")
    _advance(staff, 20)
    staff.deed("candidacy", one, "end_notice")
    leader.deed("candidacy", one, "move_stage")

    # 任职
    leader.deed("candidacy", one, "appoint", document_number="某组干〔2026〕8号")
    staff.deed("candidacy", one, "record_appointment_talk", interviewers="部长乙")
    leader.deed("candidacy", one, "move_stage")

    # 试用期
    _advance(staff, 366)
    staff.deed("candidacy", one, "assess_probation", outcome="competent", remark="胜任现职")
    leader.deed("candidacy", one, "move_stage")
    leader.deed("round", round_id, "close_round")

    # The post is written back, the record verifies, the form prints.
    profile = staff.go(f"/people/{first}/")
    expect(profile.locator("main")).to_contain_text("某县财政局副局长")
    _print_form(staff, first)
    _verify_export(place, round_id, tmp_path)


def _import(staff: Desk, files: list[Path]) -> None:
    """Upload, look at the report, store: what the report promised is what is stored."""
    staff.go("/import/")
    staff.submit({"chosen": files})
    main = staff.page.locator("main")
    expect(main).to_contain_text("新增机构 3")
    expect(main).to_contain_text("新增干部 2")
    expect(main).to_contain_text("0错误")
    staff.press(main.get_by_role("button", name="导入 4 个文件"))
    expect(main).to_contain_text("已导入4个文件")


def _adopt(leader: Desk, unit: str) -> None:
    leader.go("/policies/of/国家/党政领导干部选拔任用/")
    leader.follow("采用")
    leader.fill(
        {
            "scope": unit,
            "valid_from": "2026-01-01",
            "set-recommendation_names": 2,
            "set-inspection_notice_days": 3,
            "set-reply_days": 5,
        }
    )
    leader.press(leader.page.locator("main button[name=preview]"))
    leader.press(leader.page.locator("main button[name=adopt]"))
    expect(leader.page.locator("main")).to_contain_text("已采用")


def _advance(staff: Desk, days: int) -> None:
    staff.go("/system/clock/")
    staff.submit({"days": days})


def _reply(desk: Desk, candidacy: str, title: str) -> None:
    page = desk.go(f"/selection/person/{candidacy}/")
    page.locator("#letters tr").filter(has_text=title).get_by_role("link", name="登记回复").click()
    page.wait_for_load_state()
    values: dict[str, object] = {"answer": "favourable", "sealed": True}
    signatures = page.locator("main [name=signed_by]")
    if signatures.count():
        values["signed_by"] = [field.get_attribute("value") for field in signatures.all()]
    desk.submit(values)  # type: ignore[arg-type]
    expect(page.locator("#letters tr").filter(has_text=title)).to_contain_text("无影响使用的情形")


def _print_form(staff: Desk, person: str) -> None:
    """The 任免审批表 has two pages and says what the case ended in."""
    with staff.page.expect_download() as download:
        staff.page.locator("main, .page-head").get_by_role(
            "link", name="任免审批表", exact=True
        ).first.click()
    pages = PdfReader(download.value.path()).pages
    assert len(pages) == 2
    text = pages[0].extract_text().replace("\n", "")
    assert "干部任免审批表" in text.replace(" ", "")
    assert "某县财政局副局长" in text.replace(" ", "")


def _vote_by_phone(browser: Browser, address: str, name: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    phone: Page = context.new_page()
    phone.goto(address)
    phone.wait_for_selector("#paper")
    phone.get_by_text(name).first.click()
    phone.get_by_text("检查选票").click()
    phone.get_by_role("button", name="投票", exact=True).click()
    phone.wait_for_selector("[data-done]")
    assert phone.locator("body").inner_text().strip() == "已投票"
    context.close()


def _verify_export(place: Installation, round_id: str, folder: Path) -> None:
    exported = place.run(
        "from pathlib import Path\n"
        "from xuanxian.record.export import export_stream\n"
        f"answer(str(export_stream('case:{round_id}', Path({str(folder)!r}))))"
    )
    verifier = Path(exported) / "offline_verifier.py"
    done = subprocess.run(
        [sys.executable, "-I", str(verifier), exported], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    kinds = [
        json.loads(json.loads(line)["header"])["kind"]
        for line in (Path(exported) / "entries.jsonl").read_text().splitlines()
    ]
    assert kinds[0] == "round.opened"
    assert kinds[-1] == "round.closed"
    assert {"person.appointed", "decision.recorded", "notice.ended", "probation.assessed"} <= set(
        kinds
    )
