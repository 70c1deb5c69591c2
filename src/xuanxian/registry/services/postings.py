"""Taking up and leaving posts: the two timelines grow, nothing in them is rewritten."""

from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Refusal
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.record import services as record
from xuanxian.registry import models
from xuanxian.registry.services.people import rank_order_of, stream_of


@transaction.atomic
def appoint_to_post(
    person: models.Person,
    post: models.Post,
    *,
    on: date,
    document_number: str,
    actor: Actor,
    probation_until: date | None = None,
    manner: str = "",
    case: str = "",
) -> models.PostHolding:
    """Write an appointment back: the post timeline, the rank timeline and the current post.

    Args:
        on: date the appointment counts from.
        document_number: 任职文号.
        probation_until: last day of the probation, None when there is none.
        manner: 选拔任用方式, in the field's words.
        case: record stream of the case that led here.

    Raises:
        Refusal: every seat of the post is taken, or the person already holds it.
    """
    # The post itself is locked: a free seat has no holding that could be.
    models.Post.objects.select_for_update().get(pk=post.pk)
    holders = models.PostHolding.objects.select_for_update().filter(
        post=post, held_until__isnull=True
    )
    if any(holding.person_id == person.pk for holding in holders):
        raise Refusal(f"{person.name}已任{post}。", mend="请核对拟任职务。")
    if len(holders) >= post.seats:
        names = "、".join(holding.person.name for holding in holders)
        raise Refusal(f"{post}现由{names}担任，没有空缺。", mend="请先办理免职，或改选其他职位。")
    holding = models.PostHolding.objects.create(
        person=person,
        post=post,
        title=f"{post.organisation.name}{post.title}",
        rank=post.rank,
        held_from=PartialDate.of(on),
        appointment_document=document_number,
        manner=manner,
        probation_until=probation_until,
        case=case,
    )
    current_rank = (
        models.RankHolding.objects.select_for_update()
        .filter(person=person, line=models.RankHolding.Line.POST_LEVEL, held_until__isnull=True)
        .order_by("-held_from")
        .first()
    )
    if current_rank is None or current_rank.code != post.rank:
        if current_rank is not None:
            current_rank.held_until = PartialDate.of(on)
            current_rank.save()
        models.RankHolding.objects.create(
            person=person,
            line=models.RankHolding.Line.POST_LEVEL,
            code=post.rank,
            held_from=PartialDate.of(on),
            document_number=document_number,
        )
    person.rank = post.rank
    person.rank_order = rank_order_of(post.rank)
    person.unit = post.organisation
    person.unit_code = post.organisation.code
    _renew_current_post(person)
    record.append(
        stream_of(person),
        "post.taken",
        {
            "post": str(post.pk),
            "title": holding.title,
            "rank": post.rank,
            "on": on.isoformat(),
            "document_number": document_number,
            "probation_until": probation_until.isoformat() if probation_until else None,
            "case": case,
        },
        actor=actor,
    )
    return holding


@transaction.atomic
def remove_from_post(
    holding: models.PostHolding, *, on: date, document_number: str, reason: str, actor: Actor
) -> None:
    """End a holding on a date (免职).

    Raises:
        Refusal: the holding has ended already.
    """
    if holding.held_until is not None:
        raise Refusal(f"{holding.person.name}已于{holding.held_until}免去{holding.title}。")
    holding.held_until = PartialDate.of(on)
    holding.removal_document = document_number
    holding.reason = reason
    holding.save()
    _renew_current_post(holding.person)
    record.append(
        stream_of(holding.person),
        "post.left",
        {
            "holding": str(holding.pk),
            "title": holding.title,
            "on": on.isoformat(),
            "document_number": document_number,
            "reason": reason,
        },
        actor=actor,
    )


def _renew_current_post(person: models.Person) -> None:
    """现任职务 from the holdings in force: the main post first, then by date."""
    in_force = person.post_holdings.filter(held_until__isnull=True)
    titles = [holding.title for holding in in_force.order_by("-is_main", "held_from")]
    person.current_post = "，".join(titles)
    person.save()
