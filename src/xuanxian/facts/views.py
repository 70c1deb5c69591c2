"""The facts of a person, unit or post with how each was computed, and the dictionary of facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.facts.definitions import FactDefinition, FactValue, Subject, facts_of
from xuanxian.facts.dictionary import find_facts
from xuanxian.facts.installation import facts_of_people
from xuanxian.facts.organisations import facts_of_posts, facts_of_teams, facts_of_units
from xuanxian.kernel import clock
from xuanxian.registry import models, queries
from xuanxian.registry.views.person import person_for
from xuanxian.registry.views.units import unit_for
from xuanxian.registry.views.whole_file import head


@dataclass(frozen=True, slots=True)
class ShownFact:
    """One fact of one subject as the page shows it."""

    definition: FactDefinition
    text: str
    explanation: str
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Facts under one heading; `anchor` is its place on the page."""

    anchor: str
    name: str
    facts: list[Any]


@needs("registry.view_person")
def person(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """Every fact of a person as of a date, today unless the address names one."""
    shown = person_for(request, person_id, "registry.view_person")
    asked = _asked(request)
    values = facts_of_people([shown], asked["as_of"])[shown.pk]
    facts = _shown(Subject.PERSON, values, asked["words"])
    context = {**head(request, shown, "facts"), **asked, **_counted(facts)}
    return render(request, "facts/person.html", {**context, "groups": _grouped(facts)})


@needs("registry.view_unit")
def unit(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Every fact of a unit, and of its leading team for those who may see its people."""
    shown = unit_for(request, unit_id, "registry.view_unit")
    asked = _asked(request)
    values = facts_of_units([shown], asked["as_of"])[shown.pk]
    facts = _shown(Subject.UNIT, values, asked["words"])
    groups = _grouped(facts)
    with_team = may(request.user, "registry.view_person", shown.code)
    if with_team:
        team = facts_of_teams([shown], asked["as_of"])[shown.pk]
        of_team = _shown(Subject.TEAM, team, asked["words"])
        facts += of_team
        groups += _grouped(of_team, "班子", start=len(groups))
    context = {"unit": shown, "with_team": with_team, **asked, **_counted(facts), "groups": groups}
    return render(request, "facts/unit.html", context)


@needs("registry.view_unit")
def post(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """Every fact of a post."""
    units = queries.units_in_scope(request.user)
    shown = get_object_or_404(
        models.Post.objects.select_related("organisation__parent"),
        pk=post_id,
        organisation__in=units,
    )
    asked = _asked(request)
    values = facts_of_posts([shown], asked["as_of"]).get(shown.pk, {})
    facts = _shown(Subject.POST, values, asked["words"])
    context = {"post": shown, **asked, **_counted(facts), "groups": _grouped(facts)}
    return render(request, "facts/post.html", context)


@needs("policy.view_policy")
def dictionary(request: SignedInRequest) -> HttpResponse:
    """事实目录: every fact with its type, unit, meaning and source, the words of policies."""
    chosen = request.GET.get("subject", "")
    subject = Subject(chosen) if chosen in set(Subject) else Subject.PERSON
    words = request.GET.get("words", "").strip()
    subjects = [
        {"subject": each, "found": len(find_facts(each, words)), "here": each is subject}
        for each in Subject
    ]
    found = find_facts(subject, words)
    return render(
        request,
        "facts/dictionary.html",
        {
            "words": words,
            "subject": subject,
            "subjects": subjects,
            "groups": _grouped(found),
            "found": len(found),
            "total": sum(len(facts_of(each)) for each in Subject),
        },
    )


def _shown(subject: Subject, values: Mapping[str, FactValue], words: str) -> list[ShownFact]:
    """The facts that are not of a proposal and in which every one of `words` stands."""
    return [
        ShownFact(
            definition=definition,
            text="—" if value.value is None else definition.shown(value.value),
            explanation=value.explanation,
            is_unknown=value.value is None,
        )
        for definition in find_facts(subject, words)
        if not definition.of_proposal and (value := values.get(definition.name)) is not None
    ]


def _grouped(facts: list[Any], prefix: str = "", start: int = 0) -> list[Group]:
    """`facts`, or what shows them, by the heading of each, in the order they come in."""
    groups: dict[str, list[Any]] = {}
    for fact in facts:
        definition = fact if isinstance(fact, FactDefinition) else fact.definition
        groups.setdefault(definition.group, []).append(fact)
    return [
        Group(f"group-{number}", f"{prefix}{name}", members)
        for number, (name, members) in enumerate(groups.items(), start=start)
    ]


def _counted(facts: list[ShownFact]) -> dict[str, int]:
    return {"total": len(facts), "unknown": sum(fact.is_unknown for fact in facts)}


def _asked(request: SignedInRequest) -> dict[str, Any]:
    """What the address asks for: the date, words to look for, and whether to show how."""
    as_of, complaint = _as_of(request.GET.get("as_of", ""))
    return {
        "as_of": as_of,
        "complaint": complaint,
        "words": request.GET.get("words", "").strip(),
        "unfolded": request.GET.get("how") == "1",
    }


def _as_of(text: str) -> tuple[date, str]:
    if not text:
        return clock.today(), ""
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return clock.today(), f"“{text}”不是有效日期，已按今天计算；请写成 2026-11-21。"
