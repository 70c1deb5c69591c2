"""Every page of people and units by axe (WCAG 2.2 AA), and none wider than a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import sync_playwright

pytestmark = pytest.mark.browser

_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
_NO_SANDBOX = ["--no-sandbox", "--disable-gpu"]


def _addresses(county):
    person, unit, post = county.chen.pk, county.finance.pk, county.deputy.pk
    return [
        *(reverse(f"people:{name}") for name in ("list", "enter", "kinship", "requests")),
        *(
            reverse(f"people:{name}", args=[person])
            for name in ("person", "timeline", "family", "conduct", "history", "correct_photo")
        ),
        *(reverse("people:correct", args=[person, name]) for name in ("basics", "resume")),
        reverse("facts:person", args=[person]),
        reverse("facts:dictionary"),
        reverse("verdicts:person", args=[person]),
        *(reverse(f"units:{name}") for name in ("tree", "establishment", "vacancies", "enter")),
        *(reverse(f"units:{name}", args=[unit]) for name in ("unit", "correct", "enter_post")),
        reverse("units:post", args=[post]),
    ]


def test_no_page_breaks_a_rule_or_runs_out_of_a_phone(live_server, county):
    client = Client()
    client.force_login(county.staff, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    addresses = _addresses(county)
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_NO_SANDBOX)
        context = browser.new_context(viewport={"width": 390, "height": 844})
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page = context.new_page()
        for address in addresses:
            answer = page.goto(live_server.url + address)
            faults = [
                fault["id"] for fault in Axe().run(page, options=_RULES).response["violations"]
            ]
            width = page.evaluate("document.documentElement.scrollWidth")
            if answer.status != 200 or faults or width > 390:
                found[address] = (answer.status, faults, width)
        browser.close()
    assert found == {}
