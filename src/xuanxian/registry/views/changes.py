"""Entering and correcting files; confirming kinship; answering requests."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.kernel.errors import Refusal
from xuanxian.registry import models, queries, services
from xuanxian.registry.dossier import Dossier
from xuanxian.registry.forms.basics import BasicsForm
from xuanxian.registry.forms.photo import PhotoForm
from xuanxian.registry.forms.requests import AnswerForm, ReasonForm
from xuanxian.registry.forms.sets import SET_FORMS, dossier_with, rows_of
from xuanxian.registry.views.comparison import compared_dossiers
from xuanxian.registry.views.person import person_for

_STAFF = Role.ORGANISATION_STAFF


@needs("registry.edit_person")
def enter(request: SignedInRequest) -> HttpResponse:
    """录入干部: 基本情况 first, the rest on the person's page."""
    form = BasicsForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        dossier = form.dossier()
        if not may(request.user, "registry.edit_person", dossier.unit_code):
            form.add_error("unit_code", "这个单位不在您的管理范围内。")
        else:
            try:
                person = services.enter_dossier(
                    dossier, actor=request.user.acting_as(_STAFF), source="人工录入"
                )
            except Refusal as refused:
                refusal = refused
            else:
                messages.success(request, f"已录入{person.name}，请继续补充简历等内容。")
                return redirect("people:person", person.pk)
    return render(request, "registry/person_enter.html", {"form": form, "refusal": refusal})


@needs("registry.edit_person")
def correct(request: SignedInRequest, person_id: UUID, information_set: str) -> HttpResponse:
    """更正 one information set: typed, compared with what stands, then confirmed with a reason."""
    person = person_for(request, person_id, "registry.edit_person")
    before = queries.read_dossier(person)
    reason = ReasonForm(request.POST or None)
    form: Any
    if information_set == "basics":
        form, title = BasicsForm(request.POST or None, before=before), "基本情况"
    elif information_set in SET_FORMS:
        form = rows_of(SET_FORMS[information_set], before, request.POST or None)
        title = SET_FORMS[information_set].title
    else:
        raise Http404("没有这个信息集。")
    comparison, refusal = None, None
    if request.method == "POST" and form.is_valid():
        after = _after(information_set, before, form)
        comparison = compared_dossiers(before, after)
        if "save" in request.POST and reason.is_valid() and comparison:
            refusal = _save(request, person, after, reason)
            if refusal is None:
                messages.success(request, f"{title}已更正，原内容保留在更正历史中。")
                return redirect("people:person", person.pk)
        elif "save" not in request.POST:
            reason = ReasonForm(initial=request.POST.dict())
    elif request.method == "POST":
        reason = ReasonForm(initial=request.POST.dict())
    return render(
        request,
        "registry/person_correct.html",
        {
            "person": person,
            "title": title,
            "form": form,
            "is_rows": information_set != "basics",
            "reason": reason,
            "comparison": comparison,
            "refusal": refusal,
        },
    )


@needs("registry.edit_person")
def correct_photo(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """更正照片: in one step, for there is nothing to compare in words."""
    person = person_for(request, person_id, "registry.edit_person")
    form = PhotoForm(request.POST or None, request.FILES or None)
    reason = ReasonForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid() and reason.is_valid():
        before = queries.read_dossier(person)
        after = before.model_copy(update={"photo": form.cleaned_data["jpeg"]})
        refusal = _save(request, person, after, reason)
        if refusal is None:
            messages.success(request, "照片已更正。")
            return redirect("people:person", person.pk)
    return render(
        request,
        "registry/person_photo.html",
        {
            "person": person,
            "form": form,
            "reason": reason,
            "refusal": refusal,
            "has_photo": models.Photo.objects.filter(pk=person.pk).exists(),
        },
    )


def _after(information_set: str, before: Dossier, form: Any) -> Dossier:
    if information_set == "basics":
        return form.dossier()
    return dossier_with(SET_FORMS[information_set], before, form)


def _save(
    request: SignedInRequest, person: models.Person, after: Dossier, reason: ReasonForm
) -> Refusal | None:
    if not may(request.user, "registry.edit_person", after.unit_code):
        return Refusal("这个单位不在您的管理范围内。", mend="请选管理范围内的单位。")
    try:
        services.correct_dossier(
            person, after, actor=request.user.acting_as(_STAFF), **reason.cleaned_data
        )
    except Refusal as refused:
        return refused
    return None


@needs("registry.edit_person")
def kinship(request: SignedInRequest) -> HttpResponse:
    """亲属关联: relatives who may be serving cadres, for staff to confirm or rule out."""
    in_scope = queries.people_in_scope(request.user, "registry.edit_person")
    visible = queries.people_in_scope(request.user)
    if request.method == "POST":
        relative = get_object_or_404(
            models.Relative, pk=request.POST.get("relative"), person__in=in_scope
        )
        candidate = get_object_or_404(visible, pk=request.POST.get("candidate"))
        actor = request.user.acting_as(_STAFF)
        if "confirm" in request.POST:
            services.link_relative(relative, candidate, actor=actor)
            messages.success(
                request, f"已确认{relative.person.name}的{relative.relation}{relative.name}。"
            )
        else:
            services.decline_link(relative, candidate, actor=actor)
            messages.success(request, f"已排除：{relative.name}不是{candidate}。")
        if request.POST.get("back") == "person":
            return redirect("people:family", relative.person_id)
        return redirect("people:kinship")
    return render(
        request,
        "registry/kinship.html",
        {"proposals": queries.kinship_proposals(in_scope, visible, limit=200)},
    )


@needs("registry.edit_person")
def requests(request: SignedInRequest) -> HttpResponse:
    """更正申请: what cadres say is wrong, waiting for an answer."""
    in_scope = queries.people_in_scope(request.user, "registry.edit_person")
    waiting = queries.open_requests(in_scope)
    return render(
        request,
        "registry/correction_requests.html",
        {"requests": [(row, AnswerForm(prefix=str(row.pk))) for row in waiting]},
    )


@require_POST
@needs("registry.edit_person")
def answer(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Answer one request."""
    in_scope = queries.people_in_scope(request.user, "registry.edit_person")
    asked = get_object_or_404(models.CorrectionRequest, pk=request_id, person__in=in_scope)
    form = AnswerForm(request.POST, prefix=str(asked.pk))
    if form.is_valid():
        services.answer_correction_request(
            asked,
            accepted=form.cleaned_data["accepted"] == "yes",
            answer=form.cleaned_data["answer"],
            actor=request.user.acting_as(_STAFF),
        )
        messages.success(request, f"已答复{asked.person.name}的更正申请。")
        return redirect("people:requests")
    waiting = queries.open_requests(in_scope)
    return render(
        request,
        "registry/correction_requests.html",
        {
            "requests": [
                (row, form if row.pk == asked.pk else AnswerForm(prefix=str(row.pk)))
                for row in waiting
            ]
        },
        status=422,
    )
