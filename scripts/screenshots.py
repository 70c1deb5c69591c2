"""Take pictures of the pages of a demonstration, as the roles that work on them.

    python scripts/screenshots.py                       # the pictures of the READMEs
    python scripts/screenshots.py --all --out pictures  # every page, at 1366 and at 390 px
    python scripts/screenshots.py --home var/demo       # of an installation that stands already

Without --home a demonstration is built in a temporary folder first, which takes a minute or two.
"""

import io
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

import click
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[1]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HEIGHTS = {1366: 900, 390: 844}
"""Width → height of the screen, in CSS pixels."""
LARGEST = 250_000
"""Bytes of a picture in docs/screenshots."""
LONGEST_BUILD = 900
"""Seconds that building the demonstration may take."""


class Picture(NamedTuple):
    """A page to take: file name, who signs in ("" for nobody), where it is, and at what width.

    An address may hold a name in braces, filled from `Places`; what stands behind `>` is the
    start of a link to follow from there. Pictures `of_readme` are taken by default.
    """

    name: str
    account: str
    path: str
    of_readme: int = 0


PICTURES = (
    Picture("candidacy", "zuzhi", "/selection/person/{clearance}/", of_readme=1366),
    Picture("board", "zuzhi", "/selection/{round}/", of_readme=1366),
    Picture("desk", "zuzhi", "/", of_readme=1366),
    Picture("person", "zuzhi", "/people/{person}/", of_readme=1366),
    Picture("unit", "zuzhi", "/units/{unit}/", of_readme=1366),
    Picture("ballot-phone", "zuzhi", "/ballots/{poll}/result/", of_readme=390),
    Picture("sign-in", "", "/sign-in/"),
    Picture("people", "zuzhi", "/people/"),
    Picture("timeline", "zuzhi", "/people/{person}/timeline/"),
    Picture("verdicts", "zuzhi", "/people/verdicts/{person}/"),
    Picture("units", "zuzhi", "/units/"),
    Picture("establishment", "zuzhi", "/units/establishment/"),
    Picture("import", "zuzhi", "/import/"),
    Picture("rounds", "zuzhi", "/selection/"),
    Picture("polls", "zuzhi", "/ballots/"),
    Picture("poll", "zuzhi", "/ballots/{poll}/"),
    Picture("policies", "zuzhi", "/policies/"),
    Picture("policy", "zuzhi", "/policies/>/policies/of/"),
    Picture("record", "zuzhi", "/record/"),
    Picture("stream", "zuzhi", "/record/>/record/stream/"),
    Picture("search", "zuzhi", "/search/?q=王"),
    Picture("about", "zuzhi", "/system/"),
    Picture("clock", "zuzhi", "/system/clock/"),
    Picture("leader-desk", "buzhang", "/"),
    Picture("committee-desk", "changwei1", "/"),
    Picture("discipline-desk", "jijian", "/"),
    Picture("accounts", "guanli", "/system/accounts/"),
    Picture("account", "guanli", "/system/accounts/>/system/accounts/"),
    Picture("new-account", "guanli", "/system/accounts/new/"),
    Picture("readings", "shenji", "/system/readings/"),
    Picture("own-file", "ganbu", "/people/me/"),
    Picture("password", "ganbu", "/password/"),
)


