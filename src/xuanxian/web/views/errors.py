"""Error pages in Chinese: what happened and what to do next."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """400."""
    return _page(
        request,
        400,
        "请求无法识别",
        "浏览器发来的内容不完整或已过期。请回到上一页，刷新后重新填写。",
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403; a message of ours is shown, anything else is not."""
    told = str(exception) if isinstance(exception, PermissionDenied) else ""
    return _page(
        request,
        403,
        "没有权限",
        f"{told or '您的角色没有打开此页面的权限。'}如确需办理，请与系统管理员联系。",
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form whose token is missing or stale."""
    return _page(
        request,
        403,
        "页面已过期",
        "这张表打开的时间过长，或在另一个窗口重新登录过。请回到上一页，刷新后重新提交。",
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404."""
    return _page(
        request,
        404,
        "没有这一页",
        "地址可能写错了，或所指的事项不在您的管理范围内。可以用上方的搜索查找。",
    )


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500; needs neither database nor session, and tells nothing of the fault."""
    return HttpResponse(render_to_string("web/server_error.html"), status=500)


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "web/error.html", {"title": title, "text": text}, status=status)
