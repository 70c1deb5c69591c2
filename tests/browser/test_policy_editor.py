"""Writing, trying and adopting a policy in a real browser, by somebody who never programmed."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.ballots.live import Installation
from tests.browser.office import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CREDIT = "山东省/青岛市/李沧区/推荐干部信用积分"
BASE = "国家/党政领导干部选拔任用"
SET_UP = """
from tests.browser.office import PASSWORD
from xuanxian.access import services
from xuanxian.access.actor import Actor
from xuanxian.access.models import Account
from xuanxian.registry import services as registry
actor = Actor.command_line()
for username, name, role in (
    ("leader", "顾某", "organisation_leader"), ("staff", "林某", "organisation_staff")
):
    account = Account.objects.create_user(username, password=PASSWORD, full_name=name)
    services.grant_role(account, role, actor=actor)
registry.enter_organisation(code="01", name="某县", kind="area", actor=actor, source="测试")
"""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def address(served: Installation) -> str:
    served.run(SET_UP)
    return f"http://127.0.0.1:{served.port}"


@pytest.fixture
def open_page(chromium: Browser, address: str):
    contexts = []

    def opened(username: str) -> Page:
        context = chromium.new_context(viewport={"width": 1366, "height": 900}, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/sign-in/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"{address}/")
        return page

    yield opened
    for context in contexts:
        context.close()


def confirm(page: Page) -> None:
    page.locator("#confirm-dialog").get_by_role("button", name="确定").click()


def begin(page: Page, address: str, base: str, title: str) -> None:
    page.goto(f"{address}/policies/of/{base}/")
    page.locator(".page-actions details.menu > summary").click()
    page.get_by_role("link", name="新建本级制度").click()
    page.get_by_label("为哪个机构拟订").select_option(label="某县（01）")
    page.get_by_label("名称").fill(title)
    page.get_by_role("button", name="开始起草").click()
    expect(page.locator("h1")).to_have_text(title)


def test_the_credit_system_is_adopted_its_open_value_filled_and_rehearsed(
    open_page, address: str
) -> None:
    page = open_page("leader")
    page.goto(f"{address}/policies/")
    page.get_by_label("名称、地方或内容").fill("信用积分")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="推荐干部信用积分制度").click()
    expect(page.locator("main")).to_contain_text("〔待定：一次推荐所能得到的积分最大值〕")
    page.get_by_role("link", name="采用", exact=True).click()
    page.get_by_label("适用范围").select_option(label="某县（01）")
    page.get_by_role("button", name="预览").click()
    # The browser itself asks for the value that is left open; nothing was sent.
    expect(page.locator("input:invalid")).to_have_count(1)
    expect(page.locator("#answer, section.card")).to_have_count(0)
    page.get_by_label("一次推荐所能得到的积分最大值").fill("20")
    page.get_by_role("button", name="预览").click()
    expect(page.locator("main")).to_contain_text("20")
    page.get_by_role("button", name="采用", exact=True).click()
    confirm(page)
    expect(page.locator("main")).to_contain_text("已采用“推荐干部信用积分制度”")
    expect(page.locator("main")).not_to_contain_text("〔待定：")
    page.get_by_role("link", name="试运行").click()
    page.get_by_role("button", name="试算", exact=True).click()
    expect(page.locator("#answer")).to_be_visible()


def test_a_parameter_is_tried_while_typing_then_saved_and_adopted(open_page, address: str) -> None:
    page = open_page("leader")
    begin(page, address, BASE, "某县选任办法")
    trial = page.locator("#trial")
    days = page.locator("[name='value-notice_days']")
    days.fill("3")
    expect(trial).to_contain_text("放宽了上位制度的规定（5个工作日）")
    days.fill("七天")
    expect(trial).to_contain_text("notice_days（任前公示期）")
    expect(trial).to_contain_text("应当是数")
    days.fill("7")
    expect(trial).to_contain_text("可以保存")
    expect(trial).to_contain_text("任前公示不少于7个工作日")
    page.get_by_role("button", name="保存为新版").click()
    expect(page.locator("main")).to_contain_text("已保存为第2版")
    page.get_by_role("link", name="与原制度比较").click()
    expect(page.locator("table.differences tbody tr")).to_have_count(1)
    expect(page.locator("table.differences")).to_contain_text("收紧")

    page.get_by_role("link", name="采用", exact=True).click()
    for name in ("recommendation_names", "inspection_notice_days", "reply_days"):
        page.locator(f"[name='set-{name}']").fill("3")
    page.get_by_role("button", name="预览").click()
    page.get_by_role("button", name="采用", exact=True).click()
    confirm(page)
    expect(page.locator("main")).to_contain_text("已采用“某县选任办法”")
    expect(page.locator("main")).to_contain_text("任前公示不少于7个工作日")


def test_a_rule_is_chosen_from_lists_or_written_and_a_wrong_one_says_where(
    open_page, address: str
) -> None:
    page = open_page("staff")
    begin(page, address, BASE, "某县任职资格")
    page.get_by_role("link", name="规则").click()
    page.get_by_role("link", name="添一条").first.click()
    page.get_by_label("名称").fill("年龄上限")
    page.get_by_label("事实", exact=True).select_option("年龄")
    page.get_by_label("比较", exact=True).select_option("<=")
    page.get_by_label("值", exact=True).fill("52")
    page.get_by_label("一般要求（原则上），不符合时提示").check()
    expect(page.locator("#trial")).to_contain_text("一般要求年龄不超过52周岁")
    page.get_by_label("写表达式").check()
    expect(page.get_by_label("值", exact=True)).to_be_hidden()
    page.locator("[name=rule]").fill("年令 <= 52 AND")
    expect(page.locator("#trial .trial-problems")).to_be_visible()
    page.locator("[name=rule]").fill("年令 <= 52")
    expect(page.locator("#trial")).to_contain_text("第1行第1列")
    expect(page.locator("#trial")).to_contain_text("不认识“年令”")
    page.locator("[name=rule]").fill("年龄 <= 52 OR 性别 = '女'")
    expect(page.locator("#trial")).to_contain_text("年龄不超过52周岁，或性别为女")
    page.get_by_role("button", name="保存为新版").click()
    expect(page.locator("main")).to_contain_text("已保存为第2版")
    expect(page.locator("main")).to_contain_text("年龄不超过52周岁，或性别为女")


def test_the_expert_sees_the_line_of_a_mistake_and_is_led_there(open_page, address: str) -> None:
    page = open_page("staff")
    begin(page, address, BASE, "某县全文")
    page.get_by_role("link", name="全文（YAML）").click()
    text = page.locator("textarea[name=text]")
    good = text.input_value().rstrip("\n")
    lines = good.count("\n") + 1
    text.fill(f"{good}\nparameters:\n  notice_days: {{value: 2}}\n")
    numbers = page.locator(".line-numbers")
    assert numbers.text_content().split("\n")[-1] == str(lines + 3)
    fault = page.locator(f"#trial [data-line='{lines + 2}']")
    expect(fault).to_contain_text("只能不变或更高")
    fault.click()
    chosen = text.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert chosen == "  notice_days: {value: 2}"
    page.get_by_role("button", name="保存为新版").click()
    expect(page.locator(".problems").first).to_contain_text("只能不变或更高")
    expect(text).to_have_value(f"{good}\nparameters:\n  notice_days: {{value: 2}}\n")
    text.fill(f"{good}\nparameters:\n  notice_days: {{value: 6}}\n")
    expect(page.locator("#trial")).to_contain_text("可以保存")
    page.get_by_role("button", name="保存为新版").click()
    expect(page.locator("main")).to_contain_text("已保存为第2版")


def test_two_editors_at_once_nothing_is_lost(open_page, address: str) -> None:
    first, second = open_page("leader"), open_page("staff")
    begin(first, address, BASE, "某县两人")
    second.goto(first.url)
    first.locator("[name='value-notice_days']").fill("7")
    first.get_by_role("button", name="保存为新版").click()
    expect(first.locator("main")).to_contain_text("已保存为第2版")
    second.locator("[name='value-reply_days']").fill("5")
    second.get_by_role("button", name="保存为新版").click()
    expect(second.locator(".problems").first).to_contain_text("顾某")
    expect(second.locator("main")).to_contain_text("别人改了什么")
    expect(second.locator("[name='value-reply_days']")).to_have_value("5")
    expect(second.locator("[name='value-notice_days']")).to_have_value("7")
    second.get_by_role("button", name="保存为新版").click()
    expect(second.locator("main")).to_contain_text("已保存为第3版")
    second.get_by_role("link", name="版次").click()
    second.get_by_role("button", name="恢复").last.click()
    confirm(second)
    expect(second.locator("main")).to_contain_text("已恢复第1版的内容")


def test_the_pages_of_policies_break_no_rule_and_fit_a_phone(open_page, address: str) -> None:
    page = open_page("leader")
    begin(page, address, BASE, "某县页面")
    draft = page.url
    paths = [
        f"{address}/policies/",
        f"{address}/policies/of/{CREDIT}/",
        f"{address}/policies/text/{BASE}/",
        f"{address}/policies/compare/山东省/潍坊市/昌邑市/科级干部选拔任用/",
        f"{address}/policies/drafts/",
        *(f"{draft}?part={part}" for part in ("parameters", "rules", "yaml", "cases", "versions")),
        f"{draft}rules/qualification/new/",
        f"{draft}text/",
    ]
    found = {}
    for path in paths:
        page.goto(path)
        for width, height in ((1366, 900), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            faults = [
                f"{fault['id']}: {node['html'][:120]}"
                for fault in Axe().run(page, options=RULES).response["violations"]
                for node in fault["nodes"][:1]
            ]
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if faults or wide > 0:
                found[f"{path} {width}"] = [*faults, wide]
    assert found == {}
