"""The verbs on organisations, their posts and their establishment."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models as fields
from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record import services as record
from xuanxian.registry import codes, models

_ORGANISATION_FIELDS = (
    "code", "name", "short_name", "kind", "level", "parent", "administered_by", "place",
    "established_on", "abolished_on",
)  # fmt: skip
_POST_FIELDS = (
    "title", "kind", "rank", "is_chief", "is_team_member", "management",
    "counts_against_establishment", "seats", "place", "portfolio", "requirements",
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
    _check(organisation, name or code)
    _check_tree(organisation)
    organisation.save()
    record.append(
        stream_of_organisation(organisation),
        "organisation.entered",
        {"source": source, "organisation": _recorded(organisation, _ORGANISATION_FIELDS)},
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
    _require_reason(reason, organisation.name)
    if changes.get("abolished_on"):
        _refuse_abolishing_in_use(organisation)
    _refuse_moving_code(organisation, changes)
    if "code" in changes:
        organisation.people.update(unit_code=changes["code"])
    return _correct(
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


@transaction.atomic
def enter_post(
    organisation: models.Organisation,
    *,
    title: str,
    kind: str,
    rank: str,
    management: str,
    actor: Actor,
    source: str,
    **rest: Any,
) -> models.Post:
    """Enter a post of a unit.

    Args:
        kind: `models.PostKind`.
        rank: 职务层次, a code of table `rank`.
        management: `models.ManagementLevel`.
        rest: the other fields of `models.Post`.

    Raises:
        Refusal: a field is wrong.
    """
    post = models.Post(
        organisation=organisation, title=title, kind=kind, rank=rank, management=management, **rest
    )
    _check(post, f"{organisation.name}{title}")
    post.save()
    record.append(
        stream_of_organisation(organisation),
        "post.entered",
        {"source": source, "post": str(post.pk), **_recorded(post, _POST_FIELDS)},
        actor=actor,
        title=f"机构 {organisation.name}",
    )
    return post


@transaction.atomic
def correct_post(
    post: models.Post,
    changes: Mapping[str, Any],
    *,
    actor: Actor,
    reason: str,
    source: str = "",
) -> models.Correction | None:
    """Change fields of a post, keeping what stood before; None when nothing differs.

    Raises:
        Refusal: no reason, a wrong field, or fewer seats than holders.
    """
    post = models.Post.objects.select_for_update().select_related("organisation").get(pk=post.pk)
    _require_reason(reason, str(post))
    holders = post.holdings.filter(held_until__isnull=True).count()
    seats = 0 if changes.get("abolished_on") else changes.get("seats", post.seats)
    if seats is not None and int(seats) < holders:
        raise Refusal(
            Problem(
                where=str(post),
                field="职数",
                value=str(seats),
                message=f"现有{holders}人在任，职数不能少于在任人数。",
                mend="请先办理免职，再改职数或撤销职位。",
            )
        )
    return _correct(
        post,
        _POST_FIELDS,
        changes,
        kind="post",
        stream=stream_of_organisation(post.organisation),
        actor=actor,
        reason=reason,
        source=source,
    )


@transaction.atomic
def approve_establishment(
    organisation: models.Organisation,
    *,
    rank: str,
    approved: int,
    valid_from: date,
    actor: Actor,
    reserved: int = 0,
    document_number: str = "",
) -> models.Establishment:
    """Write down how many leader posts of `rank` a unit is approved for from a date on.

    The figure in force until then ends the day before; nothing is rewritten.

    Raises:
        Refusal: unknown rank, more reserved than approved, or a figure from that date or later.
    """
    where = f"{organisation.name}职数"
    # The unit's row is locked, so that two figures for one rank follow one another.
    models.Organisation.objects.select_for_update().get(pk=organisation.pk)
    figure = models.Establishment(
        organisation=organisation,
        rank=rank,
        approved=approved,
        reserved=reserved,
        document_number=document_number,
        valid_from=valid_from,
    )
    _check(figure, where)
    if reserved > approved:
        raise Refusal(
            Problem(
                where=where,
                field="预留",
                value=str(reserved),
                message=f"预留数多于核定数{approved}。",
                mend="请改小预留数或核对核定数。",
            )
        )
    earlier = organisation.establishments.filter(rank=rank)
    later = earlier.filter(valid_from__gte=valid_from).first()
    if later is not None:
        raise Refusal(
            Problem(
                where=where,
                field="起",
                value=valid_from.isoformat(),
                message=f"已有自{later.valid_from:%Y.%m.%d}起的核定数。",
                mend="新的核定数应晚于已有的起始日期。",
            )
        )
    earlier.filter(valid_until__isnull=True).update(valid_until=valid_from - timedelta(days=1))
    figure.save()
    record.append(
        stream_of_organisation(organisation),
        "establishment.approved",
        {
            "rank": rank,
            "approved": approved,
            "reserved": reserved,
            "valid_from": valid_from.isoformat(),
            "document_number": document_number,
        },
        actor=actor,
        title=f"机构 {organisation.name}",
    )
    return figure


def _correct(
    row: models.Organisation | models.Post,
    allowed: tuple[str, ...],
    changes: Mapping[str, Any],
    *,
    kind: str,
    stream: str,
    actor: Actor,
    reason: str,
    source: str,
    check: Any = None,
) -> models.Correction | None:
    unknown = set(changes) - set(allowed)
    if unknown:
        raise ValueError(f"no field {', '.join(sorted(unknown))} to correct in a {kind}")
    before = _recorded(row, allowed)
    for name, value in changes.items():
        setattr(row, name, value)
    _check(row, str(row))
    if check:
        check()
    after = _recorded(row, allowed)
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


def _check(row: fields.Model, where: str) -> None:
    """Refuse what the fields themselves do not allow, one problem a field."""
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


def _require_reason(reason: str, where: str) -> None:
    if not reason.strip():
        raise Refusal(
            Problem(where, "更正原因", "", "没有写明更正原因。", "请写明原因和依据后再保存。")
        )


def _recorded(row: fields.Model, names: tuple[str, ...]) -> dict[str, Any]:
    recorded: dict[str, Any] = {}
    for name in names:
        value = getattr(row, name)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, fields.Model):
            value = str(value.pk)
        recorded[name] = value
    return recorded
