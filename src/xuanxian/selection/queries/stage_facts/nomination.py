"""What is known of the recommendation of one person."""

from xuanxian.selection import models
from xuanxian.selection.instruments.nomination import NominationFacts
from xuanxian.selection.queries.round_rows import RoundRows


def nomination_facts(
    rows: RoundRows, candidacy: models.Candidacy, vacancy: models.Vacancy
) -> NominationFacts:
    """The recommendation: meeting, talks, acceptance, targets."""
    talks = [talk for talk in rows.recommendation_talks if talk.vacancy_id == vacancy.pk]
    counted = rows.counted(vacancy.nomination_poll)
    first_talk = min((talk.on for talk in talks), default=None)
    return NominationFacts(
        as_of=rows.as_of,
        talks_held=len({talk.interviewee for talk in talks}),
        talks_in_favour=len(
            {talk.interviewee for talk in talks if str(candidacy.pk) in talk.names}
        ),
        talked_first=first_talk < counted[1]
        if counted and first_talk and first_talk != counted[1]
        else None,
        range=vacancy.nomination_range,
        opinions_agree=vacancy.opinions_agree,
        accepted_on=vacancy.accepted_on,
        targets=rows.targets[vacancy.pk] if vacancy.targets_set_on else None,
        is_target=candidacy.is_target,
    )
