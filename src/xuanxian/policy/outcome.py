"""What a rule says about a person, post, ballot or case: a verdict with its reasons. Pure data."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Verdict(StrEnum):
    """通过、提示、暂缓、不得, from lightest to heaviest."""

    PASS = "pass"  # noqa: S105
    FLAG = "flag"
    HOLD = "hold"
    BAR = "bar"

    @property
    def label(self) -> str:
        """The word users read."""
        return {"pass": "通过", "flag": "提示", "hold": "暂缓", "bar": "不得"}[self.value]

    @property
    def consequence(self) -> str:
        """What follows, as the end of a Chinese sentence: 不符合的，暂缓."""
        return {
            "pass": "不受影响",
            "flag": "予以提示，由人研究",
            "hold": "暂缓",
            "bar": "不予通过",
        }[self.value]

    @property
    def weight(self) -> int:
        """0 for PASS to 3 for BAR; the heaviest reason decides an outcome."""
        return ("pass", "flag", "hold", "bar").index(self.value)


class Reason(BaseModel):
    """Why: one rule applied to one subject.

    Attributes:
        rule: id of the rule inside its policy.
        label: the rule in a few Chinese words.
        verdict: what this rule alone says.
        explanation: one Chinese sentence with the subject's figures and the line.
        figures: the figures used, Chinese name → text with unit.
        threshold: the line, as text with unit; "" when the rule has none.
        citation: policy title and article it follows.
        expires: date from which the reason no longer holds; None when it does not expire.
    """

    model_config = ConfigDict(frozen=True)

    rule: str
    label: str
    verdict: Verdict
    explanation: str
    figures: dict[str, str] = {}
    threshold: str = ""
    citation: str = ""
    expires: date | None = None


class Outcome(BaseModel):
    """The verdict over all reasons: the heaviest of them, PASS when there is none."""

    model_config = ConfigDict(frozen=True)

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()

    @classmethod
    def of(cls, reasons: Iterable[Reason]) -> "Outcome":
        """Collect `reasons`, the heaviest first, keeping their order otherwise."""
        ordered = tuple(sorted(reasons, key=lambda reason: -reason.verdict.weight))
        return cls(verdict=ordered[0].verdict if ordered else Verdict.PASS, reasons=ordered)

    @property
    def blocks(self) -> bool:
        """Whether a stage cannot be left without release or override."""
        return self.verdict in {Verdict.HOLD, Verdict.BAR}
