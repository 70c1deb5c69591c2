"""空缺岗位台账: the ledger of a managing unit, and one post with its notice and recommendations."""

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
from xuanxian.policy.outcome import Outcome
from xuanxian.registry.models import Person
from xuanxian.registry.queries.units import managing_units
from xuanxian.selection import models, services
from xuanxian.selection.deeds.fields import DayField
from xuanxian.selection.queries.vacant_posts import (
    Noticing,
    noticing_of,
    standing_of,
    text_of,
)

POSTS_ON_A_PAGE = 30
MANAGE = "selection.manage_case"


class BanForm(forms.Form):
    """Whose right to recommend is taken away."""

    nominator = forms.CharField(label="推荐人", max_length=60)
    nominator_post = forms.CharField(label="推荐人职务", max_length=120)
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 2}))


class RequirementsForm(forms.Form):
    """What the post asks for, by the policy's elements."""

    def __init__(self, *arguments: Any, noticing: Noticing, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for element in noticing.instrument.requirements:
            self.fields[f"requirement_{element.id}"] = forms.CharField(
                label=element.title, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )


class AnnounceForm(forms.Form):
    """How those of the layer were told."""

    manner = forms.CharField(label="预告方式", max_length=60)
    plenary = forms.BooleanField(label="已在全委会通报", required=False)
    on = DayField(label="预告日期", required=False)


class NominationForm(forms.Form):
    """A recommendation as it came in."""

    nominator = forms.CharField(label="推荐人", max_length=60)
    nominator_post = forms.CharField(label="推荐人职务", max_length=120)
    was_told = forms.BooleanField(label="是本岗位的预告对象", required=False)
    signed = forms.BooleanField(label="书面并署名", required=False)
    name = forms.CharField(label="被推荐人", max_length=60)
    unit_name = forms.CharField(
        label="被推荐人单位", required=False, max_length=120, help_text="有同名的，请写明单位"
    )
    received_on = DayField(label="收到日期", required=False)

    def __init__(self, *arguments: Any, noticing: Noticing, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for element in noticing.instrument.elements:
            self.fields[f"element_{element.id}"] = forms.CharField(
                label=element.title, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )


@needs(MANAGE)
def ledger(request: SignedInRequest) -> HttpResponse:
    """Vacant posts of a managing unit, by class, and who may not recommend."""
    units = managing_units(request.user, MANAGE)
    unit = units.filter(code=request.GET.get("unit", "")).first() or units.first()
    if unit is None:
        raise Http404
    noticing = noticing_of(unit)
    form = BanForm(request.POST if "ban" in request.POST else None)
    refusal = None
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        actor = request.user.acting_as(Role.ORGANISATION_STAFF, over=unit.code)
        try:
            if form.is_bound:
                ban = services.ban_nominator(unit, **form.cleaned_data, actor=actor)
                said = f"{ban.nominator}的推荐资格取消到{ban.until:%Y.%m.%d}。"
            else:
                listed, closed = services.renew_vacant_posts(unit, actor=actor)
                said = f"台账已更新：列入{listed}个，销号{closed}个。"
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, said)
            return redirect(request.get_full_path())
    state, text = request.GET.get("state", "open"), request.GET.get("text", "").strip()
    rows = models.VacantPost.objects.filter(unit=unit).select_related("post__organisation")
    any_post = rows.exists()
    rows = rows.filter(closed_on__isnull=state != "closed") if state != "all" else rows
    if kind := request.GET.get("class", ""):
        rows = rows.filter(post_class=kind)
    if text:
        rows = rows.filter(post__organisation__name__icontains=text)
    page = Paginator(rows, POSTS_ON_A_PAGE).get_page(request.GET.get("page"))
    today = clock.today()
    return render(
        request,
        "selection/vacant_posts.html",
        {
            "unit": unit,
            "units": units,
            "noticing": noticing,
            "rules_in_words": noticing.rules_in_words if noticing else (),
            "classes": noticing.instrument.classes if noticing else (),
            "class": kind,
            "state": state,
            "text": text,
            "any": any_post,
            "page": page,
            "rows": [
                (row, standing_of(noticing, row, today) if noticing else None,
                 noticing.instrument.last_day(row.noticed_on, noticing.parameters)
                 if noticing and row.noticed_on else None)
                for row in page
            ],
            "bans": models.NominatorBan.objects.filter(unit=unit, until__gte=today),
            "form": form,
            "refusal": refusal,
        },
        status=422 if refusal or form.errors else 200,
    )  # fmt: skip


@needs(MANAGE)
@cache_control(private=True, no_store=True)
def vacant_post(request: SignedInRequest, vacant_post_id: UUID) -> HttpResponse:
    """One vacant post: what it asks for, its notice, the recommendations received."""
    row = get_object_or_404(
        models.VacantPost.objects.select_related("unit", "post__organisation"),
        pk=vacant_post_id,
        unit__in=managing_units(request.user, MANAGE),
    )
    noticing = noticing_of(row.unit)
    if noticing is None:
        raise Http404
    do = request.POST.get("do", "")
    initial = {f"requirement_{name}": said for name, said in row.requirements.items()}
    describe = RequirementsForm(
        request.POST if do == "describe" else None, noticing=noticing, initial=initial
    )
    announce = AnnounceForm(request.POST if do == "announce" else None)
    nominate = NominationForm(request.POST if do == "nominate" else None, noticing=noticing)
    bound = next((one for one in (describe, announce, nominate) if one.is_bound), None)
    refusal = None
    if bound is not None and bound.is_valid():
        try:
            said = _do(request, row, noticing, do, bound.cleaned_data)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, said)
            return redirect("vacant_post", row.pk)
    layer = noticing.instrument.layer_of(row.post_class)
    titles = {one.id: one.title for one in noticing.instrument.elements}
    nominations = row.nominations.select_related("person").exclude(person__account=request.user)
    return render(
        request,
        "selection/vacant_post.html",
        {
            "row": row,
            "layer": layer,
            "outcome": standing_of(noticing, row, clock.today()),
            "last_day": noticing.instrument.last_day(row.noticed_on, noticing.parameters)
            if row.noticed_on
            else None,
            "requirements": [
                (one.title, row.requirements.get(one.id, ""))
                for one in noticing.instrument.requirements
            ],
            "nominations": [
                (
                    one,
                    Outcome.model_validate(one.outcome),
                    [(titles.get(name, name), said) for name, said in text_of(one).items()],
                )
                for one in nominations
            ],
            "describe": describe,
            "announce": announce,
            "nominate": nominate,
            "refusal": refusal,
        },
        status=422 if refusal or (bound is not None and bound.errors) else 200,
    )


