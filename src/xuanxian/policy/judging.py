"""Judging people by the criteria of a policy: one with reasons, or everybody with verdicts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

import polars as pl

from xuanxian.facts import snapshot
from xuanxian.facts.definitions import FactValue, Surroundings
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Value
from xuanxian.policy.instruments import CompiledCriteria, Criteria, judge_together
from xuanxian.policy.outcome import Outcome
from xuanxian.policy.schema import Policy
from xuanxian.registry.dossier import Dossier


def judge_person(
    dossier: Dossier,
    policy: Policy,
    as_of: date,
    instrument_ids: Sequence[str] = (),
    *,
    surroundings: Surroundings | None = None,
    brought: Mapping[str, Value] | None = None,
) -> Outcome:
    """What criteria of `policy` say of a person on `as_of`, all reasons together.

    Args:
        instrument_ids: the criteria; () for every one of a person.
        surroundings: units, posts and the post proposed; what it lacks stays unknown.
        brought: values the case brings besides the facts.

    Raises:
        Refusal: the policy has no such criteria.
    """
    facts = snapshot.of_person(dossier, as_of, surroundings)
    return judge_facts(facts, policy, instrument_ids, brought=brought, as_of=as_of)


def judge_facts(
    facts: Mapping[str, FactValue],
    policy: Policy,
    instrument_ids: Sequence[str] = (),
    *,
    brought: Mapping[str, Value] | None = None,
    as_of: date | None = None,
) -> Outcome:
    """As `judge_person`, from facts that are already computed.

    Args:
        as_of: the day they are true on; None lets no breach expire.
    """
    values: dict[str, Value] = {name: fact.value for name, fact in facts.items()}
    values.update(brought or {})
    return Outcome.of(
        reason
        for criteria in criteria_of(policy, instrument_ids)
        for reason in compiled(policy, criteria.id).decide(values, as_of).reasons
    )


def judge_people(
    frame: pl.DataFrame,
    policy: Policy,
    instrument_ids: Sequence[str] = (),
    *,
    as_of: date | None = None,
) -> pl.DataFrame:
    """The verdicts of everybody in a snapshot, on the day it is of where that is given.

    Returns a row a row of `frame`, in its order: `person`, `verdict` over all criteria, and the
    verdict of each criteria in a column named by its id.
    """
    chosen = [compiled(policy, each.id) for each in criteria_of(policy, instrument_ids)]
    names = [each.criteria.id for each in chosen]
    verdicts = judge_together(chosen, frame, as_of).select(names)
    people = frame.select(snapshot.PERSON_COLUMN)
    judged = pl.concat([people, verdicts], how="horizontal")
    return judged.with_columns(verdict=pl.max_horizontal(names))


def criteria_of(policy: Policy, instrument_ids: Iterable[str] = ()) -> tuple[Criteria, ...]:
    """The criteria with these ids; every one of a person when none is named.

    Raises:
        Refusal: an id is unknown, or of another kind.
    """
    wanted = tuple(instrument_ids)
    if not wanted:
        found = (each for each in policy.instruments if isinstance(each, Criteria))
        return tuple(each for each in found if each.of == "person")
    chosen = []
    for instrument_id in wanted:
        instrument = policy.instrument(instrument_id)
        if not isinstance(instrument, Criteria):
            raise Refusal(
                Problem(policy.title, "", instrument_id, "不是条件。", "请选一项 criteria。")
            )
        chosen.append(instrument)
    return tuple(chosen)


def compiled(policy: Policy, instrument_id: str) -> CompiledCriteria:
    """One criteria of `policy`, its expressions checked once and kept."""
    criteria = criteria_of(policy, (instrument_id,))[0]
    return _compiled(_Key(policy, criteria))


class _Key:
    """Criteria with the parameters in force, compared by what they say."""

    def __init__(self, policy: Policy, criteria: Criteria) -> None:
        self.criteria = criteria
        self.quantities = policy.quantities
        self._identity = (
            criteria.model_dump_json(),
            tuple((name, each.value, each.unit) for name, each in self.quantities.items()),
        )

    def __hash__(self) -> int:
        return hash(self._identity)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._identity == other._identity


@lru_cache(maxsize=128)
def _compiled(key: _Key) -> CompiledCriteria:
    return key.criteria.compiled(key.quantities)
