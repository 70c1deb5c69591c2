"""考察: the work of one inspection, a talk with its notes, and the register of 考察员资格."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots.models import Poll
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.registry.models import Organisation, Person
from xuanxian.registry.queries.units import managing_units
from xuanxian.selection import models, queries, services
from xuanxian.selection.deeds import deed_of
from xuanxian.selection.deeds.fields import DayField
from xuanxian.selection.instruments import Inspection, Stage
from xuanxian.selection.instruments.inspection import TeamMember
from xuanxian.selection.models.talks import TalkPurpose
from xuanxian.selection.queries import inspection_board as board
from xuanxian.selection.queries.inspector_licences import licences_valid
from xuanxian.selection.views.access import candidacy_for, subject_for

LICENCES_ON_A_PAGE = 50


@needs("selection.view_case")
@cache_control(private=True, no_store=True)
def inspection(request: SignedInRequest, candidacy_id: UUID) -> HttpResponse:
    """Team, talks, forms, lists, evidence and appraisals of one person; for those who do it."""
    found = candidacy_for(request, candidacy_id)
    rules = queries.rules_of(found.round)
    instrument = rules.first(Inspection)
    if instrument is None or Stage.INSPECTION not in queries.works_at(
        request.user, rules, found.round
    ):
        raise Http404
    text = request.GET.get("text", "").strip()
    row = models.InspectionRecord.objects.filter(pk=found.pk).first()
    talks = board.inspection_talks(found)

    def may(verb: str) -> bool:
        deed = deed_of(models.Candidacy, verb)
        works = found.stage == Stage.INSPECTION and found.is_at_work
        return bool(works and deed and deed.open_to(request.user, rules, found))

    return render(
        request,
        "selection/inspection.html",
        {
            "candidacy": found,
            "round": found.round,
            "instrument": instrument,
            "inspection": row,
            "team": [TeamMember.model_validate(one) for one in row.team] if row else (),
            "rating": Poll.objects.filter(pk=row.rating_poll).first()
            if row and row.rating_poll
            else None,
            "schedule": board.schedule_of(rules, found, talks),
            "talks_held": len(talks),
            "talks": board.inspection_talks(found, text) if text else talks,
            "text": text,
            "forms": board.forms_of(rules, row),
            "lists": board.lists_of(rules, row),
            "sections": board.claims_of(rules, found),
            "appraisals": board.appraisals_of(rules, row),
            "may": {
                verb: may(verb)
                for verb in (
                    "write_inspection_plan",
                    "appoint_team",
                    "sign_pledge",
                    "schedule_talks",
                    "record_inspection_talk",
                    "prepare_rating",
                    "prepare_form",
                    "fill_list",
                    "add_claim",
                    "record_appraisal",
                    "submit_report",
                )
            },
        },
    )


@needs("selection.view_case")
@cache_control(private=True, no_store=True)
def talk(request: SignedInRequest, talk_id: UUID) -> HttpResponse:
    """A talk of an inspection with what was said, for those who work at the inspection."""
    found, round_, candidacy = subject_for(request, "talk", talk_id)
    rules = queries.rules_of(round_)
    if candidacy is None or found.purpose != TalkPurpose.INSPECTION:
        raise Http404
    if Stage.INSPECTION not in queries.works_at(request.user, rules, round_):
        raise PermissionDenied("谈话记录只有办理考察的人员可以查看。")
    deeds = [
        deed
        for verb in ("write_talk_notes", "sign_talk_notes")
        if (deed := deed_of(models.Talk, verb))
        and candidacy.stage == Stage.INSPECTION
        and candidacy.is_at_work
        and deed.open_to(request.user, rules, found)
    ]
    return render(
        request,
        "selection/talk.html",
        {
            "talk": found,
            "candidacy": candidacy,
            "round": round_,
            "text": board.notes_of(found),
            "unsigned": [name for name in found.interviewers if name not in found.signed_by],
            "deeds": deeds,
        },
    )


class LicenceForm(forms.Form):
    """A licence that was given."""

    name = forms.CharField(label="姓名", max_length=60)
    works_at = forms.CharField(label="单位及职务", max_length=200, required=False)
    number = forms.CharField(label="证号", max_length=60)
    valid_from = DayField(label="发证日期")
    valid_until = forms.DateField(
        label="有效期至",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="不填为长期有效",
    )


class WithdrawForm(forms.Form):
    """Which licence is taken away, and why."""

    licence = forms.UUIDField()
    reason = forms.CharField(label="取消理由", max_length=200)


@needs("selection.manage_case")
def licences(request: SignedInRequest) -> HttpResponse:
    """考察员资格: who may inspect, until when."""
    units = managing_units(request.user, "selection.manage_case")
    unit = units.filter(code=request.GET.get("unit", "")).first() or units.first()
    if unit is None:
        raise Http404
    gives = request.method == "POST" and "licence" not in request.POST
    form = LicenceForm(request.POST if gives else None)
    refusal = None
    if request.method == "POST":
        try:
            said = _keep(request, unit, form) if gives else _withdraw(request, unit)
        except Refusal as refused:
            refusal = refused
        else:
            if said:
                messages.success(request, said)
                return redirect(request.get_full_path())
    today = clock.today()
    text = request.GET.get("text", "").strip()
    state = request.GET.get("state", "")
    rows = models.InspectorLicence.objects.filter(unit=unit)
    any_licence = rows.exists()
    valid = licences_valid(unit, today)
    if state == "valid":
        rows = valid
    elif state == "over":
        rows = rows.exclude(pk__in=valid.values("pk"))
    if text:
        rows = rows.filter(name__icontains=text) | rows.filter(number__icontains=text)
    page = Paginator(rows.order_by("name", "number"), LICENCES_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "selection/licences.html",
        {
            "unit": unit,
            "units": units,
            "form": form,
            "refusal": refusal,
            "page": page,
            "rows": [(one, _state(one, today)) for one in page],
            "any": any_licence,
            "text": text,
            "state": state,
        },
        status=422 if refusal or (gives and form.errors) else 200,
    )


def _keep(request: SignedInRequest, unit: Organisation, form: LicenceForm) -> str:
    if not form.is_valid():
        return ""
    cleaned: dict[str, Any] = form.cleaned_data
    known = list(Person.objects.filter(name=cleaned["name"].strip())[:2])
    services.grant_licence(
        unit,
        **cleaned,
        person=known[0] if len(known) == 1 else None,
        actor=request.user.acting_as(Role.ORGANISATION_STAFF, over=unit.code),
    )
    return "考察员资格已登记。"


def _withdraw(request: SignedInRequest, unit: Organisation) -> str:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        raise Refusal(Problem("考察员资格", "取消理由", "", "没有填写。", "请写明取消的理由。"))
    licence = get_object_or_404(models.InspectorLicence, unit=unit, pk=form.cleaned_data["licence"])
    services.withdraw_licence(
        licence,
        form.cleaned_data["reason"],
        actor=request.user.acting_as(Role.ORGANISATION_STAFF, over=unit.code),
    )
    return f"{licence.name}的考察员资格已取消。"


def _state(one: models.InspectorLicence, on: date) -> tuple[str, str]:
    """The word and tone of a licence on a day."""
    if one.withdrawn_on:
        return "已取消", "bar"
    if one.valid_until and one.valid_until < on:
        return "已过期", "warn"
    if one.valid_from > on:
        return "未生效", ""
    return "有效", "good"
