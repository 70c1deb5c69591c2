"""Key figures that the shell itself knows: how many people and units are in scope."""

from django.db.models import Q

from xuanxian.access.figures import Figure
from xuanxian.access.models import Account
from xuanxian.access.permissions import may, scope_of
from xuanxian.registry.models import Organisation, OrganisationKind, Person, PersonStatus


def registry_figures(account: Account) -> list[Figure]:
    """在册干部 and 机构 within the account's scope."""
    found = []
    if may(account, "registry.view_person"):
        people = Person.objects.filter(
            _under("unit__code", scope_of(account, "registry.view_person")),
            status=PersonStatus.SERVING,
        )
        found.append(Figure("在册干部", people.count(), "/people/"))
    if may(account, "registry.view_unit"):
        units = Organisation.objects.filter(
            _under("code", scope_of(account, "registry.view_unit")), abolished_on=None
        ).exclude(kind__in=[OrganisationKind.SECTION, OrganisationKind.AREA])
        found.append(Figure("机构", units.count(), "/units/"))
    return found


def _under(column: str, reaches: tuple[str, ...]) -> Q:
    if "" in reaches:
        return Q()
    condition = Q(pk__in=[])
    for reach in reaches:
        condition |= Q(**{f"{column}__startswith": reach})
    return condition
