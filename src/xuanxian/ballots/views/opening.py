"""Opening the box of a closed poll on one screen, and what goes before: balance, registrars."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import queries, services
from xuanxian.ballots.forms import DespiteRegistrarsForm, KeysForm
from xuanxian.ballots.models import Poll
from xuanxian.ballots.views.key import ONE_SCREEN
from xuanxian.ballots.views.second_person import second_person
from xuanxian.ballots.views.steps import (
    actor_of,
    page_of,
    poll_or_404,
    scope_of_poll,
    take_step,
)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.count_poll", unit=scope_of_poll)
def open_box(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """开箱计票 on one screen: the balance is read aloud, two tellers give their keys."""
    found = poll_or_404(poll_id)
    if not found.is_secret:
        raise Http404("署名投票没有票箱。")
    by_server = found.box_keeping == Poll.BoxKeeping.SERVER
    posted = request.POST if request.method == "POST" else None
    form = KeysForm(0 if by_server else 2, posted, request.FILES or None)

    def act() -> str:
        services.open_box(found, form.keys(), actor=actor_of(request.user))
        if by_server:
            return "已开箱计票。"
        if any(poll.state != Poll.State.OPENED for poll in services.box_of(found).polls):
            return "已开箱计票。密钥文件请保管好：后面的表决项开箱还要用。"
        return "已开箱计票。请计票人当场销毁密钥文件。"

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
    return take_step(
        request,
        found,
        form,
        act,
        heading="开箱计票" if by_server else "同屏开箱计票",
        explanation=explanation,
        button="开箱",
        warning="确定开箱？开箱只能进行一次。",
    )


@require_safe
@never_cache
@needs("ballots.manage_poll", "ballots.count_poll", "ballots.chair_meeting", unit=scope_of_poll)
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
    box = services.box_of(found)
    form = DespiteRegistrarsForm(request.POST or None)

    def act() -> str:
        second = second_person(request, found, form)
        services.open_despite_registrars(
            found,
            form.cleaned_data["reason"],
            persons=(actor_of(request.user), actor_of(second)),
        )
        return "已登记决定，可以开箱。"

    return take_step(
        request,
        found,
        form,
        act,
        heading="登记机不符或无法核对",
        explanation=[
            "登记的票与票箱内的不一致，可能有票被抽走或调换；没有核对的，可能只是机器断网。",
            "查明情况后，由两人共同决定是否开箱。决定和理由记入纪实，不能撤销。",
        ],
        button="两人决定开箱",
        warning="确定在登记不符或没有核对的情况下开箱？",
        back=page_of(box),
    )
