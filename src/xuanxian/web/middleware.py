"""What the user can mend is shown as a page, not as a failure of the program."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from xuanxian.kernel.errors import Refusal

UNPROCESSABLE = 422


_SEEN = "seen"
_SECONDS_BETWEEN_MARKS = 300


class NothingKeptMiddleware:
    """For whoever is signed in: no browser keeps a page, and idleness ends the session.

    A page about people must not come back by the back button, or out of a cache on disk, after
    signing out at a shared computer. A view that set `Cache-Control` itself is left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        signed_in = request.user.is_authenticated
        if signed_in and time.time() - request.session.get(_SEEN, 0) > _SECONDS_BETWEEN_MARKS:
            # Storing the session moves its end on; at each request it would be a write too many.
            request.session[_SEEN] = int(time.time())
        response = self.get_response(request)
        if signed_in and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store, private"
        return response


class RefusalMiddleware:
    """Show a `Refusal` that no view caught: what was refused and how to mend it, status 422.

    Pages with a form catch it themselves and show `{% problems refusal %}` above the form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if not isinstance(fault, Refusal):
            return None
        template = (
            "web/parts/problems.html" if getattr(request, "htmx", None) else "web/refusal.html"
        )
        return render(request, template, {"refusal": fault}, status=UNPROCESSABLE)
