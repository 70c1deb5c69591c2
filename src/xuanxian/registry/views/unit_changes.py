"""Entering and correcting units, posts and establishment figures."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.kernel.errors import Refusal
from xuanxian.registry import models, queries, services
from xuanxian.registry.forms.requests import ReasonForm
from xuanxian.registry.forms.units import EstablishmentForm, OrganisationForm, PostForm
from xuanxian.registry.views.units import unit_for

_STAFF = Role.ORGANISATION_STAFF
_SOURCE = "人工录入"


@needs("registry.edit_unit")
def enter_unit(request: SignedInRequest) -> HttpResponse:
    """录入机构."""
    units = queries.units_in_scope(request.user, "registry.edit_unit").order_by("code")
    form = OrganisationForm(
        request.POST or None, units=units, initial={"parent": request.GET.get("parent")}
    )

    def save() -> models.Organisation:
        code = form.cleaned_data["code"]
        if not may(request.user, "registry.edit_unit", code):
            raise Refusal("这个编码不在您的管理范围内。", mend="请用管理范围内的编码。")
        actor = request.user.acting_as(_STAFF)
        return services.enter_organisation(**form.cleaned_data, actor=actor, source=_SOURCE)

    return _answer(request, "录入机构", [form], save, lambda row: ("units:unit", row.pk))


@needs("registry.edit_unit")
def correct_unit(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """更正机构."""
    unit = unit_for(request, unit_id, "registry.edit_unit")
    units = queries.units_in_scope(request.user).exclude(pk=unit.pk).order_by("code")
    form = OrganisationForm(request.POST or None, units=units, initial=_initial(unit))
    reason = ReasonForm(request.POST or None)

    def save() -> models.Organisation:
        services.correct_organisation(
            unit,
            form.cleaned_data,
            actor=request.user.acting_as(_STAFF),
            **reason.cleaned_data,
        )
        return unit

    return _answer(
        request, f"更正 {unit.name}", [form, reason], save, lambda row: ("units:unit", row.pk)
    )


@needs("registry.edit_unit")
def enter_post(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """录入职位."""
    unit = unit_for(request, unit_id, "registry.edit_unit")
    form = PostForm(request.POST or None)

    def save() -> models.Post:
        return services.enter_post(
            unit, **form.cleaned_data, actor=request.user.acting_as(_STAFF), source=_SOURCE
        )

    return _answer(
        request, f"{unit.name} 录入职位", [form], save, lambda row: ("units:post", row.pk)
    )


@needs("registry.edit_unit")
def correct_post(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """更正职位."""
    units = queries.units_in_scope(request.user, "registry.edit_unit")
    post = get_object_or_404(
        models.Post.objects.select_related("organisation"), pk=post_id, organisation__in=units
    )
    form = PostForm(request.POST or None, initial=_initial(post))
    reason = ReasonForm(request.POST or None)

    def save() -> models.Post:
        services.correct_post(
            post,
            form.cleaned_data,
            actor=request.user.acting_as(_STAFF),
            **reason.cleaned_data,
        )
        return post

    return _answer(
        request, f"更正 {post}", [form, reason], save, lambda row: ("units:post", row.pk)
    )


@needs("registry.edit_unit")
def approve_establishment(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """核定职数."""
    unit = unit_for(request, unit_id, "registry.edit_unit")
    form = EstablishmentForm(request.POST or None)

    def save() -> models.Organisation:
        services.approve_establishment(
            unit, **form.cleaned_data, actor=request.user.acting_as(_STAFF)
        )
        return unit

    return _answer(
        request, f"{unit.name} 核定职数", [form], save, lambda row: ("units:unit", row.pk)
    )


def _initial(row: models.Organisation | models.Post) -> dict[str, Any]:
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _answer(
    request: SignedInRequest,
    title: str,
    shown: list[forms.Form],
    save: Callable[[], Any],
    where: Callable[[Any], tuple[str, UUID]],
) -> HttpResponse:
    """Show the forms; when they are right, save and go to what was saved."""
    refusal = None
    # Every form is asked, so that all faults show at once.
    are_valid = [form.is_valid() for form in shown]
    if request.method == "POST" and all(are_valid):
        try:
            row = save()
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"已保存：{row}。")
            name, key = where(row)
            return redirect(name, key)
    return render(
        request,
        "registry/unit_form.html",
        {"title": title, "forms": shown, "refusal": refusal},
        status=422 if refusal else 200,
    )
