"""The slips of a meeting or a poll: printing them, voiding those left; keying in signed ballots."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import meeting_queries, queries, services
from xuanxian.ballots.forms import IssueSlipsForm, VoidForm
from xuanxian.ballots.models import Poll
from xuanxian.ballots.services import Holder, PrintedSlip
from xuanxian.ballots.slip_codes import grouped
from xuanxian.ballots.views.boxes import symbol
from xuanxian.ballots.views.second_person import second_person
from xuanxian.ballots.views.steps import (
    actor_of,
    holder_or_404,
    page_of,
    scope_of_holder,
    take_step,
    trail_to,
)

_ONLY_HERE = {"localhost", "127.0.0.1"}


@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_holder)
def issue(request: SignedInRequest, holder_id: UUID) -> HttpResponse:
    """制票: the sheet to print is the answer itself and can never be shown again."""
    found = holder_or_404(holder_id)
    out = _out(found)
    classes = [each for each in found.classes.all() if each.name in out]
    form = IssueSlipsForm(
        classes,
        request.POST or None,
        word="制票张数",
        filled={each.name: max(each.entitled - out[each.name], 0) for each in classes},
        address=request.build_absolute_uri("/").rstrip("/"),
    )

    def act() -> HttpResponse:
        printed = services.issue_slips(found, form.counts, actor=actor_of(request.user))
        address = form.cleaned_data["address"]
        return render(
            request,
            "ballots/slip_sheet.html",
            {
                "title": found.title,
                "trail": trail_to(found),
                "back": page_of(found),
                "slips": [_drawn(slip, address) for slip in printed],
            },
        )

    shared = "" if isinstance(found, Poll) else "，各项表决通用"
    explanation = [
        f"每人一张{shared}，按人员类别分发，抽取随机。票上不记姓名，也没有流水号。",
        "下一页当场打印；关闭后无法再次打印，没打印的只能登记作废后补制。",
    ]
    if request.get_host().partition(":")[0] in _ONLY_HERE:
        explanation.append("现在的地址只有这台电脑自己打得开，请改成会场手机能打开的地址。")
    if any(out.values()):
        said = "，".join(f"{name} {number} 张" for name, number in out.items())
        explanation.append(f"已制：{said}。")
    return take_step(
        request, found, form, act, heading="制票", explanation=explanation, button="制票并打印"
    )


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_holder)
def void(request: SignedInRequest, holder_id: UUID) -> HttpResponse:
    """作废未发出的票, by two persons; of a meeting in every poll."""
    found = holder_or_404(holder_id)
    form = VoidForm(request.POST or None)

    def act() -> str:
        second = second_person(request, found, form)
        number = services.void_unissued(
            found, form.lines, persons=(actor_of(request.user), actor_of(second))
        )
        return f"已作废 {number} 张票。"

    return take_step(
        request,
        found,
        form,
        act,
        heading="作废未发出的票",
        explanation=["未发出的、印坏的票在投票开始前由两人当场登记作废，纸票一并销毁。"],
        button="作废这些票",
    )


def _out(holder: Holder) -> dict[str, int]:
    """Class that votes with slips → slips and forms out that are not void."""
    if isinstance(holder, Poll):
        return {each.name: each.out for each in queries.turnout_by_class(holder)}
    return meeting_queries.slips_out(holder)


def _drawn(slip: PrintedSlip, address: str) -> dict[str, str]:
    """A slip as the sheet prints it."""
    return {
        "class_name": slip.class_name,
        "code": grouped(slip.code),
        "symbol": symbol(f"{address}/v#{slip.code}"),
    }
