"""What is scored in a contest, and how a mark comes out of what was given. Pure and exact.

A mark that cannot be told is None with the reason; it is never taken for zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeVar

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from xuanxian.ballots.instruments import VoterClass
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Value, ValueType, show
from xuanxian.policy.parts import ExactText, Parameters, Part, Whole, said, whole
from xuanxian.policy.weights import (
    Weighing,
    bare,
    check_weights,
    number_of,
    spoken_weights,
    weights_of,
)
from xuanxian.selection.instruments.contest.numbers import Number, Rounding

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


class ScoreOf(Part):
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

    @property
    def most(self) -> str:
        """What the full marks are called in explanations."""
        return "满分"

    def spoken(self) -> str:
        """As `笔试（满分100分，异地考官评）`."""
        unit = "" if self.full.endswith("%") else "分"
        inside = [f"{self.most}{bare(self.full)}{unit}"] if self.full else []
        if self.by:
            inside.append(f"由{self.by}{'评分' if self.full else '投票'}")
        if self.how:
            inside.append(self.how)
        if self.rounding:
            inside.append(self.rounding.spoken())
        return f"{self.id}（{'，'.join(inside)}）" if inside else self.id


_ONE = TypeAdapter(Number)


class PlainScore(ScoreOf):
    """A mark given as it is: a written examination, a rate already counted elsewhere."""

    form: Literal["mark"]

    def _mark(self, given: Any, parameters: Parameters) -> Mark:
        return Mark(self._within(self._read(_ONE, given, "一个数"), parameters))


class VotesScore(ScoreOf):
    """Votes counted elsewhere: a whole number without full marks, so nothing is weighed by it."""

    form: Literal["votes"]
    full: Literal[""] = ""

    def _mark(self, given: Any, parameters: Parameters) -> Mark:
        votes = self._read(_ONE, given, "票数")
        if votes < 0 or votes.denominator != 1:
            raise Refusal(
                Problem("成绩", self.id, show(votes), "不是票数。", "请写不小于0的整数。")
            )
        return Mark(votes)


_Panel = tuple[Number | None, ...]
_PANELS: TypeAdapter[_Panel | dict[str, _Panel]] = TypeAdapter(_Panel | dict[str, _Panel])


class JudgedScore(ScoreOf):
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
        """See `ScoreOf.how`."""
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
