"""考察员资格: given, and taken away."""

import uuid
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.access.models import Role
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.parts import role_names
from xuanxian.record import services as record
from xuanxian.registry.models import Organisation, Person
from xuanxian.selection import models
from xuanxian.selection.services.entering import wanted


@transaction.atomic
def grant_licence(
    unit: Organisation,
    name: str,
    number: str,
    *,
    actor: Actor,
    valid_from: date,
    valid_until: date | None = None,
    works_at: str = "",
    person: Person | None = None,
) -> models.InspectorLicence:
    """Enter a 考察员资格 that the unit gave somebody.

    Args:
        valid_until: last day it holds, None without end.
        person: where the registry knows who it is.

    Raises:
        Refusal: no name or number, a number given already, it ends before it begins, a role that
            may not.
    """
    _allow(actor)
    name, number = wanted(name, "姓名"), wanted(number, "证号")
    if valid_until is not None and valid_until < valid_from:
        raise Refusal(
            Problem(name, "有效期至", valid_until.isoformat(), "早于发证日期。", "请核对日期。")
        )
    if models.InspectorLicence.objects.filter(unit=unit, number=number).exists():
        raise Refusal(Problem(name, "证号", number, "已经登记。", "请核对证号。"))
    licence = uuid.uuid4()
    record.append(
        stream_of_inspectors(unit),
        "inspector_licence.granted",
        {
            "licence": str(licence),
            "name": name,
            "person": str(person.pk) if person else None,
            "number": number,
            "from": valid_from.isoformat(),
            "until": valid_until.isoformat() if valid_until else None,
        },
        actor=actor,
        title=f"{unit.name}考察员资格",
    )
    return models.InspectorLicence.objects.create(
        id=licence,
        unit=unit,
        name=name,
        person=person,
        works_at=works_at.strip(),
        number=number,
        valid_from=valid_from,
        valid_until=valid_until,
    )


@transaction.atomic
def withdraw_licence(
    licence: models.InspectorLicence, reason: str, *, actor: Actor
) -> models.InspectorLicence:
    """Take a 考察员资格 away from today on; teams that stand keep what they found.

    Raises:
        Refusal: taken away already, no reason, a role that may not.
    """
    _allow(actor)
    fresh = models.InspectorLicence.objects.select_for_update().get(pk=licence.pk)
    if fresh.withdrawn_on:
        raise Refusal(f"{fresh.name}的考察员资格已经取消。")
    fresh.withdrawn_on = clock.today()
    fresh.withdrawn_because = wanted(reason, "取消理由")[:200]
    record.append(
        stream_of_inspectors(fresh.unit),
        "inspector_licence.withdrawn",
        {"licence": str(fresh.pk), "name": fresh.name, "reason": fresh.withdrawn_because},
        actor=actor,
    )
    fresh.save()
    return fresh


def stream_of_inspectors(unit: Organisation) -> str:
    """The record of who may inspect for a unit."""
    return f"inspectors:{unit.pk}"


def _allow(actor: Actor) -> None:
    if actor.role != Role.ORGANISATION_STAFF:
        raise Refusal(f"考察员资格由{role_names([Role.ORGANISATION_STAFF])}登记。")
