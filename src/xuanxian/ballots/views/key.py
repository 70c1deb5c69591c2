"""The box key on one screen (同屏): making it, trying it; and its end. Of a poll or a meeting.

On one screen the program cannot tell whether three people typed three passphrases; each page says
so. Tellers with devices of their own use `views.tellers`.
"""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import services
from xuanxian.ballots.box_key import TELLERS
from xuanxian.ballots.box_rules import NOTICES
from xuanxian.ballots.forms import DestroyForm, KeysForm, MakeKeyForm
from xuanxian.ballots.views.steps import (
    actor_of,
    holder_or_404,
    notice_of,
    scope_of_holder,
    take_step,
    trail_to,
)
from xuanxian.ballots.views.tellers import download

ONE_SCREEN = "系统只看到两三个口令，不能证明到场的是几个人。"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_holder)
def make_key(request: SignedInRequest, holder_id: UUID) -> HttpResponse:
    """同屏制票箱密钥: three tellers type their passphrases, three files come back, once."""
    found = holder_or_404(holder_id)
    box = services.box_of(found)
    form = MakeKeyForm(request.POST or None)

    def act() -> HttpResponse:
        files = services.make_box_key(found, form.tellers, actor=actor_of(request.user))
        context = {
            "box": box,
            "trail": trail_to(box),
            "notice": notice_of(box),
            "downloads": [download(file) for file in files],
        }
        return render(request, "ballots/key_files.html", context)

    explanation = [
        f"同屏制钥：{NOTICES['same_screen']}有条件的，请三人各用自己的设备。",
        "三名计票人依次坐到这台电脑前，各自输入口令，不让别人看见。口令不保存，忘记无法找回。",
        "生成的三个密钥文件只在下一页出现一次，三人各存入自己的 U 盘。",
    ]
    if box.of == "meeting":
        explanation.append("全部表决项共用一把钥匙。")
    if box.public_half is not None:
        explanation.append("已经制过密钥。重新制作后，原来的密钥文件作废。")
    return take_step(
        request,
        box,
        form,
        act,
        heading="同屏制票箱密钥",
        explanation=explanation,
        button="生成三个密钥文件",
    )


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", "ballots.count_poll", unit=scope_of_holder)
def test_box(request: SignedInRequest, holder_id: UUID) -> HttpResponse:
    """同屏试开空票箱; of a meeting those of all its polls at once."""
    found = holder_or_404(holder_id)
    box = services.box_of(found)
    form = KeysForm(TELLERS, request.POST or None, request.FILES or None)

    def act() -> str:
        services.test_box(found, form.keys(), actor=actor_of(request.user))
        return "试开成功：三人的密钥都能用，票箱是空的。"

    return take_step(
        request,
        box,
        form,
        act,
        heading="同屏试开空票箱",
        explanation=[
            f"同屏试开：{ONE_SCREEN}",
            "系统封入一张试验票，再用每两人的密钥打开，并核实箱内没有票。",
            f"计票人：{'、'.join(seat.name for seat in box.seats) or '还没有制钥'}。",
        ],
        button="试开",
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", "ballots.count_poll", unit=scope_of_holder)
def destroy(request: SignedInRequest, holder_id: UUID) -> HttpResponse:
    """登记密钥已销毁, once for all polls that share it."""
    found = holder_or_404(holder_id)
    form = DestroyForm(request.POST or None)

    def act() -> str:
        witnesses = [form.cleaned_data["first"], form.cleaned_data["second"]]
        services.confirm_key_destroyed(found, witnesses, actor=actor_of(request.user))
        return "已登记密钥销毁。"

    return take_step(
        request,
        found,
        form,
        act,
        heading="销毁票箱密钥",
        explanation=[
            "三名计票人删除 U 盘上的密钥文件（连同回收站和副本），两人见证。",
            "以后复核用开出的票，不再需要密钥。",
        ],
        button="登记已销毁",
    )
