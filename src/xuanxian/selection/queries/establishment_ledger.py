"""职数台账: 核定、实有、预留、拟配 of units by rank, and what the policy in force finds in them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from xuanxian.policy.formulas import Parameters
from xuanxian.policy.outcome import Outcome, Reason, Verdict
from xuanxian.policy.queries import all_in_force
from xuanxian.registry import codes
from xuanxian.registry.models import Organisation, OrganisationKind, PostHolding
from xuanxian.registry.queries.units import (
    EstablishmentFigure,
    establishment_figures,
    holdings_in_force,
    units_with_sections,
)
from xuanxian.selection import models
from xuanxian.selection.instruments.establishment_review import (
    EstablishmentLine,
    EstablishmentReview,
    EstablishmentReviewFacts,
    Stay,
)
from xuanxian.selection.queries.round_rows import unit_of

_PUBLIC_INSTITUTIONS = {OrganisationKind.INSTITUTION: "事业", OrganisationKind.ENTERPRISE: "企业"}


@dataclass(frozen=True, slots=True)
class Reviewing:
    """The policy in force that says what the ledger is reviewed for."""

    policy: str
    instrument: EstablishmentReview
    parameters: Parameters
    rules_in_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One rank of a unit; `planned` is what open rounds plan to fill (拟配)."""

    figure: EstablishmentFigure
    planned: int

    @property
    def left(self) -> int | None:
        """可用: what is left once everything planned is filled; None without a figure."""
        return None if self.figure.vacant is None else self.figure.vacant - self.planned


@dataclass(frozen=True, slots=True)
class LedgerUnit:
    """One unit of the ledger: its ranks, and what was found; None without a policy."""

    unit: Organisation
    lines: tuple[LedgerLine, ...]
    outcome: Outcome | None

    @property
    def findings(self) -> list[Reason]:
        """What was found, without the rules that are kept."""
        if self.outcome is None:
            return []
        return [one for one in self.outcome.reasons if one.verdict is not Verdict.PASS]


def reviewing_of(unit: Organisation, as_of: date) -> Reviewing | None:
    """The first policy in force for `unit` that reviews the ledger, None when none does."""
    for adopted in all_in_force(unit.code, as_of):
        for instrument in adopted.instruments:
            if isinstance(instrument, EstablishmentReview):
                return Reviewing(
                    adopted.policy.title,
                    instrument,
                    adopted.quantities,
                    tuple(adopted.policy.explain(instrument)),
                )
    return None


def establishment_ledger(
    units: Iterable[Organisation], as_of: date, reviewing: Reviewing | None
) -> list[LedgerUnit]:
    """The ledger of `units` on `as_of`, in their order."""
    asked = list(units)
    figures: dict[UUID, list[EstablishmentFigure]] = defaultdict(list)
    for figure in establishment_figures(asked, as_of):
        figures[figure.unit.pk].append(figure)
    planned = planned_seats()
    stays = _stays(asked, as_of) if reviewing else {}
    ranks = codes.table("rank")
    found = []
    for unit in asked:
        known = {figure.rank for figure in figures[unit.pk]}
        lines = [
            LedgerLine(figure, planned[unit.pk, figure.rank]) for figure in figures[unit.pk]
        ] + [
            LedgerLine(EstablishmentFigure(unit, rank, None, 0, 0, ""), seats)
            for (owner, rank), seats in planned.items()
            if owner == unit.pk and rank not in known
        ]
        facts = EstablishmentReviewFacts(
            unit=unit.name,
            lines=tuple(
                EstablishmentLine(
                    rank=ranks.label(line.figure.rank),
                    approved=line.figure.approved,
                    filled=line.figure.actual,
                    reserved=line.figure.reserved,
                    planned=line.planned,
                )
                for line in lines
            ),
            stays=tuple(stays.get(unit.pk, ())),
        )
        outcome = reviewing.instrument.decide(facts, reviewing.parameters) if reviewing else None
        found.append(LedgerUnit(unit, tuple(lines), outcome))
    return found


def planned_seats() -> Counter[tuple[UUID, str]]:
    """(unit, rank) → seats that open rounds plan to fill and nobody was appointed to yet."""
    found: Counter[tuple[UUID, str]] = Counter()
    for vacancy in (
        models.Vacancy.objects.filter(
            round__closed_on__isnull=True, post__counts_against_establishment=True
        )
        .exclude(candidacies__appointment__isnull=False)
        .select_related("post__organisation__parent__parent__parent")
    ):
        found[unit_of(vacancy.post.organisation).pk, vacancy.post.rank] += vacancy.seats
    return found


def _stays(units: Sequence[Organisation], as_of: date) -> dict[UUID, list[Stay]]:
    """Unit id → who holds its counted posts and those of its sections."""
    owners = {
        section.pk: owner
        for owner, sections in units_with_sections(units, as_of).items()
        for section in sections
    }
    # Sections abolished since are not in force, and somebody may still sit in one.
    for section in Organisation.objects.filter(
        kind=OrganisationKind.SECTION, abolished_on__lte=as_of, parent__in=list(owners)
    ):
        owners[section.pk] = owners[section.parent_id]  # type: ignore[index]
    holdings = list(
        PostHolding.objects.filter(
            holdings_in_force(as_of),
            post__organisation__in=list(owners),
            post__counts_against_establishment=True,
        ).select_related("person__unit", "post__organisation")
    )
    by_pk = {unit.pk: unit for unit in units}
    counted = {
        row["person"]: row["posts"]
        for row in PostHolding.objects.filter(
            holdings_in_force(as_of),
            post__counts_against_establishment=True,
            person__in={one.person_id for one in holdings},
        )
        .order_by()
        .values("person")
        .annotate(posts=Count("post", distinct=True, filter=Q(post__isnull=False)))
    }
    found: dict[UUID, list[Stay]] = defaultdict(list)
    for one in holdings:
        post = one.post
        if post is None:
            continue
        unit = by_pk[owners[post.organisation_id]]
        staffed = one.person.unit
        found[unit.pk].append(
            Stay(
                holder=str(one.person_id),
                name=one.person.name,
                post=str(post),
                stands=not any(
                    day is not None and day <= as_of
                    for day in (post.abolished_on, post.organisation.abolished_on)
                ),
                above_unit=_above(post.rank, unit.level),
                fits=None if staffed is None else _class_of(staffed) == _class_of(unit),
                counted_posts=counted[one.person_id],
            )
        )
    return found


def _class_of(organisation: Organisation) -> str:
    return _PUBLIC_INSTITUTIONS.get(OrganisationKind(unit_of(organisation).kind), "机关")


def _above(rank: str, level: str) -> bool | None:
    """Whether a post of `rank` stands above a body of `level`, a rank or the word before 正副职."""
    order = codes.table("rank").codes
    if rank not in order or not level:
        return None
    name = order[level].label if level in order else level
    highest = [code.order for code in order.values() if code.label.startswith(name[:3])]
    return order[rank].order < min(highest) if highest else None
