"""What is known of the inspection of one person."""

from xuanxian.selection import models
from xuanxian.selection.instruments.inspection import InspectionFacts, Report, TeamMember
from xuanxian.selection.queries.round_rows import RoundRows


def inspection_facts(rows: RoundRows, candidacy: models.Candidacy) -> InspectionFacts:
    """The inspection: notice, team, report."""
    row = getattr(candidacy, "inspection", None)
    if row is None:
        return InspectionFacts(as_of=rows.as_of, years_in_post=candidacy.years_in_post)
    report = None
    if row.submitted_on:
        report = Report(
            submitted_on=row.submitted_on,
            sections=row.sections,
            shortcomings=tuple(row.shortcomings),
            signed_by=tuple(row.signed_by),
        )
    return InspectionFacts(
        as_of=rows.as_of,
        notice_on=row.notice_on,
        team=tuple(
            TeamMember(name=one["name"], leads=one["leads"], relation=one["relation"])
            for one in row.team
        ),
        years_in_post=candidacy.years_in_post,
        former_unit_asked=row.former_unit_asked,
        report=report,
    )
