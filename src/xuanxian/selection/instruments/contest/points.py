"""Scores that come out of a file rather than an examination: grades, years, awards, formulas."""

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.formulas import Formula
from xuanxian.policy.parts import ExactText, Parameters, Whole, said, whole
from xuanxian.policy.weights import bare, number_of
from xuanxian.selection.instruments.contest.numbers import Number
from xuanxian.selection.instruments.contest.scores import (
    JudgedScore,
    Known,
    Mark,
    PlainScore,
    ScoreOf,
    VotesScore,
)

_GRADES = TypeAdapter(tuple[str | None, ...])


class GradedScore(ScoreOf):
    """Yearly grades turned into points and averaged; the best grade every year earns full marks.

    Attributes:
        points: grade → points.
        years: how many years count, the latest.
    """

    form: Literal["grades"]
    points: dict[str, ExactText] = Field(min_length=1)
    years: Whole

    def _mark(self, given: Any, parameters: Parameters) -> Mark:
        grades = self._read(_GRADES, given, "一列等次，近的在后")
        years = whole(self.years, parameters, of=f"{self.id}的年数")
        if len(grades) < years:
            return Mark(None, f"{self.id}只有{len(grades)}年的等次，应有{years}年")
        points = {grade: number_of(text, parameters) for grade, text in self.points.items()}
        latest = grades[len(grades) - years :]
        if None in latest:
            return Mark(None, f"{self.id}有年度没有等次")
        if odd := [grade for grade in latest if grade not in points]:
            return Mark(None, f"制度没有规定“{odd[0]}”等次的分值")
        best = max(points.values())
        if years == 0 or best <= 0:
            raise Refusal(
                Problem("制度", self.id, "", "等次分值或年数为零。", "请改正制度的分值和年数。")
            )
        average = sum((points[grade] for grade in latest if grade), Fraction(0)) / years
        return Mark(average / best * number_of(self.full, parameters))

    @property
    def how(self) -> str:
        """See `ScoreOf.how`."""
        points = "、".join(f"{grade}{bare(text)}分" for grade, text in self.points.items())
        return f"最近{said(self.years)}个年度的等次按{points}取平均，再折算为满分"


_PERIODS = TypeAdapter(dict[str, Number | None])


class YearsScore(ScoreOf):
    """Points for every full year in posts of a kind, up to the full marks.

    Attributes:
        points: kind of post → points a full year.
    """

    form: Literal["years"]
    points: dict[str, ExactText] = Field(min_length=1)

    def _mark(self, given: Any, parameters: Parameters) -> Mark:
        periods = self._read(_PERIODS, given, "“职务类别: 年数”")
        if odd := [kind for kind in periods if kind not in self.points]:
            raise Refusal(
                Problem("成绩", self.id, odd[0], "制度没有这一类职务。",
                        f"可写：{'、'.join(self.points)}。")
            )  # fmt: skip
        total = Fraction(0)
        for kind, years in periods.items():
            if years is None:
                return Mark(None, f"{kind}的年限不明")
            if years < 0:
                raise Refusal(Problem("成绩", self.id, kind, "年限不能小于零。", "请改正。"))
            total += (years.numerator // years.denominator) * number_of(
                self.points[kind], parameters
            )
        return Mark(min(total, number_of(self.full, parameters)))

    @property
    def how(self) -> str:
        """See `ScoreOf.how`."""
        points = "、".join(f"{kind}{bare(text)}分" for kind, text in self.points.items())
        return f"每满一年计{points}，不满一年的不计，最多计到满分"


_AWARDS = TypeAdapter(tuple[str, ...])


class AwardScore(ScoreOf):
    """Points for awards or distinctions, the highest only or together.

    Attributes:
        points: award → points.
        counts: `highest` takes the best one only, `sum` all of them.
        full: the most it can come to.
    """

    form: Literal["awards"]
    points: dict[str, ExactText] = Field(min_length=1)
    counts: Literal["highest", "sum"]

    def _mark(self, given: Any, parameters: Parameters) -> Mark:
        awards = self._read(_AWARDS, given, "一列奖项，没有的写 []")
        if odd := [award for award in awards if award not in self.points]:
            raise Refusal(
                Problem("成绩", self.id, odd[0], "制度没有这一项加分。",
                        f"可写：{'、'.join(self.points)}。")
            )  # fmt: skip
        points = [number_of(self.points[award], parameters) for award in awards] or [Fraction(0)]
        total = max(points) if self.counts == "highest" else sum(points, Fraction(0))
        return Mark(min(total, number_of(self.full, parameters)))

    @property
    def how(self) -> str:
        """See `ScoreOf.how`."""
        points = "、".join(f"{award}{bare(text)}分" for award, text in self.points.items())
        counts = "只取最高一项" if self.counts == "highest" else "可以累加"
        return f"{points}，{counts}"

    @property
    def most(self) -> str:
        """See `ScoreOf.most`."""
        return "最多"


class FormulaScore(ScoreOf):
    """A mark computed from others and from values of the candidate.

    Attributes:
        formula: a sum over scores before it and the instrument's `values`.
        full: its full marks; "" where it has none, and then nothing is weighed by it.
    """

    form: Literal["formula"]
    full: ExactText = ""
    formula: str

    def mark(self, given: Any, known: Known, parameters: Parameters) -> Mark:
        """See `ScoreOf.mark`; nothing is given for a formula."""
        if given is not None:
            raise Refusal(
                Problem("成绩", self.id, "", "这一项由公式算出，不能填写。", "请删去这一项。")
            )
        rule = Formula(self.formula, known.types, parameters)
        value = rule.number(known.values)
        if value is None:
            missing = "、".join(rule.unknown_among(known.values)) or "算式的分母"
            return Mark(None, f"{missing}不明，{self.id}无法计算")
        return self._finished(Mark(value), parameters)

    @property
    def how(self) -> str:
        """See `ScoreOf.how`."""
        return f"等于{self.formula}"


Score = Annotated[
    PlainScore | VotesScore | JudgedScore | GradedScore | YearsScore | AwardScore | FormulaScore,
    Field(discriminator="form"),
]