def _do(
    request: SignedInRequest,
    row: models.VacantPost,
    noticing: Noticing,
    do: str,
    cleaned: dict[str, Any],
) -> str:
    """Do what one of the forms asks; answers what to say."""
    actor = request.user.acting_as(Role.ORGANISATION_STAFF, over=row.unit.code)
    if do == "describe":
        texts = {name.removeprefix("requirement_"): said for name, said in cleaned.items()}
        services.state_requirements(row, texts, actor=actor)
        return "人选标准已保存。"
    if do == "announce":
        layer = noticing.instrument.layer_of(row.post_class)
        services.announce_vacant_post(
            row,
            whom=layer.whom if layer else "",
            manner=cleaned["manner"],
            plenary=cleaned["plenary"],
            on=cleaned["on"],
            actor=actor,
        )
        return "预告已登记。"
    nomination = services.receive_nomination(
        row,
        _person_named(noticing, cleaned["name"], cleaned["unit_name"]),
        nominator=cleaned["nominator"],
        nominator_post=cleaned["nominator_post"],
        text={
            name.removeprefix("element_"): said
            for name, said in cleaned.items()
            if name.startswith("element_")
        },
        was_told=cleaned["was_told"],
        signed=cleaned["signed"],
        received_on=cleaned["received_on"],
        actor=actor,
    )
    verdict = Outcome.model_validate(nomination.outcome).verdict
    return f"推荐已登记，审查结论：{verdict.label}。"


def _person_named(noticing: Noticing, name: str, unit_name: str) -> Person:
    """The one person of this name in the units managed.

    Raises:
        Refusal: nobody, or several.
    """
    people = Person.objects.filter(unit__code__startswith=noticing.unit.code, name=name.strip())
    if unit_name.strip():
        people = people.filter(unit__name__icontains=unit_name.strip())
    found = list(people[:2])
    if len(found) == 1:
        return found[0]
    what = "有几名同名的干部。" if found else "没有找到这名干部。"
    raise Refusal(Problem("书面实名推荐", "被推荐人", name, what, "请写明姓名和单位的全称。"))
