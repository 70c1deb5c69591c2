"""The policy kind `posting`: people sent for a time to a place (挂职): who, where, how it is kept.

What is computed is proposed; sending, recalling and returning are decided by people.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from pydantic import model_validator

from xuanxian.growth.instruments.cadence import Cadence, judge
from xuanxian.growth.instruments.pool_parts import ExitGround
from xuanxian.growth.instruments.posting_parts import Gain, PostingFacts
from xuanxian.kernel.deadlines import add_months
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Kind, Value, ValueType, show
from xuanxian.policy.formulas import Formula
from xuanxian.policy.inner_rules import InnerRules
from xuanxian.policy.instruments.criteria import Rule
from xuanxian.policy.instruments.saying import read_aloud
from xuanxian.policy.instruments.subjects import NamedValue, names_of, values_given
from xuanxian.policy.kinds import Instrument, Moment, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import ExactText, Finding, Parameters, said, whole


class Posting(Instrument):
    """A posting for a time.

    Attributes:
        values, place_values, result_values: values of the person besides the facts, of the place,
            and of the assessment.
        who: conditions on the person sent.
        placement: conditions on person and place together, as 党政部门 → 软弱涣散村.
        months: how long, a sum that may depend on the person; "" where the source leaves it.
        until_months: the longest, where `months` is the shortest.
        managers: who manages it together, in words.
        duties: what is arranged, in words.
        cadences: what has to be done again and again.
        recalls: grounds of recall.
        gains: what follows from the assessment.
    """

    KIND = "posting"
    TITLE = "挂职锻炼"

    kind: Literal["posting"] = "posting"
    values: dict[str, NamedValue] = {}
    place_values: dict[str, NamedValue] = {}
    result_values: dict[str, NamedValue] = {}
    who: tuple[Rule, ...] = ()
    placement: tuple[Rule, ...] = ()
    months: ExactText = ""
    until_months: ExactText = ""
    soft_months: bool = False
    managers: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    cadences: tuple[Cadence, ...] = ()
    recalls: tuple[ExitGround, ...] = ()
    gains: tuple[Gain, ...] = ()

    @model_validator(mode="after")
    def _parts_fit(self) -> "Posting":
        ids = [rule.id for rule in (*self.who, *self.placement)]
        ids += [each.id for each in self.cadences] + [each.id for each in self.recalls]
        ids += [each.id for each in self.gains]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"有相同的 id：{'、'.join(twice)}。")
        if self.until_months and not self.months:
            raise ValueError("写了 until_months（最长）就要写 months（最短）。")
        return self

    @cached_property
    def names(self) -> dict[str, ValueType]:
        """What conditions about the person may name."""
        return names_of("person", self.values)

    @cached_property
    def place_names(self) -> dict[str, ValueType]:
        """What a place brings."""
        return names_of("case", self.place_values)

    @cached_property
    def result_names(self) -> dict[str, ValueType]:
        """What the assessment brings."""
        return names_of("case", self.result_values)

    @cached_property
    def _who(self) -> InnerRules | None:
        if not self.who:
            return None
        return InnerRules(self.who, self.values, ("who",), cite=self.cite)

    @cached_property
    def _placement(self) -> InnerRules | None:
        if not self.placement:
            return None
        both = {**self.values, **self.place_values}
        return InnerRules(self.placement, both, ("placement",), cite=self.cite)

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        stated = self._who.expressions() if self._who else []
        stated += self._placement.expressions() if self._placement else []
        for name in ("months", "until_months"):
            if text := getattr(self, name):
                stated.append(StatedExpression((name,), text, self.names, Kind.NUMBER))
        stated += [
            StatedExpression(("recalls", each.id, "when"), each.when, self.result_names)
            for each in self.recalls
            if each.when
        ]
        stated += [
            StatedExpression(("gains", each.id, "when"), each.when, self.result_names)
            for each in self.gains
        ]
        return stated

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        said_all = []
        if self._who:
            said_all.append(Provision("选派人员应当符合下列条件："))
            said_all += self._who.provisions()
        if self._placement:
            said_all.append(Provision("人员与去向按下列要求搭配："))
            said_all += self._placement.provisions()
        if self.months:
            said_all.append(Provision(self._said_months()))
        if self.managers:
            said_all.append(Provision(f"由{'、'.join(self.managers)}共同管理。"))
        said_all += [Provision(f"{each}。") for each in self.duties]
        if self.cadences:
            said_all.append(Provision("期间做好下列事项："))
            said_all += [
                Provision(each.spoken(), each.cite, ("cadences", each.id)) for each in self.cadences
            ]
            said_all.append(Provision("按日历的月、季度、半年、年计算，首尾不满一期的不计。"))
        said_all += self._recall_provisions()
        said_all += self._gain_provisions()
        return said_all

    def _said_months(self) -> str:
        months = read_aloud(self.months, self.names)
        usual = "原则上" if self.soft_months else ""
        if self.until_months:
            return f"期限{usual}为{months}至{read_aloud(self.until_months, self.names)}个月。"
        if self.months.isdigit() or self.months.startswith("$"):
            return f"期限{usual}为{months}个月。"
        return f"期限（月数）{usual}：{months}。"

    def _recall_provisions(self) -> Iterator[Provision]:
        if self.recalls:
            yield Provision("有下列情形的，召回或者调整：")
        effects = {"flag": "提示研究", "hold": "提请研究召回", "bar": "召回"}
        for ground in self.recalls:
            how = read_aloud(ground.when, self.result_names) if ground.when else "由组织认定"
            text = f"{ground.label}（{how}）的，{effects[ground.verdict]}。"
            yield Provision(text, ground.cite, ("recalls", ground.id))

    def _gain_provisions(self) -> Iterator[Provision]:
        if self.gains:
            yield Provision("考核结果按下列办法运用：")
        for gain in self.gains:
            when = read_aloud(gain.when, self.result_names)
            number = "" if gain.number is None else f"{said(gain.number)}{gain.unit}"
            text = f"{gain.label}：{when}的，{gain.effect}{number}。"
            yield Provision(text, gain.cite, ("gains", gain.id))

    def span(
        self, started_on: date, values: Mapping[str, Value], parameters: Parameters
    ) -> tuple[date, date] | None:
        """The last day of the shortest and of the longest posting; None where it cannot be told.

        Raises:
            Refusal: the months are no whole number, or the longest is shorter than the shortest.
        """
        if not self.months:
            return None
        least = self._months(self.months, values, parameters)
        most = self._months(self.until_months or self.months, values, parameters)
        if least is None or most is None:
            return None
        if most < least:
            raise Refusal(
                Problem(self._called, "until_months", str(most), "最长短于最短。", "请改正。")
            )
        one = timedelta(days=1)
        return add_months(started_on, least) - one, add_months(started_on, most) - one

    def _months(self, text: str, values: Mapping[str, Value], parameters: Parameters) -> int | None:
        number = Formula(text, self.names, parameters, expect=Kind.NUMBER).number(values)
        if number is None:
            return None
        if number.denominator != 1 or not 0 < number <= 600:
            raise Refusal(
                Problem(self._called, "months", show(number), "应当是整月数。", "请改正。")
            )
        return int(number)

    @property
    def _called(self) -> str:
        return self.title or self.TITLE

    def decide(self, facts: PostingFacts, parameters: Parameters) -> Outcome:
        """Before the posting, who goes where; from then on, how it is kept; then what follows."""
        values = values_given(facts.values, self.names)
        finding = Finding(self)
        if facts.started_on is None:
            place = values_given(facts.place, self.place_names)
            reasons = list(self._who.judge(self.id, values, parameters)) if self._who else []
            if self._placement:
                reasons += self._placement.judge(self.id, {**place, **values}, parameters)
            return Outcome.of(reasons)
        last = min(facts.as_of, facts.ended_on or facts.as_of)
        for cadence in self.cadences:
            judge(finding, cadence, facts.entries, facts.started_on, last, parameters)
        self._judge_span(finding, facts, values, parameters)
        results = values_given(facts.results, self.result_names)
        self._judge_recalls(finding, facts, results, parameters)
        if facts.results:
            self._judge_gains(finding, results, parameters)
        return Outcome.of(finding)

    def _judge_span(
        self,
        finding: Finding,
        facts: PostingFacts,
        values: Mapping[str, Value],
        parameters: Parameters,
    ) -> None:
        if not self.months or facts.started_on is None:
            return
        span = self.span(facts.started_on, values, parameters)
        if span is None:
            finding.missing("months", "期限", "情况不明：期限算不出，请核实。")
            return
        shortest, longest = span
        ended = facts.ended_on
        if ended is not None and ended < shortest:
            verdict, text = Verdict.FLAG, f"{ended.isoformat()}提前结束，未满规定期限"
        elif (ended or facts.as_of) > longest:
            verdict, text = Verdict.FLAG, f"已超过{longest.isoformat()}，应当期满考核、结束"
        else:
            verdict, text = Verdict.PASS, "在规定期限内"
        until = longest.isoformat()
        if shortest != longest:
            until = f"{shortest.isoformat()}至{until}"
        finding.add(
            "months",
            verdict,
            "期限",
            f"自{facts.started_on.isoformat()}起，{until}期满；{text}。",
            threshold=f"{until}期满",
        )

    def _judge_recalls(
        self,
        finding: Finding,
        facts: PostingFacts,
        results: Mapping[str, Value],
        parameters: Parameters,
    ) -> None:
        known = {each.id for each in self.recalls}
        if strange := [each for each in facts.grounds if each not in known]:
            raise Refusal(
                Problem(self._called, "grounds", strange[0], "没有这种召回情形。", "请改正。")
            )
        for ground in self.recalls:
            established = ground.id in facts.grounds
            text = "组织已认定这一情形"
            if ground.when and facts.results and not established:
                formula = Formula(ground.when, self.result_names, parameters, expect=Kind.BOOLEAN)
                holds = formula.holds(results)
                if holds is None:
                    unknown = "、".join(formula.unknown_among(results))
                    verdict = min(
                        Verdict.HOLD, Verdict(ground.verdict), key=lambda each: each.weight
                    )
                    text = f"情况不明：{unknown}，无法判断是否“{ground.label}”，请核实。"
                    finding.add(ground.id, verdict, ground.label, text, cite=ground.cite)
                    continue
                established, text = holds, formula.spoken()
            if established:
                finding.add(
                    ground.id,
                    Verdict(ground.verdict),
                    ground.label,
                    f"{text}，应当研究召回或者调整。",
                    cite=ground.cite,
                )

    def _judge_gains(
        self, finding: Finding, results: Mapping[str, Value], parameters: Parameters
    ) -> None:
        for gain in self.gains:
            formula = Formula(gain.when, self.result_names, parameters, expect=Kind.BOOLEAN)
            holds = formula.holds(results)
            if holds is None:
                unknown = "、".join(formula.unknown_among(results))
                text = f"情况不明：{unknown}，无法判断能否“{gain.label}”，请核实。"
                finding.missing(gain.id, gain.label, text, cite=gain.cite)
            elif holds:
                number = ""
                if gain.number is not None:
                    number = f"{whole(gain.number, parameters, of=gain.label)}{gain.unit}"
                finding.add(
                    gain.id,
                    Verdict(gain.verdict),
                    gain.label,
                    f"{formula.spoken()}，{gain.effect}{number}。",
                    threshold=formula.spoken(),
                    cite=gain.cite,
                )

    def gained(self, results: Mapping[str, Any], parameters: Parameters) -> dict[str, Fraction]:
        """Id of each gain that is a number and has been earned → how many."""
        values = values_given(results, self.result_names)
        return {
            gain.id: Fraction(whole(gain.number, parameters, of=gain.label))
            for gain in self.gains
            if gain.number is not None
            and Formula(gain.when, self.result_names, parameters, expect=Kind.BOOLEAN).holds(values)
        }

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`; adds the last day and what has been earned."""
        facts = PostingFacts.model_validate(dict(given))
        answer = answer_of(self.decide(facts, parameters))
        gained = self.gained(facts.results, parameters) if facts.results else {}
        if facts.started_on and self.months:
            values = values_given(facts.values, self.names)
            if span := self.span(facts.started_on, values, parameters):
                answer["期满"] = span[1].isoformat()
                answer["最短"] = span[0].isoformat()
        numbers = [gain for gain in self.gains if gain.number is not None]
        return {**answer, "奖励": {gain.label: gained.get(gain.id, 0) for gain in numbers}}

    def timeline(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Sequence[Moment]:
        """See `Instrument.timeline`: the day on which the posting comes to its end."""
        facts = PostingFacts.model_validate(dict(given))
        if facts.started_on is None or not self.months:
            return ()
        span = self.span(facts.started_on, values_given(facts.values, self.names), parameters)
        if span is None:
            return ()
        shortest, longest = span
        moments = [Moment(longest, "期限届满，应当期满考核，返回原单位或者另行安排。")]
        if shortest != longest:
            moments.insert(0, Moment(shortest, "已满最短期限。"))
        return moments
