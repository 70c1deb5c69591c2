"""资格审查: what the criteria of the rules say of a person for a post, and on which facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from xuanxian.facts import snapshot
from xuanxian.facts.definitions import FACTS, Surroundings
from xuanxian.facts.installation import facts_of_people
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Value, exact
from xuanxian.policy.instruments import Criteria, decide
from xuanxian.policy.outcome import Outcome
from xuanxian.registry.dossier import Dossier
from xuanxian.registry.models import Person, Post
from xuanxian.selection.rules import Rules

YEARS_IN_POST = "任现职年限"


@dataclass(frozen=True)
class Judgement:
    """The verdicts on one person.

    Attributes:
        outcomes: criteria instrument id → outcome.
        snapshot: digest of the facts used.
        years_in_post: full years in the present post, None when the file does not say.
    """

    outcomes: Mapping[str, Outcome]
    snapshot: str
    years_in_post: int | None

    def dump(self) -> dict[str, Any]:
        """The part of a record's body that keeps it."""
        return {
            "judgements": {
                name: outcome.model_dump(mode="json") for name, outcome in self.outcomes.items()
            },
            "snapshot": self.snapshot,
            "years_in_post": self.years_in_post,
        }


def judge_person(
    rules: Rules, person: Person, post: Post, as_of: date, stated: Mapping[str, Any]
) -> Judgement:
    """Judge somebody of the registry for `post` on `as_of`.

    Args:
        stated: values that criteria ask of people and no file holds, by name.
    """
    facts = facts_of_people([person], as_of, post.rank)[person.pk]
    # Kept beside the installation's other snapshots, so that the judgement can be repeated.
    frame = snapshot.frame_of([(person.pk, facts)])
    kept = snapshot.write(frame, Path(settings.XUANXIAN_HOME) / "snapshots", as_of)
    values: dict[str, Value] = {name: fact.value for name, fact in facts.items()}
    return _judge(rules, values, stated, as_of, f"sha256:{kept.digest}")


def judge_people(
    rules: Rules, proposed: Sequence[tuple[Person, Post, Mapping[str, Any]]], as_of: date
) -> list[Judgement]:
    """Judge many people at once, each for a post with what is stated of him; as `judge_person`.

    One snapshot is kept for all who are proposed for posts of one rank.
    """
    judged: dict[int, Judgement] = {}
    ranks = dict.fromkeys(post.rank for _, post, _ in proposed)
    for rank in ranks:
        places = [at for at, (_, post, _) in enumerate(proposed) if post.rank == rank]
        people = list({proposed[at][0].pk: proposed[at][0] for at in places}.values())
        facts = facts_of_people(people, as_of, rank)
        frame = snapshot.frame_of(list(facts.items()))
        kept = snapshot.write(frame, Path(settings.XUANXIAN_HOME) / "snapshots", as_of)
        for at in places:
            person, _, stated = proposed[at]
            values = {name: fact.value for name, fact in facts[person.pk].items()}
            judged[at] = _judge(rules, values, stated, as_of, f"sha256:{kept.digest}")
    return [judged[at] for at in range(len(proposed))]


def judge_given(
    rules: Rules,
    dossier: Dossier | None,
    facts: Mapping[str, Any],
    rank: str,
    as_of: date,
    stated: Mapping[str, Any],
) -> Judgement:
    """Judge somebody who stands in no registry, for a post of `rank` (ZB09). Pure.

    Args:
        dossier: the file, None when only facts are given.
        facts: facts by name, which override those of the file.

    Raises:
        Refusal: a fact nobody knows.
    """
    if unknown := [name for name in facts if name not in FACTS]:
        raise Refusal(
            Problem(
                "情景", "事实", "、".join(unknown), "没有这个事实。", "用 facts list 查看全部。"
            )
        )
    values: dict[str, Value] = {}
    if dossier is not None:
        around = Surroundings(proposed_rank=rank)
        computed = snapshot.of_person(dossier, as_of, around)
        values = {name: fact.value for name, fact in computed.items()}
    values |= {name: exact(value) for name, value in facts.items()}
    return _judge(rules, values, stated, as_of, "")


def _judge(
    rules: Rules,
    values: Mapping[str, Value],
    stated: Mapping[str, Any],
    as_of: date,
    digest: str,
) -> Judgement:
    years = values.get(YEARS_IN_POST)
    return Judgement(
        outcomes(rules, values, stated, as_of), digest, None if years is None else int(str(years))
    )


def outcomes(
    rules: Rules,
    values: Mapping[str, Value],
    stated: Mapping[str, Any],
    as_of: date | None = None,
) -> dict[str, Outcome]:
    """What every criteria of `rules` says, by its id. Pure.

    Args:
        values: facts of the person by name.
        stated: values people stated, by name.
        as_of: the day; a breach that expired before it passes. None lets none expire.
    """
    said = {}
    for criteria in rules.all(Criteria):
        brought = {name: exact(stated[name]) for name in criteria.values if name in stated}
        if criteria.of == "person":
            said[criteria.id] = decide(criteria, {**values, **brought}, rules.parameters, as_of)
        elif criteria.of == "case" and brought:
            # Judged by people: nothing is said before they have said something.
            said[criteria.id] = decide(criteria, brought, rules.parameters, as_of)
    return said
