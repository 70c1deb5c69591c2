"""谁能通过: the verdicts of a policy's criteria over the people of a unit."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import render

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.facts import snapshot
from xuanxian.facts.definitions import FactValue
from xuanxian.facts.definitions.posts import RANK_LEVELS
from xuanxian.facts.installation import facts_of_people
from xuanxian.kernel import clock
from xuanxian.policy import catalogue, queries
from xuanxian.policy.instruments import Criteria
from xuanxian.policy.judging import judge_facts, judge_people
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.schema import Policy
from xuanxian.registry import codes, models
from xuanxian.registry.queries import people_in_scope, units_in_scope

MOST_PEOPLE = 5000
"""Files read for one page; beyond it a unit has to be chosen."""
_KEPT = 4


@needs("policy.rehearse_policy")
def people(request: SignedInRequest, policy_id: str) -> HttpResponse:
    """Everybody of a unit judged as if proposed for a rank, narrowed to one verdict."""
    if policy_id not in catalogue.policy_ids():
        raise Http404
    today = clock.today()
    unit_code = request.GET.get("unit", "")
    units = units_in_scope(request.user).filter(abolished_on__isnull=True).order_by("code")
    if unit_code and not units.filter(code=unit_code).exists():
        raise Http404
    policy, adopted = _policy(policy_id, unit_code, today)
    offered = [
        each for each in policy.instruments if isinstance(each, Criteria) and each.of == "person"
    ]
    chosen = [each.id for each in offered if each.id in request.GET.getlist("criteria")]
    rank = request.GET.get("rank", "")
    rank = rank if rank in dict(_ranks()) else ""
    serving = people_in_scope(request.user).filter(status=models.PersonStatus.SERVING)
    if unit_code:
        serving = serving.filter(unit__code__startswith=unit_code)
    context: dict[str, Any] = {
        "policy": policy,
        "adopted": adopted,
        "today": today,
        "offered": [(each.id, each.title or each.TITLE, each.id in chosen) for each in offered],
        "ranks": _ranks(),
        "rank": rank,
        "units": units,
        "unit": unit_code,
        "most": MOST_PEOPLE,
    }
    if not offered or serving.count() > MOST_PEOPLE:
        context["too_many"] = bool(offered)
        return render(request, "policy/people.html", context)
    facts = _facts(list(serving.select_related("unit").order_by("stroke_key", "pk")), today, rank)
    judged = judge_people(snapshot.frame_of(facts.items()), policy, chosen, as_of=today)
    verdict = request.GET.get("verdict", "")
    shown = judged.filter(pl.col("verdict") == verdict) if verdict in set(Verdict) else judged
    page = Paginator(shown[snapshot.PERSON_COLUMN].to_list(), 50).get_page(request.GET.get("page"))
    by_id = {
        str(person.pk): person
        for person in models.Person.objects.filter(pk__in=list(page)).select_related("unit")
    }
    context |= {
        "page": page,
        "verdict": verdict,
        "counts": _counts(judged),
        "rows": [
            (by_id[person_id], judge_facts(facts[UUID(person_id)], policy, chosen, as_of=today))
            for person_id in page
        ],
    }
    return render(request, "policy/people.html", context)


def _policy(policy_id: str, unit_code: str, today: date) -> tuple[Policy, bool]:
    """The policy as adopted there, else as it stands in the catalogue."""
    adopted = queries.adopted_for(policy_id, unit_code, today)
    return (adopted.policy, True) if adopted else (catalogue.load(policy_id), False)


def _ranks() -> list[tuple[str, str]]:
    return [(code, label) for code, label in codes.table("rank").choices() if label in RANK_LEVELS]


def _counts(judged: pl.DataFrame) -> list[tuple[Verdict, int]]:
    found = dict(judged.group_by("verdict").len().iter_rows())
    return [(verdict, found.get(verdict.value, 0)) for verdict in Verdict]


_Facts = Mapping[UUID, Mapping[str, FactValue]]
_FACTS: OrderedDict[tuple[Any, ...], _Facts] = OrderedDict()
"""Facts computed lately, by whose they are and when the last of the files changed."""


def _facts(chosen: Sequence[models.Person], today: date, rank: str) -> _Facts:
    changed = models.Person.objects.aggregate(latest=Max("changed_at"))["latest"]
    key = (tuple(person.pk for person in chosen), today, rank, changed)
    if key not in _FACTS:
        _FACTS[key] = facts_of_people(chosen, today, rank)
        while len(_FACTS) > _KEPT:
            _FACTS.popitem(last=False)
    _FACTS.move_to_end(key)
    return _FACTS[key]
