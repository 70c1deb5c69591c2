"""不上会: what must be in order before a case is put before the deciding body.

It judges nothing itself: every situation rests on other instruments of the policy, so that what was
released or overridden there counts here too.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from pydantic import Field

from xuanxian.policy.kinds import Instrument, Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Named, Parameters


class Situation(Named):
    """A situation in which a case is not put before the body.

    Attributes:
        unless: ids of the instruments that must all be in order.
    """

    unless: tuple[str, ...] = Field(min_length=1)
    cite: str = ""


class AdmissionFacts(Facts):
    """What the instruments said of the case; id → outcome, releases and overrides applied."""

    as_of: date
    outcomes: Mapping[str, Outcome] = {}


class Admission(Instrument):
    """The situations in which a case is not put before the body (几个不上会)."""

    KIND = "admission"
    TITLE = "不上会的情形"

    kind: Literal["admission"] = "admission"
    situations: tuple[Situation, ...] = Field(min_length=1)

    @property
    def rests_on(self) -> Sequence[str]:
        """Ids of the instruments asked, each once."""
        return tuple(dict.fromkeys(check for one in self.situations for check in one.unless))

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a situation."""
        return [
            Provision("有下列情形之一的，不提交会议讨论："),
            *(
                Provision(f"{one.title}。", one.cite, ("situations", one.id))
                for one in self.situations
            ),
        ]

    def decide(self, facts: AdmissionFacts, parameters: Parameters) -> Outcome:
        """Whether the case may be put before the body."""
        del parameters
        finding = Finding(self)
        for one in self.situations:
            unknown = [check for check in one.unless if check not in facts.outcomes]
            blocking = [
                reason.explanation.rstrip("。")
                for check in one.unless
                if check in facts.outcomes
                for reason in facts.outcomes[check].reasons
                if reason.verdict in {Verdict.HOLD, Verdict.BAR}
            ]
            if blocking:
                finding.add(
                    one.id,
                    Verdict.BAR,
                    one.title,
                    f"{one.title}的不上会：{'；'.join(blocking)}。",
                    cite=one.cite,
                )
            elif unknown:
                finding.missing(
                    one.id, one.title, f"{one.title}的不上会：还没有审查。", cite=one.cite
                )
            else:
                finding.met(one.id, one.title, f"没有“{one.title}”的情形。", cite=one.cite)
        return Outcome.of(finding)
