"""The voter's page over HTTP: what it takes, and that it leaves no trace."""

import json
import logging
from typing import Any

import pytest
from django.test import Client

from tests.ballots.conftest import Meeting, opened, prepared
from xuanxian.ballots.models import Slip

pytestmark = pytest.mark.django_db

HOST = "http://testserver"


def post(path: str, content: Any, **headers: str) -> Any:
    body = content if isinstance(content, str | bytes) else json.dumps(content)
    headers = {"HTTP_ORIGIN": HOST, "REMOTE_ADDR": "203.0.113.77"} | headers
    return Client(raise_request_exception=False).post(
        path, body, content_type="application/json", **headers
    )


def ballot(meeting: Meeting, slip: int = 0, marks: tuple[int | None, ...] = (0, 1)) -> Any:
    return {"code": meeting.slips[slip].code, "marks": list(marks)}


def cast_number() -> int:
    return Slip.objects.exclude(envelope=None).count()


def test_a_slip_opens_its_ballot_and_casts_it() -> None:
    meeting = opened(6)
    paper = post("/v/paper", {"code": meeting.slips[0].code}).content.decode()
    assert "县委常委会会议表决" in paper
    assert "王某甲" in paper
    assert "拟任某局局长" in paper
    done = post("/v/cast", ballot(meeting))
    assert "已投票" in done.content.decode()
    assert cast_number() == 1


def test_the_answer_is_the_same_whatever_was_chosen() -> None:
    meeting = opened(6)
    answers = set()
    for slip, marks in enumerate([(0, 0), (1, 1), (2, 0), (None, None)]):
        response = post("/v/cast", ballot(meeting, slip, marks))
        assert cast_number() == slip + 1
        answers.add((response.status_code, response.content, str(response.headers.items())))
    assert len(answers) == 1


def test_an_unknown_void_used_and_foreign_slip_get_the_same_answer() -> None:
    meeting, other = opened(6), prepared(6)
    post("/v/cast", ballot(meeting))
    void = meeting.slips[1]
    Slip.objects.filter(envelope=None, poll=meeting.poll).update(state=Slip.State.VOID)
    codes = [meeting.slips[0].code, void.code, other.slips[0].code, "Z" * 26, "", "x"]
    for path, more in (("/v/paper", {}), ("/v/cast", {"marks": [0, 0]})):
        answers = {
            (response.status_code, response.content)
            for response in (post(path, {"code": code} | more) for code in codes)
        }
        assert len(answers) == 1
    assert cast_number() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"class": "组织部"},
        {"marks": [0, 0, 0]},
        {"marks": [7, 0]},
        {"marks": [-1, 0]},
        {"marks": ["同意", 0]},
        {"marks": [True, 0]},
        {"names": [0]},
        {"written": ["张三"]},
    ],
)
def test_what_the_ballot_does_not_ask_for_is_not_cast(change: dict[str, Any]) -> None:
    meeting = opened(6)
    response = post("/v/cast", ballot(meeting) | change)
    assert "已投票" not in response.content.decode()
    assert cast_number() == 0


@pytest.mark.parametrize(
    "body",
    [
        '{"code": "%s", "marks": [0, 0], "marks": [1, 1]}',
        '{"code": "%s", "marks": [0, 0]}' + " " * 1_000_000,
        '["%s"]',
        "%s",
        "{" * 5000 + "%s",
    ],
)
def test_a_doubled_field_a_huge_body_and_rubbish_are_not_cast(body: str) -> None:
    meeting = opened(6)
    response = post("/v/cast", body.replace("%s", meeting.slips[0].code))
    assert response.status_code == 200
    assert "已投票" not in response.content.decode()
    assert cast_number() == 0


def test_a_page_of_another_site_cannot_cast() -> None:
    meeting = opened(6)
    for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
        assert post("/v/cast", ballot(meeting), HTTP_ORIGIN=origin).status_code == 403
    bare = Client().post("/v/cast", json.dumps(ballot(meeting)), content_type="application/json")
    assert bare.status_code == 403
    assert cast_number() == 0


@pytest.mark.parametrize("path", ["/v", "/v/voter.js", "/v/voter.css", "/v/nowhere"])
def test_no_page_sets_a_cookie_or_may_be_kept(path: str) -> None:
    response = Client().get(path)
    assert not response.cookies
    assert "Vary" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_casting_asks_the_browser_to_forget_and_sets_no_cookie() -> None:
    response = post("/v/cast", ballot(opened(6)))
    assert not response.cookies
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert response.headers["Cache-Control"] == "no-store"


def test_a_fault_of_the_program_tells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    meeting = opened(6)
    code = meeting.slips[0].code
    # A public half of the wrong length makes sealing fail, as a damaged database would.
    meeting.poll.box_public_key = b"damaged"
    meeting.poll.save()
    response = post("/v/cast", ballot(meeting))
    assert response.status_code == 500
    assert code not in response.content.decode()
    assert code not in caplog.text
    assert "damaged" not in response.content.decode()


def test_no_log_line_and_no_row_keeps_code_address_or_choice(
    caplog: pytest.LogCaptureFixture,
) -> None:
    from django.contrib.sessions.models import Session
    from django.db import connection

    meeting = opened(6)
    caplog.set_level(logging.DEBUG)
    # The store's own debug log repeats statements; only a development machine turns it on.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    for slip in range(6):
        post("/v/paper", {"code": meeting.slips[slip].code})
        post("/v/cast", ballot(meeting, slip, (1, 2)))
    post("/v/cast", ballot(meeting))
    assert cast_number() == 6
    assert not Session.objects.exists()
    written = caplog.text
    for table in connection.introspection.table_names():
        if table == "ballots_slip":
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            written += repr(cursor.fetchall())
    for slip in meeting.slips:
        assert slip.code not in written
    for row in Slip.objects.all():
        assert row.code_hash not in written
    assert "203.0.113.77" not in written
