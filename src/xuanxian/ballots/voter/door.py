"""The door to the voter's page: the outermost middleware, past which no voter's request goes.

Sessions, sign-in, lock-out counters, logs and error mails all stand further in and never see it.
The code of a slip comes in the body of a POST only, never in an address.
"""

import logging
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

_log = logging.getLogger(__name__)

_URLS = "xuanxian.ballots.voter.urls"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class VoterDoor:
    """Answers everything below /v itself. Must be the first middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info != "/v" and not request.path_info.startswith("/v/"):
            return self.get_response(request)
        response = _answer(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        # Django would log a fault together with the request, and mail it with its body.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        request.get_host()
        found = resolve(request.path_info, urlconf=_URLS)
        response: HttpResponse = found.func(request)
    except DisallowedHost:
        return HttpResponse("地址不对。", status=400, content_type="text/plain; charset=utf-8")
    except Resolver404:
        return HttpResponse("没有这一页。", status=404, content_type="text/plain; charset=utf-8")
    except Exception as fault:  # noqa: BLE001 (whatever it is, its text may quote the ballot)
        _log.error("the voter's page failed: %s", type(fault).__name__)
        return HttpResponse(render_to_string("ballots/voter/fault.html"), status=500)
    return response
