"""The second round in a meeting: who goes on to it, or that there is none."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import services
from xuanxian.ballots.forms import AbandonForm
from xuanxian.ballots.result_forms import SecondRoundForm
from xuanxian.ballots.second_round import going_on
from xuanxian.ballots.views.meetings.chair import address_of_item
from xuanxian.ballots.views.meetings.steps import meeting_or_404, poll_of, scope_of_meeting
from xuanxian.ballots.views.steps import actor_of, take_step


@require_http_methods(["GET", "POST"])
@needs("ballots.chair_meeting", unit=scope_of_meeting)
def second_round(request: SignedInRequest, meeting_id: UUID, poll_id: UUID) -> HttpResponse:
    """确定第二轮人选: who goes on to the round that stands behind an announced item."""
    found = meeting_or_404(meeting_id)
    first = poll_of(found, poll_id)
    tallied = first.tally_result
    if tallied is None or first.ballot.second_round is None:
        raise Http404("本项没有第二轮。")
    through = going_on(first.ballot, tallied, first.parameter_values)
    # Sent without any field where nobody is tied.
    form = SecondRoundForm(
        through.tied, through.places, request.POST if request.method == "POST" else None
    )

    def act() -> HttpResponse:
        later = services.begin_second_round(first, chosen=form.chosen, actor=actor_of(request.user))
        names = "、".join(one.name for one in later.subject_list)
        messages.success(request, f"进入第二轮的：{names}。可以开始投票。")
        return redirect(address_of_item(found, later))

    names = "、".join(one.name for one in through.clear) or "无"
    return take_step(
        request,
        found,
        form,
        act,
        heading="确定第二轮人选",
        explanation=[
            f"{first.title}，按第一轮结果直接进入第二轮的：{names}。",
            "第二轮仍用各人手中的票，不另发票；用纸质票的，按第二轮的名单另印。",
        ],
        button="确定",
        back=address_of_item(found, first),
    )


@require_http_methods(["GET", "POST"])
@needs("ballots.chair_meeting", unit=scope_of_meeting)
def no_second_round(request: SignedInRequest, meeting_id: UUID, poll_id: UUID) -> HttpResponse:
    """不进行第二轮: the item that waits for the first round is given up, with a reason."""
    found = meeting_or_404(meeting_id)
    later = poll_of(found, poll_id)
    if not later.awaits_first_round:
        raise Http404("本项不是等待人选的第二轮。")
    form = AbandonForm(request.POST or None)
    form.fields["reason"].label = "理由"

    def act() -> HttpResponse:
        services.abandon_poll(later, form.cleaned_data["reason"], actor=actor_of(request.user))
        messages.success(request, "已登记不进行第二轮。")
        return redirect("meeting_chair", meeting_id)

    return take_step(
        request,
        found,
        form,
        act,
        heading="不进行第二轮",
        explanation=[f"{later.title}。第一轮已有结果或者没有人进入第二轮的，登记后继续下一项。"],
        button="登记",
        warning="确定不进行第二轮？登记后不能恢复。",
        back=address_of_item(found, later),
    )
