"""From a case to the plain data of its papers. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from xuanxian.ballots import queries as ballots
from xuanxian.ballots.instruments import INVALID, Ballot, Names
from xuanxian.ballots.models import Poll
from xuanxian.documents.papers.appointment_notice import AppointmentLine, AppointmentNotice
from xuanxian.documents.papers.blank_ballot import BallotSubject, BlankBallot
from xuanxian.documents.papers.deliberation_list import DeliberationList
from xuanxian.documents.papers.inspection_report import InspectionReport, ReportSection
from xuanxian.documents.papers.notices import InspectionNotice, PublicNotice, chinese
from xuanxian.documents.papers.opinion_letter import OpinionLetter
from xuanxian.documents.papers.person import PaperPerson, paper_person
from xuanxian.documents.papers.result_table import ResultTable
from xuanxian.documents.roster.columns import post_held_since, rank_held_since
from xuanxian.documents.wording import resume_rows
from xuanxian.kernel import clock
from xuanxian.policy.formulas import whole_number
from xuanxian.policy.parts import whole
from xuanxian.registry.queries import read_dossier
from xuanxian.selection import models, queries
from xuanxian.selection.instruments import (
    Clearance,
    Inspection,
    Notice,
    Probation,
)
from xuanxian.selection.queries.steps_on_record import steps_on_record
from xuanxian.selection.rules import Rules


@dataclass(frozen=True)
class Answers:
    """What whoever makes a paper adds to what the case says; "" and None where not asked.

    Attributes:
        people: whom the paper tells of, in order; the candidacy asked from among them.
        letter: which letter a 征求意见函 is.
    """

    people: tuple[models.Candidacy, ...] = ()
    dated_on: date = field(default_factory=clock.today)
    issuer: str = ""
    document_number: str = ""
    addressee: str = ""
    basis: str = ""
    telephone: str = ""
    address: str = ""
    letter: models.Letter | None = None


@dataclass(frozen=True)
class Case:
    """A candidacy with what stands around it, each read once."""

    candidacy: models.Candidacy

    @property
    def round(self) -> models.Round:
        """Its round."""
        return self.candidacy.vacancy.round

    @cached_property
    def rules(self) -> Rules:
        """The rules its round runs under."""
        return queries.rules_of(self.round)

    @cached_property
    def inspection(self) -> models.InspectionRecord | None:
        """What its inspection left."""
        return models.InspectionRecord.objects.filter(pk=self.candidacy.pk).first()

    @cached_property
    def notice(self) -> models.PublicNotice | None:
        """Its public notice."""
        return models.PublicNotice.objects.filter(pk=self.candidacy.pk).first()

    @cached_property
    def appointment(self) -> models.Appointment | None:
        """Its appointment."""
        return models.Appointment.objects.filter(pk=self.candidacy.pk).first()

    @cached_property
    def item(self) -> models.SittingItem | None:
        """The last time it stood before the deciding body."""
        return (
            self.candidacy.sitting_items.select_related("sitting")
            .order_by("-sitting__place", "-place")
            .first()
        )

    @cached_property
    def polls(self) -> dict[str, Poll]:
        """Purpose → the poll of the nomination, rating or decision, of those prepared."""
        wanted = {
            "nomination": self.candidacy.vacancy.nomination_poll,
            "rating": self.inspection.rating_poll if self.inspection else None,
            "decision": self.item.poll if self.item else None,
        }
        found = Poll.objects.in_bulk([poll for poll in wanted.values() if poll])
        return {purpose: found[poll] for purpose, poll in wanted.items() if poll in found}

    def poll(self, purpose: str) -> Poll | None:
        """The poll of the nomination, rating or decision; None when none was prepared."""
        return self.polls.get(purpose)

    def ballot(self, purpose: str) -> Ballot | None:
        """The instrument by which that poll is or will be voted; None when the policy has none."""
        poll = self.poll(purpose)
        if poll is not None:
            return poll.ballot
        return next((one for one in self.rules.all(Ballot) if one.purpose == purpose), None)


def person_of(candidacy: models.Candidacy, as_of: date) -> PaperPerson:
    """The person of a candidacy with the posts to be taken up and left.

    Papers made after the appointment still tell of the person before it.
    """
    dossier = read_dossier(candidacy.person, with_photo=False)
    case = Case(candidacy)
    before = None
    if case.appointment:
        before = case.appointment.effective_on - timedelta(days=1)
    return paper_person(
        dossier,
        as_of,
        current_post=_post_before_appointment(case),
        proposed_post=str(candidacy.vacancy.post),
        post_to_leave=candidacy.leaves.title if candidacy.leaves else "",
        post_since=post_held_since(dossier, before),
        rank_since=rank_held_since(dossier, "0", before),
    )


def _post_before_appointment(case: Case) -> str:
    """现任职务 as the last ballot printed it, or the posts left; "" before the appointment."""
    if case.appointment is None:
        return ""
    for purpose in ("decision", "rating", "nomination"):
        poll = case.poll(purpose)
        for subject in poll.subject_list if poll else ():
            if subject.id == str(case.candidacy.pk) and subject.title:
                return subject.title
    return "、".join(one["title"] for one in case.appointment.former_posts_left)


def people_of(people: Iterable[models.Candidacy], as_of: date) -> tuple[PaperPerson, ...]:
    """`people` in their order."""
    return tuple(person_of(one, as_of) for one in people)


def public_notice(case: Case, answers: Answers) -> PublicNotice:
    """The notice as registered; its days stay blank until it has begun."""
    row = case.notice
    instrument = case.rules.first(Notice)
    return PublicNotice(
        basis=answers.basis,
        people=people_of(answers.people, answers.dated_on),
        starts_on=row.started_on if row else None,
        last_day=row.last_day if row else None,
        working_days=whole(instrument.working_days, case.rules.parameters, of="公示期（工作日）")
        if instrument
        else None,
        shows=instrument.shows if instrument else (),
        telephone=answers.telephone,
        address=answers.address,
        issuer=answers.issuer,
        dated_on=answers.dated_on,
    )


def inspection_notice(case: Case, answers: Answers) -> InspectionNotice:
    """The notice as registered; its days stay blank until it was published."""
    row = case.inspection
    instrument = case.rules.first(Inspection)
    return InspectionNotice(
        basis=answers.basis,
        people=people_of(answers.people, answers.dated_on),
        starts_on=row.notice_on if row else None,
        last_day=row.notice_until if row else None,
        scope=(row.notice_scope if row else "") or (instrument.notice_scope if instrument else ""),
        team=team_of(row),
        telephone=answers.telephone,
        address=answers.address,
        issuer=answers.issuer,
        dated_on=answers.dated_on,
    )


def team_of(inspection: models.InspectionRecord | None) -> tuple[str, ...]:
    """The inspection team, its leader first."""
    if inspection is None:
        return ()
    members = sorted(inspection.team, key=lambda one: not one["leads"])
    return tuple(one["name"] for one in members)


def appointment_notice(case: Case, answers: Answers) -> AppointmentNotice:
    """What was decided on the people, as appointed or, before that, as it is to be."""
    item = case.item
    return AppointmentNotice(
        document_number=answers.document_number,
        addressee=answers.addressee,
        body_deciding=item.sitting.body if item else "",
        decided_on=item.decided_on if item else None,
        people=tuple(_appointed(Case(one)) for one in answers.people),
        issuer=answers.issuer,
        dated_on=answers.dated_on,
    )


def _appointed(case: Case) -> AppointmentLine:
    candidacy, appointment = case.candidacy, case.appointment
    probation = case.rules.first(Probation)
    months = None
    begins = appointment.probation_until is not None if appointment else True
    if probation and begins and probation.applies(candidacy.vacancy.manner):
        months = whole(probation.months, case.rules.parameters, of="试用期（月）")
    if appointment:
        left = tuple(one["title"] for one in appointment.former_posts_left)
    else:
        left = (candidacy.leaves.title,) if candidacy.leaves else ()
    return AppointmentLine(
        name=candidacy.person.name,
        appointed=(str(candidacy.vacancy.post),),
        probation_months=months,
        removed=left,
    )


def opinion_letter(case: Case, answers: Answers) -> OpinionLetter:
    """The chosen letter, for all the chosen people who were asked about with it.

    Raises:
        ValueError: no letter is chosen; a defect of the caller.
    """
    letter = answers.letter
    if letter is None:
        raise ValueError("no letter is chosen")
    items = (
        item
        for clearance in case.rules.all(Clearance)
        if clearance.id == letter.instrument
        for item in clearance.items
    )
    item = next((one for one in items if one.id == letter.item), None)
    asked = set(
        models.Letter.objects.filter(
            candidacy__in=answers.people,
            instrument=letter.instrument,
            item=letter.item,
            sent_on=letter.sent_on,
        ).values_list("candidacy", flat=True)
    )
    return OpinionLetter(
        document_number=answers.document_number or letter.document_number,
        addressee=answers.addressee or letter.asks,
        about=(item.about if item else "") or letter.title,
        people=people_of((one for one in answers.people if one.pk in asked), answers.dated_on),
        due_on=letter.due_on,
        signatures=item.signatures if item else (),
        sealed=bool(item and item.sealed),
        telephone=answers.telephone,
        issuer=answers.issuer,
        dated_on=answers.dated_on,
    )


def inspection_report(case: Case, answers: Answers) -> InspectionReport:
    """The report with what is written of it so far."""
    row = case.inspection
    instrument = case.rules.first(Inspection)
    dossier = read_dossier(case.candidacy.person, with_photo=False)
    parts = instrument.report_sections if instrument else ()
    written = row.sections if row else {}
    named = tuple(row.shortcomings) if row else ()
    return InspectionReport(
        person=person_of(case.candidacy, answers.dated_on),
        resume=tuple(
            f"{line.dates}　{line.text}" if line.dates else line.text
            for line in resume_rows(dossier.resume)
        ),
        sections=tuple(
            ReportSection(title=part.title, text=written.get(part.id, "")) for part in parts
        ),
        # What a section says already is not told twice.
        shortcomings=tuple(
            one for one in named if not any(one in text for text in written.values())
        ),
        team=team_of(row),
        issuer=answers.issuer,
        dated_on=row.submitted_on if row else None,
    )


_BALLOT_TITLES = {"nomination": "民主推荐票", "rating": "民主测评票", "decision": "表决票"}


def blank_ballot(case: Case, answers: Answers, purpose: str) -> BlankBallot:
    """The ballot of the poll, or of the policy while no poll is prepared.

    Raises:
        ValueError: the policy has no such ballot; a defect of the caller.
    """
    ballot, poll = case.ballot(purpose), case.poll(purpose)
    if ballot is None:
        raise ValueError(f"no ballot for {purpose}")
    parameters = poll.parameter_values if poll else case.rules.parameters
    rules, lines = [], 0
    question = ballot.question
    if isinstance(question, Names):
        most = whole_number(question.most, parameters)
        rules.append(f"最多推荐{most}名，超过的整张票无效。")
        if question.write_in or not poll:
            lines = most
    elif question.blank == INVALID:
        rules.append("每一项都要填写，有一项未填的整张票无效。")
    elif question.blank:
        rules.append(f"未填的按“{question.blank}”计。")
    rules += [
        f"“{limit.option}”超过{whole_number(limit.at_most, parameters)}个的，整张票无效。"
        for limit in ballot.limits
    ]
    if poll:
        subjects = tuple(
            BallotSubject(
                name=one.name,
                title=one.title,
                proposal=one.proposal if purpose == "decision" else "",
            )
            for one in poll.subject_list
        )
        classes = tuple(each.name for each in poll.classes.all())
    else:
        subjects = _subjects_before_poll(answers, purpose)
        classes = tuple(voters.name for voters in ballot.electorate)
    return BlankBallot(
        title=_BALLOT_TITLES[purpose],
        matter=f"（{poll.title if poll else case.candidacy.vacancy.post}）",
        ask=ballot.sentence,
        classes=classes if len(classes) > 1 else (),
        subjects=subjects,
        options=ballot.options,
        rules=tuple(rules),
        write_in_lines=lines,
        signed=ballot.secrecy == "signed",
        dated=chinese(answers.dated_on),
    )


def _subjects_before_poll(answers: Answers, purpose: str) -> tuple[BallotSubject, ...]:
    """Nobody is printed on a nomination before its list is fixed."""
    if purpose == "nomination":
        return ()
    people = people_of(answers.people, answers.dated_on)
    return tuple(
        BallotSubject(
            name=one.name,
            title=one.current_post,
            proposal=one.proposal if purpose == "decision" else "",
        )
        for one in people
    )


def result_table(case: Case, purpose: str) -> ResultTable:
    """The count of the poll, with the day it was counted.

    Raises:
        ValueError: it is not counted; a defect of the caller.
    """
    poll = case.poll(purpose)
    result = ballots.result(poll.pk) if poll else None
    if poll is None or result is None:
        raise ValueError(f"the poll for {purpose} is not counted")
    return ResultTable(
        poll=poll.title,
        result=result,
        subtitles={one.id: one.proposal or one.title for one in poll.subject_list},
        counted_on=f"计票日期：{chinese(steps_on_record(case.round).counted_on(poll.pk))}",
        unit=case.round.unit.name,
    )


def deliberation_list(case: Case, answers: Answers) -> DeliberationList:
    """The chosen people in the order of the sitting."""
    item = case.item
    return DeliberationList(
        body=item.sitting.body if item else "",
        held_on=item.sitting.held_on if item else None,
        people=people_of(answers.people, answers.dated_on),
    )
