"""What is known of the notice on one person."""

from xuanxian.selection import models
from xuanxian.selection.instruments.notice import NoticeFacts, ReceivedReport
from xuanxian.selection.queries.round_rows import RoundRows


def notice_facts(rows: RoundRows, candidacy: models.Candidacy) -> NoticeFacts:
    """The notice and the reports received."""
    row = getattr(candidacy, "notice", None)
    reports = tuple(
        ReceivedReport(
            id=str(report.pk),
            received_on=report.received_on,
            verdict=report.verdict,
        )
        for report in candidacy.reports.all()
    )
    if row is None:
        return NoticeFacts(as_of=rows.as_of, reports=reports)
    return NoticeFacts(
        as_of=rows.as_of,
        exempt_because=row.exempt_because,
        started_on=row.started_on,
        ended_on=row.ended_on,
        reports=reports,
    )
