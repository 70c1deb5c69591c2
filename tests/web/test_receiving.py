"""A slow or huge sender holds up nobody: requests are received whole before they are answered."""

import io
import queue
import threading
from collections.abc import Iterable
from typing import Any

import pytest
from django.http import HttpResponse

from xuanxian.web.receiving import LARGEST, LARGEST_OF_STRANGERS, receive_first

# A Django answer, closed, looks after the connections to the store.
pytestmark = pytest.mark.django_db


class SlowPhone:
    """A sender whose next part comes when it is put into `sent`."""

    def __init__(self) -> None:
        self.sent: queue.Queue[bytes] = queue.Queue()

    def read(self, _: int) -> bytes:
        return self.sent.get(timeout=10)


def application(environment: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answers with the body it was sent."""
    start_response("200 OK", [])
    return HttpResponse(environment["wsgi.input"].read())


def environment(body: Any, length: int, **more: str) -> dict[str, Any]:
    return {"wsgi.input": body, "CONTENT_LENGTH": str(length), **more}


def ask(received: Any, given: dict[str, Any]) -> tuple[str, bytes]:
    status: list[str] = []
    answer = b"".join(received(given, lambda line, _: status.append(line)))
    return status[0], answer


@pytest.mark.parametrize("at_once", [1, 4])
def test_who_sends_slowly_holds_up_nobody(at_once: int) -> None:
    received = receive_first(application, at_once=at_once)
    phone = SlowPhone()
    answers: list[tuple[str, bytes]] = []
    slow = threading.Thread(
        target=lambda: answers.append(ask(received, environment(phone, 11))), daemon=True
    )
    slow.start()
    phone.sent.put(b"half of ")
    # While the first has sent half of its ballot, the second is answered.
    assert ask(received, environment(io.BytesIO(b"ballot"), 6)) == ("200 OK", b"ballot")
    assert not answers
    phone.sent.put(b"it.")
    slow.join(10)
    assert answers == [("200 OK", b"half of it.")]


def test_answers_take_turns_where_they_have_to() -> None:
    inside: list[int] = []
    most: list[int] = []

    def counting(_: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        inside.append(1)
        most.append(len(inside))
        threading.Event().wait(0.02)
        inside.pop()
        start_response("200 OK", [])
        return HttpResponse()

    received = receive_first(counting, at_once=1)
    threads = [
        threading.Thread(target=ask, args=(received, environment(io.BytesIO(), 0)), daemon=True)
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (len(most), max(most)) == (8, 1)


@pytest.mark.parametrize(
    ("length", "cookie", "status"),
    [
        (LARGEST_OF_STRANGERS + 1, "", "413 Content Too Large"),
        (LARGEST_OF_STRANGERS + 1, "sessionid=something", "200 OK"),
        (LARGEST + 1, "sessionid=something", "413 Content Too Large"),
    ],
)
def test_more_than_a_request_needs_is_not_received(length: int, cookie: str, status: str) -> None:
    body = io.BytesIO(b"x")
    given = environment(body, length, HTTP_COOKIE=cookie)
    assert ask(receive_first(application, at_once=1), given)[0] == status
    assert body.tell() == (1 if status == "200 OK" else 0)
