"""The page that makes links for telephone numbers."""

import csv
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import services
from xuanxian.ballots.box_rules import SENT_NOTICE
from xuanxian.ballots.message_link_forms import MessageLinksForm
from xuanxian.ballots.views.steps import actor_of, poll_or_404, scope_of_poll, take_step


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_poll)
def links(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """制短信链接: the list is the answer itself and can never be made again."""
    found = poll_or_404(poll_id)
    form = MessageLinksForm(
        found.classes.all(),
        request.POST or None,
        address=request.build_absolute_uri("/").rstrip("/"),
    )

    def act() -> HttpResponse:
        made = services.make_message_links(found, form.numbers, actor=actor_of(request.user))
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="links.csv"'
        response.write("\ufeff")  # without it spreadsheets misread the Chinese heads
        sheet = csv.writer(response)
        sheet.writerow(["手机号码", "投票链接"])
        address = form.cleaned_data["address"]
        sheet.writerows([link.number, f"{address}/v#{link.code}"] for link in made)
        return response

    return take_step(
        request,
        found,
        form,
        act,
        heading="制短信链接",
        explanation=[
            f"不能保证：{SENT_NOTICE}",
            "制成后下载手机号码和链接的名单，交短信平台发送。"
            "系统不保存号码，名单不能再次下载；遗失的只能作废后重制。发送后请销毁名单。",
        ],
        button="制作并下载名单",
    )
