"""A round whose people stand at different stages, carried there by the verbs users use.

Nothing here knows a figure of a policy: what is asked for comes from the rules of the round.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Literal

from xuanxian.demonstration.carrying import Carrier, Timetable
from xuanxian.demonstration.cast import Cast
from xuanxian.demonstration.endings import Endings
from xuanxian.kernel import clock
from xuanxian.registry import services as registry
from xuanxian.registry.models import Organisation, Person, PersonStatus, Post, Relative
from xuanxian.registry.queries.people import under_codes
from xuanxian.registry.queries.units import establishment_figures, vacancies
from xuanxian.selection import models, queries, services
from xuanxian.selection.instruments import Probation, Stage
from xuanxian.selection.judging import judge_person
from xuanxian.selection.rules import Rules

STAGES: tuple[Stage, ...] = (
    Stage.MOTION,
    Stage.NOMINATION,
    Stage.INSPECTION,
    Stage.CLEARANCE,
    Stage.DELIBERATION,
    Stage.NOTICE,
    Stage.APPOINTMENT,
    Stage.PROBATION,
)
"""Where the people of the demonstration stand, one post a stage."""

_RIVALS: dict[Stage, Literal["rejected", "deferred"]] = {
    Stage.NOTICE: "rejected",
    Stage.PROBATION: "deferred",
}
"""Posts for which two people came before the committee, and what it decided on the second."""


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
    ways = Endings(cast)
    carrier = Carrier(
        cast,
        Timetable(opened),
        random_votes,
        (ways.hold, ways.bar, ways.withdraw, ways.drop),
    )
    with clock.set_to(opened):
        round_ = services.open_round(
            title=f"{opened.year}年第一批科级干部调整",
            unit=county,
            occasion="领导班子职位空缺",
            actor=carrier.staff,
        )
    rules = queries.rules_of(round_)
    taken: set[object] = set(models.Candidacy.objects.values_list("person", flat=True))
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
        carrier.carry(rules, candidacies, stage, rival=_RIVALS.get(stage))
    return models.Round.objects.get(pk=round_.pk)


def open_earlier_cases(
    county: Organisation,
    cast: Cast,
    *,
    opened: date,
    seed: int,
    progress: Callable[[str], None] = lambda stage: None,
) -> models.Round:
    """A round of long ago, with one appointment confirmed, one returned and one declared void.

    Args:
        opened: a probation and some seventy working days before today at the latest.
    """
    random_votes = random.Random(seed + 1)
    carrier = Carrier(cast, Timetable(opened), random_votes)
    with clock.set_to(opened):
        round_ = services.open_round(
            title=f"{opened.year}年第二批科级干部调整",
            unit=county,
            occasion="领导班子职位空缺",
            actor=carrier.staff,
        )
    rules = queries.rules_of(round_)
    taken: set[object] = set()
    # The files say how posts are held on the day they are of.
    chosen = _posts(county, clock.today())
    cases = []
    for _ in (_confirm, _return, _void):
        found = next(_fillable(chosen, rules, county, opened, taken, random_votes), None)
        if found is None:
            break
        post, people = found
        taken |= {person.pk for person in people}
        with clock.set_to(opened):
            cases.append(carrier.propose(round_, post, people))
    with clock.set_to(opened):
        carrier.move(round_, rules)
    for what, candidacies in zip((_confirm, _return, _void), cases, strict=False):
        progress(f"{candidacies[0].person.name}（{opened.year}年）")
        carrier.carry(rules, candidacies, Stage.PROBATION)
        what(carrier, models.Candidacy.objects.get(pk=candidacies[0].pk))
    return models.Round.objects.get(pk=round_.pk)


def _confirm(carrier: Carrier, one: models.Candidacy) -> None:
    over = (one.appointment.probation_until or clock.today()) + timedelta(days=1)
    probation = queries.rules_of(one.round).first(Probation)
    passed = (
        next(each.id for each in probation.outcomes if each.effect == "confirm")
        if probation
        else ""
    )
    with clock.set_to(over):
        services.assess_probation(one, passed, "试用期考核胜任现职。", actor=carrier.staff)
        services.move_stage(models.Candidacy.objects.get(pk=one.pk), actor=carrier.leader)


def _return(carrier: Carrier, one: models.Candidacy) -> None:
    former = one.leaves.post if one.leaves else None
    with clock.set_to(one.appointment.effective_on + timedelta(days=120)):
        services.return_candidate(
            one,
            "试用期间不能适应岗位要求，经研究免去试任职务",
            rank="1A50",
            document_number=f"云组免〔{clock.today().year}〕3号",
            post=former,
            actor=carrier.leader,
        )


def _void(carrier: Carrier, one: models.Candidacy) -> None:
    number = f"云组免〔{clock.today().year}〕2号"
    with clock.set_to(one.appointment.effective_on + timedelta(days=45)):
        services.void_candidate(
            one,
            "查实学历材料不实，任职无效",
            document_number=number,
            actor=carrier.leader,
        )
        if one.leaves and one.leaves.post:
            registry.appoint_to_post(
                models.Candidacy.objects.get(pk=one.pk).person,
                one.leaves.post,
                on=clock.today(),
                document_number=number,
                actor=carrier.leader,
                manner="任职作废后安排",
                case=one.round.stream,
            )


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
    # Whose relatives may serve too is a matter of its own; these cases show the stages.
    kin = set(
        Relative.objects.filter(
            name__in=Person.objects.filter(status=PersonStatus.SERVING).values("name")
        ).values_list("person", flat=True)
    )
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
            if person.pk in taken or person.pk in kin or not _held_a_post(person, on):
                continue
            outcomes = judge_person(rules, person, post, on, {}).outcomes.values()
            if any(outcome.blocks for outcome in outcomes):
                continue
            found.append(person)
            if len(found) == 2:
                break
        if len(found) == 2:
            yield post, found


def _held_a_post(person: Person, on: date) -> bool:
    holdings = person.post_holdings.filter(held_until__isnull=True)
    return any(one.held_from and one.held_from.latest() < on for one in holdings)


def _within_establishment(post: Post, on: date) -> bool:
    figures = establishment_figures([post.organisation], on)
    return any(figure.rank == post.rank and (figure.vacant or 0) > 0 for figure in figures)
