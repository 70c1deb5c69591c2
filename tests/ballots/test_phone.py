"""A voter's phone: from the QR address to 已投票, in a real browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, Route, expect, sync_playwright

from tests.ballots.live import Installation, installation

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SMALLEST_TARGET = 44
"""Pixels, WCAG 2.5.5 and the habit of phone makers."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("installation")) as made, made.serving():
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


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    yield context.new_page()
    context.close()


def assert_comfortable(page: Page) -> None:
    """No violation that axe finds, and every target large enough for a thumb."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    for target in page.locator("button:visible, label.choice:visible").all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= SMALLEST_TARGET


def test_a_voter_scans_reviews_and_casts(place: Installation, phone: Page) -> None:
    poll, codes = place.open_poll(6)
    requests: list[Request] = []
    phone.on("request", lambda request: requests.append(request))
    phone.goto(f"http://127.0.0.1:{place.port}/v#{codes[0]}")
    phone.wait_for_selector("#paper")
    assert phone.url == f"http://127.0.0.1:{place.port}/v"
    assert phone.locator("h1").first.inner_text() == "县委常委会会议表决"
    assert_comfortable(phone)
    phone.get_by_text("同意", exact=True).first.click()
    phone.get_by_text("检查选票").click()
    review = phone.locator(".review li")
    assert review.all_inner_texts() == ["1. 王某甲\n同意", "2. 李某乙\n没有填，计为弃权"]
    assert_comfortable(phone)
    phone.get_by_text("返回修改").click()
    phone.get_by_text("反对", exact=True).nth(1).click()
    phone.get_by_text("检查选票").click()
    assert review.nth(1).inner_text() == "2. 李某乙\n反对"
    phone.get_by_role("button", name="投票", exact=True).click()
    phone.wait_for_selector("[data-done]")
    assert phone.locator("body").inner_text().strip() == "已投票"
    assert place.cast_number(poll) == 1

    assert phone.context.cookies() == []
    assert all(codes[0] not in request.url for request in requests)
    for request in requests:
        headers = request.all_headers()
        assert "referer" not in headers
        assert "cookie" not in headers
    bodies = [len(each.post_data_buffer or b"") for each in requests if each.method == "POST"]
    assert bodies == [2048, 2048]
    stored: Any = phone.evaluate("[localStorage.length, sessionStorage.length]")
    assert stored == [0, 0]


def test_a_used_slip_says_no_more_than_any_other(place: Installation, phone: Page) -> None:
    _, codes = place.open_poll(6)
    assert place.cast(codes[0])
    texts = set()
    for code in (codes[0], "Z" * 26):
        phone.goto("about:blank")
        phone.goto(f"http://127.0.0.1:{place.port}/v#{code}")
        phone.wait_for_selector("[data-refused]")
        texts.add(phone.locator("body").inner_text())
    assert len(texts) == 1
    assert "这张票现在不能投" in texts.pop()


def test_a_code_can_be_typed_when_the_camera_fails(place: Installation, phone: Page) -> None:
    _, codes = place.open_poll(6)
    phone.goto(f"http://127.0.0.1:{place.port}/v")
    assert_comfortable(phone)
    phone.get_by_label("请输入票上二维码下面的编号").fill("ABC")
    phone.get_by_text("打开选票").click()
    phone.wait_for_selector("#code-problem:not([hidden])")
    phone.get_by_label("请输入票上二维码下面的编号").fill(codes[1].lower())
    phone.get_by_text("打开选票").click()
    phone.wait_for_selector("#paper")


def test_a_voter_fills_in_a_questionnaire_by_keyboard_and_reviews_it(
    place: Installation, phone: Page
) -> None:
    poll, codes = place.run(
        "from tests.ballots.questionnaires import opened\n"
        "meeting = opened(6)\n"
        "answer([str(meeting.poll.pk), [slip.code for slip in meeting.slips]])"
    )
    bodies: list[int] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            bodies.append(len(request.post_data_buffer or b""))

    phone.on("request", note)
    for at, advice in enumerate(["", "希望公开\t选任\u200b条件。\n第二行"]):
        phone.goto("about:blank")
        phone.goto(f"http://127.0.0.1:{place.port}/v#{codes[at]}")
        phone.wait_for_selector("#paper")
        assert_comfortable(phone)
        first = phone.get_by_role("group", name="理想信念").get_by_role("radio").first
        first.focus()
        phone.keyboard.press("Space")
        phone.keyboard.press("ArrowRight")
        for choice in ("有人打招呼", "有人请客", "没有"):
            phone.get_by_role("checkbox", name=choice, exact=True).check()
        phone.get_by_role("textbox").fill(advice)
        phone.get_by_text("检查问卷").click()
        assert "选了 3 项，最多选 2 项" in phone.locator("#fill-problem").inner_text()
        phone.get_by_role("checkbox", name="没有", exact=True).uncheck()
        phone.get_by_text("检查问卷").click()
        review = phone.locator(".review").inner_text()
        assert "理想信念\n良好" in review
        assert "工作作风\n没有选" in review
        assert "有人请客\n已选" in review
        assert "没有选的项\n3 项" in review
        assert_comfortable(phone)
        phone.get_by_role("button", name="提交", exact=True).click()
        phone.wait_for_selector("[data-done]")
        assert phone.locator("body").inner_text().strip() == "已投票"
    assert place.cast_number(poll) == 2
    # A text and none are as long on their way.
    assert len(set(bodies)) == 1


def test_notes_are_asked_for_beside_the_names_chosen_and_only_there(
    place: Installation, phone: Page
) -> None:
    poll, codes = place.run(
        "from tests.ballots.conftest import opened\n"
        "from tests.ballots.test_result_pages import NOMINATION\n"
        "question = {'form': 'names', 'most': 2, 'write_in': True, 'notes': ["
        "{'title': '推荐理由', 'longest': 20, 'missing': 'name'},"
        " {'title': '主要特点', 'longest': 10}]}\n"
        "meeting = opened(6, **(NOMINATION | {'question': question}))\n"
        "answer([str(meeting.poll.pk), [slip.code for slip in meeting.slips]])"
    )
    bodies: list[int] = []
    phone.on(
        "request",
        lambda request: (
            bodies.append(len(request.post_data_buffer or b""))
            if request.url.endswith("/v/cast")
            else None
        ),
    )
    phone.goto(f"http://127.0.0.1:{place.port}/v#{codes[0]}")
    phone.wait_for_selector("#paper")
    assert phone.locator("textarea:visible").count() == 0
    phone.get_by_role("checkbox", name="王某甲").check()
    assert phone.locator("textarea:visible").count() == 2
    assert_comfortable(phone)
    phone.get_by_text("检查选票").click()
    assert "每选一名都要写明推荐理由。" in phone.locator("#fill-problem").inner_text()
    phone.get_by_label("王某甲：推荐理由").fill("实绩突出")
    # A name crossed off again takes its notes along.
    phone.get_by_role("checkbox", name="李某乙").check()
    phone.get_by_label("李某乙：推荐理由").fill("群众公认")
    phone.get_by_role("checkbox", name="李某乙").uncheck()
    phone.get_by_label("姓名 1", exact=True).fill("孙某丙")
    phone.get_by_label("姓名 1：推荐理由").fill("基层经历丰富")
    phone.get_by_text("检查选票").click()
    review = phone.locator(".review li")
    assert [each.split() for each in review.all_inner_texts()] == [
        ["王某甲", "推荐", "实绩突出"],
        ["孙某丙", "另选", "基层经历丰富"],
    ]
    assert_comfortable(phone)
    phone.get_by_role("button", name="投票", exact=True).click()
    phone.wait_for_selector("[data-done]")
    # An empty ballot sends as much.
    phone.goto("about:blank")
    phone.goto(f"http://127.0.0.1:{place.port}/v#{codes[1]}")
    phone.wait_for_selector("#paper")
    phone.get_by_text("检查选票").click()
    phone.get_by_role("button", name="投票", exact=True).click()
    phone.wait_for_selector("[data-done]")
    assert len(bodies) == 2
    assert len(set(bodies)) == 1
    assert place.cast_number(poll) == 2


def test_a_phone_without_connection_keeps_the_paper_and_votes_once_it_is_back(
    place: Installation, phone: Page
) -> None:
    poll, codes = place.open_poll(6)
    phone.goto(f"http://127.0.0.1:{place.port}/v#{codes[0]}")
    phone.wait_for_selector("#paper")
    phone.get_by_text("反对", exact=True).first.click()
    phone.get_by_text("检查选票").click()
    cast = phone.get_by_role("button", name="投票", exact=True)
    phone.context.set_offline(True)
    cast.click()
    expect(phone.locator("#review-problem")).to_contain_text("请再按一次")
    assert phone.locator(".review li").first.inner_text() == "1. 王某甲\n反对"
    assert place.cast_number(poll) == 0
    phone.context.set_offline(False)
    cast.click()
    phone.wait_for_selector("[data-done]")
    assert place.cast_number(poll) == 1


def test_a_phone_whose_answer_was_lost_is_told_so_and_the_vote_counts_once(
    place: Installation, phone: Page
) -> None:
    poll, codes = place.open_poll(6)

    def lose_the_answer(route: Route) -> None:
        # The server gets the ballot; the phone never hears of it.
        assert route.fetch().ok
        route.abort()

    phone.route("**/v/cast", lose_the_answer, times=1)
    phone.goto(f"http://127.0.0.1:{place.port}/v#{codes[0]}")
    phone.wait_for_selector("#paper")
    phone.get_by_text("检查选票").click()
    cast = phone.get_by_role("button", name="投票", exact=True)
    cast.click()
    expect(phone.locator("#review-problem")).to_contain_text("票可能已经投入")
    assert place.cast_number(poll) == 1
    cast.click()
    expect(phone.locator("#review-problem")).to_contain_text("这张票现在不能投")
    assert place.cast_number(poll) == 1
