"""The reads of drafts that pages share."""

from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from xuanxian.access.models import Account
from xuanxian.access.permissions import scope_of
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue
from xuanxian.policy.models import Adoption, DraftVersion, PolicyDraft
from xuanxian.policy.schema import Policy


def drafts_in_scope(account: Account) -> QuerySet[PolicyDraft]:
    """The drafts that `account` may work on."""
    scopes = scope_of(account, "policy.write_draft")
    if not scopes:
        return PolicyDraft.objects.none()
    return PolicyDraft.objects.filter(reduce(or_, (Q(scope__startswith=scope) for scope in scopes)))


def adopted_outside_the_catalogue(as_of: date) -> list[Adoption]:
    """The adoptions in force on a day whose policy a scope wrote itself, the newest of each."""
    known = set(catalogue.policy_ids())
    rows = Adoption.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=as_of), valid_from__lte=as_of
    ).order_by("scope", "title", "-valid_from", "-adopted_at")
    newest: dict[tuple[str, str], Adoption] = {}
    for row in rows:
        if row.policy not in known:
            newest.setdefault((row.scope, row.policy), row)
    return list(newest.values())


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
