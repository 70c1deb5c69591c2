"""One page for every verb: its form, the service, and where to go then."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots.models import Poll
from xuanxian.kernel.errors import Refusal
from xuanxian.selection import models, queries
from xuanxian.selection.deeds import Deed, DeedForm, deed_of
from xuanxian.selection.views.access import SUBJECTS, contest_of, subject_for


@needs("selection.view_case")
def deed(request: SignedInRequest, subject_kind: str, subject_id: UUID, verb: str) -> HttpResponse:
    """Ask what the verb needs, do it, show what came of it.

    Who may do it stands in the policy the round is pinned to; the service refuses everybody else.
    """
    subject, round_, candidacy = subject_for(request, subject_kind, subject_id)
    chosen = deed_of(SUBJECTS[subject_kind], verb)
    if chosen is None:
        raise Http404
    rules = queries.rules_of(round_)
    if not chosen.open_to(request.user, rules, subject):
        # Not even the form: its choices name people and what became of them.
        raise PermissionDenied("按本批次依据的制度，您的角色不办理此事。")
    form = chosen.form(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        initial=request.GET.dict(),
        subject=subject,
        rules=rules,
        account=request.user,
    )
    back = _page_of(subject, round_, candidacy)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                result = chosen.perform(
                    subject, form.cleaned_data, chosen.actor(request.user, rules, subject)
                )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"{chosen.title}：已办理并记入纪实。")
            return redirect(_after(result, _step_page(subject, form) or back))
    return _page(request, chosen, form, refusal, subject, round_, candidacy, back)


def _page(
    request: SignedInRequest,
    chosen: Deed,
    form: DeedForm,
    refusal: Refusal | None,
    subject: object,
    round_: models.Round,
    candidacy: models.Candidacy | None,
    back: str,
) -> HttpResponse:
    rules = queries.rules_of(round_)
    return render(
        request,
        "selection/deed.html",
        {
            "deed": chosen,
            "form": form,
            "refusal": refusal,
            "round": round_,
            "candidacy": candidacy,
            "subject": subject,
            "back": back,
            "roles": chosen.roles(rules, subject),
        },
        status=422 if refusal else 200,
    )


def _step_page(subject: object, form: DeedForm) -> str:
    """The page of the round of a contest that the form was about, "" where it was about none."""
    if not isinstance(subject, models.Contest):
        return ""
    step = form.cleaned_data.get("step")
    return reverse("contest_step", args=[subject.pk, step]) if step else ""


def _page_of(subject: object, round_: models.Round, candidacy: models.Candidacy | None) -> str:
    match subject:
        case models.Vacancy():
            return reverse("vacancy", args=[subject.pk])
        case models.Sitting():
            return reverse("sitting", args=[subject.pk])
        case models.SittingItem():
            return reverse("sitting", args=[subject.sitting_id])
        case models.Contest() | models.ContestPost():
            return reverse("contest", args=[contest_of(subject).pk])
        case models.Application():
            return reverse("application", args=[subject.pk])
        case models.Objection():
            return reverse("application", args=[subject.application_id])
        case models.NominationForm():
            return reverse("nomination_form", args=[subject.pk])
        case models.Draw() | models.Examiner() | models.ExamPaper():
            return reverse("contest_step", args=[subject.contest_id, subject.step])
    if candidacy is not None:
        return reverse("candidacy", args=[candidacy.pk])
    return reverse("round", args=[round_.pk])


def _after(result: object, back: str) -> str:
    match result:
        case models.Contest():
            return reverse("contest", args=[result.pk])
        case models.Application():
            return reverse("application", args=[result.pk])
        case models.Draw():
            return reverse("contest_draw", args=[result.pk])
        case models.ContestStep():
            return reverse("contest_results", args=[result.contest_id, result.step])
        case Poll():
            return reverse("poll", args=[result.pk])
        case models.Sitting():
            return reverse("sitting", args=[result.pk])
        case models.NominationForm():
            return reverse("nomination_form", args=[result.pk])
        case models.Candidacy():
            return reverse("candidacy", args=[result.pk])
        case models.Approval():
            return reverse("round_motion", args=[result.round_id])
        case models.Vacancy():
            return reverse("vacancy", args=[result.pk])
    return back
