"""The made-up county: bodies, posts, people and families that fit together.

Deterministic: the same number of people, seed and day give the same county. Nobody in it exists.
"""

from collections.abc import Sequence
from datetime import date
from random import Random

from xuanxian.demonstration.county import family
from xuanxian.demonstration.county.contradictions import contradict
from xuanxian.demonstration.county.model import (
    Contradiction,
    County,
    EstablishmentFigure,
    Holding,
    Kinship,
    Person,
    Post,
    Unit,
)
from xuanxian.demonstration.county.months import month_of, to_partial_date
from xuanxian.demonstration.county.people import Made, PeopleMaker
from xuanxian.demonstration.county.places import described, lay_out

__all__ = [
    "Contradiction",
    "County",
    "EstablishmentFigure",
    "Holding",
    "Kinship",
    "Person",
    "Post",
    "Unit",
    "make_county",
]

FEWEST_PEOPLE = 50

_MARRIED_COUPLES = 0.02
_PARENTS_AND_CHILDREN = 0.006


def make_county(*, people: int, seed: int, as_of: date, with_photos: bool = True) -> County:
    """A county of `people` cadres as it stands on `as_of`.

    Args:
        people: how many, at least `FEWEST_PEOPLE`.
        with_photos: without them a county of a hundred thousand is made in minutes.

    Raises:
        ValueError: too few people for the bodies that lead a county.
    """
    if people < FEWEST_PEOPLE:
        raise ValueError(f"a county takes at least {FEWEST_PEOPLE} people, got {people}")
    random = Random(seed)
    places = lay_out(people, random, as_of)
    maker = PeopleMaker(random, places, as_of, with_photos=with_photos)
    made = [maker.make(number, seat) for number, seat in enumerate(places.seats, 1)]
    families, kinships = _families(random, made, seed=seed, as_of=as_of)
    changed, contradictions = contradict(random, made)
    persons = []
    for one in made:
        number = one.kin.number
        dossier = changed.get(number, one.dossier)
        dossier = dossier.model_copy(update={"relatives": families[number]})
        persons.append(Person(number, one.seat.unit.code, dossier))
    return County(
        name=described()["county"],
        as_of=as_of,
        units=tuple(places.units),
        posts=tuple(places.posts),
        establishment=tuple(places.establishment),
        people=tuple(persons),
        holdings=tuple(holding for one in made for holding in _holdings(one)),
        kinships=kinships,
        contradictions=contradictions,
    )


def _families(
    random: Random, made: Sequence[Made], *, seed: int, as_of: date
) -> tuple[dict[int, tuple[family.RelativeEntry, ...]], tuple[Kinship, ...]]:
    kin = [one.kin for one in made]
    by_number = {one.number: one for one in kin}
    couples = family.spouses(random, kin, _MARRIED_COUPLES)
    descents = family.parents_and_children(random, kin, _PARENTS_AND_CHILDREN)
    spouse_of = {**dict(couples), **{wife: husband for husband, wife in couples}}
    father_of = {child: father for father, child in descents}
    children_of: dict[int, list[int]] = {}
    kinships = []
    for husband, wife in couples:
        kinships += [Kinship(husband, wife, "妻子"), Kinship(wife, husband, "丈夫")]
    for father, child in descents:
        relation = "女儿" if by_number[child].is_woman else "儿子"
        kinships += [Kinship(father, child, relation), Kinship(child, father, "父亲")]
        children_of.setdefault(father, []).append(child)
        mother = spouse_of.get(father)
        if mother is not None:
            kinships += [Kinship(mother, child, relation), Kinship(child, mother, "母亲")]
            children_of.setdefault(mother, []).append(child)
    families = {}
    for one in kin:
        own_father = father_of.get(one.number, 0)
        serving = family.ServingFamily(
            spouse=by_number.get(spouse_of.get(one.number, 0)),
            children=tuple(by_number[child] for child in children_of.get(one.number, [])),
            father=by_number.get(own_father),
            mother=by_number.get(spouse_of.get(own_father, 0)),
        )
        families[one.number] = family.relatives(one, serving, seed=seed, now=month_of(as_of))
    return families, tuple(kinships)


def _holdings(one: Made) -> list[Holding]:
    since = to_partial_date(one.career.in_post_since).earliest()
    rank_since = to_partial_date(one.career.in_rank_since).earliest()
    posts = [(one.seat.post, True), *((post, False) for post, _ in one.seat.beside)]
    return [
        Holding(
            person=one.kin.number,
            unit=post.unit,
            title=post.title,
            held_from=since,
            is_main=is_main,
            rank=post.rank,
            rank_from=rank_since,
            appointment_document=f"云组干〔{since.year}〕{one.kin.number % 60 + 1}号",
        )
        for post, is_main in posts
    ]
