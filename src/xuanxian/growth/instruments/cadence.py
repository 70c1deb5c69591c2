"""What has to be done every month, quarter, half-year or year: which periods fell short. Pure.

Periods are those of the calendar. One counts when it lies wholly between the first day and the day
that is asked about; the one still running, and those cut short at either end, are not yet due.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from xuanxian.kernel.deadlines import add_months
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import Facts, Finding, Parameters, Part, Whole, said, whole

Period = Literal["month", "quarter", "half_year", "year"]

MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
PERIOD_WORDS: dict[str, str] = {
    "month": "每月",
    "quarter": "每季度",
    "half_year": "每半年",
    "year": "每年",
}


class Cadence(Part):
    """Something due again and again.

    Attributes:
        title: what, as 谈心谈话 or 工作纪实.
        every: the calendar period.
        least: how much in each period, in `unit`.
        by: who does it, in words.
        otherwise: verdict of a period that fell short, `else` in the file.
        soft: 一般、原则上: it only flags.
    """

    id: str
    title: str
    every: Period
    least: Whole = 1
    unit: str = "次"
    by: str = ""
    otherwise: Verdict = Field(default=Verdict.FLAG, alias="else")
    soft: bool = False
    cite: str = ""

    @property
    def verdict_of_breach(self) -> Verdict:
        """FLAG for a soft one, otherwise what the policy says."""
        return Verdict.FLAG if self.soft else self.otherwise

    def spoken(self) -> str:
        """The cadence as a Chinese sentence."""
        breach = f"未做到的，{self.verdict_of_breach.consequence}"
        by = f"由{self.by}" if self.by else ""
        often = f"{PERIOD_WORDS[self.every]}不少于{said(self.least)}{self.unit}"
        usual = "一般" if self.soft else ""
        return f"{self.title}：{by}{usual}{often}；{breach}。"


class Entry(Facts):
    """Something done: which cadence it serves, when, and how much of it."""

    of: str
    on: date
    amount: int = Field(default=1, ge=0)


@dataclass(frozen=True)
class Shortfall:
    """A period in which too little was done; `last` is its last day."""

    first: date
    last: date
    done: int
    least: int


def period_of(every: Period, on: date) -> tuple[date, date]:
    """First and last day of the calendar period in which a day lies."""
    length = MONTHS[every]
    first = date(on.year, (on.month - 1) // length * length + 1, 1)
    return first, add_months(first, length) - timedelta(days=1)


def periods(every: Period, since: date, until: date) -> Iterator[tuple[date, date]]:
    """First and last day of every calendar period wholly within `since` to `until` inclusive."""
    first, last = period_of(every, since)
    while last <= until:
        if first >= since:
            yield first, last
        first, last = period_of(every, last + timedelta(days=1))


def shortfalls(
    cadence: Cadence, entries: Iterable[Entry], since: date, until: date, parameters: Parameters
) -> list[Shortfall]:
    """The whole periods between two days in which less was done than is due."""
    least = whole(cadence.least, parameters, of=cadence.title)
    own = [entry for entry in entries if entry.of == cadence.id]
    found = []
    for first, last in periods(cadence.every, since, until):
        done = sum(entry.amount for entry in own if first <= entry.on <= last)
        if done < least:
            found.append(Shortfall(first, last, done, least))
    return found


def judge(
    finding: Finding,
    cadence: Cadence,
    entries: Iterable[Entry],
    since: date,
    until: date,
    parameters: Parameters,
) -> None:
    """Note whether a cadence was kept between two days."""
    due = list(periods(cadence.every, since, until))
    short = shortfalls(cadence, entries, since, until, parameters)
    least = whole(cadence.least, parameters, of=cadence.title)
    threshold = f"{PERIOD_WORDS[cadence.every]}≥{least}{cadence.unit}"
    if not short:
        said_due = f"{len(due)}期均已做到" if due else "还没有满一期"
        finding.met(
            cadence.id, cadence.title, f"{cadence.title}：{said_due}。",
            figures={"应做期数": len(due)}, threshold=threshold, cite=cadence.cite,
        )  # fmt: skip
        return
    named = "、".join(
        f"{each.first.isoformat()}至{each.last.isoformat()}{each.done}{cadence.unit}"
        for each in short
    )
    finding.add(
        cadence.id,
        cadence.verdict_of_breach,
        cadence.title,
        f"{cadence.title}应{threshold}，{len(due)}期中有{len(short)}期不足：{named}。",
        figures={"应做期数": len(due), "不足期数": len(short)},
        threshold=threshold,
        cite=cadence.cite,
    )
