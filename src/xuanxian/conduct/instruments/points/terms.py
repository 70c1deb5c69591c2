"""What a points system (积分制) is written in: items, periods, measures, bands, consequences."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from pydantic import Field, model_validator

from xuanxian.conduct.instruments.declared import refuse_repeated, written_number
from xuanxian.conduct.instruments.occurrence import Occurrence
from xuanxian.kernel.deadlines import add_months
from xuanxian.policy.expressions import Quantity, show
from xuanxian.policy.formulas import Parameters, exact
from xuanxian.policy.instruments.saying import in_place
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import ExactText, Part, RoleCode, Whole, said, whole

FIGURES = ("起始分", "加分", "扣分", "得分", "笔数")
"""What every account says of itself."""


class Item(Part):
    """What one kind of event adds or takes.

    Attributes:
        on: the event.
        add: points added each time.
        deduct: points taken each time.
        judged: the amount is judged each time: added or deducted.
        least: of a judged amount, least each time.
        most: of a judged amount, most each time.
        when: further condition over the values of the event; "" always.
        cap: most that this item adds or takes in one period; None without limit.
        expires_months: months after which an entry no longer counts; None never.
        note: how it is to be read.
    """

    on: str
    id: str = ""
    add: ExactText | None = None
    deduct: ExactText | None = None
    judged: Literal["add", "deduct"] | None = None
    least: ExactText | None = None
    most: ExactText | None = None
    when: str = ""
    cap: ExactText | None = None
    expires_months: Whole | None = None
    cite: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _one_amount(self) -> "Item":
        if sum(each is not None for each in (self.add, self.deduct, self.judged)) != 1:
            raise ValueError(f"“{self.on}”要在 add、deduct、judged 中写且只写一个。")
        if self.judged is None and (self.least or self.most):
            raise ValueError(f"“{self.on}”的分值已经写定，least、most 只用于酌情计分的项目。")
        return self

    @property
    def adds(self) -> bool:
        """Whether it adds; otherwise it takes."""
        return self.add is not None or self.judged == "add"

    def amount(self, entry: Occurrence, parameters: Parameters) -> Fraction | None:
        """What `entry` adds (above 0) or takes (below 0); None where it has still to be judged.

        Raises:
            ValueError: a judged amount outside its bounds.
        """
        fixed = self.add if self.add is not None else self.deduct
        if fixed is not None:
            each = exact(fixed, parameters)
        elif entry.points is None:
            return None
        else:
            each = entry.points
            self._refuse_outside(each, parameters)
        return (each if self.adds else -each) * entry.times

    def _refuse_outside(self, each: Fraction, parameters: Parameters) -> None:
        least = exact(self.least, parameters) if self.least else None
        most = exact(self.most, parameters) if self.most else None
        if each < 0 or (least is not None and each < least) or (most is not None and each > most):
            span = f"{least if least is not None else 0}至{most if most is not None else '不限'}"
            raise ValueError(f"“{self.on}”每次计{each}分，应当在{span}分之间。")


class Period(Part):
    """How long an account runs before it starts anew (清零).

    Attributes:
        months: length.
        since: first day of a period: a date, `$name` of one, or `year` for 1 January.
    """

    months: Whole
    since: str = "year"

    def around(self, day: date, parameters: Parameters) -> tuple[date, date]:
        """First and last day of the period in which `day` lies.

        Raises:
            Refusal: the first day of all periods is not set.
            ValueError: a length of nothing.
        """
        months = whole(self.months, parameters, of="计分周期（月）")
        if not months:
            raise ValueError("计分周期是0个月，请写大于零的月数。")
        start = self.start(parameters) or date(day.year, 1, 1)
        passed = ((day.year - start.year) * 12 + day.month - start.month) // months
        # Months differ in length: the estimate may be one period off either way.
        while add_months(start, passed * months) > day:
            passed -= 1
        while add_months(start, (passed + 1) * months) <= day:
            passed += 1
        first = add_months(start, passed * months)
        return first, add_months(start, (passed + 1) * months) - timedelta(days=1)

    def start(self, parameters: Parameters) -> date | None:
        """The day a first period began; None for calendar years."""
        if self.since == "year":
            return None
        if not self.since.startswith("$"):
            return date.fromisoformat(self.since)
        value = getattr(found := parameters.get(self.since[1:]), "value", found)
        # The case of a policy writes a day as text.
        if isinstance(value, str):
            return date.fromisoformat(value)
        if not isinstance(value, date):
            raise ValueError(f"计分周期从哪一天起算还没有设定，请设定参数 {self.since[1:]}。")
        return value

    @property
    def spoken(self) -> str:
        """It as a clause."""
        begins = "按自然年，" if self.since == "year" else f"自{in_place(self.since)}起"
        return f"{begins}每{said(self.months)}个月为一个计分周期，期满清零、重新起算"


class Measure(Part):
    """A figure computed from the account.

    Attributes:
        label: its Chinese name.
        value: the sum, over the account's figures and the values of a round.
        per_round: computed for each round (次) by itself.
        average_of: the mean of another measure over the rounds for which it is known.
        least, most: bounds it can have; outside of them something contradicts.
    """

    label: str = ""
    value: str = ""
    per_round: bool = False
    average_of: str = ""
    least: ExactText | None = None
    most: ExactText | None = None
    cite: str = ""

    @model_validator(mode="before")
    @classmethod
    def _written_short(cls, given: object) -> object:
        return {"value": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _one_way(self) -> "Measure":
        if bool(self.value) == bool(self.average_of):
            raise ValueError("要在 value、average_of 中写且只写一个。")
        return self


class Consequence(Part):
    """What is done when a condition over the account's figures holds.

    Attributes:
        when: the condition.
        effect: what is then done, in words; people do it.
        verdict: what it means for the person.
    """

    id: str
    label: str = ""
    when: str
    effect: str
    verdict: Verdict = Verdict.FLAG
    cite: str = ""


class Band(Part):
    """What a stretch of a figure means; both ends belong to it, None leaves one open."""

    id: str
    least: ExactText | None = None
    most: ExactText | None = None
    effect: str
    verdict: Verdict = Verdict.FLAG
    cite: str = ""


class Bands(Part):
    """Stretches (档) of one figure, lowest first. Between two of them, people decide."""

    over: str
    steps: tuple[Band, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _apart(self) -> "Bands":
        refuse_repeated((step.id for step in self.steps), "各档")
        for message in self.unfit({}):
            raise ValueError(message)
        return self

    def unfit(self, parameters: Mapping[str, Quantity]) -> Iterator[str]:
        """What contradicts among the stretches, as far as their ends are known."""
        before: Fraction | None = None
        for step in self.steps:
            least = written_number(step.least, parameters)
            most = written_number(step.most, parameters)
            if least is not None and most is not None and least > most:
                yield f"“{step.effect}”一档的下限{show(least)}高于上限{show(most)}，请对调。"
            if before is not None and least is not None and least <= before:
                yield (
                    f"“{step.effect}”一档从{show(least)}起，与前一档（到{show(before)}）重叠，"
                    "请由低到高写，相邻两档不要共用一个数。"
                )
            before = most if most is not None else before


class Feedback(Part):
    """How the holder learns the result, and how secret it is.

    Attributes:
        to: roles that may read an account.
        manner: how it is told, in words.
        every_months: how often.
        secret: whether it may be told to nobody else.
    """

    to: tuple[RoleCode, ...]
    manner: str = ""
    every_months: Whole | None = None
    secret: bool = True
    cite: str = ""
