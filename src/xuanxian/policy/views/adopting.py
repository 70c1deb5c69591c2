"""采用制度: the form, its preview, and ending an adoption."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from xuanxian.access.models import Account, Role
from xuanxian.access.permissions import SignedInRequest, may, needs, scope_of
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy import catalogue, consequences, parameters, queries, services
from xuanxian.policy.drafts.queries import policy_of
from xuanxian.policy.drafts.services import latest_version
from xuanxian.policy.forms import EVERYWHERE, AdoptionForm, EndForm
from xuanxian.policy.models import Adoption
from xuanxian.policy.schema import Policy
from xuanxian.policy.views.drafts import draft_for
from xuanxian.policy.views.reading import chapters
from xuanxian.registry.queries import units_in_scope


@needs("policy.adopt_policy")
def adopt(request: SignedInRequest, policy_id: str) -> HttpResponse:
    """Fill in, look at the preview, adopt. Nothing is stored before the last step."""
    if policy_id not in catalogue.policy_ids():
        raise Http404
    policy = catalogue.load(policy_id)
    back = reverse("policies:policy", args=(policy_id,))
    return _adopting(request, policy, scope=request.GET.get("scope", ""), back=back)


@needs("policy.adopt_policy")
def adopt_draft(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """Adopt the newest version of a draft, as `adopt` does a policy of the catalogue."""
    draft = draft_for(request.user, draft_id)
    if draft.given_up_at is not None or not may(request.user, "policy.adopt_policy", draft.scope):
        raise Http404
    policy = policy_of(latest_version(draft))
    back = reverse("policies:draft", args=(draft_id,))
    return _adopting(request, policy, scope=draft.scope or EVERYWHERE, back=back)


def _adopting(request: SignedInRequest, policy: Policy, *, scope: str, back: str) -> HttpResponse:
    scopes = _scopes(request.user)
    initial = {"valid_from": clock.today().isoformat(), "scope": scope}
    form = AdoptionForm(policy, scopes, request.POST or None, initial=initial)
    context: dict[str, Any] = {"policy": policy, "form": form, "back": back}
    if request.method == "POST" and form.is_valid():
        try:
            chosen = services.preview(policy, form.given())
            parameters.refuse_open(chosen)
            if "adopt" in request.POST:
                adoption = services.adopt(
                    policy,
                    scope=form.scope_code(),
                    valid_from=form.cleaned_data["valid_from"],
                    given=form.given(),
                    actor=request.user.acting_as(Role.ORGANISATION_LEADER),
                )
                messages.success(request, f"已采用“{policy.title}”。")
                return redirect("policies:version", adoption.pk)
        except Refusal as refusal:
            context["refusal"] = refusal
        else:
            context["changed"] = [
                (parameter.label or name, parameter.quantity.shown())
                for name, parameter in chosen.parameters.items()
                if parameter.value != policy.parameters[name].value
            ]
            context["scope_name"] = dict(scopes)[form.cleaned_data["scope"]]
            context["replaced"] = _replaced(form, policy)
            context["consequences"] = consequences.of_adopting(
                request.user, form.scope_code(), chosen
            )
            context["clashing"] = queries.would_clash(
                chosen, form.scope_code(), form.cleaned_data["valid_from"]
            )
            context["chapters"] = _touched(policy, chosen)
    return render(request, "policy/adopt.html", context)


@needs("policy.adopt_policy")
def end(request: SignedInRequest, adoption_id: UUID) -> HttpResponse:
    """Let an adoption hold no longer."""
    adoption = Adoption.objects.filter(pk=adoption_id).first()
    if adoption is None or not may(request.user, "policy.adopt_policy", adoption.scope):
        raise Http404
    form = EndForm(request.POST or None, initial={"on": clock.today().isoformat()})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            if adoption.valid_until is not None:
                raise Refusal(Problem("停止采用", "", "", "这次采用已经停止。", "不用再停止。"))
            services.end_adoption(
                adoption,
                on=form.cleaned_data["on"],
                reason=form.cleaned_data["reason"],
                actor=request.user.acting_as(Role.ORGANISATION_LEADER),
            )
            messages.success(request, f"已停止采用“{adoption.title}”。")
            return redirect("policies:version", adoption.pk)
        except Refusal as caught:
            refusal = caught
    return render(
        request, "policy/end.html", {"adoption": adoption, "form": form, "refusal": refusal}
    )


def _scopes(account: Account) -> list[tuple[str, str]]:
    """Where the account may adopt: everywhere if its grant reaches so far, and every unit in it."""
    units = units_in_scope(account, "policy.adopt_policy").filter(abolished_on__isnull=True)
    listed = [(unit.code, f"{unit.name}（{unit.code}）") for unit in units.order_by("code")]
    if scope_of(account, "policy.adopt_policy") == ("",):
        return [(EVERYWHERE, "全部机构"), *listed]
    return listed


def _replaced(form: AdoptionForm, policy: Policy) -> str:
    """The same policy as it is in force there until then; "" for nothing."""
    present = queries.adopted_for(policy.id, form.scope_code(), form.cleaned_data["valid_from"])
    return f"{present.title}（{present.valid_from:%Y.%m.%d}起）" if present else ""


def _touched(before: Any, after: Any) -> list[dict[str, Any]]:
    """The instruments whose text changes by the values given."""
    unchanged = {chapter["id"]: chapter["paragraphs"] for chapter in chapters(before)}
    return [
        chapter for chapter in chapters(after) if chapter["paragraphs"] != unchanged[chapter["id"]]
    ]
