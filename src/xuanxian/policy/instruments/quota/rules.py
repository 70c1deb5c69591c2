"""The shares and counts of a `quota`, and the members they are about."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.kernel.errors import Refusal
from xuanxian.policy import formulas
from xuanxian.policy.expressions import (
    Expression,
    Kind,
    Quantity,
    show,
)
from xuanxian.policy.parts import ExactText, Expiring, Facts

EVERYBODY = "全体"
"""What `share_of` says where the denominator is every member."""


class QuotaRule(Expiring):
    """One share or count.

    Attributes:
        count: who is counted; a condition over one member.
        share_of: the denominator: 全体 or a condition over one member, of whom those who are
            counted are a share; "" where the bounds are numbers of people.
        at_least, at_most, exactly: the bounds: a share as `30%` or `1/3` with `share_of`, else a
            number of people; a number, `$name`, or a sum of these.
        round: how the number of people that a share asks for is rounded; `none` compares exactly.
        when: a condition over 人数, the number of all members.
    """

    count: str
    share_of: str = ""
    at_least: ExactText = ""
    at_most: ExactText = ""
    exactly: ExactText = ""
    round: Literal["up", "down", "nearest", "none"] = "none"

    @model_validator(mode="after")
    def _bounds_fit(self) -> "QuotaRule":
        if not self.bounds:
            raise ValueError("没有写 at_least、at_most 或 exactly")
        if self.exactly and len(self.bounds) > 1:
            raise ValueError("写了 exactly 就不要再写 at_least 和 at_most")
        if self.round != "none" and not self.share_of:
            raise ValueError("按人数的不用写 round；按比例的请写 share_of")
        for problem in unfit(self, {name: _literal(text) for name, text in self.bounds.items()}):
            raise ValueError(problem)
        return self

    @property
    def bounds(self) -> dict[str, str]:
        """The bounds that are set, by their field."""
        stated = {"at_least": self.at_least, "at_most": self.at_most, "exactly": self.exactly}
        return {name: text for name, text in stated.items() if text}


class Member(Facts):
    """One member, or several alike.

    Attributes:
        name: what to call the member where something is unknown.
        values: facts and values brought, by name; what is missing is unknown.
        times: how many members are like this.
    """

    name: str = ""
    values: dict[str, Any] = {}
    times: int = Field(default=1, ge=0)


class QuotaFacts(Facts):
    """A group on a day.

    Attributes:
        members: everybody in it.
        as_of: the day; None where nothing expires.
    """

    members: tuple[Member, ...] = ()
    as_of: date | None = None


def _literal(text: str) -> Fraction | None:
    """The number, where no parameter is needed to tell; faults are for the checker to word."""
    try:
        return formulas.exact(text, {})
    except Refusal:
        return None


def unfit(rule: QuotaRule, bounds: Mapping[str, Fraction | None]) -> Iterator[str]:
    """What is wrong with bounds whose values are known, in Chinese, without a full stop."""
    for name, value in bounds.items():
        if value is None:
            continue
        if rule.share_of and not 0 <= value <= 1:
            yield f"{name} 是比例，应当在 0 到 100% 之间，写的是 {show(value)}"
        elif not rule.share_of and (value < 0 or value.denominator != 1):
            yield f"{name} 是人数，应当是不小于零的整数；如果是比例，请用 share_of 写明占什么的比例"
    low, high = bounds.get("at_least"), bounds.get("at_most")
    if low is not None and high is not None and low > high:
        yield "自相矛盾：at_least 大于 at_most，没有人能符合"


def known(text: str, parameters: Mapping[str, Quantity]) -> Fraction | None:
    value = Expression.parse(text, {}, parameters, expect=Kind.NUMBER).evaluate({})
    return value if isinstance(value, Fraction) else None
