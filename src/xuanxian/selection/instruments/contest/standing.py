"""A candidate while the rounds are gone through, and the terms they are gone through by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Kind, Value
from xuanxian.policy.formulas import Formula
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import Finding, Parameters
from xuanxian.policy.weights import number_of, weights_of
from xuanxian.selection.instruments.contest.facts import CandidateFacts
from xuanxian.selection.instruments.contest.schema import Contest


@dataclass
class Standing:
    """One candidate while the rounds are gone through.

    Attributes:
        certain: whether it is certain that the candidate is still in.
        out: whether the candidate is certainly out.
        waits: whether something holds the whole field, which leaves its order untouched.
    """

    facts: CandidateFacts
    values: dict[str, Value]
    finding: Finding
    certain: bool = True
    out: bool = False
    waits: bool = False
    marks: dict[str, Fraction | None] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    places: dict[str, int | None] = field(default_factory=dict)
    place: int | None = None
    tied: tuple[str, ...] = ()
    reached: str = ""
    reserve: int | None = None
    chosen: str = ""

    def note(self, verdict: Verdict) -> None:
        """Take over what a verdict means for being in."""
        self.out = self.out or verdict is Verdict.BAR
        self.certain = self.certain and verdict is not Verdict.HOLD


@dataclass
class Terms:
    """The instrument with its parameters; each expression is read once."""

    contest: Contest
    parameters: Parameters
    _read: dict[tuple[str, str], Formula] = field(default_factory=dict)

    def formula(self, round_id: str, text: str) -> Formula:
        """A condition of a round."""
        key = (round_id, text)
        if key not in self._read:
            names = self.contest.names_in(round_id)
            self._read[key] = Formula(text, names, self.parameters, expect=Kind.BOOLEAN)
        return self._read[key]

    def number(self, text: str, counts: Mapping[str, Fraction]) -> Fraction | None:
        """The value of a sum over `counts`."""
        key = ("", text)
        if key not in self._read:
            self._read[key] = Formula(text, dict.fromkeys(counts), self.parameters)
        return self._read[key].number(counts)

    @cached_property
    def full(self) -> Mapping[str, Fraction]:
        """The full marks of every score and total."""
        found = {
            one.id: number_of(one.full, self.parameters)
            for each in self.contest.rounds
            for one in (*each.scores, *each.totals)
            if one.full
        }
        if empty := [name for name, full in found.items() if full <= 0]:
            raise Refusal(Problem("制度", empty[0], "", "满分应当大于零。", "请改正满分。"))
        return found

    @cached_property
    def weights(self) -> Mapping[str, Mapping[str, Fraction]]:
        """Total → score → share of 1."""
        return {
            total.id: weights_of(total.weights, total.weighing, self.parameters, of=total.id)
            for each in self.contest.rounds
            for total in each.totals
        }
