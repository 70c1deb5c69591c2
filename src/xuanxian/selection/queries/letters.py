"""Letters across rounds: those of the office, and those that wait for a body."""

from datetime import date

from django.db.models import Q, QuerySet

from xuanxian.access.models import Account
from xuanxian.access.permissions import scope_of
from xuanxian.selection import models
from xuanxian.selection.queries.case_facts import rules_of
from xuanxian.selection.queries.need_to_know import answers_letter

LETTER_STATES = (
    ("open", "待回复"),
    ("overdue", "已逾期"),
    ("favourable", "回复无影响"),
    ("doubtful", "回复有情况"),
    ("withdrawn", "已撤回"),
    ("all", "全部"),
)
"""Word in the address → what the ledger is narrowed to."""

_NAMED = ("candidacy__person", "candidacy__vacancy__post", "candidacy__vacancy__round__unit")


def letters_in_scope(account: Account) -> QuerySet[models.Letter]:
    """The letters of every round whose cases the account manages."""
    letters = models.Letter.objects.select_related(*_NAMED)
    reach = scope_of(account, "selection.manage_case")
    within = Q(pk__in=[])
    for code in reach:
        within |= Q(candidacy__vacancy__round__unit__code__startswith=code)
    return letters.filter(within).exclude(candidacy__person__account=account)


def in_state(letters: QuerySet[models.Letter], state: str, today: date) -> QuerySet[models.Letter]:
    """Those in one of `LETTER_STATES`; a word that is none of them narrows nothing."""
    waiting = Q(answer="", withdrawn_on__isnull=True)
    match state:
        case "open":
            return letters.filter(waiting)
        case "overdue":
            return letters.filter(waiting, due_on__lt=today)
        case "favourable":
            return letters.filter(answer="favourable")
        case "doubtful":
            return letters.filter(answer__in=("partial", "unfavourable"))
        case "withdrawn":
            return letters.filter(withdrawn_on__isnull=False)
    return letters


def letters_to_answer(account: Account, state: str = "open") -> list[models.Letter]:
    """The letters the account answers, open ones by their due date, else the latest first.

    Args:
        state: `open` for those that wait in open rounds, `done` for those answered.
    """
    letters = models.Letter.objects.select_related(*_NAMED).filter(withdrawn_on__isnull=True)
    within = Q(pk__in=[])
    for _, code in account.reach:
        within |= Q(unit_code__startswith=code)
    letters = letters.filter(within).exclude(candidacy__person__account=account)
    if state == "done":
        letters = letters.exclude(answer="").order_by("-replied_on", "pk")
    else:
        letters = letters.filter(
            answer="",
            candidacy__ended_on__isnull=True,
            candidacy__vacancy__round__closed_on__isnull=True,
        ).order_by("due_on", "sent_on", "pk")
    return [
        letter
        for letter in letters
        if answers_letter(account, rules_of(letter.candidacy.round), letter)
    ]
