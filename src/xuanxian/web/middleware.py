"""What the user can mend is shown as a page, not as a failure of the program."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from xuanxian.kernel.errors import Refusal

UNPROCESSABLE = 422


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
