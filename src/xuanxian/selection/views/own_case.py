"""我的选任: what the policy opens of his own case to a person, his statement, his appeal."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.kernel.errors import Refusal
from xuanxian.selection import models, services
from xuanxian.selection.queries.own_case import own_candidacies, own_view


class StatementForm(forms.Form):
    """What the person has to say."""

    text = forms.CharField(label="内容", widget=forms.Textarea(attrs={"rows": 6}), max_length=4000)


@needs("selection.view_own_case")
@cache_control(private=True, no_store=True)
def own_cases(request: SignedInRequest) -> HttpResponse:
    """The own cases that a policy opens."""
    views = [own_view(one) for one in own_candidacies(request.user)]
    return render(request, "selection/own_cases.html", {"views": [one for one in views if one]})


@needs("selection.view_own_case")
@cache_control(private=True, no_store=True)
def own_case(request: SignedInRequest, candidacy_id: UUID) -> HttpResponse:
    """One own case."""
    found = _own(request, candidacy_id)
    return _page(request, found)


@needs("selection.view_own_case")
@cache_control(private=True, no_store=True)
def own_statement(request: SignedInRequest, candidacy_id: UUID, verb: str) -> HttpResponse:
    """Make a statement or an appeal."""
    found = _own(request, candidacy_id)
    verbs: dict[str, Any] = {"state": services.state_on_own_case, "appeal": services.appeal}
    if verb not in verbs:
        raise Http404
    form = StatementForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, **{f"{verb}_form": form})
    try:
        verbs[verb](found, form.cleaned_data["text"], actor=request.user.acting_as(Role.PERSON))
    except Refusal as refused:
        return _page(request, found, refusal=refused, **{f"{verb}_form": form})
    messages.success(request, "已提交并记入纪实。")
    return redirect("own_case", found.pk)


def _own(request: SignedInRequest, candidacy_id: UUID) -> models.Candidacy:
    found = next((one for one in own_candidacies(request.user) if one.pk == candidacy_id), None)
    if found is None:
        raise Http404
    return found


def _page(request: SignedInRequest, found: models.Candidacy, **more: Any) -> HttpResponse:
    return render(
        request,
        "selection/own_case.html",
        {
            "view": own_view(found),
            "statements": found.own_statements.all(),
            "state_form": StatementForm(),
            "appeal_form": StatementForm(prefix=None),
            **more,
        },
        status=422 if more.get("refusal") else 200,
    )
