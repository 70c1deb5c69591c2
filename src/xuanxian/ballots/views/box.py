"""The tellers' pages on one screen (同屏), and the balance read aloud before the box is opened.

On one screen the program cannot tell whether three people typed three passphrases; each page says
so. Tellers with devices of their own use `views.tellers`.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import queries, services
from xuanxian.ballots.box_key import TELLERS
from xuanxian.ballots.box_rules import NOTICES
from xuanxian.ballots.forms import DespiteRegistrarsForm, DestroyForm, KeysForm, MakeKeyForm
from xuanxian.ballots.models import Poll
from xuanxian.ballots.views.slips import second_person
from xuanxian.ballots.views.steps import actor_of, poll_or_404, scope_of_poll, step_page
from xuanxian.ballots.views.tellers import download
from xuanxian.kernel.errors import Refusal

ONE_SCREEN = "系统只看到两三个口令，不能证明到场的是几个人。"


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
            downloads = [download(file) for file in files]
            return render(
                request, "ballots/key_files.html", {"poll": found, "downloads": downloads}
            )
    explanation = [
        f"同屏制钥：{NOTICES['same_screen']}有条件的，请三人各用自己的设备。",
        "三名计票人依次坐到这台电脑前，各自输入口令，不让别人看见。口令不保存，忘记无法找回。",
        "生成的三个密钥文件只在下一页出现一次，三人各存入自己的 U 盘。",
    ]
    if found.box_public_key is not None:
        explanation.append("已经制过密钥。重新制作后，原来的密钥文件作废。")
    return step_page(
        request,
        found,
        form,
        heading="同屏制票箱密钥",
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
        heading="同屏试开空票箱",
        explanation=[
            f"同屏试开：{ONE_SCREEN}",
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
    """开箱计票 on one screen: the balance is read aloud, two tellers give their keys."""
    found = poll_or_404(poll_id)
    by_server = found.box_keeping == Poll.BoxKeeping.SERVER
    posted = request.POST if request.method == "POST" else None
    form = KeysForm(0 if by_server else 2, posted, request.FILES or None)
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
    explanation = [
        f"请宣读：制票 {balance.issued} 张，投入 {balance.cast} 张，未投 {balance.unused} 张，"
        f"作废 {balance.void} 张，{balance.cast} + {balance.unused} + {balance.void} = "
        f"{balance.issued}，相符。",
    ]
    if not by_server:
        explanation += [
            f"同屏开箱：{ONE_SCREEN}",
            f"计票人：{'、'.join(found.box_tellers)}，任意两人到场即可。开箱约需几秒钟。",
        ]
    return step_page(
        request,
        found,
        form,
        heading="开箱计票" if by_server else "同屏开箱计票",
        explanation=explanation,
        button="开箱",
        refusal=refusal,
        warning="确定开箱？开箱只能进行一次。",
    )


@require_safe
@never_cache
@needs("ballots.view_poll", unit=scope_of_poll)
def balance(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """票数平衡, large, to be read aloud: issued = cast + unused + void."""
    found = poll_or_404(poll_id)
    if not found.is_secret:
        raise Http404("署名投票不制票。")
    context = {"poll": found, "balance": queries.balance(found)}
    return render(request, "ballots/balance.html", context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_poll)
def despite_registrars(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """登记不符，决定开箱: decided by two persons, on the record."""
    found = poll_or_404(poll_id)
    form = DespiteRegistrarsForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            second = second_person(request, found, form)
            services.open_despite_registrars(
                found,
                form.cleaned_data["reason"],
                persons=(actor_of(request.user), actor_of(second)),
            )
        except Refusal as fault:
            refusal = fault
        else:
            messages.success(request, "已登记决定，可以开箱。")
            return redirect("box", poll_id)
    return step_page(
        request,
        found,
        form,
        heading="登记机不符或无法核对",
        explanation=[
            "登记的票与票箱内的不一致，可能有票被抽走或调换；没有核对的，可能只是机器断网。",
            "查明情况后，由两人共同决定是否开箱。决定和理由记入纪实，不能撤销。",
        ],
        button="两人决定开箱",
        refusal=refusal,
        warning="确定在登记不符或没有核对的情况下开箱？",
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
