"""历年得票 of a person and of a unit: opened for a stated purpose, which the trail keeps."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.access.services import reveal
from xuanxian.ballots.history import charts, queries
from xuanxian.ballots.history.standing import PURPOSES, Standing, years_of
from xuanxian.ballots.views.steps import UNPROCESSABLE
from xuanxian.kernel.errors import Refusal
from xuanxian.registry.queries import units_in_scope
from xuanxian.registry.views.person import person_for
from xuanxian.registry.views.whole_file import head

LINES_A_PAGE = 30
PEOPLE_A_PAGE = 50


class PurposeForm(forms.Form):
    """For what the history is opened."""

    purpose = forms.CharField(
        label="查看目的", max_length=200, help_text="将留痕；当日内再次打开不必重填。"
    )


@require_http_methods(["GET", "POST"])
@needs(queries.PERMISSION)
def of_person(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """Every counted poll on one person."""
    person = person_for(request, person_id, queries.PERMISSION)
    if person.account_id == request.user.pk:
        raise Http404("本人的得票不向本人开放。")
    context: dict[str, Any] = head(request, person, "ballot_history")
    if answer := _ask_purpose(
        request, queries.OF_PERSON, person_id, "ballots/history/person_purpose.html", context
    ):
        return answer
    standings = queries.standings_of([person.pk], request.user)
    chosen = request.GET.get("purpose", "")
    shown = [each for each in standings if each.purpose == chosen] if chosen else standings
    page = Paginator(shown, LINES_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "ballots/history/person.html",
        {
            **context,
            "stated": queries.stated_purpose(request.user, queries.OF_PERSON, person_id),
            "page": page,
            "total": len(standings),
            "chosen": chosen,
            "purposes": _purposes(standings),
            "chart": _safe(charts.course(shown)),
        },
    )


@require_http_methods(["GET", "POST"])
@needs(queries.PERMISSION)
def of_unit(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """What polls said of those who serve in a unit: by year, and person by person."""
    unit = get_object_or_404(units_in_scope(request.user, queries.PERMISSION), pk=unit_id)
    context: dict[str, Any] = {"unit": unit}
    if answer := _ask_purpose(
        request, queries.OF_UNIT, unit_id, "ballots/history/unit_purpose.html", context
    ):
        return answer
    people = [each for each in queries.people_of(unit) if each.account_id != request.user.pk]
    standings = queries.standings_of([each.pk for each in people], request.user)
    by_person: dict[UUID, list[Standing]] = {}
    for each in standings:
        by_person.setdefault(each.person, []).append(each)
    text = request.GET.get("q", "").strip()
    rows = [
        (person, len(by_person[person.pk]), _latest(by_person[person.pk]))
        for person in people
        if person.pk in by_person and text in person.name
    ]
    years = years_of(standings)
    return render(
        request,
        "ballots/history/unit.html",
        {
            **context,
            "stated": queries.stated_purpose(request.user, queries.OF_UNIT, unit_id),
            "people": len(people),
            "polls": len({each.poll for each in standings}),
            "years": years,
            "purposes": list(PURPOSES.values()),
            "page": Paginator(rows, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
            "text": text,
            "chart": _safe(charts.spread(years)),
        },
    )


def _ask_purpose(
    request: SignedInRequest, kind: str, subject: UUID, template: str, context: dict[str, Any]
) -> HttpResponse | None:
    """The page that asks for what the history is opened; None once that was stated today."""
    form = PurposeForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            reveal(request.user, kind, str(subject), queries.FIELD, form.cleaned_data["purpose"])
        except Refusal as fault:
            refusal = fault
        else:
            return redirect(request.path)
    elif request.method == "GET" and queries.stated_purpose(request.user, kind, subject):
        return None
    failed = refusal is not None or form.is_bound
    return render(
        request,
        template,
        {**context, "form": form, "refusal": refusal},
        status=UNPROCESSABLE if failed else 200,
    )


def _purposes(standings: list[Standing]) -> list[tuple[str, str]]:
    present = {each.purpose for each in standings}
    return [(key, name) for key, name in PURPOSES.items() if key in present]


def _latest(standings: list[Standing]) -> list[tuple[str, Standing | None]]:
    """The name of each purpose with the latest poll of it."""
    return [
        (name, next((each for each in standings if each.purpose == purpose), None))
        for purpose, name in PURPOSES.items()
    ]


def _safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308  (made here from escaped labels; see tests)
