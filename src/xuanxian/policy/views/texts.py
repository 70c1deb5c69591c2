"""A policy as a printable document, and two policies beside each other."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue, queries
from xuanxian.policy.booklet.gathering import booklet_of, booklet_of_adoption
from xuanxian.policy.difference import differences
from xuanxian.policy.models import Adoption
from xuanxian.policy.schema import Policy


@needs("policy.view_policy")
def text(request: SignedInRequest, policy_id: str) -> HttpResponse:
    """A policy of the catalogue as the document a committee would read."""
    policy = _known(policy_id)
    return render(request, "policy/text.html", {"policy": policy, "booklet": booklet_of(policy)})


@needs("policy.view_policy")
def version_text(request: SignedInRequest, adoption_id: UUID) -> HttpResponse:
    """A policy as it was adopted, as a document."""
    adoption = Adoption.objects.filter(pk=adoption_id).first()
    if adoption is None:
        raise Http404
    return render(
        request,
        "policy/text.html",
        {
            "policy": queries.adopted_version(adoption_id).policy,
            "adoption": adoption,
            "booklet": booklet_of_adoption(adoption_id),
        },
    )


@needs("policy.view_policy")
def compare(request: SignedInRequest, policy_id: str) -> HttpResponse:
    """What differs between a policy and another: the one it extends, or any that is chosen."""
    policy = _known(policy_id)
    choices = [each for each in catalogue.policy_ids() if each != policy_id]
    base_id = request.GET.get("base", policy.extends)
    base, refusal = None, None
    if base_id in choices:
        try:
            base = catalogue.load(base_id)
        except Refusal as refused:
            refusal = refused
    return render(
        request,
        "policy/compare.html",
        {
            "policy": policy,
            "base": base,
            "base_id": base_id,
            "choices": choices,
            "refusal": refusal,
            "differences": differences(base, policy) if base else (),
        },
    )


def _known(policy_id: str) -> Policy:
    if policy_id not in catalogue.policy_ids():
        raise Http404
    return catalogue.load(policy_id)
