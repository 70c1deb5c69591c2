"""Somebody who never programmed takes 李沧's credit points into use: adopt, set, try out.

Expected figures are the source's own: 10 points for each person promoted, 5 for each inspected
only; the best possible of a round is left open and set to 20 here, so 15 points are 0.75.
"""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ballots.live import Installation
from tests.browser.office import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SET_UP = """
from tests.browser.office import PASSWORD
from xuanxian.access import services
from xuanxian.access.actor import Actor
from xuanxian.access.models import Account
from xuanxian.registry import services as registry
actor = Actor.command_line()
account = Account.objects.create_user("leader", password=PASSWORD, full_name="李部长")
services.grant_role(account, "organisation_leader", actor=actor)
registry.enter_organisation(code="01", name="某区", kind="area", actor=actor, source="测试")
"""


@pytest.fixture(scope="module")
def page(served: Installation, chromium: Browser) -> Page:
    served.run(SET_UP)
    context = chromium.new_context(
        viewport={"width": 1366, "height": 900}, base_url=f"http://127.0.0.1:{served.port}"
    )
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_label("登录名").fill("leader")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    return page


def answer(page: Page, name: str) -> str:
    """What the result says of `name`."""
    row = page.locator("#answer dt", has_text=name).first
    return row.locator("xpath=following-sibling::dd").inner_text()


def test_credit_points_are_found_adopted_with_their_open_value_and_tried_out(page: Page) -> None:
    page.goto("/policies/")
    page.locator("input[type=search][name=text]").last.fill("信用积分")
    page.locator("input[type=search][name=text]").last.press("Enter")
    page.get_by_role("link", name="推荐干部信用积分制度").first.click()
    expect(page.get_by_text("有未定参数")).to_be_visible()

    page.get_by_role("link", name="采用", exact=True).first.click()
    page.get_by_label("适用范围").select_option("01")
    page.get_by_role("button", name="预览").click()
    # The browser itself asks for what the source leaves open.
    field = page.get_by_label("一次推荐所能得到的积分最大值")
    assert field.evaluate("field => field.validity.valueMissing")
    field.fill("20")
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_role("heading", name="对正在进行的选任")).to_be_visible()
    page.get_by_role("button", name="采用").click()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_text("已采用“推荐干部信用积分制度”")).to_be_visible()

    page.get_by_role("link", name="试运行").click()
    expect(page.get_by_text("采用的版本")).to_be_visible()
    page.get_by_label("从哪个例子开始").select_option(label="一人提拔一人只考察")
    page.get_by_role("button", name="换例子").click()
    page.get_by_role("button", name="试算").click()
    assert answer(page, "得分") == "15"
    assert answer(page, "单次准确率").startswith("0.75")

    # One more person promoted: 10 + 5 + 10.
    page.locator("select[name=cell-0-0]").nth(2).select_option(label="提拔重用")
    page.get_by_role("button", name="试算").click()
    assert answer(page, "得分") == "25"


def test_what_cannot_be_read_is_said_beside_the_form_and_nothing_is_lost(page: Page) -> None:
    page.goto("/policies/rehearse/山东省/青岛市/李沧区/推荐干部信用积分/")
    page.get_by_label("一次推荐所能得到的积分最大值").fill("很多")
    page.get_by_role("button", name="试算").click()
    expect(page.get_by_text("应当是数")).to_be_visible()
    assert page.get_by_label("一次推荐所能得到的积分最大值").input_value() == "很多"
