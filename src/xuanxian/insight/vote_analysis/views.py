"""得票分析: the list of votes and signals, one vote, one signal."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from xuanxian.access.models import Account, Role
from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.ballots import result_queries
from xuanxian.ballots.models import Poll
from xuanxian.ballots.results import TallyResult
from xuanxian.ballots.views.steps import UNPROCESSABLE, scope_of_poll
from xuanxian.insight.instruments.corroboration import Candidate, Comparison
from xuanxian.insight.models import VoteSignal
from xuanxian.insight.vote_analysis import figures, queries, services
from xuanxian.insight.vote_analysis.forms import CloseForm
from xuanxian.insight.vote_analysis.policies import Policies, policies_for
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Outcome
from xuanxian.selection.models import Vacancy

SIGNALS_A_PAGE = 50


@require_safe
@needs(queries.VIEW)
def signal_list(request: SignedInRequest) -> HttpResponse:
    """得票迹象: those that wait first."""
    state, text = request.GET.get("state", "open"), request.GET.get("q", "").strip()
    signals = queries.signals_in_scope(request.user)
    shown = [
        each
        for each in signals
        if (state != "open" or each.is_open)
        and (state != "closed" or not each.is_open)
        and (text in each.names or text in each.poll.title)
    ]
    return render(
        request,
        "insight/vote_signals.html",
        {
            "page": Paginator(shown, SIGNALS_A_PAGE).get_page(request.GET.get("page")),
            "total": len(signals),
            "state": state,
            "text": text,
        },
    )


@require_http_methods(["GET", "POST"])
@needs(queries.VIEW, unit=scope_of_poll)
def vote_analysis(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """One counted vote: its signals, and its nomination beside talks and past years."""
    poll = get_object_or_404(Poll, pk=poll_id)
    result = poll.tally_result
    if result is None:
        raise Http404("没有这次投票的结果。")
    may_analyse = may(request.user, queries.ANALYSE, poll.unit_code or None)
    refusal = None
    if request.method == "POST":
        if not may_analyse:
            raise Http404("您的角色不能分析得票。")
        try:
            analysis = services.analyse(
                poll,
                account=request.user,
                actor=request.user.acting_as(Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER),
            )
        except Refusal as fault:
            refusal = fault
        else:
            fresh = analysis.signals.count()
            told = f"发现{fresh}个新的迹象，须核实。" if fresh else "没有发现新的迹象。"
            messages.success(request, f"已分析。{told}")
            return redirect("vote_analysis", poll.pk)
    policies = policies_for(poll)
    vacancy = figures.vacancy_of(poll)
    own = queries.own_person(request.user)
    laid = []
    # The office alone sees shares beside talks, as it alone sees measures on the result.
    if vacancy is not None and may_analyse and result_queries.is_final(poll):
        laid = _laid_side_by_side(policies, poll, result, vacancy, request.user)
    signals = [each for each in poll.signals.select_related("analysis") if own not in each.people]
    return render(
        request,
        "insight/vote_analysis.html",
        {
            "poll": poll,
            "vacancy": vacancy,
            "policies": policies,
            "may_analyse": may_analyse,
            "refusal": refusal,
            "signals": signals,
            "analyses": list(poll.analyses.all()),
            "laid": laid,
            "rules": policies.explain(),
            "withheld": result.withheld,
        },
        status=UNPROCESSABLE if refusal else 200,
    )


@dataclass(frozen=True)
class SideBySide:
    """Meeting, talks and past years as one instrument lays them side by side.

    Attributes:
        title: of the instrument.
        refusal: why it cannot be said; the rest is then empty.
        rows: candidates with what is said of each.
        together: what is said of all of them.
    """

    title: str
    refusal: Refusal | None = None
    comparison: Comparison | None = None
    rows: tuple[tuple[Candidate, Outcome], ...] = ()
    together: Outcome | None = None


def _laid_side_by_side(
    policies: Policies, poll: Poll, result: TallyResult, vacancy: Vacancy, account: Account
) -> list[SideBySide]:
    facts = figures.corroboration_facts(poll, result, vacancy, account)
    found: list[SideBySide] = []
    if facts is None:
        return found
    for each in policies.corroborations:
        title = each.instrument.title or each.instrument.TITLE
        try:
            compared = each.instrument.compare(facts, each.values)
            judged = each.instrument.judge(facts, each.values)
        except Refusal as fault:
            found.append(SideBySide(title, fault))
            continue
        rows = tuple((one, Outcome.of(judged[one.key])) for one in compared.candidates)
        found.append(SideBySide(title, None, compared, rows, Outcome.of(judged[""])))
    return found


def _scope_of_signal(request: HttpRequest, signal_id: UUID) -> str | None:  # noqa: ARG001
    found = get_object_or_404(VoteSignal.objects.select_related("poll"), pk=signal_id)
    return found.poll.unit_code or None


@require_http_methods(["GET", "POST"])
@needs(queries.VIEW, unit=_scope_of_signal)
def vote_signal(request: SignedInRequest, signal_id: UUID) -> HttpResponse:
    """One signal, and closing it."""
    signal = get_object_or_404(VoteSignal.objects.select_related("poll", "analysis"), pk=signal_id)
    if queries.own_person(request.user) in signal.people:
        raise Http404("涉及本人的迹象不向本人开放。")
    may_close = may(request.user, queries.CLOSE, signal.poll.unit_code or None)
    form = CloseForm(request.POST or None)
    refusal = None
    if request.method == "POST":
        if not may_close:
            raise Http404("您的角色不能了结迹象。")
        if form.is_valid():
            try:
                services.close_signal(
                    signal,
                    form.cleaned_data["conclusion"],
                    form.cleaned_data["reason"],
                    actor=request.user.acting_as(Role.DISCIPLINE_OFFICER, Role.ORGANISATION_LEADER),
                )
            except Refusal as fault:
                refusal = fault
            else:
                messages.success(request, "已了结。")
                return redirect("vote_signal", signal.pk)
    failed = refusal is not None or (form.is_bound and not form.is_valid())
    return render(
        request,
        "insight/vote_signal.html",
        {
            "signal": signal,
            "form": form if may_close and signal.is_open else None,
            "refusal": refusal,
        },
        status=UNPROCESSABLE if failed else 200,
    )
