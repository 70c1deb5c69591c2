"""From the tables to the plain facts that decisions are made of."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from xuanxian.ballots import queries as ballots
from xuanxian.ballots.results import TallyResult
from xuanxian.kernel import clock
from xuanxian.policy.outcome import Outcome
from xuanxian.selection import models
from xuanxian.selection.course import CaseFacts, ExemptionFacts, poll_facts
from xuanxian.selection.instruments import (
    Checklist,
    Inspection,
    Meeting,
    Nomination,
    Stage,
)
from xuanxian.selection.instruments.checklist import ChecklistFacts, MaterialFacts
from xuanxian.selection.instruments.clearance import ClearanceFacts, Letter, Reply
from xuanxian.selection.instruments.file_review import FileReviewFacts, ItemFinding
from xuanxian.selection.instruments.inspection import InspectionFacts, Report, TeamMember
from xuanxian.selection.instruments.meeting import MeetingFacts
from xuanxian.selection.instruments.motion import Approval, EstablishmentFacts, MotionFacts
from xuanxian.selection.instruments.nomination import NominationFacts, PollFacts
from xuanxian.selection.instruments.notice import NoticeFacts, ReceivedReport
from xuanxian.selection.instruments.probation import ProbationFacts
from xuanxian.selection.instruments.talk import TalkFacts, TalkRecord
from xuanxian.selection.models.talks import TalkPurpose
from xuanxian.selection.queries.steps_on_record import steps_on_record
from xuanxian.selection.rules import Rules


def rules_of(round_: models.Round) -> Rules:
    """The rules the round was opened under; they never change, so they are read once."""
    if round_.pk not in _RULES:
        if len(_RULES) >= _RULES_KEPT:
            _RULES.clear()
        _RULES[round_.pk] = Rules.load(round_.rules)
    return _RULES[round_.pk]


_RULES: dict[UUID, Rules] = {}
_RULES_KEPT = 64


def case_facts(candidacy: models.Candidacy, as_of: date | None = None) -> CaseFacts:
    """Everything known of one candidacy on `as_of`, today by default."""
    rules = rules_of(candidacy.vacancy.round)
    return facts_of_round(candidacy.vacancy.round, rules, as_of, only=candidacy.pk)[candidacy.pk]


def facts_of_round(
    round_: models.Round,
    rules: Rules,
    as_of: date | None = None,
    *,
    only: UUID | None = None,
) -> dict[UUID, CaseFacts]:
    """The facts of every candidacy of a round, by its id, in a fixed number of queries."""
    day = as_of or clock.today()
    people = (
        models.Candidacy.objects.filter(vacancy__round=round_)
        .select_related("vacancy", "person", "inspection", "file_review", "notice", "appointment")
        .prefetch_related(
            "letters", "reports", "exemptions", "probation_assessments", "talks", "materials"
        )
    )
    if only is not None:
        people = people.filter(pk=only)
    reader = _Reader(round_, rules, day)
    return {candidacy.pk: reader.facts(candidacy) for candidacy in people}


class _Reader:
    """Reads the rows of one round once and answers for each of its people."""

    def __init__(self, round_: models.Round, rules: Rules, as_of: date) -> None:
        self._round = round_
        self._rules = rules
        self._as_of = as_of
        self._vacancies = {
            vacancy.pk: vacancy
            for vacancy in round_.vacancies.select_related("post", "post__organisation")
        }
        self._active: dict[UUID, int] = defaultdict(int)
        self._targets: dict[UUID, int] = defaultdict(int)
        for vacancy, is_target in models.Candidacy.objects.filter(
            vacancy__round=round_, state__in=("active", "completed")
        ).values_list("vacancy", "is_target"):
            self._active[vacancy] += 1
            self._targets[vacancy] += is_target
        self._talks = list(
            round_.talks.filter(purpose=TalkPurpose.RECOMMENDATION, candidacy__isnull=True)
        )
        self._items: dict[UUID, models.SittingItem] = {}
        for item in (
            models.SittingItem.objects.filter(sitting__round=round_)
            .select_related("sitting")
            .order_by("sitting__place", "place")
        ):
            self._items[item.candidacy_id] = item
        self._approvals = tuple(
            Approval(approver=row.approver, by=row.by, on=row.on) for row in round_.approvals.all()
        )
        self._round_materials = list(round_.materials.filter(candidacy__isnull=True))
        self._results: dict[UUID, tuple[TallyResult, date] | None] = {}
        self._steps = steps_on_record(round_)

    def facts(self, candidacy: models.Candidacy) -> CaseFacts:
        vacancy = self._vacancies[candidacy.vacancy_id]
        appointment = getattr(candidacy, "appointment", None)
        return CaseFacts(
            as_of=self._as_of,
            stage=Stage(candidacy.stage),
            entered_on=candidacy.entered_on,
            motion=self._motion(vacancy),
            judgements={
                name: Outcome.model_validate(outcome)
                for name, outcome in candidacy.judgements.items()
            },
            polls=self._polls(candidacy, vacancy),
            talks=self._talk_facts(candidacy, vacancy),
            nomination=self._nomination(candidacy, vacancy),
            inspection=self._inspection(candidacy),
            clearance=self._clearance(candidacy),
            file_review=self._file_review(candidacy),
            meeting=self._meeting(candidacy, vacancy),
            notice=self._notice(candidacy),
            appointed_on=appointment.effective_on if appointment else None,
            probation=self._probation(candidacy, vacancy),
            materials=self._materials(candidacy),
            exemptions=tuple(
                ExemptionFacts(
                    stage=Stage(row.stage),
                    check=row.check_id,
                    rule=row.rule,
                    overrides=row.overrides,
                    reason=row.reason,
                    by=row.by,
                    on=row.on,
                )
                for row in candidacy.exemptions.all()
            ),
        )

    def _motion(self, vacancy: models.Vacancy) -> MotionFacts:
        return MotionFacts(
            as_of=self._as_of,
            occasion=self._round.occasion,
            plan=self._round.plan,
            approvals=self._approvals,
            establishment=(EstablishmentFacts.model_validate(vacancy.establishment),)
            if vacancy.establishment
            else (),
            candidates=self._active[vacancy.pk],
        )

    def _polls(self, candidacy: models.Candidacy, vacancy: models.Vacancy) -> dict[str, PollFacts]:
        wanted: list[tuple[str, UUID | None]] = []
        for nomination in self._rules.all(Nomination):
            if nomination.meeting:
                wanted.append((nomination.meeting.ballot, vacancy.nomination_poll))
        inspection = getattr(candidacy, "inspection", None)
        for instrument in self._rules.all(Inspection):
            if instrument.rating and inspection:
                wanted.append((instrument.rating, inspection.rating_poll))
        item = self._items.get(candidacy.pk)
        for meeting in self._rules.all(Meeting):
            if meeting.ballot and item:
                wanted.append((meeting.ballot, item.poll))
        found = {}
        for ballot, poll in wanted:
            counted = self._counted(poll)
            if counted and (facts := poll_facts(counted[0], str(candidacy.pk), counted[1])):
                found[ballot] = facts
        return found

    def _counted(self, poll: UUID | None) -> tuple[TallyResult, date] | None:
        if poll is None:
            return None
        if poll not in self._results:
            result = ballots.result(poll)
            self._results[poll] = (result, self._steps.counted_on(poll)) if result else None
        return self._results[poll]

    def _talk_facts(
        self, candidacy: models.Candidacy, vacancy: models.Vacancy
    ) -> dict[str, TalkFacts]:
        found: dict[str, TalkFacts] = {}
        for nomination in self._rules.all(Nomination):
            if nomination.talks:
                found[nomination.talks.talk] = TalkFacts(
                    as_of=self._as_of,
                    due=vacancy.talks_due,
                    talks=tuple(
                        _talk(talk) for talk in self._talks if talk.vacancy_id == vacancy.pk
                    ),
                )
        own = list(candidacy.talks.all())
        for instrument in self._rules.all(Inspection):
            if instrument.talk:
                found[instrument.talk] = TalkFacts(
                    as_of=self._as_of,
                    talks=tuple(
                        _talk(talk) for talk in own if talk.purpose == TalkPurpose.INSPECTION
                    ),
                )
        appointment_talk = self._rules.appointment_talk
        if appointment_talk:
            found[appointment_talk.id] = TalkFacts(
                as_of=self._as_of,
                talks=tuple(_talk(talk) for talk in own if talk.purpose == TalkPurpose.APPOINTMENT),
            )
        return found

    def _nomination(self, candidacy: models.Candidacy, vacancy: models.Vacancy) -> NominationFacts:
        talks = [talk for talk in self._talks if talk.vacancy_id == vacancy.pk]
        counted = self._counted(vacancy.nomination_poll)
        first_talk = min((talk.on for talk in talks), default=None)
        return NominationFacts(
            as_of=self._as_of,
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
            targets=self._targets[vacancy.pk] if vacancy.targets_set_on else None,
            is_target=candidacy.is_target,
        )

    def _inspection(self, candidacy: models.Candidacy) -> InspectionFacts:
        row = getattr(candidacy, "inspection", None)
        if row is None:
            return InspectionFacts(as_of=self._as_of, years_in_post=candidacy.years_in_post)
        report = None
        if row.submitted_on:
            report = Report(
                submitted_on=row.submitted_on,
                sections=row.sections,
                shortcomings=tuple(row.shortcomings),
                signed_by=tuple(row.signed_by),
            )
        return InspectionFacts(
            as_of=self._as_of,
            notice_on=row.notice_on,
            team=tuple(
                TeamMember(name=one["name"], leads=one["leads"], relation=one["relation"])
                for one in row.team
            ),
            years_in_post=candidacy.years_in_post,
            former_unit_asked=row.former_unit_asked,
            report=report,
        )

    def _clearance(self, candidacy: models.Candidacy) -> dict[str, ClearanceFacts]:
        letters: dict[str, list[Letter]] = defaultdict(list)
        for row in candidacy.letters.all():
            reply = None
            if row.answer and row.replied_on:
                reply = Reply(
                    answer=row.answer,
                    replied_on=row.replied_on,
                    text=row.reply_text,
                    sealed=row.sealed,
                    signed_by=tuple(row.signed_by),
                )
            letters[row.instrument].append(
                Letter(item=row.item, sent_on=row.sent_on, due_on=row.due_on, reply=reply)
            )
        return {
            name: ClearanceFacts(as_of=self._as_of, letters=tuple(rows))
            for name, rows in letters.items()
        }

    def _file_review(self, candidacy: models.Candidacy) -> FileReviewFacts:
        row = getattr(candidacy, "file_review", None)
        if row is None:
            return FileReviewFacts(as_of=self._as_of)
        return FileReviewFacts(
            as_of=self._as_of,
            findings={
                name: ItemFinding.model_validate(found) for name, found in row.findings.items()
            },
            reviewers=tuple(row.reviewers),
            conclusion=row.conclusion,
            reviewed_on=row.reviewed_on,
            person_signed_on=row.person_signed_on,
        )

    def _meeting(self, candidacy: models.Candidacy, vacancy: models.Vacancy) -> MeetingFacts:
        item = self._items.get(candidacy.pk)
        if item is None:
            return MeetingFacts(as_of=self._as_of)
        sitting = item.sitting
        return MeetingFacts(
            as_of=self._as_of,
            held_on=sitting.held_on,
            due=tuple(sitting.members),
            present=tuple(sitting.present),
            recused=tuple(item.recused),
            listed=item.listed,
            hands=item.hands,
            decision=item.decision or None,
            decided_on=item.decided_on,
            rejected_on=rejections(candidacy, vacancy, besides=item),
            consents_to_reconsider=item.consents_to_reconsider,
            spoken_last=sitting.spoken_last,
            chief=sitting.chief,
        )

    def _notice(self, candidacy: models.Candidacy) -> NoticeFacts:
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
            return NoticeFacts(as_of=self._as_of, reports=reports)
        return NoticeFacts(
            as_of=self._as_of,
            exempt_because=row.exempt_because,
            started_on=row.started_on,
            ended_on=row.ended_on,
            reports=reports,
        )

    def _probation(self, candidacy: models.Candidacy, vacancy: models.Vacancy) -> ProbationFacts:
        row = getattr(candidacy, "appointment", None)
        assessments = list(candidacy.probation_assessments.all())
        last = assessments[-1] if assessments else None
        decisive = last if last and last.effect != "extend" else None
        return ProbationFacts(
            as_of=self._as_of,
            manner=vacancy.manner,
            started_on=row.effective_on if row else None,
            until=row.probation_until if row else None,
            outcome=decisive.outcome if decisive else "",
            assessed_on=decisive.assessed_on if decisive else None,
            extended=sum(one.effect == "extend" for one in assessments),
        )

    def _materials(self, candidacy: models.Candidacy) -> ChecklistFacts:
        found: dict[str, MaterialFacts] = {}
        checklist = self._rules.first(Checklist)
        for link in checklist.links if checklist else ():
            for item in link.items:
                step = self._steps.made(item.steps, candidacy)
                if step:
                    found[item.id] = step
        for row in (*self._round_materials, *candidacy.materials.all()):
            found[row.item] = MaterialFacts(
                recorded_by=row.recorded_by,
                recorded_on=row.recorded_on,
                audited_by=row.audited_by,
            )
        return ChecklistFacts(as_of=self._as_of, materials=found)


def rejections(
    candidacy: models.Candidacy, vacancy: models.Vacancy, besides: models.SittingItem | None
) -> tuple[date, ...]:
    """Days on which the same person was rejected for the same post, in whichever round."""
    rows = models.SittingItem.objects.filter(
        decision="rejected",
        candidacy__person=candidacy.person_id,
        candidacy__vacancy__post=vacancy.post_id,
        decided_on__isnull=False,
    )
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    return tuple(sorted(day for day in rows.values_list("decided_on", flat=True) if day))


def _talk(row: models.Talk) -> TalkRecord:
    return TalkRecord(
        interviewee=row.interviewee,
        interviewers=tuple(row.interviewers),
        on=row.on,
        names=tuple(row.names),
    )
