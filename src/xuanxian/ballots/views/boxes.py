"""The box of a poll or meeting: its tellers, its registrars, the networks it takes votes from."""

from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xuanxian.access.models import Account
from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.ballots import queries, services
from xuanxian.ballots.forms import NameTellersForm, NetworksForm
from xuanxian.ballots.models import Poll, TellerSeat
from xuanxian.ballots.services import Box, Invitation
from xuanxian.ballots.slip_codes import grouped
from xuanxian.ballots.views.steps import actor_of, notice_of, take_step, trail_to

_STEPS = {
    Poll.State.PREPARED: "try",
    Poll.State.OPEN: "vote",
    Poll.State.CLOSED: "open",
    Poll.State.OPENED: "done",
}


def box_or_404(box_id: UUID) -> Box:
    """The box of the poll or meeting with this id."""
    box = services.box_with(box_id)
    if box is None:
        raise Http404("没有这个票箱。")
    return box


def scope_of_box(request: HttpRequest, box_id: UUID, **_: UUID) -> str | None:  # noqa: ARG001
    """For `needs`: the unit over which a role reaches the box; None where any will do."""
    return box_or_404(box_id).unit_code or None


@require_safe
@never_cache
@needs("ballots.manage_poll", "ballots.count_poll", "ballots.chair_meeting", unit=scope_of_box)
def box(request: SignedInRequest, box_id: UUID) -> HttpResponse:
    """票箱: who keeps the key, how far the tellers have got, what the registrars say."""
    found = box_or_404(box_id)
    context = _context(request, found)
    template = "ballots/box_state.html" if "state" in request.GET else "ballots/box.html"
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
@never_cache
@needs("ballots.manage_poll", unit=scope_of_box)
def name_tellers(request: SignedInRequest, box_id: UUID) -> HttpResponse:
    """指定计票人: three, by account or with a code on paper that this page shows once."""
    found = box_or_404(box_id)
    accounts = [
        (str(account.pk), f"{account.full_name or account.username}（{account.username}）")
        for account in Account.objects.filter(is_active=True).order_by("full_name", "username")
        if account != request.user or found.rules.organiser_may_tell
    ]
    initial = {f"teller_{seat.place}": seat.name for seat in found.seats}
    initial |= {f"account_{seat.place}": seat.account for seat in found.seats}
    form = NameTellersForm(accounts, request.POST or None, initial=initial)

    def act() -> HttpResponse:
        invitations = services.name_tellers(found, form.tellers, actor=actor_of(request.user))
        messages.success(request, "已指定三名计票人。")
        return _after_naming(request, found, invitations)

    return take_step(
        request,
        found,
        form,
        act,
        heading="指定三名计票人",
        explanation=[
            "三名计票人各在自己的手机或电脑上设口令、存密钥文件，任意两人才能开箱。",
            "有账号的，本人登录后在“我的计票”办理；没有账号的，发一张密码条，凭编号办理，只能用一次。",
            "组织投票的人不能兼任，同一账号不能当两名计票人。",
        ],
        button="指定",
    )


@require_POST
@never_cache
@needs("ballots.manage_poll", unit=scope_of_box)
def renew_code(request: SignedInRequest, box_id: UUID, seat_id: UUID) -> HttpResponse:
    """重发密码条."""
    found = box_or_404(box_id)
    seat = get_object_or_404(TellerSeat, pk=seat_id, box=found.id)
    invitation = services.renew_code(seat, actor=actor_of(request.user))
    return _after_naming(request, found, (invitation,))


@require_POST
@needs("ballots.manage_poll", unit=scope_of_box)
def make_on_server(request: SignedInRequest, box_id: UUID) -> HttpResponse:
    """由服务器制钥, where the rules of the poll leave the key to the server."""
    services.make_key_on_server(box_or_404(box_id), actor=actor_of(request.user))
    messages.success(request, "已由服务器制钥，空票箱已试开。")
    return redirect("box", box_id)


@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_box)
def networks(request: SignedInRequest, box_id: UUID) -> HttpResponse:
    """会场网络: outside them no vote is taken."""
    found = box_or_404(box_id)
    named: list[str] = next((poll.networks for poll in found.polls), [])
    form = NetworksForm(request.POST or None, initial={"networks": "\n".join(named)})

    def act() -> str:
        services.set_networks(found, form.lines, actor=actor_of(request.user))
        return "已设定会场网络。"

    return take_step(
        request,
        found,
        form,
        act,
        heading="会场网络",
        explanation=[
            "只收从这些网络投来的票。在网络之外的，与票不能用时看到同样的话，不另作提示，也不记录。",
            "可以先用会场的手机打开投票页，确认能投。",
        ],
        button="设定",
    )


def symbol(address: str) -> SafeString:
    """A QR symbol of an address, drawn by segno from the address alone."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True)
    return mark_safe(drawn)  # noqa: S308


def _after_naming(
    request: HttpRequest, found: Box, invitations: tuple[Invitation, ...]
) -> HttpResponse:
    if not invitations:
        return redirect("box", found.id)
    address = request.build_absolute_uri(reverse("teller"))
    papers = [
        {
            "name": each.name,
            "code": grouped(each.code),
            "symbol": symbol(f"{address}#{each.code}"),
        }
        for each in invitations
    ]
    context = {"box": found, "trail": trail_to(found), "papers": papers, "address": address}
    return render(request, "ballots/teller_codes.html", context)


def _context(request: SignedInRequest, found: Box) -> dict[str, object]:
    polls = found.polls
    states = [Poll.State(poll.state) for poll in polls]
    if Poll.State.CLOSED in states:
        state = Poll.State.CLOSED
    elif len(set(states)) == 1:
        state = states[0]
    else:  # of a meeting some were voted on, some not yet: there is nothing to do for tellers
        state = Poll.State.OPEN
    waiting = services.handed_in(found)
    address = request.build_absolute_uri(reverse("box_hand_in", args=[found.id]))
    reach = found.unit_code or None
    return {
        "box": found,
        "trail": trail_to(found)[:-1],
        "back": trail_to(found)[-2][1],
        "polls": [(poll, queries.balance(poll), _statements(poll, found)) for poll in polls],
        "seats": [(seat, seat.name in waiting) for seat in found.seats],
        "notice": notice_of(found),
        "step": _STEPS[state],
        "made": found.public_half is not None,
        "tested": bool(polls) and all(poll.box_tested for poll in polls),
        "waiting": waiting,
        "rules": found.rules,
        "networks": next((poll.networks for poll in polls), []),
        "address": address,
        "host": request.build_absolute_uri("/"),
        "symbol": symbol(address),
        "may_manage": may(request.user, "ballots.manage_poll", reach),
        "may_count": may(request.user, "ballots.count_poll", reach),
    }


def _statements(poll: Poll, found: Box) -> list[tuple[str, int | None, bool]]:
    """Teller, how many envelopes the registrar noted (None before it states), whether it agrees."""
    stated = {each.seat_id: each for each in poll.registrar_statements.all()}
    return [
        (
            seat.name,
            stated[seat.pk].envelopes if seat.pk in stated else None,
            seat.pk in stated and stated[seat.pk].root == poll.box_digest,
        )
        for seat in found.seats
        if seat.registrar_connected
    ]
