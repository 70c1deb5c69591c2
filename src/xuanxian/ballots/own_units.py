"""Whose unit somebody is of, as a rule on names from one's own unit compares it: by its name."""

from collections.abc import Sequence
from uuid import UUID

from xuanxian.access.models import Account
from xuanxian.access.permissions import ROLES_OF_PERMISSION
from xuanxian.ballots.answers import Subject
from xuanxian.ballots.instruments import Ballot, Names
from xuanxian.registry.models import Organisation, OrganisationKind, Person


def unit_name(organisation: Organisation | None) -> str:
    """The unit that an organisation is or is a section of; "" for none."""
    while (
        organisation is not None
        and organisation.kind == OrganisationKind.SECTION
        and organisation.parent is not None
    ):
        organisation = organisation.parent
    return "" if organisation is None else organisation.name


def with_units(instrument: Ballot, subjects: Sequence[Subject]) -> list[Subject]:
    """`subjects` with the units of those whose id is a person's, where the ballot asks for units.

    A unit written with a subject stands; of somebody typed by hand it remains unknown.
    """
    question = instrument.question
    if not isinstance(question, Names) or question.units is None:
        return list(subjects)
    found = {}
    for subject in subjects:
        try:
            found[subject.id] = UUID(subject.id)
        except ValueError:
            continue
    people = Person.objects.filter(pk__in=found.values()).select_related("unit__parent")
    units = {str(person.pk): unit_name(person.unit) for person in people}
    return [
        each.model_copy(update={"unit": each.unit or units.get(each.id, "")}) for each in subjects
    ]


def unit_of_account(account: Account, permission: str) -> str:
    """The unit over which an account may do something; "" where that is several, or all."""
    codes = {
        grant.unit_code
        for grant in account.grants.all()
        if grant.role in ROLES_OF_PERMISSION[permission]
    }
    if len(codes) != 1 or not (code := codes.pop()):
        return ""
    return unit_name(Organisation.objects.filter(code=code).select_related("parent").first())
