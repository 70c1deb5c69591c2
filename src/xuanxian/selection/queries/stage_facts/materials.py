"""The materials on file of one case."""

from xuanxian.selection import models
from xuanxian.selection.instruments import Checklist
from xuanxian.selection.instruments.checklist import ChecklistFacts, MaterialFacts
from xuanxian.selection.queries.round_rows import RoundRows


def material_facts(rows: RoundRows, candidacy: models.Candidacy) -> ChecklistFacts:
    """Checklist item id → who recorded and audited it; a step on the record may be it."""
    found: dict[str, MaterialFacts] = {}
    checklist = rows.rules.first(Checklist)
    for link in checklist.links if checklist else ():
        for item in link.items:
            step = rows.steps.made(item.steps, candidacy)
            if step:
                found[item.id] = step
    for row in (*rows.round_materials, *candidacy.materials.all()):
        found[row.item] = MaterialFacts(
            recorded_by=row.recorded_by,
            recorded_on=row.recorded_on,
            audited_by=row.audited_by,
        )
    return ChecklistFacts(as_of=rows.as_of, materials=found)