@click.command()
@click.option("--home", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--all", "every", is_flag=True, help="every page at both widths")
@click.option("--only", help="comma-separated names")
@click.option("--out", type=click.Path(path_type=Path), default=ROOT / "docs" / "screenshots")
@click.option("--dark", is_flag=True, help="in the dark colours")
@click.option("--whole", is_flag=True, help="the whole page, not only what a screen shows")
def main(
    home: Path | None, every: bool, only: str | None, out: Path, dark: bool, whole: bool
) -> None:
    """Take the pictures; ends with 1 when a page did not answer or is wider than its screen."""
    chosen = [
        one for one in PICTURES if (one.name in only.split(",") if only else every or one.of_readme)
    ]
    widths = {one.name: [one.of_readme] if not every and one.of_readme else list(HEIGHTS)
              for one in chosen}  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    with nullcontext(home) if home else tempfile.TemporaryDirectory() as folder:
        place = Path(folder).resolve()
        with demonstration(place) as address:
            faults = take_all(address, places_of(place), chosen, widths, out, dark, whole)
    for line in faults:
        print(line, file=sys.stderr)
    sys.exit(1 if faults else 0)


@contextmanager
def demonstration(home: Path) -> Iterator[str]:
    """The demonstration under `home`, built if need be and served; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).with_name("xuanxian")
    environment = os.environ | {"XUANXIAN_HOME": str(home), "XUANXIAN_REHEARSAL": "1"}
    server = subprocess.Popen(
        [program, "demo", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


def _wait(server: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(LONGEST_BUILD * 2):
        if server.poll() is not None:
            sys.exit("the demonstration ended before it was served; see above")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    sys.exit("the demonstration was not served in time")


def places_of(home: Path) -> dict[str, str]:
    """A case at the clearance, its round, person and unit, a counted poll; and the password."""
    program = (
        "import django; django.setup()\n"
        "from xuanxian.selection.models import Candidacy\n"
        "from xuanxian.ballots.models import Poll\n"
        "case = Candidacy.objects.filter(stage='clearance', state='active')"
        ".order_by('pk').first() or Candidacy.objects.order_by('pk').first()\n"
        "poll = Poll.objects.filter(state='opened', purpose='nomination').first()"
        " or Poll.objects.filter(state='opened').first()\n"
        "print('clearance', case.pk)\n"
        "print('round', case.vacancy.round.pk)\n"
        "print('person', case.person.pk)\n"
        "print('unit', case.vacancy.post.organisation.pk)\n"
        "print('poll', poll.pk)\n"
        "from xuanxian.demonstration.cast import PASSWORD\n"
        "print('password', PASSWORD)\n"
    )
    environment = os.environ | {
        "XUANXIAN_HOME": str(home),
        "XUANXIAN_REHEARSAL": "1",
        "DJANGO_SETTINGS_MODULE": "xuanxian.settings",
    }
    told = subprocess.run(
        [sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True
    )
    return dict(line.split() for line in told.stdout.splitlines())


def take_all(
    address: str,
    places: dict[str, str],
    chosen: Sequence[Picture],
    widths: dict[str, list[int]],
    out: Path,
    dark: bool,
    whole: bool,
) -> list[str]:
    """Take the chosen pictures into `out`; answers what was wrong with them."""
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        for account in dict.fromkeys(one.account for one in chosen):
            context = _signed_in(browser, address, account, places["password"], dark)
            page = context.new_page()
            for one in (one for one in chosen if one.account == account):
                for width in widths[one.name]:
                    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
                    file = out / f"{one.name}-{width}{'-dark' if dark else ''}.png"
                    trouble = _take(page, address, one.path.format(**places), file, whole)
                    if trouble:
                        faults.append(f"{file.name}: {trouble}")
            context.close()
        browser.close()
    return faults


def _signed_in(
    browser: Browser, address: str, account: str, password: str, dark: bool
) -> BrowserContext:
    context = browser.new_context(color_scheme="dark" if dark else "light", locale="zh-CN")
    if account:
        page = context.new_page()
        page.goto(f"{address}/sign-in/")
        page.fill("#id_username", account)
        page.fill("#id_password", password)
        page.press("#id_password", "Enter")
        page.wait_for_url(re.compile(r"^(?!.*/sign-in/)"))
        page.close()
    return context


def _take(page: Page, address: str, path: str, file: Path, whole: bool) -> str:
    start, _, follow = path.partition(">")
    answer = page.goto(address + start)
    if follow and answer and answer.ok:
        link = page.locator(f".page-content a[href^='{follow}']:not([href='{start}'])").first
        if not link.count():
            return f"no link to {follow}"
        answer = page.goto(address + (link.get_attribute("href") or ""))
    if answer is None or not answer.ok:
        return f"answered {answer.status if answer else 'nothing'}"
    page.wait_for_load_state("networkidle")  # pictures come late
    _save_small(page.screenshot(full_page=whole), file)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        return f"{wide} px wider than the screen"
    return "" if whole or file.stat().st_size <= LARGEST else "larger than 250 kB"


def _save_small(content: bytes, file: Path) -> None:
    """Store with 128 colours, which is enough for text and lines."""
    with Image.open(io.BytesIO(content)) as picture:
        small = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
        small.save(file, optimize=True)


if __name__ == "__main__":
    main()
