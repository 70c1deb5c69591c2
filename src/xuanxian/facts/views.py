"""The facts of a person with how each was computed, and the dictionary of facts."""

import re
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.facts.definitions import FACTS, FactDefinition
from xuanxian.facts.installation import facts_of_people
from xuanxian.kernel import clock
from xuanxian.registry.views.person import person_for
from xuanxian.registry.views.whole_file import head


@needs("registry.view_person")
def person(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """Every fact of a person as of a date, today unless the address names one."""
    shown = person_for(request, person_id, "registry.view_person")
    as_of, complaint = _as_of(request.GET.get("as_of", ""))
    values = facts_of_people([shown], as_of)[shown.pk]
    facts = [
        {
            "definition": definition,
            "text": definition.shown(values[name].value) if values[name].value is not None else "—",
            "is_unknown": values[name].value is None,
            "explanation": values[name].explanation,
        }
        for name, definition in FACTS.items()
        if not definition.of_proposal
    ]
    return render(
        request,
        "facts/person.html",
        {
            **head(request, shown, "facts"),
            "as_of": as_of,
            "complaint": complaint,
            "groups": _by_source(facts),
            "unknown": sum(fact["is_unknown"] for fact in facts),
            "total": len(facts),
        },
    )


@needs("policy.view_policy")
def dictionary(request: SignedInRequest) -> HttpResponse:
    """Every fact with its type, unit, meaning and source: the words that policies may use."""
    facts = [{"definition": definition} for definition in FACTS.values()]
    return render(
        request, "facts/dictionary.html", {"groups": _by_source(facts), "total": len(FACTS)}
    )


def _by_source(facts: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    def source(fact: dict[str, Any]) -> str:
        definition: FactDefinition = fact["definition"]
        return re.split("[（、]", definition.source)[0]

    ordered = sorted(facts, key=source)
    return [(name, list(group)) for name, group in groupby(ordered, key=source)]


def _as_of(text: str) -> tuple[date, str]:
    if not text:
        return clock.today(), ""
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return clock.today(), f"“{text}”不是有效日期，已按今天计算；请写成 2026-11-21。"
