"""The verbs on organisations."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record import services as record
from xuanxian.registry import models
from xuanxian.registry.services.correcting import (
    correct_row,
    recorded,
    refuse_wrong_fields,
    require_reason,
)

_ORGANISATION_FIELDS = (
    "code", "name", "short_name", "kind", "level", "parent", "administered_by", "place",
    "established_on", "abolished_on",
)  # fmt: skip


def stream_of_organisation(organisation: models.Organisation) -> str:
    """The record stream of a unit, its posts and its establishment."""
    return f"organisation:{organisation.pk}"


@transaction.atomic
def enter_organisation(
    *, code: str, name: str, kind: str, actor: Actor, source: str, **rest: Any
) -> models.Organisation:
    """Enter a unit.

    Args:
        code: hierarchical code (B0111); it begins with the code of `parent`.
        kind: `models.OrganisationKind`.
        source: where it comes from, as the record shows it.
        rest: the other fields of `models.Organisation`.

    Raises:
        Refusal: a field is wrong, the code is taken, or it does not continue the parent's.
    """
    organisation = models.Organisation(code=code, name=name, kind=kind, **rest)
    refuse_wrong_fields(organisation, name or code)
    _check_tree(organisation)
    organisation.save()
    record.append(
        stream_of_organisation(organisation),
        "organisation.entered",
        {"source": source, "organisation": recorded(organisation, _ORGANISATION_FIELDS)},
        actor=actor,
        title=f"机构 {organisation.name}",
    )
    return organisation


@transaction.atomic
def correct_organisation(
    organisation: models.Organisation,
    changes: Mapping[str, Any],
    *,
    actor: Actor,
    reason: str,
    source: str = "",
) -> models.Correction | None:
    """Change fields of a unit, keeping what stood before; None when nothing differs.

    Raises:
        Refusal: no reason, a wrong field, a unit abolished while people or units are under it.
    """
    organisation = models.Organisation.objects.select_for_update().get(pk=organisation.pk)
    require_reason(reason, organisation.name)
    if changes.get("abolished_on"):
        _refuse_abolishing_in_use(organisation)
    _refuse_moving_code(organisation, changes)
    if "code" in changes:
        organisation.people.update(unit_code=changes["code"])
    return correct_row(
        organisation,
        _ORGANISATION_FIELDS,
        changes,
        kind="organisation",
        stream=stream_of_organisation(organisation),
        actor=actor,
        reason=reason,
        source=source,
        check=lambda: _check_tree(organisation),
    )


def _check_tree(organisation: models.Organisation) -> None:
    """A unit's code continues its parent's, so that no unit can stand under itself.

    No other unit's code may be the beginning of another's: a management scope reaches whatever
    begins with its code, and 01.1 would reach 01.10.
    """
    parent = organisation.parent
    if parent and not (
        organisation.code.startswith(parent.code) and organisation.code != parent.code
    ):
        raise Refusal(
            Problem(
                where=organisation.name,
                field="机构编码",
                value=organisation.code,
                message=f"编码应以上级机构“{parent}”的编码{parent.code}开头。",
                mend="请改编码或改选上级机构。",
            )
        )
    if overlap := _overlapping(organisation):
        raise Refusal(
            Problem(
                where=organisation.name,
                field="机构编码",
                value=organisation.code,
                message=f"与“{overlap}”的编码{overlap.code}一个是另一个的开头，两者却没有上下级关系，"
                "管理范围会混在一起。",
                mend="请改编码，例如补足位数；确是上下级的，请选上级机构。",
            )
        )


def _overlapping(organisation: models.Organisation) -> models.Organisation | None:
    """A unit neither above nor under `organisation` whose code begins with its code, or it with
    that one's."""
    others = models.Organisation.objects.exclude(pk=organisation.pk)
    above = set()
    parent = organisation.parent
    while parent:
        above.add(parent.pk)
        parent = parent.parent
    beginnings = [organisation.code[:length] for length in range(1, len(organisation.code))]
    if found := others.filter(code__in=beginnings).exclude(pk__in=above).first():
        return found
    under = {organisation.pk}
    # A unit's code is longer than its parent's, so parents come before their children.
    for other in sorted(
        others.filter(code__startswith=organisation.code), key=lambda unit: len(unit.code)
    ):
        if other.parent_id not in under:
            return other
        under.add(other.pk)
    return None


def _refuse_moving_code(organisation: models.Organisation, changes: Mapping[str, Any]) -> None:
    if (
        changes.get("code", organisation.code) != organisation.code
        and organisation.children.exists()
    ):
        raise Refusal(
            Problem(
                where=organisation.name,
                field="机构编码",
                value=str(changes["code"]),
                message="下面还有机构，它们的编码以本机构编码开头，不能单独改。",
                mend="请先调整下级机构。",
            )
        )


def _refuse_abolishing_in_use(organisation: models.Organisation) -> None:
    people = organisation.people.filter(status=models.PersonStatus.SERVING).count()
    units = organisation.children.filter(abolished_on__isnull=True).count()
    if people or units:
        raise Refusal(
            Problem(
                where=organisation.name,
                field="撤销日期",
                value="",
                message=f"还有现职人员{people}人、下级机构{units}个。",
                mend="请先调整人员和下级机构，再撤销。",
            )
        )
