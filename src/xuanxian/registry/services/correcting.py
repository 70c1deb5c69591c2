"""What entering and correcting organisations and posts share."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models as fields

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record import services as record
from xuanxian.registry import codes, models


def correct_row(
    row: models.Organisation | models.Post,
    allowed: tuple[str, ...],
    changes: Mapping[str, Any],
    *,
    kind: str,
    stream: str,
    actor: Actor,
    reason: str,
    source: str,
    check: Callable[[], None] | None = None,
) -> models.Correction | None:
    """Change fields of a unit or post, keeping what stood before; None when nothing differs.

    Args:
        row: locked.
        allowed: the fields that may be changed.
        changes: field → new value.
        kind: `organisation` or `post`.
        stream: the record stream.
        actor: who corrects.
        reason: why.
        source: what it goes by.
        check: looks at the changed row before it is saved.

    Raises:
        ValueError: a field that may not be changed.
        Refusal: a field is wrong.
    """
    unknown = set(changes) - set(allowed)
    if unknown:
        raise ValueError(f"no field {', '.join(sorted(unknown))} to correct in a {kind}")
    before = recorded(row, allowed)
    for name, value in changes.items():
        setattr(row, name, value)
    refuse_wrong_fields(row, str(row))
    if check:
        check()
    after = recorded(row, allowed)
    changed = [name for name in allowed if before[name] != after[name]]
    if not changed:
        return None
    row.save()
    correction = models.Correction.objects.create(
        subject_kind=kind,
        subject=row.pk,
        information_set="机构" if kind == "organisation" else "职位",
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        reason=reason,
        source=source,
        corrected_by=actor.name,
        corrected_at=clock.now(),
    )
    record.append(
        stream,
        f"{kind}.corrected",
        {
            kind: str(row.pk),
            "reason": reason,
            "source": source,
            "before": correction.before,
            "after": correction.after,
        },
        actor=actor,
    )
    return correction


def refuse_wrong_fields(row: fields.Model, where: str) -> None:
    """Refuse what the fields themselves do not allow, one problem a field.

    Raises:
        Refusal: naming `where`, the field and what is wrong with it.
    """
    problems = []
    try:
        row.full_clean(validate_unique=True)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            field = None if name == "__all__" else row._meta.get_field(name)
            label = str(getattr(field, "verbose_name", "")) if field else ""
            value = str(getattr(row, name, "")) if field else ""
            problems += [
                Problem(where, label, value, message, f"请核对{label or '内容'}后再保存。")
                for message in messages
            ]
    rank = getattr(row, "rank", None)
    if rank and rank not in codes.table("rank").codes:
        problems.append(
            Problem(where, "职务层次", rank, "代码表中没有这个职务层次。", "请选代码表中的层次。")
        )
    if getattr(row, "seats", 1) == 0:
        problems.append(
            Problem(where, "职数", "0", "职数至少为1。", "不再设置的职位请填撤销日期。")
        )
    if problems:
        raise Refusal(problems)


def require_reason(reason: str, where: str) -> None:
    """Refuse a correction of `where` without a reason.

    Raises:
        Refusal: it is blank.
    """
    if not reason.strip():
        raise Refusal(
            Problem(where, "更正原因", "", "没有写明更正原因。", "请写明原因和依据后再保存。")
        )


def recorded(row: fields.Model, names: tuple[str, ...]) -> dict[str, Any]:
    """The fields `names` of a row as an entry of the record holds them."""
    values: dict[str, Any] = {}
    for name in names:
        value = getattr(row, name)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, fields.Model):
            value = str(value.pk)
        values[name] = value
    return values
