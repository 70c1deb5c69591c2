"""A round whose people stand at different stages, carried there by the verbs users use.

Nothing here knows a figure of a policy: what is asked for comes from the rules of the round.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date

from xuanxian.demonstration.carrying import Carrier, Timetable
from xuanxian.demonstration.cast import Cast
from xuanxian.kernel import clock
from xuanxian.registry.models import Organisation, Person, PersonStatus, Post
from xuanxian.registry.queries.people import under_codes
from xuanxian.registry.queries.units import establishment_figures, vacancies
from xuanxian.selection import models, queries, services
from xuanxian.selection.instruments import (
    Stage,
)
from xuanxian.selection.judging import judge_person
from xuanxian.selection.rules import Rules

STAGES: tuple[Stage, ...] = (
    Stage.MOTION,
    Stage.NOMINATION,
    Stage.INSPECTION,
    Stage.CLEARANCE,
    Stage.DELIBERATION,
    Stage.NOTICE,
    Stage.PROBATION,
)
"""Where the people of the demonstration stand, one post a stage."""


def open_cases(
    county: Organisation,
    cast: Cast,
    *,
    opened: date,
    seed: int,
    progress: Callable[[str], None] = lambda stage: None,
) -> models.Round:
    """Open a round and carry one post to each stage of `STAGES`.

    Args:
        county: whose organisation department runs the round.
        opened: day on which the round is opened; the last step falls some seventy working days
            later, and all of them have to lie in the past.
        seed: what made-up votes come out of.
        progress: told the stage that is being reached.

    """
    random_votes = random.Random(seed)
    carrier = Carrier(cast, Timetable(opened), random_votes)
    with clock.set_to(opened):
        round_ = services.open_round(
            title=f"{opened.year}年第一批科级干部调整",
            unit=county,
            occasion="领导班子职位空缺",
            actor=carrier.staff,
        )
    rules = queries.rules_of(round_)
    taken: set[object] = set()
    chosen = _posts(county, opened)
    cases = []
    # A small county has fewer vacancies than there are stages: the later stages come first.
    for stage in reversed(STAGES):
        progress(stage.label)
        found = next(_fillable(chosen, rules, county, opened, taken, random_votes), None)
        if found is None:
            break
        post, people = found
        taken |= {person.pk for person in people}
        with clock.set_to(opened):
            cases.append((stage, carrier.propose(round_, post, people)))
    with clock.set_to(opened):
        carrier.move(round_, rules)
    for stage, candidacies in cases:
        progress(f"{candidacies[0].person.name}到{stage.label}")
        carrier.carry(rules, candidacies, stage)
    return models.Round.objects.get(pk=round_.pk)


def _posts(county: Organisation, on: date) -> Iterator[Post]:
    units = Organisation.objects.filter(under_codes([county.code]))
    for post, _ in vacancies(units, on):
        if post.rank == "1A42" and post.management == "county":
            yield post


def _fillable(
    posts: Iterator[Post],
    rules: Rules,
    county: Organisation,
    on: date,
    taken: set[object],
    shuffled: random.Random,
) -> Iterator[tuple[Post, list[Person]]]:
    """Posts within the establishment, each with two people nobody of whom is barred or held."""
    everybody = list(
        Person.objects.filter(
            status=PersonStatus.SERVING,
            rank="1A50",
            unit__in=Organisation.objects.filter(under_codes([county.code])),
        )
        .select_related("unit")
        .order_by("stroke_key", "id")
    )
    shuffled.shuffle(everybody)
    for post in posts:
        if not _within_establishment(post, on):
            continue
        # People of the unit first: they are who its vacancies are usually filled from.
        own = post.organisation.code
        inside = [one for one in everybody if one.unit and one.unit.code.startswith(own)]
        known = {one.pk for one in inside}
        pool = [*inside, *(one for one in everybody if one.pk not in known)]
        found: list[Person] = []
        for person in pool:
            if person.pk in taken or not person.post_holdings.exists():
                continue
            outcomes = judge_person(rules, person, post, on, {}).outcomes.values()
            if any(outcome.blocks for outcome in outcomes):
                continue
            found.append(person)
            if len(found) == 2:
                break
        if len(found) == 2:
            yield post, found


def _within_establishment(post: Post, on: date) -> bool:
    figures = establishment_figures([post.organisation], on)
    return any(figure.rank == post.rank and (figure.vacant or 0) > 0 for figure in figures)
