"""工作记实: how often somebody writes down what was done, and who looks at it."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.conduct.instruments.declared import plain, refuse_repeated, written_number
from xuanxian.conduct.instruments.written_out import WrittenOut
from xuanxian.kernel.deadlines import add_months
from xuanxian.kernel.working_days import is_working_day
from xuanxian.policy.expressions import Quantity, Value
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.instruments.saying import in_place
from xuanxian.policy.kinds import Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import (
    ExactText,
    Facts,
    Finding,
    Named,
    RoleCode,
    Whole,
    role_names,
    said,
    whole,
)

_PERIODS = {
    "working_day": "每个工作日",
    "week": "每周",
    "month": "每月",
    "quarter": "每季度",
    "half_year": "每半年",
    "year": "每年",
}
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_Every = Literal["working_day", "week", "month", "quarter", "half_year", "year"]


class Entry(Named):
    """One kind of entry, as 每日一事.

    Attributes:
        every: in which period one is due; the person's own absences are left out.
        times: how many in each.
        written_by: who writes, in words; the person by default.
        checked_by: who looks at each; () where nobody has to.
        least_share: share of the entries due that must be there; below it holds.
    """

    every: _Every
    times: Whole = 1
    written_by: str = "本人"
    checked_by: tuple[RoleCode, ...] = ()
    least_share: ExactText = "100%"
    otherwise: Verdict = Field(default=Verdict.FLAG, alias="else")
    cite: str = ""


class Absence(Facts):
    """Days on which somebody was not at work; whole periods of absence are not due."""

    first: date
    last: date


class Written(Facts):
    """Days on which one kind of entry was written, and which of them somebody checked."""

    written: tuple[date, ...] = ()
    checked: tuple[date, ...] = ()


class JournalFacts(Facts):
    """One person's journal from `since` to `as_of`; only periods that are over are due."""

    since: date
    as_of: date
    entries: Mapping[str, Written] = {}
    absences: tuple[Absence, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "JournalFacts":
        if self.as_of < self.since:
            raise ValueError("截止日期早于开始日期，请改正其中一个。")
        return self


class Journal(WrittenOut):
    """A journal of work.

    Attributes:
        of: whose, in words.
        entries: what is written how often.
        shown_to: who may read it besides the person.
        effect: what it is used for, in words.
    """

    KIND = "journal"
    TITLE = "工作记实"

    kind: Literal["journal"] = "journal"
    of: str = "干部"
    entries: tuple[Entry, ...] = Field(min_length=1)
    shown_to: tuple[RoleCode, ...] = ()
    effect: str = ""

    @model_validator(mode="after")
    def _entries_differ(self) -> "Journal":
        refuse_repeated((each.id for each in self.entries), "entries")
        refuse_repeated((each.title for each in self.entries), "entries › title")
        return self

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a kind of entry."""
        said_all = [Provision(f"{self.of}按下列要求记实：")]
        for each in self.entries:
            check = f"，由{role_names(each.checked_by)}核阅" if each.checked_by else ""
            text = (
                f"{each.title}：{each.written_by}{_PERIODS[each.every]}记{said(each.times)}次"
                f"{check}；记入不到应记次数{in_place(each.least_share)}的，"
                f"{each.otherwise.consequence}。"
            )
            said_all.append(Provision(text, each.cite, ("entries", each.id)))
        said_all.append(
            Provision("整段请假、公休或者外出学习的时间不计入应记次数；还没有过完的时间不算缺记。")
        )
        if self.shown_to:
            who = role_names(self.shown_to)
            said_all.append(Provision(f"{self.of}的记实，除本人以外只有{who}可以查阅。"))
        if self.effect:
            said_all.append(Provision(f"{self.effect}。"))
        return said_all

    def decide(self, facts: JournalFacts, parameters: Parameters) -> Outcome:
        """Whether enough was written and looked at."""
        return Outcome.of(self._judged(facts, parameters)[0])

    def _judged(
        self, facts: JournalFacts, parameters: Parameters
    ) -> tuple[Finding, dict[str, Any]]:
        by_name = {each.title: each.id for each in self.entries} | {
            each.id: each.id for each in self.entries
        }
        if unknown := [name for name in facts.entries if name not in by_name]:
            known = "、".join(each.title for each in self.entries)
            raise ValueError(f"没有“{unknown[0]}”这种记实，可用的有：{known}。")
        written = {by_name[name]: days for name, days in facts.entries.items()}
        finding, answer = Finding(self), {}
        for each in self.entries:
            own = written.get(each.id, Written())
            answer[each.title] = self._judge_entry(each, own, facts, parameters, finding)
        return finding, answer

    def _judge_entry(
        self,
        entry: Entry,
        own: Written,
        facts: JournalFacts,
        parameters: Parameters,
        finding: Finding,
    ) -> dict[str, Any]:
        times = whole(entry.times, parameters, of="每期应记次数")
        due, there, missing = 0, 0, []
        counted = [day for day in own.written if facts.since <= day <= facts.as_of]
        for first, last in periods(entry.every, facts.since, facts.as_of):
            if _is_absent(first, last, facts.absences):
                continue
            found = min(times, sum(first <= day <= last for day in counted))
            due, there = due + times, there + found
            if found < times:
                missing.append(first.isoformat())
        unchecked = [day for day in counted if day not in own.checked] if entry.checked_by else []
        line = written_number(
            entry.least_share, {name: Quantity.of(value) for name, value in parameters.items()}
        )
        counts = f"应记{due}次，已记{there}次" + (f"，缺{len(missing)}期" if missing else "")
        if not due:
            verdict, ending = Verdict.PASS, "。"
        elif line is None:
            verdict, ending = Verdict.HOLD, "；应达到多少比例还没有设定，不能判断。"
        else:
            verdict = Verdict.PASS if Fraction(there, due) >= line else entry.otherwise
            ending = "。"
        finding.add(
            entry.id,
            verdict,
            entry.title,
            counts + ending,
            figures={"应记": due, "已记": there},
            threshold=f"≥{entry.least_share}" if "$" not in entry.least_share else "",
            cite=entry.cite,
        )
        if unchecked:
            finding.add(
                f"{entry.id}.checked",
                Verdict.FLAG,
                f"{entry.title}核阅",
                f"有{len(unchecked)}次还没有核阅。",
                cite=entry.cite,
            )
        return {
            "应记": due,
            "已记": there,
            "缺记": missing,
            "未核阅": len(unchecked),
            "完成率": plain(Fraction(there, due)) if due else None,
        }

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`; `given` fits `JournalFacts`.

        Answers for each kind of entry 应记, 已记, 缺记 (first days of the periods without), 未核阅
        and 完成率, and the verdict.
        """
        finding, answer = self._judged(JournalFacts.model_validate(dict(given)), parameters)
        rules = {reason.rule.partition(".")[2]: reason.verdict.value for reason in finding}
        return {**answer, "verdict": Outcome.of(finding).verdict.value, "rules": rules}


def periods(every: str, since: date, as_of: date) -> Iterator[tuple[date, date]]:
    """First and last day of every period that lies wholly within `since` … `as_of`."""
    if every == "working_day":
        for offset in range((as_of - since).days + 1):
            day = since + timedelta(days=offset)
            if is_working_day(day):
                yield day, day
        return
    first = _first_of(every, since)
    while True:
        after = first + timedelta(days=7) if every == "week" else add_months(first, _MONTHS[every])
        last = after - timedelta(days=1)
        if last > as_of:
            return
        if first >= since:
            yield first, last
        first = after


def _first_of(every: str, day: date) -> date:
    """First day of the period of the calendar in which `day` lies; weeks begin on Monday."""
    if every == "week":
        return day - timedelta(days=day.weekday())
    length = _MONTHS[every]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def _is_absent(first: date, last: date, absences: tuple[Absence, ...]) -> bool:
    """Whether every working day of the period lies in an absence."""
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    worked = [day for day in days if is_working_day(day)] or days
    return all(any(each.first <= day <= each.last for each in absences) for day in worked)
