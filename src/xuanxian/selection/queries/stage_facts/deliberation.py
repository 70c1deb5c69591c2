"""What is known of the sitting that decides on one person."""

from xuanxian.selection import models
from xuanxian.selection.instruments.meeting import MeetingFacts
from xuanxian.selection.queries.round_rows import RoundRows


def meeting_facts(rows: RoundRows, candidacy: models.Candidacy) -> MeetingFacts:
    """The last sitting on the person, and earlier rejections for the post."""
    item = rows.items.get(candidacy.pk)
    if item is None:
        return MeetingFacts(as_of=rows.as_of)
    sitting = item.sitting
    return MeetingFacts(
        as_of=rows.as_of,
        held_on=sitting.held_on,
        due=tuple(sitting.members),
        present=tuple(sitting.present),
        recused=tuple(item.recused),
        listed=item.listed,
        hands=item.hands,
        decision=item.decision or None,
        decided_on=item.decided_on,
        rejected_on=rows.rejected_on(candidacy, besides=item),
        consents_to_reconsider=item.consents_to_reconsider,
        spoken_last=(sitting.speakers.get(str(item.pk)) or [sitting.spoken_last])[-1],
        minutes_written=bool(sitting.minutes),
        minutes_signed=tuple(sitting.minutes_signed),
        chief=sitting.chief,
    )
