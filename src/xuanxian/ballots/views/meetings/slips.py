"""The slips of a meeting: one code a person for all polls; voiding those left, by two."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import meeting_queries, services
from xuanxian.ballots.forms import IssueSlipsForm, VoidForm
from xuanxian.ballots.queries import ClassTurnout
from xuanxian.ballots.views.meetings.steps import (
    meeting_or_404,
    meeting_step,
    scope_of_meeting,
)
from xuanxian.ballots.views.slips import drawn, second_person
from xuanxian.ballots.views.steps import actor_of
from xuanxian.kernel.errors import Refusal


@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_meeting", unit=scope_of_meeting)
def issue(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """制票: the sheet to print is the answer itself and can never be shown again."""
    found = meeting_or_404(meeting_id)
    out = meeting_queries.slips_out(found)
    classes = [
        ClassTurnout(each.name, each.entitled, each.present, out.get(each.name, 0), 0)
        for each in meeting_queries.classes_of(found)
        if each.name in out
    ]
    form = IssueSlipsForm(
        classes,
        request.POST or None,
        word="制票张数",
        filled={each.name: max(each.entitled - each.out, 0) for each in classes},
        address=request.build_absolute_uri("/").rstrip("/"),
    )
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            printed = services.issue_meeting_slips(found, form.counts, actor=actor_of(request.user))
        except Refusal as fault:
            refusal = fault
        else:
            address = form.cleaned_data["address"]
            return render(
                request,
                "ballots/slip_sheet.html",
                {
                    "title": found.title,
                    "back": reverse("meeting", args=[found.pk]),
                    "slips": [drawn(slip, address) for slip in printed],
                },
            )
    explanation = [
        "每人一张，各项表决通用，按人员类别分发，抽取随机。票上不记姓名，也没有流水号。",
        "下一页当场打印；关闭后无法再次打印，没打印的只能登记作废后补制。",
    ]
    if any(out.values()):
        said = "，".join(f"{name} {number} 张" for name, number in out.items())
        explanation.append(f"已制：{said}。")
    return meeting_step(
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
@needs("ballots.manage_meeting", unit=scope_of_meeting)
def void(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """作废未发出的票, by two persons, in every poll."""
    found = meeting_or_404(meeting_id)
    form = VoidForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            second = second_person(request, found, form)
            number = services.void_meeting_slips(
                found, form.lines, persons=(actor_of(request.user), actor_of(second))
            )
        except Refusal as fault:
            refusal = fault
        else:
            messages.success(request, f"已作废 {number} 张票。")
            return redirect("meeting", meeting_id)
    return meeting_step(
        request,
        found,
        form,
        heading="作废未发出的票",
        explanation=["未发出的、印坏的票在投票开始前由两人当场登记作废，纸票一并销毁。"],
        button="作废这些票",
        refusal=refusal,
    )
