"""本级制度: the drafts of a scope; beginning one, its versions, its text, giving it up."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role
from xuanxian.access.permissions import SignedInRequest, may, needs, scope_of
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue, rehearsal
from xuanxian.policy.booklet.gathering import booklet_of
from xuanxian.policy.case_words import in_words
from xuanxian.policy.difference import differences
from xuanxian.policy.drafts import checking, queries, services
from xuanxian.policy.drafts.forms import GiveUpForm, NewDraftForm
from xuanxian.policy.forms import EVERYWHERE
from xuanxian.policy.models import Adoption, DraftVersion, PolicyDraft
from xuanxian.policy.policy_file import LARGEST_FILE
from xuanxian.policy.schema import Policy
from xuanxian.registry.queries import units_in_scope

WRITE = "policy.write_draft"
PARTS = {
    "parameters": "参数",
    "rules": "规则",
    "yaml": "全文（YAML）",
    "cases": "案例",
    "compare": "与原制度比较",
    "versions": "版次",
}
"""The parts of a draft's page, by their key in the address."""


@needs(WRITE)
def drafts(request: SignedInRequest) -> HttpResponse:
    """The drafts that the reader may work on."""
    found = queries.drafts_in_scope(request.user).filter(given_up_at__isnull=True)
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    adopted = set(
        Adoption.objects.filter(policy__in=[draft.policy for draft in page]).values_list(
            "policy", flat=True
        )
    )
    rows = [(draft, services.latest_version(draft), draft.policy in adopted) for draft in page]
    return render(request, "policy/drafts/list.html", {"page": page, "rows": rows})


@needs(WRITE)
def begin(request: SignedInRequest, policy_id: str) -> HttpResponse:
    """Begin a scope's own policy from one of the catalogue."""
    if policy_id not in catalogue.policy_ids():
        raise Http404
    base = catalogue.load(policy_id)
    scopes = scopes_of(request.user)
    initial = {"title": base.title}
    if len(scopes) == 1:
        initial["scope"] = scopes[0][0]
    form = NewDraftForm(scopes, request.POST or None, initial=initial)
    refusal = None
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["scope"]
        try:
            draft = services.begin(
                policy_id,
                scope="" if chosen == EVERYWHERE else chosen,
                title=form.cleaned_data["title"],
                manner=form.cleaned_data["manner"],
                actor=actor_of(request),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"已起草“{draft.title}”，采用以前不约束任何人。")
            return redirect("policies:draft", draft.pk)
    return render(
        request,
        "policy/drafts/begin.html",
        {"base": base, "form": form, "refusal": refusal},
        status=422 if refusal or form.errors else 200,
    )


@needs(WRITE)
def text(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """The draft as the document it would be."""
    draft = draft_for(request.user, draft_id)
    policy = queries.policy_of(services.latest_version(draft))
    return render(
        request,
        "policy/text.html",
        {"booklet": booklet_of(policy), "draft": draft, "policy": policy},
    )


@needs(WRITE)
def version(request: SignedInRequest, draft_id: UUID, number: int) -> HttpResponse:
    """One saved version: its text, and what differs between it and the newest."""
    draft = draft_for(request.user, draft_id)
    chosen = draft.versions.filter(number=number).first()
    if chosen is None:
        raise Http404
    latest = services.latest_version(draft)
    earlier, now = queries.policy_or_none(chosen), queries.policy_or_none(latest)
    return render(
        request,
        "policy/drafts/version.html",
        {
            "draft": draft,
            "version": chosen,
            "latest": latest,
            "differences": differences(earlier, now) if earlier and now else (),
            "comparable": earlier is not None and now is not None,
        },
    )


@needs(WRITE)
@require_POST
def restore(request: SignedInRequest, draft_id: UUID, number: int) -> HttpResponse:
    """Make an earlier version the newest."""
    draft = draft_for(request.user, draft_id)
    try:
        services.restore(
            draft, number=number, opened=opened_version(request), actor=actor_of(request)
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已恢复第{number}版的内容，作为新的一版。")
    return redirect("policies:draft", draft.pk)


@needs(WRITE)
def give_up(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """Put a draft aside."""
    draft = draft_for(request.user, draft_id)
    form = GiveUpForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            services.give_up(draft, reason=form.cleaned_data["reason"], actor=actor_of(request))
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"草稿“{draft.title}”已作废，各版仍保存。")
            return redirect("policies:drafts")
    return render(
        request, "policy/drafts/give_up.html", {"draft": draft, "form": form, "refusal": refusal}
    )


def draft_for(account: Account, draft_id: UUID) -> PolicyDraft:
    """A draft that the account may work on.

    Raises:
        Http404: there is none, or it is not the account's to know of.
    """
    draft = queries.drafts_in_scope(account).filter(pk=draft_id).first()
    if draft is None:
        raise Http404
    return draft


def actor_of(request: SignedInRequest) -> Actor:
    """Who writes."""
    return request.user.acting_as(Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER)


def opened_version(request: SignedInRequest) -> int:
    """The version from which the sender of a form started; 0 where the form does not say."""
    given = request.POST.get("opened", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0


def scopes_of(account: Account) -> list[tuple[str, str]]:
    """For whom the account may write: everywhere if its grant reaches so far, and its units."""
    units = units_in_scope(account, WRITE).filter(abolished_on__isnull=True)
    listed = [(unit.code, f"{unit.name}（{unit.code}）") for unit in units.order_by("code")]
    if scope_of(account, WRITE) == ("",):
        return [(EVERYWHERE, "全部机构"), *listed]
    return listed


def page_of(request: SignedInRequest, draft: PolicyDraft, part: str, **more: Any) -> dict[str, Any]:
    """What every part of a draft's page shows."""
    latest = services.latest_version(draft)
    context = {
        "draft": draft,
        "latest": latest,
        "part": part,
        "parts": PARTS.items(),
        "may_adopt": may(request.user, "policy.adopt_policy", draft.scope),
        "base_in_catalogue": draft.based_on in catalogue.policy_ids(),
        "largest": LARGEST_FILE // 1024,
    }
    return context | more


def read_only_part(draft: PolicyDraft, part: str, policy: Policy | None) -> dict[str, Any]:
    """What the parts that only show need."""
    match part:
        case "versions":
            return {"versions": versions_of(draft)}
        case "cases" if policy is not None:
            return {
                "results": in_words(policy, rehearsal.run_cases(policy)),
                "inherited": in_words(policy, checking.inherited_cases(policy)),
                "titles": {each.id: each.title or each.TITLE for each in policy.instruments},
            }
        case "compare" if policy is not None and draft.based_on in catalogue.policy_ids():
            base = catalogue.load(draft.based_on)
            return {"base": base, "differences": differences(base, policy)}
    return {}


def versions_of(draft: PolicyDraft) -> list[tuple[DraftVersion, list[Adoption]]]:
    """Every version, newest first, with the adoptions of exactly its text."""
    adoptions: dict[str, list[Adoption]] = {}
    for adoption in Adoption.objects.filter(policy=draft.policy):
        adoptions.setdefault(adoption.digest, []).append(adoption)
    return [(each, adoptions.get(each.digest, [])) for each in draft.versions.all()]
