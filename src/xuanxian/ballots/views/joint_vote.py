"""合并认定: what several votes say together of each person, by a policy in force."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import queries, result_queries
from xuanxian.ballots.joint_vote import JointVote
from xuanxian.ballots.joint_vote_forms import JoinForm
from xuanxian.ballots.models import Poll
from xuanxian.ballots.services.joint_vote import join_votes
from xuanxian.ballots.views.results import counted_or_404, sees_whole
from xuanxian.ballots.views.steps import UNPROCESSABLE, actor_of, scope_of_poll
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import queries as policies
from xuanxian.policy.queries import AdoptedPolicy

MOST_POLLS = 60


@require_http_methods(["GET", "POST"])
@needs("ballots.view_result", unit=scope_of_poll)
def joint_vote(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """Choose a rule, say which poll each of its votes was, and read what follows."""
    found, tallied = counted_or_404(poll_id)
    if not sees_whole(request.user, found):
        raise PermissionDenied("合并认定只供组织部门研究使用。")
    rules = _rules(found)
    chosen = rules.get(request.GET.get("by", "")) or next(iter(rules.values()), None)
    form, joined, refusal = None, None, None
    if chosen is not None:
        policy, instrument = chosen
        polls = _polls(request, found)
        form = JoinForm(instrument, polls, tallied.subjects, request.POST or None)
        if form.is_bound and form.is_valid():
            try:
                joined = join_votes(
                    found,
                    instrument,
                    policy.quantities,
                    form.polls,
                    form.stated,
                    policy=policy.title,
                    actor=actor_of(request.user),
                )
            except Refusal as fault:
                refusal = fault
    failed = refusal is not None or (form is not None and bool(form.errors))
    return render(
        request,
        "ballots/result_joint.html",
        {
            "poll": found,
            "rules": [
                (key, f"{policy.title}：{one.title or one.TITLE}", (policy, one) == chosen)
                for key, (policy, one) in rules.items()
            ],
            "chosen": chosen,
            "explanation": chosen[1].explain() if chosen else [],
            "final": result_queries.is_final(found),
            "form": form,
            "joined": joined,
            "refusal": refusal,
        },
        status=UNPROCESSABLE if failed else 200,
    )


def _rules(poll: Poll) -> dict[str, tuple[AdoptedPolicy, JointVote]]:
    """The rules of policies in force for the unit of a poll, by a key of theirs."""
    return {
        f"{policy.adoption_id}/{each.id}": (policy, each)
        for policy in policies.all_in_force(poll.unit_code, clock.today())
        for each in policy.instruments
        if isinstance(each, JointVote)
    }


def _polls(request: SignedInRequest, base: Poll) -> list[Poll]:
    """Counted polls that can be joined with one: of its case or unit, and within reach."""
    reached = queries.polls_over(request.user, "ballots.view_result").filter(
        Q(case=base.case) | Q(unit_code=base.unit_code), state=Poll.State.OPENED
    )
    return [poll for poll in reached[:MOST_POLLS] if poll.tally_result is not None]
