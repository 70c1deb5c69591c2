"""试算: what a policy's rules do to the people of a unit or a snapshot, before anybody is judged.

Figures only: the page names nobody. It counts only people whom the reader may both see and
rehearse policies over.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import polars as pl
from django.db.models import Max, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from xuanxian.access.permissions import SignedInRequest, needs, scope_of
from xuanxian.facts import snapshot
from xuanxian.facts.definitions import FACTS, FactKind
from xuanxian.facts.installation import build_snapshot
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue, queries
from xuanxian.policy.instruments import Criteria
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.schema import Policy
from xuanxian.policy.simulation import charts, comparing, materials
from xuanxian.policy.simulation.asking import Answer, Question, ask
from xuanxian.policy.simulation.field import parameters_used
from xuanxian.policy.simulation.tailoring import Hints
from xuanxian.registry import codes, models
from xuanxian.registry.queries import people_in_scope, units_in_scope

MOST_PEOPLE = 5000
"""Files read for one page; for more a snapshot is chosen."""
_KEPT = 4
_USUAL_GROUPINGS = ("性别", "年龄", "民族", "政治面貌", "单位类别", "职务层次", "学历")
"""Offered by a tick; every other fact that can group is one choice below."""
_FIRST_GROUPINGS = ("性别", "年龄")
"""Shown before anybody chose."""


@needs("policy.rehearse_policy")
def simulate(request: SignedInRequest, policy_id: str) -> HttpResponse:
    """The rules' effects, a parameter swept, groups compared, and hints of tailoring."""
    if policy_id not in catalogue.policy_ids():
        raise Http404
    today = clock.today()
    unit_code = request.GET.get("unit", "")
    units = units_in_scope(request.user).filter(abolished_on__isnull=True).order_by("code")
    if unit_code and not units.filter(code=unit_code).exists():
        raise Http404
    adopted = queries.adopted_for(policy_id, unit_code, today)
    policy = adopted.policy if adopted else catalogue.load(policy_id)
    form = _Form.of(request, policy)
    context: dict[str, Any] = {
        "policy": policy,
        "adopted": adopted is not None,
        "today": today,
        "units": units,
        "unit": unit_code,
        "form": form,
        "most": MOST_PEOPLE,
    }
    if not form.offered:
        return render(request, "policy/simulate.html", context)
    try:
        hints = materials.hints_in_force(unit_code, today)
        context["hints"] = hints
        context["snapshots"] = materials.stored_snapshots(hints.smallest_group)
        people, as_of = _people(request, unit_code, form.snapshot, today)
        context |= {"as_of": as_of, "found": None if people is None else people.height}
        if people is not None and people.height >= hints.smallest_group:
            context |= _answered(people, policy, form, hints, as_of)
    except Refusal as refusal:
        return render(request, "policy/simulate.html", {**context, "refusal": refusal}, status=422)
    return render(request, "policy/simulate.html", context)


@dataclass(frozen=True)
class _Form:
    """What the reader asks for, and what there is to choose from."""

    policy: Policy
    offered: tuple[Criteria, ...]
    question: Question
    rank: str
    snapshot: str
    bands: str
    other: str

    @classmethod
    def of(cls, request: SignedInRequest, policy: Policy) -> "_Form":
        given = request.GET
        offered = tuple(
            each
            for each in policy.instruments
            if isinstance(each, Criteria) and each.of == "person"
        )
        chosen = tuple(each.id for each in offered if each.id in given.getlist("criteria"))
        settings = {
            name: given[f"set_{name}"].strip()
            for name in parameters_used(policy, chosen)
            if given.get(f"set_{name}", "").strip()
        }
        bands = given.get("bands", "").strip()
        usual = given.getlist("by") if given else _FIRST_GROUPINGS
        asked = [each for each in usual if each in _USUAL_GROUPINGS]
        other = given.get("by_other", "") if given.get("by_other", "") in _groupings() else ""
        by = [f"{each}:{bands}" if bands and each == "年龄" else each for each in asked]
        line = given.get("line", "")
        return cls(
            policy=policy,
            offered=offered,
            question=Question(
                criteria=chosen,
                settings=settings,
                line=Verdict(line) if line in {Verdict.PASS, Verdict.FLAG} else Verdict.FLAG,
                by=(*by, *([other] if other else [])),
                sweep=given.get("sweep", ""),
                values=given.get("values", "").strip(),
            ),
            rank=given.get("rank", "") if given.get("rank", "") in dict(ranks()) else "",
            snapshot=given.get("snapshot", ""),
            bands=bands,
            other=other,
        )

    @property
    def criteria(self) -> list[tuple[str, str, bool]]:
        """Id, title and whether chosen."""
        return [
            (each.id, each.title or each.TITLE, each.id in self.question.criteria)
            for each in self.offered
        ]

    @property
    def ranks(self) -> list[tuple[str, str]]:
        """Ranks somebody may be proposed for."""
        return ranks()

    @cached_property
    def parameters(self) -> list[tuple[str, str, str, str]]:
        """Name, label, value in force and value tried of each parameter the rules use."""
        return [
            (
                name,
                self.policy.parameters[name].label or name,
                self.policy.parameters[name].quantity.shown(),
                self.question.settings.get(name, ""),
            )
            for name in parameters_used(self.policy, self.question.criteria)
        ]

    @property
    def groupings(self) -> list[tuple[str, bool]]:
        """The usual groupings and whether chosen."""
        asked = {each.partition(":")[0] for each in self.question.by}
        return [(each, each in asked) for each in _USUAL_GROUPINGS if each in FACTS]

    @property
    def other_groupings(self) -> list[str]:
        """Further facts that can group."""
        return [each for each in _groupings() if each not in _USUAL_GROUPINGS]

    @property
    def is_flag_through(self) -> bool:
        """Whether who is flagged counts as coming through."""
        return self.question.line is Verdict.FLAG


