"""The pages of slips: printing them, voiding those left, keying in signed ballots."""

from copy import copy
from uuid import UUID

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xuanxian.access.models import Account
from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.ballots import queries, services
from xuanxian.ballots.forms import (
    IssueSlipsForm,
    SignedBallotForm,
    VoidForm,
    second_person_unknown,
)
from xuanxian.ballots.models import Meeting, Poll
from xuanxian.ballots.services import PrintedSlip
from xuanxian.ballots.slip_codes import grouped
from xuanxian.ballots.views.steps import actor_of, poll_or_404, scope_of_poll, step_page
from xuanxian.kernel.errors import Problem, Refusal


@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_poll)
def issue(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """制票: the sheet to print is the answer itself and can never be shown again."""
    found = poll_or_404(poll_id)
    classes = queries.turnout_by_class(found)
    form = IssueSlipsForm(
        classes,
        request.POST or None,
        word="制票张数",
        filled={each.name: each.entitled - each.out for each in classes},
        address=request.build_absolute_uri("/").rstrip("/"),
    )
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            printed = services.issue_slips(found, form.counts, actor=actor_of(request.user))
        except Refusal as fault:
            refusal = fault
        else:
            address = form.cleaned_data["address"]
            slips = [drawn(slip, address) for slip in printed]
            back = reverse("poll", args=[found.pk])
            context = {"title": found.title, "back": back, "slips": slips}
            return render(request, "ballots/slip_sheet.html", context)
    explanation = [
        "每人一张，按人员类别分发，抽取随机。票上不记姓名，也没有流水号。",
        "下一页当场打印；关闭后无法再次打印，没打印的只能登记作废后补制。",
    ]
    if any(each.out for each in classes):
        out = "，".join(f"{each.name} {each.out} 张" for each in classes)
        explanation.append(f"已制：{out}。")
    return step_page(
        request,
        found,
        form,
        heading="制票",
        explanation=explanation,
        button="制票并打印",
        refusal=refusal,
    )


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_poll)
def void(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """作废未发出的票, by two persons."""
    found = poll_or_404(poll_id)
    form = VoidForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            second = second_person(request, found, form)
            number = services.void_unissued(
                found, form.lines, persons=(actor_of(request.user), actor_of(second))
            )
        except Refusal as fault:
            refusal = fault
        else:
            messages.success(request, f"已作废 {number} 张票。")
            return redirect("poll", poll_id)
    return step_page(
        request,
        found,
        form,
        heading="作废未发出的票",
        explanation=["未发出的、印坏的票在投票开始前由两人当场登记作废，纸票一并销毁。"],
        button="作废这些票",
        refusal=refusal,
    )


@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_poll)
def sign(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """录入署名票: keyed in from the signed forms."""
    found = poll_or_404(poll_id)
    classes = queries.turnout_by_class(found)
    form = SignedBallotForm(found.ballot, found.subject_list, classes, request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            services.cast_signed(
                found,
                class_name=form.cleaned_data["class_name"],
                signer=form.cleaned_data["signer"],
                answers=form.answers,
                actor=actor_of(request.user),
            )
        except Refusal as fault:
            refusal = fault
        else:
            messages.success(request, f"已录入{form.cleaned_data['signer']}的署名票。")
            return redirect("poll_sign", poll_id)
    cast = sum(each.cast for each in classes)
    return step_page(
        request,
        found,
        form,
        heading="录入署名票",
        explanation=[found.ballot.sentence, f"已录入 {cast} 张。"],
        button="录入",
        refusal=refusal,
    )


def second_person(request: SignedInRequest, poll: Poll | Meeting, form: forms.Form) -> Account:
    """The second person, who has just signed in on the same page.

    Args:
        request: the request.
        poll: the poll or meeting it is about.
        form: valid, with `second_username` and `second_password`.

    Raises:
        Refusal: wrong name or password, or nobody who has anything to do with the poll or meeting.
    """
    # django-axes keeps the body of a failed attempt: it must see neither codes nor password.
    bare = copy(request)
    bare.POST = QueryDict()
    second = authenticate(
        bare,
        username=form.cleaned_data["second_username"],
        password=form.cleaned_data["second_password"],
    )
    if not isinstance(second, Account) or second.must_change_password:
        raise second_person_unknown(poll.title)
    if not may(second, "ballots.view_poll", poll.unit_code or None):
        raise Refusal(
            Problem(poll.title, "第二人", str(second), "与本次投票无关。", "请由监票人办理。")
        )
    return second


def drawn(slip: PrintedSlip, address: str) -> dict[str, str]:
    """A slip as the sheet prints it."""
    symbol = segno.make(f"{address}/v#{slip.code}", error="m", micro=False)
    return {
        "class_name": slip.class_name,
        "code": grouped(slip.code),
        # Made by segno from the code alone; nothing in it comes from a user.
        "symbol": mark_safe(symbol.svg_inline(border=2, omitsize=True)),  # noqa: S308
    }
