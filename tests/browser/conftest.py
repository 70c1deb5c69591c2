"""A real installation and a real browser, for whoever tests pages as people use them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.ballots.live import Installation, installation

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An empty rehearsal installation with collected static files, served."""
    home = tmp_path_factory.mktemp("home")
    with installation(home) as place:
        place.environment["XUANXIAN_REHEARSAL"] = "1"
        place.run(
            "from django.core.management import call_command\n"
            "call_command('collectstatic', verbosity=0, interactive=False)"
        )
        with place.serving():
            yield place


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a module; each opens contexts of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()
