"""Units: the tree, a team, establishment figures and vacancies."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from xuanxian.access.models import Account
from xuanxian.access.permissions import scope_of
from xuanxian.registry import codes, models
from xuanxian.registry.queries.people import under_codes


@dataclass(slots=True)
class UnitNode:
    """One unit of the tree with what stands under it."""

    unit: models.Organisation
    people: int = 0
    vacancies: int = 0
    children: "list[UnitNode]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of a post: its holding, or None for a vacancy."""

    post: models.Post
    holding: models.PostHolding | None


@dataclass(frozen=True, slots=True)
class EstablishmentFigure:
    """核定、实有、预留、空缺 of one rank in one unit; 实有 is counted from the holdings."""

    unit: models.Organisation
    rank: str
    approved: int | None
    reserved: int
    actual: int
    document_number: str

    @property
    def vacant(self) -> int | None:
        """Seats that can be filled; negative when the unit is over its figure; None unknown."""
        return None if self.approved is None else self.approved - self.reserved - self.actual

    @property
    def over(self) -> int:
        """How many more people serve than were approved (超配)."""
        return max(self.actual - self.approved, 0) if self.approved is not None else 0


def units_in_scope(
    account: Account, permission: str = "registry.view_unit"
) -> QuerySet[models.Organisation]:
    """The units for which the account holds `permission`."""
    scope = scope_of(account, permission)
    units = models.Organisation.objects.all()
    return units if scope == ("",) else units.filter(under_codes(scope))


def managing_units(account: Account, permission: str) -> QuerySet[models.Organisation]:
    """The units in scope that manage cadres of their own (干部管理单位), by code."""
    return (
        units_in_scope(account, permission)
        .filter(Q(administers__isnull=False) | Q(parent__isnull=True))
        .distinct()
        .order_by("code")
    )


def unit_tree(units: QuerySet[models.Organisation], as_of: date) -> list[UnitNode]:
    """The units in force as a tree; a unit whose parent is not among them stands at the top."""
    in_force = list(_in_force(units, as_of).order_by("place", "code"))
    nodes = {unit.pk: UnitNode(unit) for unit in in_force}
    counted = models.Person.objects.filter(status=models.PersonStatus.SERVING, unit__isnull=False)
    for row in counted.order_by().values("unit").annotate(people=Count("pk")):
        if row["unit"] in nodes:
            nodes[row["unit"]].people = row["people"]
    for post, free in vacancies(units, as_of):
        if post.organisation_id in nodes:
            nodes[post.organisation_id].vacancies += free
    tops: list[UnitNode] = []
    for node in nodes.values():
        above = nodes.get(node.unit.parent_id) if node.unit.parent_id else None
        (above.children if above else tops).append(node)
    return tops


def vacancies(
    units: QuerySet[models.Organisation] | Sequence[models.Organisation], as_of: date
) -> list[tuple[models.Post, int]]:
    """Posts of `units` with free seats, and how many, in the order of units and posts."""
    posts = (
        _in_force(models.Post.objects.filter(organisation__in=units), as_of)
        .select_related("organisation")
        .annotate(
            holders=Count("holdings", filter=holdings_in_force(as_of, "holdings__"), distinct=True)
        )
        .order_by("organisation__code", "place")
    )
    return [(post, post.seats - post.holders) for post in posts if post.seats > post.holders]


def seats_of(unit: models.Organisation, as_of: date, *, team_only: bool) -> list[Seat]:
    """The seats of a unit, highest rank and chief first, each with its holder or vacant."""
    posts = _in_force(unit.posts.all(), as_of)
    if team_only:
        posts = posts.filter(is_team_member=True)
    order = codes.table("rank").codes
    ordered = sorted(
        posts,
        key=lambda post: (
            order[post.rank].order if post.rank in order else len(order),
            not post.is_chief,
            post.place,
        ),
    )
    held: dict[UUID, list[models.PostHolding]] = defaultdict(list)
    holdings = (
        models.PostHolding.objects.filter(holdings_in_force(as_of), post__in=ordered)
        .select_related("person")
        .order_by("held_from")
    )
    for holding in holdings:
        if holding.post_id:
            held[holding.post_id].append(holding)
    seats = []
    for post in ordered:
        seats += [Seat(post, holding) for holding in held[post.pk]]
        seats += [Seat(post, None)] * max(post.seats - len(held[post.pk]), 0)
    return seats


