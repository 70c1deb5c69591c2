"""The reads of drafts that pages share."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from xuanxian.access.models import Account
from xuanxian.access.permissions import scope_of
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue
from xuanxian.policy.models import DraftVersion, PolicyDraft
from xuanxian.policy.schema import Policy


def drafts_in_scope(account: Account) -> QuerySet[PolicyDraft]:
    """The drafts that `account` may work on."""
    scopes = scope_of(account, "policy.write_draft")
    if not scopes:
        return PolicyDraft.objects.none()
    return PolicyDraft.objects.filter(reduce(or_, (Q(scope__startswith=scope) for scope in scopes)))


def policy_of(version: DraftVersion) -> Policy:
    """The policy a version holds.

    Raises:
        Refusal: what it extends has changed since, so that it no longer fits.
    """
    return catalogue.from_text(version.text, where=version.draft.title)


def policy_or_none(version: DraftVersion) -> Policy | None:
    """The policy a version holds; None where it no longer fits what it extends."""
    try:
        return policy_of(version)
    except Refusal:
        return None
