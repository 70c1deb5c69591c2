"""延伸考察: the unit where the person served before."""

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.selection import models
from xuanxian.selection.instruments import Stage
from xuanxian.selection.services.entering import enter_case, wanted
from xuanxian.selection.services.inspection.standing import record_of


@transaction.atomic
def ask_former_unit(
    candidacy: models.Candidacy, former_unit: str, *, actor: Actor
) -> models.InspectionRecord:
    """Register that the former unit was inspected too (延伸考察).

    Raises:
        Refusal: no unit named, or a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.INSPECTION)
    entered.allow("ask_former_unit", Stage.INSPECTION)
    entered.take(
        "former_unit.asked",
        {"candidacy": str(candidacy.pk), "former_unit": wanted(former_unit, "原任职单位")},
    )
    return record_of(candidacy)
