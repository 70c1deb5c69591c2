"""The verbs on the posts of organisations."""

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
from xuanxian.registry.services.organisations import stream_of_organisation

_POST_FIELDS = (
    "title", "kind", "rank", "is_chief", "is_team_member", "management",
    "counts_against_establishment", "seats", "place", "portfolio", "requirements",
    "established_on", "abolished_on",
)  # fmt: skip


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
    refuse_wrong_fields(post, f"{organisation.name}{title}")
    post.save()
    record.append(
        stream_of_organisation(organisation),
        "post.entered",
        {"source": source, "post": str(post.pk), **recorded(post, _POST_FIELDS)},
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
    require_reason(reason, str(post))
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
    return correct_row(
        post,
        _POST_FIELDS,
        changes,
        kind="post",
        stream=stream_of_organisation(post.organisation),
        actor=actor,
        reason=reason,
        source=source,
    )
