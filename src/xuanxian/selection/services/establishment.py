"""职数预审: what the establishment allows, asked when a post is put up and again at the gate."""

from datetime import date

from django.db.models import Sum

from xuanxian.kernel import clock
from xuanxian.registry import codes
from xuanxian.registry.models import Post
from xuanxian.registry.queries import establishment_figures
from xuanxian.selection import models
from xuanxian.selection.instruments import Motion
from xuanxian.selection.instruments.motion import EstablishmentFacts
from xuanxian.selection.queries.round_rows import unit_of
from xuanxian.selection.services.entering import Entered


def establishment_of(
    post: Post,
    *,
    seats: int,
    leaving: int,
    as_of: date,
    besides: models.Vacancy | None = None,
) -> EstablishmentFacts | None:
    """职数 of the unit and rank of `post` on `as_of`, what open rounds plan to fill included.

    Args:
        besides: the vacancy asked for, whose own seats are `seats`.

    Returns:
        None for a post that does not count against the establishment.
    """
    if not post.counts_against_establishment:
        return None
    unit = unit_of(post.organisation)
    figure = next(
        (one for one in establishment_figures([unit], as_of) if one.rank == post.rank), None
    )
    others = models.Vacancy.objects.exclude(pk=besides.pk) if besides else models.Vacancy.objects
    elsewhere = (
        others.filter(
            round__closed_on__isnull=True,
            post__organisation__code__startswith=unit.code,
            post__rank=post.rank,
            post__counts_against_establishment=True,
        )
        .exclude(candidacies__appointment__isnull=False)
        .aggregate(seats=Sum("seats"))["seats"]
        or 0
    )
    return EstablishmentFacts(
        unit=unit.name,
        rank=codes.table("rank").label(post.rank),
        approved=figure.approved if figure else None,
        filled=figure.actual if figure else 0,
        reserved=figure.reserved if figure else 0,
        leaving=leaving,
        planned=elsewhere + seats,
    )


def check_again(entered: Entered, vacancy: models.Vacancy) -> None:
    """Ask for the establishment as it is today; leaves a step only where it has changed."""
    motion = entered.rules.first(Motion)
    facts = establishment_of(
        vacancy.post,
        seats=vacancy.seats,
        leaving=vacancy.establishment.get("leaving", 0),
        as_of=clock.today(),
        besides=vacancy,
    )
    if motion is None or facts is None or facts.model_dump(mode="json") == vacancy.establishment:
        return
    entered.take(
        "establishment.checked",
        {
            "vacancy": str(vacancy.pk),
            "establishment": facts.model_dump(mode="json"),
            "outcome": motion.decide_establishment(facts).model_dump(mode="json"),
        },
    )
