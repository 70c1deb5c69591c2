"""By which policy a vote is looked at: that in force for its unit, else the recommended one."""

from collections.abc import Iterable
from dataclasses import dataclass
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
        adopted: whether it was adopted, and is not merely recommended.
    """

    main: Policy
    adopted: bool
    signals: tuple[PolicyOfAnalysis[VoteSignals], ...]
    corroborations: tuple[PolicyOfAnalysis[Corroboration], ...]

    def explain(self) -> list[str]:
        """All of it in plain Chinese paragraphs."""
        told = [each.policy.explain(each.instrument) for each in self.signals]
        told += [each.policy.explain(each.instrument) for each in self.corroborations]
        return [line for lines in told for line in lines]


def policies_for(poll: Poll) -> Policies:
    """What `poll` is looked at by.

    Of each kind the nearest policy in force that has it, else the recommended one.
    """
    in_force = [each.policy for each in queries.all_in_force(poll.unit_code, day_of(poll))]
    recommended = catalogue.load(RECOMMENDED)
    signals = tuple(
        each
        for each in _of(VoteSignals, in_force, recommended)
        if poll.purpose in each.instrument.purposes
    )
    corroborations = _of(Corroboration, in_force, recommended)
    named = [each.policy for each in signals] + [each.policy for each in corroborations]
    main = named[0] if named else recommended
    return Policies(main, main is not recommended, signals, corroborations)


def _of(
    kind: type[Kind], in_force: Iterable[Policy], recommended: Policy
) -> tuple[PolicyOfAnalysis[Kind], ...]:
    for policy in (*in_force, recommended):
        if found := policy.of_kind(kind.KIND):
            return tuple(PolicyOfAnalysis(each, policy) for each in found if isinstance(each, kind))
    return ()
