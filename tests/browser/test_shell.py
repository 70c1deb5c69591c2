"""The frame of every page in a real browser: axe (WCAG 2.2 AA), width of a phone, keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.ballots.live import Installation
from tests.browser.office import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROLES = {
    "staff": "organisation_staff",
    "administrator": "system_administrator",
    "auditor": "auditor",
    "newcomer": "",
}
PAGES = {
    "staff": [
        "/", "/people/", "/people/new/", "/units/", "/units/establishment/", "/import/",
        "/policies/", "/selection/", "/ballots/", "/record/", "/record/stream/access/",
        "/search/?q=某", "/system/", "/system/clock/", "/password/", "/nowhere/",
        "/system/accounts/",
    ],
    "administrator": ["/system/accounts/", "/system/accounts/new/", "/record/"],
    "auditor": ["/system/readings/", "/system/accounts/"],
    "newcomer": ["/"],
}  # fmt: skip
WIDTHS = {1366: 900, 390: 844}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

SET_UP = f"""
from tests.browser.office import PASSWORD
from xuanxian.access import services
from xuanxian.access.actor import Actor
from xuanxian.access.models import Account
from xuanxian.registry import services as registry
from xuanxian.registry.dossier import Dossier
actor = Actor.command_line()
for username, role in {ROLES!r}.items():
    account = Account.objects.create_user(username, password=PASSWORD, full_name="周某某")
    if role:
        services.grant_role(account, role, actor=actor)
registry.enter_organisation(code="01", name="某县", kind="government", actor=actor, source="测试")
registry.enter_dossier(Dossier(name="王某", unit_code="01"), actor=actor, source="测试")
"""


@pytest.fixture(scope="module")
def address(served: Installation) -> str:
    served.run(SET_UP)
    return f"http://127.0.0.1:{served.port}"


def _open(
    chromium: Browser, address: str, username: str = "", width: int = 1366, scheme: str = "light"
) -> Page:
    """A page at the desk of `username`; at the sign-in for nobody."""
    context = chromium.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        locale="zh-CN",
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto(f"{address}/sign-in/")
    if username:
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"{address}/")
    return page


def _faults(page: Page) -> list[str]:
    found = [
        f"{fault['id']}: {node['html'][:120]}"
        for fault in Axe().run(page, options=RULES).response["violations"]
        for node in fault["nodes"][:1]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, f"{wide} px too wide"] if wide > 0 else found


@pytest.mark.parametrize("username", ["", *PAGES])
def test_no_page_breaks_a_rule_or_runs_out_of_its_screen(
    chromium: Browser, address: str, username: str
) -> None:
    page = _open(chromium, address, username)
    found = {}
    for path in PAGES.get(username, ["/sign-in/"]):
        page.goto(address + path)
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            if faults := _faults(page):
                found[f"{path} {width}"] = faults
    page.context.close()
    assert found == {}


def test_the_dark_colours_keep_their_contrast(chromium: Browser, address: str) -> None:
    page = _open(chromium, address, "staff", scheme="dark")
    found = {}
    for path in ("/", "/people/", "/policies/", "/record/stream/access/", "/system/clock/"):
        page.goto(address + path)
        if faults := _faults(page):
            found[path] = faults
    page.context.close()
    assert found == {}


def test_the_pages_load_nothing_from_elsewhere_and_the_policy_blocks_nothing(
    chromium: Browser, address: str
) -> None:
    page = _open(chromium, address, "staff")
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in ("/", "/people/", "/policies/", "/system/"):
        page.goto(address + path)
    page.context.close()
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert said == []


def test_a_slash_goes_to_the_search_and_is_typed_where_one_types(
    chromium: Browser, address: str
) -> None:
    page = _open(chromium, address, "staff")
    page.keyboard.press("/")
    search = page.locator("#search-text")
    expect(search).to_be_focused()
    expect(search).to_have_value("")
    page.keyboard.type("王/")
    expect(search).to_have_value("王/")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(page.locator("main")).to_contain_text("王某")
    page.context.close()


def test_the_first_key_leads_past_the_navigation(chromium: Browser, address: str) -> None:
    page = _open(chromium, address, "staff")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.context.close()


def test_escape_closes_a_menu_and_returns_to_it(chromium: Browser, address: str) -> None:
    page = _open(chromium, address, "staff")
    summary = page.locator("details.me > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="修改密码")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="修改密码")).to_be_hidden()
    expect(summary).to_be_focused()
    page.context.close()


def test_the_choice_of_colours_outlasts_the_page(chromium: Browser, address: str) -> None:
    page = _open(chromium, address)
    page.locator("[data-theme-switch]").click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.context.close()


def test_signed_out_the_back_button_shows_nothing(chromium: Browser, address: str) -> None:
    page = _open(chromium, address, "staff")
    page.goto(f"{address}/people/")
    page.locator("details.me > summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/sign-in/**")
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("王某")
    page.context.close()


def test_a_weighty_step_asks_first(chromium: Browser, address: str) -> None:
    page = _open(chromium, address, "staff")
    page.goto(f"{address}/system/clock/")
    page.get_by_role("button", name="拨动时钟").click()
    dialog = page.locator("#confirm-dialog")
    expect(dialog).to_contain_text("不能拨回")
    dialog.get_by_role("button", name="取消").click()
    expect(page.locator("main")).to_contain_text("目前与真实日期相同")
    page.context.close()
