"""机构职位: the tree, a unit with its team and figures, a post with its holders."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.kernel import clock
from xuanxian.registry import models, queries
from xuanxian.registry.queries.structure import structure_of
from xuanxian.registry.queries.units import Seat, UnitNode
from xuanxian.registry.views.comparison import compared


def unit_for(request: SignedInRequest, unit_id: UUID, permission: str) -> models.Organisation:
    """The unit, when the account holds `permission` for it; otherwise not found."""
    in_scope = queries.units_in_scope(request.user, permission).select_related("parent")
    return get_object_or_404(in_scope, pk=unit_id)


@needs("registry.view_unit")
def tree(request: SignedInRequest) -> HttpResponse:
    """The units in the account's scope with their people and vacancies.

    Sections are folded into the unit they are in, unless the address asks for them.
    """
    units = queries.units_in_scope(request.user)
    tops = queries.unit_tree(units, clock.today())
    with_sections = request.GET.get("sections") == "1"
    if not with_sections:
        for node in tops:
            _fold_sections(node)
    lines = _lines(tops, 0)
    return render(
        request,
        "registry/units.html",
        {
            "lines": lines,
            "with_sections": with_sections,
            "people": sum(node.people for _, node in lines),
            "vacancies": sum(node.vacancies for _, node in lines),
            "may_edit": may(request.user, "registry.edit_unit"),
        },
    )


def _fold_sections(node: UnitNode) -> None:
    kept = []
    for child in node.children:
        _fold_sections(child)
        if child.unit.kind == models.OrganisationKind.SECTION and not child.children:
            node.people += child.people
            node.vacancies += child.vacancies
        else:
            kept.append(child)
    node.children = kept


def _lines(nodes: list[UnitNode], depth: int) -> list[tuple[int, UnitNode]]:
    lines: list[tuple[int, UnitNode]] = []
    for node in nodes:
        lines.append((min(depth, 5), node))
        lines += _lines(node.children, depth + 1)
    return lines


@needs("registry.view_unit")
def unit(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """One unit: team board, structure, establishment, posts."""
    shown = unit_for(request, unit_id, "registry.view_unit")
    today = clock.today()
    team = queries.seats_of(shown, today, team_only=True)
    seats = queries.seats_of(shown, today, team_only=False)
    members = [seat.holding.person for seat in team if seat.holding]
    photos = set(
        models.Photo.objects.filter(pk__in=[person.pk for person in members]).values_list(
            "pk", flat=True
        )
    )
    return render(
        request,
        "registry/unit.html",
        {
            "unit": shown,
            "team": team,
            "photos": photos,
            "structure": structure_of(list(dict.fromkeys(members)), today),
            "posts": _by_post(seats),
            "figures": queries.establishment_figures([shown], today),
            "children": queries.units_in_scope(request.user)
            .filter(parent=shown, abolished_on__isnull=True)
            .order_by("place", "code"),
            "may_edit": may(request.user, "registry.edit_unit", shown.code),
            "may_view_people": may(request.user, "registry.view_person", shown.code),
            "corrections": [(row, compared(row)) for row in queries.corrections_of(shown)],
        },
    )


def _by_post(seats: list[Seat]) -> list[dict[str, Any]]:
    posts: dict[UUID, dict[str, Any]] = {}
    for seat in seats:
        line = posts.setdefault(seat.post.pk, {"post": seat.post, "holdings": [], "free": 0})
        if seat.holding:
            line["holdings"].append(seat.holding)
        else:
            line["free"] += 1
    return list(posts.values())


@needs("registry.view_unit")
def establishment(request: SignedInRequest) -> HttpResponse:
    """职数: 核定、实有、预留、空缺 of every unit in scope, and where a unit is over."""
    today = clock.today()
    units = (
        queries.units_in_scope(request.user)
        .filter(abolished_on__isnull=True, establishments__isnull=False)
        .distinct()
        .order_by("place", "code")
    )
    figures = queries.establishment_figures(units, today)
    return render(
        request,
        "registry/establishment.html",
        {
            "figures": figures,
            "approved": sum(figure.approved or 0 for figure in figures),
            "actual": sum(figure.actual for figure in figures),
            "reserved": sum(figure.reserved for figure in figures),
            "over": sum(figure.over for figure in figures),
        },
    )


@needs("registry.view_unit")
def vacant_posts(request: SignedInRequest) -> HttpResponse:
    """空缺职位 in scope."""
    units = queries.units_in_scope(request.user)
    found = queries.vacancies(units, clock.today())
    return render(request, "registry/vacancies.html", {"vacancies": found})


@needs("registry.view_unit")
def post(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """One post: what it asks for, who holds it and who held it."""
    units = queries.units_in_scope(request.user)
    shown = get_object_or_404(
        models.Post.objects.select_related("organisation"), pk=post_id, organisation__in=units
    )
    holdings = list(shown.holdings.select_related("person").order_by("held_until", "-held_from"))
    return render(
        request,
        "registry/post.html",
        {
            "post": shown,
            "present": [row for row in holdings if row.held_until is None],
            "past": sorted(
                (row for row in holdings if row.held_until is not None),
                key=lambda row: row.held_until,
                reverse=True,
            ),
            "may_edit": may(request.user, "registry.edit_unit", shown.organisation.code),
            "may_view_people": may(request.user, "registry.view_person", shown.organisation.code),
            "corrections": [(row, compared(row)) for row in queries.corrections_of(shown)],
        },
    )
