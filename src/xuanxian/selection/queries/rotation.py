"""轮岗名单: who has to move on under the policies in force, and since when each has stayed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from xuanxian.policy.formulas import Parameters
from xuanxian.policy.outcome import Reason, Verdict
from xuanxian.policy.queries import all_in_force
from xuanxian.registry.models import Organisation, PostHolding
from xuanxian.registry.queries.people import under_codes
from xuanxian.registry.queries.units import holdings_in_force
from xuanxian.selection.instruments.rotation import Rotation, RotationFacts
from xuanxian.selection.queries.round_rows import unit_of


@dataclass(frozen=True, slots=True)
class Rotating:
    """A policy in force that has people move on."""

    policy: str
    instrument: Rotation
    parameters: Parameters
    rules_in_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RotationRow:
    """Somebody on the list, by one rule."""

    holding: PostHolding
    unit: Organisation
    policy: str
    since: date | None
    due: date | None
    reason: Reason


def rotating_of(unit: Organisation, as_of: date) -> list[Rotating]:
    """Every policy in force for `unit` that has people move on, nearest scope first."""
    return [
        Rotating(
            adopted.policy.title,
            instrument,
            adopted.quantities,
            tuple(adopted.policy.explain(instrument)),
        )
        for adopted in all_in_force(unit.code, as_of)
        for instrument in adopted.instruments
        if isinstance(instrument, Rotation)
    ]


def rotation_list(
    unit: Organisation, rotating: Sequence[Rotating], as_of: date
) -> list[RotationRow]:
    """Those due, those soon due and those of whom it is unknown, under `unit`; earliest first."""
    if not rotating:
        return []
    within = Organisation.objects.filter(under_codes([unit.code]))
    holdings = list(
        PostHolding.objects.filter(holdings_in_force(as_of), post__organisation__in=within)
        .select_related("person", "post__organisation__parent__parent__parent")
        .order_by("post__organisation__code", "post__place")
    )
    stays: dict[tuple[UUID, UUID], list[PostHolding]] = defaultdict(list)
    for one in PostHolding.objects.filter(
        person__in={holding.person_id for holding in holdings}, post__isnull=False
    ).select_related("post__organisation__parent__parent__parent"):
        if one.post is not None:
            stays[one.person_id, unit_of(one.post.organisation).pk].append(one)
    found = []
    for holding in holdings:
        if holding.post is None:
            continue
        owner = unit_of(holding.post.organisation)
        facts = RotationFacts(
            as_of=as_of,
            name=holding.person.name,
            post=str(holding.post),
            portfolio=holding.post.portfolio,
            is_chief=holding.post.is_chief and holding.post.is_team_member,
            in_post_since=_first_day(holding),
            in_unit_since=_unbroken(stays[holding.person_id, owner.pk]),
        )
        for policy in rotating:
            outcome = policy.instrument.decide(facts, policy.parameters)
            rules = {f"{policy.instrument.id}.{one.id}": one for one in policy.instrument.rules}
            for reason in outcome.reasons:
                if reason.verdict is Verdict.PASS:
                    continue
                rule = rules[reason.rule]
                since = facts.in_post_since if rule.within == "post" else facts.in_unit_since
                due = policy.instrument.due_on(rule, facts, policy.parameters)
                found.append(RotationRow(holding, owner, policy.policy, since, due, reason))
    return sorted(found, key=lambda row: (row.due is None, row.due or as_of, row.unit.code))


def _first_day(holding: PostHolding) -> date | None:
    return holding.held_from.earliest() if holding.held_from else None


def _unbroken(stays: Sequence[PostHolding]) -> date | None:
    """First day of the run of stays that lasts until now; None where its beginning is unknown."""
    since: date | None = None
    for one in sorted(stays, key=_ended_last_first):
        begun = _first_day(one)
        if since is None:
            if begun is None or one.held_until is not None:
                return None
            since = begun
        elif begun is not None and (
            one.held_until is None or _month(one.held_until.latest()) >= _month(since)
        ):
            # Leaving and beginning in the same month leave no gap.
            since = min(since, begun)
    return since


def _ended_last_first(stay: PostHolding) -> int:
    return -(stay.held_until.latest() if stay.held_until else date.max).toordinal()


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