def ranks() -> list[tuple[str, str]]:
    """Code and label of the ranks somebody may be proposed for."""
    known = materials.RANK_LEVELS
    return [(code, label) for code, label in codes.table("rank").choices() if label in known]


def _groupings() -> list[str]:
    kinds = {FactKind.BOOLEAN, FactKind.CODE}
    return [name for name, fact in FACTS.items() if fact.kind in kinds or fact.choices]


def _answered(
    people: pl.DataFrame, policy: Policy, form: _Form, hints: Hints, as_of: date
) -> dict[str, Any]:
    if form.rank:
        people = materials.propose(people, dict(ranks())[form.rank])
    others = comparing.known_requirements(policy, form.question.criteria)
    answer = ask(people, policy, form.question, hints, others or (), as_of=as_of)
    signs = answer.tailoring.outcome
    return {
        "answer": answer,
        "is_compared": others is not None,
        "warns": signs is not None and signs.verdict is not Verdict.PASS,
        "counts": list(answer.simulation.counts.items()),
        "overlaps": answer.simulation.overlaps[:10],
        "open": [
            policy.parameters[name].label or name for name in answer.simulation.open_parameters
        ],
        "charts": _charts(answer),
        "effects": [(effect, _safe(charts.group_bars(effect))) for effect in answer.effects],
    }


def _charts(answer: Answer) -> dict[str, SafeString]:
    found = {"funnel": _safe(charts.funnel(answer.simulation))}
    if answer.sweep:
        found["sweep"] = _safe(charts.sweep_line(answer.sweep))
    return found


def _safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308  (made here from escaped labels; see tests)


def _people(
    request: SignedInRequest, unit_code: str, name: str, today: date
) -> tuple[pl.DataFrame | None, date]:
    """The facts of those the reader may see; None when they are too many to be read now."""
    visible = _visible(request, unit_code)
    if name:
        stored = next((each for each in materials.stored_snapshots() if each.name == name), None)
        if stored is None:
            raise Refusal(f"没有快照“{name}”。", mend="请重新选择。")
        frame = _stored(stored.path, stored.path.stat().st_mtime_ns)
        if unit_code or not _sees_everybody(request):
            ids = [str(each) for each in visible.values_list("pk", flat=True)]
            frame = frame.filter(pl.col(snapshot.PERSON_COLUMN).is_in(ids))
        return frame, stored.as_of
    serving = visible.filter(status=models.PersonStatus.SERVING)
    if serving.count() > MOST_PEOPLE:
        return None, today
    return _built(list(serving.order_by("pk")), today), today


def _visible(request: SignedInRequest, unit_code: str) -> QuerySet[models.Person]:
    rehearsed = people_in_scope(request.user, "policy.rehearse_policy")
    visible = people_in_scope(request.user).filter(pk__in=rehearsed.values("pk"))
    return visible.filter(unit__code__startswith=unit_code) if unit_code else visible


def _sees_everybody(request: SignedInRequest) -> bool:
    asked = ("registry.view_person", "policy.rehearse_policy")
    return all(scope_of(request.user, each) == ("",) for each in asked)


@lru_cache(maxsize=2)
def _stored(path: Path, _changed: int) -> pl.DataFrame:
    return materials.read_snapshot(path)


_BUILT: OrderedDict[tuple[Any, ...], pl.DataFrame] = OrderedDict()
"""Facts computed lately, by whose they are and when the last of the files changed."""


def _built(people: Sequence[models.Person], today: date) -> pl.DataFrame:
    changed = models.Person.objects.aggregate(latest=Max("changed_at"))["latest"]
    key = (tuple(person.pk for person in people), today, changed)
    if key not in _BUILT:
        _BUILT[key] = build_snapshot(today, people)
        while len(_BUILT) > _KEPT:
            _BUILT.popitem(last=False)
    _BUILT.move_to_end(key)
    return _BUILT[key]
