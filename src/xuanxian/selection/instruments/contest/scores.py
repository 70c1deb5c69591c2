"""What is scored in a contest, and how a mark comes out of what was given. Pure and exact.

A mark that cannot be told is None with the reason; it is never taken for zero.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError, model_validator

from xuanxian.ballots.instruments import VoterClass
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Value, ValueType, exact, show
from xuanxian.policy.formulas import Formula
from xuanxian.policy.parts import ExactText, Parameters, Part, Whole, said, whole
from xuanxian.selection.instruments.contest.weights import (
    Weighing,
    bare,
    check_weights,
    number_of,
    spoken_weights,
    weights_of,
)

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?([%％]|/[1-9]\d{0,14})?")


def read_number(value: object) -> object:
    """A number as people write it, taken as its digits: 85.5 is 171/2.

    Raises:
        ValueError: it is no plain number.
    """
    if value is None or isinstance(value, Fraction):
        return value
    if isinstance(value, bool):
        raise ValueError("应当是数")
    if isinstance(value, int | float | Decimal | str):
        text = str(value).strip()
        if _NUMBER.fullmatch(text):
            number = exact(text)
            return number if isinstance(number, Fraction) else Fraction(text)
    raise ValueError(f"“{value}”不是数，请写成 85、85.5、30% 或 2/3")


Number = Annotated[Fraction, BeforeValidator(read_number)]
"""An exact number of the facts."""


class Rounding(Part):
    """How a mark or a number is rounded.

    Attributes:
        places: decimal places kept.
        way: 四舍五入 half_up, 四舍六入五成双 half_even, 进位 up, 舍去 down.
    """

    places: Whole = 2
    way: Literal["half_up", "half_even", "up", "down"]

    def __call__(self, value: Fraction, parameters: Parameters) -> Fraction:
        """`value` rounded."""
        step = Fraction(1, 10 ** whole(self.places, parameters, of="保留的小数位"))
        return rounded(value / step, self.way) * step

    def spoken(self) -> str:
        """As `保留2位小数，四舍五入`."""
        return f"保留{said(self.places)}位小数，{WAYS[self.way]}"


WAYS = {
    "half_up": "四舍五入",
    "half_even": "四舍六入五成双",
    "up": "向上取整",
    "down": "舍去尾数",
}


def rounded(value: Fraction, way: str) -> int:
    """`value`, 0 or more, as a whole number."""
    below = value.numerator // value.denominator
    rest = value - below
    match way:
        case "up":
            return below + (rest > 0)
        case "down":
            return below
        case "half_up":
            return below + (rest >= Fraction(1, 2))
    return round(value)


Shape = TypeVar("Shape")


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of one candidate.

    Attributes:
        value: exact; None while it cannot be told.
        why: why it cannot, in Chinese; "" for a known one.
    """

    value: Fraction | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What an expression may name, with types, and what is known of one candidate."""

    types: Mapping[str, ValueType]
    values: Mapping[str, Value]


class _Score(Part):
    """What all scores have.

    Attributes:
        id: its Chinese name, by which expressions and weights call it.
        full: full marks; a total brings every score to its own full marks before weighing.
        by: who gives the mark, for readers.
        rounding: how the mark is rounded; exact when left out (`round` in the file).
        cite: article, when it differs from the instrument's.
    """

    id: str = Field(min_length=1, max_length=40)
    full: ExactText = "100"
    by: str = ""
    rounding: Rounding | None = Field(default=None, alias="round")
    cite: str = ""

    def mark(self, given: Any, known: Known, parameters: Parameters) -> Mark:
        """The mark out of what was given for it.

        Args:
            given: what the facts say of it; None when nothing.
            known: the values a formula may name.
            parameters: values of the `$name`s.

        Raises:
            Refusal: what was given cannot be a mark of this score.
        """
        if given is None:
            return Mark(None, f"没有{self.id}成绩")
        found = self._mark(given, parameters)
        return self._finished(found, parameters)

    def _finished(self, found: Mark, parameters: Parameters) -> Mark:
        if found.value is None or self.rounding is None:
            return found
        return Mark(self.rounding(found.value, parameters))

    def _mark(self, given: Any, parameters: Parameters) -> Mark:
        raise NotImplementedError

    def _within(self, value: Fraction, parameters: Parameters) -> Fraction:
        full = number_of(self.full, parameters)
        if not 0 <= value <= full:
            raise Refusal(
                Problem(
                    "成绩",
                    self.id,
                    show(value),
                    f"不在0至{show(full)}分之间。",
                    "请核对成绩，或改正制度里的满分。",
                )
            )
        return value

    def _read(self, adapter: TypeAdapter[Shape], given: Any, form: str) -> Shape:
        try:
            return adapter.validate_python(given)
        except ValidationError as error:
            raise Refusal(
                Problem("成绩", self.id, str(given)[:60], "写法不对。", f"请写成{form}。")
            ) from error

    @property
    def how(self) -> str:
        """How it is scored, for explanations; "" for a plain mark."""
        return ""

    def spoken(self) -> str:
        """As `笔试（满分100分，异地考官评）`."""
        inside = [f"满分{bare(self.full)}分"]
        if self.by:
            inside.append(f"由{self.by}评分")
        if self.how:
            inside.append(self.how)
        if self.rounding:
            inside.append(self.rounding.spoken())
        return f"{self.id}（{'，'.join(inside)}）"


_ONE = TypeAdapter(Number)


class PlainScore(_Score):
    """A mark given as it is: a written examination, a rate already counted elsewhere."""

    form: Literal["mark"] = "mark"

    def _mark(self, given: Any, parameters: Parameters) -> Mark:
        return Mark(self._within(self._read(_ONE, given, "一个数"), parameters))


_Panel = tuple[Number | None, ...]
_PANELS: TypeAdapter[_Panel | dict[str, _Panel]] = TypeAdapter(_Panel | dict[str, _Panel])


class JudgedScore(_Score):
    """Marks of judges, averaged after the extremes are dropped.

    Attributes:
        drop_highest, drop_lowest: how many of the highest and lowest marks are left out.
        least: judges that must have marked; fewer leave the mark unknown.
        classes: classes of judges whose averages are weighed; () for one panel. The extremes are
            dropped within each class.
        weighing: `shares`, which add to 1, or `ratio`, as 3:1, brought to 1 by their sum.
    """

    form: Literal["judges"]
    drop_highest: Whole = 0
    drop_lowest: Whole = 0
    least: Whole = 1
    classes: tuple[VoterClass, ...] = ()
    weighing: Weighing = "shares"

    @model_validator(mode="after")
    def _classes_fit(self) -> "JudgedScore":
        names = [each.name for each in self.classes]
        if len(set(names)) < len(names):
            raise ValueError("classes 中有同名的评委类别，请改成不同的名称")
        if names:
            check_weights({each.name: each.weight for each in self.classes}, self.weighing)
        return self

    def _mark(self, given: Any, parameters: Parameters) -> Mark:
        panels = self._read(_PANELS, given, "一列分数，分类评分的写成“类别: [分数…]”")
        if not self.classes:
            if isinstance(panels, dict):
                raise Refusal(
                    Problem("成绩", self.id, "", "制度没有分类评分。", "请写成一列分数。")
                )
            return self._average(panels, parameters)
        if not isinstance(panels, dict) or not {each.name for each in self.classes} >= set(panels):
            named = "、".join(each.name for each in self.classes)
            raise Refusal(
                Problem("成绩", self.id, "", "制度规定分类评分。", f"请分别写{named}的分数。")
            )
        weights = weights_of(
            {each.name: each.weight for each in self.classes}, self.weighing, parameters, of=self.id
        )
        total = Fraction(0)
        for name, weight in weights.items():
            average = self._average(panels.get(name, ()), parameters)
            if average.value is None:
                return Mark(None, f"{name}：{average.why}")
            total += weight * average.value
        return Mark(total)

    def _average(self, marks: Sequence[Fraction | None], parameters: Parameters) -> Mark:
        known = sorted(self._within(each, parameters) for each in marks if each is not None)
        if len(known) < len(marks):
            return Mark(None, f"{self.id}有评委还没有评分")
        low = whole(self.drop_lowest, parameters, of="去掉的最低分个数")
        high = whole(self.drop_highest, parameters, of="去掉的最高分个数")
        least = max(whole(self.least, parameters, of="评委人数"), low + high + 1)
        if len(known) < least:
            return Mark(None, f"{self.id}只有{len(known)}名评委评分，不足{least}名")
        kept = known[low : len(known) - high]
        return Mark(sum(kept, Fraction(0)) / len(kept))

    @property
    def how(self) -> str:
        """See `_Score.how`."""
        dropped = [
            f"去掉{said(number)}个{which}"
            for number, which in ((self.drop_highest, "最高分"), (self.drop_lowest, "最低分"))
            if number != 0
        ]
        words = "、".join(dropped) + ("后" if dropped else "") + "取评委的平均分"
        if self.classes:
            shares = spoken_weights({one.name: one.weight for one in self.classes}, self.weighing)
            words += f"，{shares}"
        return words


_GRADES = TypeAdapter(tuple[str | None, ...])


class GradedScore(_Score):
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
        """See `_Score.how`."""
        points = "、".join(f"{grade}{bare(text)}分" for grade, text in self.points.items())
        return f"最近{said(self.years)}个年度的等次按{points}取平均，再折算为满分"


_PERIODS = TypeAdapter(dict[str, Number | None])


class YearsScore(_Score):
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
        """See `_Score.how`."""
        points = "、".join(f"{kind}{bare(text)}分" for kind, text in self.points.items())
        return f"每满一年计{points}，不满一年的不计，最多计到满分"


_AWARDS = TypeAdapter(tuple[str, ...])


class AwardScore(_Score):
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
        """See `_Score.how`."""
        points = "、".join(f"{award}{bare(text)}分" for award, text in self.points.items())
        counts = "只取最高一项" if self.counts == "highest" else "可以累加"
        return f"{points}，{counts}"


class FormulaScore(_Score):
    """A mark computed from others and from values of the candidate.

    Attributes:
        formula: a sum over scores before it and the instrument's `values`.
    """

    form: Literal["formula"]
    formula: str

    def mark(self, given: Any, known: Known, parameters: Parameters) -> Mark:
        """See `_Score.mark`; nothing is given for a formula."""
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
        """See `_Score.how`."""
        return f"等于{self.formula}"


Score = Annotated[
    PlainScore | JudgedScore | GradedScore | YearsScore | AwardScore | FormulaScore,
    Field(discriminator="form"),
]
