"""The talks of a case."""

from xuanxian.selection import models
from xuanxian.selection.instruments import Inspection, Nomination
from xuanxian.selection.instruments.talk import PlannedTalk, TalkFacts, TalkRecord
from xuanxian.selection.models.talks import TalkPurpose
from xuanxian.selection.queries.round_rows import RoundRows


def talk_facts(
    rows: RoundRows, candidacy: models.Candidacy, vacancy: models.Vacancy
) -> dict[str, TalkFacts]:
    """Talk instrument id → the talks held under it."""
    found: dict[str, TalkFacts] = {}
    for nomination in rows.rules.all(Nomination):
        if nomination.talks:
            found[nomination.talks.talk] = TalkFacts(
                as_of=rows.as_of,
                due=vacancy.talks_due,
                talks=tuple(
                    _talk(talk)
                    for talk in rows.recommendation_talks
                    if talk.vacancy_id == vacancy.pk
                ),
            )
    own = list(candidacy.talks.all())
    for instrument in rows.rules.all(Inspection):
        if instrument.talk:
            found[instrument.talk] = TalkFacts(
                as_of=rows.as_of,
                talks=tuple(_talk(talk) for talk in own if talk.purpose == TalkPurpose.INSPECTION),
                planned=tuple(
                    PlannedTalk(interviewee=one.name, of_class=one.of_class)
                    for one in candidacy.scheduled_talks.all()
                ),
            )
    appointment_talk = rows.rules.appointment_talk
    if appointment_talk:
        found[appointment_talk.id] = TalkFacts(
            as_of=rows.as_of,
            talks=tuple(_talk(talk) for talk in own if talk.purpose == TalkPurpose.APPOINTMENT),
        )
    return found


def _talk(row: models.Talk) -> TalkRecord:
    return TalkRecord(
        interviewee=row.interviewee,
        interviewers=tuple(row.interviewers),
        on=row.on,
        names=tuple(row.names),
        of_class=row.of_class,
        noted=bool(row.notes),
        signed_by=tuple(row.signed_by),
    )
