"""The policy kind `schedule`: what has to be done how often, of whom, and who is due."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from xuanxian.policy.expressions import Expression, Value, ValueType, show
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.instruments.counted import CountRule, judge_counts
from xuanxian.policy.instruments.saying import read_aloud
from xuanxian.policy.instruments.schedule.calendar import Calendar
from xuanxian.policy.instruments.schedule.counting import COUNTS, counts_of, ways_of
from xuanxian.policy.instruments.schedule.standing import ScheduleFacts, Standing, State
from xuanxian.policy.instruments.subjects import (
    SUBJECT_NAMES,
    NamedValue,
    Subject,
    names_of,
    values_given,
)
from xuanxian.policy.kinds import Instrument, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Finding, Whole, said, whole

PERIODS = {
    "month": ("每月", 1),
    "quarter": ("每季度", 3),
    "half_year": ("每半年", 6),
    "year": ("每年", 12),
}


class ScheduleRule(CountRule):
    """A condition over how far the doing has come.

    Attributes:
        rule: over 应办, everybody it applies to; 已办, 到期, 逾期, 不明; and 覆盖率, 已办 / 应办.
    """

    rule: str


class Schedule(Instrument):
    """Something that has to be done again and again for everybody of a group.

    Either `every_months`, counted from the last time, or `times` within each `per`.

    Attributes:
        doing: what has to be done, as 谈心谈话.
        of: of whom or what.
        who: the group; a condition over one subject; "" everybody.
        values: values brought for each subject besides its facts.
        every_months: months from one time to the next.
        times, per: how many times in each month, quarter, half year or year of the calendar.
        within_days: calendar days after that in which it may still be made up for.
        ahead_days: calendar days before the deadline from which on it is called due.
        otherwise: verdict of what is overdue (`else` in the file).
        soft: 一般、原则上: what is overdue flags.
        rules: conditions over how far the doing has come.
    """

    KIND: ClassVar[str] = "schedule"
    TITLE: ClassVar[str] = "定期工作"

    kind: Literal["schedule"] = "schedule"
    doing: str
    of: Subject = "person"
    who: str = ""
    values: dict[str, NamedValue] = {}
    every_months: Whole | None = None
    times: Whole = 1
    per: Literal["month", "quarter", "half_year", "year"] | None = None
    within_days: Whole = 0
    ahead_days: Whole = 0
    otherwise: Verdict = Field(default=Verdict.HOLD, alias="else")
    soft: bool = False
    rules: tuple[ScheduleRule, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> "Schedule":
        if (self.every_months is None) == (self.per is None):
            raise ValueError("every_months 和 per 要写一个，也只能写一个。")
        if self.every_months == 0 or self.times == 0:
            raise ValueError("间隔和次数应当大于零。")
        if self.every_months is not None and self.times != 1:
            raise ValueError("times 是每个 per 的次数；按 every_months 的不用写。")
        ids = [rule.id for rule in self.rules]
        if len(set(ids)) != len(ids):
            raise ValueError("rules 中有相同的 id。")
        return self

    @cached_property
    def names(self) -> dict[str, ValueType]:
        """Every value `who` may name."""
        return names_of(self.of, self.values)

    @property
    def verdict_of_overdue(self) -> Verdict:
        """FLAG for a soft schedule, otherwise what the policy says."""
        return Verdict.FLAG if self.soft else self.otherwise

    # -- in words

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [
            each.text + (f"（{each.cite or self.cite}）" if each.cite or self.cite else "")
            for each in self.provisions()
        ]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: how often, then each rule."""
        whom = "每个" + SUBJECT_NAMES[self.of]
        if self.who:
            whom = f"{read_aloud(self.who, self.names)}的{SUBJECT_NAMES[self.of]}"
        usual = "一般" if self.soft else ""
        often = f"每{said(self.every_months)}个月一次" if self.every_months is not None else ""
        if self.per is not None:
            often = f"{PERIODS[self.per][0]}{said(self.times)}次"
        grace = f"，期满后{said(self.within_days)}天内可以补办" if self.within_days else ""
        ahead = f"，到期前{said(self.ahead_days)}天提醒" if self.ahead_days else ""
        first = (
            f"对{whom}，{usual}{often}{self.doing}{grace}{ahead}；"
            f"逾期的，{self.verdict_of_overdue.consequence}。"
        )
        return [
            Provision(first),
            *(
                Provision(
                    f"{rule.label}：{'一般要求' if rule.soft else ''}"
                    f"{read_aloud(rule.rule, COUNTS)}；"
                    f"不符合的，{rule.verdict_of_breach.consequence}。",
                    rule.cite,
                    ("rules", rule.id),
                    rule.note,
                )
                for rule in self.rules
            ),
        ]

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        who = [StatedExpression(("who",), self.who, self.names)] if self.who else []
        return who + [
            StatedExpression(("rules", rule.id, field), text, COUNTS)
            for rule in self.rules
            for field, text in (("rule", rule.rule), ("when", rule.when))
            if text
        ]

    # -- deciding

    def standings(self, facts: ScheduleFacts, parameters: Parameters) -> list[Standing]:
        """How every subject stands, in order. Pure.

        Raises:
            Refusal: a parameter of the schedule is not set.
            ValueError: a value of a subject does not fit.
        """
        who = Expression.parse(self.who, self.names, parameters) if self.who else None
        calendar = self._calendar(parameters)
        found = []
        for each in facts.subjects:
            belongs = who.holds(values_given(each.values, self.names)) if who else True
            done = sorted(day for day in each.done if day <= facts.as_of)
            dated, covered, deadline = calendar.standing(done, each.since, facts.as_of)
            state = dated if belongs else State.EXEMPT if belongs is False else State.UNKNOWN
            last = done[-1] if done else None
            found.append(Standing(each.name, state, covered, last, deadline, belongs, dated))
        return found

    def decide(self, facts: ScheduleFacts, parameters: Parameters) -> Outcome:
        """Who is overdue or unknown, and whether the rules over the whole are kept. Pure.

        Raises:
            Refusal: a parameter of the schedule is not set.
        """
        finding = Finding(self)
        standings = self.standings(facts, parameters)
        for each in standings:
            self._add(finding, each)
        for rule in self.rules:
            self._add_rule(finding, rule, standings, parameters)
        return Outcome.of(finding)

    def judged(self, given: Mapping[str, Any], parameters: Mapping[str, Value]) -> Outcome:
        """See `Instrument.judged`."""
        return self.decide(ScheduleFacts.model_validate(dict(given)), parameters)

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`: names by state, and the last day of each as 期限."""
        facts = ScheduleFacts.model_validate(dict(given))
        standings = self.standings(facts, parameters)
        answer = answer_of(self.decide(facts, parameters))
        rules = {name.partition(".")[2]: verdict for name, verdict in answer["rules"].items()}
        counts = counts_of(Counter((each.state, each.covered) for each in standings))
        return {
            **answer,
            "rules": rules,
            **{
                state.label: [each.name for each in standings if each.state is state]
                for state in State
            },
            "应办": [each.name for each in standings if each.state is not State.EXEMPT],
            "覆盖率": show(counts["覆盖率"]),
            "期限": {each.name: each.deadline.isoformat() for each in standings if each.deadline},
        }

    def _calendar(self, parameters: Parameters) -> "Calendar":
        every = None
        if self.every_months is not None:
            every = whole(self.every_months, parameters, of=f"{self.doing}的间隔")
        return Calendar(
            every=every,
            times=whole(self.times, parameters, of=f"{self.doing}的次数"),
            length=PERIODS[self.per][1] if self.per else 0,
            within=timedelta(whole(self.within_days, parameters, of="补办天数")),
            ahead=timedelta(whole(self.ahead_days, parameters, of="提醒天数")),
        )

    def _add(self, finding: Finding, each: Standing) -> None:
        last = f"上一次是{show(each.last)}" if each.last else "还没有办过"
        deadline = f"，期限是{show(each.deadline)}" if each.deadline else ""
        figures = {"上一次": show(each.last) if each.last else "没有"}
        figures |= {"期限": show(each.deadline)} if each.deadline else {}
        match each.state:
            case State.OVERDUE:
                verdict = self.verdict_of_overdue
                text = f"{each.name}的{self.doing}已经逾期：{last}{deadline}。"
            case State.UNKNOWN:
                verdict = min(Verdict.HOLD, self.verdict_of_overdue, key=lambda one: one.weight)
                what = "是否适用" if each.belongs is None else "从何时起算"
                text = f"情况不明：{each.name}的{self.doing}{what}，请核实。"
            case State.DUE:
                verdict = Verdict.FLAG
                text = f"{each.name}的{self.doing}到期应办：{last}{deadline}。"
            case State.EXEMPT:
                return
            case _:
                verdict = Verdict.PASS
                text = f"{each.name}的{self.doing}：{last}{deadline}。"
        finding.add(each.name, verdict, self.doing, text, figures=figures)

    def _add_rule(
        self,
        finding: Finding,
        rule: ScheduleRule,
        standings: Sequence[Standing],
        parameters: Parameters,
    ) -> None:
        counts = counts_of(Counter((each.state, each.covered) for each in standings))

        def figures(condition: Expression) -> dict[str, str]:
            names = dict.fromkeys(["应办", "已办", *condition.names])
            return {name: show(counts[name], COUNTS[name].unit) for name in names}

        judge_counts(
            finding,
            rule,
            COUNTS,
            ways_of(standings),
            parameters,
            figures=figures,
            # Where nobody has to do it, nothing can be asked of how many did.
            asks=lambda values: bool(values["应办"]),
        )