def units_with_sections(
    units: Iterable[models.Organisation], as_of: date
) -> dict[UUID, list[models.Organisation]]:
    """Each of `units` with its sections (内设机构) in force, by the unit's id; the unit first."""
    asked = {unit.pk: [unit] for unit in units}
    sections = list(
        _in_force(
            models.Organisation.objects.filter(kind=models.OrganisationKind.SECTION), as_of
        ).order_by("place", "code")
    )
    above = {section.pk: section.parent_id for section in sections}
    for section in sections:
        owner = section.parent_id
        while owner in above:
            owner = above[owner]
        if owner in asked and section.pk not in asked:
            asked[owner].append(section)
    return asked


def posts_with_stays(
    units: Iterable[models.Organisation], as_of: date
) -> list[tuple[models.Post, list[models.PostHolding]]]:
    """The posts of `units` in force, each with every stay in it, past ones too."""
    posts = list(
        _in_force(models.Post.objects.filter(organisation__in=list(units)), as_of)
        .select_related("organisation")
        .order_by("organisation__code", "place")
    )
    stays: dict[UUID, list[models.PostHolding]] = defaultdict(list)
    for stay in models.PostHolding.objects.filter(post__in=posts).select_related("person"):
        if stay.post_id:
            stays[stay.post_id].append(stay)
    return [(post, stays[post.pk]) for post in posts]


def establishment_figures(
    units: Iterable[models.Organisation], as_of: date
) -> list[EstablishmentFigure]:
    """The figures of `units` by rank, highest first. Sections count with the unit they are in."""
    order = codes.table("rank").codes
    found = []
    for unit in units:
        approved = {
            figure.rank: figure
            for figure in unit.establishments.filter(valid_from__lte=as_of).filter(
                Q(valid_until__isnull=True) | Q(valid_until__gte=as_of)
            )
        }
        actual = {
            row["post__rank"]: row["people"]
            for row in models.PostHolding.objects.filter(
                holdings_in_force(as_of),
                Q(post__organisation=unit)
                | Q(
                    post__organisation__kind=models.OrganisationKind.SECTION,
                    post__organisation__code__startswith=unit.code,
                ),
                post__counts_against_establishment=True,
            )
            .order_by()
            .values("post__rank")
            .annotate(people=Count("person", distinct=True))
        }
        ranks = sorted(
            {*approved, *actual}, key=lambda rank: order[rank].order if rank in order else 99
        )
        for rank in ranks:
            figure = approved.get(rank)
            found.append(
                EstablishmentFigure(
                    unit=unit,
                    rank=rank,
                    approved=figure.approved if figure else None,
                    reserved=figure.reserved if figure else 0,
                    actual=actual.get(rank, 0),
                    document_number=figure.document_number if figure else "",
                )
            )
    return found


def holdings_in_force(as_of: date, prefix: str = "") -> Q:
    """Holdings taken up by `as_of` and not over then. A month counts from its first day."""
    day = as_of.isoformat()
    return (
        Q(**{f"{prefix}pk__isnull": False})
        & (Q(**{f"{prefix}held_from__isnull": True}) | Q(**{f"{prefix}held_from__lte": day}))
        & (Q(**{f"{prefix}held_until__isnull": True}) | Q(**{f"{prefix}held_until__gt": day}))
    )


def _in_force(rows, as_of: date):  # type: ignore[no-untyped-def]
    return rows.exclude(abolished_on__lte=as_of).exclude(established_on__gt=as_of)
