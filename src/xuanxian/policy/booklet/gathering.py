"""The written document of a catalogue policy or of an adoption, with what it extends."""

from uuid import UUID

from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue, queries
from xuanxian.policy.booklet.composing import compose
from xuanxian.policy.booklet.content import Adopted, Booklet
from xuanxian.policy.models import Adoption
from xuanxian.policy.schema import Policy


def booklet_of(policy: Policy, *, written: Policy | None = None) -> Booklet:
    """The document of a policy that nobody has adopted; see `compose`."""
    return compose(policy, ancestors=ancestors_of(policy), written=written)


def booklet_of_adoption(adoption_id: UUID) -> Booklet:
    """The document of a policy as it was adopted.

    Raises:
        Refusal: there is no such adoption.
    """
    version = queries.adopted_version(adoption_id)
    adoption = Adoption.objects.get(pk=adoption_id)
    scope = queries.scope_names()[adoption.scope]
    return compose(
        version.policy,
        ancestors=ancestors_of(version.policy),
        written=catalogue.from_content(adoption.content),
        adopted=Adopted(
            scope=scope,
            valid_from=adoption.valid_from,
            valid_until=adoption.valid_until,
            adopted_by=adoption.adopted_by,
            adopted_at=adoption.adopted_at,
        ),
    )


def ancestors_of(policy: Policy) -> list[Policy]:
    """What a policy extends, nearest first, as the catalogue has it today.

    It ends where the catalogue has a policy no more, or has it with mistakes.
    """
    found = []
    for policy_id in policy.lineage:
        try:
            found.append(catalogue.load(policy_id))
        except Refusal:
            break
    return found
