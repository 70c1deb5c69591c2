"""The result of a poll, on the screen and as the paper that tellers sign."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import services
from xuanxian.ballots.instruments import DENOMINATORS
from xuanxian.ballots.views.steps import actor_of, poll_or_404, scope_of_poll
from xuanxian.ballots.wording import rules_of


@require_POST
@needs("ballots.count_poll", unit=scope_of_poll)
def count(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """计票 of a signed poll."""
    services.count(poll_or_404(poll_id), actor=actor_of(request.user))
    messages.success(request, "已计票。")
    return redirect("poll_result", poll_id)


@require_safe
@needs("ballots.view_result", unit=scope_of_poll)
def result(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """投票结果. Discipline officers who supervise see numbers, not breakdowns or verdicts."""
    found = poll_or_404(poll_id)
    tallied = found.tally_result
    if tallied is None:
        raise Http404("本次投票还没有结果。")
    whole = request.user.holds(
        Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER, over=found.unit_code or None
    )
    ballot = found.ballot
    shown_classes = [name for name in tallied.by_class if name not in tallied.withheld]
    subjects = tallied.ranking if ballot.rank_by else tallied.subjects
    context = {
        "poll": found,
        "ballot": ballot,
        "result": tallied,
        "rules": rules_of(found),
        "whole": whole,
        "denominators": DENOMINATORS,
        "denominator_rows": [
            (name, [numbers.get(key) for key in DENOMINATORS])
            for name, numbers in tallied.by_class.items()
        ],
        "totals": [tallied.denominators[key] for key in DENOMINATORS],
        "counted": ballot.counted,
        "measures": () if tallied.measures_withheld else tuple(ballot.measures),
        "rows": [
            (
                each,
                [(key, each.counts[key]) for key in ballot.counted],
                [(key, each.measures.get(key)) for key in ballot.measures]
                if not tallied.measures_withheld
                else [],
            )
            for each in subjects
        ],
        "class_rows": [
            (each, [(name, [each.by_class[name][key] for key in ballot.counted])
                    for name in shown_classes if name in each.by_class])
            for each in subjects
        ]
        if len(tallied.by_class) > 1 and shown_classes
        else [],
    }  # fmt: skip
    return render(request, "ballots/result.html", context)
