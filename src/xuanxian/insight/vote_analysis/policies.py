"""By which policy a vote is looked at: that in force for its unit, else the recommended one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from xuanxian.ballots.history.queries import day_of
from xuanxian.ballots.models import Poll
from xuanxian.insight.instruments.corroboration import Corroboration
from xuanxian.insight.instruments.vote_signals import VoteSignals
from xuanxian.policy import catalogue, queries
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.schema import Policy

RECOMMENDED = "示范/得票分析提示"
"""The policy of the catalogue that is asked where no policy in force has such an instrument."""

Kind = TypeVar("Kind", bound=Instrument)


@dataclass(frozen=True)
class PolicyOfAnalysis(Generic[Kind]):
    """One instrument with the policy it stands in."""

    instrument: Kind
    policy: Policy

    @property
    def values(self) -> Parameters:
        """The parameters in force."""
        return self.policy.values

    @property
    def said(self) -> str:
        """How pages and the record name it."""
        return f"{self.policy.title}·{self.instrument.title or self.instrument.TITLE}"


@dataclass(frozen=True)
class Policies:
    """What a vote is looked at by.

    Attributes:
        main: the policy that an analysis names.
        since: from when it is adopted; None where it is merely recommended.
    """

    main: Policy
    since: date | None
    signals: tuple[PolicyOfAnalysis[VoteSignals], ...]
    corroborations: tuple[PolicyOfAnalysis[Corroboration], ...]

    def explain(self) -> list[str]:
        """All of it in plain Chinese paragraphs."""
        told = [each.policy.explain(each.instrument) for each in self.signals]
        told += [each.policy.explain(each.instrument) for each in self.corroborations]
        return [line for lines in told for line in lines]


def policies_for(poll: Poll) -> Policies:
    """What `poll` is looked at by: the policies of its unit on its day."""
    return policies_of(poll.unit_code, day_of(poll), poll.purpose)


def policies_of(unit_code: str, on: date, purpose: str) -> Policies:
    """What votes of a unit are looked at by.

    Of each kind the nearest policy in force that has it, else the recommended one.

    Args:
        purpose: of the votes, as `nomination`.
    """
    adopted = queries.all_in_force(unit_code, on)
    in_force = [each.policy for each in adopted]
    recommended = catalogue.load(RECOMMENDED)
    signals = tuple(
        each
        for each in _of(VoteSignals, in_force, recommended)
        if purpose in each.instrument.purposes
    )
    corroborations = _of(Corroboration, in_force, recommended)
    named = [each.policy for each in signals] + [each.policy for each in corroborations]
    main = named[0] if named else recommended
    since = next((each.valid_from for each in adopted if each.policy is main), None)
    return Policies(main, since, signals, corroborations)


def _of(
    kind: type[Kind], in_force: Iterable[Policy], recommended: Policy
) -> tuple[PolicyOfAnalysis[Kind], ...]:
    for policy in (*in_force, recommended):
        if found := policy.of_kind(kind.KIND):
            return tuple(PolicyOfAnalysis(each, policy) for each in found if isinstance(each, kind))
    return ()
