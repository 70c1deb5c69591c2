"""竞争选拔 for a cadre signed in: open notices, applying, the own applications and objections."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Outcome
from xuanxian.registry.models import Person
from xuanxian.selection import models, queries
from xuanxian.selection.instruments import Contest
from xuanxian.selection.models.contest import PostWay
from xuanxian.selection.queries.contest import marks_in_order
from xuanxian.selection.services import contest as contests
from xuanxian.selection.services.contest import QUALIFICATION


class StatementForm(forms.Form):
    """What somebody says applying."""

    statement = forms.CharField(
        label="报名说明", required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )


class OwnObjectionForm(forms.Form):
    """What the objection is against, and what it says."""

    against = forms.ChoiceField(label="对什么有异议")
    text = forms.CharField(label="异议", widget=forms.Textarea(attrs={"rows": 5}), max_length=2000)


def _person(request: SignedInRequest) -> Person:
    person = Person.objects.select_related("unit").filter(account=request.user.pk).first()
    if person is None:
        raise Http404("您的账号没有对应的干部档案，请联系组织部门。")
    return person


def _contests_for(person: Person) -> Any:
    """The contests for which somebody may apply, or has applied, by the unit."""
    codes = [person.unit_code[:end] for end in range(1, len(person.unit_code) + 1)]
    return models.Contest.objects.filter(round__unit__code__in=codes).select_related("round__unit")


@needs("selection.apply")
def openings(request: SignedInRequest) -> HttpResponse:
    """Open notices, and the own applications."""
    person = _person(request)
    today = clock.today()
    return render(
        request,
        "selection/contest/openings.html",
        {
            "open": _contests_for(person).filter(
                closed_on__isnull=True, ended_on__isnull=True, closes_on__gte=today
            ),
            "today": today,
            "applications": person.applications.select_related("contest", "post").order_by(
                "-applied_on"
            ),
        },
    )


@needs("selection.apply")
def opening(request: SignedInRequest, contest_id: UUID) -> HttpResponse:
    """One notice with its posts."""
    person = _person(request)
    found = get_object_or_404(_contests_for(person), pk=contest_id)
    today = clock.today()
    return render(
        request,
        "selection/contest/opening.html",
        {
            "contest": found,
            "posts": found.posts.filter(way=PostWay.OPEN),
            "own": set(found.applications.filter(person=person).values_list("post", flat=True)),
            "is_open": found.closed_on is None and found.opens_on <= today <= found.closes_on,
        },
    )


@needs("selection.apply")
def apply(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """Apply for a post."""
    person = _person(request)
    posts = models.ContestPost.objects.select_related("contest__round")
    post = get_object_or_404(posts, pk=post_id)
    get_object_or_404(_contests_for(person), pk=post.contest_id)
    form = StatementForm(request.POST if request.method == "POST" else None)

    def perform(cleaned: dict[str, Any]) -> models.Application:
        return contests.apply_oneself(
            post, cleaned["statement"], person=person, actor=request.user.acting_as(Role.PERSON)
        )

    title = f"报考{post.title}"
    context = {"title": title, "contest": post.contest, "post": post, "button": "报名"}
    return _asked(request, form, perform, context, "已报名，资格审查的结果会显示在这里。")


def _asked(
    request: SignedInRequest,
    form: forms.Form,
    perform: Callable[[dict[str, Any]], models.Application],
    context: dict[str, Any],
    done: str,
) -> HttpResponse:
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            application = perform(form.cleaned_data)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, done)
            return redirect("my_application", application.pk)
    return render(
        request,
        "selection/contest/own_form.html",
        {**context, "form": form, "refusal": refusal},
        status=422 if refusal else 200,
    )


def _own(request: SignedInRequest, application_id: UUID) -> models.Application:
    return get_object_or_404(
        models.Application.objects.select_related("contest__round", "post", "person", "candidacy"),
        pk=application_id,
        person=_person(request),
    )


def _against(row: models.Application) -> list[tuple[str, str]]:
    """What the applicant may object to by now."""
    instrument = queries.rules_of(row.contest.round).get(row.contest.instrument, Contest)
    published = set(
        row.contest.steps.filter(published_on__isnull=False).values_list("step", flat=True)
    )
    found = [(QUALIFICATION, "资格审查")] if row.reviewed_on else []
    if row.stands:
        found += [(one.id, one.title) for one in instrument.rounds if one.id in published]
    return found


@needs("selection.apply")
def my_application(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """The own application: what was found, lots, published marks, objections and answers."""
    row = _own(request, application_id)
    instrument = queries.rules_of(row.contest.round).get(row.contest.instrument, Contest)
    titles = dict([(QUALIFICATION, "资格审查"), *((o.id, o.title) for o in instrument.rounds)])
    return render(
        request,
        "selection/contest/my_application.html",
        {
            "application": row,
            "contest": row.contest,
            "titles": titles,
            "lots": [
                (f"{titles.get(key.split('/')[0], '')} "
                 f"{'座位号' if key.endswith('seat') else '面试顺序'}", lot)
                for key, lot in row.lots.items()
            ],
            "outcome": Outcome.model_validate(row.stands["outcome"]) if row.stands else None,
            "marks": marks_in_order(instrument, row.stands.get("marks", {})),
            "step": titles.get(row.stands.get("step", ""), ""),
            "objections": [(one, titles.get(one.against, "")) for one in row.objections.all()],
            "may_object": bool(_against(row)) and not row.contest.ended_on,
            "may_leave": not row.left and not row.stands and not row.contest.ended_on,
        },
    )  # fmt: skip


@needs("selection.apply")
def object_to(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """Object to the own 资格审查 or result."""
    row = _own(request, application_id)
    form = OwnObjectionForm(request.POST or None)
    form.fields["against"].choices = _against(row)  # type: ignore[attr-defined]

    def perform(cleaned: dict[str, Any]) -> models.Application:
        return contests.raise_objection(
            row, cleaned["against"], cleaned["text"], actor=request.user.acting_as(Role.PERSON)
        ).application

    context = {"title": "提出异议", "contest": row.contest, "post": row.post, "button": "提出"}
    return _asked(request, form, perform, context, "已提交，答复会显示在这里。")


@needs("selection.apply")
@require_POST
def leave(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """Give up the own application (弃权)."""
    row = _own(request, application_id)
    try:
        contests.withdraw_application(
            row, "本人在网上办理", actor=request.user.acting_as(Role.PERSON)
        )
    except Refusal as refusal:
        for problem in refusal.problems:
            messages.error(request, f"{problem.message}{problem.mend}")
    else:
        messages.success(request, "已登记弃权。")
    return redirect("my_application", row.pk)
