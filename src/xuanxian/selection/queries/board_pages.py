"""The board of a round: whom it shows, narrowed by an address, page by page.

What tables say (state, stage, unit, name) narrows in the store, so that a page of a round of
thousands costs what a page of fifty costs. What gates say (verdict, whose turn, overdue) has to be
asked of everybody; it is kept until the round's record grows or the day changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from xuanxian.access.models import Account, Role
from xuanxian.kernel import clock
from xuanxian.selection import models
from xuanxian.selection.instruments import Stage
from xuanxian.selection.queries.case_facts import WORKED_ONE_BY_ONE, rules_of
from xuanxian.selection.queries.need_to_know import roles_at, settles_appeals
from xuanxian.selection.queries.standing import Board, Standing, board, standings
from xuanxian.selection.rules import Rules

PEOPLE_ON_A_PAGE = 50

ME = "me"
"""In place of a role: whatever waits for the account itself."""


@dataclass(frozen=True)
class BoardChoice:
    """How an address narrows a board; "" narrows nothing.

    Attributes:
        text: part of a name or of a post.
        unit: code of the unit of the post; what stands below it counts.
        verdict: what the gate of the present stage says.
        role: code of the role whose turn it is, or `ME`.
        overdue: "1" for those whose next step is past its day.
    """

    text: str = ""
    stage: str = ""
    state: str = ""
    unit: str = ""
    verdict: str = ""
    role: str = ""
    overdue: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "BoardChoice":
        """Read the values of an address; what is none of ours is left out."""
        return cls(**{one.name: str(values.get(one.name, "")).strip() for one in fields(cls)})

    @property
    def asks_gates(self) -> bool:
        """Whether the gates have to be asked."""
        return bool(self.verdict or self.role or self.overdue)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is narrowed at all."""
        return any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True)
class BoardPage:
    """One page of a board.

    Attributes:
        page: of candidacy ids.
        board: the rows of the page.
        counts: state → people, of everybody the account knows.
    """

    page: Page[UUID]
    board: Board
    counts: Mapping[str, int]


def people_known_to(account: Account, round_: models.Round) -> QuerySet[models.Candidacy]:
    """The candidacies of a round that the account need know of, in the order of the posts.

    The same answer as `need_to_know` gives one by one.
    """
    rules, unit = rules_of(round_), round_.unit.code
    people = models.Candidacy.objects.filter(WORKED_ONE_BY_ONE, vacancy__round=round_).exclude(
        person__account=account.pk
    )
    if not account.holds(Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER, over=unit):
        order = [step.stage for step in rules.procedure.stages]
        first = next(
            (
                place
                for place, stage in enumerate(order)
                if account.holds(*roles_at(rules, stage), over=unit)
            ),
            len(order),
        )
        known = Q(stage__in=order[first:])
        if settles_appeals(account, rules, round_):
            appeals = models.OwnStatement.objects.filter(is_appeal=True)
            known |= Q(pk__in=appeals.values("candidacy"))
        people = people.filter(known)
    return people.order_by("vacancy__place", "place")


def narrowed(
    account: Account, round_: models.Round, choice: BoardChoice
) -> QuerySet[models.Candidacy] | list[UUID]:
    """Whom `choice` leaves: ids where the gates were asked, else a query of them."""
    people = people_known_to(account, round_)
    if choice.text:
        people = people.filter(
            Q(person__name__icontains=choice.text)
            | Q(vacancy__post__title__icontains=choice.text)
            | Q(vacancy__post__organisation__name__icontains=choice.text)
        )
    if choice.stage:
        people = people.filter(stage=choice.stage)
    if choice.state:
        people = people.filter(state=choice.state)
    if choice.unit:
        people = people.filter(vacancy__post__organisation__code__startswith=choice.unit)
    if not choice.asks_gates:
        return people
    sheet, today = standings(round_), clock.today()
    held = {role for role, reach in account.reach if round_.unit.code.startswith(reach)}
    return [
        pk
        for pk in people.values_list("pk", flat=True)
        if pk in sheet and _matches(sheet[pk], choice, held, today)
    ]


def board_page(
    account: Account, round_: models.Round, choice: BoardChoice, number: str | None
) -> BoardPage:
    """The rows of one page, fifty people each."""
    found = narrowed(account, round_, choice)
    ids = found if isinstance(found, list) else found.values_list("pk", flat=True)
    page: Page[UUID] = Paginator(ids, PEOPLE_ON_A_PAGE).get_page(number)
    counts = people_known_to(account, round_).order_by().values_list("state")
    return BoardPage(
        page=page,
        board=board(round_, only=list(page.object_list)),
        counts=dict(counts.annotate(Count("pk"))),
    )


def chosen(
    account: Account, round_: models.Round, ids: Sequence[UUID]
) -> QuerySet[models.Candidacy]:
    """Those of `ids` that the account knows, with what pages show of them."""
    return (
        people_known_to(account, round_)
        .filter(pk__in=ids)
        .select_related("person", "vacancy__post__organisation", "vacancy__round__unit")
    )


def units_of_posts(round_: models.Round) -> list[tuple[str, str]]:
    """Code and name of the units whose posts the round fills, for the filter."""
    rows = round_.vacancies.values_list(
        "post__organisation__code", "post__organisation__name"
    ).order_by("post__organisation__code")
    return list(dict.fromkeys(rows))


def acting_roles(rules: Rules) -> list[tuple[str, str]]:
    """Code and Chinese name of every role the procedure gives work to."""
    found = {role for step in rules.procedure.stages for role in roles_at(rules, Stage(step.stage))}
    return [(role.value, role.label) for role in Role if role.value in found]


def _matches(standing: Standing, choice: BoardChoice, held: set[str], today: date) -> bool:
    if choice.verdict and standing.verdict.value != choice.verdict:
        return False
    step = standing.next
    roles = set(step.roles) if step else set()
    if choice.role and not (held & roles if choice.role == ME else choice.role in roles):
        return False
    overdue = step is not None and step.due is not None and step.due < today and not step.waits
    return overdue or not choice.overdue
