"""What the shell asks the registry for: to-dos, hits of the search, plain values."""

from django.db.models import Q
from django.urls import reverse

from xuanxian.access.models import Account, Role
from xuanxian.access.search import Hit
from xuanxian.access.todo import Todo
from xuanxian.kernel.errors import Refusal
from xuanxian.registry.queries.history import open_requests
from xuanxian.registry.queries.people import PeopleChoice, find_people, people_in_scope
from xuanxian.registry.queries.units import units_in_scope

_SENSITIVE = {"身份证号": "id_number"}


def todos_of(account: Account) -> list[Todo]:
    """Requests for corrections that wait for staff."""
    waiting = open_requests(people_in_scope(account, "registry.edit_person"))
    return [
        Todo(
            title=f"核实{request.person.name}的更正申请（{request.information_set}）",
            url=f"{reverse('people:requests')}#request-{request.pk}",
            why=f"本人于{request.requested_at:%Y.%m.%d}提出。",
            role=Role.ORGANISATION_STAFF,
        )
        for request in waiting
    ]


def found_people(account: Account, text: str, limit: int) -> list[Hit]:
    """People by name, pinyin or initials."""
    people = find_people(people_in_scope(account), PeopleChoice(text=text, status=""))
    return [
        Hit(person.name, reverse("people:person", args=[person.pk]), person.current_post)
        for person in people.select_related("unit")[:limit]
    ]


def found_units(account: Account, text: str, limit: int) -> list[Hit]:
    """Units by name, and posts by title."""
    units = units_in_scope(account).filter(abolished_on__isnull=True)
    named = units.filter(Q(name__contains=text) | Q(short_name__contains=text)).order_by("code")
    return [
        Hit(unit.name, reverse("units:unit", args=[unit.pk]), unit.get_kind_display())
        for unit in named[:limit]
    ]


def sensitive_field(account: Account, subject: str, field: str) -> str:
    """The plain value of a masked field of a person in the account's scope.

    Raises:
        Refusal: no such field, or no such person in scope; the two people are not told apart.
    """
    person = people_in_scope(account, "registry.reveal_sensitive").filter(pk=subject).first()
    if person is None or field not in _SENSITIVE:
        raise Refusal("查无此人，或不在您的管理范围内。", mend="请核对后再查看。")
    return str(getattr(person, _SENSITIVE[field]))
