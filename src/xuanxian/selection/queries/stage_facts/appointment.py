"""What is known of the probation of one person."""

from xuanxian.selection import models
from xuanxian.selection.instruments.probation import ProbationFacts
from xuanxian.selection.queries.round_rows import RoundRows


def probation_facts(
    rows: RoundRows, candidacy: models.Candidacy, vacancy: models.Vacancy
) -> ProbationFacts:
    """The probation that follows the appointment."""
    row = getattr(candidacy, "appointment", None)
    assessments = list(candidacy.probation_assessments.all())
    last = assessments[-1] if assessments else None
    decisive = last if last and last.effect != "extend" else None
    return ProbationFacts(
        as_of=rows.as_of,
        manner=vacancy.manner,
        started_on=row.effective_on if row else None,
        until=row.probation_until if row else None,
        outcome=decisive.outcome if decisive else "",
        assessed_on=decisive.assessed_on if decisive else None,
        extended=sum(one.effect == "extend" for one in assessments),
    )
