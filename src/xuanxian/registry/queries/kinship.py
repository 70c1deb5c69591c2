"""Relatives who both serve: who may be whom, for staff to confirm."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr

from xuanxian.registry import models

_TO_THE_MONTH = 7  # characters of yyyy-mm


@dataclass(frozen=True, slots=True)
class KinshipProposal:
    """A relative and a cadre of the same name and month of birth."""

    relative: models.Relative
    candidate: models.Person


def kinship_proposals(
    people: QuerySet[models.Person],
    candidates: QuerySet[models.Person],
    limit: int | None = None,
) -> list[KinshipProposal]:
    """Unlinked living relatives of `people` with name and month of birth of a candidate.

    Args:
        candidates: whom the asker may see; nobody else is told of.
        limit: how many relatives at most.
    """
    same = (
        candidates.order_by()
        .annotate(month=Substr("birth", 1, _TO_THE_MONTH))
        .filter(name=OuterRef("name"), month=OuterRef("month"))
        .exclude(pk=OuterRef("person"))
    )
    relatives = (
        models.Relative.objects.filter(
            linked_person__isnull=True,
            is_deceased=False,
            birth__isnull=False,
            person__in=people.order_by().values("pk"),
        )
        .annotate(month=Substr("birth", 1, _TO_THE_MONTH))
        .filter(Exists(same))
        .select_related("person", "person__unit")
        .order_by("person__stroke_key", "place")
    )
    if limit is not None:
        relatives = relatives[:limit]
    rows = list(relatives)
    named = candidates.filter(name__in={row.name for row in rows}).select_related("unit")
    declined = set(
        models.DeclinedLink.objects.filter(person__in={row.person_id for row in rows}).values_list(
            "person_id", "candidate_id"
        )
    )
    proposals = []
    for row in rows:
        for candidate in named:
            if (
                candidate.name == row.name
                and candidate.pk != row.person_id
                and (row.person_id, candidate.pk) not in declined
                and candidate.birth is not None
                and row.birth is not None
                and (candidate.birth.year, candidate.birth.month)
                == (row.birth.year, row.birth.month)
            ):
                proposals.append(KinshipProposal(row, candidate))
    return proposals


def relatives_serving_with(person: models.Person) -> list[models.Relative]:
    """Confirmed relatives of `person` who serve in the same unit."""
    if person.unit_id is None:
        return []
    return list(
        models.Relative.objects.filter(
            Q(person=person, linked_person__unit_id=person.unit_id),
            linked_person__status=models.PersonStatus.SERVING,
        ).select_related("linked_person")
    )
