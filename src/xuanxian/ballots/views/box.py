"""The pages of the tellers: making the box key, trying it, opening the box, destroying the key."""

import base64
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import queries, services
from xuanxian.ballots.box_key import TELLERS, KeyFile
from xuanxian.ballots.forms import DestroyForm, KeysForm, MakeKeyForm
from xuanxian.ballots.views.steps import actor_of, poll_or_404, scope_of_poll, step_page
from xuanxian.kernel.errors import Refusal


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_poll)
def make_key(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """制票箱密钥: three tellers type their passphrases, three files come back, once."""
    found = poll_or_404(poll_id)
    form = MakeKeyForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            files = services.make_box_key(found, form.tellers, actor=actor_of(request.user))
        except Refusal as fault:
            refusal = fault
        else:
            downloads = [_download(file) for file in files]
            return render(
                request, "ballots/key_files.html", {"poll": found, "downloads": downloads}
            )
    explanation = [
        "三名计票人依次坐到这台电脑前，各自输入口令，不让别人看见。口令不保存，忘记无法找回。",
        "生成的三个密钥文件只在下一页出现一次，三人各存入自己的 U 盘。",
    ]
    if found.box_public_key is not None:
        explanation.append("已经制过密钥。重新制作后，原来的密钥文件作废。")
    return step_page(
        request,
        found,
        form,
        heading="制票箱密钥",
        explanation=explanation,
        button="生成三个密钥文件",
        refusal=refusal,
    )


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", "ballots.count_poll", unit=scope_of_poll)
def test(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """试开空票箱."""
    found = poll_or_404(poll_id)
    form = KeysForm(TELLERS, request.POST or None, request.FILES or None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            services.test_box(found, form.keys(), actor=actor_of(request.user))
        except Refusal as fault:
            refusal = fault
        else:
            messages.success(request, "试开成功：三人的密钥都能用，票箱是空的。")
            return redirect("poll", poll_id)
    return step_page(
        request,
        found,
        form,
        heading="试开空票箱",
        explanation=[
            "系统封入一张试验票，再用每两人的密钥打开，并核实箱内没有票。",
            f"计票人：{'、'.join(found.box_tellers)}。",
        ],
        button="试开",
        refusal=refusal,
    )


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.count_poll", unit=scope_of_poll)
def open_box(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """开箱计票: the balance is read aloud, two tellers give their keys."""
    found = poll_or_404(poll_id)
    form = KeysForm(2, request.POST or None, request.FILES or None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            services.open_box(found, form.keys(), actor=actor_of(request.user))
        except Refusal as fault:
            refusal = fault
        else:
            messages.success(request, "已开箱计票。请计票人当场销毁密钥文件。")
            return redirect("poll", poll_id)
    balance = queries.balance(found)
    return step_page(
        request,
        found,
        form,
        heading="开箱计票",
        explanation=[
            f"请宣读：制票 {balance.issued} 张，投入 {balance.cast} 张，未投 {balance.unused} 张，"
            f"作废 {balance.void} 张，{balance.cast} + {balance.unused} + {balance.void} = "
            f"{balance.issued}，相符。",
            f"计票人：{'、'.join(found.box_tellers)}，任意两人到场即可。开箱约需几秒钟。",
        ],
        button="开箱",
        refusal=refusal,
        warning="确定开箱？开箱只能进行一次。",
    )


@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", "ballots.count_poll", unit=scope_of_poll)
def destroy(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """登记密钥已销毁."""
    found = poll_or_404(poll_id)
    form = DestroyForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        witnesses = [form.cleaned_data["first"], form.cleaned_data["second"]]
        try:
            services.confirm_key_destroyed(found, witnesses, actor=actor_of(request.user))
        except Refusal as fault:
            refusal = fault
        else:
            messages.success(request, "已登记密钥销毁。")
            return redirect("poll", poll_id)
    return step_page(
        request,
        found,
        form,
        heading="销毁票箱密钥",
        explanation=[
            "三名计票人删除 U 盘上的密钥文件（连同回收站和副本），两人见证。",
            "以后复核用开出的票，不再需要密钥。",
        ],
        button="登记已销毁",
        refusal=refusal,
    )


def _download(file: KeyFile) -> dict[str, str]:
    """A link that holds the file itself, so that the server keeps nothing of it."""
    content = base64.b64encode(file.model_dump_json(indent=1).encode()).decode()
    return {
        "teller": file.teller,
        "name": f"计票密钥-{file.place + 1}-{file.teller}.json",
        "address": f"data:application/json;base64,{content}",
    }
