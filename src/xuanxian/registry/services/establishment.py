"""The verb on the establishment (核定职数) of organisations."""

from datetime import date, timedelta

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record import services as record
from xuanxian.registry import models
from xuanxian.registry.services.correcting import refuse_wrong_fields
from xuanxian.registry.services.organisations import stream_of_organisation


@transaction.atomic
def approve_establishment(
    organisation: models.Organisation,
    *,
    rank: str,
    approved: int,
    valid_from: date,
    actor: Actor,
    reserved: int = 0,
    document_number: str = "",
) -> models.Establishment:
    """Write down how many leader posts of `rank` a unit is approved for from a date on.

    The figure in force until then ends the day before; nothing is rewritten.

    Raises:
        Refusal: unknown rank, more reserved than approved, or a figure from that date or later.
    """
    where = f"{organisation.name}职数"
    # The unit's row is locked, so that two figures for one rank follow one another.
    models.Organisation.objects.select_for_update().get(pk=organisation.pk)
    figure = models.Establishment(
        organisation=organisation,
        rank=rank,
        approved=approved,
        reserved=reserved,
        document_number=document_number,
        valid_from=valid_from,
    )
    refuse_wrong_fields(figure, where)
    if reserved > approved:
        raise Refusal(
            Problem(
                where=where,
                field="预留",
                value=str(reserved),
                message=f"预留数多于核定数{approved}。",
                mend="请改小预留数或核对核定数。",
            )
        )
    earlier = organisation.establishments.filter(rank=rank)
    later = earlier.filter(valid_from__gte=valid_from).first()
    if later is not None:
        raise Refusal(
            Problem(
                where=where,
                field="起",
                value=valid_from.isoformat(),
                message=f"已有自{later.valid_from:%Y.%m.%d}起的核定数。",
                mend="新的核定数应晚于已有的起始日期。",
            )
        )
    earlier.filter(valid_until__isnull=True).update(valid_until=valid_from - timedelta(days=1))
    figure.save()
    record.append(
        stream_of_organisation(organisation),
        "establishment.approved",
        {
            "rank": rank,
            "approved": approved,
            "reserved": reserved,
            "valid_from": valid_from.isoformat(),
            "document_number": document_number,
        },
        actor=actor,
        title=f"机构 {organisation.name}",
    )
    return figure
