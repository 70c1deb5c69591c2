"""What is known of the motion of a round."""

from xuanxian.selection import models
from xuanxian.selection.instruments.motion import EstablishmentFacts, MotionFacts
from xuanxian.selection.queries.round_rows import RoundRows


def motion_facts(
    rows: RoundRows, candidacy: models.Candidacy, vacancy: models.Vacancy
) -> MotionFacts:
    """The motion of a vacancy, as it concerns one of its people."""
    return MotionFacts(
        as_of=rows.as_of,
        occasion=rows.round.occasion,
        plan=rows.round.plan,
        approvals=rows.approvals,
        establishment=(EstablishmentFacts.model_validate(vacancy.establishment),)
        if vacancy.establishment
        else (),
        candidates=rows.active[vacancy.pk],
        seats=vacancy.seats,
        signers=len(candidacy.signers) if candidacy.signers else None,
    )
