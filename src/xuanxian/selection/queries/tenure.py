"""When the holders of leading posts reach the limits of the policy in force, for the calendar."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from xuanxian.access.deadlines import Deadline
from xuanxian.access.models import Account, Role
from xuanxian.access.permissions import scope_of
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.queries import AdoptedPolicy, in_force
from xuanxian.registry.models import Organisation, PostHolding, PostKind
from xuanxian.selection.instruments import Tenure

VIEW = "registry.view_person"
_OFFICE = (Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER)


def tenure_deadlines(account: Account, first: date, last: date) -> Iterator[Deadline]:
    """Holders of leading posts in scope who reach a limit from `first` to `last`.

    Only the office, whose work moves are, is told.
    """
    for code in _scopes(account):
        adopted = _adopted(code)
        if adopted is None:
            continue
        holdings = PostHolding.objects.filter(
            Q(post__organisation__code__startswith=code),
            held_until__isnull=True,
            held_from__isnull=False,
            is_main=True,
            post__kind=PostKind.LEADING,
        ).exclude(person__account=account.pk)
        for instrument in adopted.policy.of_kind("tenure"):
            if not isinstance(instrument, Tenure):
                continue
            for holding in holdings.select_related("person"):
                if holding.held_from is None:
                    continue
                held_from = holding.held_from.earliest()
                for rule in instrument.rules:
                    day = instrument.reached_on(rule, held_from, adopted.policy.quantities)
                    if first <= day <= last:
                        yield Deadline(
                            on=day,
                            kind="任职年限",
                            title=f"{holding.person.name}（{holding.title}）：{rule.label}",
                            rule=f"{rule.cite or instrument.cite or adopted.title}："
                            f"{held_from:%Y.%m.%d}任职",
                            url=reverse("people:person", args=[holding.person_id]),
                            key=f"tenure-{rule.id}-{holding.pk}",
                            is_mine=True,
                            waits=True,
                            after=rule.effect,
                        )


def _scopes(account: Account) -> tuple[str, ...]:
    """The units over which the account works in the office, roots where it works everywhere."""
    reach = {code for role, code in account.reach if role in _OFFICE and scope_of(account, VIEW)}
    if "" in reach:
        return tuple(
            Organisation.objects.filter(parent__isnull=True).values_list("code", flat=True)
        )
    return tuple(
        code
        for code in sorted(reach)
        if not any(code != one and code.startswith(one) for one in reach)
    )


def _adopted(code: str) -> AdoptedPolicy | None:
    try:
        return in_force(code, clock.today(), having="tenure")
    except Refusal:
        return None
