"""What forced shares are written in: grades, limits, and the group they are put to."""

from collections.abc import Iterator, Mapping

from pydantic import Field, model_validator

from xuanxian.conduct.instruments.declared import ExactNumber, written_number
from xuanxian.policy.expressions import Quantity, show
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import ExactText, Facts, Part, Whole


class Grade(Part):
    """One grade (等次).

    Attributes:
        share: its part of a ratio as 3 of 3:4:3, or of the whole as 30%; None without one.
        effect: what follows from it, in words.
    """

    id: str
    title: str
    share: ExactText | None = None
    effect: str = ""


class Limit(Part):
    """How many of the group may, or must, have one of some grades.

    Attributes:
        grades: ids of the grades counted together.
        least, most: shares of the group, both inclusive. Heads are compared with the exact share,
            so that `most` rounds down and `least` rounds up by itself.
        heads_least: least number of people, whatever the size of the group.
        soft: 一般、原则上: a breach flags.
    """

    id: str
    grades: tuple[str, ...] = Field(min_length=1)
    least: ExactText | None = None
    most: ExactText | None = None
    heads_least: Whole | None = None
    otherwise: Verdict = Field(default=Verdict.HOLD, alias="else")
    soft: bool = False
    cite: str = ""

    @model_validator(mode="after")
    def _bounded(self) -> "Limit":
        if self.least is None and self.most is None and self.heads_least is None:
            raise ValueError("要写 least、most 或 heads_least。")
        for message in self.unfit({}):
            raise ValueError(message)
        return self

    def unfit(self, parameters: Mapping[str, Quantity]) -> Iterator[str]:
        """What contradicts in its bounds, as far as they are known."""
        least = written_number(self.least, parameters)
        most = written_number(self.most, parameters)
        for share in (least, most):
            if share is not None and not 0 <= share <= 1:
                yield f"比例{show(share)}不在0至100%之间，请改正。"
        if least is not None and most is not None and least > most:
            yield f"下限{show(least)}高于上限{show(most)}，请对调。"

    @property
    def verdict_of_breach(self) -> Verdict:
        """FLAG for a soft limit, otherwise what the policy says."""
        return Verdict.FLAG if self.soft else self.otherwise


class GradingFacts(Facts):
    """One group to be graded: by scores, or already graded.

    Attributes:
        size: how many people, when neither scores nor grades name them.
        scores: person → score, the highest best; None where there is none.
        grades: person → grade given, by id or title.
        counts: grade → how many, when people are not named.
    """

    size: int | None = Field(default=None, ge=0)
    scores: Mapping[str, ExactNumber | None] = {}
    grades: Mapping[str, str] = {}
    counts: Mapping[str, int] = {}
