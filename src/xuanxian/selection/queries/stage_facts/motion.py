"""What is known of the motion of a round."""

from xuanxian.selection import models
from xuanxian.selection.instruments.element_review import ElementFacts, ElementFinding
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


def element_facts(rows: RoundRows, candidacy: models.Candidacy) -> dict[str, ElementFacts]:
    """What offices found of a person before the motion, by id of the instrument."""
    found: dict[str, dict[str, ElementFinding]] = {}
    for row in candidacy.element_findings.all():
        found.setdefault(row.check_id, {})[row.element] = ElementFinding.model_validate(
            {"answer": row.finding, "by": row.by, "on": row.on, "note": row.note}
        )
    return {
        name: ElementFacts(as_of=rows.as_of, findings=findings) for name, findings in found.items()
    }
