"""Deny by default: a view that declares no permission opens for nobody."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from xuanxian.access.permissions import permissions_needed_by

_OPEN_MODULES = ("whitenoise.", "django.contrib.staticfiles.")


class UndeclaredViewMiddleware:
    """Refuse every view that is neither marked by `needs` nor by Django's `login_not_required`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        arguments: tuple[Any, ...],
        named: dict[str, Any],
    ) -> None:
        if is_undeclared(view):
            raise PermissionDenied("此页面没有声明所需权限，因此不对任何人开放。")


def is_undeclared(view: Callable[..., Any]) -> bool:
    """Whether nobody said who may open `view`."""
    return (
        permissions_needed_by(view) is None
        and getattr(view, "login_required", True)
        and not view.__module__.startswith(_OPEN_MODULES)
    )
