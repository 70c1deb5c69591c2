"""Lists of people: filtered, in the order of the field, a page at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, overload
from uuid import UUID

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Q, QuerySet

from xuanxian.access.models import Account
from xuanxian.access.permissions import scope_of
from xuanxian.kernel import clock
from xuanxian.registry import codes, models

PEOPLE_ON_A_PAGE = 50

ORDERS = {
    "strokes": ("姓氏笔画", ("stroke_key", "id")),
    "age": ("年龄由大到小", ("birth", "id")),
    "youngest": ("年龄由小到大", ("-birth", "-id")),
    "rank": ("职务层次由高到低", ("rank_order", "stroke_key", "id")),
    "unit": ("单位顺序", ("unit_code", "place", "stroke_key", "id")),
}
"""Key in the address → name and columns."""


@dataclass(frozen=True, slots=True)
class PeopleChoice:
    """What a list is narrowed to, as its address says it; "" and None narrow nothing.

    Attributes:
        text: a part of the name, or the beginning of its pinyin or initials.
        unit: hierarchical code; the unit and all under it.
        education: code of GB/T 4658; this class or higher.
        youngest, oldest: full years of age, both inclusive.
        status: `models.PersonStatus`.
        order: key of `ORDERS`.
    """

    text: str = ""
    unit: str = ""
    rank: str = ""
    sex: str = ""
    politics: str = ""
    education: str = ""
    youngest: int | None = None
    oldest: int | None = None
    status: str = str(models.PersonStatus.SERVING)
    order: str = "strokes"


def people_in_scope(
    account: Account, permission: str = "registry.view_person"
) -> QuerySet[models.Person]:
    """Everybody for whom the account holds `permission`; nobody when it holds it nowhere.

    Nobody edits the own file: who serves in the office asks for a correction like everybody else.
    """
    people = models.Person.objects.all()
    if permission == "registry.edit_person":
        people = people.exclude(account=account)
    scope = scope_of(account, permission)
    if scope == ("",):
        return people
    return people.filter(
        unit__in=models.Organisation.objects.filter(under_codes(scope)).values("pk")
    )


def under_codes(scope: Sequence[str]) -> Q:
    """The units with one of these codes and all under them; none for an empty scope."""
    condition = Q(pk__in=[])
    for code in scope:
        condition |= begins("code", code)
    return condition


def begins(column: str, text: str) -> Q:
    """Rows whose `column` begins with `text`, in the form that an index can answer.

    SQLite answers a range out of an index, but no LIKE with an escape, as Django writes it.
    PostgreSQL answers LIKE, and its order of texts, which a range needs, is that of the locale.
    """
    if connection.vendor == "sqlite":
        return Q(**{f"{column}__gte": text, f"{column}__lt": text + "\U0010ffff"})
    return Q(**{f"{column}__startswith": text})


def find_people(
    people: QuerySet[models.Person], choice: PeopleChoice, as_of: date | None = None
) -> QuerySet[models.Person]:
    """`people` narrowed and ordered by `choice`; ages as of `as_of`, today by default."""
    today = as_of or clock.today()
    if choice.status:
        people = people.filter(status=choice.status)
    if choice.unit:
        people = people.filter(begins("unit_code", choice.unit))
    for name in ("rank", "sex", "politics"):
        if value := getattr(choice, name):
            people = people.filter(**{name: value})
    if choice.education:
        people = people.filter(highest_education__in=_at_least(choice.education))
    if choice.youngest is not None:
        people = people.filter(birth__lte=_years_before(today, choice.youngest))
    if choice.oldest is not None:
        people = people.filter(birth__gt=_years_before(today, choice.oldest + 1))
    if text := choice.text.strip():
        people = people.filter(_named(text))
    return people.order_by(*ORDERS.get(choice.order, ORDERS["strokes"])[1])


def _named(text: str) -> Q:
    if text.isascii():
        letters = text.lower().replace(" ", "").replace("'", "")
        return begins("pinyin", letters) | begins("initials", letters)
    return Q(name__contains=text.replace(" ", "").replace("\u3000", ""))


def _at_least(code: str) -> list[str]:
    """All codes of the class of `code` and higher: the first digit of GB/T 4658 is the class."""
    return [other for other in codes.table("education").codes if other[:1] <= code[:1]]


def _years_before(day: date, years: int) -> str:
    """The stored text of the birth of somebody who reaches `years` on `day`.

    Text order is date order; a birth known to the month sorts as its first day, which is how
    ages are counted.
    """
    try:
        return day.replace(year=day.year - years).isoformat()
    except ValueError:
        return day.replace(year=day.year - years, month=3, day=1).isoformat()


if TYPE_CHECKING:
    _Pages = Paginator[models.Person]
else:
    _Pages = Paginator


class PeoplePages(_Pages):
    """Pages of a list: keys first, out of the index alone, then the rows that are shown."""

    def __init__(self, people: QuerySet[models.Person], size: int = PEOPLE_ON_A_PAGE) -> None:
        super().__init__(_Rows(people), size)


class _Rows:
    """The slices of a query that a paginator takes."""

    ordered = True

    def __init__(self, people: QuerySet[models.Person]) -> None:
        self._people = people

    def count(self) -> int:
        return self._people.order_by().count()

    def __len__(self) -> int:
        return self.count()

    def __iter__(self) -> Iterator[models.Person]:
        return iter(self[:])

    @overload
    def __getitem__(self, part: int) -> models.Person: ...
    @overload
    def __getitem__(self, part: slice) -> list[models.Person]: ...
    def __getitem__(self, part: int | slice) -> Any:
        if isinstance(part, int):
            return self._people[part]
        keys: list[UUID] = list(self._people.values_list("pk", flat=True)[part])
        rows = (
            models.Person.objects.select_related("unit")
            .defer("other_elements", "rewards_sanctions_text", "assessments_text")
            .in_bulk(keys)
        )
        return [rows[key] for key in keys]


def post_since(people: Sequence[models.Person]) -> dict[UUID, Any]:
    """Since when each of `people` holds the present main post, by person id."""
    since: dict[UUID, Any] = {}
    holdings = models.PostHolding.objects.filter(
        person__in=[person.pk for person in people], held_until__isnull=True
    ).order_by("is_main", "held_from")
    for holding in holdings:
        since[holding.person_id] = holding.held_from
    return since
