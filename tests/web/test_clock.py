"""The clock of a rehearsal: moved forward on the record, never back, never in earnest."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from xuanxian.access import services
from xuanxian.access.actor import Actor
from xuanxian.access.models import Role
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry

ADMINISTRATOR = Role.SYSTEM_ADMINISTRATOR


@pytest.fixture
def rehearsal(settings: Any, tmp_path: Path) -> None:
    settings.XUANXIAN_HOME = tmp_path
    settings.XUANXIAN_REHEARSAL = True


def _days_ahead() -> int:
    return round((clock.now() - datetime.now(clock.CIVIL_TIME)) / timedelta(days=1))


def test_a_working_installation_has_neither_clock_nor_banner(
    client_of: Callable[..., Client],
) -> None:
    client = client_of(ADMINISTRATOR)
    assert client.get("/system/clock/").status_code == 404
    assert client.post("/system/clock/", {"days": 3}).status_code == 404
    assert _days_ahead() == 0
    page = client.get("/system/").content.decode()
    assert "演练时钟" not in page
    assert "正式环境" in page


def test_a_rehearsal_says_so_on_every_page_even_before_signing_in(
    rehearsal: None, client_of: Callable[..., Client]
) -> None:
    for page in (Client().get("/sign-in/"), client_of(ADMINISTRATOR).get("/")):
        assert "本系统为演练环境" in page.content.decode()


def test_the_clock_moves_forward_and_leaves_an_entry(
    rehearsal: None, client_of: Callable[..., Client]
) -> None:
    client = client_of(ADMINISTRATOR)
    assert client.post("/system/clock/", {"days": 10}).status_code == 302
    assert client.post("/system/clock/", {"days": 5}).status_code == 302
    assert _days_ahead() == 15
    entries = Entry.objects.filter(kind="clock.advanced")
    assert [bytes(entry.body or b"") for entry in entries] == [b'{"days":10}', b'{"days":5}']
    today = clock.today()
    banner = f"演练时钟 {today.year}年{today.month}月{today.day}日"
    assert banner in client.get("/").content.decode()


@pytest.mark.parametrize("days", ["-1", "0", "3661", "昨天", ""])
def test_the_clock_never_runs_back_nor_far_out(
    rehearsal: None, client_of: Callable[..., Client], days: str
) -> None:
    client = client_of(ADMINISTRATOR)
    assert client.post("/system/clock/", {"days": days}).status_code == 200
    assert _days_ahead() == 0
    assert not Entry.objects.filter(kind="clock.advanced").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-1, 0, 3661])
def test_the_verb_itself_never_runs_the_clock_back_nor_far_out(rehearsal: None, days: int) -> None:
    with pytest.raises(Refusal, match="1至3660"):
        services.advance_clock(days, actor=Actor.command_line())
    assert _days_ahead() == 0
    assert not Entry.objects.filter(kind="clock.advanced").exists()
