"""The desk by deadline, and the one search within the scope of the account."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from xuanxian.access import search, todo
from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.kernel import clock
from xuanxian.registry import services as registry
from xuanxian.registry.dossier import Dossier

TODAY = date(2026, 11, 21)
STAFF = Role.ORGANISATION_STAFF


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five to-dos of a room, in no order; other rooms have none."""

    def todos(account: Account) -> list[todo.Todo]:
        return [
            todo.Todo("没有期限的事", "/d"),
            todo.Todo("以后到期的事", "/c", due=date(2026, 12, 1)),
            todo.Todo("后天到期的事", "/e", due=date(2026, 11, 23)),
            todo.Todo("今天到期的事", "/b", due=TODAY),
            todo.Todo("已经超期的事", "/a", due=date(2026, 11, 20), why="公示期满5个工作日"),
        ]

    monkeypatch.setattr(todo, "_providers", [])
    todo.register_provider(todos)


def test_what_is_overdue_stands_first_and_what_has_no_deadline_last(
    waiting: None, client_of: Callable[..., Client]
) -> None:
    client = client_of(STAFF)
    with clock.set_to(TODAY):
        page = client.get("/").content.decode()
    order = ["已超期", "已经超期的事", "今天到期", "今天到期的事", "将到期", "后天到期的事",
             "以后到期的事", "没有期限的事"]  # fmt: skip
    places = [page.index(text) for text in order]
    assert places == sorted(places)
    assert "公示期满5个工作日" in page
    assert page.count("overdue") == 1


def test_to_dos_of_all_rooms_come_by_deadline(
    waiting: None, account_with: Callable[..., Account]
) -> None:
    todo.register_provider(lambda account: [todo.Todo("别处的事", "/f", due=date(2026, 11, 22))])
    order = [one.url for one in todo.todos_of(account_with(STAFF))]
    assert order == ["/a", "/b", "/f", "/e", "/c", "/d"]


def test_a_deadline_passes_with_the_clock(waiting: None, client_of: Callable[..., Client]) -> None:
    client = client_of(STAFF)
    with clock.set_to(date(2026, 12, 2)):
        page = client.get("/").content.decode()
    assert page.count("overdue") == 4
    assert "将到期" not in page


def test_an_account_without_role_is_told_so(client_of: Callable[..., Client]) -> None:
    assert "还没有授予您角色" in client_of().get("/").content.decode()


@pytest.fixture
def people(db: None) -> None:
    actor = Actor.command_line()
    area = registry.enter_organisation(
        code="01", name="某县", kind="area", actor=actor, source="测试"
    )
    for code, name in (("01.01", "某县教育局"), ("01.02", "某县财政局")):
        registry.enter_organisation(
            code=code, name=name, kind="government", parent=area, actor=actor, source="测试"
        )
    for name, unit in (("王一鸣", "01.01"), ("王二喜", "01.02")):
        registry.enter_dossier(Dossier(name=name, unit_code=unit), actor=actor, source="测试")


@pytest.mark.parametrize("text", ["王一鸣", "wangyiming", "wym", " 王一 "])
def test_search_finds_people_by_name_pinyin_and_initials(
    people: None, client_of: Callable[..., Client], text: str
) -> None:
    page = client_of(STAFF).get("/search/", {"q": text}).content.decode()
    assert "王一鸣</a>" in page
    assert "王二喜</a>" not in page


def test_search_finds_units(people: None, client_of: Callable[..., Client]) -> None:
    page = client_of(STAFF).get("/search/", {"q": "财政"}).content.decode()
    assert "某县财政局</a>" in page


def test_search_stays_within_the_scope_of_the_account(
    people: None, client_of: Callable[..., Client]
) -> None:
    client = client_of()
    RoleGrant.objects.create(
        account=Account.objects.get(), role=Role.UNIT_PARTY_GROUP, unit_code="01.02"
    )
    page = client.get("/search/", {"q": "王"}).content.decode()
    assert "王二喜</a>" in page
    assert "王一鸣" not in page


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR, Role.PERSON])
def test_search_shows_nobody_to_those_who_may_open_no_file(
    people: None, client_of: Callable[..., Client], role: Role
) -> None:
    assert "王一鸣" not in client_of(role).get("/search/", {"q": "王"}).content.decode()


def test_search_asks_every_room_and_escapes_what_was_typed(
    client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_providers", {})
    search.register_provider("批次", lambda account, text, limit: [search.Hit(text, "/x", "说明")])
    search.register_provider("空的", lambda account, text, limit: [])
    page = client_of(STAFF).get("/search/", {"q": "<b>甲"}).content.decode()
    assert "<b>甲" not in page
    assert '<a href="/x">&lt;b&gt;甲</a>' in page
    assert "批次" in page
    assert "空的" not in page


def test_an_empty_search_and_one_without_hits_say_what_to_do(
    client_of: Callable[..., Client],
) -> None:
    client = client_of(STAFF)
    assert "想找什么" in client.get("/search/").content.decode()
    assert "没有找到" in client.get("/search/", {"q": "没有这个人"}).content.decode()
