"""权重试算 and 第二轮: what the office does with a result that stands."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import result_queries, services
from xuanxian.ballots.result_forms import SecondRoundForm, TrialForm
from xuanxian.ballots.second_round import going_on
from xuanxian.ballots.views.results import counted_or_404, sees_whole
from xuanxian.ballots.views.steps import (
    UNPROCESSABLE,
    actor_of,
    scope_of_poll,
    take_step,
)
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.formulas import exact


@require_http_methods(["GET", "POST"])
@needs("ballots.view_result", unit=scope_of_poll)
def laboratory(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """Try other weights and thresholds on a result; each trial stands on the record."""
    found, tallied = counted_or_404(poll_id)
    if not sees_whole(request.user, found):
        raise PermissionDenied("权重试算只供组织部门研究使用。")
    ballot = found.ballot
    weights = {
        voters.name: str(exact(voters.weight, found.parameter_values))
        for voters in ballot.electorate
    }
    form = TrialForm(ballot, tallied, weights, request.POST or None)
    tried, refusal = None, None
    if form.is_bound and form.is_valid():
        try:
            tried = services.try_weights(found, form.trial, actor=actor_of(request.user))
        except Refusal as fault:
            refusal = fault
    return render(
        request,
        "ballots/result_laboratory.html",
        {
            "poll": found,
            "form": form,
            "tried": tried,
            "refusal": refusal,
            "final": result_queries.is_final(found),
            "withheld": tallied.withheld,
            "ranked": bool(ballot.rank_by),
            "measures": tuple(ballot.measures),
            "rows": [(row, [(key, row.measures.get(key)) for key in ballot.measures])
                     for row in tried.rows] if tried else [],
        },
        status=UNPROCESSABLE if refusal or (form.is_bound and not form.is_valid()) else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_poll)
def second_round(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """建立第二轮投票."""
    found, tallied = counted_or_404(poll_id)
    if found.ballot.second_round is None:
        raise Http404("投票规则没有规定第二轮。")
    through = going_on(found.ballot, tallied, found.parameter_values)
    form = SecondRoundForm(through.tied, through.places, request.POST or None)

    def act() -> HttpResponse:
        later = services.prepare_second_round(
            found, chosen=form.chosen, actor=actor_of(request.user)
        )
        messages.success(request, "已建立第二轮投票。")
        return redirect("poll", later.pk)

    names = "、".join(one.name for one in through.clear) or "无"
    return take_step(
        request,
        found,
        form,
        act,
        heading="建立第二轮投票",
        explanation=[
            f"按第一轮结果直接进入第二轮的：{names}。",
            "第二轮另行制票、发票；第一轮的结果保留。",
        ],
        button="建立第二轮投票",
        back=reverse("poll_result", args=[found.pk]),
    )
