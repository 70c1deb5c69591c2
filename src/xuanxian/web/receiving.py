"""Receiving a request whole before the program turns to it.

A phone that sends its ballot slowly, over a poor connection or on purpose, must not hold up the
hall. On SQLite requests are answered one at a time, so it is the answering that takes turns, never
the receiving.
"""

import threading
from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpResponseBase

from xuanxian.exchange import limits

Environment = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environment, StartResponse], Iterable[bytes]]

LARGEST_OF_STRANGERS = 64 * 1024
"""Bytes of a request without a session: a sign-in or a ballot."""
LARGEST = 2 * limits.ARCHIVE_BYTES
"""Bytes of any request: an archive of files to import, with room to spare."""
_IN_MEMORY = 1024 * 1024
_AT_ONCE = 64 * 1024


def receive_first(application: Application, *, at_once: int) -> Application:
    """`application`, called only when the request has come in whole.

    Args:
        application: a Django WSGI application.
        at_once: how many of its calls, with the closing of their connections, run side by side.
    """
    turn = threading.BoundedSemaphore(at_once)

    def received(environment: Environment, start_response: StartResponse) -> Iterable[bytes]:
        length = _length_of(environment)
        if length > _largest(environment):
            text = "上传的内容太大，没有接收。".encode()
            start_response(
                "413 Content Too Large",
                [
                    ("Content-Type", "text/plain; charset=utf-8"),
                    ("Content-Length", str(len(text))),
                    ("Connection", "close"),
                ],
            )
            return [text]
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
            _copy(environment["wsgi.input"], body, length)
            body.seek(0)
            environment["wsgi.input"] = body
            with turn:
                return _answered(application(environment, start_response))

    return received


def _answered(response: Iterable[bytes]) -> Iterable[bytes]:
    """What is to be sent, with nothing of the store left open."""
    if isinstance(response, HttpResponseBase) and not response.streaming:
        try:
            return [b"".join(response)]
        finally:
            response.close()
    connections.close_all()
    return response


def _copy(source: Any, target: Any, length: int) -> None:
    left = length
    while left > 0:
        part = source.read(min(left, _AT_ONCE))
        if not part:
            return  # The sender went away; what came in is no whole form and is refused as such.
        target.write(part)
        left -= len(part)


def _length_of(environment: Environment) -> int:
    text = str(environment.get("CONTENT_LENGTH") or "0")
    return int(text) if text.isdigit() else 0


def _largest(environment: Environment) -> int:
    cookies = str(environment.get("HTTP_COOKIE", ""))
    return LARGEST if f"{settings.SESSION_COOKIE_NAME}=" in cookies else LARGEST_OF_STRANGERS
