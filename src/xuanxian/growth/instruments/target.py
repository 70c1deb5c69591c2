"""The policy kind `target`: how many there shall be of whom by when, how far it has come. Pure.

Numbers are counted over people by conditions; people of whom it is unknown whether they count are
counted neither way, and hold where they could decide.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.growth.instruments.days import DayText, day
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.expressions import Kind, Quantity, Value, ValueType, show
from xuanxian.policy.formulas import Formula
from xuanxian.policy.formulas import exact as exact_number
from xuanxian.policy.instruments.saying import in_place, read_aloud
from xuanxian.policy.instruments.subjects import NamedValue, names_of, values_given
from xuanxian.policy.kinds import Fault, Instrument, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import ExactText, Facts, Finding, Parameters, Part

Bound = Literal["least", "about", "most"]

_BOUNDS = {"least": "不少于{}", "about": "{}左右", "most": "不超过{}"}


class Goal(Part):
    """A number to reach.

    Attributes:
        who: condition over a person that counts; "" where numbers are reported.
        count: how many: a number, `$name`, or a sum over the unit's values, as 1/3 * 副职职位数.
        bound: at least, about, or at most so many.
        tolerance: for `about`, the share of `count` by which it may be missed; "" none.
        otherwise: verdict where it is missed at the end, `else` in the file.
        soft: 一般、力争、左右: it flags.
        unit: what is counted, 人 as a rule.
    """

    id: str
    title: str
    who: str = ""
    count: ExactText
    bound: Bound = "least"
    tolerance: ExactText = ""
    unit: str = "人"
    otherwise: Verdict = Field(default=Verdict.FLAG, alias="else")
    soft: bool = False
    cite: str = ""

    @property
    def verdict_of_breach(self) -> Verdict:
        """FLAG for a soft goal, otherwise what the policy says."""
        return Verdict.FLAG if self.soft else self.otherwise


class Count(Facts):
    """How many there are: for certain, and of how many more it is unknown."""

    known: int = Field(ge=0)
    unknown: int = Field(default=0, ge=0)


class Point(Facts):
    """What was counted on an earlier day."""

    on: date
    counts: Mapping[str, int]


class TargetFacts(Facts):
    """Where things stand.

    Attributes:
        counts: goal id → how many, a number or known and unknown; or `people` to count.
        people: each person's values.
        unit: values of the unit whose goals these are.
        earlier: what was counted before, for the forecast.
        expected: goal id → how many more (or fewer) are expected by the end.
    """

    as_of: date
    counts: Mapping[str, Count | int] = {}
    people: tuple[Mapping[str, Any], ...] = ()
    unit: Mapping[str, Any] = {}
    earlier: tuple[Point, ...] = ()
    expected: Mapping[str, int] = {}


@dataclass(frozen=True)
class Progress:
    """How far a goal has come.

    Attributes:
        needed: how many; None where the unit's figures do not tell.
        known, unknown: how many there are, of how many it is unknown.
        share: known / needed.
        paced: how many there should be by now, were it evenly spread; None without dates.
        forecast: how many there will be at the end, going on as since the first count.
    """

    goal: Goal
    needed: Fraction | None
    known: int
    unknown: int
    share: Fraction | None
    paced: Fraction | None
    forecast: Fraction | None


class Target(Instrument):
    """Numbers by a day.

    Attributes:
        values: values of a person besides the facts.
        unit_values: values of a unit that goals are computed from.
        start, until: first and last day; "" where the source gives none.
        goals: the numbers.
    """

    KIND = "target"
    TITLE = "数量规划"

    kind: Literal["target"] = "target"
    values: dict[str, NamedValue] = {}
    unit_values: dict[str, NamedValue] = {}
    start: DayText = ""
    until: DayText = ""
    goals: tuple[Goal, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_differ(self) -> "Target":
        ids = [each.id for each in self.goals]
        if len(set(ids)) != len(ids):
            raise ValueError("goals 中有相同的 id，请改正。")
        return self

    @cached_property
    def names(self) -> dict[str, ValueType]:
        """What conditions about a person may name."""
        return names_of("person", self.values)

    @cached_property
    def unit_names(self) -> dict[str, ValueType]:
        """What numbers may be computed from."""
        return names_of("unit", self.unit_values)

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        stated = []
        for goal in self.goals:
            path = ("goals", goal.id)
            if goal.who:
                stated.append(StatedExpression((*path, "who"), goal.who, self.names))
            stated.append(
                StatedExpression((*path, "count"), goal.count, self.unit_names, Kind.NUMBER)
            )
            if goal.tolerance:
                stated.append(
                    StatedExpression((*path, "tolerance"), goal.tolerance, {}, Kind.NUMBER)
                )
        for name in ("start", "until"):
            if text := getattr(self, name):
                stated.append(StatedExpression((name,), text, {}, Kind.DATE))
        return stated

    def faults(self, parameters: Mapping[str, Quantity]) -> Iterator[Fault]:
        """See `Instrument.faults`: an end before the beginning, a tolerance of more than all."""
        first, last = _day_known(self.start, parameters), _day_known(self.until, parameters)
        if first and last and last <= first:
            yield Fault(
                ("until",), "结束日期不晚于开始日期。", "请改正 start 或 until。", str(last)
            )
        for goal in self.goals:
            try:
                tolerance = exact_number(goal.tolerance or "0", parameters)
            except Refusal:
                continue
            if not 0 <= tolerance <= 1:
                path = ("goals", goal.id, "tolerance")
                yield Fault(path, "可以相差的比例不在0到100%之间。", "请改正。", show(tolerance))

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        start = f"自{read_aloud(self.start, {})}起" if self.start else ""
        until = f"到{read_aloud(self.until, {})}，" if self.until else ""
        said = [Provision(f"{start}{until}达到下列数量：" if start or until else "达到下列数量：")]
        for goal in self.goals:
            is_sum = not (goal.count.isdigit() or re.fullmatch(r"\$\w+", goal.count))
            count = read_aloud(goal.count, self.unit_names) + ("" if is_sum else goal.unit)
            number = _BOUNDS[goal.bound].format(count)
            number = f"为{number}" if is_sum and goal.bound == "about" else number
            who = f"（{read_aloud(goal.who, self.names)}的）" if goal.who else ""
            slack = f"，相差不超过{in_place(goal.tolerance)}的视为达到" if goal.tolerance else ""
            usual = "一般" if goal.soft else ""
            breach = goal.verdict_of_breach.consequence
            text = f"{goal.title}{who}{usual}{number}{slack}；到期未达到的，{breach}。"
            said.append(Provision(text, goal.cite, ("goals", goal.id)))
        if start and until:
            text = "期间按时间均匀推进测算应有人数，落后的提示；按已有进度测算到期人数。"
            said.append(Provision(text))
        said.append(Provision("是否计入不明的人员单列，先核实，不算作已有。"))
        return said

    def count(
        self, people: Sequence[Mapping[str, Any]], parameters: Parameters
    ) -> dict[str, Count]:
        """How many of `people` count for each goal that says who."""
        values = [values_given(one, self.names) for one in people]
        counted = {}
        for goal in self.goals:
            if not goal.who:
                continue
            formula = Formula(goal.who, self.names, parameters, expect=Kind.BOOLEAN)
            found = [formula.holds(one) for one in values]
            counted[goal.id] = Count(known=found.count(True), unknown=found.count(None))
        return counted

    def progress(self, facts: TargetFacts, parameters: Parameters) -> list[Progress]:
        """How far each goal has come.

        Raises:
            Refusal: a number or a day is open.
        """
        counted = self.count(facts.people, parameters) if facts.people else {}
        unit = values_given(facts.unit, self.unit_names)
        first, last = day(self.start, parameters), day(self.until, parameters)
        return [
            self._progress(
                goal,
                _counted(facts.counts.get(goal.id), counted.get(goal.id)),
                facts,
                Formula(goal.count, self.unit_names, parameters, expect=Kind.NUMBER).number(unit),
                (first, last),
            )
            for goal in self.goals
        ]

    def _progress(
        self,
        goal: Goal,
        count: Count | None,
        facts: TargetFacts,
        needed: Fraction | None,
        span: tuple[date | None, date | None],
    ) -> Progress:
        first, last = span
        known = count.known if count else 0
        paced = None
        if needed is not None and first and last and first < last:
            elapsed = min(max((facts.as_of - first).days, 0), (last - first).days)
            paced = needed * Fraction(elapsed, (last - first).days)
        return Progress(
            goal=goal,
            needed=needed,
            known=known,
            # Nobody counted is not the same as nobody there.
            unknown=count.unknown if count else -1,
            share=Fraction(known) / needed if needed else None,
            paced=paced,
            forecast=_forecast(goal.id, known, facts, last),
        )

    def decide(self, facts: TargetFacts, parameters: Parameters) -> Outcome:
        """Whether each number is reached, or on its way."""
        finding = Finding(self)
        last = day(self.until, parameters)
        for progress in self.progress(facts, parameters):
            self._judge(finding, progress, facts.as_of, last, parameters)
        return Outcome.of(finding)

    def _judge(
        self,
        finding: Finding,
        progress: Progress,
        as_of: date,
        last: date | None,
        parameters: Parameters,
    ) -> None:
        goal = progress.goal
        if progress.needed is None or progress.unknown < 0:
            what = "人数没有统计" if progress.unknown < 0 else "目标人数算不出"
            finding.missing(goal.id, goal.title, f"情况不明：{what}，请核实。", cite=goal.cite)
            return
        slack = progress.needed * exact_number(goal.tolerance or "0", parameters)
        certain = _reached(goal.bound, Fraction(progress.known), progress.needed, slack)
        possible = _reached(
            goal.bound, Fraction(progress.known + progress.unknown), progress.needed, slack
        )
        over = last is None or as_of >= last
        unit = goal.unit
        threshold = _BOUNDS[goal.bound].format(f"{show(progress.needed)}{unit}")
        stated = f"现有{progress.known}{unit}，目标{threshold}"
        stated += f"，完成{_percent(progress.share)}" if progress.share is not None else ""
        stated += f"，另有{progress.unknown}人是否计入不明" if progress.unknown else ""
        behind = (
            goal.bound != "most" and progress.paced is not None and progress.known < progress.paced
        )
        if certain != possible:
            verdict, stated = Verdict.HOLD, f"{stated}，请核实"
        elif certain:
            verdict = Verdict.PASS
        elif over:
            verdict = goal.verdict_of_breach
            gap = abs(progress.needed - progress.known)
            stated += f"，相差{show(gap)}{unit}"
        elif behind and progress.paced is not None:
            verdict = Verdict.FLAG
            stated += f"，按时间应有{_about(progress.paced)}{unit}，进度落后"
        else:
            verdict = Verdict.PASS
            stated += "，进度正常" if progress.paced is not None else "，还没有到期"
        if progress.forecast is not None and not over:
            stated += f"；预计到期{_about(progress.forecast)}{unit}"
        finding.add(
            goal.id,
            verdict,
            goal.title,
            f"{stated}。",
            figures={"现有": progress.known, "目标": show(progress.needed)},
            threshold=threshold,
            cite=goal.cite,
        )

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`; adds how far each goal has come."""
        facts = TargetFacts.model_validate(dict(given))
        return {
            **answer_of(self.decide(facts, parameters)),
            "进度": {
                each.goal.title: {
                    "现有": each.known,
                    "不明": max(each.unknown, 0),
                    "目标": each.needed,
                    "完成": each.share,
                    "应有": each.paced,
                    "预计": each.forecast,
                }
                for each in self.progress(facts, parameters)
            },
        }


