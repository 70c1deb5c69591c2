"""What the frame of every page shows: navigation, scope, roles, the rehearsal clock."""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from xuanxian.access.models import Account, Role
from xuanxian.access.permissions import may
from xuanxian.kernel import clock
from xuanxian.registry.models import Organisation

register = template.Library()

_ROOMS = (
    ("工作台", "/", "web.view_desk"),
    ("干部", "/people/", "registry.view_person"),
    ("我的档案", "/people/me/", "registry.view_own_file"),
    ("竞争选拔", "/selection/contest/openings/", "selection.apply"),
    ("我的选任", "/selection/mine/", "selection.view_own_case"),
    ("机构职位", "/units/", "registry.view_unit"),
    ("选任", "/selection/", "selection.view_case"),
    ("征求意见", "/selection/replies/", "selection.answer_clearance"),
    ("会议投票", "/ballots/", "ballots.view_poll", "ballots.view_meeting"),
    ("制度", "/policies/", "policy.view_policy"),
    ("纪实", "/record/", "record.view_stream", "record.view_access_stream"),
    ("系统", "/system/", "access.view_about"),
)

_SYSTEM_PAGES = (
    ("关于", "system", "access.view_about"),
    ("账号", "accounts", "access.view_accounts"),
    ("敏感信息查阅", "readings", "access.view_sensitive_readings"),
    ("演练时钟", "clock", "access.advance_clock"),
)


def _account(context: Context) -> Account | None:
    account = context.get("user")
    return account if isinstance(account, Account) else None


@register.inclusion_tag("web/parts/navigation.html", takes_context=True)
def navigation(context: Context) -> dict[str, Any]:
    """The rooms that the account may open, the present one marked."""
    account = _account(context)
    request = context.get("request")
    here = request.path if request else "/"
    open_rooms = [
        (name, url)
        for name, url, *permissions in _ROOMS
        if any(may(account, permission) for permission in permissions)
    ]
    # A room inside another marks itself only.
    nearest = max(
        (url for _, url in open_rooms if here == url or (url != "/" and here.startswith(url))),
        key=len,
        default="",
    )
    return {
        "rooms": [{"name": name, "url": url, "here": url == nearest} for name, url in open_rooms]
    }


@register.simple_tag(takes_context=True)
def system_tabs(context: Context) -> list[dict[str, Any]]:
    """The pages of 系统 that the account may open."""
    account, here = _account(context), context["request"].path
    tabs = [
        (name, reverse(address), permission)
        for name, address, permission in _SYSTEM_PAGES
        if address != "clock" or settings.XUANXIAN_REHEARSAL
    ]
    return [
        {"name": name, "url": url, "here": here == url}
        for name, url, permission in tabs
        if may(account, permission)
    ]


@register.simple_tag(takes_context=True)
def management_scope(context: Context) -> str:
    """The units that the account's roles reach: 全部单位, one name, or a name and how many more."""
    account = _account(context)
    if account is None or not account.reach:
        return ""
    units = {unit for _, unit in account.reach}
    if "" in units:
        return "全部单位"
    first = Organisation.objects.filter(code__in=units).order_by("place", "code").first()
    name = str(first) if first else min(units)
    return name if len(units) == 1 else f"{name}等{len(units)}个单位"


@register.simple_tag(takes_context=True)
def role_names(context: Context) -> str:
    """The account's roles in Chinese, parted by 、."""
    account = _account(context)
    if account is None:
        return ""
    return "、".join(role.label for role in Role if role in account.role_codes) or "尚未授予角色"


@register.simple_tag
def rehearsal_banner() -> SafeString | str:
    """The date of the rehearsal clock; nothing on a working installation."""
    if not settings.XUANXIAN_REHEARSAL:
        return ""
    today = clock.today()
    return format_html(
        '<aside class="rehearsal" aria-label="演练提示">演练时钟 {}年{}月{}日 · '
        "本系统为演练环境，人员和事项均为虚构</aside>",
        today.year,
        today.month,
        today.day,
    )


@register.simple_tag(takes_context=True)
def chosen_theme(context: Context) -> SafeString | str:
    """The attribute for a reader who chose light or dark against the machine."""
    request = context.get("request")
    theme = request.COOKIES.get("theme") if request else None
    return format_html(' data-theme="{}"', theme) if theme in {"light", "dark"} else ""
