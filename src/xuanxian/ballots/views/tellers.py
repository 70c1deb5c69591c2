"""The tellers' own pages, each opened on a device of the teller's: making a key, handing it in.

They open without an account, for a teller may have none: who may act is shown by the account signed
in, the code on paper or the key file, and checked by the services.
"""

import base64
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import queries, services
from xuanxian.ballots.box_key import KeyFile
from xuanxian.ballots.forms import KeysForm, TellerCodeForm, TellerKeyForm
from xuanxian.ballots.models import Poll, TellerSeat
from xuanxian.ballots.services import Box
from xuanxian.ballots.teller_todos import waiting_for
from xuanxian.ballots.views.boxes import box_or_404
from xuanxian.ballots.views.steps import UNPROCESSABLE, notice_of
from xuanxian.kernel.errors import Problem, Refusal


@require_safe
@needs("ballots.act_as_teller")
def my_boxes(request: SignedInRequest) -> HttpResponse:
    """我的计票: the boxes of which the account is a teller."""
    rows = [
        (seat, box, waiting_for(seat, box))
        for seat in TellerSeat.objects.filter(account=str(request.user.pk))
        if (box := services.box_with(seat.box)) is not None
    ]
    return render(request, "ballots/my_boxes.html", {"rows": rows})


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@login_not_required
def teller(request: HttpRequest) -> HttpResponse:
    """计票人: a code on paper leads to making the key, once."""
    form = TellerCodeForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        seat = services.seat_with_code(form.cleaned_data["code"])
        if seat is not None:
            return _make(request, seat, code=form.cleaned_data["code"])
        refusal = Refusal(
            Problem(
                "密码条",
                "编号",
                "",
                "不是有效的编号，或已经用过。",
                "请核对后重新输入，或向组织投票的人要一张新的。",
            )
        )
    return render(
        request,
        "ballots/teller.html",
        {"form": form, "refusal": refusal},
        status=UNPROCESSABLE if refusal else 200,
    )


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.act_as_teller")
def seat_key(request: SignedInRequest, seat_id: UUID) -> HttpResponse:
    """制钥, by the teller whose account is signed in."""
    seat = get_object_or_404(TellerSeat, pk=seat_id, account=str(request.user.pk))
    return _make(request, seat)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@login_not_required
def hand_in(request: HttpRequest, box_id: UUID) -> HttpResponse:
    """交验密钥: to try the empty box before voting, to open it afterwards."""
    box = box_or_404(box_id)
    to_open = any(poll.state == Poll.State.CLOSED for poll in box.polls)
    form: KeysForm | None = KeysForm(1, request.POST or None, request.FILES or None)
    refusal = done = None
    if form is not None and form.is_bound and form.is_valid():
        verb = services.hand_in_to_open if to_open else services.hand_in_to_try
        try:
            ((file, passphrase),) = form.keys()
            done = verb(box, file, passphrase, account=_account(request))
        except Refusal as fault:
            refusal = fault
        else:
            form = None
    return render(
        request,
        "ballots/hand_in.html",
        _context(box) | {"form": form, "refusal": refusal, "done": done, "to_open": to_open},
        status=UNPROCESSABLE if refusal else 200,
    )


@never_cache
@require_safe
@login_not_required
def hand_in_state(request: HttpRequest, box_id: UUID) -> HttpResponse:
    """Who has handed in, for the page to refresh itself with."""
    return render(request, "ballots/hand_in_state.html", _context(box_or_404(box_id)))


def _make(request: HttpRequest, seat: TellerSeat, code: str = "") -> HttpResponse:
    # The first POST brings the code alone; the passphrase comes with the second.
    posted = request.POST if "passphrase" in request.POST else None
    form = TellerKeyForm(posted, initial={"code": code})
    box = box_or_404(seat.box)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            file = services.make_teller_key(
                seat, form.cleaned_data["passphrase"], account=_account(request), code=code
            )
        except Refusal as fault:
            refusal = fault
        else:
            downloads = [download(file)]
            return render(
                request,
                "ballots/teller_key_file.html",
                _context(box_or_404(seat.box)) | {"downloads": downloads, "seat": seat},
            )
    failed = refusal is not None or (form.is_bound and not form.is_valid())
    return render(
        request,
        "ballots/teller_key.html",
        _context(box) | {"form": form, "seat": seat, "refusal": refusal},
        status=UNPROCESSABLE if failed else 200,
    )


def download(file: KeyFile) -> dict[str, str]:
    """A link that holds the file itself, so that the server keeps nothing of it."""
    content = base64.b64encode(file.model_dump_json(indent=1).encode()).decode()
    return {
        "teller": file.teller,
        "name": f"计票密钥-{file.place + 1}-{file.teller}.json",
        "address": f"data:application/json;base64,{content}",
    }


def _account(request: HttpRequest) -> str:
    return str(request.user.pk) if request.user.is_authenticated else ""


def _context(box: Box) -> dict[str, object]:
    polls = box.polls
    return {
        "box": box,
        "notice": notice_of(box),
        "made": box.public_half is not None,
        "tested": bool(polls) and all(poll.box_tested for poll in polls),
        "waiting": services.handed_in(box),
        "polls": [
            (poll, queries.balance(poll)) for poll in polls if poll.state == Poll.State.CLOSED
        ],
        "opened": bool(polls) and all(poll.state == Poll.State.OPENED for poll in polls),
        "opening": any(poll.state == Poll.State.CLOSED for poll in polls),
        "begun": any(poll.state != Poll.State.PREPARED for poll in polls),
    }
