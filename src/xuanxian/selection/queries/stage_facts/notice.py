"""What is known of the notice on one person."""

from datetime import date

from xuanxian.selection import models
from xuanxian.selection.instruments import Stage
from xuanxian.selection.instruments.achievements import AchievementsFacts
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
            steps=report.steps_taken,
            due_on=report.due_on,
            cleared_on=report.cleared_on,
        )
        for report in candidacy.reports.all()
    )
    achievements = achievements_facts(candidacy, rows.as_of)
    if (
        row is not None
        and row.started_on is not None
        and rows.was_sent_back(candidacy.pk, Stage.NOTICE, since=row.started_on)
    ):
        # Who was sent back is shown to the public anew.
        row = None
    if row is None:
        return NoticeFacts(as_of=rows.as_of, achievements=achievements, reports=reports)
    return NoticeFacts(
        as_of=rows.as_of,
        exempt_because=row.exempt_because,
        started_on=row.started_on,
        ended_on=row.ended_on,
        achievements=achievements.model_copy(update={"shown_on": row.started_on})
        if row.started_on
        else achievements,
        reports=reports,
    )


def achievements_facts(candidacy: models.Candidacy, shown_on: date) -> AchievementsFacts:
    """The statement of achievements as it stands."""
    row = getattr(candidacy, "achievements", None)
    if row is None:
        return AchievementsFacts(shown_on=shown_on)
    return AchievementsFacts(
        shown_on=shown_on,
        sections=row.sections,
        earliest_on=row.earliest_on,
        confirmed=tuple(row.confirmed),
        filed=row.filed_on is not None,
    )
