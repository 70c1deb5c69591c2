"""What is known of the tests, the probation and the visits of one person."""

from collections import defaultdict
from fractions import Fraction

from xuanxian.selection import models
from xuanxian.selection.instruments import FollowUp
from xuanxian.selection.instruments.appointment_test import AppointmentTestFacts, TestMark
from xuanxian.selection.instruments.follow_up import FollowUpFacts, VisitHeld
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


def appointment_test_facts(
    rows: RoundRows, candidacy: models.Candidacy
) -> dict[str, AppointmentTestFacts]:
    """Appointment_test instrument id → the tests taken, in order."""
    marks: dict[str, list[TestMark]] = defaultdict(list)
    for row in candidacy.appointment_tests.all():
        marks[row.instrument].append(
            TestMark(taken_on=row.taken_on, mark=Fraction(row.mark), talked_on=row.talked_on)
        )
    return {
        name: AppointmentTestFacts(as_of=rows.as_of, marks=tuple(own))
        for name, own in marks.items()
    }


def follow_up_facts(rows: RoundRows, candidacy: models.Candidacy) -> dict[str, FollowUpFacts]:
    """Follow_up instrument id → the visits held."""
    row = getattr(candidacy, "appointment", None)
    visits: dict[str, list[VisitHeld]] = {one.id: [] for one in rows.rules.all(FollowUp)}
    for each in candidacy.follow_up_visits.all():
        visits.setdefault(each.instrument, []).append(
            VisitHeld(
                visit=each.visit,
                held_on=each.held_on,
                conclusion=each.conclusion,
                told_on=each.told_on,
            )
        )
    return {
        name: FollowUpFacts(
            as_of=rows.as_of,
            appointed_on=row.effective_on if row else None,
            visits=tuple(own),
        )
        for name, own in visits.items()
    }