def _day_known(text: str, parameters: Mapping[str, Quantity]) -> date | None:
    """The day a setting means, None where it is open."""
    try:
        return day(text, parameters)
    except Refusal:
        return None


def _counted(reported: Count | int | None, counted: Count | None) -> Count | None:
    if isinstance(reported, int):
        return Count(known=reported)
    return reported or counted


def _reached(bound: Bound, number: Fraction, needed: Fraction, slack: Fraction) -> bool:
    match bound:
        case "least":
            return number >= needed
        case "most":
            return number <= needed
    return number >= needed - slack


def _forecast(goal: str, known: int, facts: TargetFacts, last: date | None) -> Fraction | None:
    """How many there will be at the end: as is expected, or going on as since the first count."""
    if goal in facts.expected:
        return Fraction(known + facts.expected[goal])
    earlier = [point for point in facts.earlier if goal in point.counts and point.on < facts.as_of]
    if not earlier or last is None:
        return None
    first = min(earlier, key=lambda point: point.on)
    days = (facts.as_of - first.on).days
    left = max((last - facts.as_of).days, 0)
    return known + Fraction(known - first.counts[goal], days) * left


def _about(number: Fraction) -> str:
    """A number as sentences take it: exact where it has few digits, otherwise to one decimal."""
    return show(number) if (number * 10).denominator == 1 else f"约{float(number):.1f}"


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.1f}%"
