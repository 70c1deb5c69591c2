"""The box key of a meeting on one screen; the page of the box has the way with three devices."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import services
from xuanxian.ballots.box_key import TELLERS
from xuanxian.ballots.box_rules import NOTICES
from xuanxian.ballots.forms import KeysForm, MakeKeyForm
from xuanxian.ballots.views.meetings.steps import (
    meeting_or_404,
    meeting_step,
    scope_of_meeting,
)
from xuanxian.ballots.views.steps import actor_of
from xuanxian.ballots.views.tellers import download
from xuanxian.kernel.errors import Refusal


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_meeting", unit=scope_of_meeting)
def make(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """同屏制票箱密钥, one for all polls of the meeting."""
    found = meeting_or_404(meeting_id)
    form = MakeKeyForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            files = services.make_meeting_key(found, form.tellers, actor=actor_of(request.user))
        except Refusal as fault:
            refusal = fault
        else:
            return render(
                request,
                "ballots/meetings/key_files.html",
                {"meeting": found, "downloads": [download(file) for file in files]},
            )
    return meeting_step(
        request,
        found,
        form,
        heading="同屏制票箱密钥",
        explanation=[
            f"同屏制钥：{NOTICES['same_screen']}有条件的，请三人各用自己的设备。",
            "全部表决项共用一把钥匙。三名计票人依次输入口令，口令不保存，忘记无法找回。",
            "生成的三个密钥文件只在下一页出现一次，三人各存入自己的 U 盘。重新制作的，原来的作废。",
        ],
        button="生成三个密钥文件",
        refusal=refusal,
        back=reverse("box", args=[found.pk]),
    )


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_meeting", "ballots.count_poll", unit=scope_of_meeting)
def test(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """同屏试开空票箱, all boxes of the meeting at once."""
    found = meeting_or_404(meeting_id)
    form = KeysForm(TELLERS, request.POST or None, request.FILES or None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            services.test_meeting_boxes(found, form.keys(), actor=actor_of(request.user))
        except Refusal as fault:
            refusal = fault
        else:
            messages.success(request, "试开成功：三人的密钥都能用，各票箱都是空的。")
            return redirect("meeting", meeting_id)
    return meeting_step(
        request,
        found,
        form,
        heading="同屏试开空票箱",
        explanation=["系统封入一张试验票，再用每两人的密钥打开，并核实各箱内没有票。"],
        button="试开",
        refusal=refusal,
        back=reverse("box", args=[found.pk]),
    )
