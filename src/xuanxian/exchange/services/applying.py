"""Carrying out a plan through the services of the registry."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from xuanxian.access.actor import Actor
from xuanxian.exchange.plans import Change, FilePlan, Standing
from xuanxian.exchange.roster.tables import EstablishmentRow, PostRow, UnitRow
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Stream
from xuanxian.registry import models
from xuanxian.registry import services as registry
from xuanxian.registry.dossier import Dossier
from xuanxian.registry.services.organisations import stream_of_organisation
from xuanxian.registry.services.people import stream_of

_AT_ONCE = 100
_UNIT_FIELDS = ("name", "short_name", "kind", "level", "place", "established_on")


def apply_plan(plan: FilePlan, standing: Standing, *, actor: Actor) -> list[dict[str, Any]]:
    """Carry out every change of `plan`; answers the fields of an `ImportedChange` for each.

    Called inside the transaction of the file.

    Raises:
        Refusal: a service refused; nothing of the file may be kept.
    """
    stored = []
    corrections = []
    for change in plan.changes:
        if change.action == "same":
            continue
        if change.subject == "person" and change.action == "correct":
            corrections.append(change)
        elif change.subject == "person":
            stored.append(_enter_person(change, plan, standing, actor))
        elif change.subject == "unit":
            stored.append(_apply_unit(change, plan, actor))
        elif change.subject == "post":
            stored.append(_apply_post(change, plan, actor))
        else:
            stored.append(_apply_establishment(change, actor))
    for start in range(0, len(corrections), _AT_ONCE):
        stored += _correct_people(corrections[start : start + _AT_ONCE], plan, actor)
    return stored


def length_of(stream: str) -> int:
    """How many entries the record stream has, 0 when there is none."""
    return Stream.objects.filter(name=stream).values_list("length", flat=True).first() or 0


def _enter_person(
    change: Change, plan: FilePlan, standing: Standing, actor: Actor
) -> dict[str, Any]:
    target: Dossier = change.target
    person = registry.enter_dossier(target, actor=actor, source=plan.name)
    known, _ = standing.find_person(target.name, target.birth, target.id_number, plan.name)
    if known is not None and known.is_pending:
        standing.note_stored(known, person.pk)
    return _stored(change, person.pk, stream_of(person), 0)


def _correct_people(
    changes: Sequence[Change], plan: FilePlan, actor: Actor
) -> list[dict[str, Any]]:
    people = models.Person.objects.in_bulk([_identity(change) for change in changes])
    gone = [change.title for change in changes if change.identity not in people]
    if gone:
        raise Refusal(f"{'、'.join(gone[:5])}已不在干部库中。", mend="请重新检查这批文件。")
    streams = {str(key): stream_of(person) for key, person in people.items()}
    lengths = dict(Stream.objects.filter(name__in=streams.values()).values_list("name", "length"))
    corrections = registry.correct_dossiers(
        [(people[_identity(change)], change.target) for change in changes],
        actor=actor,
        reason=f"导入文件{plan.name}",
        source=plan.name,
    )
    stored = []
    for change, made in zip(changes, corrections, strict=True):
        if not made:
            continue
        stream = streams[str(change.identity)]
        before = lengths.get(stream, 0)
        row = stored_entry(change, _identity(change), stream, before, before + 1)
        if change.before is not None:
            row["before"] = change.before.model_dump(mode="json", exclude={"photo"})
            row["photo_before"] = change.before.photo
        stored.append(row)
    return stored


def _apply_unit(change: Change, plan: FilePlan, actor: Actor) -> dict[str, Any]:
    row: UnitRow = change.target
    fields = {name: getattr(row, name) for name in _UNIT_FIELDS}
    fields["parent"] = _unit(row.parent_code)
    fields["administered_by"] = _unit(row.administered_by_code)
    if change.action == "enter":
        unit = registry.enter_organisation(
            code=row.code, actor=actor, source=plan.name, id=change.identity, **fields
        )
        return _stored(change, unit.pk, stream_of_organisation(unit), 0)
    unit = models.Organisation.objects.get(pk=_identity(change))
    before = length_of(stream_of_organisation(unit))
    old = {name: _plain(getattr(unit, name)) for name in fields}
    registry.correct_organisation(
        unit, fields, actor=actor, reason=f"导入文件{plan.name}", source=plan.name
    )
    return _stored(change, unit.pk, stream_of_organisation(unit), before) | {"before": old}


def _apply_post(change: Change, plan: FilePlan, actor: Actor) -> dict[str, Any]:
    row: PostRow = change.target
    unit = _unit(row.unit_code)
    if unit is None:
        raise Refusal(f"机构编码{row.unit_code}已不在机构库中。", mend="请重新检查这批文件。")
    stream = stream_of_organisation(unit)
    before = length_of(stream)
    fields = row.model_dump(exclude={"unit_code"})
    if change.action == "enter":
        post = registry.enter_post(
            unit, actor=actor, source=plan.name, id=change.identity, **fields
        )
        return _stored(change, post.pk, stream, before)
    post = models.Post.objects.get(pk=_identity(change))
    old = {name: _plain(getattr(post, name)) for name in fields}
    registry.correct_post(
        post, fields, actor=actor, reason=f"导入文件{plan.name}", source=plan.name
    )
    return _stored(change, post.pk, stream, before) | {"before": old}


def _apply_establishment(change: Change, actor: Actor) -> dict[str, Any]:
    row: EstablishmentRow = change.target
    unit = _unit(row.unit_code)
    if unit is None:
        raise Refusal(f"机构编码{row.unit_code}已不在机构库中。", mend="请重新检查这批文件。")
    stream = stream_of_organisation(unit)
    before = length_of(stream)
    figure = registry.approve_establishment(
        unit, actor=actor, **row.model_dump(exclude={"unit_code"})
    )
    return _stored(change, figure.pk, stream, before)


def _identity(change: Change) -> UUID:
    if change.identity is None:
        raise LookupError(f"the plan names nobody to correct: {change.title}")
    return change.identity


def _unit(code: str) -> models.Organisation | None:
    return models.Organisation.objects.filter(code=code).first() if code else None


def stored_entry(
    change: Change, identity: UUID, stream: str, entries_before: int, entries_after: int
) -> dict[str, Any]:
    """The fields of an `ImportedChange`."""
    return {
        "subject": change.subject,
        "identity": identity,
        "title": change.title[:300],
        "action": change.action,
        "stream": stream,
        "entries_before": entries_before,
        "entries_after": entries_after,
    }


def _stored(change: Change, identity: UUID, stream: str, entries_before: int) -> dict[str, Any]:
    return stored_entry(change, identity, stream, entries_before, length_of(stream))


def _plain(value: Any) -> Any:
    if isinstance(value, models.Organisation):
        return str(value.pk)
    return value.isoformat() if hasattr(value, "isoformat") else value
