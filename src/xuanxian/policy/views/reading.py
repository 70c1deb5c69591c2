"""制度: the list, a policy as readable text, and a version as it was adopted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue, queries, rehearsal, sample_pages
from xuanxian.policy.booklet.gathering import booklet_of, booklet_of_adoption
from xuanxian.policy.case_words import in_words
from xuanxian.policy.drafts.checking import with_cases_to_try
from xuanxian.policy.drafts.queries import adopted_outside_the_catalogue
from xuanxian.policy.instruments import Criteria
from xuanxian.policy.kinds import kinds
from xuanxian.policy.models import Adoption
from xuanxian.policy.schema import Policy

PARTS = {
    "text": "条文",
    "parameters": "参数",
    "cases": "案例",
    "unclear": "原文不明之处",
    "adoptions": "采用与版本",
}
"""The parts of a policy's page, by their key in the address."""
POLICIES_ON_A_PAGE = 30


@dataclass
class Place:
    """国家 or a province: its own policies, and those of the places in it by their names."""

    name: str
    policies: list["Line"] = field(default_factory=list)
    places: dict[str, list["Line"]] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A policy in the list; `refusal` where its file has mistakes."""

    policy_id: str
    policy: Policy | None
    refusal: Refusal | None
    adopted_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Narrowing:
    """What the list is narrowed by; "" for everything.

    Attributes:
        text: stands in place, title, summary, source or the title of an instrument.
        place: the policies of a place and of the places in it.
        kind: policies with an instrument of this kind.
        adopted: `yes` or `no`.
    """

    text: str = ""
    place: str = ""
    kind: str = ""
    adopted: str = ""

    @property
    def is_any(self) -> bool:
        """Whether the list is narrowed at all."""
        return any((self.text, self.place, self.kind, self.adopted))

    def keeps(self, line: Line) -> bool:
        """Whether a policy stays in the list."""
        if self.place and not line.policy_id.startswith(f"{self.place}/"):
            return False
        if self.adopted and (self.adopted == "yes") != bool(line.adopted_by):
            return False
        if self.kind and not (line.policy and line.policy.of_kind(self.kind)):
            return False
        return not self.text or matches(line.policy_id, line.policy, self.text)


@needs("policy.view_policy")
def policies(request: SignedInRequest) -> HttpResponse:
    """Every policy of the catalogue by place, narrowed by text, place, kind and adoption."""
    adopted = queries.scopes_by_policy(clock.today())
    lines = [_line(policy_id, adopted.get(policy_id, ())) for policy_id in catalogue.policy_ids()]
    chosen = Narrowing(
        text=request.GET.get("text", "").strip(),
        place=request.GET.get("place", ""),
        kind=request.GET.get("kind", ""),
        adopted=request.GET.get("adopted", ""),
    )
    found = [line for line in lines if chosen.keeps(line)]
    page = Paginator(found, POLICIES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "policy/policies.html",
        {
            "chosen": chosen,
            "page": page,
            "places": _tree(list(page)),
            "own": _own(chosen),
            "found": len(found),
            "total": len(lines),
            "all_places": _places(lines),
            "all_kinds": _kinds(lines),
            "may_write": may(request.user, "policy.write_draft"),
        },
    )


@needs("policy.view_policy")
def policy(request: SignedInRequest, policy_id: str) -> HttpResponse:
    """A policy of the catalogue as readable text, with its cases run now."""
    if policy_id not in catalogue.policy_ids():
        raise Http404
    return _page(request, catalogue.load(policy_id), adoption=None)


@needs("policy.view_policy")
def version(request: SignedInRequest, adoption_id: UUID) -> HttpResponse:
    """A policy as it was adopted: the text kept then, with the parameters set then."""
    adoption = Adoption.objects.filter(pk=adoption_id).first()
    if adoption is None:
        raise Http404
    return _page(request, queries.adopted_version(adoption_id).policy, adoption=adoption)


def _page(request: SignedInRequest, shown: Policy, *, adoption: Adoption | None) -> HttpResponse:
    part = request.GET.get("part", "text")
    part = part if part in PARTS else "text"
    in_catalogue = shown.id in catalogue.policy_ids()
    context: dict[str, Any] = {
        "policy": shown,
        "adoption": adoption,
        "part": part,
        "parts": PARTS.items(),
        "in_catalogue": in_catalogue,
        "has_criteria": any(isinstance(each, Criteria) for each in shown.instruments),
        "may_adopt": in_catalogue and may(request.user, "policy.adopt_policy"),
        "may_write": in_catalogue and may(request.user, "policy.write_draft"),
        "may_rehearse": (in_catalogue or adoption is not None)
        and may(request.user, "policy.rehearse_policy"),
        "has_cases": bool(with_cases_to_try(shown).cases),
        "may_end": adoption is not None
        and adoption.valid_until is None
        and may(request.user, "policy.adopt_policy", adoption.scope),
        "sources": _sources(shown),
        "samples": sample_pages.pages_of(shown, adoption.pk if adoption else None),
    }
    match part:
        case "text":
            context["booklet"] = booklet_of_adoption(adoption.pk) if adoption else booklet_of(shown)
            context["open"] = [shown.parameters[name] for name in shown.open_parameters]
        case "cases":
            context["results"] = in_words(shown, rehearsal.run_cases(shown))
            context["titles"] = {each.id: each.title or each.TITLE for each in shown.instruments}
        case "adoptions":
            context["adoptions"] = [
                (adoption, _settings(adoption)) for adoption in queries.adoptions_of(shown.id)
            ]
            context["scope_names"] = queries.scope_names()
            context["newest"] = catalogue.load(shown.id).digest if in_catalogue else ""
    return render(request, "policy/policy.html", context)


def _settings(adoption: Adoption) -> list[tuple[str, str]]:
    """What the adoption set: what each parameter is, and its value."""
    known = catalogue.from_content(adoption.content).parameters
    settings = []
    for name, value in adoption.parameters.items():
        chosen = known[name].model_copy(update={"value": value})
        settings.append((chosen.label or name, chosen.quantity.shown()))
    return settings


def chapters(shown: Policy) -> list[dict[str, Any]]:
    """Every instrument with its paragraphs."""
    return [
        {
            "id": each.id,
            "title": each.title or each.TITLE,
            "kind": each.TITLE,
            "cite": each.cite,
            "paragraphs": shown.explain(each),
        }
        for each in shown.instruments
    ]


def matches(policy_id: str, shown: Policy | None, text: str) -> bool:
    """Whether a policy's place, title, summary, source or text holds `text`."""
    if text in policy_id:
        return True
    if shown is None:
        return False
    searched = [shown.title, shown.summary, *(each.title for each in shown.instruments)]
    searched += [f"{source.document}{source.article}{source.place}" for source in shown.source]
    return any(text in each for each in searched)


