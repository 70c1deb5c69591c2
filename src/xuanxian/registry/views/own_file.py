"""我的档案: what a cadre sees of the own file, and asks to have corrected."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.kernel.errors import Refusal
from xuanxian.registry import models, services
from xuanxian.registry.forms.requests import RequestForm
from xuanxian.registry.views.whole_file import file_context


def person_of(request: SignedInRequest) -> models.Person | None:
    """The person whose account this is, None for accounts of nobody's file."""
    return models.Person.objects.select_related("unit").filter(account=request.user.pk).first()


@needs("registry.view_own_file")
def own_file(request: SignedInRequest) -> HttpResponse:
    """The own file, with the requests made so far."""
    person = _own(request)
    return render(
        request,
        "registry/own_file.html",
        {
            **file_context(request, person),
            "may_edit": False,
            "requests": person.correction_requests.all(),
            "relatives": models.Relative.objects.filter(person=person),
        },
    )


@needs("registry.request_correction")
def ask(request: SignedInRequest) -> HttpResponse:
    """提出更正: becomes a to-do of staff."""
    person = _own(request)
    form = RequestForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            services.request_correction(
                person, **form.cleaned_data, actor=request.user.acting_as(Role.PERSON)
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "已提交组织部门核实，办理结果会显示在本页。")
            return redirect("people:own")
    return render(
        request,
        "registry/correction_request.html",
        {"person": person, "form": form, "refusal": refusal},
    )


def _own(request: SignedInRequest) -> models.Person:
    person = person_of(request)
    if person is None:
        raise Http404("您的账号没有对应的干部档案，请联系组织部门。")
    return person
