"""Taking units, posts and figures entered by mistake out of the registry; the record keeps them."""

from datetime import timedelta

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record import services as record
from xuanxian.registry import models
from xuanxian.registry.services.organisations import stream_of_organisation


@transaction.atomic
def withdraw_organisation(organisation: models.Organisation, *, actor: Actor, reason: str) -> None:
    """Take a unit entered by mistake out of the registry.

    Raises:
        Refusal: people, posts or units belong to it.
    """
    for rows, what in (
        (organisation.people.all(), "干部"),
        (organisation.posts.all(), "职位"),
        (organisation.children.all(), "下级机构"),
        (organisation.administers.all(), "主管的机构"),
    ):
        count = rows.count()
        if count:
            raise Refusal(
                Problem(
                    where=organisation.name,
                    field=what,
                    value=str(count),
                    message=f"还有{count}个{what}属于这个机构，不能撤回。",
                    mend=f"请先移走或撤回这些{what}。",
                )
            )
    record.append(
        stream_of_organisation(organisation),
        "organisation.withdrawn",
        {"reason": reason, "code": organisation.code, "name": organisation.name},
        actor=actor,
    )
    organisation.delete()


@transaction.atomic
def withdraw_post(post: models.Post, *, actor: Actor, reason: str) -> None:
    """Take a post entered by mistake out of the registry.

    Raises:
        Refusal: somebody holds or held it.
    """
    holdings = post.holdings.count()
    if holdings:
        raise Refusal(
            Problem(
                where=str(post),
                field="任职",
                value=str(holdings),
                message=f"有{holdings}条任职记录用到这个职位，不能撤回。",
                mend="请先撤回这些任职，或填写职位的撤销日期。",
            )
        )
    record.append(
        stream_of_organisation(post.organisation),
        "post.withdrawn",
        {"reason": reason, "post": str(post.pk), "title": post.title},
        actor=actor,
    )
    post.delete()


@transaction.atomic
def withdraw_establishment(figure: models.Establishment, *, actor: Actor, reason: str) -> None:
    """Take a figure written down by mistake back; the one before it is in force again."""
    record.append(
        stream_of_organisation(figure.organisation),
        "establishment.withdrawn",
        {
            "reason": reason,
            "rank": figure.rank,
            "approved": figure.approved,
            "valid_from": figure.valid_from.isoformat(),
        },
        actor=actor,
    )
    models.Establishment.objects.filter(
        organisation=figure.organisation,
        rank=figure.rank,
        valid_until=figure.valid_from - timedelta(days=1),
    ).update(valid_until=None)
    figure.delete()