def _own(chosen: Narrowing) -> list[tuple[Adoption, str]]:
    """The policies in force that scopes wrote themselves, with the names of the scopes."""
    if chosen.place or chosen.kind or chosen.adopted == "no":
        return []
    names = queries.scope_names()
    return [
        (adoption, names[adoption.scope])
        for adoption in adopted_outside_the_catalogue(clock.today())
        if chosen.text in f"{adoption.title}{names[adoption.scope]}"
    ]


def _places(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Every place that has policies, or a place in it that has, indented as a tree."""
    found: dict[str, None] = {}
    for line in lines:
        parts = line.policy_id.split("/")[:-1]
        for depth in range(1, len(parts) + 1):
            found["/".join(parts[:depth])] = None
    return [(place, "　" * place.count("/") + place.rpartition("/")[2]) for place in sorted(found)]


def _kinds(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Every kind of instrument that a policy uses, by its Chinese name."""
    used = {each.kind for line in lines if line.policy for each in line.policy.instruments}
    return sorted(
        ((kind, model.TITLE) for kind, model in kinds().items() if kind in used),
        key=lambda pair: pair[1],
    )


def _line(policy_id: str, adopted_by: Sequence[str]) -> Line:
    try:
        return Line(policy_id, catalogue.load(policy_id), None, tuple(adopted_by))
    except Refusal as refusal:
        return Line(policy_id, None, refusal, tuple(adopted_by))


def _tree(lines: Sequence[Line]) -> list[Place]:
    tops: dict[str, Place] = {}
    for line in lines:
        first, *rest = line.policy_id.split("/")[:-1] or [""]
        place = tops.setdefault(first, Place(first))
        if rest:
            place.places.setdefault(" · ".join(rest), []).append(line)
        else:
            place.policies.append(line)
    return list(tops.values())


def _sources(shown: Policy) -> list[dict[str, str]]:
    """The sources, for the citation panel; the policy built on comes last."""
    stated = [
        {
            "text": source.document or source.article,
            "note": "　".join(
                part
                for part in (source.article if source.document else "", source.place, source.note)
                if part
            ),
        }
        for source in shown.source
    ]
    known = catalogue.policy_ids()
    for policy_id in shown.lineage:
        if policy_id in known:
            stated.append({"text": catalogue.load(policy_id).title, "note": "上位制度"})
    return stated
