"""制度冲突: adopted policies that say different things of one matter, and who decides."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy import queries, services
from xuanxian.policy.forms import PrecedenceForm
from xuanxian.policy.models import Adoption
from xuanxian.policy.queries import AdoptedPolicy, Conflict


@dataclass(frozen=True)
class _Shown:
    """One conflict as the page shows it."""

    conflict: Conflict
    scope_name: str
    facts: list[tuple[str, str]]
    may_decide: bool
    form: forms.Form


@needs("policy.view_policy")
def conflicts(request: SignedInRequest, refusal: Refusal | None = None) -> HttpResponse:
    """Every conflict of today, widest scope first."""
    names = queries.scope_names()
    found = [
        _Shown(
            each,
            names[each.deciding_scope],
            _facts(each, names),
            may(request.user, "policy.adopt_policy", each.deciding_scope),
            PrecedenceForm(_choices(each), auto_id=f"conflict-{each.other.adoption_id}-%s"),
        )
        for each in queries.conflicts(clock.today())
    ]
    return render(request, "policy/conflicts.html", {"found": found, "refusal": refusal})


@require_POST
@needs("policy.adopt_policy")
def decide(request: SignedInRequest) -> HttpResponse:
    """Record which of two adoptions is followed."""
    chosen = str(request.POST.get("prevails", ""))
    if not chosen:
        fault = Problem("制度冲突", "执行", "", "没有选择执行哪个。", "请选一个，再记录决定。")
        return conflicts(request, Refusal(fault))
    pair = chosen.split(":")
    rows = {str(row.pk): row for row in Adoption.objects.all()}
    if len(pair) != 2 or not set(pair) <= set(rows):
        raise Http404
    prevails, yields = (rows[key] for key in pair)
    wider = min(prevails.scope, yields.scope, key=len)
    if not may(request.user, "policy.adopt_policy", wider):
        raise Http404
    try:
        services.decide_precedence(
            prevails,
            yields,
            reason=str(request.POST.get("reason", "")),
            actor=request.user.acting_as(Role.ORGANISATION_LEADER),
        )
    except Refusal as refusal:
        return conflicts(request, refusal)
    messages.success(request, f"已决定执行“{prevails.title}”。")
    return redirect("policies:conflicts")


def _choices(conflict: Conflict) -> list[tuple[str, str]]:
    one, other = conflict.followed, conflict.other
    return [
        (f"{first.adoption_id}:{second.adoption_id}", f"执行“{first.title}”")
        for first, second in ((one, other), (other, one))
    ]


def _facts(conflict: Conflict, names: dict[str, str]) -> list[tuple[str, str]]:
    def adopted(policy: AdoptedPolicy) -> str:
        return f"{policy.title}（{names[policy.scope]}，{policy.valid_from:%Y.%m.%d}起采用）"

    if conflict.precedence:
        decided = conflict.precedence
        basis = f"{decided.decided_by}决定（{decided.decided_at:%Y.%m.%d}）：{decided.reason}"
    elif conflict.followed.scope != conflict.other.scope:
        basis = "没有作出决定，按范围更近的执行"
    else:
        basis = "没有作出决定，按后采用的执行"
    return [
        ("现在执行", adopted(conflict.followed)),
        ("没有执行", adopted(conflict.other)),
        ("依据", basis),
    ]
