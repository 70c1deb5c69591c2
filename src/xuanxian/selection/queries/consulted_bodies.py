"""Which unit answers a letter, and the names that policies ask by."""

from dataclasses import dataclass

from xuanxian.kernel import clock
from xuanxian.policy.queries import all_in_force
from xuanxian.registry.models import Organisation, Person
from xuanxian.selection import models
from xuanxian.selection.instruments import Clearance, InformationReport
from xuanxian.selection.instruments.clearance import ClearanceItem
from xuanxian.selection.queries.case_facts import rules_of


@dataclass(frozen=True)
class NamedBody:
    """A name that policies ask by, and the unit behind it.

    Attributes:
        name: as the policies write it.
        about: what it is asked, each thing once.
        named: the unit behind it, None while the office registers its replies.
    """

    name: str
    about: tuple[str, ...]
    named: models.ConsultedBody | None


def unit_that_answers(unit: Organisation, item: ClearanceItem, person: Person) -> str:
    """Code of the unit whose accounts answer a letter of `item` about `person`.

    The person's own unit where the item asks that; the unit named for the body; else `unit`
    itself, whose office then registers what came on paper.
    """
    if item.own_unit:
        return person.unit.code if person.unit else unit.code
    known = models.ConsultedBody.objects.filter(unit=unit, name=item.asks)
    return known.values_list("body__code", flat=True).first() or unit.code


def named_bodies(unit: Organisation) -> list[NamedBody]:
    """Every name that the policies in force for `unit`, or its open rounds, ask by."""
    asked: dict[str, dict[str, None]] = {}
    sources = [
        instrument
        for adopted in all_in_force(unit.code, clock.today())
        for instrument in adopted.instruments
    ]
    for round_ in models.Round.objects.filter(unit=unit, closed_on__isnull=True):
        sources += rules_of(round_).instruments.values()
    for instrument in sources:
        if isinstance(instrument, Clearance):
            for item in instrument.items:
                if not item.own_unit:
                    asked.setdefault(item.asks, {})[item.title] = None
        elif isinstance(instrument, InformationReport):
            for body in instrument.bodies:
                asked.setdefault(body.title, {})[instrument.title or instrument.TITLE] = None
    known = {
        row.name: row
        for row in models.ConsultedBody.objects.filter(unit=unit).select_related("body")
    }
    for name in known:
        asked.setdefault(name, {})
    return [NamedBody(name, tuple(about), known.get(name)) for name, about in asked.items()]
