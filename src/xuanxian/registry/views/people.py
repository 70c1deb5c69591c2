"""干部: the list."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.kernel import clock
from xuanxian.kernel.partial_date import full_years_between
from xuanxian.registry import codes, models, queries
from xuanxian.registry.forms.people_filter import PeopleFilterForm
from xuanxian.registry.queries.people import ORDERS, post_since

COLUMNS = {
    "post": "现任职务",
    "sex": "性别",
    "age": "年龄",
    "birth": "出生年月",
    "nation": "民族",
    "native_place": "籍贯",
    "politics": "政治面貌",
    "education": "最高学历",
    "joined_work": "参加工作",
    "rank": "职务层次",
    "post_since": "任现职时间",
    "unit": "单位",
}
"""Columns that the list can show beside the name, by their key in the address."""
_USUAL = ("post", "sex", "age", "politics", "education", "rank", "post_since")
_CLASSES = {
    "age": "number-cell",
    "birth": "date-cell",
    "joined_work": "date-cell",
    "post_since": "date-cell",
}
_FURTHER = ("sex", "politics", "education", "youngest", "oldest", "status")
_COLUMNS_COOKIE = "people-columns"
_A_YEAR = 365 * 24 * 3600


@needs("registry.view_person")
def people(request: SignedInRequest) -> HttpResponse:
    """The list of people, narrowed by its address, 50 a page with a true total."""
    units = (
        queries.units_in_scope(request.user)
        .filter(abolished_on__isnull=True)
        .exclude(kind=models.OrganisationKind.SECTION)
    )
    form = PeopleFilterForm(request.GET, units=units.order_by("code"))
    choice = form.choice()
    in_scope = queries.people_in_scope(request.user)
    found = queries.find_people(in_scope, choice)
    page = queries.PeoplePages(found).get_page(request.GET.get("page"))
    columns = _columns(request)
    response = render(
        request,
        "registry/people.html",
        {
            "form": form,
            "page": page,
            "columns": [(key, COLUMNS[key]) for key in columns],
            "all_columns": [(key, name, key in columns) for key, name in COLUMNS.items()],
            "rows": _rows(list(page.object_list), columns),
            "order_name": ORDERS[choice.order][0],
            "is_narrowed": any(request.GET.get(name) for name in form.fields if name != "order"),
            "narrowed_more": any(request.GET.get(name) for name in _FURTHER),
            "nobody_at_all": not page.paginator.count and not in_scope.exists(),
            "may_edit": may(request.user, "registry.edit_person"),
            "open_requests": queries.open_requests(
                queries.people_in_scope(request.user, "registry.edit_person")
            ).count(),
        },
    )
    if "columns" in request.GET:
        response.set_cookie(
            _COLUMNS_COOKIE, "-".join(columns), max_age=_A_YEAR, httponly=True, samesite="Lax"
        )
    return response


def _columns(request: SignedInRequest) -> tuple[str, ...]:
    """Those chosen in the address, else those chosen last, else the usual ones."""
    chosen = request.GET.getlist("columns")
    if not chosen:
        chosen = request.COOKIES.get(_COLUMNS_COOKIE, "").split("-")
    return tuple(key for key in COLUMNS if key in chosen) or _USUAL


def _rows(shown: list[models.Person], columns: tuple[str, ...]) -> list[dict[str, Any]]:
    since = post_since(shown) if "post_since" in columns else {}
    today = clock.today()
    return [
        {
            "person": person,
            "cells": [
                (
                    _CLASSES.get(key, ""),
                    COLUMNS[key],
                    _cell(person, key, today, since.get(person.pk)) or "—",
                )
                for key in columns
            ],
        }
        for person in shown
    ]


def _cell(person: models.Person, key: str, today: date, since: Any) -> str:
    match key:
        case "post":
            return person.current_post
        case "age":
            # As text: numbers would be localised one by one.
            birth = person.birth
            return str(full_years_between(birth.earliest(), today)) if birth else ""
        case "birth" | "joined_work":
            day = getattr(person, key)
            return str(day.dotted()) if day else ""
        case "post_since":
            return str(since.dotted()) if since else ""
        case "education":
            return _label("education", person.highest_education)
        case "native_place":
            return person.native_place
        case "unit":
            return str(person.unit) if person.unit else ""
    return _label(key, getattr(person, key))


def _label(table: str, code: str) -> str:
    return codes.table(table).label(code) if code else ""
