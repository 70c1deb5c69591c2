"""The calendar that people keep for years whose public holidays the program does not know."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.kernel import working_days
from xuanxian.kernel.errors import Refusal
from xuanxian.kernel.working_days import add_working_days, holiday_on, is_working_day
from xuanxian.policy import working_calendar
from xuanxian.policy.models import CalendarDay
from xuanxian.policy.working_calendar import keep_year
from xuanxian.record.models import Entry

pytestmark = pytest.mark.django_db

STAFF = Actor(account="1", name="组织员", role="organisation_staff")
YEAR = 2035
"""A year far ahead: made up, and certainly not published."""


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    working_calendar.load()
    yield
    CalendarDay.objects.all().delete()
    working_calendar.load()


def keep(
    days_off: str = "国庆节 2035-10-01 至 2035-10-07", days_worked: str = "2035-09-29"
) -> None:
    keep_year(YEAR, days_off, days_worked, source="某通知", actor=STAFF)
    working_calendar.load()


def test_days_off_and_days_worked_in_lieu_count_as_entered() -> None:
    # By the calendar of 2035: 29 September is a Saturday, 1 October a Monday.
    assert is_working_day(date(2035, 10, 1))
    assert add_working_days(date(2035, 9, 28), 1) == date(2035, 10, 1)
    keep()
    assert not is_working_day(date(2035, 10, 1))
    assert is_working_day(date(2035, 9, 29))
    assert holiday_on(date(2035, 10, 1)) == "国庆节"
    # From Friday 28 September: Saturday 29 is worked, then nothing before Monday 8 October.
    assert add_working_days(date(2035, 9, 28), 1) == date(2035, 9, 29)
    assert add_working_days(date(2035, 9, 28), 2) == date(2035, 10, 8)
    assert Entry.objects.filter(kind="calendar.kept").count() == 1


def test_a_year_entered_again_replaces_what_was_entered() -> None:
    keep()
    keep(days_off="元旦 2035-01-01", days_worked="")
    assert is_working_day(date(2035, 10, 1))
    assert not is_working_day(date(2035, 1, 1))
    assert Entry.objects.filter(kind="calendar.kept").count() == 2


@pytest.mark.parametrize(
    ("days_off", "days_worked", "match"),
    [
        ("国庆节", "", "读不懂"),
        ("2035-10-01", "", "读不懂"),
        ("国庆节 2035-10-07 至 2035-10-01", "", "读不懂"),
        ("国庆节 2035-02-30", "", "没有这一天"),
        ("元旦 2036-01-01", "", "不在2035年"),
        ("国庆节 2035-10-01", "2035-10-02", "不是周六或周日"),
        ("国庆节 2035-09-29", "2035-09-29", "同时列在放假中"),
        ("国庆节 2035-10-01", "九月", "不是有效日期"),
        ("", "", "没有登记任何日期"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_kept(
    days_off: str, days_worked: str, match: str
) -> None:
    with pytest.raises(Refusal, match=match):
        keep_year(YEAR, days_off, days_worked, source="某通知", actor=STAFF)
    assert not CalendarDay.objects.exists()
    assert not Entry.objects.exists()


def test_a_published_year_and_a_calendar_without_source_are_refused() -> None:
    assert working_days.is_published(2025)
    with pytest.raises(Refusal, match="程序已带有"):
        keep_year(2025, "国庆节 2025-10-01", "", source="某通知", actor=STAFF)
    with pytest.raises(Refusal, match="没有填写"):
        keep_year(YEAR, "国庆节 2035-10-01", "", source=" ", actor=STAFF)


def test_staff_enter_a_year_on_the_page_and_others_only_read_it() -> None:
    def desk(role: Role) -> Client:
        account = Account.objects.create_user(username=role, full_name="某人")
        RoleGrant.objects.create(account=account, role=role)
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    form = {"year": YEAR, "days_off": "元旦 2035-01-01", "days_worked": "", "source": "某通知"}
    staff, discipline = desk(Role.ORGANISATION_STAFF), desk(Role.DISCIPLINE_OFFICER)
    discipline.post("/policies/calendar/", form)
    assert not CalendarDay.objects.exists()
    assert staff.post("/policies/calendar/", form).status_code == 302
    page = staff.get("/policies/calendar/").content.decode()
    assert "手工登记" in page
    assert staff.post("/policies/calendar/", form | {"days_off": "元旦"}).status_code == 422
