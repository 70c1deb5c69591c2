"""Reading what does not agree: of rounds in an account's scope, never what is about itself."""

from django.db.models import QuerySet
from django.urls import reverse

from xuanxian.access.models import Account
from xuanxian.access.permissions import may
from xuanxian.access.todo import Todo
from xuanxian.insight.models import Discrepancy, VoteSignal
from xuanxian.insight.vote_analysis.queries import signals_in_scope
from xuanxian.registry.models import Person
from xuanxian.selection.models import Round
from xuanxian.selection.queries.shell import rounds_over

VIEW = "insight.view_discrepancies"
CLOSE = "insight.close_discrepancy"


def discrepancies_over(account: Account, permission: str = VIEW) -> QuerySet[Discrepancy]:
    """Those of the rounds over whose unit the account holds `permission`, the latest first."""
    found = Discrepancy.objects.filter(round__in=rounds_over(account, permission))
    return found.exclude(person__account=account.pk).select_related("round__unit", "person")


def vote_signals_of(
    account: Account, *, round_: Round | None = None, person: Person | None = None
) -> list[VoteSignal]:
    """Signals of the votes of a round, or about a person, that the account may see."""
    return [
        signal
        for signal in signals_in_scope(account)
        if (round_ is None or signal.poll.case == round_.stream)
        and (person is None or str(person.pk) in signal.people)
    ]


def todos_of(account: Account) -> list[Todo]:
    """What was given to the account to look into, and what was given to nobody."""
    if not may(account, CLOSE):
        return []
    waiting = discrepancies_over(account, CLOSE).filter(
        closed_on__isnull=True, round__closed_on__isnull=True, owner__in=("", str(account.pk))
    )
    return [
        Todo(
            title=f"核实{each.person.name}：{each.get_kind_display()}",
            url=reverse("discrepancy", args=[each.pk]),
            why=each.explanation,
        )
        for each in waiting
    ]
