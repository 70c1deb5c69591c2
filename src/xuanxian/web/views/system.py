"""系统: about, the trail of disclosures, the rehearsal clock."""

import platform
from datetime import timedelta

import django
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

import xuanxian
from xuanxian.access import queries, services
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.web.forms import ClockForm

READINGS_A_PAGE = 50


@needs("access.view_about")
@require_safe
def about(request: SignedInRequest) -> HttpResponse:
    """关于: what runs here."""
    facts = [
        ("版本", xuanxian.__version__),
        ("运行方式", "演练环境" if settings.XUANXIAN_REHEARSAL else "正式环境"),
        ("系统日期", f"{clock.today():%Y.%m.%d}"),
        ("数据库", {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor)),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        ("许可", "Apache-2.0"),
    ]
    return render(request, "web/about.html", {"facts": facts})


@needs("access.view_sensitive_readings")
@require_safe
def readings(request: SignedInRequest) -> HttpResponse:
    """敏感信息查阅: who revealed which masked field, for what."""
    text = request.GET.get("q", "")
    page = Paginator(queries.sensitive_readings(text), READINGS_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "web/readings.html", {"page": page, "text": text})


@needs("access.advance_clock")
def rehearsal_clock(request: SignedInRequest) -> HttpResponse:
    """演练时钟: the date that a rehearsal believes, and moving it forward."""
    if not settings.XUANXIAN_REHEARSAL:
        raise Http404("正式环境没有演练时钟。")
    form = ClockForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            services.advance_clock(form.cleaned_data["days"], actor=request.user.acting_as())
        except Refusal as fault:
            refusal = fault
        else:
            messages.success(request, f"演练时钟已拨到 {clock.today():%Y.%m.%d}。")
            return redirect("clock")
    today = clock.today()
    days = clock.rehearsal_days()
    return render(
        request,
        "web/clock.html",
        {
            "form": form,
            "refusal": refusal,
            "today": today,
            "days": days,
            "machine_date": today - timedelta(days=days),
        },
    )
