"""Fetching a case for a page: only what the account's roles and scope let it see."""

from typing import Any, cast
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from xuanxian.access.permissions import SignedInRequest
from xuanxian.selection import models, queries
from xuanxian.selection.instruments import Stage


def round_for(request: SignedInRequest, round_id: UUID) -> models.Round:
    """The round, when it is in the account's scope.

    Raises:
        Http404: there is none, or it is out of scope; the two are not told apart.
    """
    return get_object_or_404(queries.rounds_in_scope(request.user), pk=round_id)


def candidacy_for(request: SignedInRequest, candidacy_id: UUID) -> models.Candidacy:
    """The candidacy, when it is in scope and has come to where the account's work begins.

    Raises:
        Http404: there is none, or the account need not know of it.
    """
    candidacy = get_object_or_404(queries.candidacies_in_scope(request.user), pk=candidacy_id)
    if not queries.need_to_know(request.user, queries.rules_of(candidacy.round), candidacy):
        raise Http404
    return candidacy


def contest_of(subject: Any) -> models.Contest:
    """The contest that something of it belongs to."""
    match subject:
        case models.Contest():
            return subject
        case models.Objection():
            return subject.application.contest
    return cast(models.Contest, subject.contest)


def _applicant(subject: Any) -> models.Candidacy | None:
    """Whom something of a contest concerns, where it is one person."""
    match subject:
        case models.Application():
            return subject.candidacy
        case models.Objection():
            return subject.application.candidacy
    return None


def contest_for(request: SignedInRequest, contest_id: UUID) -> models.Contest:
    """The contest, for those who work at it, and for nobody who takes part in it.

    Raises:
        Http404: there is none, or it is not the account's business.
    """
    contest = get_object_or_404(models.Contest.objects.select_related("round__unit"), pk=contest_id)
    round_for(request, contest.round_id)
    rules = queries.rules_of(contest.round)
    if Stage.CONTEST not in queries.reads_of(request.user, rules, contest.round):
        raise Http404
    if contest.applications.filter(person__account=request.user.pk).exists():
        raise Http404
    return contest


SUBJECTS: dict[str, type[Any]] = {
    "round": models.Round,
    "vacancy": models.Vacancy,
    "candidacy": models.Candidacy,
    "letter": models.Letter,
    "sitting": models.Sitting,
    "item": models.SittingItem,
    "report": models.ReceivedReport,
    "visit": models.FollowUpVisit,
    "material": models.Material,
    "approval": models.PriorApprovalRequest,
    "talk": models.Talk,
    "claim": models.Claim,
    "statement": models.OwnStatement,
    "nomination_form": models.NominationForm,
    "contest": models.Contest,
    "contest_post": models.ContestPost,
    "application": models.Application,
    "draw": models.Draw,
    "examiner": models.Examiner,
    "exam_paper": models.ExamPaper,
    "objection": models.Objection,
}
"""Word in the address → what a deed is done to."""


def subject_for(
    request: SignedInRequest, kind: str, subject_id: UUID
) -> tuple[Any, models.Round, models.Candidacy | None]:
    """What a deed is done to, with its round and the person it concerns, if one.

    Raises:
        Http404: no such thing in the account's scope.
    """
    if kind not in SUBJECTS:
        raise Http404
    subject = get_object_or_404(SUBJECTS[kind], pk=subject_id)
    candidacy: models.Candidacy | None = None
    match subject:
        case models.Round():
            round_ = subject
        case models.Vacancy() | models.Sitting():
            round_ = subject.round
        case models.Candidacy():
            candidacy, round_ = subject, subject.round
        case (
            models.Contest()
            | models.ContestPost()
            | models.Application()
            | models.Draw()
            | models.Examiner()
            | models.ExamPaper()
            | models.Objection()
        ):
            round_ = contest_for(request, contest_of(subject).pk).round
            return subject, round_, _applicant(subject)
        case models.Material():
            candidacy, round_ = subject.candidacy, subject.round
        case _:
            candidacy = subject.candidacy
            if candidacy is None:  # a talk of the recommendation is about nobody in particular
                raise Http404
            round_ = candidacy.round
    round_ = round_for(request, round_.pk)
    if candidacy is not None:
        candidacy = candidacy_for(request, candidacy.pk)
        if isinstance(subject, models.Candidacy):
            subject = candidacy
    return subject, round_, candidacy
