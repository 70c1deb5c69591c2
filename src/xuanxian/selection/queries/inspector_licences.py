"""Who may inspect: the 考察员资格 a managing unit has given."""

from datetime import date

from django.db.models import Q, QuerySet

from xuanxian.registry.models import Organisation, Person
from xuanxian.selection import models


def licences_valid(unit: Organisation, on: date) -> QuerySet[models.InspectorLicence]:
    """The licences of a unit that hold on a day."""
    return models.InspectorLicence.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on),
        unit=unit,
        valid_from__lte=on,
    )


def licence_of(
    unit: Organisation, name: str, person: Person | None, on: date
) -> models.InspectorLicence | None:
    """The licence somebody holds on a day, the one that holds longest; None without one.

    A licence of a namesake who is known to be somebody else does not count.
    """
    held = licences_valid(unit, on).filter(name=name)
    if person is not None:
        held = held.filter(Q(person=person) | Q(person__isnull=True))
    return max(held, key=lambda one: one.valid_until or date.max, default=None)
