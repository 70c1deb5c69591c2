"""Whom the inspection team is to talk with, as the registry knows them."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from xuanxian.registry.models import OrganisationKind, PostHolding
from xuanxian.selection import models
from xuanxian.selection.instruments import Inspection, Talk
from xuanxian.selection.queries.round_rows import unit_of
from xuanxian.selection.rules import Rules


@dataclass(frozen=True)
class Proposed:
    """Somebody the registry knows who belongs to a class of the policy."""

    name: str
    of_class: str
    post: str


def proposed_interviewees(rules: Rules, candidacy: models.Candidacy) -> list[Proposed]:
    """The people of the person's own unit, class by class; the team and the person are left out.

    Who belongs to two classes stands in the first only. Classes that are named by hand stay empty.
    """
    inspection = rules.first(Inspection)
    if inspection is None or not inspection.talk:
        return []
    row = models.InspectionRecord.objects.filter(pk=candidacy.pk).first()
    taken = {member["name"] for member in row.team} if row else set()
    taken.add(candidacy.person.name)
    found: list[Proposed] = []
    for one in rules.get(inspection.talk, Talk).classes:
        if one.found_as == "person":
            found.append(Proposed(candidacy.person.name, one.id, candidacy.person.current_post))
            continue
        for holding in _holdings(candidacy, one.found_as):
            name = holding.person.name
            if name not in taken:
                taken.add(name)
                found.append(Proposed(name, one.id, holding.title))
    return found


def _holdings(candidacy: models.Candidacy, found_as: str) -> QuerySet[PostHolding]:
    rows = PostHolding.objects.filter(held_until__isnull=True).select_related("person")
    if candidacy.person.unit is None or not found_as:
        return rows.none()
    unit = unit_of(candidacy.person.unit)
    section = Q(post__organisation__kind=OrganisationKind.SECTION)
    below = Q(post__organisation__parent=unit)
    match found_as:
        case "leaders":
            rows = rows.filter(
                Q(post__is_team_member=True) | Q(post__kind="leading"), post__organisation=unit
            )
        case "sections":
            rows = rows.filter(below & section)
        case _:
            rows = rows.filter(below & ~section, post__is_chief=True)
    return rows.order_by("post__organisation__place", "post__place", "person__place", "person__pk")
