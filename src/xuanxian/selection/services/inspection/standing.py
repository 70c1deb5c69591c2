"""What every verb of the inspection reads first."""

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models
from xuanxian.selection.instruments import Inspection
from xuanxian.selection.rules import Rules


def inspection_of(rules: Rules) -> Inspection:
    """The inspection of the policy.

    Raises:
        Refusal: it has none.
    """
    found = rules.first(Inspection)
    if found is None:
        raise Refusal("本批次依据的制度没有考察。")
    return found


def record_of(candidacy: models.Candidacy) -> models.InspectionRecord:
    """What stands of the inspection of a person; a blank one before anything was done."""
    row = models.InspectionRecord.objects.filter(pk=candidacy.pk).first()
    return row or models.InspectionRecord(candidacy=candidacy)


def refuse_outsiders(candidacy: models.Candidacy, names: list[str], field: str, mend: str) -> None:
    """Refuse names that are not of the person's inspection team.

    Raises:
        Refusal: so.
    """
    members = {member["name"] for member in record_of(candidacy).team}
    outside = [name for name in names if name not in members]
    if outside:
        raise Refusal(
            Problem(candidacy.person.name, field, "、".join(outside), "不是考察组成员。", mend)
        )
