"""The policy kind `forecast`: what becomes due for people within a time: retirement, end of a term.

Every date is computed from the file and a number of months; a date that cannot be computed is named
as unknown. A forecast prepares people's decisions, it takes none.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.kernel.deadlines import add_months
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Kind, Value, ValueType, show
from xuanxian.policy.formulas import Formula
from xuanxian.policy.instruments.saying import read_aloud
from xuanxian.policy.instruments.subjects import NamedValue, names_of, values_given
from xuanxian.policy.kinds import Instrument, Moment, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import ExactText, Facts, Finding, Parameters, Part, Whole, said, whole

_LATEST_YEAR = 2999
"""Later years are a slip of the pen, and dates end at 9999."""


class Event(Part):
    """What becomes due.

    Attributes:
        on: a date of the file from which is counted, as 出生日期 or 试用期至.
        months: how many months later it is due: a sum that may depend on the person.
        when: whom it concerns; "" everybody.
    """

    id: str
    title: str
    on: str
    months: ExactText = "0"
    when: str = ""
    measure: str = ""
    cite: str = ""


class ForecastFacts(Facts):
    """One person on the day of the forecast."""

    as_of: date
    values: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Due:
    """When an event is due for a person.

    Attributes:
        on: the day; None where it does not concern the person, or is unknown.
        unknown: what is missing to tell.
    """

    on: date | None
    unknown: tuple[str, ...] = ()


class Forecast(Instrument):
    """What becomes due within a horizon.

    Attributes:
        values: values besides the facts of a person.
        events: what becomes due.
        horizon_months: how far ahead is looked.
    """

    KIND = "forecast"
    TITLE = "超前预测"

    kind: Literal["forecast"] = "forecast"
    values: dict[str, NamedValue] = {}
    events: tuple[Event, ...] = Field(min_length=1)
    horizon_months: Whole

    @model_validator(mode="after")
    def _ids_differ(self) -> "Forecast":
        ids = [each.id for each in self.events]
        if len(set(ids)) != len(ids):
            raise ValueError("events 中有相同的 id，请改正。")
        return self

    @cached_property
    def names(self) -> dict[str, ValueType]:
        """What expressions may name."""
        return names_of("person", self.values)

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        stated = []
        for event in self.events:
            path = ("events", event.id)
            stated.append(StatedExpression((*path, "on"), event.on, self.names, Kind.DATE))
            stated.append(
                StatedExpression((*path, "months"), event.months, self.names, Kind.NUMBER)
            )
            if event.when:
                stated.append(StatedExpression((*path, "when"), event.when, self.names))
        return stated

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        said_all = [Provision(f"提前{said(self.horizon_months)}个月预测下列事项：")]
        for event in self.events:
            months = read_aloud(event.months, self.names)
            simple = event.months.isdigit() or re.fullmatch(r"\$\w+", event.months)
            later = f"起满{months}个月" if simple else f"起满（{months}）个月"
            when = f"{read_aloud(event.when, self.names)}的，" if event.when else ""
            measure = f"；{event.measure}" if event.measure else ""
            text = f"{event.title}：{when}自{read_aloud(event.on, self.names)}{later}{measure}。"
            if event.months == "0":
                text = f"{event.title}：{when}日期为{read_aloud(event.on, self.names)}{measure}。"
            said_all.append(Provision(text, event.cite, ("events", event.id)))
        said_all.append(Provision("日期不明的列为待核；预测只供提前谋划，不自动办理。"))
        return said_all

    def ready(self, parameters: Parameters) -> list["ReadyEvent"]:
        """The events with their parameters set, for many people.

        Raises:
            Refusal: a parameter is open, or an expression does not fit the names.
        """
        return [ReadyEvent(event, self.names, parameters) for event in self.events]

    def decide(self, facts: ForecastFacts, parameters: Parameters) -> Outcome:
        """What is due for one person within the horizon; what is overdue as well."""
        values = values_given(facts.values, self.names)
        last = self._last_day(facts.as_of, parameters)
        finding = Finding(self)
        for ready in self.ready(parameters):
            event, due = ready.event, ready.due(values)
            if due.unknown:
                unknown = "、".join(due.unknown)
                finding.missing(event.id, event.title, f"情况不明：{unknown}，算不出日期，请核实。")
            elif due.on is not None and due.on <= last:
                passed = "已到期" if due.on <= facts.as_of else "即将到期"
                finding.add(
                    event.id,
                    Verdict.FLAG,
                    event.title,
                    f"{event.title}{due.on.isoformat()}，{passed}。{event.measure}",
                    figures={event.title: due.on.isoformat()},
                    threshold=f"{last.isoformat()}以前",
                    cite=event.cite,
                )
            elif due.on is not None:
                finding.met(event.id, event.title, f"{event.title}{due.on.isoformat()}。")
        return Outcome.of(finding)

    def _last_day(self, as_of: date, parameters: Parameters) -> date:
        return add_months(as_of, whole(self.horizon_months, parameters, of="预测期（月）"))

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """What the forecast answers to a case.

        `given` holds `as_of` with `values` of one person, or with `people`, name → values.
        """
        if "people" not in given:
            facts = ForecastFacts.model_validate(dict(given))
            values = values_given(facts.values, self.names)
            dates = {
                each.event.title: due.on.isoformat()
                for each in self.ready(parameters)
                if (due := each.due(values)).on
            }
            return {**answer_of(self.decide(facts, parameters)), "日期": dates}
        as_of = date.fromisoformat(str(given["as_of"]))
        last = self._last_day(as_of, parameters)
        within: dict[str, dict[str, str]] = {event.title: {} for event in self.events}
        unknown: dict[str, list[str]] = {}
        years: Counter[int] = Counter()
        ready = self.ready(parameters)
        for name, one in given["people"].items():
            values = values_given(one, self.names)
            for each in ready:
                due = each.due(values)
                if due.unknown:
                    unknown.setdefault(name, []).append(each.event.title)
                elif due.on is not None and due.on <= last:
                    within[each.event.title][name] = due.on.isoformat()
                    years[due.on.year] += 1
        return {
            "期内到期": within,
            "各年件数": {str(year): years[year] for year in sorted(years)},
            "人数": len(given["people"]),
            "期内人数": len({name for each in within.values() for name in each}),
            "占比": Fraction(
                len({name for each in within.values() for name in each}),
                max(len(given["people"]), 1),
            ),
            "待核": unknown,
        }

    def timeline(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Sequence[Moment]:
        """See `Instrument.timeline`: the days on which something is due for one person."""
        if "people" in given:
            return ()
        facts = ForecastFacts.model_validate(dict(given))
        values = values_given(facts.values, self.names)
        found = []
        for each in self.ready(parameters):
            if on := each.due(values).on:
                event = each.event
                told = f"{event.title}。{event.measure}"
                found.append(Moment(on, told, {event.title: on.isoformat()}))
        return sorted(found, key=lambda moment: moment.on)


class ReadyEvent:
    """An event whose expressions are read once.

    Attributes:
        event: the event.
    """

    def __init__(
        self, event: Event, names: Mapping[str, ValueType], parameters: Parameters
    ) -> None:
        self.event = event
        self._when = (
            Formula(event.when, names, parameters, expect=Kind.BOOLEAN) if event.when else None
        )
        self._on = Formula(event.on, names, parameters, expect=Kind.DATE)
        self._months = Formula(event.months, names, parameters, expect=Kind.NUMBER)

    def due(self, values: Mapping[str, Value]) -> Due:
        """When the event is due for a person with these values.

        Raises:
            Refusal: the months are no whole number, or lead beyond the calendar.
        """
        if self._when is not None:
            concerns = self._when.holds(values)
            if concerns is None:
                return Due(None, self._when.unknown_among(values))
            if not concerns:
                return Due(None)
        first, number = self._on.value(values), self._months.number(values)
        if not isinstance(first, date) or number is None:
            unknown = (*self._on.unknown_among(values), *self._months.unknown_among(values))
            return Due(None, tuple(dict.fromkeys(unknown)) or (self.event.title,))
        if number.denominator != 1 or abs(number) > 12 * (_LATEST_YEAR - first.year):
            raise Refusal(
                Problem(
                    self.event.title,
                    "months",
                    show(number),
                    "应当是整月数。",
                    "请改正制度的 months。",
                )
            )
        return Due(add_months(first, int(number)))
