"""A meeting in a real browser: the projector, the chair, phones, a server killed in the middle."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.ballots.conftest import PASSPHRASES
from tests.ballots.live import Installation, installation

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "一个够长的口令"

PREPARE = f"""
from tests.ballots.meetings import Held
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.ballots import services
from tests.ballots.conftest import STAFF
account = Account.objects.create_user('zhuchi', password={PASSWORD!r}, full_name='赵某某')
RoleGrant.objects.create(account=account, role=Role.ORGANISATION_STAFF)
held = Held().ready()
files = [file.model_dump_json() for file, _ in held.keys]
answer([str(held.meeting.pk), [str(poll.pk) for poll in held.polls],
        [slip.code for slip in held.slips], files])
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("meeting")) as made:
        made.run(
            "from django.core.management import call_command\n"
            "call_command('collectstatic', verbosity=0, interactive=False)"
        )
        yield made


@pytest.fixture(scope="module")
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


def signed_in(browser: Browser, base: str, width: int, height: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(f"{base}/sign-in/")
    page.fill("input[name=username]", "zhuchi")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_load_state()
    return page


def vote(place: Installation, poll: str, code: str) -> str:
    return place.post("/v/cast", {"code": code, "marks": [1], "poll": poll})


def assert_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_screen_follows_the_meeting_through_a_killed_server(
    place: Installation, browser: Browser, tmp_path: Path
) -> None:
    meeting, (poll, _), codes, files = place.run(PREPARE)
    place.key_files = files
    base = f"http://127.0.0.1:{place.port}"
    address = f"{base}/ballots/meetings/{meeting}/"
    with place.serving():
        projector = signed_in(browser, base, 1920, 1080)
        chair = signed_in(browser, base, 390, 844)
        projector.goto(f"{address}screen/")
        assert_accessible(projector)
        expect(projector.locator(".topbar")).to_be_hidden()
        chair.goto(f"{address}chair/")
        assert_accessible(chair)
        chair.get_by_role("button", name="开始投票").click()
        chair.get_by_role("button", name="确定").click()
        expect(projector.locator("#scene")).to_contain_text("正在投票", timeout=10_000)
        for code in codes[:5]:
            assert "已投票" in vote(place, poll, code)
        expect(projector.locator(".cast b")).to_have_text("5", timeout=10_000)
    # The power went. A phone that got no answer keeps its form and tries again.
    assert vote(place, poll, codes[5]) == ""
    with place.serving():
        expect(projector.locator(".cast b")).to_have_text("5", timeout=10_000)
        assert "已投票" in vote(place, poll, codes[5])
        assert "已投票" not in vote(place, poll, codes[5])
        assert "已投票" not in vote(place, poll, codes[0])
        expect(projector.locator(".cast b")).to_have_text("6", timeout=10_000)
        assert "反对" not in projector.locator("body").inner_text()
        chair.reload()
        chair.get_by_role("button", name="截止投票").click()
        chair.get_by_role("button", name="确定").click()
        expect(projector.locator("#scene")).to_contain_text("正在计票", timeout=10_000)
        chair.goto(f"{base}/ballots/{poll}/box/")
        for number, file in enumerate(files[:2]):
            path = tmp_path / f"{number}.json"
            path.write_text(file)
            chair.set_input_files(f"input[name=file_{number}]", path)
            chair.fill(f"input[name=passphrase_{number}]", PASSPHRASES[number])
        chair.locator("main form.form button").click()
        chair.get_by_role("button", name="确定").click()
        chair.get_by_text("已开箱计票").wait_for()
        assert "反对" not in projector.locator("body").inner_text()
        chair.goto(f"{address}items/{poll}/announce/")
        assert_accessible(chair)
        chair.get_by_label("票数、得票和结论").check()
        chair.locator("main form.form button").click()
        chair.get_by_role("button", name="确定").click()
        expect(projector.locator("#scene")).to_contain_text("未通过", timeout=10_000)
        row = projector.locator(".screen-table tbody tr").inner_text().split()
        # Six of six against; of the fourteen who ought to come, none in favour.
        assert row == ["王某甲", "0", "6", "0", "0", "未通过"]
        assert_accessible(projector)
