"""Rules that stand inside another instrument, as the entry to a pool. Pure."""

from collections.abc import Mapping, Sequence

from xuanxian.policy.expressions import Value
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.instruments.criteria import CompiledCriteria, Criteria, Rule
from xuanxian.policy.instruments.subjects import NamedValue, Subject
from xuanxian.policy.kinds import Provision, StatedExpression
from xuanxian.policy.outcome import Outcome, Reason


class InnerRules:
    """Rules of an instrument about one subject, judged and said as criteria are.

    Attributes:
        path: where they stand in the instrument, as `("tiers", "chief", "entry")`.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        values: Mapping[str, NamedValue],
        path: tuple[str, ...],
        *,
        of: Subject = "person",
        cite: str = "",
    ) -> None:
        """
        Args:
            rules: at least one.
            values: what a case brings besides the facts of the subject.
            path: where the rules stand in the instrument.
            cite: article of rules that name none.
        """
        self.path = path
        self._criteria = Criteria(
            id=path[0], of=of, values=dict(values), rules=tuple(rules), cite=cite
        )

    def compiled(self, parameters: Parameters) -> CompiledCriteria:
        """The rules read once, for many subjects.

        Raises:
            ExpressionFault: a rule does not fit the names or parameters.
        """
        return self._criteria.compiled(parameters)

    def judge(
        self, named: str, values: Mapping[str, Value], parameters: Parameters
    ) -> tuple[Reason, ...]:
        """What the rules say of a subject with these values.

        Args:
            named: what the reasons are named after; each is `<named>.<id of the rule>`.
        """
        return renamed(named, self.compiled(parameters).decide(values))

    def expressions(self) -> list[StatedExpression]:
        """The expressions of the rules, where they stand in the instrument."""
        return [
            StatedExpression((*self.path, *each.path[1:]), each.text, each.names, each.expect)
            for each in self._criteria.expressions()
        ]

    def provisions(self) -> list[Provision]:
        """Each rule as an item of a written policy."""
        return [
            Provision(each.text, each.cite, (*self.path, *each.part[1:]), each.note)
            for each in self._criteria.provisions()
            if each.part
        ]


def renamed(named: str, outcome: Outcome) -> tuple[Reason, ...]:
    """The reasons of an outcome, named after another instrument: `<named>.<id of the rule>`."""
    return tuple(
        reason.model_copy(update={"rule": f"{named}.{reason.rule.partition('.')[2]}"})
        for reason in outcome.reasons
    )
