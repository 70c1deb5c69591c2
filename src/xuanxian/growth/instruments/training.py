"""The policy kind `training`: courses, credits, days, attendance and tests of a period. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from pydantic import model_validator

from xuanxian.growth.instruments.cadence import PERIOD_WORDS, Period, period_of
from xuanxian.growth.instruments.training_parts import (
    Attendance,
    Category,
    Course,
    Test,
    TrainingFacts,
)
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Kind, Value, ValueType, number, show
from xuanxian.policy.formulas import Formula
from xuanxian.policy.formulas import exact as exact_number
from xuanxian.policy.instruments.saying import in_place, read_aloud
from xuanxian.policy.instruments.subjects import NamedValue, names_of, values_given
from xuanxian.policy.kinds import Instrument, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import (
    Finding,
    Parameters,
    Requirement,
    said,
    whole,
)

MEASURES: dict[str, ValueType] = {
    "学分": number("学分"),
    "天数": number("天"),
    "学时": number("学时"),
    "门数": number("门"),
    "应训次数": number("次"),
    "缺勤次数": number("次"),
}
"""What is added up over a period. 门数 counts different courses, attended; 应训 all enrolments."""


class Training(Instrument):
    """What has to be learnt.

    Attributes:
        who: whom it concerns, a condition over a person; "" everybody.
        values: values of a person besides the facts.
        period: the calendar period over which is added up.
        categories, courses: what is offered.
        requirements: over the measures; before the period ends, what is missing only flags.
        tests: what has to be passed.
    """

    KIND = "training"
    TITLE = "教育培训"

    kind: Literal["training"] = "training"
    who: str = ""
    values: dict[str, NamedValue] = {}
    period: Period = "year"
    categories: tuple[Category, ...] = ()
    courses: tuple[Course, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    tests: tuple[Test, ...] = ()

    @model_validator(mode="after")
    def _parts_fit(self) -> "Training":
        if not self.requirements and not self.tests:
            raise ValueError("写 requirements（学习要求）或 tests（测试），至少一种。")
        known = {each.id for each in self.categories}
        if strange := [
            each for each in self.courses if each.category and each.category not in known
        ]:
            raise ValueError(f"课程“{strange[0].title}”的 category 没有列在 categories 中。")
        for name in ("categories", "courses", "tests"):
            ids = [each.id for each in getattr(self, name)]
            if len(set(ids)) != len(ids):
                raise ValueError(f"{name} 中有相同的 id，请改正。")
        return self

    @cached_property
    def person_names(self) -> dict[str, ValueType]:
        """What `who` may name."""
        return names_of("person", self.values)

    @cached_property
    def names(self) -> dict[str, ValueType]:
        """What requirements may name."""
        within = {
            f"{category.title}{name}": known
            for category in self.categories
            for name, known in MEASURES.items()
        }
        return {**MEASURES, **within}

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        stated = [StatedExpression(("who",), self.who, self.person_names)] if self.who else []
        for requirement in self.requirements:
            path = ("requirements", requirement.id)
            stated.append(StatedExpression((*path, "require"), requirement.require, self.names))
            if requirement.when:
                stated.append(
                    StatedExpression((*path, "when"), requirement.when, self.person_names)
                )
        for test in self.tests:
            stated.append(StatedExpression(("tests", test.id, "passes"), test.passes, _SCORE))
        for course in self.courses:
            stated += [
                StatedExpression(
                    ("courses", course.id, name), getattr(course, name), {}, Kind.NUMBER
                )
                for name in ("credits", "days", "hours")
            ]
        return stated

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        said_all = []
        if self.who:
            said_all.append(Provision(f"适用于{read_aloud(self.who, self.person_names)}的干部。"))
        if self.courses:
            said_all.append(Provision("开设下列课程："))
            said_all += list(self._course_provisions())
        elif self.categories:
            titles = "、".join(each.title for each in self.categories)
            said_all.append(Provision(f"课程分为{titles}。"))
        if self.requirements:
            said_all.append(Provision(f"{PERIOD_WORDS[self.period]}应当达到下列要求："))
        for each in self.requirements:
            when = f"{read_aloud(each.when, self.person_names)}的，" if each.when else ""
            rule = read_aloud(each.require, self.names)
            usual = "一般要求" if each.soft else ""
            breach = each.verdict_of_breach.consequence
            text = f"{each.label}：{when}{usual}{rule}；不符合的，{breach}。"
            said_all.append(Provision(text, each.cite, ("requirements", each.id), each.note))
        if self.tests:
            said_all.append(Provision("参加下列测试："))
        for test in self.tests:
            again = "" if test.attempts == 1 else f"，最多考{said(test.attempts)}次"
            still = "" if test.attempts == 1 else "仍"
            follows = test.measure or Verdict(test.failed).consequence
            text = (
                f"{test.title}：{read_aloud(test.passes, _SCORE)}为合格{again}；"
                f"{still}不合格的，{follows}。"
            )
            said_all.append(Provision(text, test.cite, ("tests", test.id)))
        if self.requirements:
            said_all.append(Provision("期限届满以前还差的只作提示；缺勤的不计学分、天数和学时。"))
        return said_all

    def _course_provisions(self) -> Iterator[Provision]:
        titles = {each.id: each.title for each in self.categories}
        for course in self.courses:
            counts = [
                f"{in_place(text)}{unit}"
                for text, unit in (
                    (course.credits, "学分"),
                    (course.days, "天"),
                    (course.hours, "学时"),
                )
                if text != "0"
            ]
            about = [titles[course.category]] if course.category else []
            more = f"（{'，'.join([*about, *counts])}）" if about or counts else ""
            yield Provision(f"{course.title}{more}。", "", ("courses", course.id))

    def measured(self, facts: TrainingFacts, parameters: Parameters) -> dict[str, Fraction]:
        """Every measure added up over the period in which `as_of` lies, up to that day.

        Raises:
            Refusal: a course or category nobody listed.
        """
        first, _ = period_of(self.period, facts.as_of)
        sums: dict[str, Fraction] = dict.fromkeys(self.names, Fraction(0))
        courses = {each.id: each for each in self.courses}
        titles = {each.id: each.title for each in self.categories}
        seen: set[tuple[str, str]] = set()
        for record in facts.attended:
            listed = courses.get(record.course)
            category = listed.category if listed else record.category
            if category and category not in titles:
                raise Refusal(
                    Problem(self._called, "category", category, "没有这类课程。", "请改正。")
                )
            if not first <= record.on <= facts.as_of:
                continue
            amounts = self._amounts(record, listed, parameters)
            for prefix in ("", titles[category]) if category else ("",):
                for name, amount in amounts.items():
                    sums[f"{prefix}{name}"] += amount
                if record.present and (prefix, record.course) not in seen:
                    seen.add((prefix, record.course))
                    sums[f"{prefix}门数"] += 1
        return sums

    def _amounts(
        self, record: Attendance, listed: Course | None, parameters: Parameters
    ) -> dict[str, Fraction]:
        amounts = {"应训次数": Fraction(1), "缺勤次数": Fraction(not record.present)}
        for name, field in (("学分", "credits"), ("天数", "days"), ("学时", "hours")):
            own = getattr(record, field)
            if own is not None:
                amount = Fraction(str(own))
            else:
                amount = exact_number(getattr(listed, field), parameters) if listed else Fraction(0)
            amounts[name] = amount if record.present else Fraction(0)
        return amounts

    @property
    def _called(self) -> str:
        return self.title or self.TITLE

    def decide(self, facts: TrainingFacts, parameters: Parameters) -> Outcome:
        """Whether the requirements of the period are met and the tests passed."""
        finding = Finding(self)
        person = values_given(facts.values, self.person_names)
        if self.who:
            concerns = Formula(self.who, self.person_names, parameters, expect=Kind.BOOLEAN)
            holds = concerns.holds(person)
            if holds is None:
                unknown = "、".join(concerns.unknown_among(person))
                finding.missing(
                    "who", "适用范围", f"情况不明：{unknown}，无法判断是否适用，请核实。"
                )
                return Outcome.of(finding)
            if not holds:
                finding.met("who", "适用范围", f"不属于“{concerns.spoken()}”，不适用。")
                return Outcome.of(finding)
        sums = self.measured(facts, parameters)
        _, last = period_of(self.period, facts.as_of)
        for requirement in self.requirements:
            self._judge(finding, requirement, person, sums, (facts.as_of, last), parameters)
        for test in self.tests:
            self._judge_test(finding, test, facts, parameters)
        return Outcome.of(finding)

    def _judge(
        self,
        finding: Finding,
        requirement: Requirement,
        person: Mapping[str, Value],
        sums: Mapping[str, Fraction],
        days: tuple[date, date],
        parameters: Parameters,
    ) -> None:
        if requirement.when:
            applies = Formula(requirement.when, self.person_names, parameters, expect=Kind.BOOLEAN)
            holds = applies.holds(person)
            if holds is None:
                unknown = "、".join(applies.unknown_among(person))
                finding.add(
                    requirement.id,
                    requirement.verdict_of_unknown,
                    requirement.label,
                    f"情况不明：{unknown}，无法判断是否适用，请核实。",
                    cite=requirement.cite,
                )
                return
            if not holds:
                return
        as_of, last = days
        formula = Formula(requirement.require, self.names, parameters, expect=Kind.BOOLEAN)
        met = formula.holds(sums) is True
        figures = {name: show(sums[name], self.names[name].unit) for name in formula.names}
        stated = "，".join(f"{name}{figure}" for name, figure in figures.items())
        if met:
            verdict, more = Verdict.PASS, "已达到"
        elif as_of < last:
            verdict, more = Verdict.FLAG, f"还没有达到，{last.isoformat()}以前应当完成"
        else:
            verdict, more = requirement.verdict_of_breach, "没有达到"
        finding.add(
            requirement.id,
            verdict,
            requirement.label,
            f"{stated}，{more}：{formula.spoken()}。",
            figures=figures,
            threshold=formula.spoken(),
            cite=requirement.cite,
        )

    def _judge_test(
        self, finding: Finding, test: Test, facts: TrainingFacts, parameters: Parameters
    ) -> None:
        attempts = whole(test.attempts, parameters, of=f"{test.title}次数")
        formula = Formula(test.passes, _SCORE, parameters, expect=Kind.BOOLEAN)
        own = [each for each in facts.scores if each.test == test.id and each.on <= facts.as_of]
        sat = sorted(own, key=lambda each: each.on)[:attempts]
        passed = [
            formula.holds({"得分": None if each.score is None else Fraction(str(each.score))})
            for each in sat
        ]
        scores = "、".join("不明" if each.score is None else f"{each.score}分" for each in sat)
        if True in passed:
            verdict, stated = Verdict.PASS, f"得分{scores}，合格"
        elif None in passed:
            verdict, stated = Verdict.HOLD, f"情况不明：得分{scores}，请核实"
        elif len(sat) < attempts:
            verdict = Verdict.HOLD
            stated = f"得分{scores}，不合格，应当补考" if sat else "还没有参加测试"
        else:
            verdict = Verdict(test.failed)
            measure = f"，{test.measure}" if test.measure else ""
            stated = f"得分{scores}，{attempts}次都不合格{measure}"
        finding.add(
            test.id,
            verdict,
            test.title,
            f"{test.title}：{stated}。",
            figures={"考试次数": len(sat)},
            threshold=formula.spoken(),
            cite=test.cite,
        )

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`; adds the measures of the period."""
        facts = TrainingFacts.model_validate(dict(given))
        return {
            **answer_of(self.decide(facts, parameters)),
            "合计": dict(self.measured(facts, parameters)),
        }


_SCORE: dict[str, ValueType] = {"得分": number("分")}
"""What the condition of a test may name."""
