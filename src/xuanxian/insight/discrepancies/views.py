"""不一致: the list, a round's, a person's, and one matter with who looks into it."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role
from xuanxian.access.permissions import ROLES_OF_PERMISSION, SignedInRequest, may, needs
from xuanxian.ballots.views.steps import UNPROCESSABLE
from xuanxian.insight.discrepancies import queries, services
from xuanxian.insight.discrepancies.forms import CloseForm, OwnerForm
from xuanxian.insight.models import Discrepancy
from xuanxian.kernel.errors import Refusal
from xuanxian.registry.models import Person
from xuanxian.selection.models import Round
from xuanxian.selection.queries.shell import rounds_about, rounds_over

A_PAGE = 50


@require_safe
@needs(queries.VIEW)
def discrepancy_list(request: SignedInRequest) -> HttpResponse:
    """All of the rounds in scope, those that wait first."""
    return _list(request)


@require_http_methods(["GET", "POST"])
@needs(queries.VIEW)
def of_round(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """Those of one round, beside the signals of its votes; looking anew."""
    round_ = get_object_or_404(
        rounds_over(request.user, queries.VIEW).select_related("unit"), pk=round_id
    )
    if rounds_about(request.user).filter(pk=round_.pk).exists():
        raise Http404
    may_look = may(request.user, queries.CLOSE, round_.unit.code) and not round_.closed_on
    if request.method == "POST" and may_look:
        fresh = services.look_for_discrepancies(round_, actor=_actor(request, round_))
        told = f"新发现{fresh}处，须核实。" if fresh else "没有新的不一致。"
        messages.success(request, f"已查找。{told}")
        return redirect("discrepancies_of_round", round_.pk)
    return _list(request, round_=round_, may_look=may_look)


@require_safe
@needs(queries.VIEW)
def of_person(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """Those about one person in whatever round, beside the signals of votes on him."""
    shown = queries.discrepancies_over(request.user).filter(person=person_id)
    person = get_object_or_404(Person.objects.filter(pk__in=shown.values("person")), pk=person_id)
    return _list(request, person=person)


def _list(
    request: SignedInRequest,
    *,
    round_: Round | None = None,
    person: Person | None = None,
    may_look: bool = False,
) -> HttpResponse:
    found = queries.discrepancies_over(request.user)
    signals = None
    if round_ is not None:
        found = found.filter(round=round_)
    if person is not None:
        found = found.filter(person=person)
    if (round_ or person) and may(request.user, "insight.view_vote_analysis"):
        signals = queries.vote_signals_of(request.user, round_=round_, person=person)
    total = found.exists()
    state, text = request.GET.get("state", "open"), request.GET.get("q", "").strip()
    kind = request.GET.get("kind", "")
    if state in {"open", "closed"}:
        found = found.filter(closed_on__isnull=state == "open")
    if kind in Discrepancy.Kind.values:
        found = found.filter(kind=kind)
    if text:
        found = found.filter(person__name__contains=text)
    return render(
        request,
        "insight/discrepancies.html",
        {
            "round": round_,
            "person": person,
            "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
            "total": total,
            "signals": signals,
            "state": state,
            "kind": kind,
            "kinds": Discrepancy.Kind.choices,
            "text": text,
            "may_look": may_look,
        },
    )


def _scope(request: HttpRequest, discrepancy_id: UUID) -> str | None:  # noqa: ARG001
    found = Discrepancy.objects.select_related("round__unit").filter(pk=discrepancy_id).first()
    return found.round.unit.code if found else None


@require_http_methods(["GET", "POST"])
@needs(queries.VIEW, unit=_scope)
def discrepancy(request: SignedInRequest, discrepancy_id: UUID) -> HttpResponse:
    """One matter: given to somebody, closed with a reason."""
    row = get_object_or_404(queries.discrepancies_over(request.user), pk=discrepancy_id)
    may_close = row.is_open and may(request.user, queries.CLOSE, row.round.unit.code)
    owners = _owners(row)
    given = OwnerForm(request.POST if "owner" in request.POST else None, owners=owners)
    close = CloseForm(request.POST if "conclusion" in request.POST else None)
    refusal = None
    if request.method == "POST":
        if not may_close:
            raise Http404("您的角色不能办理。")
        actor = _actor(request, row.round)
        try:
            if given.is_bound and given.is_valid():
                services.assign_discrepancy(row, given.cleaned_data["owner"], actor=actor)
                messages.success(request, "已指定责任人。")
                return redirect("discrepancy", row.pk)
            if close.is_bound and close.is_valid():
                services.close_discrepancy(row, **close.cleaned_data, actor=actor)
                messages.success(request, "已了结。")
                return redirect("discrepancy", row.pk)
        except Refusal as refused:
            refusal = refused
    return render(
        request,
        "insight/discrepancy.html",
        {"row": row, "may_close": may_close, "given": given, "close": close, "refusal": refusal},
        status=UNPROCESSABLE if request.method == "POST" else 200,
    )


def _owners(row: Discrepancy) -> list[Account]:
    """Accounts that may look into the matter, and whom it is not about."""
    roles = ROLES_OF_PERMISSION[queries.CLOSE]
    accounts = Account.objects.filter(is_active=True, grants__role__in=roles).distinct()
    return [
        one
        for one in accounts.exclude(person=row.person_id).order_by("full_name")
        if may(one, queries.CLOSE, row.round.unit.code)
    ]


def _actor(request: SignedInRequest, round_: Round) -> Actor:
    roles = (Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER, Role.DISCIPLINE_OFFICER)
    return request.user.acting_as(*roles, over=round_.unit.code)
