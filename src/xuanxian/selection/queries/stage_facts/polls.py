"""What the polls of a case say of one person."""

from uuid import UUID

from xuanxian.selection import models
from xuanxian.selection.course import poll_facts
from xuanxian.selection.instruments import Inspection, Meeting, Nomination
from xuanxian.selection.instruments.nomination import PollFacts
from xuanxian.selection.queries.round_rows import RoundRows


def poll_facts_of(
    rows: RoundRows, candidacy: models.Candidacy, vacancy: models.Vacancy
) -> dict[str, PollFacts]:
    """Ballot instrument id → what its poll says of the person, counted polls only."""
    wanted: list[tuple[str, UUID | None]] = []
    for nomination in rows.rules.all(Nomination):
        if nomination.meeting:
            wanted.append((nomination.meeting.ballot, vacancy.nomination_poll))
    inspection = getattr(candidacy, "inspection", None)
    for instrument in rows.rules.all(Inspection):
        if instrument.rating and inspection:
            wanted.append((instrument.rating, inspection.rating_poll))
    item = rows.items.get(candidacy.pk)
    for meeting in rows.rules.all(Meeting):
        if meeting.ballot and item:
            wanted.append((meeting.ballot, item.poll))
    found = {}
    for ballot, poll in wanted:
        counted = rows.counted(poll)
        if counted and (facts := poll_facts(counted[0], str(candidacy.pk), counted[1])):
            found[ballot] = facts
    return found
