"""What a count says, as plain data that is stored, shown and put on the record.

A result never holds the figures of a class too small to be shown apart: they are left out when
the result is made, not when it is printed.
"""

from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from xuanxian.policy.outcome import Outcome, Reason


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True)


class Figure(_Plain):
    """An exact number: `exact` as 2/3 or 12, `percent` as 66.67%, rounded half to even."""

    exact: str
    percent: str

    @classmethod
    def of(cls, value: Fraction) -> "Figure":
        """Write `value` down."""
        sign = "-" if value < 0 else ""
        hundredths, rest = divmod(abs(value.numerator) * 10000, value.denominator)
        hundredths += (2 * rest, hundredths % 2) > (value.denominator, 0)
        sign = sign if hundredths else ""
        return cls(exact=str(value), percent=f"{sign}{hundredths // 100}.{hundredths % 100:02d}%")

    @property
    def value(self) -> Fraction:
        """The exact number."""
        return Fraction(self.exact)

    def shown(self, name: str) -> str:
        """As it is read under `name`: what is called a rate (率) in per cent, the rest as it is.

        Decimals are rounded half to even to two places, ends of noughts left out.
        """
        if "率" in name:
            return self.percent
        if self.value.denominator == 1:
            return self.exact
        return self.percent_of_hundredth.rstrip("0").rstrip(".")

    @property
    def percent_of_hundredth(self) -> str:
        """The number itself with two decimals."""
        return Figure.of(self.value / 100).percent.removesuffix("%")


class SubjectResult(_Plain):
    """What the ballots say of one subject.

    Attributes:
        subject: its id; `written:<name>` for a name written in beyond the list.
        name: as printed on the ballot.
        written_in: whether it stood beyond the list, under a name written or the person meant.
        counts: what was counted → number of valid ballots, all classes, unweighted.
        by_class: class → counts, only of classes that may be shown apart.
        measures: measure → figure; None where it cannot be computed (a denominator of 0).
        unweighted: the same as if every ballot weighed the same; only where classes have weights.
        measures_by_class: class → measures within it, of classes that may be shown apart.
        rank: 1 for the highest; None without ranking or where it cannot be computed.
        tied_with: names of those at the same rank after all tie breaks.
        passed: whether `passes` holds; None when there is nothing to pass or no telling.
        outcome: the verdict with its reasons.
    """

    subject: str
    name: str
    written_in: bool = False
    counts: dict[str, int]
    by_class: dict[str, dict[str, int]] = {}
    measures: dict[str, Figure | None] = {}
    unweighted: dict[str, Figure | None] = {}
    measures_by_class: dict[str, dict[str, Figure | None]] = {}
    rank: int | None = None
    tied_with: tuple[str, ...] = ()
    passed: bool | None = None
    outcome: Outcome


class TallyResult(_Plain):
    """The whole count of a poll.

    Attributes:
        denominators: 应到 实到 发出 收回 有效 无效 → number, over all classes.
        by_class: class → denominators; 有效 and 无效 only of classes that may be shown apart.
        withheld: classes whose answers are not shown apart, and must not be derivable.
        measures_withheld: weighted figures are left out because they would give a withheld class
            away; ranks and verdicts, made from them, remain.
        invalid: reason → number of invalid ballots.
        unidentified: names written in of which tellers could not tell whom they mean.
        without_note: names not counted because a note beside them is missing.
        against_units: valid ballots that go against a rule on units which states it only.
        unit_unknown: ballots whose voter's unit is unknown to a rule on units; None without one.
        stands: whether the vote stands as a whole; None when the instrument sets no condition.
        remarks: reasons that concern the whole vote.
        subjects: in the order of the ballot, names written in last.
    """

    denominators: dict[str, int]
    by_class: dict[str, dict[str, int]]
    withheld: tuple[str, ...] = ()
    measures_withheld: bool = False
    invalid: dict[str, int] = {}
    unidentified: int = 0
    without_note: int = 0
    against_units: int = 0
    unit_unknown: int | None = None
    stands: bool | None = None
    remarks: tuple[Reason, ...] = ()
    subjects: tuple[SubjectResult, ...]

    def of(self, subject: str) -> SubjectResult | None:
        """The result of `subject`, None when it is not on the ballot."""
        return next((result for result in self.subjects if result.subject == subject), None)

    @property
    def ranking(self) -> tuple[SubjectResult, ...]:
        """The subjects by rank, those without one last, otherwise in the order of the ballot."""
        return tuple(sorted(self.subjects, key=lambda one: (one.rank is None, one.rank or 0)))
