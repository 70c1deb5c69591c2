"""Naming the units that answer letters."""

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.access.models import Role
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.parts import role_names
from xuanxian.record import services as record
from xuanxian.registry.models import Organisation
from xuanxian.selection import models


@transaction.atomic
def name_consulted_body(
    unit: Organisation,
    name: str,
    body: Organisation | None,
    *,
    actor: Actor,
    telephone: str = "",
) -> models.ConsultedBody | None:
    """Say which unit stands behind the name a policy asks by; letters sent from now on go there.

    Args:
        unit: the managing unit whose office asks.
        name: as policies write it, `ClearanceItem.asks`.
        body: the unit; None takes the name back, so that the office registers the replies.

    Raises:
        Refusal: no name, or somebody who is not of the office.
    """
    if actor.role != Role.ORGANISATION_STAFF:
        raise Refusal(f"联审单位由{role_names([Role.ORGANISATION_STAFF])}确定。")
    if not name.strip():
        raise Refusal(Problem("联审单位", "征求单位", "", "没有填写。", "请填写制度中的名称。"))
    record.append(
        f"clearance:{unit.pk}",
        "consulted_body.named" if body else "consulted_body.taken_back",
        {
            "name": name.strip(),
            "body": body.code if body else "",
            "body_name": body.name if body else "",
            "telephone": telephone.strip(),
        },
        actor=actor,
        title=f"{unit.name}审核把关",
    )
    known = models.ConsultedBody.objects.filter(unit=unit, name=name.strip())
    if body is None:
        known.delete()
        return None
    row, _ = models.ConsultedBody.objects.update_or_create(
        unit=unit, name=name.strip(), defaults={"body": body, "telephone": telephone.strip()}
    )
    return row
