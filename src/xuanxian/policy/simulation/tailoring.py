"""因人设岗: figures by which a set of requirements may look cut to fit one person.

The figures are counted here; what they mean is asked of a policy of the catalogue, so that every
line that warns can be read, cited and tightened there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Expression, Value
from xuanxian.policy.instruments import Criteria, decide
from xuanxian.policy.judging import criteria_of
from xuanxian.policy.outcome import Outcome
from xuanxian.policy.schema import Policy
from xuanxian.policy.simulation.effects import Simulation

HINTS_POLICY = "示范/模拟分析提示"
"""The policy of the catalogue that says when to warn, unless a scope adopted its own version."""


@dataclass(frozen=True)
class Requirements:
    """A set of requirements, by what it asks about.

    Attributes:
        title: the policy it stands in.
        rules: for each rule, the facts it asks about.
    """

    title: str
    rules: tuple[frozenset[str], ...]

    @property
    def facts(self) -> frozenset[str]:
        """Every fact asked about."""
        return frozenset().union(*self.rules)


@dataclass(frozen=True)
class Tailoring:
    """How much a set of requirements looks cut to fit one person.

    Attributes:
        through: how many come through.
        strongest: label of the rule without which most more would, "" when there is none.
        field_without: how many meet all other rules than that one.
        share: the share of those that it alone stops.
        compared: with how many other sets of requirements it was compared.
        rarest: label of the rule whose facts fewest of those ask about, "" when none was compared.
        uses: how many of those do.
        nearest: title of the set most alike, "" when none was compared.
        likeness: of the facts asked about here, the share that it asks about too.
        outcome: what the policy of hints says of these figures; None when there is none.
    """

    through: int
    strongest: str
    field_without: int
    share: Fraction
    compared: int
    rarest: str
    uses: int
    nearest: str
    likeness: Fraction
    outcome: Outcome | None = None

    @property
    def values(self) -> dict[str, Value]:
        """The figures under the names that the policy of hints gives them."""
        return {
            "通过人数": Fraction(self.through),
            "单条排除比例": self.share,
            "同类条件套数": Fraction(self.compared),
            "最少见要求使用套数": Fraction(self.uses),
            "最相近条件相同比例": self.likeness,
        }


@dataclass(frozen=True)
class Hints:
    """What the policy of hints says about simulations.

    Attributes:
        policy: the policy.
        criteria: by what a set of requirements is judged.
        smallest_group: groups of fewer people are not shown by themselves.
        age_bands: upper bounds of the bands of age, ascending.
        group_facts: facts of a person that make a rule a group rule.
    """

    policy: Policy
    criteria: Criteria
    smallest_group: int
    age_bands: tuple[int, ...]
    group_facts: tuple[str, ...]

    @classmethod
    def of(cls, policy: Policy) -> "Hints":
        """Read them from a policy made for it.

        Raises:
            Refusal: the policy lacks one of them.
        """
        (criteria,) = criteria_of(policy, ("tailoring",))
        values = policy.values
        try:
            return cls(
                policy=policy,
                criteria=criteria,
                smallest_group=int(values["smallest_group"]),  # type: ignore[arg-type]
                age_bands=tuple(int(bound) for bound in values["age_bands"]),  # type: ignore[union-attr]
                group_facts=tuple(values["group_facts"]),  # type: ignore[arg-type]
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Refusal(
                Problem(
                    policy.id,
                    "parameters",
                    "",
                    "缺少 smallest_group、age_bands 或 group_facts，或者写法不对。",
                    f"请对照目录中的“{HINTS_POLICY}”补上。",
                )
            ) from error

    def judged(self, tailoring: Tailoring) -> Tailoring:
        """`tailoring` with what the policy says of it."""
        outcome = decide(self.criteria, tailoring.values, self.policy.quantities)
        return replace(tailoring, outcome=outcome)


def requirements_of(policy: Policy, instrument_ids: Sequence[str] = ()) -> Requirements:
    """What the criteria of a person in `policy` ask about."""
    rules = []
    for criteria in criteria_of(policy, instrument_ids):
        for rule in criteria.rules:
            asked = [
                Expression.parse(text, criteria.names, policy.quantities)
                for text in (rule.rule, rule.when)
                if text
            ]
            rules.append(frozenset(name for each in asked for name in each.names))
    return Requirements(policy.title, tuple(rule for rule in rules if rule))


def tailoring_of(simulation: Simulation, others: Iterable[Requirements]) -> Tailoring:
    """Count by what a set of requirements may look cut to fit one person.

    Args:
        simulation: what the requirements do to the people of a snapshot.
        others: requirements of the same kind to compare with; those that ask for exactly the same
            facts rule by rule are one and the same text, inherited, and count once.
    """
    strongest = simulation.strongest
    only = strongest.only if strongest else 0
    field_without = simulation.through + only
    own = [(rule.label, frozenset(rule.names)) for rule in simulation.rules if rule.names]
    facts = frozenset().union(*(names for _, names in own))
    compared = {
        frozenset(each.rules): each
        for each in others
        if each.rules and frozenset(each.rules) != {names for _, names in own}
    }
    rarest, uses, nearest, likeness = "", 0, "", Fraction(0)
    if compared and own:
        by_use = [
            (sum(names <= each.facts for each in compared.values()), place)
            for place, (_, names) in enumerate(own)
        ]
        uses, place = min(by_use)
        rarest = own[place][0]
        likeness, nearest = max(
            (Fraction(len(facts & each.facts), len(facts)), each.title)
            for each in compared.values()
        )
    return Tailoring(
        through=simulation.through,
        strongest=strongest.label if strongest else "",
        field_without=field_without,
        share=Fraction(only, field_without) if field_without else Fraction(0),
        compared=len(compared) if own else 0,
        rarest=rarest,
        uses=uses,
        nearest=nearest,
        likeness=likeness,
    )
