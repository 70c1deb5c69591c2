"""Booking entries on a points account, and its statement on a day. Pure.

The balance is opening + added − deducted over the entries that count, and only then brought
between floor and ceiling: the order in which entries were written down never changes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from xuanxian.conduct.instruments.declared import judge
from xuanxian.conduct.instruments.occurrence import Occurrence
from xuanxian.conduct.instruments.points.terms import Item, Period
from xuanxian.kernel.deadlines import add_months
from xuanxian.policy.expressions import Value, ValueType
from xuanxian.policy.formulas import Parameters, exact
from xuanxian.policy.instruments.subjects import values_given
from xuanxian.policy.parts import whole


@dataclass(frozen=True)
class Line:
    """One entry against one item.

    Attributes:
        entry: what happened.
        item: what it is counted as.
        amount: what it adds or takes; 0 when it does not count.
        why_not: why it does not count; "" when it does.
        is_open: whether it may still come to count, so that the balance is not certain.
        expires: the day from which it no longer counts.
    """

    entry: Occurrence
    item: Item
    amount: Fraction
    why_not: str = ""
    is_open: bool = False
    expires: date | None = None


@dataclass(frozen=True)
class Statement:
    """An account on a day, whose lines are those of the period.

    Attributes:
        opening, added, deducted, balance: points; `deducted` is above 0.
        lines: every entry, also those that do not count.
        period: first and last day, None without one.
    """

    opening: Fraction
    added: Fraction
    deducted: Fraction
    balance: Fraction
    lines: tuple[Line, ...] = field(default=())
    period: tuple[date, date] | None = None

    @property
    def open_lines(self) -> tuple[Line, ...]:
        """Entries that may still come to count."""
        return tuple(line for line in self.lines if line.is_open)

    @property
    def figures(self) -> dict[str, Value]:
        """The figures that consequences and measures may name."""
        return {
            "起始分": self.opening,
            "加分": self.added,
            "扣分": self.deducted,
            "得分": self.balance,
            "笔数": Fraction(sum(line.entry.times for line in self.lines if not line.why_not)),
        }


@dataclass(frozen=True)
class Book:
    """How entries are booked: the items and limits of one points system, parameters set."""

    items: Sequence[Item]
    names: Mapping[str, ValueType]
    period: Period | None
    opening: str
    least: str | None
    most: str | None
    parameters: Parameters

    def state(
        self,
        entries: Sequence[Occurrence],
        as_of: date | None,
        opening: Fraction | None = None,
    ) -> Statement:
        """The account on `as_of`.

        Without a day nothing expires and no period ends: all entries count that are confirmed.

        Args:
            opening: points carried over, in the place of the policy's own.

        Raises:
            ValueError: an event the policy does not know, or an amount outside its bounds.
        """
        period = self.period.around(as_of, self.parameters) if self.period and as_of else None
        lines = [line for entry in entries for line in self._lines(entry, as_of, period)]
        capped = self._capped(lines)
        added = sum((amount for amount in capped if amount > 0), Fraction(0))
        deducted = -sum((amount for amount in capped if amount < 0), Fraction(0))
        start = exact(self.opening, self.parameters) if opening is None else opening
        balance = start + added - deducted
        if self.least is not None:
            balance = max(balance, exact(self.least, self.parameters))
        if self.most is not None:
            balance = min(balance, exact(self.most, self.parameters))
        return Statement(start, added, deducted, balance, tuple(lines), period)

    def _capped(self, lines: Sequence[Line]) -> list[Fraction]:
        """The sum of each item, brought under its cap."""
        sums: dict[int, Fraction] = {}
        for line in lines:
            position = next(i for i, item in enumerate(self.items) if item is line.item)
            sums[position] = sums.get(position, Fraction(0)) + line.amount
        capped = []
        for position, amount in sums.items():
            cap = self.items[position].cap
            if cap is not None:
                limit = exact(cap, self.parameters)
                amount = max(-limit, min(limit, amount))
            capped.append(amount)
        return capped

    def _lines(
        self, entry: Occurrence, as_of: date | None, period: tuple[date, date] | None
    ) -> list[Line]:
        items = [item for item in self.items if item.on == entry.event]
        if not items:
            known = "、".join(dict.fromkeys(item.on for item in self.items))
            raise ValueError(f"积分项目里没有“{entry.event}”；可用的有：{known}。")
        values = values_given(entry.values, self.names)
        lines = [self._line(entry, item, values, as_of, period) for item in items]
        return [line for line in lines if line is not None]

    def _line(
        self,
        entry: Occurrence,
        item: Item,
        values: Mapping[str, Value],
        as_of: date | None,
        period: tuple[date, date] | None,
    ) -> Line | None:
        def left_out(why: str, *, is_open: bool = False) -> Line:
            return Line(entry, item, Fraction(0), why, is_open)

        if item.when:
            judged = judge(item.when, self.names, values, self.parameters)
            if judged.met is False:
                return None
            if judged.met is None:
                return left_out(f"情况不明：{judged.missing}", is_open=True)
        if entry.state == "unfounded":
            return left_out("查无实据")
        if as_of and entry.on and entry.on > as_of:
            return left_out("还没有发生")
        if as_of and entry.on is None and (period or item.expires_months is not None):
            return left_out("没有日期，不知是否在本期", is_open=True)
        if period and entry.on and entry.on < period[0]:
            return left_out("不在本期")
        expires = None
        if item.expires_months is not None and entry.on:
            months = whole(item.expires_months, self.parameters, of="积分有效期（月）")
            expires = add_months(entry.on, months)
            if as_of and as_of >= expires:
                return Line(entry, item, Fraction(0), "已过有效期", expires=expires)
        if entry.state == "pending":
            return left_out("待核实", is_open=True)
        amount = item.amount(entry, self.parameters)
        if amount is None:
            return left_out("分值待定", is_open=True)
        return Line(entry, item, amount, expires=expires)
