"""What a browser keeps, and how long a session lasts."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from xuanxian.access.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in() -> Client:
    account = Account.objects.create(username="someone", full_name="周某某")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("address", ["/", "/people/", "/nowhere/"])
def test_no_page_of_somebody_signed_in_is_kept_by_the_browser(
    signed_in: Client, address: str
) -> None:
    assert "no-store" in signed_in.get(address).headers["Cache-Control"]


def test_idleness_ends_a_session_and_work_goes_on_with_it(signed_in: Client) -> None:
    def left() -> timedelta:
        return Session.objects.get().expire_date - timezone.now()

    hour = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    assert left() <= hour
    signed_in.get("/")
    # Ten minutes later: the next request moves the end on.
    session = signed_in.session
    session["seen"] -= 600
    session.save()
    Session.objects.update(expire_date=timezone.now() + hour - timedelta(minutes=10))
    signed_in.get("/")
    assert left() > hour - timedelta(minutes=1)
    # An hour later: over.
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert signed_in.get("/").headers["Location"].startswith("/sign-in/")


def printed_by(code: str, environment: dict[str, str]) -> str:
    """What `code` prints in an installation with this environment."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "xuanxian.settings"} | environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def test_a_folder_of_the_installation_made_by_hand_is_closed_to_others(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    printed_by("import xuanxian.settings", {"XUANXIAN_HOME": str(tmp_path)})
    assert tmp_path.stat().st_mode & 0o777 == 0o700


POST_THROUGH_A_PROXY = """
import django
django.setup()
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.test import RequestFactory
sent = {"Host": "localhost", "Origin": "https://localhost", "X-Forwarded-Proto": "https"}
request = RequestFactory().get("/")
token = get_token(request)
request = RequestFactory().post("/", {"csrfmiddlewaretoken": token}, headers=sent)
request.COOKIES["csrftoken"] = token
print(CsrfViewMiddleware(lambda _: None).process_view(request, lambda _: None, (), {}) is None)
"""


def test_forms_can_be_sent_over_https_behind_a_proxy(tmp_path: Path) -> None:
    home = {"XUANXIAN_HOME": str(tmp_path), "XUANXIAN_HTTPS": "1"}
    assert printed_by(POST_THROUGH_A_PROXY, home) == "True"
