"""What holds for every page: headers, no code within the page, errors in Chinese, colours."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

import xuanxian
from xuanxian.access.models import Role
from xuanxian.access.permissions import needs
from xuanxian.web.urls import handler400, handler403, handler404, handler500  # noqa: F401

pytestmark = pytest.mark.django_db

ROOT = Path(xuanxian.__file__).parent
TEMPLATES = sorted(ROOT.rglob("templates/**/*.html"))
PAGES = (
    "/", "/people/", "/units/", "/selection/", "/ballots/", "/policies/", "/record/", "/import/",
    "/search/?q=王", "/system/", "/password/", "/nowhere/", "/system/accounts/",
)  # fmt: skip
SECRET = "这句话只给开发者看"


@needs("web.view_desk")
def _fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError(SECRET)


@needs("web.view_desk")
def _bad(request: HttpRequest) -> HttpResponse:
    from django.core.exceptions import BadRequest

    raise BadRequest(SECRET)


def _unmarked(request: HttpRequest) -> HttpResponse:
    return HttpResponse(SECRET)


def _addresses() -> list[Any]:
    from xuanxian.web.urls import urlpatterns as real

    return [
        path("fails/", _fails),
        path("bad/", _bad),
        path("unmarked/", _unmarked),
        *real,
    ]


urlpatterns = _addresses()


def _directives(response: HttpResponse) -> dict[str, str]:
    parts = response.headers["Content-Security-Policy"].split(";")
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in parts)}


@pytest.mark.parametrize("address", ["/sign-in/", *PAGES])
def test_every_page_forbids_code_of_others_and_being_framed(
    address: str, client_of: Callable[..., Client]
) -> None:
    client = Client() if address == "/sign-in/" else client_of(Role.ORGANISATION_STAFF)
    answer = client.get(address)
    directives = _directives(answer)
    assert directives["default-src"] == "'self'"
    assert directives["object-src"] == "'none'"
    assert directives["base-uri"] == "'none'"
    assert directives["form-action"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "script-src" not in directives  # falls back to default-src
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    page = answer.content.decode()
    assert '<html lang="zh-CN"' in page
    assert _code_within(page) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


def _code_within(text: str) -> list[str]:
    """Style attributes, style elements, event attributes and scripts without a source."""
    text = re.sub(r"\{#.*?#\}|<!--.*?-->", "", text, flags=re.DOTALL)
    found = re.findall(r"<[a-zA-Z][^<>]*\s(?:style|on[a-z]+)\s*=", text)
    found += re.findall(r"<style\b|javascript:", text, re.IGNORECASE)
    found += [tag for tag in re.findall(r"<script\b[^>]*>", text) if "src=" not in tag]
    return found


@pytest.mark.parametrize(
    "text",
    [
        '<p style="x">',
        "<a href='#' onclick='x()'>",
        "<script>x</script>",
        "<style>",
        "javascript:x",
    ],
)
def test_the_scan_finds_code_within_a_page(text: str) -> None:
    assert _code_within(text)


def test_no_template_of_any_room_holds_code() -> None:
    assert len(TEMPLATES) > 100
    found = {
        str(template.relative_to(ROOT)): code
        for template in TEMPLATES
        if (code := _code_within(template.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_no_style_sheet_or_script_fetches_from_elsewhere() -> None:
    files = [*ROOT.rglob("static/**/*.css"), *ROOT.rglob("static/**/*.js")]
    assert files
    elsewhere = re.compile(r"url\(\s*['\"]?(?:https?:)?//|@import|import\(|\beval\(|new Function")
    found = [file.name for file in files if elsewhere.search(file.read_text(encoding="utf-8"))]
    assert found == []


def _failing(client: Client) -> Client:
    client.raise_request_exception = False
    return client


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/nowhere/", 404, "没有这一页"),
        ("/system/accounts/", 403, "没有权限"),
        ("/unmarked/", 403, "没有权限"),
        ("/bad/", 400, "请求无法识别"),
        ("/fails/", 500, "程序出错"),
    ],
)
def test_errors_are_told_in_chinese_and_tell_nothing_of_the_program(
    address: str, status: int, told: str, client_of: Callable[..., Client]
) -> None:
    answer = _failing(client_of(Role.ORGANISATION_STAFF)).get(address)
    page = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{told}</h1>" in page
    assert SECRET not in page
    assert "Traceback" not in page
    assert _code_within(page) == []
    assert _directives(answer)["default-src"] == "'self'"


def test_a_stale_form_says_so() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


def test_an_unknown_host_is_refused() -> None:
    assert Client().get("/sign-in/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    ("cookie", "attribute"),
    [
        ("dark", ' data-theme="dark"'),
        ("light", ' data-theme="light"'),
        ("", ""),
        ('"><script>', ""),
    ],
)
def test_the_chosen_colours_are_drawn_by_the_server(
    cookie: str, attribute: str, client_of: Callable[..., Client]
) -> None:
    client = client_of(Role.ORGANISATION_STAFF)
    client.cookies["theme"] = cookie
    assert f'<html lang="zh-CN"{attribute}>' in client.get("/").content.decode()


def test_the_about_page_says_what_runs(client_of: Callable[..., Client]) -> None:
    page = client_of(Role.PERSON).get("/system/").content.decode()
    for text in (xuanxian.__version__, "正式环境", "Apache-2.0", "干部本人", "全部单位"):
        assert text in page
