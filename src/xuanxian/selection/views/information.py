"""监督信息: the page of a body that reports, and the ledger of the office."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.parts import Named
from xuanxian.registry.models import Organisation, Person
from xuanxian.registry.queries.units import managing_units
from xuanxian.selection import models, queries, services, storage
from xuanxian.selection.queries import information
from xuanxian.selection.queries.information import Reporting
from xuanxian.selection.services.information import RESULTS

MATTERS_ON_A_PAGE = 30
PERIODS_SHOWN = 12
_LATEST = 3


class MatterForm(forms.Form):
    """Something to report of a person, named as the body knows him."""

    name = forms.CharField(label="姓名", max_length=60)
    unit_name = forms.CharField(
        label="单位", required=False, max_length=120, help_text="有同名的，请写明单位"
    )
    text = forms.CharField(label="情况", widget=forms.Textarea(attrs={"rows": 4}))
    urgent = forms.BooleanField(label="重要情况，请立即处理", required=False)


class HandleForm(forms.Form):
    """What came of a matter."""

    result = forms.ChoiceField(
        label="核实结论", choices=list(RESULTS.items()), widget=forms.RadioSelect
    )
    handling = forms.CharField(label="处理意见", widget=forms.Textarea(attrs={"rows": 3}))


@needs("selection.answer_clearance")
def reporting(request: SignedInRequest) -> HttpResponse:
    """What the account's body has to report, to whom, and what it reported."""
    duties = information.reporting_of(request.user)
    if not duties:
        return render(request, "selection/information.html", {"duty": None})
    place = _number(request.GET.get("as", ""), len(duties))
    found, body = duties[place]
    form = MatterForm(request.POST if "text" in request.POST else None)
    refusal = None
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            said = _report(request, found, body, form)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, said)
            return redirect(request.get_full_path())
    today = clock.today()
    periods = information.periods_until(found, today, _LATEST)
    (row,) = (one for one in information.ledger(found, periods, today) if one.body.id == body.id)
    own = models.ReportedMatter.objects.filter(unit=found.unit, body=body.id)
    return render(
        request,
        "selection/information.html",
        {
            "duty": found,
            "duties": [
                (number, f"{duty.unit.name}（{named.title}）")
                for number, (duty, named) in enumerate(duties)
            ],
            "place": place,
            "body": body,
            "periods": [
                (period, found.instrument.period_name(period), reason, report)
                for period, (reason, report) in zip(periods, row.cells, strict=True)
            ],
            "form": form,
            "refusal": refusal,
            "page": Paginator(own.select_related("person"), MATTERS_ON_A_PAGE).get_page(
                request.GET.get("page")
            ),
        },
        status=422 if refusal or (form.is_bound and form.errors) else 200,
    )


def _report(request: SignedInRequest, found: Reporting, body: Named, form: MatterForm) -> str:
    """Do what the form or the button of a period asks; answers what to say."""
    actor = request.user.acting_as(Role.CONSULTED_BODY)
    if form.is_bound:
        cleaned = form.cleaned_data
        person = _person_named(found.unit, cleaned["name"], cleaned["unit_name"])
        services.report_matter(
            found.unit,
            body.id,
            person,
            cleaned["text"],
            urgent=cleaned["urgent"],
            actor=actor,
        )
        return "情况已报送。"
    try:
        period = date.fromisoformat(request.POST.get("period", ""))
    except ValueError:
        raise Refusal("没有选择报送期。", mend="请重新打开页面。") from None
    report = services.submit_body_report(found.unit, body.id, period, actor=actor)
    name = found.instrument.period_name(report.period)
    return f"{name}已报送，{f'情况{report.matters}件' if report.matters else '零报告'}。"


def _person_named(unit: Organisation, name: str, unit_name: str) -> Person:
    """The one person of this name whom the unit manages.

    Raises:
        Refusal: nobody, or several; names of others are not told.
    """
    people = Person.objects.filter(unit__code__startswith=unit.code, name=name.strip())
    if unit_name.strip():
        people = people.filter(unit__name__icontains=unit_name.strip())
    found = list(people[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise Refusal(
            Problem("报送情况", "姓名", name, "有几名同名的干部。", "请写明所在单位的全称。")
        )
    raise Refusal(Problem("报送情况", "姓名", name, "没有找到这名干部。", "请核对姓名和单位。"))


@needs("selection.manage_case")
def ledger(request: SignedInRequest) -> HttpResponse:
    """Bodies × periods, and the matters reported."""
    units = managing_units(request.user, "selection.manage_case")
    unit = units.filter(code=request.GET.get("unit", "")).first() or units.first()
    if unit is None:
        raise Http404
    found = information.reporting_to(unit)
    state = request.GET.get("state", "open")
    text = request.GET.get("text", "").strip()
    matters = models.ReportedMatter.objects.filter(unit=unit).select_related("person")
    matters = matters.exclude(person__account=request.user)
    any_matter = matters.exists()
    if state == "open":
        matters = matters.filter(result="")
    elif state in RESULTS:
        matters = matters.filter(result=state)
    if text:
        matters = matters.filter(person__name__icontains=text)
    today = clock.today()
    periods = information.periods_until(found, today, PERIODS_SHOWN) if found else []
    return render(
        request,
        "selection/information_ledger.html",
        {
            "unit": unit,
            "units": units,
            "duty": found,
            "periods": [(one, found.instrument.period_name(one)) for one in periods]
            if found
            else [],
            "rows": information.ledger(found, periods, today) if found else [],
            "any": any_matter,
            "state": state,
            "text": text,
            "results": list(RESULTS.items()),
            "page": Paginator(matters, MATTERS_ON_A_PAGE).get_page(request.GET.get("page")),
        },
    )


@needs("selection.manage_case")
@cache_control(private=True, no_store=True)
def matter(request: SignedInRequest, matter_id: UUID) -> HttpResponse:
    """One matter with its text, and what came of it."""
    row = get_object_or_404(
        models.ReportedMatter.objects.select_related("person", "unit").exclude(
            person__account=request.user
        ),
        pk=matter_id,
        unit__in=managing_units(request.user, "selection.manage_case"),
    )
    form = None if row.result else HandleForm(request.POST or None)
    refusal = None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            services.handle_matter(
                row,
                form.cleaned_data["result"],
                form.cleaned_data["handling"],
                actor=request.user.acting_as(Role.ORGANISATION_STAFF, over=row.unit.code),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "处理结果已记入纪实。")
            return redirect("information_ledger")
    candidacies: Any = queries.candidacies_in_scope(request.user).filter(
        person=row.person, ended_on__isnull=True
    )
    return render(
        request,
        "selection/matter.html",
        {
            "matter": row,
            "text": storage.read(row.text_digest).decode(),
            "form": form,
            "refusal": refusal,
            "result": RESULTS.get(row.result, ""),
            "candidacies": candidacies,
        },
        status=422 if refusal or (form is not None and form.errors) else 200,
    )


def _number(text: str, below: int) -> int:
    return int(text) if text.isdecimal() and int(text) < below else 0
