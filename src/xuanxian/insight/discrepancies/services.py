"""The verbs: look through a round, give a matter to somebody, close it with a reason."""

import uuid

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account
from xuanxian.access.permissions import may
from xuanxian.insight.discrepancies.finding import discrepancies_in
from xuanxian.insight.discrepancies.projection import ASSIGNED, CLOSED, LOOKED, take
from xuanxian.insight.models import Discrepancy
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection.models import Round

CLOSE = "insight.close_discrepancy"


@transaction.atomic
def look_for_discrepancies(round_: Round, *, actor: Actor) -> int:
    """Look through the people of a round; what was found before is not found anew.

    Nothing is decided by it: nobody is held or dropped because something does not agree.

    Returns:
        How many were found that stood not on the list.

    Raises:
        Refusal: the round is closed.
    """
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    if locked.closed_on:
        raise Refusal(f"“{locked.title}”已于{locked.closed_on.isoformat()}办结。")
    known = set(Discrepancy.objects.filter(round=locked).values_list("key", flat=True))
    fresh = [one for one in discrepancies_in(locked) if one.key not in known]
    take(
        locked.pk,
        LOOKED,
        {
            "round": str(locked.pk),
            "discrepancies": [
                {
                    "discrepancy": str(uuid.uuid4()),
                    "discrepancy_kind": one.kind.value,
                    "person": str(one.person),
                    "key": one.key,
                    "explanation": one.explanation,
                }
                for one in fresh
            ],
        },
        actor=actor,
        title=f"{locked.title}的不一致",
    )
    return len(fresh)


@transaction.atomic
def assign_discrepancy(discrepancy: Discrepancy, owner: Account, *, actor: Actor) -> Discrepancy:
    """Give a matter to somebody to look into; it then stands among his to-dos alone.

    Raises:
        Refusal: closed already, the owner may not close it, or it is about himself.
    """
    row = _open(discrepancy)
    person = getattr(owner, "person", None)
    if not may(owner, CLOSE, row.round.unit.code) or (person and person.pk == row.person_id):
        raise Refusal(
            Problem(
                str(row), "责任人", owner.full_name, "不能办理这件事。", "请另选办理范围内的人员。"
            )
        )
    take(
        row.round_id,
        ASSIGNED,
        {
            "discrepancy": str(row.pk),
            "owner": owner.full_name,
            "owner_account": str(owner.pk),
        },
        actor=actor,
    )
    return Discrepancy.objects.get(pk=row.pk)


@transaction.atomic
def close_discrepancy(
    discrepancy: Discrepancy, conclusion: str, reason: str, *, actor: Actor
) -> Discrepancy:
    """A person says what came of looking into a matter.

    Args:
        conclusion: a value of `Discrepancy.Conclusion`.
        reason: how it was looked into and what was found.

    Raises:
        Refusal: closed already, no such conclusion, or no reason.
    """
    row = _open(discrepancy)
    if conclusion not in Discrepancy.Conclusion.values:
        raise Refusal(Problem(str(row), "结论", conclusion, "没有选择。", "请选择一项结论。"))
    if not reason.strip():
        raise Refusal(Problem(str(row), "核实情况", "", "没有填写。", "请写明怎样核实、查明什么。"))
    take(
        row.round_id,
        CLOSED,
        {"discrepancy": str(row.pk), "conclusion": conclusion, "reason": reason.strip()},
        actor=actor,
    )
    return Discrepancy.objects.get(pk=row.pk)


def _open(discrepancy: Discrepancy) -> Discrepancy:
    row = (
        Discrepancy.objects.select_for_update(of=("self",))
        .select_related("round__unit", "person")
        .get(pk=discrepancy.pk)
    )
    if not row.is_open:
        raise Refusal(Problem(str(row), "结论", "", f"已由{row.closed_by}了结。", "不必重复办理。"))
    return row
