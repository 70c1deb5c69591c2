"""Deny by default: a view that declares no permission opens for nobody."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from xuanxian.access.permissions import View, permissions_needed_by

_OPEN_MARK = "opens_with_first_password"
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


class FirstPasswordMiddleware:
    """Send an account that still has the password somebody else made to the page to change it."""

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
    ) -> HttpResponse | None:
        must_change = getattr(request.user, "must_change_password", False)
        open_to_all = not getattr(view, "login_required", True)
        if not must_change or open_to_all or getattr(view, _OPEN_MARK, False):
            return None
        return redirect("password")


def open_with_first_password(view: View) -> View:
    """Decorate the few views that an account with a first password may use."""
    setattr(view, _OPEN_MARK, True)
    return view


def is_undeclared(view: Callable[..., Any]) -> bool:
    """Whether nobody said who may open `view`."""
    return (
        permissions_needed_by(view) is None
        and getattr(view, "login_required", True)
        and not view.__module__.startswith(_OPEN_MODULES)
    )
