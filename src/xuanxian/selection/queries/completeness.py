"""全程纪实: what each link of the record must leave, and whether it is there."""

from dataclasses import dataclass

from xuanxian.selection import models
from xuanxian.selection.instruments import Checklist, Stage
from xuanxian.selection.instruments.checklist import Link, MaterialFacts, MaterialItem
from xuanxian.selection.queries.case_facts import WORKED_ONE_BY_ONE, facts_of_round, rules_of


@dataclass(frozen=True)
class ItemState:
    """One material for one person, or for the round when `candidacy` is None.

    Attributes:
        material: what is on file or on the record; None when it is missing.
        complete: it is there and, where the policy asks for it, audited by somebody else.
    """

    item: MaterialItem
    candidacy: models.Candidacy | None
    material: MaterialFacts | None
    complete: bool


@dataclass(frozen=True)
class LinkState:
    """One link: its materials for everybody who has reached it."""

    stage: Stage
    label: str
    items: tuple[ItemState, ...]

    @property
    def due(self) -> int:
        """How many materials are due by now."""
        return len(self.items)

    @property
    def complete(self) -> int:
        """How many of them are complete."""
        return sum(item.complete for item in self.items)


def completeness(round_: models.Round) -> tuple[LinkState, ...]:
    """The links of a round's record in order; empty when its policy has no checklist."""
    rules = rules_of(round_)
    checklist = rules.first(Checklist)
    if checklist is None:
        return ()
    facts = facts_of_round(round_, rules)
    order = [step.stage for step in rules.procedure.stages]
    people = list(
        models.Candidacy.objects.filter(WORKED_ONE_BY_ONE, vacancy__round=round_)
        .select_related("person", "vacancy", "vacancy__post")
        .order_by("vacancy__place", "place")
    )

    def states(link: Link) -> tuple[ItemState, ...]:
        reached = [
            one
            for one in people
            if link.stage in order and order.index(Stage(one.stage)) >= order.index(link.stage)
        ]
        found = []
        for item in link.items:
            if item.of == "round":
                some = next(iter(facts.values()), None)
                material = some.materials.materials.get(item.id) if some else None
                found.append(_state(checklist, item, None, material))
                continue
            found += [
                _state(checklist, item, one, facts[one.pk].materials.materials.get(item.id))
                for one in reached
            ]
        return tuple(found)

    return tuple(LinkState(link.stage, link.label, states(link)) for link in checklist.links)


def _state(
    checklist: Checklist,
    item: MaterialItem,
    candidacy: models.Candidacy | None,
    material: MaterialFacts | None,
) -> ItemState:
    audited = material is not None and (
        not item.auditor
        or (
            bool(material.audited_by)
            and not (
                checklist.recorder_is_not_auditor and material.audited_by == material.recorded_by
            )
        )
    )
    return ItemState(item=item, candidacy=candidacy, material=material, complete=audited)
