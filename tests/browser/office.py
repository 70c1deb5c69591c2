"""An office at work: a real installation, and its people each at a browser of their own."""

import base64
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.ballots.live import Installation

PASSWORD = "一个够长的口令"
PASSPHRASES = ("春天的第一场雨落在山坡", "夏夜池塘里的一片蛙声", "秋收以后空空的打谷场")

Value = str | int | bool | list[str] | Path | list[Path]


class Desk:
    """One person signed in at a browser."""

    def __init__(self, browser: Browser, address: str, username: str) -> None:
        self.context = browser.new_context(
            viewport={"width": 1366, "height": 900}, locale="zh-CN", accept_downloads=True
        )
        self.context.set_default_timeout(15_000)
        self.address = address
        self.page: Page = self.context.new_page()
        self.page.goto(f"{address}/sign-in/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(f"{address}/")

    def go(self, path: str) -> Page:
        """Open a page that must be there."""
        response = self.page.goto(f"{self.address}{path}")
        assert response is not None
        assert response.ok, f"{path}: {response.status}"
        return self.page

    def follow(self, name: str) -> Page:
        """Click the link with this name in the page's own part."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()
        return self.page

    def fill(self, values: Mapping[str, Value]) -> None:
        """Fill fields by their names, whatever their kind."""
        for name, value in values.items():
            fields = self.page.locator(f"main [name='{name}']:not([type=hidden])")
            kind = fields.first.get_attribute("type") or ""
            tag = fields.first.evaluate("field => field.tagName")
            if kind in {"checkbox", "radio"}:
                if isinstance(value, bool):
                    fields.first.set_checked(value)
                    continue
                chosen = value if isinstance(value, list) else [value]
                for field in fields.all():
                    own = field.get_attribute("value")
                    if own in [str(one) for one in chosen]:
                        field.check()
                    elif kind == "checkbox":
                        field.uncheck()
            elif kind == "file":
                fields.first.set_input_files(value)  # type: ignore[arg-type]
            elif tag == "SELECT":
                fields.first.select_option(str(value))
            else:
                fields.first.fill(str(value))

    def submit(self, values: Mapping[str, Value] | None = None) -> Page:
        """Fill the page's form, press its button, answer a question with yes."""
        self.fill(values or {})
        self.press(self.page.locator("main form[method=post] button.button").first)
        return self.page

    def press(self, button: Locator) -> None:
        """Press a button; where the page asks whether to go on, go on."""
        asks = button.get_attribute("data-confirm")
        with self.page.expect_navigation():
            button.click(no_wait_after=True)
            if asks:
                self.page.locator("#confirm-dialog button[value=yes]").click(no_wait_after=True)
        trouble = self.page.locator("main .problems")
        assert not trouble.is_visible(), trouble.inner_text()

    def deed(self, kind: str, subject: str, verb: str, **values: Value) -> Page:
        """Do a verb on its page."""
        self.go(f"/selection/do/{kind}/{subject}/{verb}/")
        self.submit(values)
        expect(self.page.locator(".notice-success").first).to_contain_text("已办理并记入纪实")
        return self.page


def last_uuid(address: str) -> str:
    """The last id in an address."""
    return re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", address)[-1]


def hold_poll(
    staff: Desk,
    place: Installation,
    folder: Path,
    numbers: Mapping[int, int],
    marks: Callable[[int], object],
    phone: Callable[[str], None] | None = None,
) -> None:
    """Carry the poll on the staff's screen through: key, slips, voting, opening by two tellers.

    Args:
        numbers: place of a class in the poll → how many are present and get a slip.
        marks: number of the slip → what the page's script would send for it.
        phone: votes with the first slip on a phone, from its code.
    """
    poll = last_uuid(staff.page.url)
    staff.go(f"/ballots/{poll}/key/")
    tellers: dict[str, Value] = {}
    for number, passphrase in enumerate(PASSPHRASES):
        tellers |= {
            f"teller_{number}": f"计票人{'甲乙丙'[number]}",
            f"passphrase_{number}": passphrase,
            f"again_{number}": passphrase,
        }
    staff.submit(tellers)
    files = []
    for number, link in enumerate(staff.page.locator("a[download]").all()):
        content = (link.get_attribute("href") or "").split("base64,")[1]
        file = folder / f"{poll}-{number}.json"
        file.write_bytes(base64.b64decode(content))
        files.append(file)
    keys: dict[str, Value] = {f"file_{number}": file for number, file in enumerate(files)}
    keys |= {f"passphrase_{number}": words for number, words in enumerate(PASSPHRASES)}
    staff.go(f"/ballots/{poll}/test/")
    staff.submit(keys)
    counts: dict[str, Value] = {f"number_{number}": people for number, people in numbers.items()}
    staff.go(f"/ballots/{poll}/slips/")
    staff.submit({**counts, "address": f"http://127.0.0.1:{place.port}/"})
    codes = [text.replace("-", "") for text in staff.page.locator(".slip-code").all_inner_texts()]
    assert len(set(codes)) == sum(numbers.values())
    staff.go(f"/ballots/{poll}/presence/")
    staff.submit(counts)
    staff.go(f"/ballots/{poll}/")
    staff.press(staff.page.get_by_role("button", name="开始投票"))
    for number, code in enumerate(codes):
        if number == 0 and phone is not None:
            phone(code)
            continue
        answer = place.post("/v/cast", {"code": code, **marks(number)})  # type: ignore[dict-item]
        assert "已投票" in answer, answer
    staff.go(f"/ballots/{poll}/")
    staff.press(staff.page.get_by_role("button", name="截止投票"))
    staff.go(f"/ballots/{poll}/box/")
    staff.submit({name: value for name, value in keys.items() if not name.endswith("_2")})
    assert "计票" in staff.page.locator("main").inner_text()
