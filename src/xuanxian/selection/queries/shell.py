"""What the shell asks of this room: rounds in scope, to-dos, figures, search."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.urls import NoReverseMatch, reverse

from xuanxian.access.figures import Figure
from xuanxian.access.models import Account, Role
from xuanxian.access.permissions import scope_of
from xuanxian.access.search import Hit
from xuanxian.access.todo import Todo
from xuanxian.kernel import clock
from xuanxian.selection import models
from xuanxian.selection.instruments import Clearance
from xuanxian.selection.queries.case_facts import WORKED_ONE_BY_ONE, rules_of
from xuanxian.selection.queries.information import periods_until, reporting_of
from xuanxian.selection.queries.letters import letters_to_answer
from xuanxian.selection.queries.standing import standings

VIEW = "selection.view_case"
_Row = TypeVar("_Row", bound=Model)
_PERIODS_TOLD = 3


def rounds_in_scope(account: Account) -> QuerySet[models.Round]:
    """The rounds the account may see, the latest first."""
    return _within(models.Round.objects.select_related("unit"), account, "unit__code")


def rounds_over(account: Account, permission: str) -> QuerySet[models.Round]:
    """The rounds of units over which the account holds `permission`, for the record."""
    return _within(models.Round.objects.all(), account, "unit__code", permission)


def rounds_about(account: Account) -> QuerySet[models.Round]:
    """The rounds in which the account's own person is proposed: their record is not for it."""
    return models.Round.objects.filter(vacancies__candidacies__person__account=account)


def candidacies_in_scope(account: Account) -> QuerySet[models.Candidacy]:
    """The candidacies the account may see."""
    people = models.Candidacy.objects.select_related(
        "person", "vacancy", "vacancy__post", "vacancy__post__organisation", "vacancy__round",
        "vacancy__round__unit",
    )  # fmt: skip
    return _within(people, account, "vacancy__round__unit__code")


def round_in_scope(account: Account, pk: UUID | str) -> models.Round | None:
    """One round, None when there is none or the account may not see it."""
    return rounds_in_scope(account).filter(pk=pk).first()


def address_of_round(round_: models.Round) -> str:
    """The page of a round, "" while the room has none."""
    return _address("round", round_.pk)


def address_of_candidacy(candidacy: models.Candidacy) -> str:
    """The page of a candidacy, "" while the room has none."""
    return _address("candidacy", candidacy.pk)


def todos_of(account: Account) -> list[Todo]:
    """What waits for the account in open rounds: next steps and letters of roles it holds."""
    found = []
    for round_ in rounds_in_scope(account).filter(closed_on__isnull=True):
        held = {role for role, reach in account.reach if round_.unit.code.startswith(reach)}
        people = {
            candidacy.pk: candidacy
            for candidacy in models.Candidacy.objects.filter(
                WORKED_ONE_BY_ONE, vacancy__round=round_
            ).select_related("person", "vacancy", "vacancy__post", "vacancy__post__organisation")
        }
        for pk, standing in standings(round_).items():
            step = standing.next
            if step is None or step.waits or people[pk].person.account_id == account.pk:
                continue
            roles = [role for role in step.roles if role in held]
            if roles:
                candidacy = people[pk]
                found.append(
                    Todo(
                        title=f"{candidacy.person.name}（拟任{candidacy.vacancy.post}）：{step.what}",
                        url=address_of_candidacy(candidacy),
                        due=step.due,
                        why=f"{step.why}{f'（{step.rule}）' if step.rule else ''}",
                        role=roles[0],
                    )
                )
    told = {todo.url for todo in found}
    found += [
        _letter_todo(account, letter)
        for letter in letters_to_answer(account)
        # Who works on the case reads there what it waits for.
        if address_of_candidacy(letter.candidacy) not in told
    ]
    return found + _reports_due(account)


def _letter_todo(account: Account, letter: models.Letter) -> Todo:
    items = [
        item
        for clearance in rules_of(letter.candidacy.round).all(Clearance)
        for item in clearance.items
        if item.id == letter.item
    ]
    roles = [role for item in items for role in item.answered_by if role in account.role_codes]
    return Todo(
        title=f"{letter.candidacy.person.name}：回复{letter.title}",
        url=_address("reply", letter.pk),
        due=letter.due_on,
        why=f"{letter.sent_on.isoformat()}征求{letter.asks}的意见，还没有回复。",
        role=roles[0] if roles else "",
    )


def _reports_due(account: Account) -> list[Todo]:
    """Periods for which the account's body has not reported yet."""
    today = clock.today()
    found = []
    for reporting, body in reporting_of(account):
        instrument = reporting.instrument
        if not instrument.zero:
            continue
        for period in periods_until(reporting, today, _PERIODS_TOLD):
            if models.BodyReport.objects.filter(
                unit=reporting.unit, body=body.id, period=period
            ).exists():
                continue
            found.append(
                Todo(
                    title=f"报送{instrument.period_name(period)}监督信息（{body.title}）",
                    url=_address("information"),
                    due=instrument.due_on(period, reporting.parameters),
                    why=f"依据{reporting.policy}，没有情况的也要报告。",
                    role=Role.CONSULTED_BODY,
                )
            )
    return found


def figures_for(account: Account) -> list[Figure]:
    """Open rounds and people under way."""
    rounds = rounds_in_scope(account).filter(closed_on__isnull=True).count()
    if not rounds:
        return []
    people = candidacies_in_scope(account).filter(ended_on__isnull=True).count()
    url = _address("rounds")
    return [Figure("进行中的批次", rounds, url), Figure("选任中的人选", people, url)]


def found_rounds(account: Account, text: str, limit: int) -> list[Hit]:
    """Rounds whose title, posts or people match."""
    rounds = (
        rounds_in_scope(account)
        .filter(
            Q(title__icontains=text)
            | Q(vacancies__post__title__icontains=text)
            | Q(vacancies__candidacies__person__name__icontains=text)
        )
        .distinct()[:limit]
    )
    return [
        Hit(
            title=round_.title,
            url=address_of_round(round_),
            note=f"{round_.policy_title}，"
            + (f"{round_.closed_on.isoformat()}办结" if round_.closed_on else "进行中"),
        )
        for round_ in rounds
    ]


def _within(
    rows: QuerySet[_Row], account: Account, path: str, permission: str = VIEW
) -> QuerySet[_Row]:
    reach = scope_of(account, permission)
    condition = Q(pk__in=[])
    for code in reach:
        condition |= Q(**{f"{path}__startswith": code})
    return rows if "" in reach else rows.filter(condition)


def _address(name: str, *arguments: object) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
