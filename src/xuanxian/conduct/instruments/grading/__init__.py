"""等次比例: forced shares of grades over a group. `Grading` is the kind."""

from xuanxian.conduct.instruments.grading.kind import Grading
from xuanxian.conduct.instruments.grading.terms import GradingFacts

__all__ = ["Grading", "GradingFacts"]
